"""The coming weeks as a small calendar: which days are interview days, on the owner's clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.core.interview import Interview, InterviewState

SHOWN_WEEKS = 5  # about as far as one plans travel; later interviews stand in the list


@dataclass(frozen=True, slots=True)
class Day:
    """``programs``: whose interview lies on it; ``past``: over already."""

    on: date
    programs: tuple[str, ...] = ()
    past: bool = False
    today: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday."""

    days: tuple[Day, ...]

    @property
    def busy(self) -> tuple[Day, ...]:
        return tuple(day for day in self.days if day.programs)


def weeks(interviews: Iterable[Interview], zone: str, now: datetime) -> tuple[Week, ...]:
    """The weeks from this one to the last with an interview, at most ``SHOWN_WEEKS``; none where
    no interview lies in them."""
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday())
    by_day = _by_day(interviews, zone)
    ends = [day for day in by_day if today <= day < monday + timedelta(weeks=SHOWN_WEEKS)]
    if not ends:
        return ()
    count = (max(ends) - monday).days // 7 + 1
    return tuple(_week(monday + timedelta(weeks=n), by_day, today) for n in range(count))


def _week(monday: date, by_day: Mapping[date, tuple[str, ...]], today: date) -> Week:
    days = (monday + timedelta(days=n) for n in range(7))
    return Week(tuple(
        Day(day, by_day.get(day, ()), past=day < today, today=day == today) for day in days
    ))  # fmt: skip


def _by_day(interviews: Iterable[Interview], zone: str) -> dict[date, tuple[str, ...]]:
    found: dict[date, tuple[str, ...]] = {}
    for interview in interviews:
        start = interview.start
        if interview.state is not InterviewState.SCHEDULED or start is None:
            continue
        if isinstance(start, datetime):
            start = start.astimezone(ZoneInfo(zone)).date() if start.tzinfo else start.date()
        found[start] = (*found.get(start, ()), interview.program)
    return found
