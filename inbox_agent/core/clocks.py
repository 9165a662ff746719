"""Clock times as people write them: the grammar over tokens.

``clock_at`` reads "8a", "0800-1330 EST", "half past seven in the morning", "from 10 to 11",
"9:00 AM ET", with the zone that stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from inbox_agent.core.hours import Hour, Read, hour_at
from inbox_agent.core.lexicon import (
    MARK,
    MONTH,
    PART,
    WEEKDAY,
    WORD,
    ZONE,
    Token,
    peek,
)
from inbox_agent.core.zone_words import zone_at
from inbox_agent.core.zones import Zone


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day or a span of it. ``zone`` is what stands beside it; ``whose`` is "our" or
    "your" where the words say only that ("our time"); ``end_of_day`` marks midnight,
    ``today`` "this afternoon"."""

    start: time
    end: time | None = None
    zone: Zone | None = None
    whose: str = ""
    end_of_day: bool = False
    today: bool = False


_BEFORE = frozenset(
    ("at", "@", "from", "until", "till", "til", "to", "by", "around", "about", "starting",
     "starts", "start", "begins", "begin", "between", "before", "after", "las", "la",
     "approximately", "than", "time", "desde", "hasta", "sharp", "promptly", "now",
     "exactly", "thru", "noon-")
)  # fmt: skip
"""Words before a bare number that make it an hour: "at 9", "las 9"."""
_TO = frozenset(
    ("-", "to", "until", "till", "til", "through", "thru", "a", "hasta", "and", "y", "al", "~")
)
_ABOUT = frozenset(("about", "around", "approximately", "roughly", "approx", "las", "la", "the"))
_SEASONS = {"standard": "standard", "daylight": "daylight", "std": "standard"}
_DEFAULT_PM = range(1, 7)  # "at 2", "by 5": nobody interviews at two in the morning


def clock_at(
    tokens: Sequence[Token], index: int, after_day: bool = False
) -> tuple[Clock, int] | None:
    """The clock time that begins at ``index`` and where it ends, or None.

    ``after_day``: a date stands just before, so that a bare number may be an hour."""
    first = hour_at(tokens, index)
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
        tokens[at].low == "this" and peek(tokens, at + 1).kind == PART for at in range(index, after)
    )


def _single(hour: Hour, zone: Zone | None, whose: str) -> Clock:
    late = (hour.hour, hour.minute, hour.half) == (0, 0, "midnight")
    return Clock(_time(hour), None, zone, whose, late)


def _range(start: Hour, end: Hour, zone: Zone | None, whose: str) -> Clock:
    begin, finish = _halves(start, end)
    return Clock(begin, None if finish == begin else finish, zone, whose)


def _halves(start: Hour, end: Hour) -> tuple[time, time]:
    """Both ends with morning and afternoon settled: "8-1" is 08:00 to 13:00, "11:30-1 pm" 11:30
    to 13:00, "1-4 pm" 13:00 to 16:00."""
    if not start.half and end.half in ("am", "pm"):
        same = _time(Hour(start.hour, start.minute, end.half))
        last = _time(end)
        if same < last:
            return same, last
        return _time(Hour(start.hour, start.minute, "am" if end.half == "pm" else "pm")), last
    begin = _time(start)
    if end.half:
        return begin, _time(end)
    morning, evening = (_time(Hour(end.hour, end.minute, half)) for half in ("am", "pm"))
    return begin, morning if morning > begin else evening


def _time(hour: Hour) -> time:
    value = hour.hour
    if hour.half == "pm" and value < 12:
        value += 12
    elif hour.half == "am" and value == 12:
        value = 0
    elif not hour.half and value in _DEFAULT_PM:
        value += 12
    return time(value % 24, hour.minute)


def _second(tokens: Sequence[Token], index: int, after: int) -> Read | None:
    """The other end of a span, where one follows."""
    word = peek(tokens, after).low
    at = after + 1
    if word == "," and peek(tokens, after + 1).low in ("until", "till", "to"):
        word, at = peek(tokens, after + 1).low, after + 2
    if word not in _TO:
        return None
    if word in ("and", "y") and peek(tokens, index - 1).low not in ("between", "entre", "las"):
        return None
    while peek(tokens, at).low in _ABOUT and at < after + 3:
        at += 1
    return hour_at(tokens, at)


def _is_hour(tokens: Sequence[Token], index: int, after: int, after_day: bool) -> bool:
    """Whether a bare number is an hour: "at 9", "(8-1)", "from 10 to 11"; not "at 2 sites"."""
    before, following = peek(tokens, index - 1), peek(tokens, after)
    if not (after_day or before.low in _BEFORE):
        return False
    if following.kind == WORD:
        return following.low in _AFTER_HOUR
    return following.kind in ("end", MARK, WEEKDAY, MONTH, PART, ZONE) or following.low in (
        "tomorrow", "today", "tonight"
    )  # fmt: skip


_AFTER_HOUR = frozenset(
    ("on", "sharp", "so", "and", "or", "our", "your", "local", "with", "in", "if", "for",
     "please", "because", "as", "rather", "instead", "but", "to", "until", "unless", "is",
     "works", "the", "this", "that", "will", "via", "it", "we", "i", "you", "they", "dr", "ok",
     "again", "over", "when", "each", "every", "by", "hora", "of")
)  # fmt: skip
"""What may follow an hour without "am" or "pm": "at 9 on Tuesday"."""
