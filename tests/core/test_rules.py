"""Every rule of every file meets its own examples, and only those it should."""

from __future__ import annotations

import pytest

from inbox_agent.core.reading import Where
from inbox_agent.core.rules import Rule, RuleBook, Sentence
from inbox_agent.core.sentences import plain
from inbox_agent.shell.data import rules

CATEGORY_RULES = rules("category")


def hits(rule: Rule, text: str) -> bool:
    where = rule.where[-1] if Where.BODY not in rule.where else Where.BODY
    return bool(RuleBook([rule]).hits([Sentence(plain(text), where)]))


@pytest.mark.parametrize("rule", CATEGORY_RULES, ids=lambda rule: rule.id)
def test_a_category_rule_has_examples_and_meets_them(rule: Rule) -> None:
    assert rule.must
    assert rule.must_not
    assert [text for text in rule.must if not hits(rule, text)] == []
    assert [text for text in rule.must_not if hits(rule, text)] == []


@pytest.mark.parametrize("group", ["category", "flag", "lint"])
def test_no_two_rules_of_a_group_share_an_id(group: str) -> None:
    ids = [rule.id for rule in rules(group)]
    assert sorted(set(ids)) == sorted(ids)


def test_a_rule_hits_a_sentence_once_and_quotes_the_first_match() -> None:
    rule = Rule(id="r", sign="s", any=("spam", "eggs?"), none=("no spam",))
    found = RuleBook([rule]).hits([Sentence("Eggs and spam"), Sentence("no spam"), Sentence("ham")])
    assert [(hit.quote, hit.index) for hit in found] == [("Eggs", 0)]


def test_companions_must_stand_in_the_same_sentence() -> None:
    rule = Rule(id="r", sign="s", any=("interview",), all=("monday",))
    book = RuleBook([rule])
    assert book.hits([Sentence("An interview on Monday")])
    assert not book.hits([Sentence("An interview."), Sentence("On Monday.")])


def test_a_rule_that_reads_two_sentences_as_one_finds_its_companion_in_the_next() -> None:
    rule = Rule(id="r", sign="s", any=("interview",), all=("monday",), span=2)
    assert RuleBook([rule]).hits([Sentence("An interview."), Sentence("On Monday.")])


def test_quoted_words_count_only_for_rules_that_ask_for_them() -> None:
    rule = Rule(id="r", sign="s", any=("interview",))
    quoting = Rule(id="q", sign="s", any=("interview",), where=(Where.QUOTED,))
    found = RuleBook([rule, quoting]).hits([Sentence("An interview", Where.QUOTED)])
    assert [hit.rule.id for hit in found] == ["q"]
