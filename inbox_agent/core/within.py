"""Limits that count from the writing: "within 48 hours", "two business days", "a week"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inbox_agent.core import cues
from inbox_agent.core.asking import WANTING, others_act
from inbox_agent.core.lexicon import NUMBER, NUMWORD, Token, peek
from inbox_agent.core.reading import Category
from inbox_agent.core.scan import UNITS, Scan

_MAX_HOURS = 24 * 60  # hours; a limit further away than two months is no limit to answer


@dataclass(frozen=True, slots=True)
class Length:
    """``hours`` from the writing. ``days``: it was said in days, which follow the calendar and not
    the stopwatch; ``weeks``: in weeks, which name no hour; ``business``: in working days."""

    hours: int
    days: int = 0
    weeks: bool = False
    business: bool = False


_WITHIN = frozenset(
    (
        "within",
        "next",
        "take",
        "term",
        "period",
        "plazo",
        "expires",
        "lasts",
        "dentro",
        "following",
        "under",
    )
)
_NOT_BEHIND = frozenset(("before", "prior", "ahead", "later", "each", "a", "per", "ago", "long"))
_COUNTED = frozenset(("from", "of", "to", "window", "after", "deadline", "limit"))
_FORGETS = frozenset(("page", "link", "invitation", "offer", "slot", "seat", "token", "code"))
_WHEN = frozenset(
    ("this", "the", "receipt", "receiving", "now", "when", "it", "we", "our", "sending", "today")
)
_OF_WHAT = frozenset(("receipt", "receiving", "this", "the", "that", "our", "its"))
_SKIPPED = frozenset(("-", ")", "full", "business", "working", "calendar"))
_NO_LIMIT = (
    "at least", "before the interview", "before your interview", "prior to", "in advance",
    "days notice", "hours notice", "' notice", "advance notice", "first person", "a la semana",
    "each week", "per week", "minimum", "after the interview", "after your interview",
    "following the interview", "of the interview", "of your interview", "ahead", "programs",
    "hours a week", "day of", "call ", "elapsed", "rotation",
)  # fmt: skip
"""Words that make a length of time something else than a limit to answer."""


def length_of(one: Scan, category: Category) -> Length | None:
    """The length of time that a sentence gives for an answer, or None."""
    if one.said(cues.CANCEL) or category in (Category.ANNOUNCEMENT, Category.WAITLIST):
        return None
    for index in one.lengths:
        read = _counted(one.tokens, index)
        if read and read[0].hours <= _MAX_HOURS and _limits(one, index, read[1], category):
            return read[0]
    return None


def _counted(tokens: Sequence[Token], index: int) -> tuple[Length, int] | None:
    value, at = tokens[index].value, index + 1
    if peek(tokens, at).low == "(":
        if peek(tokens, at + 1).kind == NUMBER:  # "forty-eight (48) hours": read at the digits
            return None
        at = next((i for i in range(at, len(tokens)) if tokens[i].low == ")"), at)
    words = set()
    while peek(tokens, at).low in _SKIPPED:
        words.add(tokens[at].low)
        at += 1
    unit = UNITS.get(peek(tokens, at).low)
    if unit is None:
        return None
    value += _tens(tokens, index)
    days = value * unit // 24 if unit >= 24 else 0
    return Length(
        value * unit, days, unit == UNITS["week"], bool(words & {"business", "working"})
    ), at + 1


def _tens(tokens: Sequence[Token], index: int) -> int:
    """The "forty" of "forty-eight"."""
    if tokens[index].kind != NUMWORD or tokens[index].value > 9:
        return 0
    if peek(tokens, index - 1).low != "-":
        return 0
    before = peek(tokens, index - 2)
    return int(before.value) if before.kind == NUMWORD and 20 <= before.value <= 90 else 0


def _limits(one: Scan, index: int, after: int, category: Category) -> bool:
    """Whether the length of time at ``index`` is the applicant's to answer in."""
    text = one.text.lower()
    behind = [peek(one.tokens, after).low, peek(one.tokens, after + 1).low]
    if any(words in text for words in _NO_LIMIT) or behind[0] in _NOT_BEHIND:
        return False
    if behind[0] == "with" or (behind[0] == "of" and behind[1] not in _OF_WHAT):
        return False  # "three hours of interviews"
    if _program_acts(one, index) or (category not in WANTING and not one.said(cues.ASK)):
        return False
    return _given(one, index, behind, text) or _demanded(one, index, behind)


def _given(one: Scan, index: int, behind: Sequence[str], text: str) -> bool:
    """ "you have 48 hours", "a 24-hour window", "24 hours after this was sent"."""
    before = {token.low for token in one.tokens[max(0, index - 4) : index]}
    if any(cues.GIVEN in cue.names and 0 <= index - cue.to <= 3 for cue in one.cues):
        return True
    if (
        peek(one.tokens, index - 1).low == "take"
        or "window" in before
        or "window" in behind
        or _from_now(behind)
    ):
        return True
    if "after" in before:  # "the page forgets you after 12 hours"
        return bool(_FORGETS & {token.low for token in one.tokens})
    return "in" in before and ("from you" in text or one.said(cues.DUE))


def _from_now(behind: Sequence[str]) -> bool:
    """ "24 hours from this message", "after it was sent"; not "two weeks from locking"."""
    return behind[0] in ("after", "from", "since") and behind[1] in _WHEN


def _demanded(one: Scan, index: int, behind: Sequence[str]) -> bool:
    """ "please reply within 48 hours", "two days to decide", "held for you for 48 hours"."""
    before = {token.low for token in one.tokens[max(0, index - 4) : index]}
    turn = any(token.low == "turn" for token in one.tokens)
    if not (turn or any(one.said(cue) for cue in (cues.ASK, cues.HOLD, cues.DUE))):
        return False
    held = one.said(cues.HOLD) and "for" in before and "me" not in before
    return held or bool(_WITHIN & before or _COUNTED & set(behind))


def _program_acts(one: Scan, index: int) -> bool:
    """ "I will get back to you within 48 hours"."""
    left = [
        cue for cue in one.cues if cue.at < index and cue.names & {cues.WE, cues.ASK, cues.HOLD}
    ]
    if not left:
        return False
    actor = one.tokens[left[-1].at - 1].low if left[-1].at else ""
    ours = others_act(actor, left[:-1], left[-1]) and cues.HOLD not in left[-1].names
    return cues.WE in left[-1].names or ours
