"""Which times of a mail are on offer, and at what hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from inbox_agent.core import cues
from inbox_agent.core.clocks import Clock
from inbox_agent.core.lexicon import MARK
from inbox_agent.core.mention import Mention, Moments
from inbox_agent.core.reading import Category, Where
from inbox_agent.core.roles import Role, words_between

MAX_OPTIONS = 60  # choices of one mail that are kept
_NEAR = 4  # words between "see you", "would you come" and the day that is offered
_BEHIND = 2  # words between a day and "is open" behind it
_SHARED = 3  # sentences between the choices and an hour that holds for all of them
_OFFERS = (cues.INTERVIEW, cues.OFFER, cues.MEET)
_OPENING = frozenset(
    ("opens", "live", "released", "calendar", "scheduler", "portal", "link", "registration",
     "sheet")
)  # fmt: skip
"""Words of a moment at which choosing begins or ends, and not the interview."""


def _asked_to_meet(mention: Mention) -> bool:
    near = (cue for cue in mention.scan.cues if cue.to <= mention.at)
    return any(
        cue.names & {cues.MEET, cues.INTERVIEW}
        and words_between(mention.scan, cue.to, mention.at) <= _NEAR
        for cue in near
    )


def is_offer(mention: Mention) -> bool:
    """Whether a date in an invitation has words beside it that make it a day to meet."""
    one = mention.scan
    if mention.relative and not _asked_to_meet(mention):
        return False  # "at 8 pm tonight the page turns into a pumpkin"
    if all(token.kind == MARK for token in (*one.tokens[: mention.at], *one.tokens[mention.to :])):
        return True  # a line of a list
    if mention.topic == cues.INTERVIEW or "?" in one.text or (mention.clock and mention.at < 3):
        return True
    near = [cue for cue in one.cues if any(name in cue.names for name in _OFFERS)]
    if mention.clock:
        return bool(near) or not _OPENING & {token.low for token in one.tokens}
    return any(
        (cue.to <= mention.at and words_between(one, cue.to, mention.at) <= _NEAR)
        or (cue.at >= mention.to and words_between(one, mention.to, cue.at) <= _BEHIND)
        for cue in near
    )


def offered_in(fit: Sequence[Mention], category: Category) -> list[Mention]:
    """The mentions that are choices, where there is more than one."""
    if category is Category.INTERVIEW_RESCHEDULED:
        if any(m.role is Role.NEW and len(m.days) == 1 for m in fit):
            return []
        listed = [m for m in fit if len(m.days) > 1]
        asked = [m for m in fit if m.scan.said(cues.OFFER)]
        return listed or (asked if len({m.day for m in asked}) > 1 else [])
    body = [m for m in fit if m.scan.where is not Where.SUBJECT] or list(fit)
    days = {day for m in body for day in m.days}
    return body if len(days) > 1 or any(alternatives(m) for m in body) else []


def options_of(found: Moments, offered: Sequence[Mention]) -> list[tuple[date, Clock | None]]:
    """Every choice with its hour; an hour that stands alone holds for all ("all start 8a")."""
    shared = _shared(found, offered)
    options: dict[tuple[date, Clock | None], None] = {}
    for mention in offered:
        for day in mention.days:
            for clock in (mention.clock or shared, *alternatives(mention)):
                options[(day, clock)] = None
    timed = {day for day, clock in options if clock}
    kept = [(day, clock) for day, clock in options if clock or day not in timed]
    return kept[:MAX_OPTIONS]


def _shared(found: Moments, offered: Sequence[Mention]) -> Clock | None:
    """An hour that stands near the choices and holds for all of them."""
    here = {mention.scan.number for mention in offered}
    near = [m for m in found.mentions if not m.days and m.plain]
    near = [m for m in near if min(abs(m.scan.number - number) for number in here) <= _SHARED]
    for mention in near:
        if mention.scan.number in here or mention.scan.said(cues.START):
            return _until_the_end(mention, found)
    return _above(offered)


def _until_the_end(mention: Mention, found: Moments) -> Clock | None:
    """ "begin at 8:00 and end at 1:00": both hours of the sentence; the first names no end."""
    clock = mention.clock
    if clock is None or clock.end is not None:
        return clock
    ends = (
        m.clock.start for m in found.mentions
        if m.scan is mention.scan and m.role is Role.END and m.clock and m.at > mention.at
    )  # fmt: skip
    end = next(ends, None)
    return replace(clock, end=end) if end is not None and end > clock.start else clock


def _above(offered: Sequence[Mention]) -> Clock | None:
    """The hour in the sentence that opens a list, before its first day: "8:00-1:00 on these days:"
    with nothing but days in the lines below."""
    first, *rest = offered
    day = next((span.at for span in first.scan.spans if span.days), 0)
    opens = any(span.clock and span.at < day for span in first.scan.spans)
    return first.clock if opens and rest and not any(m.clock for m in rest) else None


def alternatives(mention: Mention) -> list[Clock]:
    """Further hours of the same day that are not the same hour in another zone."""
    zone = mention.clock.zone if mention.clock else None
    return [
        replace(clock, zone=clock.zone or zone)
        for clock in mention.others
        if clock.zone is None or zone is None or clock.zone.name == zone.name
    ]
