"""Days as people write them: the grammar over tokens.

``days_at`` reads "Thurs 11/12", "the 2nd, 9th and 16th of December", "Friday week", "tomorrow";
calendar_day.py turns them into dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inbox_agent.core.calendar_day import Day
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
)

MAX_LIST = 40  # days in one list; a season has fewer interview days
_END = Token("end", None, "")
_NEXT = {"next": 1, "this": 0, "coming": 0, "upcoming": 0, "próximo": 0, "proximo": 0, "following": 1}
_ON = frozenset(("by", "on", "this", "next", "@", "until", "till", "for", "before"))
_ANY = frozenset(("any", "every", "each", "a", "another", "some", "cada", "last"))
_OF = frozenset(("of", "de", "del"))
_AND = frozenset(("and", "or", "y", "o", "u", "e", "&", ",", "/", ";", "plus"))
_THROUGH = frozenset(("-", "through", "thru", "al"))
_FILLERS = frozenset((",", ".", "(", "-", "|", "the", "el", "día", "dia", "~", ":"))
_AFTER_ORDINAL = frozenset(
    ("at", "is", "was", "for", "from", "would", "will", "works", "work", "and", "or", "to", "if",
     "instead", "then", "now", "has", "it", "so", "please", "with", "between", "starting", "by",
     "but", "because", "as", "we", "i", "you", "that", "which", "when", "not", "can", "could",
     "should", "suits", "would", "after", "before", "around", "itself", "again", "works", "in",
     "eastern", "central", "mountain", "pacific", "looks", "sounds", "too", "also", "only", "@")
)  # fmt: skip
"""What may follow "the 9th" when it is a day of the month and not a floor or a street."""


def _at(tokens: Sequence[Token], index: int) -> Token:
    return tokens[index] if 0 <= index < len(tokens) else _END


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


def _weekday(tokens: Sequence[Token], index: int) -> tuple[list[Day], int] | None:
    number = tokens[index].value
    at = index + 1
    while _at(tokens, at).low in _FILLERS and at < index + 4:
        at += 1
    found = _dated(tokens, at, after_weekday=True)
    if found is not None:
        days, after = found
        return [replace(days[0], weekday=number), *days[1:]], after
    before, after = _at(tokens, index - 1).low, _at(tokens, index + 1).kind
    if tokens[index].weak and before not in _ON and after not in (CLOCK, EXACT):
        return None
    if before in _ANY or _at(tokens, index + 1).low == "in":
        return None
    return _bare_weekday(tokens, index, Day(weekday=number))


def _bare_weekday(tokens: Sequence[Token], index: int, day: Day) -> tuple[list[Day], int] | None:
    before, after = _at(tokens, index - 1).low, _at(tokens, index + 1).low
    if after in ("after", "before", "following", "of"):
        return None  # "the Monday after Thanksgiving"
    weeks = 1 if before == "next" else 0
    if after == "week":
        return [replace(day, weeks=1)], index + 2
    if after == "a" and _at(tokens, index + 2).low == "week":
        return [replace(day, weeks=1)], index + 3
    return [replace(day, weeks=weeks, whole="next" if weeks else "")], index + 1


def _dated(
    tokens: Sequence[Token], index: int, after_weekday: bool = False
) -> tuple[list[Day], int] | None:
    """A date proper: month and day in either order, digits, or "the 9th"."""
    token = _at(tokens, index)
    if token.kind == MONTH:
        return _month_first(tokens, index)
    if token.kind == DATE:
        return _digits(tokens, index)
    if token.kind in (NUMBER, ORDINAL, NUMWORD):
        return _day_first(tokens, index, after_weekday)
    return None


def _ordinal(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """A day of the month: "9", "9th", "ninth", "twenty-first"; and where it ends."""
    token = _at(tokens, index)
    if token.kind == NUMWORD and token.value in (20, 30):
        after = index + (2 if _at(tokens, index + 1).low == "-" else 1)
        unit = _at(tokens, after)
        if unit.kind == ORDINAL and unit.value < 10:
            return token.value + unit.value, after + 1
        return None
    if token.kind in (NUMBER, ORDINAL) and 1 <= token.value <= 31 and len(token.low) < 12:
        return token.value, index + 1
    return None


def _year(tokens: Sequence[Token], index: int) -> tuple[int | None, int]:
    """An optional year: ", 2026", "de 2026", "'26"."""
    at = index
    if _at(tokens, at).low in (",", "de", "del", "of"):
        at += 1
    token = _at(tokens, at)
    clocklike = _at(tokens, at + 1)
    if token.kind == NUMBER and 2020 <= token.value <= 2099 and len(token.low) == 4:
        if clocklike.low not in ("hrs", "hours", "h") and clocklike.low != "until":
            return token.value, at + 1
    return None, index


def _month_first(tokens: Sequence[Token], index: int) -> tuple[list[Day], int] | None:
    month = tokens[index].value
    at = index + 1
    while _at(tokens, at).low in (".", "the", "-") and at < index + 3:
        at += 1
    token = _at(tokens, at)
    if token.kind == DATE and token.value[3] == "slash":  # "Dec 1/8/15"
        parts = [int(part) for part in token.low.split("/")]
        return [Day(month=month, day=part) for part in parts if 1 <= part <= 31], at + 1
    if token.kind == DATE and token.value[3] == "named" and "-" in token.low:
        return _across_months(tokens, month, at)
    found = _ordinal(tokens, at)
    if found is None or _is_hour(tokens, at, found[1]):
        return None
    year, after = _year(tokens, found[1])
    return [Day(year=year, month=month, day=found[0])], after


def _across_months(
    tokens: Sequence[Token], month: int, index: int
) -> tuple[list[Day], int] | None:
    """ "Nov 30-Dec 4", where "30-Dec" looks like a date of its own."""
    _, later, first, _ = tokens[index].value
    last = _ordinal(tokens, index + 1)
    if last is None:
        return None
    year, after = _year(tokens, last[1])
    until = Day(year=year, month=later, day=last[0])
    return [Day(year=year, month=month, day=first, until=until)], after


def _is_hour(tokens: Sequence[Token], index: int, after: int) -> bool:
    """Whether the number at ``index`` is an hour ("8 am", "8 o'clock") and no day."""
    token, following = tokens[index], _at(tokens, after)
    if token.kind != NUMBER:
        return False
    return following.kind == MERIDIEM or following.low in ("o'clock", "hrs", "%")


def _day_first(
    tokens: Sequence[Token], index: int, after_weekday: bool
) -> tuple[list[Day], int] | None:
    """ "3 December", "the 2nd, 9th and 16th of December", "the 9th", "second Tuesday of May"."""
    found = _ordinal(tokens, index)
    if found is None or _is_hour(tokens, index, found[1]):
        return None
    numbers, after = [found[0]], found[1]
    if nth := _nth_weekday(tokens, index, after):
        return nth
    listed = _more_numbers(tokens, numbers, after)
    for days, at in ((listed[0], listed[1]), (numbers, after)):
        if month := _month_after(tokens, at):
            value, end = month
            year, end = _year(tokens, end)
            return [Day(year=year, month=value, day=day) for day in days], end
    return _lone_ordinal(tokens, index, numbers[0], after, after_weekday)


def _more_numbers(
    tokens: Sequence[Token], numbers: list[int], after: int
) -> tuple[list[int], int]:
    numbers = list(numbers)
    while len(numbers) < MAX_LIST:
        at = after
        while _at(tokens, at).low in _AND and at < after + 3:
            at += 1
        if _at(tokens, at).low in ("the", "el"):
            at += 1
        found = _ordinal(tokens, at) if at > after else None
        if found is None:
            break
        numbers.append(found[0])
        after = found[1]
    return numbers, after


def _month_after(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    at = index
    while _at(tokens, at).low in _OF or (_at(tokens, at).low in (".", "-", ",") and at < index + 1):
        at += 1
    token = _at(tokens, at)
    if token.kind != MONTH or (token.weak and token.low in ("may", "march") and at == index):
        return None
    return token.value, at + 1 + (_at(tokens, at + 1).low == ".")


def _nth_weekday(
    tokens: Sequence[Token], index: int, after: int
) -> tuple[list[Day], int] | None:
    """ "the second Tuesday of December"."""
    weekday = _at(tokens, after)
    if tokens[index].kind != ORDINAL or weekday.kind != WEEKDAY or tokens[index].value > 5:
        return None
    if _at(tokens, after + 1).low not in ("of", "in") or _at(tokens, after + 2).kind != MONTH:
        return None
    month = tokens[after + 2].value
    year, end = _year(tokens, after + 3)
    return [Day(year=year, month=month, weekday=weekday.value, nth=tokens[index].value)], end


def _lone_ordinal(
    tokens: Sequence[Token], index: int, number: int, after: int, after_weekday: bool
) -> tuple[list[Day], int] | None:
    """ "the 9th", "Friday the 4th", "Friday 30"."""
    token, following = tokens[index], _at(tokens, after)
    if token.kind == NUMBER:
        plain = after_weekday and token.value > 12 and following.low not in ("-", ":")
        return ([Day(day=number)], after) if plain and following.kind != WORD else None
    if token.kind == ORDINAL and token.weak and not after_weekday:
        return None
    opening = index == 0 and number > 3 and token.low[0].isdigit() and following.kind != WORD
    if not (after_weekday or opening) and _at(tokens, index - 1).low not in ("the", "el"):
        return None
    if not after_weekday and following.kind == WORD and following.low not in _AFTER_ORDINAL:
        return None
    return [Day(day=number)], after


def _digits(tokens: Sequence[Token], index: int) -> tuple[list[Day], int] | None:
    year, first, second, style = tokens[index].value
    before, after = _at(tokens, index - 1).low, _at(tokens, index + 1).low
    if (first, second, year) == (24, 7, None):
        return None  # "24/7"
    if style == "slash" and year is None and (before == "-" and _at(tokens, index - 2).kind == WORD):
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


def _bracketed_weekday(
    tokens: Sequence[Token], day: Day, index: int
) -> tuple[list[Day], int]:
    if _at(tokens, index).low in ("(", ",") and _at(tokens, index + 1).kind == WEEKDAY:
        closing = 3 if _at(tokens, index + 2).low == ")" else 2
        if _at(tokens, index).low == "(" or closing == 2:
            return [replace(day, weekday=tokens[index + 1].value)], index + closing
    return [day], index


def _relative(tokens: Sequence[Token], index: int) -> tuple[list[Day], int] | None:
    ahead = tokens[index].value
    before = tuple(_at(tokens, index - back).low for back in (2, 1))
    if ahead == 1 and before == ("day", "after"):
        ahead = 2
    return [Day(ahead=ahead)], index + 1


def _worded(tokens: Sequence[Token], index: int) -> tuple[list[Day], int] | None:
    """What begins with a plain word: "end of the month", "next Friday", "mañana"."""
    low = tokens[index].low
    if low == "mañana" or low == "manana":
        part = _at(tokens, index - 1).low == "la"
        later = _at(tokens, index - 1).low == "pasado"
        return None if part else ([Day(ahead=2 if later else 1)], index + 1)
    if low == "end" and _at(tokens, index + 1).low == "of":
        return _end_of(tokens, index + 2)
    if low in ("a", "week", "weeks", "days", "day"):
        return _from_now(tokens, index)
    return None


def _end_of(tokens: Sequence[Token], index: int) -> tuple[list[Day], int] | None:
    at = index
    while _at(tokens, at).low in ("the", "this", "next") and at < index + 2:
        at += 1
    weeks = 1 if _at(tokens, at - 1).low == "next" else 0
    if _at(tokens, at).low in ("week", "month"):
        return [Day(whole=tokens[at].low, weeks=weeks)], at + 1
    if _at(tokens, at).kind == MONTH:
        return [Day(month=tokens[at].value, whole="month")], at + 1
    return None


def _from_now(tokens: Sequence[Token], index: int) -> tuple[list[Day], int] | None:
    """ "two weeks from today", "in three days" (read at its unit)."""
    unit = tokens[index].low
    count = _at(tokens, index - 1)
    if unit == "a" or (count.kind not in (NUMBER, NUMWORD) and count.low not in ("a", "in")):
        return None
    number = count.value if count.kind in (NUMBER, NUMWORD) else 1
    days = number * (7 if unit.startswith("week") else 1)
    after = (_at(tokens, index + 1).low, _at(tokens, index + 2))
    if after[0] == "from" and after[1].kind == RELATIVE:
        return [Day(ahead=days + after[1].value)], index + 3
    if after[0] == "from" and after[1].low == "now":
        return [Day(ahead=days)], index + 3
    if after[0] == "from" and after[1].kind == WEEKDAY and days % 7 == 0:
        return [Day(weekday=after[1].value, weeks=days // 7)], index + 3
    if _at(tokens, index - 2).low == "in" and after[0] not in ("of", "the"):
        return [Day(ahead=days)], index + 1
    return None


_STARTS = {
    WEEKDAY: _weekday,
    MONTH: _dated,
    DATE: _dated,
    NUMBER: _dated,
    ORDINAL: _dated,
    NUMWORD: _dated,
    RELATIVE: _relative,
    WORD: _worded,
}


def _continued(
    tokens: Sequence[Token], days: list[Day], index: int
) -> tuple[tuple[Day, ...], int]:
    """What a month carries on to: ", 8 and 15" (a list), "-15" or "through 15" (a span)."""
    last = days[-1]
    if last.month is None or last.day is None:
        return tuple(days), index
    while len(days) < MAX_LIST:
        at = index
        while _at(tokens, at).low in _AND and at < index + 2:
            at += 1
        number = _ordinal(tokens, at) if at > index else None
        if number is None or not _plain_day(tokens, at, number, days[-1]):
            break
        days = [*days, replace(last, day=number[0], weekday=None)]
        year, index = _year(tokens, number[1])
        days = [replace(day, year=year) for day in days] if year else days
    if _at(tokens, index).low in _THROUGH:
        days, index = _span(tokens, days, index)
    return tuple(days), index


def _plain_day(
    tokens: Sequence[Token], index: int, number: tuple[int, int], before: Day
) -> bool:
    """Whether a number after "Dec 1," is another day: it rises, and nothing makes it an hour or
    a count."""
    following = _at(tokens, number[1])
    if _is_hour(tokens, index, number[1]) or number[0] <= (before.day or 0):
        return False
    if following.kind in (MERIDIEM, ZONE, PART, MONTH, CLOCK) or following.low in ("-", ":", "to"):
        return False
    if tokens[index].kind == ORDINAL:
        return following.kind != WORD or following.low in _AFTER_ORDINAL
    return following.kind in ("end", MARK, EXACT) or following.low in _AND | _AFTER_ORDINAL - {
        "eastern", "central", "mountain", "pacific"
    }  # fmt: skip


def _span(tokens: Sequence[Token], days: list[Day], index: int) -> tuple[list[Day], int]:
    at = index + 1
    if _at(tokens, at).kind == WEEKDAY:
        at += 2 if _at(tokens, at + 1).low == "," else 1
    number = _ordinal(tokens, at)
    if number and _plain_day(tokens, at, number, days[-1]):
        year, after = _year(tokens, number[1])
        return [*days[:-1], replace(days[-1], until=replace(days[-1], day=number[0]))], after
    found = _dated(tokens, at)
    if found is None or not found[0][0].named or _at(tokens, found[1]).kind == CLOCK:
        return days, index
    return [*days[:-1], replace(days[-1], until=found[0][0])], found[1]
