"""The rules of lint keep to their own examples, and to the plainest cases of each code."""

from __future__ import annotations

import pytest

from inbox_agent.core.ledger import CLAIM_OF_SIGN
from inbox_agent.core.lint_codes import CODES
from inbox_agent.core.rules import Rule, RuleBook, Sentence
from inbox_agent.core.sentences import sentences
from inbox_agent.shell.data import rules

RULES = rules("lint")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_matches_its_examples_and_leaves_its_counterexamples(rule: Rule) -> None:
    book = RuleBook([rule])

    def met(text: str) -> bool:
        return bool(book.hits([Sentence(each) for each in sentences(text)]))

    assert [text for text in rule.must if not met(text)] == []
    assert [text for text in rule.must_not if met(text)] == []
    assert rule.must
    assert rule.must_not


def test_every_sign_is_a_code_or_a_claim_and_every_name_is_used_once() -> None:
    assert {rule.sign for rule in RULES} <= {*CODES, *CLAIM_OF_SIGN}
    assert len({rule.id for rule in RULES}) == len(RULES)
