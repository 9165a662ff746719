"""Who is to act by a limit: the applicant, whom the mail asks, or the program, which tells."""

from __future__ import annotations

from collections.abc import Sequence

from inbox_agent.core import cues
from inbox_agent.core.mention import Mention
from inbox_agent.core.reading import Category
from inbox_agent.core.roles import words_between
from inbox_agent.core.scan import Cue

ASKING = frozenset((Category.INTERVIEW_INVITATION, Category.ACTION_REQUEST))
"""Mail that wants something: a limit in it is the applicant's unless the words say otherwise."""
LENIENT = ASKING | {Category.POST_INTERVIEW, Category.INTERVIEW_RESCHEDULED}
"""Mail in which a limit may stand without a verb that asks."""
WANTING = LENIENT | {Category.CORRESPONDENCE, Category.ANNOUNCEMENT}
"""Mail that may want an answer; in other mail only plain words ("please reply by") count."""
UNTIL = frozenset(("until", "till", "til", "through", "thru"))
_ASIDE = frozenset((cues.INTERVIEW, cues.OTHER))
_NEAR = 4  # words between "interviews" and the day by which they will be over
_SUBJECTS = frozenset(("you", "we", "i", "they", "he", "she", "it", "the", "most", "all"))
"""What follows a weekday that only tells a story: "by Thursday you have stopped …"."""
_OTHERS = frozenset(("we", "they", "he", "she", "programs", "applicants", "candidates"))


def asked(mention: Mention) -> bool:
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
            return not others_act(one.tokens[cue.at - 1].low if cue.at else "", left[:index], cue)
    right = [cue for cue in one.cues if cue.at >= mention.to]
    return any(cue.names & {cues.ASK, cues.DUE, cues.WISH} for cue in right)


def others_act(actor: str, before: Sequence[Cue], verb: Cue) -> bool:
    """ "we respond", "we will send", "we aim to complete": the verb is not the applicant's."""
    near = any(cues.WE in cue.names and verb.at - cue.to <= 1 for cue in before)
    return near or actor in _OTHERS


def governed(mention: Mention, category: Category) -> bool:
    """Whether the one who is to act by then is the applicant."""
    one = mention.scan
    left = [cue for cue in one.cues if cue.at < mention.to]
    if asked(mention) or any(cues.STRICT in cue.names for cue in left):
        return True
    if category not in LENIENT:
        return False
    if one.said(cues.GONE) or any(cues.GIVEN in cue.names for cue in left):
        return True
    if any(cues.WE in cue.names for cue in left):
        return False
    if category is Category.INTERVIEW_RESCHEDULED:
        return False
    return _by_default(mention, left, category)


_LASTING = frozenset(
    ("we", "i", "away", "out", "closed", "leave", "interviews", "runs", "run", "season", "busy",
     "off")
)  # fmt: skip


def _lasts(mention: Mention) -> bool:
    """ "We review until November 15", "she is away until Monday": nobody is to act."""
    before = {token.low for token in mention.scan.tokens[: mention.at]}
    return bool(before & _LASTING)


def _by_default(mention: Mention, left: Sequence[Cue], category: Category) -> bool:
    """ "… by November 2" in mail that wants something, with no verb that we know."""
    one = mention.scan
    words = {one.tokens[cue.at].low for cue in left if cues.BY in cue.names}
    if not words or one.said(cues.USUAL) or (words & UNTIL and _lasts(mention)):
        return False
    if category not in ASKING and "by" not in words:
        return False
    behind = one.tokens[mention.to] if mention.to < len(one.tokens) else None
    alone = behind is None or behind.low not in _SUBJECTS
    aside = {cues.INTERVIEW} if category is Category.ACTION_REQUEST else _ASIDE
    near = [cue for cue in left if words_between(one, cue.to, mention.at) <= _NEAR]
    return (mention.exact or alone) and not any(cue.names & aside for cue in near)
