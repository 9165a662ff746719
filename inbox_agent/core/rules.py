"""The rule engine: patterns with scope, companions and vetoes → hits, each with its quote.

A rule is data (config/rules/*.toml). It looks at one sentence at a time, in the sections it
names. It hits where one of ``any`` matches, all of ``all`` match the same sentence, and none
of ``none`` does. Patterns are RE2 (linear in time, whatever the mail), case is ignored, the
text is in plain form (sentences.py). What hits mean is decided by whoever asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import re2

from inbox_agent.core.mail import Mail
from inbox_agent.core.reading import Where
from inbox_agent.core.sentences import plain, sentences

MAX_QUOTE = 240  # characters of a quote; a reason that long has lost its point
_MAX_SET_MEMORY = 256 << 20  # bytes RE2 may use for the automaton of all patterns together


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
    weight: float = 1.0
    data: Mapping[str, Any] = field(default_factory=dict)  # further keys, for whoever reads them
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()


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
        where=where, data=table, **lists,
    )  # fmt: skip


class RuleBook:
    """Rules, compiled once. Finding which patterns occur at all is one pass over the text;
    only those are then tried sentence by sentence."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        options = re2.Options()
        options.case_sensitive = False
        options.log_errors = False
        options.max_mem = _MAX_SET_MEMORY
        self._options = options
        self._set = re2.Set.SearchSet(options)
        self._owner: list[int] = []  # pattern number in the set -> rule number
        self._compiled: dict[str, Any] = {}
        for number, rule in enumerate(self.rules):
            for pattern in rule.any:
                self._set.Add(pattern)
                self._owner.append(number)
        if self._owner:
            self._set.Compile()

    def hits(self, examined: Sequence[Sentence]) -> tuple[Hit, ...]:
        """All hits in ``examined``, in the order of the sentences, then of the rules.

        A rule hits a sentence at most once."""
        if not self._owner or not examined:
            return ()
        text = "\n".join(sentence.text for sentence in examined)
        candidates = sorted({self._owner[number] for number in self._set.Match(text)})
        return tuple(
            hit
            for index, sentence in enumerate(examined)
            for number in candidates
            if (hit := self._hit(self.rules[number], sentence, index)) is not None
        )

    def _hit(self, rule: Rule, sentence: Sentence, index: int) -> Hit | None:
        if sentence.where not in rule.where:
            return None
        match = next((m for p in rule.any if (m := self._search(p, sentence.text))), None)
        if match is None or any(self._search(p, sentence.text) for p in rule.none):
            return None
        if not all(self._search(p, sentence.text) for p in rule.all):
            return None
        return Hit(rule, sentence.where, match.group()[:MAX_QUOTE].strip(), sentence.text, index)

    def _search(self, pattern: str, text: str) -> Any:
        compiled = self._compiled.get(pattern)
        if compiled is None:
            compiled = self._compiled[pattern] = re2.compile(pattern, self._options)
        return compiled.search(text)
