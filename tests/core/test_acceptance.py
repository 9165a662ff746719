"""Whom a program says it takes: read from its own words, never from questions or about others."""

from __future__ import annotations

from functools import cache

import pytest

from inbox_agent.core.acceptance import accepted, years_within
from inbox_agent.core.reading import Where
from inbox_agent.core.rules import Rule, RuleBook, Sentence
from inbox_agent.core.sentences import plain, sentences
from inbox_agent.shell.data import rules

RULES = rules("accepts")


@cache
def book() -> RuleBook:
    return RuleBook(RULES)


def says(text: str, where: Where = Where.BODY) -> dict[str, str]:
    found = accepted([Sentence(each, where) for each in sentences(text)], book())
    return {each.topic: each.answer for each in found}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_meets_its_examples_and_only_those_it_should(rule: Rule) -> None:
    alone = RuleBook([rule])
    hit = [text for text in (*rule.must, *rule.must_not) if alone.hits([Sentence(plain(text))])]
    assert rule.must
    assert rule.must_not
    assert hit == list(rule.must)


@pytest.mark.parametrize(("text", "found"), [
    ("We sponsor J-1 visas but not H-1B.", {"visa_j1": "yes", "visa_h1b": "no"}),
    ("Yes to the J-1, no to the H-1B, and no exceptions.", {"visa_j1": "yes", "visa_h1b": "no"}),
    ("We sponsor only the J-1 through Intealth.", {"visa_j1": "yes", "visa_h1b": "no"}),
    ("We sponsor J-1, O-1 and H-1B visas.", {"visa_j1": "yes", "visa_h1b": "yes"}),
    ("J-1 every year, H-1B only for those with Step 3.", {"visa_h1b": "sometimes"}),
    ("Our system does not sponsor visas of any type.", {"visa_j1": "no", "visa_h1b": "no"}),
    ("We do not sponsor visas other than the J-1.", {"visa_j1": "yes", "visa_h1b": "no"}),
    ("Do you sponsor the J-1? We ask all applicants for their visa status.", {}),
    ("Please tell us whether you need a J-1 or an H-1B.", {}),
    ("We used to sponsor H-1B visas.", {}),
    ("We sponsor J-1 visas. We do not sponsor J-1 visas.", {}),
    ("Applicants must have graduated within the last five years.", {"old_graduates": "5 years"}),
    ("Graduates of the past 10 years may apply.", {"old_graduates": "10 years"}),
    ("There is no cut-off for the year of graduation.", {"old_graduates": "yes"}),
    ("US clinical experience is helpful but not required.", {"without_us_experience": "yes"}),
    ("We require six months of U.S. clinical experience.", {"without_us_experience": "no"}),
    ("Congratulations on your graduation! Your US rotation sounds great.", {}),
])  # fmt: skip
def test_a_mail_is_read_clause_by_clause(text: str, found: dict[str, str]) -> None:
    assert says(text) == found


def test_what_only_the_applicant_wrote_says_nothing() -> None:
    assert says("We sponsor J-1 visas.", Where.QUOTED) == {}


@pytest.mark.parametrize(("answer", "years"), [
    ("5 years", 5), ("five years", 5), ("1 year", 1), ("yes", None), ("99 years", None),
    ("0 years", None), ("5 years ago", None),
])  # fmt: skip
def test_a_limit_is_a_number_of_years_since_graduation(answer: str, years: int | None) -> None:
    assert years_within(answer) == years
