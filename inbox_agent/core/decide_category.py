"""From probabilities to one category: what no sentence can settle, settled by rules of order.

* Ordinary mail speaks of interviews, matches and offers too. What shows no sign of a residency
  (a platform, a listed or named hospital, the field's words) is unrelated unless the model has
  little doubt.
* A "no" that also names a waitlist is a waitlist (docs/labels.md).
* A mail that may be an invitation, and asks to choose a date, is one.
* Once the interview is over, what a program writes about it is ``post_interview``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from inbox_agent.core.context import Context
from inbox_agent.core.reading import Category, Where
from inbox_agent.core.rules import Hit

_SHOWS_A_RESIDENCY = frozenset(
    ("mail:platform", "mail:listed", "mail:names:place:vouched", "mail:report")
)
_SPEAKS_OF_ONE = "act:residency"  # so does a newsletter now and then
_HINTS_AT_ONE = frozenset(
    ("mail:names:word:vouched", "mail:names:place:alone", "mail:medical-domain", "act:applies")
)
_ADVERTISES = frozenset(("mail:list", "mail:local:shop"))
_ORDINARY = frozenset(("to_public", "commerce", "advert", "private"))
# The chance of being unrelated that mail may have and still be read as a program's. Found on
# ordinary mail (docs/accuracy.md): a false alarm there is to be rarer than one in a thousand.
_DOUBT_WITH_A_HINT = 0.35
_DOUBT_WITHOUT = 0.35
_DOUBT_OF_ADVERTISERS = 0.06
_MAY_BE_A_WAITLIST = 0.02  # chance below which the word stands for something else
# An invitation missed costs more than one too many: slots go in minutes.
_MAY_BE_AN_INVITATION = 0.2  # chance from which a mail that also asks to choose a date is one
_LIKELY_ENOUGH = 0.25  # … and from which it is one where no single sentence asks for a choice
_LISTED_AND_INVITING = 0.5  # how sure an invitation is that only the owner's list speaks for
_INVITING = frozenset(("invites", "asks_to_schedule", "slot_opened", "offers_dates"))
_HIDES_AN_INVITATION = frozenset(
    (Category.POST_INTERVIEW, Category.ACTION_REQUEST, Category.CORRESPONDENCE,
     Category.INTERVIEW_DETAILS, Category.INTERVIEW_RESCHEDULED, Category.ANNOUNCEMENT)
)  # fmt: skip
_ANSWER = re.compile(r"(?:re|aw|sv|rv)\s?:", re.IGNORECASE).match
_OF_A_BOOKED_DAY = (Category.INTERVIEW_DETAILS, Category.INTERVIEW_SCHEDULED)
_HIDES_IT_TOO = frozenset(
    (Category.POST_INTERVIEW, Category.CORRESPONDENCE, Category.INTERVIEW_DETAILS,
     Category.ANNOUNCEMENT, Category.INTERVIEW_SCHEDULED, Category.WAITLIST)
)  # fmt: skip
_AFTERWARDS = frozenset(
    (Category.CORRESPONDENCE, Category.INTERVIEW_DETAILS, Category.INTERVIEW_SCHEDULED)
)
_TALKS_OF_THE_DAY = frozenset(("after_interview", "rank_talk"))

Chances = Mapping[Category, float]


def decided(
    chances: Chances, features: Iterable[str], hits: Sequence[Hit], context: Context
) -> tuple[Category, float]:
    """The category of a mail and how sure it is (0-1)."""
    shown = frozenset(features)
    best = max(chances, key=lambda category: chances[category])
    if best is Category.UNRELATED and "mail:platform" in shown:  # forged ones are told by flags
        best = max(Category, key=lambda each: (each is not best, chances[each]))
    signs = {hit.rule.sign for hit in hits if hit.where is not Where.QUOTED}
    if best is not Category.UNRELATED and not _may_be_a_programs(chances, shown, signs, context):
        return Category.UNRELATED, max(chances[Category.UNRELATED], 0.5)
    if best is Category.UNRELATED and "mail:listed" in shown and signs & _INVITING:
        return Category.INTERVIEW_INVITATION, _LISTED_AND_INVITING
    if best is Category.REJECTION and "waitlists" in signs:
        second = chances[Category.WAITLIST]
        if second >= _MAY_BE_A_WAITLIST:
            return Category.WAITLIST, chances[best] + second
    if best is Category.INTERVIEW_INVITATION and _invites_in_an_old_subject(hits):
        best = max(_OF_A_BOOKED_DAY, key=lambda category: chances[category])
        return best, chances[best] + chances[Category.INTERVIEW_INVITATION]
    invited = chances[Category.INTERVIEW_INVITATION]
    if best in _HIDES_AN_INVITATION and invited >= _MAY_BE_AN_INVITATION and signs & _INVITING:
        return Category.INTERVIEW_INVITATION, invited
    if best in _HIDES_IT_TOO and invited >= _LIKELY_ENOUGH:
        return Category.INTERVIEW_INVITATION, invited
    if context.interview_over and best in _AFTERWARDS and signs & _TALKS_OF_THE_DAY:
        return Category.POST_INTERVIEW, chances[best] + chances[Category.POST_INTERVIEW]
    return best, chances[best]


def _invites_in_an_old_subject(hits: Sequence[Hit]) -> bool:
    """ "Re: Invitation to interview", and the words below only prepare the day."""
    below = {hit.rule.sign for hit in hits if hit.where is Where.BODY}
    answers = any(hit.where is Where.SUBJECT and _ANSWER(hit.sentence) for hit in hits)
    return answers and "prepares" in below and not below & _INVITING


def _may_be_a_programs(
    chances: Chances, shown: frozenset[str], signs: set[str], context: Context
) -> bool:
    if context.thread_program is not None or shown & _SHOWS_A_RESIDENCY:
        return True
    if _SPEAKS_OF_ONE in shown and not shown & _ADVERTISES:
        return True
    doubt = _DOUBT_WITH_A_HINT if shown & _HINTS_AT_ONE else _DOUBT_WITHOUT
    if shown & _ADVERTISES or signs & _ORDINARY:
        doubt = _DOUBT_OF_ADVERTISERS
    return chances[Category.UNRELATED] < doubt
