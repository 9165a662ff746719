"""Days as people write them: the grammar over tokens.

``days_at`` reads "Thurs 11/12", "the 2nd, 9th and 16th of December", "Friday week", "tomorrow";
calendar_day.py turns them into dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inbox_agent.core.calendar_day import Day
from inbox_agent.core.dates import (
    AFTER_ORDINAL,
    AND,
    MAX_LIST,
    Days,
    date_at,
    is_hour,
    ordinal_at,
    year_at,
)
from inbox_agent.core.lexicon import (
    CLOCK,
    DATE,
    EXACT,
    MARK,
    MERIDIEM,
    MONTH,
    NUMBER,
    NUMWORD,
    ORDINAL,
    PART,
    RELATIVE,
    WEEKDAY,
    WORD,
    ZONE,
    Token,
    peek,
)

_ON = frozenset(("by", "on", "this", "next", "@", "until", "till", "for", "before"))
_ANY = frozenset(
    ("any", "every", "each", "a", "another", "some", "cada", "last", "same", "that", "usual")
)
_THROUGH = frozenset(("-", "through", "thru", "al"))
_FILLERS = frozenset((",", ".", "(", "-", "|", "the", "el", "día", "dia", "~", ":"))


def days_at(tokens: Sequence[Token], index: int) -> tuple[tuple[Day, ...], int] | None:
    """The days that begin at ``index`` and where they end, or None where none begins."""
    token = tokens[index]
    read = _STARTS.get(token.kind)
    if read is None:
        return None
    found = read(tokens, index)
    if found is None:
        return None
    days, after = found
    return _continued(tokens, days, after)


def _weekday(tokens: Sequence[Token], index: int) -> Days | None:
    number = tokens[index].value
    at = index + 1
    while peek(tokens, at).low in _FILLERS and at < index + 4:
        at += 1
    found = date_at(tokens, at, after_weekday=True)
    if found is not None:
        days, after = found
        return [replace(days[0], weekday=number), *days[1:]], after
    before, following = peek(tokens, index - 1).low, peek(tokens, index + 1)
    if tokens[index].weak and before not in _ON and following.kind not in (CLOCK, EXACT):
        return None
    if before in _ANY or following.low == "in":
        return None
    return _bare_weekday(tokens, index, Day(weekday=number))


def _bare_weekday(tokens: Sequence[Token], index: int, day: Day) -> Days | None:
    before, after = peek(tokens, index - 1).low, peek(tokens, index + 1).low
    if after in ("after", "before", "following", "of"):
        return None  # "the Monday after Thanksgiving"
    weeks = 1 if before == "next" else 0
    if after == "week":
        return [replace(day, weeks=1)], index + 2
    if after == "a" and peek(tokens, index + 2).low == "week":
        return [replace(day, weeks=1)], index + 3
    return [replace(day, weeks=weeks, whole="next" if weeks else "")], index + 1


def _relative(tokens: Sequence[Token], index: int) -> Days | None:
    ahead = tokens[index].value
    before = tuple(peek(tokens, index - back).low for back in (2, 1))
    if ahead == 1 and before == ("day", "after"):
        ahead = 2
    return [Day(ahead=ahead)], index + 1


def _worded(tokens: Sequence[Token], index: int) -> Days | None:
    """What begins with a plain word: "end of the month", "next Friday", "mañana"."""
    low = tokens[index].low
    if low == "mañana" or low == "manana":
        part = peek(tokens, index - 1).low == "la"
        later = peek(tokens, index - 1).low == "pasado"
        return None if part else ([Day(ahead=2 if later else 1)], index + 1)
    if low in ("month's", "week's") and peek(tokens, index + 1).low == "end":
        return [Day(whole=low[:-2])], index + 2
    if low == "end" and peek(tokens, index + 1).low == "of":
        return _end_of(tokens, index + 2)
    if low in ("a", "week", "weeks", "days", "day"):
        return _from_now(tokens, index)
    return None


def _end_of(tokens: Sequence[Token], index: int) -> Days | None:
    at = index
    while peek(tokens, at).low in ("the", "this", "next") and at < index + 2:
        at += 1
    weeks = 1 if peek(tokens, at - 1).low == "next" else 0
    if peek(tokens, at).low in ("week", "month"):
        return [Day(whole=tokens[at].low, weeks=weeks)], at + 1
    if peek(tokens, at).kind == MONTH:
        return [Day(month=tokens[at].value, whole="month")], at + 1
    return None


def _from_now(tokens: Sequence[Token], index: int) -> Days | None:
    """ "two weeks from today", "in three days" (read at its unit)."""
    unit = tokens[index].low
    count = peek(tokens, index - 1)
    if unit == "a" or (count.kind not in (NUMBER, NUMWORD) and count.low not in ("a", "in")):
        return None
    number = count.value if count.kind in (NUMBER, NUMWORD) else 1
    days = number * (7 if unit.startswith("week") else 1)
    after = (peek(tokens, index + 1).low, peek(tokens, index + 2))
    if after[0] == "from" and after[1].kind == RELATIVE:
        return [Day(ahead=days + after[1].value)], index + 3
    if after[0] == "from" and after[1].low == "now":
        return [Day(ahead=days)], index + 3
    if after[0] == "from" and after[1].kind == WEEKDAY and days % 7 == 0:
        return [Day(weekday=after[1].value, weeks=days // 7)], index + 3
    if peek(tokens, index - 2).low == "in" and after[0] not in ("of", "the"):
        return [Day(ahead=days)], index + 1
    return None


_STARTS = {
    WEEKDAY: _weekday,
    MONTH: date_at,
    DATE: date_at,
    NUMBER: date_at,
    ORDINAL: date_at,
    NUMWORD: date_at,
    RELATIVE: _relative,
    WORD: _worded,
}


def _continued(tokens: Sequence[Token], days: list[Day], index: int) -> tuple[tuple[Day, ...], int]:
    """What a month carries on to: ", 8 and 15" (a list), "-15" or "through 15" (a span)."""
    last = days[-1]
    if last.month is None or last.day is None:
        return tuple(days), index
    while len(days) < MAX_LIST:
        at = index
        while peek(tokens, at).low in AND and at < index + 2:
            at += 1
        number = ordinal_at(tokens, at) if at > index else None
        if number is None or not _plain_day(tokens, at, number, days[-1]):
            break
        days = [*days, replace(last, day=number[0], weekday=None)]
        year, index = year_at(tokens, number[1])
        days = [replace(day, year=year) for day in days] if year else days
    if peek(tokens, index).low in _THROUGH:
        days, index = _span(tokens, days, index)
    return tuple(days), index


def _plain_day(tokens: Sequence[Token], index: int, number: tuple[int, int], before: Day) -> bool:
    """Whether a number after "Dec 1," is another day: it rises, and nothing makes it an hour or
    a count."""
    following = peek(tokens, number[1])
    if is_hour(tokens, index, number[1]) or number[0] <= (before.day or 0):
        return False
    if following.kind in (MERIDIEM, ZONE, PART, MONTH, CLOCK) or following.low in ("-", ":", "to"):
        return False
    if tokens[index].kind == ORDINAL:
        return following.kind != WORD or following.low in AFTER_ORDINAL
    return following.kind in ("end", MARK, EXACT) or following.low in AND | AFTER_ORDINAL - {
        "eastern", "central", "mountain", "pacific"
    }  # fmt: skip


def _span(tokens: Sequence[Token], days: list[Day], index: int) -> Days:
    at = index + 1
    if peek(tokens, at).kind == WEEKDAY:
        at += 2 if peek(tokens, at + 1).low == "," else 1
    number = ordinal_at(tokens, at)
    if number and _plain_day(tokens, at, number, days[-1]):
        _, after = year_at(tokens, number[1])
        return [*days[:-1], replace(days[-1], until=replace(days[-1], day=number[0]))], after
    found = date_at(tokens, at)
    if found is None or not found[0][0].named or peek(tokens, found[1]).kind == CLOCK:
        return days, index
    return [*days[:-1], replace(days[-1], until=found[0][0])], found[1]
