"""What stands only in the quoted mail: "the 9th would be perfect", answered by "you're in"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from inbox_agent.core.choose import Choice, choose
from inbox_agent.core.mention import Mention, Moments
from inbox_agent.core.reading import Category
from inbox_agent.core.roles import Role
from inbox_agent.core.rules import Sentence
from inbox_agent.core.when import moments

_ANSWERS = frozenset(
    (
        Category.INTERVIEW_SCHEDULED,
        Category.INTERVIEW_RESCHEDULED,
        Category.INTERVIEW_CANCELLED,
        Category.INTERVIEW_DETAILS,
    )
)
_HEADING = re.compile(
    r"^>*\s*(?:on\b.{0,120}|.{0,120}\bwrote:?|(?:sent|date|from|to|cc|subject):.*)$", re.IGNORECASE
)


def from_quoted(
    quoted: Sequence[Sentence], new: Moments, category: Category, today: date | None
) -> Choice:
    """The time that the new words accept, where only the quoted mail names it."""
    if category not in _ANSWERS or not quoted:
        return Choice()
    found = _moments(quoted, today)
    named = {m.day.weekday() for m in new.mentions if m.day and not m.exact and m.upcoming(today)}
    single = replace(found, mentions=[m for m in found.mentions if len(m.days) < 2])
    picked = _on_weekday(found, named, today)
    if picked is not None:
        return with_hour(Choice(day=picked.day, source=picked), found, new)
    choice = choose(single, Category.INTERVIEW_SCHEDULED, today)
    if choice.day is None:
        return Choice()
    days = {m.day for m in single.mentions if m.day and m.role is not Role.OLD and m.exact}
    if len(days) > 1:
        choice.doubts.append("the quoted mail names several days")
    return with_hour(choice, found, new)


def _on_weekday(found: Moments, named: set[int], today: date | None) -> Mention | None:
    """The quoted day that a bare weekday picks: "Wednesday! Done and printed"."""
    for mention in found.mentions:
        for day in mention.days:
            if mention.exact and mention.upcoming(today) and {day.weekday()} == named:
                return replace(mention, days=(day,))
    return None


def with_hour(choice: Choice, found: Moments, new: Moments | None = None) -> Choice:
    """``choice`` with the hour that the new words name, else the one that stands beside its day in
    the quoted mail."""
    clocks = [m.clock for m in new.mentions if m.clock and not m.days] if new else []
    if choice.clock is None or clocks:
        beside = [m.clock for m in found.mentions if m.clock and choice.day in m.days]
        alone = [m.clock for m in found.mentions if m.clock and not m.days]
        clock = next(iter([*clocks, *([] if choice.clock else beside or alone)]), None)
        if clock is not None:
            choice.clock, choice.end, choice.others = clock, clock.end, []
    return choice


def hour_from_quoted(choice: Choice, quoted: Sequence[Sentence], today: date | None) -> Choice:
    """The hour of a day that the new words name ("got you for the 9th") where only the quoted
    mail has it."""
    found = _moments(quoted, today)
    if not any(choice.day in m.days for m in found.mentions):
        return choice
    return with_hour(choice, found)


def _moments(quoted: Sequence[Sentence], today: date | None) -> Moments:
    return moments([one for one in quoted if not _is_heading(one.text)], today)


def _is_heading(text: str) -> bool:
    return _HEADING.match(text) is not None and ("wrote" in text or text[:1] in ">OSDFTC")
