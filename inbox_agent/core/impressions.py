"""What an interview day left behind: a few words and numbers for the owner's own rank list.

A note is free words, and ``name: words`` for what is compared. A number from 1 to 5 at the start
of the words is a score. The agent compares; the order of the list is the owner's alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inbox_agent.core.owner import Owner

IMPRESSED = "impressed"  # free words; they also go into the thank-you
ASKED_AT_ONCE = 3  # things asked the evening after: who is asked for eleven answers none
MAX_WORDS = 600  # characters kept of one answer
_SCORE = re.compile(r"\s*([1-5])(?:\s*/\s*5)?(?!\s*(?:in|:|/|\d|[.,]\d)\b)(?![\d.:/])")
_LABELLED = re.compile(r"\s*([A-Za-z][A-Za-z0-9 _'/-]{0,40}?)\s*[:=]\s*(\S.*)", re.DOTALL)
_SCORED = re.compile(r"\s*([A-Za-z][A-Za-z0-9 _'/-]{0,40}?)\s+([1-5](?:/5)?)\s*\.?\s*")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing worth keeping. ``weight`` counts in the weighted score, where one is given."""

    key: str
    question: str
    weight: float = 1.0
    also: tuple[str, ...] = ()  # other names of it in a note


USUAL = (
    Criterion(IMPRESSED, "what impressed you"),
    Criterion("invited_questions", "who invited questions afterwards", also=("questions",)),
    Criterion("gut", "your gut feeling, 1 to 5", also=("gut feeling", "feeling")),
    Criterion("call_schedule", "the call schedule", also=("call", "calls")),
    Criterion("night_float", "night float", also=("nights",)),
    Criterion("icu", "ICU months", also=("icu months",)),
    Criterion("img_support", "support for IMGs", also=("imgs", "img", "support")),
    Criterion("visa", "what was said about visas", also=("visas",)),
    Criterion("location", "the location", also=("city", "place")),
    Criterion("cost", "the cost of living", also=("cost of living", "rent")),
    Criterion("fit", "the fit with your advanced program's timeline", also=("timeline",)),
)


def criteria_of(owner: Owner) -> tuple[Criterion, ...]:
    """The owner's own criteria with their weights, where there are any; else the usual ones."""
    if not owner.criteria:
        return USUAL
    own = tuple(Criterion(_key(name), name, weight) for name, weight in owner.criteria)
    return (USUAL[0], *(each for each in own if each.key != IMPRESSED))


def read_note(text: str, criteria: Sequence[Criterion]) -> dict[str, str]:
    """The words of a note by what they are about; what names nothing is what impressed."""
    names = {
        name: each.key for each in criteria
        for name in (each.key, each.key.replace("_", " "), _key(each.question), *each.also)
    }  # fmt: skip
    found: dict[str, list[str]] = {}
    for piece in re.split(r"[;\n]", text):
        match = _LABELLED.fullmatch(piece) or _SCORED.fullmatch(piece)
        label = match.group(1).strip().casefold() if match else ""
        key = names.get(label) or names.get(_key(label)) or IMPRESSED
        words = match.group(2) if match and key != IMPRESSED else piece
        if match and label == IMPRESSED:
            words = match.group(2)
        if words.strip():
            found.setdefault(key, []).append(words.strip())
    return {key: "; ".join(words)[:MAX_WORDS] for key, words in found.items()}


def questions(known: Mapping[str, str], criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """The first few things that are not noted yet."""
    return tuple(each for each in criteria if not known.get(each.key))[:ASKED_AT_ONCE]


def score(words: str) -> int | None:
    """The number from 1 to 5 that an answer begins with ("4, kind people"; not "1 in 6")."""
    match = _SCORE.match(words)
    return int(match.group(1)) if match else None


def weighted(notes: Mapping[str, str], criteria: Sequence[Criterion]) -> tuple[float | None, int]:
    """The weighted mean of the scores given (1 to 5, None without any), and how many they are."""
    scored = [(each.weight, value) for each in criteria
              if (value := score(notes.get(each.key, ""))) is not None]  # fmt: skip
    total = sum(weight for weight, _ in scored)
    if total <= 0:
        return None, len(scored)
    return round(sum(weight * value for weight, value in scored) / total, 2), len(scored)


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
