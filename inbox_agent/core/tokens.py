"""A sentence as tokens: the words and numbers that dates are made of, the rest as plain words.

Numbers that are no dates (telephone numbers, money, codes, addresses of pages and mailboxes)
become NOISE, so that the grammar never sees them. Two passes keep it cheap: most of a sentence
is words, which one simple expression finds; only what begins with a digit is looked at closely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from inbox_agent.core.lexicon import (
    CLOCK,
    DATE,
    MARK,
    MERIDIEM,
    MONTH,
    NOISE,
    NUMBER,
    ORDINAL,
    WORD,
    WORDS,
    ZONE,
    Token,
)
from inbox_agent.core.zones import Zone, parse_offset

MAX_TOKENS = 160  # of one sentence; a sentence of 600 characters has about 120
_MAX_RUN = 40  # characters of a run that begins with a digit; "2026-12-10T08:30:00-05:00" has 25

_SIMPLE = re.compile(r"[^\W\d]+(?:['.][^\W\d]+)*|\d\S*|[^\s\w]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@\w[\w.-]+")
_RUN = re.compile(
    r"(?P<noise>\d{1,3}(?:,\d{3})+|\d{3}[.-]\d{3}[.-]\d{4}\b|\d{3}[.-]\d{4}\b|\d{5,}|\d+%)"
    r"|(?P<iso>(?P<iy>20\d\d)[-/](?P<imo>0?[1-9]|1[0-2])[-/](?P<id>3[01]|[12]\d|0?[1-9])(?!\d)"
    r"(?:T(?P<ih>[01]\d|2[0-3]):(?P<imi>[0-5]\d)(?::\d\d)?(?P<iz>Z|[+-]\d\d:?\d\d)?)?)"
    r"|(?P<fused>(?P<fd>3[01]|[12]\d|0?[1-9])-?(?P<fm>[^\W\d_]{3,10})"
    r"(?:-?(?P<fy>(?:20)?\d\d))?(?!\w))"
    r"|(?P<date>(?P<d1>\d{1,2})(?:/(?P<d2>\d{1,2})(?:/(?P<dy>20\d\d|\d\d))?"
    r"|(?P<dot>[.-])(?P<d3>\d{1,2})(?P=dot)(?P<dy2>20\d\d|\d\d))(?![\d/]))"
    r"|(?P<time>(?P<h>\d{1,2})(?:[:.]?(?P<m>[0-5]\d))?(?P<ap>[aApP])(?:\.?[mM]\b|(?![\w.])))"
    r"|(?P<clock>(?P<ch>[01]?\d|2[0-4])(?P<cs>[:h.])(?P<cm>[0-5]\d)(?::[0-5]\d)?(?!\d))"
    r"|(?P<decimal>\d+(?:\.\d+)+)"
    r"|(?P<ord>(?P<on>\d{1,2})(?:st|nd|rd|th|ST|ND|RD|TH)\b)"
    r"|(?P<num>\d{1,4})(?!\d)"
    r"|(?P<word>[^\W\d_]+)|(?P<mark>[^\s\w])|(?P<junk>\w+)"
)


def tokens(sentence: str) -> list[Token]:
    """The tokens of one sentence in plain form (sentences.py)."""
    if "@" in sentence or "://" in sentence or "www." in sentence:
        sentence = _ADDRESS.sub(" __ ", sentence)
    found: list[Token] = []
    for text in _SIMPLE.findall(sentence)[:MAX_TOKENS]:
        if text[0].isdigit():
            found += _run(text[:_MAX_RUN])
        else:
            found.append(_word(text))
    return found


@lru_cache(maxsize=8192)
def _word(text: str) -> Token:
    known = WORDS.get(text)
    return known or Token(WORD if text[0].isalpha() else MARK, None, text.lower())


@lru_cache(maxsize=2048)
def _run(text: str) -> tuple[Token, ...]:
    """The tokens of a run that begins with a digit: "8-11:30a", "12/10/2026,", "0800-1330"."""
    found: list[Token] = []
    for match in _RUN.finditer(text):
        kind, part = match.lastgroup or "", match.group()
        if kind in _READ:
            found.extend(_READ[kind](match, part.lower()))
        elif kind == "word":
            found.append(_word(part))
        else:
            found.append(Token(MARK if kind == "mark" else NOISE, None, part))
    return tuple(found)


def _iso(match: re.Match[str], text: str) -> Iterator[Token]:
    year, month, day = (int(part) for part in match.group("iy", "imo", "id"))
    yield Token(DATE, (year, month, day, "iso"), text)
    if hour := match["ih"]:
        yield Token(CLOCK, (int(hour), int(match["imi"]), True), text)
    if offset := match["iz"]:
        name = "UTC" if offset == "Z" else parse_offset(offset)
        yield Token(ZONE, Zone(name or "UTC", offset), offset)


def _fused(match: re.Match[str], text: str) -> Iterator[Token]:
    day, month, year = match.group("fd", "fm", "fy")
    known = WORDS.get(month)
    if known is not None and known.kind == MONTH:
        yield Token(DATE, (_year(year), known.value, int(day), "named"), text)
    else:
        yield Token(NUMBER, int(day), day)
        if text[len(day)] == "-":
            yield Token(MARK, None, "-")
        yield known or Token(WORD, None, month.lower())


def _date(match: re.Match[str], text: str) -> Iterator[Token]:
    second, year = match["d2"] or match["d3"], match["dy"] or match["dy2"]
    style = "dot" if match["dot"] == "." else "slash"
    yield Token(DATE, (_year(year), int(match["d1"]), int(second), style), text)


def _year(digits: str | None) -> int | None:
    return None if not digits else int(digits) if len(digits) == 4 else 2000 + int(digits)


def _time(match: re.Match[str], text: str) -> Iterator[Token]:
    hour, minute = int(match["h"]), int(match["m"] or 0)
    if hour > 24:
        yield Token(NOISE, None, text)
        return
    yield Token(CLOCK, (hour % 24, minute, hour > 12 or hour == 0), text)
    if 1 <= hour <= 12:
        yield Token(MERIDIEM, "am" if match["ap"] in "aA" else "pm", text)


def _clock(match: re.Match[str], text: str) -> Iterator[Token]:
    hour, minute = int(match["ch"]), int(match["cm"])
    padded = text.startswith("0") or hour > 12
    yield Token(CLOCK, (hour % 24, minute, padded), "dotted" if match["cs"] == "." else text)


def _ordinal(match: re.Match[str], text: str) -> Iterator[Token]:
    yield Token(ORDINAL, int(match["on"]), text)


def _number(match: re.Match[str], text: str) -> Iterator[Token]:
    yield Token(NUMBER, int(text), text)


_READ = {
    "iso": _iso,
    "fused": _fused,
    "date": _date,
    "time": _time,
    "clock": _clock,
    "ord": _ordinal,
    "num": _number,
}
