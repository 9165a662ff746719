"""Atoms are a promise: where a pattern matches, what it needs stands in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
import re2

from inbox_agent.core.atoms import atoms
from inbox_agent.core.pattern import Pattern, relaxed
from inbox_agent.core.reading import Where
from inbox_agent.core.rules import MAX_QUOTE, Hit, Rule, RuleBook, Sentence, examine, window
from inbox_agent.core.sentences import plain
from inbox_agent.shell.atoms_file import atoms_text
from inbox_agent.shell.data import data_folder, rules
from tests.accuracy.data import corpus


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("colou?r", ["color|colour"]),
        (r"\b(?:foo|bar)s?\b.* baz", ["^bar$|^bars$|^foo$|^foos$ & ^baz"]),
        (r"\bif\b .{0,70}\b(?:rank|place) us\b", ["^place$+^us$|^rank$+^us$ & ^if$"]),
        (r"\bone of us\b|\bours$", ["^ours$", "^of$+^us$ & ^one$+^of$"]),
        ("a(?:bc|de)?fg", ["abcfg|adefg|afg"]),
        ("(?:foo)?(?:bar)?", [""]),
        (r"\d{1,2}/[0-4]\d [a-z]*", ["0$+^00$"]),
        ("(?:foo){2,3}", ["foofoo"]),
        ("(?:foo){0,3}bar", ["bar"]),
        ("(?i:FOO)|bar", ["bar|foo"]),
        ("[$€] ?x", ["^x"]),
        (r"follow[- ]up\s+mail", ["follow$+^up$ & ^up$+^mail"]),
        ("\\bma\u00f1ana\\b", ["^ma$+^ana$"]),
        (r"\x41b\x{2022}c\pLd\p{Lu}", ["ab$+^c & d"]),
    ],
)
def test_a_pattern_cannot_do_without_its_atoms(pattern: str, expected: list[str]) -> None:
    ways = [" & ".join("|".join(sorted(clause)) for clause in way) for way in atoms(pattern)]
    assert sorted(ways) == sorted(expected)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\bif\b.{0,70}\brank\b", r"\bif\b.*\brank\b"),
        (r"(?:\w+ ){0,4}?of \d{1,3}", r"(?:\w+ ){0,4}?of \d{1,3}"),
        (r"[{9,99}]\{9,99}x{12}", r"[{9,99}]\{9,99}x*"),
    ],
)
def test_a_gap_of_any_length_stands_for_a_counted_one(pattern: str, expected: str) -> None:
    assert relaxed(pattern) == expected


def every_rule() -> list[Rule]:
    return [rule for rule in rules("") if rule.any]


def plain_hits(book: RuleBook, examined: Sequence[Sentence]) -> Iterator[Hit]:
    """What ``book.hits`` finds, without any short cut but one: what matches nowhere in the whole
    mail is not tried on each sentence."""
    whole = "\n".join(
        window(examined, index, span) for index in range(len(examined)) for span in (1, 2, 3)
    ).encode()
    somewhere = {p for rule in book.rules for p in rule.any if exact(p).search(whole)}
    for index, sentence in enumerate(examined):
        for rule in book.rules:
            if sentence.where not in rule.where or somewhere.isdisjoint(rule.any):
                continue
            text = window(examined, index, rule.span)
            found = [m for p in rule.any if p in somewhere and (m := exact(p).search(text))]
            if not found or any(exact(p).search(text) for p in rule.none):
                continue
            if all(exact(p).search(text) for p in rule.all):
                quote = min(found, key=lambda match: int(match.start())).group()
                yield Hit(rule, sentence.where, quote[:MAX_QUOTE].strip(), text, index)


COMPILED: dict[str, re2._Regexp] = {}


def exact(pattern: str) -> re2._Regexp:
    if pattern not in COMPILED:
        options = re2.Options()
        options.case_sensitive = False
        COMPILED[pattern] = re2.compile(f"(?m){pattern}", options)
    return COMPILED[pattern]


@pytest.mark.parametrize(("group", "every"), [("category", 1), ("flag", 3), ("lint", 5)])
def test_every_hit_is_found_that_trying_all_patterns_would_find(group: str, every: int) -> None:
    book = RuleBook(rules(group))
    for mail in [each.mail for each in corpus()][::every]:
        examined = examine(mail)
        assert book.hits(examined) == tuple(plain_hits(book, examined))


def test_no_example_of_any_rule_is_lost_by_looking_for_atoms_first() -> None:
    lost = []
    for rule in every_rule():
        alone = RuleBook([Rule(rule.id, rule.sign, rule.any, span=rule.span, needs=rule.needs)])
        for text in map(plain, (*rule.must, *rule.must_not)):
            matches = any(exact(pattern).search(text) for pattern in rule.any)
            if matches != bool(alone.hits([Sentence(text)])):
                lost.append((rule.id, text))
    assert lost == []


def test_hits_are_the_same_for_the_first_mail_and_for_the_hundredth() -> None:
    book = RuleBook(every_rule())
    texts = [plain(text) for rule in every_rule()[:40] for text in rule.must[:2]]
    examined = [Sentence(text) for text in texts]
    first = book.hits(examined)
    for _ in range(5):
        book.hits(examined[:1])
    assert book.hits(examined) == first


def test_letters_that_only_look_foreign_hide_no_word() -> None:
    rule = Rule("r", "s", (r"\bask\b",))
    text = plain("We a\u017f\u212a you.")
    assert [hit.quote for hit in RuleBook([rule]).hits([Sentence(text, Where.BODY)])] == ["asK"]


def test_where_a_pattern_matches_is_told_in_bytes() -> None:
    assert Pattern("b.{0,9}d").search("ñ b ñ d".encode()) == (3, 9)


def test_the_kept_atoms_are_those_of_the_rules_as_they_are() -> None:
    kept = (data_folder("config") / "rules" / "atoms.json").read_text("utf-8")
    assert kept == atoms_text(), "run: python -m inbox_agent.shell.atoms_file"
