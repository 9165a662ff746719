"""What patterns need (atoms.py) as a document, because finding it out takes seconds.

``clauses``: id -> atoms with ``|`` between them. ``patterns``: key -> ways with a comma between
them, each the ids of its clauses. Ids and keys come from the contents, so that a change of one
rule changes the lines of that rule and no others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from inbox_agent.core.ways import Clause, Ways

Document = Mapping[str, Mapping[str, str]]


def pattern_key(pattern: str) -> str:
    """A short name of a pattern, as it is written after its words were spelled out."""
    return _hashed(pattern, 12)


class KeptAtoms:
    """The ways of patterns, made from the document when they are asked for."""

    def __init__(self, document: Document) -> None:
        self._patterns = document.get("patterns", {})
        self._texts = document.get("clauses", {})
        self._clauses: dict[str, Clause] = {}

    def ways(self, pattern: str) -> Ways | None:
        """The ways to meet ``pattern``; None where the document does not know it."""
        text = self._patterns.get(pattern_key(pattern))
        if text is None:
            return None
        return tuple(tuple(map(self._clause, way.split())) for way in text.split(","))

    def _clause(self, name: str) -> Clause:
        clause = self._clauses.get(name)
        if clause is None:
            clause = self._clauses[name] = frozenset(self._texts[name].split("|"))
        return clause


def text_of(known: Mapping[str, Ways]) -> str:
    """The document of ``known``, ways by pattern, as JSON with one entry a line."""
    every = {clause for ways in known.values() for way in ways for clause in way}
    clauses = {_name(clause): "|".join(sorted(clause)) for clause in every}
    patterns = {
        pattern_key(pattern): ",".join(" ".join(map(_name, way)) for way in ways)
        for pattern, ways in known.items()
    }
    if len(clauses) < len(every):
        raise ValueError("two clauses have the same id: make ids longer")
    return f'{{"clauses":{{\n{_lines(clauses)}\n}},"patterns":{{\n{_lines(patterns)}\n}}}}\n'


def _lines(entries: Mapping[str, str]) -> str:
    lines: Iterable[str] = (f"{json.dumps(k)}:{json.dumps(v)}" for k, v in sorted(entries.items()))
    return ",\n".join(lines)


def _name(clause: Clause) -> str:
    return _hashed("|".join(sorted(clause)), 7)


def _hashed(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
