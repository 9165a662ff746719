"""Dates proper, as people write them: month and day in either order, digits, "the 9th"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inbox_agent.core.calendar_day import Day
from inbox_agent.core.lexicon import (
    DATE,
    MERIDIEM,
    MONTH,
    NUMBER,
    NUMWORD,
    ORDINAL,
    WEEKDAY,
    WORD,
    Token,
    peek,
)

_SHORT = 8  # tokens of a sentence so short that "ok 20th" can only be a day
MAX_LIST = 20  # days in one list; a season has about as many interview days
Days = tuple[list[Day], int]
"""Days as read, and the index behind them."""

_OF = frozenset(("of", "de", "del"))
AND = frozenset(("and", "or", "y", "o", "u", "e", "&", ",", "/", ";", "plus"))
AFTER_ORDINAL = frozenset(
    ("at", "is", "was", "for", "from", "would", "will", "works", "work", "and", "or", "to", "if",
     "instead", "then", "now", "has", "it", "so", "please", "with", "between", "starting", "by",
     "but", "because", "as", "we", "i", "you", "that", "which", "when", "not", "can", "could",
     "should", "suits", "after", "before", "around", "itself", "again", "in", "eastern",
     "central", "mountain", "pacific", "looks", "sounds", "a", "too", "also", "only", "@")
)  # fmt: skip
"""What may follow "the 9th" when it is a day of the month and not a floor or a street."""


def date_at(tokens: Sequence[Token], index: int, after_weekday: bool = False) -> Days | None:
    """A date proper: month and day in either order, digits, or "the 9th"."""
    token = peek(tokens, index)
    if token.kind == MONTH:
        return _month_first(tokens, index)
    if token.kind == DATE:
        return _digits(tokens, index)
    if token.kind in (NUMBER, ORDINAL, NUMWORD):
        return _day_first(tokens, index, after_weekday)
    return None


def ordinal_at(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """A day of the month: "9", "9th", "ninth", "twenty-first"; and where it ends."""
    token = peek(tokens, index)
    if token.kind == NUMWORD and token.value in (20, 30):
        after = index + (2 if peek(tokens, index + 1).low == "-" else 1)
        unit = peek(tokens, after)
        if unit.kind == ORDINAL and unit.value < 10:
            return token.value + unit.value, after + 1
        return None
    if token.kind in (NUMBER, ORDINAL) and 1 <= token.value <= 31 and len(token.low) < 12:
        return token.value, index + 1
    return None


def year_at(tokens: Sequence[Token], index: int) -> tuple[int | None, int]:
    """An optional year: ", 2026", "de 2026", "'26"."""
    at = index
    if peek(tokens, at).low in (",", "de", "del", "of"):
        at += 1
    token = peek(tokens, at)
    if token.kind != NUMBER or len(token.low) != 4 or not 2020 <= token.value <= 2099:
        return None, index
    hour = peek(tokens, at + 1).low in ("hrs", "hours", "h", "until")
    return (None, index) if hour else (token.value, at + 1)


def _month_first(tokens: Sequence[Token], index: int) -> Days | None:
    month = tokens[index].value
    at = index + 1
    while peek(tokens, at).low in (".", "the", "-") and at < index + 3:
        at += 1
    token = peek(tokens, at)
    if token.kind == DATE and token.value[3] == "slash":  # "Dec 1/8/15"
        parts = [int(part) for part in token.low.split("/")]
        return [Day(month=month, day=part) for part in parts if 1 <= part <= 31], at + 1
    if token.kind == DATE and token.value[3] == "named" and "-" in token.low:
        return _across_months(tokens, month, at)
    found = ordinal_at(tokens, at)
    if found is None or is_hour(tokens, at, found[1]):
        return None
    year, after = year_at(tokens, found[1])
    return [Day(year=year, month=month, day=found[0])], after


def _across_months(tokens: Sequence[Token], month: int, index: int) -> Days | None:
    """ "Nov 30-Dec 4", where "30-Dec" looks like a date of its own."""
    _, later, first, _ = tokens[index].value
    last = ordinal_at(tokens, index + 1)
    if last is None:
        return None
    year, after = year_at(tokens, last[1])
    until = Day(year=year, month=later, day=last[0])
    return [Day(year=year, month=month, day=first, until=until)], after


def is_hour(tokens: Sequence[Token], index: int, after: int) -> bool:
    """Whether the number at ``index`` is an hour ("8 am", "8 o'clock") and no day."""
    token, following = tokens[index], peek(tokens, after)
    if token.kind != NUMBER:
        return False
    return following.kind == MERIDIEM or following.low in ("o'clock", "hrs", "%")


def _day_first(tokens: Sequence[Token], index: int, after_weekday: bool) -> Days | None:
    """ "3 December", "the 2nd, 9th and 16th of December", "the 9th", "second Tuesday of May"."""
    found = ordinal_at(tokens, index)
    if found is None or is_hour(tokens, index, found[1]):
        return None
    numbers, after = [found[0]], found[1]
    if nth := _nth_weekday(tokens, index, after):
        return nth
    listed = _more_numbers(tokens, numbers, after)
    for days, at in ((listed[0], listed[1]), (numbers, after)):
        if month := _month_after(tokens, at):
            value, end = month
            year, end = year_at(tokens, end)
            return [Day(year=year, month=value, day=day) for day in days], end
    return _lone_ordinal(tokens, index, numbers[0], after, after_weekday)


def _more_numbers(tokens: Sequence[Token], numbers: list[int], after: int) -> tuple[list[int], int]:
    numbers = list(numbers)
    while len(numbers) < MAX_LIST:
        at = after
        while peek(tokens, at).low in AND and at < after + 3:
            at += 1
        if peek(tokens, at).low in ("the", "el"):
            at += 1
        found = ordinal_at(tokens, at) if at > after else None
        if found is None:
            break
        numbers.append(found[0])
        after = found[1]
    return numbers, after


def _month_after(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    at = index
    while peek(tokens, at).low in _OF or (
        peek(tokens, at).low in (".", "-", ",") and at < index + 1
    ):
        at += 1
    token = peek(tokens, at)
    if token.kind != MONTH or (token.weak and token.low in ("may", "march") and at == index):
        return None
    return token.value, at + 1 + (peek(tokens, at + 1).low == ".")


def _nth_weekday(tokens: Sequence[Token], index: int, after: int) -> Days | None:
    """ "the second Tuesday of December"."""
    weekday = peek(tokens, after)
    if tokens[index].kind != ORDINAL or weekday.kind != WEEKDAY or tokens[index].value > 5:
        return None
    if peek(tokens, after + 1).low not in ("of", "in") or peek(tokens, after + 2).kind != MONTH:
        return None
    month = tokens[after + 2].value
    year, end = year_at(tokens, after + 3)
    return [Day(year=year, month=month, weekday=weekday.value, nth=tokens[index].value)], end


def _lone_ordinal(
    tokens: Sequence[Token], index: int, number: int, after: int, after_weekday: bool
) -> Days | None:
    """ "the 9th", "Friday the 4th", "Friday 30"."""
    token, following = tokens[index], peek(tokens, after)
    if token.kind == NUMBER:
        plain = after_weekday and token.value > 12 and following.low not in ("-", ":")
        alone = following.kind != WORD or following.low in AFTER_ORDINAL
        return ([Day(day=number)], after) if plain and alone else None
    if token.kind == ORDINAL and token.weak and not after_weekday:
        return None
    short = len(tokens) <= _SHORT and number > 3 and token.low[0].isdigit()
    opening = (index == 0 or short) and number > 3 and following.kind != WORD
    if not (after_weekday or opening) and peek(tokens, index - 1).low not in ("the", "el"):
        return None
    if following.low == "of" and peek(tokens, after + 1).low in ("this", "the", "next"):
        return ([Day(day=number)], after + 3) if peek(tokens, after + 2).low == "month" else None
    if not after_weekday and following.kind == WORD and following.low not in AFTER_ORDINAL:
        return None
    return [Day(day=number)], after


def _digits(tokens: Sequence[Token], index: int) -> Days | None:
    year, first, second, style = tokens[index].value
    before, after = peek(tokens, index - 1).low, peek(tokens, index + 1).low
    if (first, second, year) == (24, 7, None):
        return None  # "24/7"
    if (
        style == "slash"
        and year is None
        and (before == "-" and peek(tokens, index - 2).kind == WORD)
    ):
        return None  # "PGY-1/2"
    if style == "slash" and (first, second) == (1, 2) and after in ("day", "hour", "days", "an"):
        return None
    if style in ("iso", "named"):
        day = Day(year=year, month=first, day=second)
    else:
        day = _ordered(year, first, second, style)
    if day.month is None or day.day is None or not (1 <= day.month <= 12 and 1 <= day.day <= 31):
        return None
    return _bracketed_weekday(tokens, day, index + 1)


def _ordered(year: int | None, first: int, second: int, style: str) -> Day:
    """Month first as in the US, unless the digits or the dots of Europe say otherwise."""
    twoway = first <= 12 and second <= 12 and first != second
    if first > 12 or (style == "dot" and second <= 12):
        return Day(year=year, month=second, day=first, twoway=twoway)
    return Day(year=year, month=first, day=second, twoway=twoway)


def _bracketed_weekday(tokens: Sequence[Token], day: Day, index: int) -> Days:
    if peek(tokens, index).low in ("(", ",") and peek(tokens, index + 1).kind == WEEKDAY:
        closing = 3 if peek(tokens, index + 2).low == ")" else 2
        if peek(tokens, index).low == "(" or closing == 2:
            return [replace(day, weekday=tokens[index + 1].value)], index + closing
    return [day], index
