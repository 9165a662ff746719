"""One sentence as the things that matter for time: days, clocks, zones and the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import re2

from inbox_agent.core.clocks import Clock, clock_at
from inbox_agent.core.cues import PHRASES
from inbox_agent.core.days import Day, days_at
from inbox_agent.core.lexicon import (
    CLOCK,
    DATE,
    EXACT,
    MARK,
    MONTH,
    NUMBER,
    NUMWORD,
    ORDINAL,
    RELATIVE,
    WEEKDAY,
    WORD,
    ZONE,
    Token,
)
from inbox_agent.core.reading import Where
from inbox_agent.core.tokens import tokens
from inbox_agent.core.zone_names import PLACES, REGIONS
from inbox_agent.core.zone_words import zone_words
from inbox_agent.core.zones import Zone

_HINT = re2.compile(
    r"(?i)\d|\b(?:mon|tues?|wed|weds|thu|thurs?|fri|sat|sun|satur|wednes)(?:day)?\b"
    r"|\b(?:noon|midday|midnight|today|tonight|tomorrow|tmrw|yesterday|o'clock|end of|hours|week"
    r"|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|ma[ñn]ana|mediod[íi]a|hora"
    r"|eastern|central|mountain|pacific|hawaii|arizona|alaska|atlantic|time ?zone"
    r"|[ecmp][sd]?t|hst|ast|akst|utc|gmt)\b"
    r"|\b(?:half|quarter|ten|five|twenty) (?:past|to|after|of)\b"
    r"|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|\w{3,6}teenth|twentieth|thirtieth|\w{2,4}ty-(?:first|second|third|eigh\w+|\w{3,6}th))\b"
    r"|\b(?:at|by|from|until|till) (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say something about a date: which ones (cues.py), and where they stand."""

    names: frozenset[str]
    at: int
    to: int


@dataclass(frozen=True, slots=True)
class Span:
    """Days or a clock, and the tokens that name them."""

    at: int
    to: int
    days: tuple[Day, ...] = ()
    clock: Clock | None = None


@dataclass(slots=True)
class Scan:
    """What one sentence holds, in order. ``zones`` are those that stand alone ("all times
    Eastern")."""

    text: str
    where: Where
    number: int
    tokens: Sequence[Token] = ()
    spans: list[Span] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)

    def said(self, name: str) -> bool:
        """Whether a cue of this name stands anywhere in the sentence."""
        return any(name in cue.names for cue in self.cues)


_DAY_WORDS = frozenset(("mañana", "manana", "end", "week", "weeks", "days"))
_CLOCK_WORDS = frozenset(("a", "half", "quarter"))
_ZONE_WORDS = frozenset(
    {*REGIONS, *(name.split(" ")[0] for name in PLACES), "hora", "america", "us", "etc", "asia"}
)
_DAY_KINDS = frozenset((WEEKDAY, MONTH, DATE, NUMBER, ORDINAL, NUMWORD, RELATIVE))
_CLOCK_KINDS = frozenset((CLOCK, NUMBER, NUMWORD, EXACT))
_TIME_WORDS = frozenset(("time", "times", "hours", "zone", "timezone", "clock", "tz"))


def has_hint(text: str) -> bool:
    """Whether ``text`` may name a time at all: one cheap pass."""
    return _HINT.search(text) is not None


def scan(text: str, where: Where, number: int) -> Scan:
    """``text``, sentence ``number`` of its mail, taken apart."""
    found = Scan(text, where, number, tokens(text))
    every = found.tokens
    index = 0
    while index < len(every):
        index = _step(found, every, index)
    return found


def _step(found: Scan, every: Sequence[Token], index: int) -> int:
    kind, low = every[index].kind, every[index].low
    if kind in _DAY_KINDS or low in _DAY_WORDS:
        if read := days_at(every, index):
            found.spans.append(Span(index, read[1], days=read[0]))
            return read[1]
    if kind in _CLOCK_KINDS or low in _CLOCK_WORDS:
        after_day = bool(found.spans) and _touches(every, found.spans[-1], index)
        if clock := clock_at(every, index, after_day):
            found.spans.append(Span(index, clock[1], clock=clock[0]))
            return clock[1]
    if kind == ZONE or low in _ZONE_WORDS:
        if after := _zone(found, every, index):
            return after
    if low in PHRASES:
        return _cue(found, every, index)
    return index + 1


def _touches(every: Sequence[Token], span: Span, index: int) -> bool:
    """Whether only marks lie between a day and ``index``."""
    return bool(span.days) and all(token.kind == MARK for token in every[span.to : index])


def _zone(found: Scan, every: Sequence[Token], index: int) -> int | None:
    """A zone that stands by itself counts where the words speak of time or stand by a date."""
    read = zone_words(every, index)
    if read is None or read[0] is None:
        return None
    zone, _, after = read
    words = {token.low for token in every[max(0, index - 4) : after]}
    behind = found.spans and index - found.spans[-1].to <= 2
    if zone and (words & _TIME_WORDS or behind or zone.name.startswith(("+", "-"))):
        found.zones.append(zone)
        return after
    return None


def _cue(found: Scan, every: Sequence[Token], index: int) -> int:
    for words, names in PHRASES[every[index].low]:
        end = index + 1 + len(words)
        if tuple(token.low for token in every[index + 1 : end]) == words:
            found.cues.append(Cue(names, index, end))
            return index + 1
    return index + 1


def gap(every: Sequence[Token], at: int, to: int) -> int:
    """How many words stand between two tokens; marks and the like do not count."""
    return sum(1 for token in every[at:to] if token.kind != MARK and token.low not in _LIGHT)


_LIGHT = frozenset(
    ("at", "from", "on", "of", "the", "is", "to", "and", "a", "las", "el", "for", "in", "de", "at",
     "@", "promptly", "sharp", "be", "will")
)  # fmt: skip
