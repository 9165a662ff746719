"""What stands only in the quoted mail: "the 9th would be perfect", answered by "you're in"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from inbox_agent.core.choose import Choice, choose
from inbox_agent.core.reading import Category
from inbox_agent.core.rules import Sentence
from inbox_agent.core.when import Moments, moments

_ANSWERS = frozenset(
    (Category.INTERVIEW_SCHEDULED, Category.INTERVIEW_RESCHEDULED, Category.INTERVIEW_CANCELLED)
)
_HEADING = re.compile(r"^>*\s*(?:on\b.{0,120}|.{0,120}\bwrote:?|(?:sent|date|from|to|cc|subject):.*)$", re.I)


def from_quoted(
    quoted: Sequence[Sentence], new: Moments, category: Category, today: date | None
) -> Choice:
    """The time that the new words accept, where only the quoted mail names it."""
    if category not in _ANSWERS or not quoted:
        return Choice()
    found = moments([one for one in quoted if not _is_heading(one.text)], today)
    choice = choose(found, Category.INTERVIEW_SCHEDULED, today)
    if choice.day is None:
        return Choice()
    clock = next((m.clock for m in new.mentions if m.clock and not m.days), None)
    if clock is not None:
        choice.clock, choice.end, choice.others = clock, clock.end, []
    return choice


def _is_heading(text: str) -> bool:
    return _HEADING.match(text) is not None and ("wrote" in text or text[:1] in ">OSDFTC")


