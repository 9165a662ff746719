"""``respond_by``: by when a mail wants an answer.

Not every date after "by" is one: what the program itself will do, the last day to cancel, the
freeze date and the deadlines of the season ask nothing of the applicant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inbox_agent.core import cues
from inbox_agent.core.clocks import Clock
from inbox_agent.core.lexicon import NUMBER, NUMWORD, Token
from inbox_agent.core.mention import Mention, Moments
from inbox_agent.core.reading import Category, Where
from inbox_agent.core.roles import Role, words_between
from inbox_agent.core.rules import Sentence
from inbox_agent.core.scan import UNITS, Cue, Scan

NEVER = frozenset((Category.UNRELATED, Category.REJECTION, Category.ACKNOWLEDGEMENT))
_MAX_HOURS = 24 * 60  # hours; a limit further away than two months is no limit to answer


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day with or without a clock, or a length of time from the writing."""

    scan: Scan
    day: date | None = None
    clock: Clock | None = None
    within: timedelta | None = None
    doubts: tuple[str, ...] = ()


def deadline(
    found: Moments, sentences: Sequence[Sentence], category: Category, sent: datetime | None
) -> Deadline | None:
    """The moment by which the mail wants an answer, or None."""
    if category in NEVER:
        return None
    limits = [
        (one.number, _asked(mention), mention)
        for mention in found.mentions
        if _asks(mention, found, sentences, category) and _ahead(mention, sent)
        for one in (mention.scan,)
    ]
    lengths = [
        (one.number, True, length)
        for one in found.scans
        if one.lengths and (length := _length(one, category)) is not None
    ]
    dated = {number for number, _, _ in limits}
    lengths = [row for row in lengths if row[0] not in dated]  # "a week, until December 15"
    limits = limits or _tomorrow(found, category)
    limits = _timed(limits, found)
    subject = next((one.number for one in found.scans if one.where is Where.SUBJECT), -1)
    every = sorted([*limits, *lengths], key=lambda row: (not row[1], row[0] == subject, row[0]))
    if not every:
        return None
    number, _, limit = every[0]
    if isinstance(limit, timedelta):
        one = next(one for one in found.scans if one.number == number)
        return Deadline(one, within=limit)
    day = limit.days[-1] if limit.days else sent.date() if sent else None
    return Deadline(limit.scan, day, limit.clock, doubts=tuple(limit.doubts))


def _meeting(mention: Mention) -> bool:
    """ "Could you meet our director tomorrow at four?" """
    one = mention.scan
    return any(
        cues.MEET in cue.names and words_between(one, cue.to, mention.at) <= 4
        for cue in one.cues
        if cue.to <= mention.at
    )


def _timed(
    limits: list[tuple[int, bool, Mention]], found: Moments
) -> list[tuple[int, bool, Mention]]:
    """A limit that is only "today" is the one of today with an hour, where the mail has it."""
    hours = [m for m in found.mentions if m.clock and m.clock.today and m.role is Role.DEADLINE]
    timed = [row for row in limits if row[2].clock]
    bare = [row for row in limits if row[2].relative and not row[2].clock]
    return timed or limits if bare and (hours or timed) else limits


def _tomorrow(found: Moments, category: Category) -> list[tuple[int, bool, Mention]]:
    """An hour of today or tomorrow in an invitation is no interview: it is how long it stands."""
    if category is not Category.INTERVIEW_INVITATION:
        return []
    return [
        (m.scan.number, False, m)
        for m in found.mentions
        if m.relative and m.clock and m.role in (Role.PLAIN, Role.AFTER)
        and not m.topic and not _meeting(m)
    ]


def _ahead(mention: Mention, sent: datetime | None) -> bool:
    return sent is None or not mention.days or mention.days[-1] >= sent.date()


def _asks(
    mention: Mention, found: Moments, sentences: Sequence[Sentence], category: Category
) -> bool:
    one = mention.scan
    if mention.role is not Role.DEADLINE and not (
        mention.role is Role.GONE and category in _LENIENT
    ):
        return False
    if one.said(cues.FREEZE):
        return category is Category.INTERVIEW_INVITATION and _before_says(sentences, one, "accept")
    if one.said(cues.CANCEL) or _to_cancel(sentences, one):
        return False
    if one.said(cues.IF) and category not in _ASKING:
        return False
    before = [cue for cue in one.cues if cue.at < mention.at]
    season = any(cues.SEASON in cue.names for cue in before)
    if season and not (one.said(cues.HOLD) or one.said(cues.TELL)):
        return False
    if not mention.days and not _today(mention, category):
        return False
    if category is Category.ANNOUNCEMENT and not (
        one.said(cues.EVENT) or (one.said(cues.HOLD) and one.said(cues.ASK))
    ):
        return False
    if category not in _WANTING and not (one.said(cues.ASK) or one.said(cues.EVENT)):
        return False
    return _governed(mention, category)


def _today(mention: Mention, category: Category) -> bool:
    """Whether a clock without a day is one of today: "by 3 this afternoon", "reply by 5"."""
    one = mention.scan
    until = one.tokens[mention.at - 1].low in _UNTIL if mention.at else False
    if mention.clock is not None and mention.clock.today:
        return True
    if category not in _WANTING:
        return one.said(cues.TELL) and _asked(mention)
    return one.said(cues.HOLD) if until else _asked(mention)


def _before_says(sentences: Sequence[Sentence], one: Scan, word: str) -> bool:
    near = sentences[max(0, one.number - 1) : one.number + 1]
    return any(word in sentence.text.lower() for sentence in near)


def _to_cancel(sentences: Sequence[Sentence], one: Scan) -> bool:
    """ "Need to bail? Do it before 11/23"."""
    if not one.number or not re.search(r"\b(?:do (?:it|so|that)|tell us|let us know)\b", one.text, re.IGNORECASE):
        return False
    before = sentences[one.number - 1].text.lower()
    return any(word in before for word in ("cancel", "bail", "withdraw", "give up", "reschedul"))


_ASKING = frozenset((Category.INTERVIEW_INVITATION, Category.ACTION_REQUEST))
"""Mail that wants something: a limit in it is the applicant's unless the words say otherwise."""
_WANTING = _ASKING | {
    Category.POST_INTERVIEW, Category.INTERVIEW_RESCHEDULED, Category.CORRESPONDENCE,
    Category.ANNOUNCEMENT,
}  # fmt: skip
_LENIENT = _ASKING | {Category.POST_INTERVIEW, Category.INTERVIEW_RESCHEDULED}
_UNTIL = frozenset(("until", "till", "til", "through", "thru"))
_ASIDE = frozenset((cues.INTERVIEW, cues.OTHER))
_NEAR = 4  # words between "interviews" and the day by which they will be over
_SUBJECTS = frozenset(("you", "we", "i", "they", "he", "she", "it", "the", "most", "all"))
"""What follows a weekday that only tells a story: "by Thursday you have stopped …"."""


def _governed(mention: Mention, category: Category) -> bool:
    """Whether the one who is to act by then is the applicant: the nearest verb before decides."""
    one = mention.scan
    left = [cue for cue in one.cues if cue.at < mention.to]
    if _asked(mention) or any(cues.STRICT in cue.names for cue in left):
        return True
    if category not in _LENIENT:
        return False
    if one.said(cues.GONE) or any(cues.GIVEN in cue.names for cue in left):
        return True
    if any(cues.WE in cue.names for cue in left):
        return False
    return _by_default(mention, left, category)


def _by_default(mention: Mention, left: Sequence[Cue], category: Category) -> bool:
    """ "… by November 2" in mail that wants something, with no verb that we know."""
    one = mention.scan
    words = {one.tokens[cue.at].low for cue in left if cues.BY in cue.names}
    if not words or words & _UNTIL or one.said(cues.USUAL):
        return False
    if category not in _ASKING and "by" not in words:
        return False
    behind = one.tokens[mention.to] if mention.to < len(one.tokens) else None
    alone = behind is None or behind.low not in _SUBJECTS
    aside = {cues.INTERVIEW} if category is Category.ACTION_REQUEST else _ASIDE
    near = [cue for cue in left if words_between(one, cue.to, mention.at) <= _NEAR]
    topical = any(cue.names & aside for cue in near)
    return (mention.exact or alone) and not topical


def _asked(mention: Mention) -> bool:
    """Whether words that ask stand nearest to the limit: "reply by", "held until", "due"."""
    one = mention.scan
    left = [cue for cue in one.cues if cue.at < mention.to]
    for index in range(len(left) - 1, -1, -1):
        cue = left[index]
        if cues.WE in cue.names:
            return False
        if cue.names & {cues.DUE, cues.HOLD, cues.EVENT}:
            return True
        if cues.ASK in cue.names:
            actor = one.tokens[cue.at - 1].low if cue.at else ""
            return not _ours(left[:index], cue) and actor not in _OURS
    right = [cue for cue in one.cues if cue.at >= mention.to]
    return any(cue.names & {cues.ASK, cues.DUE, cues.WISH} for cue in right)


def _ours(before: Sequence[Cue], verb: Cue) -> bool:
    """ "we will send", "we aim to complete": the verb is the program's."""
    return any(cues.WE in cue.names and verb.at - cue.to <= 1 for cue in before)


_OURS = frozenset(("we", "they", "he", "she", "programs", "applicants"))


_LIMIT = frozenset(
    ("within", "next", "expires", "lasts", "dentro", "following", "under", "w/in")
)  # fmt: skip
_NOT_BEHIND = frozenset(("before", "prior", "ahead", "later", "each", "a", "per", "ago", "long"))
_SINCE = frozenset(("after", "from"))
_COUNTED = frozenset(("from", "of", "to", "window", "after", "deadline", "limit"))


def _length(one: Scan, category: Category) -> timedelta | None:
    """ "within 48 hours", "72 hours from the moment this was sent", "a 24-hour window"."""
    if one.said(cues.CANCEL) or category is Category.ANNOUNCEMENT:
        return None
    for index in one.lengths:
        if read := _counted(one.tokens, index):
            hours, after = read
            if _limits(one, index, after, category) and hours <= _MAX_HOURS:
                return timedelta(hours=hours)
    return None


def _counted(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    value, at = tokens[index].value, index + 1
    if at + 1 < len(tokens) and tokens[at].low == "(":
        if tokens[at + 1].kind == NUMBER:  # "forty-eight (48) hours": read at the digits
            return None
        at = next((i for i in range(at, len(tokens)) if tokens[i].low == ")"), at)
    while at < len(tokens) and tokens[at].low in ("-", ")", "full", "business", "working"):
        at += 1
    unit = UNITS.get(tokens[at].low) if at < len(tokens) else None
    tens = tokens[index - 2].value if index > 1 and tokens[index - 1].low == "-" else 0
    if isinstance(tens, int) and tokens[index].kind == NUMWORD and value < 10 and 20 <= tens <= 90:
        value += tens
    return (value * unit, at + 1) if unit else None


def _limits(one: Scan, index: int, after: int, category: Category) -> bool:
    before = [token.low for token in one.tokens[max(0, index - 4) : index]]
    behind = [token.low for token in one.tokens[after : after + 2]]
    text = one.text.lower()
    if any(words in text for words in _NO_LIMIT) or (behind and behind[0] in _NOT_BEHIND):
        return False
    if _program_acts(one, index):
        return False
    if category not in _WANTING and not one.said(cues.ASK):
        return False
    given = any(cues.GIVEN in cue.names and 0 <= index - cue.to <= 3 for cue in one.cues)
    if given or "window" in (*before, *behind) or (behind and behind[0] in _SINCE):
        return True
    if "in" in before and ("from you" in text or one.said(cues.DUE)):
        return True
    asked = one.said(cues.ASK) or one.said(cues.HOLD) or one.said(cues.DUE) or "turn" in text
    held = one.said(cues.HOLD) and "for" in before and "me" not in before
    return asked and (held or bool(_LIMIT & set(before) or _COUNTED & set(behind)))


def _program_acts(one: Scan, index: int) -> bool:
    left = [cue for cue in one.cues if cue.at < index and cue.names & {cues.WE, cues.ASK, cues.HOLD}]
    if not left:
        return False
    actor = one.tokens[left[-1].at - 1].low if left[-1].at else ""
    ours = _ours(left[:-1], left[-1]) or actor in _OURS
    return cues.WE in left[-1].names or (ours and cues.HOLD not in left[-1].names)


_NO_LIMIT = (
    "at least", "before the interview", "before your interview", "prior to", "in advance", "days notice", "hours notice", "' notice", "advance notice",
    "first person", "a la semana", "each week", "per week", "minimum", "after the interview",
    "after your interview", "following the interview", "of the interview", "of your interview",
    "ahead", "programs", "hours a week", "day of", "call ", "elapsed", "rotation",
)  # fmt: skip
"""Words that make a length of time something else than a limit to answer."""
