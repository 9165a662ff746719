"""Which of the times that a mail names is the interview, given what the mail is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from inbox_agent.core import cues
from inbox_agent.core.clocks import Clock
from inbox_agent.core.mention import Mention, Moments
from inbox_agent.core.reading import Category, Where
from inbox_agent.core.roles import Role, words_between

OFFERING = frozenset((Category.INTERVIEW_INVITATION, Category.INTERVIEW_RESCHEDULED))
_NEAR = 4  # words between "see you", "would you come" and the day that is offered
_PAUSE = 90  # minutes between two rows of one agenda
_EVENING = time(17, 30)  # what begins later is a dinner, unless it is called the interview
_AGENDA = 40  # sentences after a date in which a clock without a date belongs to it
_MAX_OPTIONS = 60  # choices of one mail that are kept


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
    limits = {day for m in found.mentions if m.role is Role.DEADLINE for day in m.days}
    starts = any(not m.days and m.scan.said(cues.START) and _plain(m) for m in found.mentions)
    fit = [m for m in found.mentions if _may_be(m, category, today, starts)]
    fit = [m for m in fit if not set(m.days) <= limits or category not in OFFERING]
    if category is not Category.INTERVIEW_CANCELLED:
        fit = _without_old(fit, found.mentions, _old_roles(category))
    if category is Category.INTERVIEW_DETAILS:
        fit = [m for m in fit if not _eve(m)]
        if not fit and (eve := next((m for m in found.mentions if m.day and _eve(m)), None)):
            return Choice(day=eve.days[0] + timedelta(days=1), source=eve)
    if any(m.exact for m in fit) and category in OFFERING:
        fit = [m for m in fit if m.exact]  # "on Friday from 8 in the morning … January 8 or 15?"
    if not fit:
        return Choice()
    if category is Category.INTERVIEW_INVITATION:
        offers = {m.scan.number for m in fit if len(m.days) > 1 or _is_offer(m)}
        fit = [m for m in fit if m.scan.number in offers]
    if not fit:
        return Choice()
    if category in OFFERING and (offered := _offered(fit, category)):
        return Choice(options=_options(found, offered)[:_MAX_OPTIONS], source=offered[0])
    if category not in OFFERING and all(len(m.days) > 1 for m in fit):
        return Choice(doubts=["the message names several days and does not say which is booked"])
    best = max(fit, key=lambda mention: (_score(mention, category, today), -fit.index(mention)))
    return _timed(found, best, fit, category)


def _may_be(mention: Mention, category: Category, today: date | None, starts: bool) -> bool:
    if mention.day is None or mention.until is not None:
        return False
    if mention.role is Role.GONE and category in OFFERING:
        return False
    if mention.role in (Role.DEADLINE, Role.END, Role.AFTER) or mention.topic in (
        cues.SOCIAL,
        cues.OTHER,
    ):
        return False
    if today is not None and mention.days[-1] < today:
        return False
    late = mention.clock is not None and mention.clock.start >= _EVENING
    if late and category is Category.INTERVIEW_DETAILS and mention.topic != cues.INTERVIEW:
        return False
    if (
        mention.relative
        and not mention.clock
        and (
            category is Category.INTERVIEW_INVITATION
            or not (mention.topic == cues.INTERVIEW or starts)
        )
    ):
        return False
    if _closes_span(mention) and category is Category.INTERVIEW_INVITATION:
        return False
    if not mention.exact and not mention.clock:
        if starts and category in _TOLD:
            return True
        return "your interview" in mention.scan.text.lower() and mention.topic == cues.INTERVIEW
    return True


_TOLD = frozenset((Category.INTERVIEW_DETAILS, Category.INTERVIEW_SCHEDULED))


_EVE = re.compile(
    r"\b(?:evening|night|day) before (?:your|the|our) (?:interview|day|visit|big day)",
    re.IGNORECASE,
)


def _eve(mention: Mention) -> bool:
    """ "Wed 11/18, 7 pm, the night before your interview": the interview is on the next day."""
    one = mention.scan
    return (
        mention.exact and len(mention.days) == 1 and mention.topic != cues.INTERVIEW
        and _EVE.search(one.text) is not None
        and not any(span.days and span.at >= mention.to for span in one.spans)
    )  # fmt: skip


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
    old = {day for m in every if m.role in old_roles for day in m.days} - fresh
    kept = [m for m in fit if m.role is not Role.OLD and not set(m.days) <= old]
    return kept or [m for m in fit if m.role is not Role.OLD]


_OFFERS = (cues.INTERVIEW, cues.OFFER, cues.MEET)


_OPENING = frozenset(
    ("opens", "live", "released", "calendar", "scheduler", "portal", "link", "registration",
     "sheet")
)  # fmt: skip
"""Words of a moment at which choosing begins or ends, and not the interview."""


def _is_offer(mention: Mention) -> bool:
    """Whether a date in an invitation has words beside it that make it a day to meet."""
    one = mention.scan
    if mention.topic == cues.INTERVIEW or "?" in one.text or (mention.clock and mention.at < 3):
        return True
    near = [cue for cue in one.cues if any(name in cue.names for name in _OFFERS)]
    if mention.clock:
        return bool(near) or not _OPENING & {token.low for token in one.tokens}
    return any(
        (cue.to <= mention.at and words_between(one, cue.to, mention.at) <= _NEAR)
        or (cue.at >= mention.to and words_between(one, mention.to, cue.at) <= 2)
        for cue in near
    )


def _score(mention: Mention, category: Category, today: date | None) -> int:
    moved = category is Category.INTERVIEW_RESCHEDULED
    return (
        -3 * (mention.day == today)
        + (4 if moved else 1) * (mention.role is Role.NEW)
        + 3 * (mention.clock is not None)
        + 2 * (mention.topic == cues.INTERVIEW)
        + 3 * mention.exact
        + (mention.scan.where is not Where.SUBJECT)
        - 2 * (len(mention.days) > 1)
    )


def _offered(fit: Sequence[Mention], category: Category) -> list[Mention]:
    """The mentions that are choices, where there is more than one."""
    if category is Category.INTERVIEW_RESCHEDULED:
        if any(m.role is Role.NEW and len(m.days) == 1 for m in fit):
            return []
        listed = [m for m in fit if len(m.days) > 1]
        asked = [m for m in fit if m.scan.said(cues.OFFER)]
        return listed or (asked if len({m.day for m in asked}) > 1 else [])
    body = [m for m in fit if m.scan.where is not Where.SUBJECT] or list(fit)
    days = {day for m in body for day in m.days}
    return body if len(days) > 1 or any(_alternatives(m) for m in body) else []


def _options(found: Moments, offered: Sequence[Mention]) -> list[tuple[date, Clock | None]]:
    """Every choice with its hour; an hour that stands alone holds for all ("all start 8a")."""
    shared = _shared(found, offered)
    options: dict[tuple[date, Clock | None], None] = {}
    for mention in offered:
        for day in mention.days:
            for clock in (mention.clock or shared, *_alternatives(mention)):
                options[(day, clock)] = None
    timed = {day for day, clock in options if clock}
    return [(day, clock) for day, clock in options if clock or day not in timed]


def _shared(found: Moments, offered: Sequence[Mention]) -> Clock | None:
    """An hour that stands near the choices and holds for all of them."""
    here = {mention.scan.number for mention in offered}
    near = [m for m in found.mentions if not m.days and _plain(m)]
    near = [m for m in near if min(abs(m.scan.number - number) for number in here) <= 3]
    for mention in near:
        if mention.scan.number in here or mention.scan.said(cues.START):
            return mention.clock
    return None


def _plain(mention: Mention) -> bool:
    return mention.role in (Role.PLAIN, Role.NEW, Role.BOOKED) and mention.topic not in (
        cues.SOCIAL, cues.OTHER
    )  # fmt: skip


def _alternatives(mention: Mention) -> list[Clock]:
    """Further hours of the same day that are not the same hour in another zone."""
    zone = mention.clock.zone if mention.clock else None
    return [
        replace(clock, zone=clock.zone or zone)
        for clock in mention.others
        if clock.zone is None or zone is None or clock.zone.name == zone.name
    ]


def _timed(found: Moments, best: Mention, fit: Sequence[Mention], category: Category) -> Choice:
    told = category in _TOLD or category is Category.INTERVIEW_RESCHEDULED
    choice = Choice(day=best.day, clock=best.clock, source=best, doubts=list(best.doubts))
    choice.others = list(best.others)
    if choice.clock is None:
        same = (m for m in fit if m.clock and best.day in m.days and m.role is not Role.OLD)
        choice.clock = next((m.clock for m in same), None) or _loose(found, best)
    if choice.clock is None and best.scan.said(cues.SAME):
        choice.clock = next((m.clock for m in found.mentions if m.clock and m.days), None)
    if choice.clock is not None:
        rows_end = (
            _agenda_end(found, best, choice.clock) if choice.clock is not best.clock else None
        )
        choice.end = rows_end or choice.clock.end or _end(found, best, choice.clock, told)
    return choice


def _loose(found: Moments, best: Mention) -> Clock | None:
    """The hour that stands in another sentence than its day: after it, else just before."""
    loose = [m for m in found.mentions if not m.days and _plain(m)]
    here = best.scan.number
    after = [m for m in loose if here <= m.scan.number <= here + _AGENDA]
    after = _until_next_day(found, after, best)
    after.sort(key=_arrival)  # "join at 7:45; we begin at 8:00"
    starting = [m for m in after if m.scan.said(cues.START) and m.scan.number <= here + 4]
    before = [m for m in loose if here - 2 <= m.scan.number < here]
    for mention in (*starting[:1], *after, *reversed(before)):
        return mention.clock
    return None


def _arrival(mention: Mention) -> bool:
    """Whether an hour is when to log in, and not when the day begins."""
    near = range(mention.at - 5, mention.at)
    return any(cues.ARRIVE in cue.names and cue.at in near for cue in mention.scan.cues)


def _until_next_day(found: Moments, loose: Sequence[Mention], best: Mention) -> list[Mention]:
    """Clocks up to where the mail turns to another day."""
    others = [
        m.scan.number
        for m in found.mentions
        if m.days and best.day not in m.days and m.scan.number > best.scan.number and m.exact
    ]
    stop = min(others, default=10**9)
    return [m for m in loose if m.scan.number < stop]


def _end(found: Moments, best: Mention, clock: Clock, told: bool) -> time | None:
    """When it ends, where another clock says so: "you'll be done by 1:15", "11:30 Adjourn", the
    last row of an agenda in spans."""
    here = best.scan.number
    later = [m for m in found.mentions if m.clock and here <= m.scan.number <= here + _AGENDA]
    if (then := _second_end(later, best)) is not None:
        return then
    ends = [
        mention.clock.start
        for mention in later
        if mention.clock and mention.clock.start > clock.start and _ends(mention, best, told)
    ]
    rows = [m for m in later if m.at <= 1 and not m.days]
    return None if not ends else ends[-1] if len(rows) > 2 else ends[0]


def _ends(mention: Mention, best: Mention, told: bool) -> bool:
    """ "ends at 12:30", "you'll be done by 1:15"; a "by" that asks nothing is an end too."""
    if mention.days and best.day not in mention.days:
        return False
    if mention.scan is not best.scan and _only_until(mention):
        return False
    near = mention.scan.number - best.scan.number <= 2 and not mention.days
    unasked = told and mention.role is Role.DEADLINE and near and not mention.scan.said(cues.TELL)
    return mention.role is Role.END or unasked


def _only_until(mention: Mention) -> bool:
    """ "the poor woman was there until noon" says nothing of the day, unless it says who."""
    tokens = mention.scan.tokens
    until = mention.at > 1 and tokens[mention.at - 1].low in ("until", "till", "til")
    return until and not any(token.low in ("we", "you", "day", "session") for token in tokens)


def _follows(last: Clock, row: Clock) -> bool:
    """Whether a row of an agenda carries on where the last one ended."""
    if row.end is None or row.start < last.start:
        return False
    begin, end = row.start, last.end or last.start
    return 60 * (begin.hour - end.hour) + begin.minute - end.minute <= _PAUSE


def _second_end(later: Sequence[Mention], best: Mention) -> time | None:
    """ "2026-12-08 08:00 - 2026-12-08 12:00": the same day again behind a dash."""
    for mention in later:
        if mention.scan is best.scan and mention.at >= best.to and mention.days == best.days:
            between = [token.low for token in best.scan.tokens[best.to : mention.at]]
            if between in (["-"], ["to"], ["until"], ["through"]) and mention.clock:
                return mention.clock.start
    return None


def _agenda_end(found: Moments, best: Mention, clock: Clock) -> time | None:
    """The end of the last row of an agenda in spans: "8:25 AM - 8:45 AM  Dr. Lind"."""
    here = best.scan.number
    rows = [m for m in found.mentions if m.clock and m.scan.number > here and not m.days]
    last = clock
    count = 0
    for row in _until_next_day(found, rows, best):
        if row.clock is None or not _plain(row) or not _follows(last, row.clock):
            continue
        last, count = row.clock, count + 1
    return last.end if count > 1 else None
