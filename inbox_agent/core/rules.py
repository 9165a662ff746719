"""The rule engine: patterns with scope, companions and vetoes → hits, each with its quote.

A rule is data (config/rules/*.toml). It looks at one sentence at a time (where it says so at
``span`` sentences read as one), in the sections it names. It hits where one of ``any`` matches,
all of ``all`` match the same sentence, and none of ``none`` does. Patterns are RE2 (linear in
time, whatever the mail), case is ignored, the text is in plain form (sentences.py). What hits
mean is decided by whoever asked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import re2

from inbox_agent.core.atoms import atoms
from inbox_agent.core.mail import Mail
from inbox_agent.core.reading import Where
from inbox_agent.core.sentences import plain, sentences
from inbox_agent.core.sieve import Needs, Sieve

MAX_QUOTE = 240  # characters of a quote; a reason that long has lost its point
_WORD = re.compile(r"\{([a-z_]+)\}")  # a name in braces; counts such as {2,5} are left alone


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
    needs: tuple[frozenset[str] | None, ...] = ()  # atoms of each of ``any``, then of each ``all``


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
    lists = {key: tuple(table.pop(key, ())) for key in ("any", "all", "none", "must", "must_not")}
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


def needs_of(rule: Rule) -> Needs:
    """What a text must hold for each pattern of ``rule`` to be worth trying (atoms.py)."""
    return rule.needs or tuple(atoms(pattern) for pattern in (*rule.any, *rule.all))


def with_needs(rule: Rule, known: Mapping[str, frozenset[str] | None]) -> Rule:
    """``rule`` with its needs; ``known`` holds those of patterns by their key."""
    needs = tuple(
        known[key] if (key := pattern_key(pattern)) in known else atoms(pattern)
        for pattern in (*rule.any, *rule.all)
    )
    return replace(rule, needs=needs)


def pattern_key(pattern: str) -> str:
    """A short name of a pattern, as it is written after its words were spelled out."""
    return hashlib.sha256(pattern.encode()).hexdigest()[:16]


def _split(rule: Rule) -> tuple[int, Needs, Needs]:
    needs = needs_of(rule)
    return rule.span, needs[: len(rule.any)], needs[len(rule.any) :]


class RuleBook:
    """Rules, each pattern compiled when it is first needed.

    A pattern is tried on a sentence only where one of its atoms stands in it; atoms are found
    in one pass over the text. (One automaton of all patterns would be quicker still on mail seen
    before, but gaps in patterns make its states explode on mail that is new.)"""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._options = re2.Options()
        self._options.case_sensitive = False
        self._options.log_errors = False
        self._compiled: dict[str, Any] = {}
        self._sieve = Sieve([_split(rule) for rule in self.rules])
        self._longest = max((rule.span for rule in self.rules), default=1)

    def hits(self, examined: Sequence[Sentence]) -> tuple[Hit, ...]:
        """All hits in ``examined``, in the order of the sentences, then of the rules.

        A rule hits a sentence at most once."""
        pieces = self._sieve.pieces([sentence.text for sentence in examined])
        found: list[Hit] = []
        for index, sentence in enumerate(examined):
            near: list[set[int]] = pieces[index : index + self._longest]
            for number, patterns in self._sieve.candidates(near):
                rule = self.rules[number]
                if sentence.where not in rule.where:
                    continue
                if (hit := self._hit(rule, patterns, examined, index)) is not None:
                    found.append(hit)
        return tuple(found)

    def _hit(
        self, rule: Rule, patterns: Iterable[int], examined: Sequence[Sentence], index: int
    ) -> Hit | None:
        where, text = examined[index].where, window(examined, index, rule.span)
        plain_bytes = text.encode()  # RE2 works on bytes: encoded once, not once a pattern
        matches = [m for n in patterns if (m := self._search(rule.any[n], plain_bytes)) is not None]
        if not matches or any(self._search(p, plain_bytes) for p in rule.none):
            return None
        if not all(self._search(p, plain_bytes) for p in rule.all):
            return None
        first = min(matches, key=lambda match: int(match.start()))
        quote = first.group().decode(errors="ignore")[:MAX_QUOTE].strip()
        return Hit(rule, where, quote, text, index)

    def _search(self, pattern: str, text: bytes) -> Any:
        compiled = self._compiled.get(pattern)
        if compiled is None:
            # ^ and $ are those of a sentence
            compiled = self._compiled[pattern] = re2.compile(f"(?m){pattern}", self._options)
        return compiled.search(text)


def window(examined: Sequence[Sentence], index: int, span: int) -> str:
    """Sentence ``index`` and those after it, ``span`` in all, as far as the section goes."""
    first = examined[index]
    if span == 1:
        return first.text
    return " ".join(s.text for s in examined[index : index + span] if s.where is first.where)
