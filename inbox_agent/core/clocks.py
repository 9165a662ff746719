"""Clock times as people write them: the grammar over tokens.

``clock_at`` reads "8a", "0800-1330 EST", "half past seven in the morning", "from 10 to 11",
"9:00 AM ET", with the zone that stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from inbox_agent.core.lexicon import (
    CLOCK,
    EXACT,
    MARK,
    MERIDIEM,
    MONTH,
    NUMBER,
    NUMWORD,
    PART,
    WEEKDAY,
    WORD,
    ZONE,
    Token,
)
from inbox_agent.core.zone_words import zone_at
from inbox_agent.core.zones import Zone


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day or a span of it. ``zone`` is what stands beside it; ``whose`` is "our" or
    "your" where the words say only that ("our time"); ``end_of_day`` marks midnight, ``today`` "this
    afternoon"."""

    start: time
    end: time | None = None
    zone: Zone | None = None
    whose: str = ""
    end_of_day: bool = False
    today: bool = False


@dataclass(frozen=True, slots=True)
class _Hour:
    """One hour as read: ``half`` is "am", "pm", "24" (the digits settle it) or ""."""

    hour: int
    minute: int
    half: str = ""


_END = Token("end", None, "")
_BEFORE = frozenset(
    ("at", "@", "from", "until", "till", "til", "to", "by", "around", "about", "starting", "starts",
     "start", "begins", "begin", "between", "before", "after", "las", "la", "approximately", "than",
     "time", "desde", "hasta", "sharp", "promptly", "past", "now", "exactly", "thru", "noon-")
)  # fmt: skip
"""Words before a bare number that make it an hour: "at 9", "las 9"."""
_TO = frozenset(
    ("-", "to", "until", "till", "til", "through", "thru", "a", "hasta", "and", "y", "al", "~")
)
_ABOUT = frozenset(("about", "around", "approximately", "roughly", "approx", "las", "la", "the"))
_SEASONS = {"standard": "standard", "daylight": "daylight", "std": "standard"}
_MINUTES = {"quarter": 15, "half": 30, "ten": 10, "five": 5, "twenty": 20}
_DEFAULT_PM = range(1, 7)  # "at 2", "by 5": nobody interviews at two in the morning


def _at(tokens: Sequence[Token], index: int) -> Token:
    return tokens[index] if 0 <= index < len(tokens) else _END


def clock_at(
    tokens: Sequence[Token], index: int, after_day: bool = False
) -> tuple[Clock, int] | None:
    """The clock time that begins at ``index`` and where it ends, or None.

    ``after_day``: a date stands just before, so that a bare number may be an hour."""
    first = _hour(tokens, index)
    if first is None:
        return None
    start, after, sure = first
    zone, whose, after = zone_at(tokens, after)
    second = _second(tokens, index, after)
    if second is None:
        if not (sure or zone or whose or _is_hour(tokens, index, after, False)):
            return None
        return replace(_single(start, zone, whose), today=_today(tokens, index, after)), after
    end, after_end, end_sure = second
    zone2, whose2, after_end = zone_at(tokens, after_end)
    evidence = sure or end_sure or zone or zone2 or whose2
    if not (evidence or _is_hour(tokens, index, after_end, after_day)):
        return None
    return _range(start, end, zone2 or zone, whose2 or whose), after_end


def _today(tokens: Sequence[Token], index: int, after: int) -> bool:
    """ "4:30 this afternoon"."""
    return any(
        tokens[at].low == "this" and _at(tokens, at + 1).kind == PART for at in range(index, after)
    )


def _single(hour: _Hour, zone: Zone | None, whose: str) -> Clock:
    late = (hour.hour, hour.minute, hour.half) == (0, 0, "midnight")
    return Clock(_time(hour), None, zone, whose, late)


def _range(start: _Hour, end: _Hour, zone: Zone | None, whose: str) -> Clock:
    begin, finish = _halves(start, end)
    return Clock(begin, None if finish == begin else finish, zone, whose)


def _halves(start: _Hour, end: _Hour) -> tuple[time, time]:
    """Both ends with morning and afternoon settled: "8-1" is 08:00 to 13:00, "11:30-1 pm" 11:30
    to 13:00, "1-4 pm" 13:00 to 16:00."""
    if not start.half and end.half in ("am", "pm"):
        same = _time(_Hour(start.hour, start.minute, end.half))
        last = _time(end)
        if same < last:
            return same, last
        return _time(_Hour(start.hour, start.minute, "am" if end.half == "pm" else "pm")), last
    begin = _time(start)
    if end.half:
        return begin, _time(end)
    morning, evening = (_time(_Hour(end.hour, end.minute, half)) for half in ("am", "pm"))
    return begin, morning if morning > begin else evening


def _time(hour: _Hour) -> time:
    value = hour.hour
    if hour.half == "pm" and value < 12:
        value += 12
    elif hour.half == "am" and value == 12:
        value = 0
    elif not hour.half and value in _DEFAULT_PM:
        value += 12
    return time(value % 24, hour.minute)


def _second(
    tokens: Sequence[Token], index: int, after: int
) -> tuple[_Hour, int, bool] | None:
    """The other end of a span, where one follows."""
    word = _at(tokens, after).low
    at = after + 1
    if word == "," and _at(tokens, after + 1).low in ("until", "till", "to"):
        word, at = _at(tokens, after + 1).low, after + 2
    if word not in _TO:
        return None
    if word in ("and", "y") and _at(tokens, index - 1).low not in ("between", "entre", "las"):
        return None
    while _at(tokens, at).low in _ABOUT and at < after + 3:
        at += 1
    return _hour(tokens, at)


def _hour(tokens: Sequence[Token], index: int) -> tuple[_Hour, int, bool] | None:
    """One hour at ``index``: what it is, where it ends, and whether it can be nothing else."""
    token = _at(tokens, index)
    if token.kind == CLOCK:
        return _digital(tokens, index)
    if token.kind == EXACT:
        noon = token.value == 12
        return _Hour(token.value, 0, "24" if noon else "midnight"), index + 1, True
    if token.kind == NUMBER and len(token.low) == 4:
        return _military(tokens, index)
    if token.kind == NUMBER and len(token.low) == 3:
        return _squeezed(tokens, index)
    if token.kind in (NUMBER, NUMWORD) and 1 <= token.value <= 24:
        return _whole_hour(tokens, index)
    return _spoken(tokens, index)


def _digital(tokens: Sequence[Token], index: int) -> tuple[_Hour, int, bool]:
    hour, minute, padded = tokens[index].value
    half, after = _half(tokens, index + 1)
    if _at(tokens, after).low in ("hrs", "hours", "h"):
        padded, after = True, after + 1
    if not half and padded:
        half = "24"
    sure = bool(half) or tokens[index].low != "dotted"
    return _Hour(hour, minute, half), after, sure


def _half(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """ "am", "in the morning", "de la tarde", "m." (noon, in Puerto Rico) after an hour."""
    at = index
    if _at(tokens, at).low in ("sharp", "ish", "promptly") and at < index + 1:
        at += 1
    token = _at(tokens, at)
    if token.kind == MERIDIEM:
        return token.value, at + 1 + (_at(tokens, at + 1).low == ".")
    if token.low == "m" and _at(tokens, at + 1).low == ".":
        return "pm", at + 2
    skip = at
    while _at(tokens, skip).low in ("in", "the", "de", "la", "por", "at", "this", "that", "en"):
        skip += 1
    token = _at(tokens, skip)
    if skip > at and token.low in ("mañana", "manana"):
        return "am", skip + 1
    if token.kind == PART and (skip > at or _at(tokens, at - 1).kind != NUMBER):
        return token.value, skip + 1
    return "", at


def _military(tokens: Sequence[Token], index: int) -> tuple[_Hour, int, bool] | None:
    """ "0800", "1330 hrs": four digits that something else shows to be no year."""
    token = tokens[index]
    hour, minute = divmod(token.value, 100)
    if hour > 24 or minute > 59:
        return None
    following = _at(tokens, index + 1)
    hours = following.low in ("hrs", "hours", "h")
    sure = hours or token.low.startswith("0")
    after = index + (2 if hours else 1)
    if not sure and 1900 <= token.value <= 2100 and following.kind != ZONE:
        spanned = following.low in ("-", "until", "to") and len(_at(tokens, index + 2).low) == 4
        if not spanned:
            return None
    return _Hour(hour % 24, minute, "24"), after, sure


def _squeezed(tokens: Sequence[Token], index: int) -> tuple[_Hour, int, bool] | None:
    """ "630 am"."""
    hour, minute = divmod(tokens[index].value, 100)
    half, after = _half(tokens, index + 1)
    return (_Hour(hour, minute, half), after, True) if half and minute < 60 and hour else None


def _whole_hour(tokens: Sequence[Token], index: int) -> tuple[_Hour, int, bool] | None:
    """ "8 am", "nine o'clock", "seven-thirty", "10 in the morning", "12 noon", or just "8"."""
    token = tokens[index]
    hour, minute, at = token.value, 0, index + 1
    sure = False
    if _at(tokens, at).low in ("o'clock", "oclock"):
        at, sure = at + 1, True
    elif token.kind == NUMWORD and (spoken := _minutes(tokens, at)):
        minute, at, sure = *spoken, True
    elif _at(tokens, at).low in ("hrs", "hours", "h") and token.low.startswith("0"):
        at, sure = at + 1, True
    if _at(tokens, at).kind == EXACT and hour == 12:
        noon = tokens[at].value == 12
        return _Hour(12 if noon else 0, 0, "24" if noon else "midnight"), at + 1, True
    half, at = _half(tokens, at)
    if hour > 12:
        return (_Hour(hour % 24, minute, "24"), at, False) if token.kind == NUMBER else None
    return _Hour(hour, minute, half), at, sure or bool(half)


def _minutes(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """ "-thirty", "fifteen", "forty-five" after a spoken hour."""
    at = index + (1 if _at(tokens, index).low == "-" else 0)
    token = _at(tokens, at)
    if token.kind != NUMWORD or token.value < 10 or token.value > 50:
        return None
    unit = at + (2 if _at(tokens, at + 1).low == "-" else 1)
    if token.value >= 20 and _at(tokens, unit).kind == NUMWORD and _at(tokens, unit).value < 10:
        return token.value + tokens[unit].value, unit + 1
    return token.value, at + 1


def _spoken(tokens: Sequence[Token], index: int) -> tuple[_Hour, int, bool] | None:
    """ "half past seven", "a quarter to eight", "half ten", "ten to nine"."""
    at = index + 1 if _at(tokens, index).low == "a" else index
    minutes = _MINUTES.get(_at(tokens, at).low)
    if minutes is None:
        return None
    link = _at(tokens, at + 1)
    after = at + (2 if link.low in ("past", "after", "to", "before", "of") else 1)
    hour = _at(tokens, after)
    if after == at + 1 and (minutes != 30 or hour.kind != NUMWORD):
        return None
    if hour.kind == EXACT:
        value, half = (12, "24") if hour.value == 12 else (0, "24")
    elif hour.kind in (NUMBER, NUMWORD) and 1 <= hour.value <= 12:
        value, half = hour.value, ""
    else:
        return None
    end = after + 1
    if not half:
        half, end = _half(tokens, end)
    return _relative_hour(value, minutes, link.low, half), end, True


def _relative_hour(hour: int, minutes: int, link: str, half: str) -> _Hour:
    if link in ("to", "before", "of"):
        return _Hour(hour - 1 or 12, 60 - minutes, half)
    return _Hour(hour, minutes, half)


def _is_hour(tokens: Sequence[Token], index: int, after: int, after_day: bool) -> bool:
    """Whether a bare number is an hour: "at 9", "(8-1)", "from 10 to 11"; not "at 2 sites"."""
    before, following = _at(tokens, index - 1), _at(tokens, after)
    if not (after_day or before.low in _BEFORE):
        return False
    if following.kind == WORD:
        return following.low in _AFTER_HOUR
    return following.kind in ("end", MARK, WEEKDAY, MONTH, PART, ZONE) or following.low in (
        "tomorrow", "today", "tonight"
    )  # fmt: skip


_AFTER_HOUR = frozenset(
    ("on", "sharp", "so", "and", "or", "our", "your", "local", "with", "in", "if", "for", "please",
     "if", "because", "as", "rather", "instead", "but", "to", "until", "unless", "is", "works",
     "the", "this", "that", "will", "via", "it", "we", "i", "you", "they", "dr", "ok", "again", "over", "when", "each", "every", "by", "hora", "of")
)  # fmt: skip
"""What may follow an hour without "am" or "pm": "at 9 on Tuesday"."""
