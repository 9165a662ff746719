"""Atoms are a promise: where a pattern matches, one of them stands in the text."""

from __future__ import annotations

import pytest
import re2

from inbox_agent.core.atoms import atoms
from inbox_agent.core.rules import Rule, RuleBook, Sentence
from inbox_agent.core.sentences import plain
from inbox_agent.shell.atoms_file import atoms_text
from inbox_agent.shell.data import data_folder, rules


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("colou?r", {"color", "colour"}),
        (r"\b(?:foo|bar)s?\b.* baz", {"baz"}),
        ("a(?:bc|de)?fg", {"abcfg", "adefg", "afg"}),
        ("(?:foo)?(?:bar)?", None),
        (r"\d+ [a-z]*", None),
        ("(?:foo){2,3}", {"foo"}),
        ("(?:foo){0,3}bar", {"bar"}),
        ("(?i:FOO)|bar", {"foo", "bar"}),
        ("[$€] ?x", {"$x", "$ x", "€x", "€ x"}),
    ],
)
def test_a_pattern_cannot_do_without_one_of_its_atoms(
    pattern: str, expected: set[str] | None
) -> None:
    assert atoms(pattern) == expected


def every_rule() -> list[Rule]:
    return [rule for rule in rules("") if rule.any]


def test_no_example_of_any_rule_is_lost_by_looking_for_atoms_first() -> None:
    options = re2.Options()
    options.case_sensitive = False
    lost = []
    for rule in every_rule():
        for text in map(plain, (*rule.must, *rule.must_not)):
            for pattern, needs in zip(rule.any, rule.needs, strict=False):
                matches = re2.compile(f"(?m){pattern}", options).search(text)
                if matches and needs is not None and not any(a in text.lower() for a in needs):
                    lost.append((rule.id, pattern, text))
    assert lost == []


def test_hits_are_the_same_for_the_first_mail_and_for_the_hundredth() -> None:
    book = RuleBook(every_rule())
    texts = [plain(text) for rule in every_rule()[:40] for text in rule.must[:2]]
    examined = [Sentence(text) for text in texts]
    first = book.hits(examined)
    for _ in range(5):
        book.hits(examined[:1])
    assert book.hits(examined) == first


def test_the_kept_atoms_are_those_of_the_rules_as_they_are() -> None:
    kept = (data_folder("config") / "rules" / "atoms.json").read_text("utf-8")
    assert kept == atoms_text(), "run: python -m inbox_agent.shell.atoms_file"
