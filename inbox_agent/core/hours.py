"""One hour as people write it: "8a", "0800", "half past seven in the morning", "12 noon"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inbox_agent.core.lexicon import (
    CLOCK,
    EXACT,
    MERIDIEM,
    NUMBER,
    NUMWORD,
    PART,
    ZONE,
    Token,
    peek,
)

Read = tuple["Hour", int, bool]
"""An hour, the index behind it, and whether it can be nothing else."""
_MINUTES = {"quarter": 15, "half": 30, "ten": 10, "five": 5, "twenty": 20}


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour as read: ``half`` is "am", "pm", "24" (the digits settle it) or ""."""

    hour: int
    minute: int
    half: str = ""


def hour_at(tokens: Sequence[Token], index: int) -> Read | None:
    """One hour at ``index``: what it is, where it ends, and whether it can be nothing else."""
    token = peek(tokens, index)
    if token.kind == CLOCK:
        return _digital(tokens, index)
    if token.kind == NUMWORD and peek(tokens, index + 1).low in ("past", "to"):
        return _spoken(tokens, index) or _whole_hour(tokens, index)
    if token.kind == EXACT:
        noon = token.value == 12
        return Hour(token.value, 0, "24" if noon else "midnight"), index + 1, True
    if token.kind == NUMBER and len(token.low) == 4:
        return _military(tokens, index)
    if token.kind == NUMBER and len(token.low) == 3:
        return _squeezed(tokens, index)
    if token.kind in (NUMBER, NUMWORD) and 1 <= token.value <= 24:
        return _whole_hour(tokens, index)
    return _spoken(tokens, index)


def _digital(tokens: Sequence[Token], index: int) -> Read:
    hour, minute, padded = tokens[index].value
    half, after = _half(tokens, index + 1)
    if peek(tokens, after).low in ("hrs", "hours", "h"):
        padded, after = True, after + 1
    if not half and padded:
        half = "24"
    sure = bool(half) or tokens[index].low != "dotted"
    return Hour(hour, minute, half), after, sure


def _half(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """ "am", "in the morning", "de la tarde", "m." (noon, in Puerto Rico) after an hour."""
    at = index
    if peek(tokens, at).low in ("sharp", "ish", "promptly") and at < index + 1:
        at += 1
    token = peek(tokens, at)
    if token.low == "tonight":
        return "pm", at  # "eight tonight": the word names the day too
    if token.kind == MERIDIEM:
        return token.value, at + 1 + (peek(tokens, at + 1).low == ".")
    if token.low == "m" and peek(tokens, at + 1).low == ".":
        return "pm", at + 2
    skip = at
    while peek(tokens, skip).low in ("in", "the", "de", "la", "por", "at", "this", "that", "en"):
        skip += 1
    token = peek(tokens, skip)
    if skip > at and token.low in ("mañana", "manana"):
        return "am", skip + 1
    if token.kind == PART and (skip > at or peek(tokens, at - 1).kind != NUMBER):
        return token.value, skip + 1
    return "", at


def _military(tokens: Sequence[Token], index: int) -> Read | None:
    """ "0800", "1330 hrs": four digits that something else shows to be no year."""
    token = tokens[index]
    hour, minute = divmod(token.value, 100)
    if hour > 24 or minute > 59:
        return None
    following = peek(tokens, index + 1)
    hours = following.low in ("hrs", "hours", "h")
    sure = hours or token.low.startswith("0")
    after = index + (2 if hours else 1)
    if not sure and 1900 <= token.value <= 2100 and following.kind != ZONE:
        spanned = following.low in ("-", "until", "to") and len(peek(tokens, index + 2).low) == 4
        if not spanned:
            return None
    return Hour(hour % 24, minute, "24"), after, sure


def _squeezed(tokens: Sequence[Token], index: int) -> Read | None:
    """ "630 am"."""
    hour, minute = divmod(tokens[index].value, 100)
    half, after = _half(tokens, index + 1)
    return (Hour(hour, minute, half), after, True) if half and minute < 60 and hour else None


def _whole_hour(tokens: Sequence[Token], index: int) -> Read | None:
    """ "8 am", "nine o'clock", "seven-thirty", "10 in the morning", "12 noon", or just "8"."""
    token = tokens[index]
    hour, minute, at = token.value, 0, index + 1
    sure = False
    if peek(tokens, at).low in ("o'clock", "oclock", "sharp", "prompt"):
        at, sure = at + 1, True
    elif token.kind == NUMWORD and (spoken := _minutes(tokens, at)):
        minute, at, sure = *spoken, True
    elif peek(tokens, at).low in ("hrs", "hours", "h") and token.low.startswith("0"):
        at, sure = at + 1, True
    if peek(tokens, at).kind == EXACT and hour == 12:
        noon = tokens[at].value == 12
        return Hour(12 if noon else 0, 0, "24" if noon else "midnight"), at + 1, True
    half, at = _half(tokens, at)
    if hour > 12:
        return (Hour(hour % 24, minute, "24"), at, False) if token.kind == NUMBER else None
    return Hour(hour, minute, half), at, sure or bool(half)


def _minutes(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """ "-thirty", "fifteen", "forty-five" after a spoken hour."""
    at = index + (1 if peek(tokens, index).low == "-" else 0)
    token = peek(tokens, at)
    if token.kind != NUMWORD or token.value < 10 or token.value > 50:
        return None
    unit = at + (2 if peek(tokens, at + 1).low == "-" else 1)
    if token.value >= 20 and peek(tokens, unit).kind == NUMWORD and peek(tokens, unit).value < 10:
        return token.value + tokens[unit].value, unit + 1
    return token.value, at + 1


def _spoken(tokens: Sequence[Token], index: int) -> Read | None:
    """ "half past seven", "a quarter to eight", "half ten", "ten to nine"."""
    at = index + 1 if peek(tokens, index).low == "a" else index
    minutes = _MINUTES.get(peek(tokens, at).low)
    if minutes is None:
        return None
    link = peek(tokens, at + 1)
    after = at + (2 if link.low in ("past", "after", "to", "before", "of") else 1)
    hour = peek(tokens, after)
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


def _relative_hour(hour: int, minutes: int, link: str, half: str) -> Hour:
    if link in ("to", "before", "of"):
        return Hour(hour - 1 or 12, 60 - minutes, half)
    return Hour(hour, minutes, half)
