"""The rule engine: patterns with scope, companions and vetoes → hits, each with its quote.

A rule is data (config/rules/*.toml). It looks at one sentence at a time (where it says so at
``span`` sentences read as one), in the sections it names. It hits where one of ``any`` matches,
all of ``all`` match the same sentence, and none of ``none`` does. Patterns are RE2 (linear in
time, whatever the mail), case is ignored, the text is in plain form (sentences.py). What hits
mean is decided by whoever asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any

from inbox_agent.core.atoms import atoms
from inbox_agent.core.kept_atoms import KeptAtoms
from inbox_agent.core.mail import Mail
from inbox_agent.core.pattern import Pattern
from inbox_agent.core.reading import Where
from inbox_agent.core.sentences import plain, sentences
from inbox_agent.core.sieve import Sieve
from inbox_agent.core.ways import Ways

MAX_QUOTE = 240  # characters of a quote; a reason that long has lost its point
_WORD = re.compile(r"\{([a-z_]+)\}")  # a name in braces; counts such as {2,5} are left alone

_START = itemgetter(0)  # of a span


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``sign`` is what it speaks for (a category, flag, lint code or any other word);
    ``weight`` how strongly. ``must`` and ``must_not`` are examples, and are tests."""

    id: str
    sign: str
    any: tuple[str, ...]
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    where: tuple[Where, ...] = (Where.SUBJECT, Where.BODY)
    span: int = 1  # sentences that are read as one: a promise may stand in the next sentence
    weight: float = 1.0
    data: Mapping[str, Any] = field(default_factory=dict)  # further keys, for whoever reads them
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    needs: Mapping[str, Ways] = field(default_factory=dict, repr=False, compare=False)
    """What its patterns need (atoms.py), as far as that is known already."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in plain form and the section that it stands in."""

    text: str
    where: Where = Where.BODY


@dataclass(frozen=True, slots=True)
class Hit:
    """``rule`` was met by ``quote`` in sentence number ``index`` of those examined."""

    rule: Rule
    where: Where
    quote: str
    sentence: str
    index: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that is worth trying on sentence number ``index``, and which of its ``any``."""

    index: int
    rule: Rule
    patterns: Sequence[int]


def examine(mail: Mail) -> tuple[Sentence, ...]:
    """The sentences of a mail that rules may look at: subject, new words, quoted words.

    Signatures, disclaimers and what HTML hid speak for nothing and are left out."""
    return (
        *((Sentence(plain(mail.subject), Where.SUBJECT),) if mail.subject.strip() else ()),
        *(Sentence(text, Where.BODY) for text in sentences(mail.new)),
        *(Sentence(text, Where.QUOTED) for text in sentences(mail.quoted)),
    )


def rule_from_table(table: Mapping[str, Any]) -> Rule:
    """A rule from one ``[[rule]]`` table of a rules file; unknown keys land in ``data``."""
    table = dict(table)
    where = tuple(Where(name) for name in table.pop("where", ("subject", "body")))
    names = ("any", "all", "none", "must", "must_not")
    lists: dict[str, Any] = {key: tuple(table.pop(key, ())) for key in names}
    return Rule(
        id=table.pop("id"), sign=table.pop("sign"), weight=float(table.pop("weight", 1.0)),
        span=int(table.pop("span", 1)), where=where, data=table, **lists,
    )  # fmt: skip


def rules_from_document(
    document: Mapping[str, Any], shared: Mapping[str, str] | None = None
) -> tuple[Rule, ...]:
    """The rules of one rules file. Its ``[words]`` table, added to ``shared``, names pieces of
    patterns; ``{name}`` in a pattern, or in a later piece, stands for one. A name that is not
    there raises KeyError."""
    words: dict[str, str] = {}
    for name, pattern in {**(shared or {}), **document.get("words", {})}.items():
        words[name] = "(?:" + _spelled_out(pattern, words) + ")"
    return tuple(rule_from_table(_with_words(table, words)) for table in document.get("rule", ()))


def _with_words(table: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    patterns = {
        key: tuple(_spelled_out(pattern, words) for pattern in table[key])
        for key in ("any", "all", "none")
        if key in table
    }
    return {**table, **patterns}


def _spelled_out(pattern: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda found: words[found[1]], pattern)


def needs_of(rule: Rule, patterns: Iterable[str]) -> tuple[Ways, ...]:
    """What a text must hold for each of ``patterns`` of ``rule`` to be worth trying (atoms.py)."""
    return tuple(
        rule.needs[pattern] if pattern in rule.needs else atoms(pattern) for pattern in patterns
    )


def with_needs(rule: Rule, known: KeptAtoms) -> Rule:
    """``rule`` with what is known of its patterns."""
    found = ((pattern, known.ways(pattern)) for pattern in (*rule.any, *rule.all))
    return replace(rule, needs={pattern: ways for pattern, ways in found if ways is not None})


class RuleBook:
    """Rules, each pattern compiled when it is first needed.

    A pattern is tried on a sentence only where the words that it cannot do without stand in it
    (sieve.py). (One automaton of all patterns would be quicker still on mail seen before, but gaps
    in patterns make its states explode on mail that is new.)"""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._compiled: dict[tuple[str, ...], Pattern] = {}
        self._sieves: dict[tuple[int, ...], Sieve] = {}
        self._sections = {
            where: tuple(n for n, rule in enumerate(self.rules) if where in rule.where)
            for where in Where
        }

    def hits(self, examined: Sequence[Sentence]) -> tuple[Hit, ...]:
        """All hits in ``examined``, in the order of the sentences, then of the rules.

        A rule hits a sentence at most once."""
        found = (self.hit(each, examined) for each in self.candidates(examined))
        return tuple(hit for hit in found if hit is not None)

    def candidates(self, examined: Sequence[Sentence]) -> list[Candidate]:
        """What is worth trying on ``examined``, in the order of ``hits``."""
        found: list[Candidate] = []
        for where in dict.fromkeys(sentence.where for sentence in examined):
            numbers = self._sections[where]
            if not numbers:
                continue
            indices = [i for i, sentence in enumerate(examined) if sentence.where is where]
            worth = self._sieve(numbers).candidates([examined[i].text for i in indices])
            for index, rules in zip(indices, worth, strict=True):
                found += [Candidate(index, self.rules[numbers[n]], rules[n]) for n in rules]
        return sorted(found, key=lambda each: each.index)

    def _sieve(self, numbers: tuple[int, ...]) -> Sieve:
        if numbers not in self._sieves:
            rules = [self.rules[number] for number in numbers]
            self._sieves[numbers] = Sieve(
                [(rule.span, needs_of(rule, rule.any), needs_of(rule, rule.all)) for rule in rules]
            )
        return self._sieves[numbers]

    def hit(self, candidate: Candidate, examined: Sequence[Sentence]) -> Hit | None:
        """The hit of a candidate, if it is one."""
        index, rule = candidate.index, candidate.rule
        where, text = examined[index].where, window(examined, index, rule.span)
        encoded = text.encode()  # RE2 works on bytes: encoded once, not once a pattern
        spans = [
            span for n in candidate.patterns if (span := self._search((rule.any[n],), encoded))
        ]
        if not spans or (rule.none and self._search(rule.none, encoded)):
            return None
        if not all(self._search((pattern,), encoded) for pattern in rule.all):
            return None
        start, end = min(spans, key=_START)
        quote = encoded[start:end].decode(errors="ignore")[:MAX_QUOTE].strip()
        return Hit(rule, where, quote, text, index)

    def _search(self, either: tuple[str, ...], encoded: bytes) -> tuple[int, int] | None:
        compiled = self._compiled.get(either)
        if compiled is None:
            compiled = self._compiled[either] = Pattern.either(either)
        return compiled.search(encoded)


def window(examined: Sequence[Sentence], index: int, span: int) -> str:
    """Sentence ``index`` and those after it, ``span`` in all, as far as the section goes."""
    first = examined[index]
    if span == 1:
        return first.text
    return " ".join(s.text for s in examined[index : index + span] if s.where is first.where)
