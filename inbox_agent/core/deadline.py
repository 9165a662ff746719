"""``respond_by``: by when a mail wants an answer.

Not every date after "by" is one: what the program itself will do, the last day to cancel, the
freeze date and the deadlines of the season ask nothing of the applicant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from inbox_agent.core import cues
from inbox_agent.core.asking import ASKING, LENIENT, UNTIL, WANTING, asked, governed
from inbox_agent.core.clocks import Clock
from inbox_agent.core.mention import Mention, Moments
from inbox_agent.core.reading import Category, Where
from inbox_agent.core.roles import Role, words_between
from inbox_agent.core.scan import Scan
from inbox_agent.core.within import Length, length_of

NEVER = frozenset((Category.UNRELATED, Category.REJECTION, Category.ACKNOWLEDGEMENT))
_TO_CANCEL = re.compile(
    r"\b(?:need|have|want|wish|if you|must|can't|cannot)\b.{0,40}"
    r"\b(?:cancel|bail|withdraw|give up|reschedule|drop|make it|come)\b",
    re.IGNORECASE,
)
_DO_SO = re.compile(r"\b(?:do (?:it|so|that)|tell us|let us know)\b", re.IGNORECASE)
_NEAR = 4  # words between "meet" and the day that it is about


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day with or without a clock, or a length of time from the writing."""

    scan: Scan
    day: date | None = None
    clock: Clock | None = None
    within: Length | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Limit:
    """A candidate. ``sure``: words that ask stand beside it."""

    scan: Scan
    sure: bool
    mention: Mention | None = None
    length: Length | None = None

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """Sure ones first, those of the body before the subject's, days before bare hours."""
        bare = self.mention is not None and not self.mention.days
        return not self.sure, self.scan.where is Where.SUBJECT, bare, self.scan.number


def deadline(found: Moments, category: Category, sent: datetime | None) -> Deadline | None:
    """The moment by which the mail wants an answer, or None."""
    if category in NEVER:
        return None
    limits = list(_dated(found, category, sent)) or list(_tomorrow(found, category, sent))
    dated = {limit.scan.number for limit in limits}
    lengths = (one for one in _counted(found, category) if one.scan.number not in dated)
    chosen = min([*_with_hour(limits, found), *lengths], key=lambda one: one.rank, default=None)
    if chosen is None:
        return None
    mention = chosen.mention
    if mention is None:
        return Deadline(chosen.scan, within=chosen.length)
    day = mention.days[-1] if mention.days else sent.date() if sent else None
    return Deadline(mention.scan, day, mention.clock, doubts=tuple(mention.doubts))


def _dated(found: Moments, category: Category, sent: datetime | None) -> Iterator[_Limit]:
    for mention in found.mentions:
        ahead = sent is None or not mention.days or mention.days[-1] >= sent.date()
        if ahead and _asks(mention, found, category):
            yield _Limit(mention.scan, asked(mention), mention)


def _counted(found: Moments, category: Category) -> Iterator[_Limit]:
    for one in found.scans:
        if one.lengths and (length := length_of(one, category)) is not None:
            yield _Limit(one, sure=True, length=length)


def _tomorrow(found: Moments, category: Category, sent: datetime | None) -> Iterable[_Limit]:
    """An hour of today or tomorrow in an invitation is no interview: it is how long it stands."""
    if category is not Category.INTERVIEW_INVITATION:
        return ()
    return (
        _Limit(mention.scan, False, mention)
        for mention in found.mentions
        if mention.relative and mention.clock and not mention.topic
        and mention.upcoming(sent.date() if sent else None)
        and mention.role in (Role.PLAIN, Role.AFTER) and not _meeting(mention)
    )  # fmt: skip


def _meeting(mention: Mention) -> bool:
    """ "Could you meet our director tomorrow at four?" """
    one = mention.scan
    return any(
        cues.MEET in cue.names and words_between(one, cue.to, mention.at) <= _NEAR
        for cue in one.cues
        if cue.to <= mention.at
    )


def _with_hour(limits: list[_Limit], found: Moments) -> list[_Limit]:
    """A limit that is only "today" is the one of today with an hour, where the mail has it."""
    hours = [m for m in found.mentions if m.clock and m.clock.today and m.role is Role.DEADLINE]
    timed = [one for one in limits if one.mention and one.mention.clock]
    bare = any(m.relative and not m.clock for one in limits if (m := one.mention))
    return timed or limits if bare and (hours or timed) else limits


def _asks(mention: Mention, found: Moments, category: Category) -> bool:
    """Whether a time is a limit for the applicant in mail of ``category``."""
    one = mention.scan
    gone = mention.role is Role.GONE and category in LENIENT
    if mention.role is not Role.DEADLINE and not gone:
        return False
    if one.said(cues.FREEZE):
        return category is Category.INTERVIEW_INVITATION and _accepts(found, one)
    if one.said(cues.CANCEL) or _to_cancel(found, one) or _of_the_season(mention):
        return False
    if one.said(cues.IF) and category not in ASKING:
        return False
    if not mention.days and not _today(mention, category):
        return False
    return _wanted(one, category) and governed(mention, category)


def _wanted(one: Scan, category: Category) -> bool:
    """Mail that wants nothing by itself needs plain words; a notice to many is about an event."""
    if category is Category.ANNOUNCEMENT:
        return one.said(cues.EVENT) or (one.said(cues.HOLD) and one.said(cues.ASK))
    return category in WANTING or one.said(cues.ASK) or one.said(cues.EVENT)


def _of_the_season(mention: Mention) -> bool:
    """ "certify your list by March 3"; "tell us by then how you rank us" is a question."""
    one = mention.scan
    before = any(cues.SEASON in cue.names for cue in one.cues if cue.at < mention.at)
    return before and not (one.said(cues.HOLD) or one.said(cues.TELL))


def _today(mention: Mention, category: Category) -> bool:
    """Whether a clock without a day is one of today: "by 3 this afternoon", "reply by 5"."""
    one = mention.scan
    if mention.clock is not None and mention.clock.today:
        return True
    if category not in WANTING:
        return one.said(cues.TELL) and asked(mention)
    until = mention.at > 0 and one.tokens[mention.at - 1].low in UNTIL
    return one.said(cues.HOLD) if until else asked(mention)


def _accepts(found: Moments, one: Scan) -> bool:
    """ERAS writes "accept or decline. Freeze date: …": there the freeze date is the limit."""
    near = found.texts[max(0, one.number - 1) : one.number + 1]
    return any("accept" in text.lower() for text in near)


def _to_cancel(found: Moments, one: Scan) -> bool:
    """ "Need to bail? Do it before 11/23"."""
    if not one.number or not _DO_SO.search(one.text):
        return False
    return _TO_CANCEL.search(found.texts[one.number - 1]) is not None
