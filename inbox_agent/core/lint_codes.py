"""The codes of lint: the verdict of each, why it matters, and a better way. Words: docs/labels.md.

A rule may say a better ``why`` or ``instead`` than its code does; these are the usual ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from inbox_agent.core.drafting import Finding, Verdict

MAX_QUOTE = 160  # characters of a quote beside a draft

_GUIDE = "guide on pre-match communication"
_NRMP = "NRMP Match Participation Agreement"
_APPLICANTS = "NRMP Code of Conduct for applicants"


@dataclass(frozen=True, slots=True)
class Code:
    """One lint code. ``source`` names the rule or the guide that it rests on."""

    verdict: Verdict
    why: str
    instead: str
    source: str


def _block(why: str, instead: str, source: str) -> Code:
    return Code(Verdict.BLOCK, why, instead, source)


def _warn(why: str, instead: str, source: str) -> Code:
    return Code(Verdict.WARN, why, instead, source)


CODES: Mapping[str, Code] = MappingProxyType(
    {
        "asks_rank": _block(
            "It asks where you stand or what your chances are, which a program may not tell "
            "and should never be asked.",
            "Leave the question out; say what you value there: 'I would be honored to train "
            "with your team.'",
            _NRMP,
        ),
        "bargains": _block(
            "It ties what you do to what the program does; neither side may trade rankings.",
            "Say what you feel without a condition: 'I remain very interested in your program.'",
            _NRMP,
        ),
        "outside_match": _block(
            "It speaks for a position, guarantee or contract outside the Match, which a program "
            "in the NRMP Match may not give and you may not take.",
            "Leave it out, or refuse kindly: 'I am registered for the Match and will stay in it.'",
            _NRMP,
        ),
        "second_letter_of_intent": _block(
            "Another program was already told this season that it is your first choice.",
            "Say what is true of both: 'I would be very happy to train at your program.'",
            _GUIDE,
        ),
        "no_contact": _block(
            "This program asked applicants not to write after the interview.",
            "Do not send it; an answer to a question of theirs may still go.",
            "the program's own policy",
        ),
        "placeholder": _block(
            "A gap of the template was never filled in.",
            "Write the real words in its place, or take the sentence out.",
            "a letter goes as it is read",
        ),
        "wrong_name": _block(
            "It names another program, hospital or person than the one it goes to.",
            "Put the right name in, and read the rest again: it may be meant for somebody else.",
            _GUIDE,
        ),
        "several_programs": _block(
            "Its recipients belong to more than one program, and each would see the other.",
            "Write one letter to each program.",
            _GUIDE,
        ),
        "soap_contact": _block(
            "While SOAP runs an applicant may not write first to any program.",
            "Wait until a program writes to you, or until SOAP has ended.",
            "NRMP SOAP communication rules",
        ),
        "after_rank_deadline": _block(
            "After the rank order list deadline no other position for the same year may be "
            "sought, discussed or accepted.",
            "Take this out; wait for the result of the Match.",
            _NRMP,
        ),
        "top_choice": _warn(
            "It says that this program is first; that may be said to one program only, if true.",
            "Send it once, if it is true; else: 'Your program is one that I would be glad to "
            "train at.'",
            _GUIDE,
        ),
        "promise": _warn(
            "It promises a match or to come, which nobody can promise before Match Day.",
            "Say the wish, not the result: 'I would be honored to train there.'",
            _NRMP,
        ),
        "leverage": _warn(
            "It uses other programs or interviews to press for an answer.",
            "Leave the others out and say why this program fits you.",
            _GUIDE,
        ),
        "future_status": _warn(
            "It states as sure a status that you do not have yet; programs must be told the "
            "current one.",
            "State what is true today: 'I am a citizen of ... and would need J-1 sponsorship.'",
            _APPLICANTS,
        ),
        "entitled": _warn(
            "It claims a right to an interview or a position.",
            "Show the fact and leave the judgement to them: 'My recent rotations have prepared "
            "me well.'",
            _GUIDE,
        ),
        "apologetic": _warn(
            "It runs you down or begs.",
            "State the fact calmly and what came of it: 'Since then I have ...'",
            _GUIDE,
        ),
        "too_long": _warn(
            "It has more than 200 words between greeting and signature; busy people stop earlier.",
            "Keep the two or three points that only you could write.",
            _GUIDE,
        ),
        "unclear_time": _warn(
            "It names a clock time without its zone.",
            "Add the zone: '10:00 AM Eastern'.",
            _GUIDE,
        ),
        "contact_discouraged": _warn(
            "This program said that such mail is not needed or changes nothing.",
            "Send it only if you have something to say that they would miss.",
            "the program's own policy",
        ),
        "late_thanks": _warn(
            "The interview ended more than 48 hours ago.",
            "Send it soon or not at all, and do not apologize at length.",
            _GUIDE,
        ),
        "too_soon": _warn(
            "The last unasked mail to this program is less than 21 days old.",
            "Wait, unless there is real news.",
            _GUIDE,
        ),
        "repetitive": _warn(
            "Nearly the same text went, or is about to go, to others who may compare.",
            "Add what only this person or this program could have given you.",
            _GUIDE,
        ),
    }
)


def finding(
    code: str, quote: str, *, why: str = "", instead: str = "", source: str = ""
) -> Finding:
    """A finding of ``code`` with its usual words where no better ones are given."""
    usual = CODES[code]
    return Finding(
        code=code,
        verdict=usual.verdict,
        quote=quote if len(quote) <= MAX_QUOTE else quote[: MAX_QUOTE - 3].rstrip() + "...",
        why=f"{why or usual.why} ({source or usual.source})",
        instead=instead or usual.instead,
    )


def verdict(findings: Iterable[Finding]) -> Verdict:
    """The worst verdict among ``findings``; ok where there is none."""
    order = (Verdict.OK, Verdict.WARN, Verdict.BLOCK)
    return max((each.verdict for each in findings), key=order.index, default=Verdict.OK)
