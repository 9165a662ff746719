"""What the calendar makes hard: overlaps, nights, changed clocks, zones nobody named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from inbox_agent.core.deadlines import ASSUMED_LENGTH
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.reading import Moment, Slot

MIN_GAP = timedelta(hours=1)  # between two interviews: a call that runs over needs as much
NIGHT = (time(0), time(6))  # of the owner's zone: a start in it is worth a word
POLITE_NOTICE = timedelta(days=14)  # NRMP suggests one to two weeks' notice to give an interview up
_BOOKED = InterviewState.SCHEDULED


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing the owner should know. ``key`` is the same as long as it is the same thing: the
    digest says each once. ``interviews`` are the ids of those it is about."""

    key: str
    text: str
    interviews: tuple[str, ...]


def conflicts(
    interviews: Iterable[Interview], owner_zone: str, now: datetime
) -> tuple[Conflict, ...]:
    """Everything worth a word about the booked interviews ahead of ``now``."""
    ahead = [i for i in interviews if i.state is _BOOKED and i.start is not None]
    ahead = sorted((i for i in ahead if _begin(i.start, owner_zone) > now), key=_by_start)
    pairs = (found for pair in combinations(ahead, 2) if (found := _together(*pair)) is not None)
    return (*pairs, *(each for one in ahead for each in _alone(one, owner_zone, now)))


def collides(slot: Slot, booked: Interview) -> bool:
    """Does an offered slot leave less than an hour to a booked interview, or share its day where
    one of them names no hours?"""
    start, other = _instant(slot.start), _instant(booked.start)
    if start is None or other is None:
        return booked.start is not None and _day(slot.start) == _day(booked.start)
    end = _instant(slot.end) or start + ASSUMED_LENGTH
    other_end = _instant(booked.end) or other + ASSUMED_LENGTH
    return start < other_end + MIN_GAP and other < end + MIN_GAP


def _together(first: Interview, second: Interview) -> Conflict | None:
    """What two interviews, in order of their starts, do to one another."""
    both = (first.id, second.id)
    times = f"{first.start}:{second.start}"
    names = f"{_name(first)} and {_name(second)}"
    end, start = _instant(first.end), _instant(second.start)
    if end is not None and start is not None and start < end:
        return Conflict(f"overlap:{times}", f"{names} overlap on {start:%a %d %b}.", both)
    if end is not None and start is not None and start - end < MIN_GAP:
        minutes = int((start - end).total_seconds() // 60)
        text = f"Only {minutes} minutes lie between {names} on {start:%a %d %b}."
        return Conflict(f"gap:{times}", text, both)
    if first.start is not None and second.start is not None and _one_day(first, second):
        text = f"{names} are on one day, {first.start:%a %d %b}; some platforms do not allow it."
        return Conflict(f"day:{times}", text, both)
    return None


def _alone(interview: Interview, owner_zone: str, now: datetime) -> Iterator[Conflict]:
    name, about = _name(interview), (interview.id,)
    mark = f"{interview.id}:{interview.start}"
    start = _instant(interview.start)
    if start is not None:
        local = start.astimezone(ZoneInfo(owner_zone))
        if NIGHT[0] <= local.time() < NIGHT[1]:
            text = f"{name} starts at {local:%H:%M} of your night on {local:%a %d %b}."
            yield Conflict(f"night:{mark}", text, about)
        told = interview.invited_at or interview.source_date or now
        if _clock_changes(told, start, interview.time_zone, owner_zone):
            text = (
                f"The clocks change between the invitation and {name}: it starts at {local:%H:%M} "
                f"your time on {local:%a %d %b}."
            )
            yield Conflict(f"clocks:{mark}", text, about)
    if interview.time_zone_assumed:
        text = f"{name} named no time zone; {interview.time_zone} was assumed."
        yield Conflict(f"zone:{mark}", text, about)
    left = _begin(interview.start, owner_zone) - now
    if left < POLITE_NOTICE:
        days = "less than a day" if not left.days else f"{left.days} day{'s' * (left.days > 1)}"
        text = f"{name} is {days} away: if you mean to give it up, say so at once."
        yield Conflict(f"notice:{mark}", text, about)


def _clock_changes(told: datetime, start: datetime, zone: str | None, owner_zone: str) -> bool:
    """Does the difference between the two zones change from the invitation to the day?"""
    try:
        there, here = ZoneInfo(zone or "UTC"), ZoneInfo(owner_zone)
    except (KeyError, ValueError):
        return False
    return _difference(start, there, here) != _difference(told, there, here)


def _difference(at: datetime, there: ZoneInfo, here: ZoneInfo) -> timedelta | None:
    one, other = at.astimezone(there).utcoffset(), at.astimezone(here).utcoffset()
    return one - other if one is not None and other is not None else None


def _one_day(first: Interview, second: Interview) -> bool:
    return (
        first.start is not None and second.start is not None
        and _day(first.start) == _day(second.start)
    )  # fmt: skip


def _name(interview: Interview) -> str:
    return f"{interview.program} / {interview.track}" if interview.track else interview.program


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _begin(moment: Moment | None, zone: str) -> datetime:
    """The moment as an instant; a day, or an hour without a zone, as the owner's."""
    if isinstance(moment, datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return datetime.combine(moment or date.min, time(23, 59), ZoneInfo(zone) if moment else UTC)


def _by_start(interview: Interview) -> tuple[float, str]:
    return _begin(interview.start, "UTC").timestamp(), interview.id


def _instant(moment: Moment | None) -> datetime | None:
    return moment if isinstance(moment, datetime) and moment.tzinfo is not None else None
