"""When a thank-you is due, late and over: real elapsed hours after the end of the interview.

A day on which the clocks change is not longer or shorter for a courtesy, so every span is
added in UTC and shown in the zone of the interview's end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inbox_agent.core.interview import Interview
from inbox_agent.core.reading import Moment

ASSUMED_LENGTH = timedelta(hours=5)  # of a day whose end nobody named; most are shorter
ASSUMED_END_OF_DAY = time(17, 0)  # of a day without hours: the end of an office day
THANKS_DUE = timedelta(hours=24)  # after the end: the first half of the customary 24-48 hours
THANKS_DEADLINE = timedelta(hours=48)  # after the end: later than this it is a late thank-you
REMINDERS = (timedelta(hours=20), timedelta(hours=44))  # after the end: four hours before each
LATE_THANKS = timedelta(days=7)  # after the end: a thank-you after that says more ill than good


@dataclass(frozen=True, slots=True)
class ThankYouTimes:
    """The moments that matter for the thank-yous of one interview; all aware, in one zone."""

    end: datetime
    end_assumed: bool
    due: datetime
    deadline: datetime
    reminders: tuple[datetime, ...]
    late_deadline: datetime


def later(moment: datetime, span: timedelta) -> datetime:
    """``moment`` plus ``span`` of real time, in the zone of ``moment`` (which must be aware)."""
    return (moment.astimezone(UTC) + span).astimezone(moment.tzinfo)


def interview_end(interview: Interview, zone: str = "") -> tuple[datetime | None, bool]:
    """When the interview ends, and whether that was assumed.

    ``zone`` is the zone to fall back on (IANA; the program's, else the owner's) where the interview
    names none. None where the day itself, or every zone, is unknown.
    """
    tz = _zone(interview.time_zone) or _zone(zone)
    start, named = _at(interview.start, tz, None), _at(interview.end, tz, ASSUMED_END_OF_DAY)
    if named is not None and (start is None or named > start):
        return named, interview.end_assumed or not isinstance(interview.end, datetime)
    if start is not None:
        return later(start, ASSUMED_LENGTH), True
    return _at(interview.start, tz, ASSUMED_END_OF_DAY), True


def thank_you_times(interview: Interview, zone: str = "") -> ThankYouTimes | None:
    """All moments of the interview's thank-yous; None where its end cannot even be assumed."""
    end, assumed = interview_end(interview, zone)
    if end is None:
        return None
    return ThankYouTimes(
        end=end,
        end_assumed=assumed,
        due=later(end, THANKS_DUE),
        deadline=later(end, THANKS_DEADLINE),
        reminders=tuple(later(end, span) for span in REMINDERS),
        late_deadline=later(end, LATE_THANKS),
    )


def requests_due(times: ThankYouTimes, now: datetime) -> int:
    """How many requests should have gone by ``now``: one at the end, one at each reminder,
    none before the end and none once the deadline has passed."""
    if not times.end <= now < times.deadline:
        return 0
    return 1 + sum(reminder <= now for reminder in times.reminders)


def _at(moment: Moment | None, tz: tzinfo | None, hour: time | None) -> datetime | None:
    """``moment`` as an aware datetime; a plain day at ``hour``, None where it has no hour."""
    if isinstance(moment, datetime):
        if moment.tzinfo is not None:
            return moment if tz is None else moment.astimezone(tz)
        return None if tz is None else moment.replace(tzinfo=tz)
    if isinstance(moment, date) and hour is not None and tz is not None:
        return datetime.combine(moment, hour, tz)
    return None


def _zone(name: str | None) -> tzinfo | None:
    """The zone called ``name``, an IANA name or an offset such as ``-05:00``."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _offset(name)


def _offset(name: str) -> tzinfo | None:
    try:
        return datetime.strptime(name, "%z").tzinfo
    except ValueError:
        return None
