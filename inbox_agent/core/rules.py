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
from dataclasses import dataclass, field
from typing import Any

import re2

from inbox_agent.core.mail import Mail
from inbox_agent.core.reading import Where
from inbox_agent.core.sentences import plain, sentences

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


class RuleBook:
    """Rules, each compiled when it is first needed.

    One search over the whole text tells whether a rule can hit at all; only those that can are
    then tried sentence by sentence. (One automaton for all rules together would be quicker, but
    patterns with gaps make its number of states explode.)"""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._options = re2.Options()
        self._options.case_sensitive = False
        self._options.log_errors = False
        self._compiled: dict[str, Any] = {}
        self._whole = [_either(rule.any) for rule in self.rules]

    def hits(self, examined: Sequence[Sentence]) -> tuple[Hit, ...]:
        """All hits in ``examined``, in the order of the sentences, then of the rules.

        A rule hits a sentence at most once."""
        lines = "\n".join(sentence.text for sentence in examined)
        flow = lines.replace("\n", " ")
        candidates = [
            number
            for number, rule in enumerate(self.rules)
            if self._search(self._whole[number], lines if rule.span == 1 else flow)
        ]
        return tuple(
            hit
            for index, sentence in enumerate(examined)
            for number in candidates
            if sentence.where in self.rules[number].where
            if (hit := self._hit(self.rules[number], examined, index)) is not None
        )

    def _hit(self, rule: Rule, examined: Sequence[Sentence], index: int) -> Hit | None:
        where, text = examined[index].where, window(examined, index, rule.span)
        match = self._search(_either(rule.any), text)
        if match is None or any(self._search(p, text) for p in rule.none):
            return None
        if not all(self._search(p, text) for p in rule.all):
            return None
        return Hit(rule, where, match.group()[:MAX_QUOTE].strip(), text, index)

    def _search(self, pattern: str, text: str) -> Any:
        compiled = self._compiled.get(pattern)
        if compiled is None:
            compiled = self._compiled[pattern] = re2.compile(pattern, self._options)
        return compiled.search(text)


def _either(patterns: Sequence[str]) -> str:
    """One pattern for several; ^ and $ are those of a sentence."""
    return "(?m)" + "|".join(f"(?:{pattern})" for pattern in patterns)


def window(examined: Sequence[Sentence], index: int, span: int) -> str:
    """Sentence ``index`` and those after it, ``span`` in all, as far as the section goes."""
    first = examined[index]
    if span == 1:
        return first.text
    return " ".join(s.text for s in examined[index : index + span] if s.where is first.where)
