"""A day as written, and which calendar day it means.

``resolve`` counts from the day of writing; digits that can be read two ways and weekdays that do
not fit are said as doubts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

_MONTHS_AHEAD = 7  # "Friday the 13th" is the next one; a season is no longer
_PAST, _FUTURE = timedelta(days=120), timedelta(days=245)
# A month and day without a year is the one nearest to the writing that lies in this span: a
# season runs from September to March, and mail speaks of its past half as of its coming one.


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written. ``ahead``: days after the writing ("tomorrow"); ``weeks``: to be added
    ("Friday week"); ``nth``: of ``weekday`` in ``month``; ``whole``: the end of that week or month;
    ``twoway``: digits that could be day-first; ``until``: the last day of a span."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    ahead: int | None = None
    weeks: int = 0
    nth: int | None = None
    whole: str = ""
    twoway: bool = False
    until: Day | None = None

    @property
    def named(self) -> bool:
        """Whether it stands on its own feet: month and day are known."""
        return self.month is not None and (self.day is not None or self.nth is not None)


def resolve(day: Day, anchor: date | None, known: Mapping[int, date]) -> tuple[date | None, str]:
    """The calendar day meant, and a doubt ("" where there is none).

    ``anchor`` is the day of writing, where the writer was; ``known`` has the full dates that the
    mail names, by their day of the month ("the 9th" is one of them if it can be)."""
    if day.named:
        return _named(day, anchor)
    if anchor is None:
        return None, ""
    if day.ahead is not None:
        return anchor + timedelta(days=day.ahead), ""
    if day.whole in ("week", "month"):
        return _last_of(day, anchor), ""
    if day.day is not None:
        return _day_of_month(day, anchor, known)
    if day.weekday is not None:
        return _next_weekday(day, anchor)
    return None, ""


@lru_cache(maxsize=1024)  # a mail names the same day again and again
def _named(day: Day, anchor: date | None) -> tuple[date | None, str]:
    chosen = _nearest(day, anchor)
    if not day.twoway:
        return _checked(day, chosen)
    turned = _nearest(replace(day, month=day.day, day=day.month), anchor)
    if day.weekday is not None:
        fits = [one for one in (chosen, turned) if one and one.weekday() == day.weekday]
        return (fits[0], "") if fits else _checked(day, chosen)
    if chosen and turned and anchor and chosen < anchor <= turned:
        return turned, f"{turned:%d %B %Y} is read from digits that could mean {chosen:%d %B}"
    return chosen or turned, ""


def _nearest(day: Day, anchor: date | None) -> date | None:
    """The date, in the year that is named or fits the day of writing."""
    month = day.month or 0
    if day.year is not None:
        return _made(day, day.year, month)
    if anchor is None:
        return None
    years = (anchor.year - 1, anchor.year, anchor.year + 1)
    found = [made for year in years if (made := _made(day, year, month)) is not None]
    near = [made for made in found if anchor - _PAST <= made <= anchor + _FUTURE]
    return near[-1] if near else None


def _checked(day: Day, chosen: date | None) -> tuple[date | None, str]:
    """A weekday that does not fit its date is said, not believed."""
    if chosen is None or day.weekday in (None, chosen.weekday()) or day.nth is not None:
        return chosen, ""
    said, real = _NAMES[day.weekday or 0], _NAMES[chosen.weekday()]
    return chosen, f"the message says {said}, but {chosen:%d %B %Y} is a {real}"


_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _made(day: Day, year: int, month: int) -> date | None:
    try:
        if day.nth is None or day.weekday is None:
            return date(year, month, day.day or 0)
        first = date(year, month, 1)
        shift = (day.weekday - first.weekday()) % 7 + 7 * (day.nth - 1)
        return first + timedelta(days=shift)
    except ValueError:
        return None


def _last_of(day: Day, anchor: date) -> date:
    """The Friday of a week, or the last day of a month."""
    if day.whole == "week":
        friday = anchor + timedelta(days=(4 - anchor.weekday()) % 7)
        return friday + timedelta(weeks=day.weeks)
    month = (day.month or anchor.month) + day.weeks
    year = anchor.year + (1 if day.month and day.month < anchor.month - 6 else 0)
    year, month = (year + 1, month - 12) if month > 12 else (year, month)
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _day_of_month(day: Day, anchor: date, known: Mapping[int, date]) -> tuple[date | None, str]:
    number = day.day or 0
    if number in known and day.weekday in (None, known[number].weekday()):
        return known[number], ""
    for ahead in range(_MONTHS_AHEAD):
        month = anchor.month + ahead
        candidate = _made(day, anchor.year + (month - 1) // 12, (month - 1) % 12 + 1)
        if candidate and candidate >= anchor and day.weekday in (None, candidate.weekday()):
            return candidate, ""
    return None, ""


def _next_weekday(day: Day, anchor: date) -> tuple[date | None, str]:
    ahead = ((day.weekday or 0) - anchor.weekday() - 1) % 7 + 1
    if day.whole == "next":
        ahead = 7 - anchor.weekday() + (day.weekday or 0)
        found = anchor + timedelta(days=ahead)
        doubt = f'"next" may mean {found:%d %B} or a week before' if ahead > 7 else ""
        return found, doubt
    return anchor + timedelta(days=ahead, weeks=day.weeks), ""
