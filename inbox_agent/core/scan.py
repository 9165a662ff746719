"""One sentence as what matters for time: days, clocks, zones and the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from inbox_agent.core.calendar_day import Day
from inbox_agent.core.clocks import Clock, clock_at
from inbox_agent.core.cues import CLOSES, DUE, END, PHRASES
from inbox_agent.core.days import days_at
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
    lengths: list[int] = field(default_factory=list)  # where "48 hours" stands

    def said(self, name: str) -> bool:
        """Whether a cue of this name stands anywhere in the sentence."""
        return any(name in cue.names for cue in self.cues)


_DAY_WORDS = frozenset(("mañana", "manana", "end", "week", "weeks", "days", "month's", "week's"))
_CLOCK_WORDS = frozenset(("a", "half", "quarter"))
_ZONE_WORDS = frozenset(
    {*REGIONS, *(name.split(" ")[0] for name in PLACES), "hora", "america", "us", "etc", "asia"}
)
_STARTERS = _DAY_WORDS | _CLOCK_WORDS | _ZONE_WORDS
_DAY_KINDS = frozenset((WEEKDAY, MONTH, DATE, NUMBER, ORDINAL, NUMWORD, RELATIVE))
_CLOCK_KINDS = frozenset((CLOCK, NUMBER, NUMWORD, EXACT))
_TIME_WORDS = frozenset(("time", "times", "hours", "zone", "timezone", "clock", "tz"))


_COUNTS = frozenset((NUMBER, NUMWORD))
_BETWEEN = frozenset(("-", "(", ")", "full", "business", "working", "calendar"))
UNITS = {
    "hour": 1, "hours": 1, "hrs": 1, "hr": 1, "h": 1, "horas": 1,
    "day": 24, "days": 24, "días": 24, "dias": 24, "week": 168, "weeks": 168,
}  # fmt: skip
"""Units of a length of time, in hours."""
_SHORT = 5  # tokens of a sentence that is hardly more than a zone: "(AST)."


def scan(text: str, where: Where, number: int, cues: bool = False) -> Scan:
    """``text``, sentence ``number`` of its mail, taken apart; ``cues`` also where it names no
    time."""
    found = Scan(text, where, number, tokens(text))
    every = found.tokens
    index = 0
    while index < len(every):
        kind, low = every[index].kind, every[index].low
        if kind == MARK or (kind == WORD and low not in _STARTERS):
            index += 1  # most words, and the quickest way past them
        else:
            index = _step(found, every, index)
    if cues or found.spans or found.lengths:
        _find_cues(found, every)
    return found


def _step(found: Scan, every: Sequence[Token], index: int) -> int:
    kind, low = every[index].kind, every[index].low
    if (kind in _DAY_KINDS or low in _DAY_WORDS) and (read := days_at(every, index)):
        found.spans.append(Span(index, read[1], days=read[0]))
        return read[1]
    if kind in _COUNTS and not (kind == NUMBER and len(low) == 4) and _unit(every, index + 1):
        found.lengths.append(index)
        return index + 1
    if kind in _CLOCK_KINDS or low in _CLOCK_WORDS:
        after_day = bool(found.spans) and _touches(every, found.spans[-1], index)
        if clock := clock_at(every, index, after_day):
            found.spans.append(Span(index, clock[1], clock=clock[0]))
            return clock[1]
    after = _zone(found, every, index) if kind == ZONE or low in _ZONE_WORDS else None
    return after or index + 1


def _unit(every: Sequence[Token], index: int) -> bool:
    """Whether a number is followed by "hours", "full days", "(48) hours" …"""
    for token in every[index : index + 6]:
        if token.low in UNITS:
            return True
        if token.low not in _BETWEEN and token.kind not in _COUNTS:
            return False
    return False


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
    short = len(every) < _SHORT
    alone = short and not every[index].weak and (index < 2 or every[index].kind == ZONE)
    if zone and (words & _TIME_WORDS or behind or alone or zone.name.startswith(("+", "-"))):
        found.zones.append(zone)
        return after
    return None


_FORMS = frozenset(
    ("form", "forms", "portal", "link", "window", "registration", "survey", "sheet", "system",
     "page", "invitation", "offer", "applications", "booking", "poll", "rsvp", "questionnaire",
     "time", "date", "answers", "responses", "scheduler", "calendar", "list")
)  # fmt: skip
"""What is closed when an answer is due; "they close the pass" asks nothing."""
_ARTICLES = frozenset(("the", "a", "an", "our", "your", "its", "their", "this"))


def _find_cues(found: Scan, every: Sequence[Token]) -> None:
    """The cues of a sentence that names a time; those within a date itself are none."""
    closable = any(token.low in _FORMS for token in every)
    inside = {index for span in found.spans for index in range(span.at, span.to)}
    after = 0
    for index, token in enumerate(every):
        if index < after or index in inside:
            continue
        rows = PHRASES.get(token.low.removesuffix("'s"))
        if rows is None:
            continue
        second = every[index + 1].low if index + 1 < len(every) else ""
        for words, names in rows.get(second, ()) or rows.get("", ()):
            if _follows(every, index + 1, words):
                after = index + 1 + len(words)
                object_ = every[after].low in _ARTICLES if after < len(every) else False
                if CLOSES in names and (closable or not object_):
                    names = (names | {DUE}) - {END}
                found.cues.append(Cue(names, index, after))
                break


def _follows(every: Sequence[Token], index: int, words: Sequence[str]) -> bool:
    return len(words) < 2 or [token.low for token in every[index : index + len(words)]] == words


def gap(every: Sequence[Token], at: int, to: int) -> int:
    """How many words stand between two tokens; marks and the like do not count."""
    return sum(1 for token in every[at:to] if token.kind != MARK and token.low not in _LIGHT)


_LIGHT = frozenset(
    ("at", "from", "on", "of", "the", "is", "to", "and", "a", "las", "el", "for", "in", "de", "at",
     "@", "promptly", "sharp", "be", "will")
)  # fmt: skip
