"""Two tellings of one interview's time: are they the same slot, and which of them knows more?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from inbox_agent.core.interview import Interview
from inbox_agent.core.reading import InterviewTime, Moment

TOLERANCE = timedelta(minutes=30)
"""Two starts this close are one slot told twice: people name the first talk, platforms the
check-in before it. Slots that are offered beside one another lie further apart."""


def same_slot(one: Moment | None, other: Moment | None) -> bool:
    """Do both name one slot? Instants are compared where both have a zone, else what the clock on
    the wall shows; where one is a plain day, the days."""
    if one is None or other is None:
        return False
    if not isinstance(one, datetime) or not isinstance(other, datetime):
        return day_of(one) == day_of(other)
    if one.tzinfo is None or other.tzinfo is None:
        one, other = one.replace(tzinfo=UTC), other.replace(tzinfo=UTC)
    return abs(one.astimezone(UTC) - other.astimezone(UTC)) <= TOLERANCE


def same_day(one: Moment | None, other: Moment | None) -> bool:
    """Are both on the same day, each where it takes place?"""
    return one is not None and other is not None and day_of(one) == day_of(other)


def day_of(moment: Moment) -> object:
    return moment.date() if isinstance(moment, datetime) else moment


def at_home(time: InterviewTime, base: Interview) -> InterviewTime:
    """``time`` in the zone that another mail named, where it names none itself.

    "8:00" in a coordinator's mail is the 8:00 of the platform's confirmation, whatever zone had
    to be assumed for a mail that says nothing about it."""
    zone = _zone(base.time_zone)
    if not time.time_zone_assumed or base.time_zone_assumed or zone is None:
        return time
    return replace(
        time, start=_moved(time.start, zone), end=_moved(time.end, zone),
        time_zone=base.time_zone, time_zone_assumed=False,
    )  # fmt: skip


def with_slot(base: Interview, time: InterviewTime, *, sets: bool) -> Interview:
    """``base`` with the slot that ``time`` names. One told twice keeps the finer telling; another
    one replaces it where the mail books or moves (``sets``), and changes nothing where not."""
    time = at_home(time, base)
    if time.start is None:
        return base
    if base.start is None or (sets and not same_slot(base.start, time.start)):
        return replace(
            base, start=time.start, end=time.end, time_zone=time.time_zone,
            time_zone_assumed=time.time_zone_assumed,
        )  # fmt: skip
    if not same_slot(base.start, time.start):
        return base
    return _refined(base, time, sets=sets)


def _refined(base: Interview, time: InterviewTime, *, sets: bool) -> Interview:
    finer = isinstance(time.start, datetime) and not isinstance(base.start, datetime)
    newer = sets and isinstance(time.start, datetime)
    named = not time.time_zone_assumed or base.time_zone_assumed
    if finer or (newer and named):
        base = replace(
            base, start=time.start, time_zone=time.time_zone,
            time_zone_assumed=time.time_zone_assumed,
        )  # fmt: skip
    if time.end is not None and (isinstance(time.end, datetime) or base.end is None):
        base = replace(base, end=time.end)
    return base


def shifted_end(before: Interview, after: Interview) -> Moment | None:
    """The end of ``before`` after its start was moved by hand to that of ``after``."""
    old, new, end = before.start, after.start, before.end
    if not (isinstance(old, datetime) and isinstance(new, datetime) and isinstance(end, datetime)):
        return None
    if (old.tzinfo is None) != (new.tzinfo is None) or (end.tzinfo is None) != (old.tzinfo is None):
        return None
    return new + (end - old)


def _moved(moment: Moment | None, zone: tzinfo) -> Moment | None:
    return moment.replace(tzinfo=zone) if isinstance(moment, datetime) else moment


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
