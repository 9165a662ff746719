"""What the calendar makes hard: overlaps, nights, changed clocks, zones nobody named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from inbox_agent.core.interview import Interview, InterviewState

MIN_GAP = timedelta(hours=1)  # between two interviews: a call that runs over needs as much
NIGHT = (time(0), time(6))  # of the owner's zone: a start in it is worth a word
POLITE_NOTICE = timedelta(days=14)  # NRMP suggests one to two weeks' notice to give an interview up
_BOOKED = InterviewState.SCHEDULED


def conflicts(interviews: Iterable[Interview], owner_zone: str, now: datetime) -> tuple[str, ...]:
    """One sentence for each thing the owner should know about the interviews ahead."""
    ahead = [i for i in interviews if i.state is _BOOKED and _instant(i.start) is not None]
    ahead = [i for i in ahead if (_instant(i.start) or now) > now]
    return (*_overlaps(ahead), *(word for i in ahead for word in _alone(i, owner_zone, now)))


def _overlaps(ahead: list[Interview]) -> Iterator[str]:
    for first, second in combinations(sorted(ahead, key=_start), 2):
        end, start = _instant(first.end), _instant(second.start)
        if end is None or start is None:
            continue
        if start < end:
            yield f"{first.program} and {second.program} overlap on {start:%d %b}."
        elif start - end < MIN_GAP:
            minutes = int((start - end).total_seconds() // 60)
            yield f"Only {minutes} minutes lie between {first.program} and {second.program}."


def _alone(interview: Interview, owner_zone: str, now: datetime) -> Iterator[str]:
    start = _instant(interview.start)
    if start is None:
        return
    local = start.astimezone(ZoneInfo(owner_zone))
    if NIGHT[0] <= local.time() < NIGHT[1]:
        yield f"{interview.program} starts at {local:%H:%M} of your night on {local:%d %b}."
    if interview.time_zone_assumed:
        yield f"{interview.program} named no time zone; {interview.time_zone} was assumed."
    if _clock_changes(start, interview.time_zone, owner_zone, now):
        yield f"Clocks change before {interview.program}: trust the time shown here, not a habit."


def _clock_changes(start: datetime, zone: str | None, owner_zone: str, now: datetime) -> bool:
    """Does the difference between the two zones change between now and the day?"""
    try:
        there, here = ZoneInfo(zone or "UTC"), ZoneInfo(owner_zone)
    except (KeyError, ValueError):
        return False
    return _difference(start, there, here) != _difference(now, there, here)


def _difference(at: datetime, there: ZoneInfo, here: ZoneInfo) -> timedelta | None:
    one, other = at.astimezone(there).utcoffset(), at.astimezone(here).utcoffset()
    return one - other if one is not None and other is not None else None


def _start(interview: Interview) -> float:
    start = _instant(interview.start)
    return start.timestamp() if start else 0.0


def _instant(moment: object) -> datetime | None:
    return moment if isinstance(moment, datetime) and moment.tzinfo is not None else None
