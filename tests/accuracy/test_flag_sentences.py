"""How many flags are found, and how many of those found are right, sentence by sentence.

The floors lie a little below what was measured when they were written: they keep a change from
making things worse unseen. Raise them when the rules get better.
"""

from __future__ import annotations

from collections import Counter

from inbox_agent.core.mail import Address, Mail
from inbox_agent.core.reading import Category
from inbox_agent.core.rules import examine
from inbox_agent.core.suspicion import Circumstances, Suspicion
from inbox_agent.shell.data import flag_advice, platforms, rules, services
from tests.accuracy.own.flag_sentences import FlagSentence, flag_sentences

SUSPICION = Suspicion(rules("flag"), flag_advice(), services())
LEAST_PRECISION = 0.95
LEAST_RECALL = 0.72  # of sentences that no rule was learned from
MOST_INNOCENT = 2  # of the sentences made to look like trouble


def _raised(sentence: FlagSentence) -> set[str]:
    """The flags of a mail that says only this, after an interview (or in an advertisement)."""
    sells = sentence.flag == "payment_request"
    category = Category.UNRELATED if sells else Category.POST_INTERVIEW
    sender = Address("A. Writer", "writer@fallowcreek.example")
    subject = "For residency applicants" if sells else ""  # an advertisement says what it sells
    mail = Mail("f" * 64, subject=subject, from_=(sender,), text=sentence.text, new=sentence.text)
    found = SUSPICION.flags(mail, examine(mail), Circumstances(category, platforms=platforms()))
    return {finding.flag.value for finding in found}


def test_flags_are_found_in_sentences_that_no_rule_was_learned_from() -> None:
    counts: Counter[tuple[bool, bool]] = Counter()
    for sentence in flag_sentences():
        if sentence.only_measured and sentence.flag != "any":
            counts[sentence.raises, sentence.flag in _raised(sentence)] += 1
    right, missed, wrong = counts[True, True], counts[True, False], counts[False, True]
    assert right / (right + wrong) >= LEAST_PRECISION
    assert right / (right + missed) >= LEAST_RECALL


def test_innocent_sentences_that_look_like_trouble_raise_nothing() -> None:
    innocent = [sentence for sentence in flag_sentences() if sentence.flag == "any"]
    assert len([each.text for each in innocent if _raised(each)]) <= MOST_INNOCENT
