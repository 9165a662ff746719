"""Which of the times that a mail names is the interview, given what the mail is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from inbox_agent.core import cues
from inbox_agent.core.clocks import Clock
from inbox_agent.core.day_hours import end_after, hour_of
from inbox_agent.core.mention import Mention, Moments
from inbox_agent.core.offers import is_offer, offered_in, options_of
from inbox_agent.core.reading import Category, Where
from inbox_agent.core.roles import Role

OFFERING = frozenset((Category.INTERVIEW_INVITATION, Category.INTERVIEW_RESCHEDULED))
"""Mail that may leave the choice open."""
_TOLD = frozenset((Category.INTERVIEW_DETAILS, Category.INTERVIEW_SCHEDULED))
"""Mail that tells of a booked day."""
_DAWN = time(5)  # an earlier hour is a slip of am and pm, or the applicant's own
_SUMMER = 120  # days ahead: what lies further, in summer, is the start of residency
_EVENING = time(17, 30)  # what begins later is a dinner, unless it is called the interview
_EVE = re.compile(
    r"\b(?:evening|night|day) before (?:your|the|our) (?:interview|day|visit|big day)",
    re.IGNORECASE,
)
_BEHIND = 8  # words behind a date in which "the night before your interview" is looked for


@dataclass(slots=True)
class Choice:
    """``day`` with ``clock`` is the interview; ``options`` are on offer. ``source`` named it."""

    day: date | None = None
    clock: Clock | None = None
    end: time | None = None
    options: list[tuple[date, Clock | None]] = field(default_factory=list)
    others: list[Clock] = field(default_factory=list)
    source: Mention | None = None
    doubts: list[str] = field(default_factory=list)


def choose(found: Moments, category: Category, today: date | None) -> Choice:
    """The interview among the times of a mail of ``category``, written on ``today``."""
    fit = _candidates(found, category, today)
    if category is Category.INTERVIEW_DETAILS:
        eve = next((m for m in fit if _eve(m)), None)
        fit = [m for m in fit if not _eve(m)]
        if eve is not None and not fit:
            return Choice(day=eve.days[0] + timedelta(days=1), source=eve)
    if category is Category.INTERVIEW_RESCHEDULED and _taken_back(fit, found):
        return Choice()
    if not fit:
        return Choice()
    if category in OFFERING and (offered := offered_in(fit, category)):
        return Choice(options=options_of(found, offered), source=offered[0])
    if category not in OFFERING and all(len(m.days) > 1 for m in fit):
        return Choice(doubts=["the message names several days and does not say which is booked"])
    last = -1 if category is not Category.INTERVIEW_RESCHEDULED else 1  # of equals, the newest
    best = max(fit, key=lambda m: (_score(m, category, today), last * fit.index(m)))
    return _timed(found, best, fit, category)


_AGAIN = re.compile(
    r"\b(?:choose|pick|select|take|book|sign up for) (?:again|another|a new|a different|one of)\b"
    r"|\bnew (?:choice|selection)\b",
    re.IGNORECASE,
)


def _taken_back(fit: Sequence[Mention], found: Moments) -> bool:
    """Whether only the booked day is named, and a new choice is asked for."""
    booked = all(m.role is Role.BOOKED for m in fit)
    return booked and any(_AGAIN.search(text) for text in found.texts)


def _candidates(found: Moments, category: Category, today: date | None) -> list[Mention]:
    """The times that may be the interview."""
    hours = [m for m in found.mentions if not m.days and m.plain]
    starts = any(m.scan.said(cues.START) or m.at == 0 for m in hours)
    fit = [
        m for m in found.mentions if _may_be(m, category, today, starts) or _told_eve(m, category)
    ]
    if category is not Category.INTERVIEW_CANCELLED:
        fit = _without_old(fit, found.mentions, _old_roles(category))
    if category not in OFFERING:
        return fit
    limits = {day for m in found.mentions if m.role is Role.DEADLINE for day in m.days}
    fit = [m for m in fit if not set(m.days) <= limits]
    if any(m.exact for m in fit):
        fit = [m for m in fit if m.exact]  # "on Friday from 8 in the morning … January 8 or 15?"
    if category is Category.INTERVIEW_INVITATION:
        offers = {m.scan.number for m in fit if len(m.days) > 1 or is_offer(m)}
        fit = [m for m in fit if m.scan.number in offers]
    return fit


def _may_be(mention: Mention, category: Category, today: date | None, starts: bool) -> bool:
    """Whether a time may be the interview; ``starts``: an hour stands alone that may be its."""
    if mention.day is None or mention.until is not None or not mention.upcoming(today):
        return False
    if mention.role in (Role.DEADLINE, Role.END, Role.AFTER) or mention.aside:
        return False
    if category in OFFERING and mention.role is Role.GONE:
        return False
    about = mention.topic == cues.INTERVIEW
    if today is not None and _next_year(mention, today):
        return False
    if category is Category.INTERVIEW_DETAILS and not about and mention.from_hour(_EVENING):
        return False
    if category is Category.INTERVIEW_INVITATION and _closes_span(mention):
        return False
    if mention.clock is not None:
        return True
    if mention.relative:
        return category is not Category.INTERVIEW_INVITATION and (about or starts)
    if mention.exact or (starts and category in _TOLD):
        return True
    return about and "your interview" in mention.scan.text.lower()


def _next_year(mention: Mention, today: date) -> bool:
    """Whether it is the summer in which the residency begins."""
    day = mention.days[0]
    return day.month in (6, 7, 8) and (day - today).days > _SUMMER


def _told_eve(mention: Mention, category: Category) -> bool:
    return category is Category.INTERVIEW_DETAILS and mention.day is not None and _eve(mention)


def _eve(mention: Mention) -> bool:
    """ "Wed 11/18, 7 pm, the night before your interview": the interview is on the next day."""
    one = mention.scan
    if not mention.exact or len(mention.days) > 1:
        return False
    if any(cues.INTERVIEW in cue.names for cue in one.cues if cue.to <= mention.at):
        return False
    behind = " ".join(token.low for token in one.tokens[mention.to : mention.to + _BEHIND])
    return _EVE.search(behind) is not None


def _closes_span(mention: Mention) -> bool:
    """ "from the second week of November to the first of December"."""
    before = [token.low for token in mention.scan.tokens[: mention.at]]
    near = before[-2:]
    opened = "from" in before or "between" in before
    return opened and bool({"to", "through", "until", "till", "and"} & set(near))


def _old_roles(category: Category) -> frozenset[Role]:
    """ "Booked for December 3" is the old time only in a mail that moves it."""
    moved = category is Category.INTERVIEW_RESCHEDULED
    return frozenset((Role.OLD, Role.BOOKED)) if moved else frozenset((Role.OLD,))


def _without_old(
    fit: list[Mention], every: Sequence[Mention], old_roles: frozenset[Role]
) -> list[Mention]:
    """What is left when the old time is taken away: its day, unless that is also the new one."""
    fresh = {day for m in every if m.role is Role.NEW for day in m.days}
    fresh |= {day for m in every if _later(m, every, old_roles) for day in m.days}
    old = {day for m in every if m.role in old_roles for day in m.days} - fresh
    kept = [m for m in fit if m.role is not Role.OLD and not set(m.days) <= old]
    if Role.BOOKED in old_roles:  # a mail that moves the day
        return kept or [m for m in fit if m.role is not Role.OLD]
    return kept or fit


def _later(mention: Mention, every: Sequence[Mention], old_roles: frozenset[Role]) -> bool:
    """Whether a day that was called old is named again further down with an hour: the hour moved
    and not the day."""
    if mention.role is not Role.PLAIN or mention.clock is None:
        return False
    before = [
        m.scan.number for m in every if m.role in old_roles and set(m.days) & set(mention.days)
    ]
    return bool(before) and mention.scan.number > max(before)


def _score(mention: Mention, category: Category, today: date | None) -> int:
    moved = category is Category.INTERVIEW_RESCHEDULED
    return (
        -3 * (mention.day == today)
        + (4 if moved else 1) * (mention.role is Role.NEW)
        + 3 * (mention.clock is not None)
        + 2 * (mention.topic == cues.INTERVIEW)
        + 3 * mention.exact
        - 2 * _referred(mention)
        - 3 * (mention.clock is not None and mention.clock.start < _DAWN)
        + (mention.scan.where is not Where.SUBJECT)
        - 2 * (len(mention.days) > 1)
    )


def _referred(mention: Mention) -> bool:
    """ "the link is in the mail from the 18th" """
    from_ = mention.at > 1 and "from" in [
        t.low for t in mention.scan.tokens[mention.at - 2 : mention.at]
    ]
    return from_ and mention.clock is None and mention.role is Role.PLAIN


def _timed(found: Moments, best: Mention, fit: Sequence[Mention], category: Category) -> Choice:
    choice = Choice(day=best.day, source=best, doubts=list(best.doubts), others=list(best.others))
    choice.clock = hour_of(found, best, fit)
    if choice.clock is not None:
        told = category in _TOLD or category is Category.INTERVIEW_RESCHEDULED
        choice.end = end_after(found, best, choice.clock, told)
    return choice
