"""``Sieve``: which patterns of many rules are worth trying on a sentence, from its atoms alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import re2

ATOM = 8  # characters of an atom that are looked for: its beginning tells enough
_FEW_CALLS = 4  # texts that are searched piece by piece before the automaton pays for itself
_MAX_MEMORY = 64 << 20  # bytes of the automaton; it needs a few

Needs = tuple[frozenset[str] | None, ...]
_Numbers = tuple[frozenset[int] | None, ...]


class Sieve:
    """Built from what each rule needs: the atoms of each of its alternatives, and of each of the
    companions that must stand beside them. A pattern that needs nothing is always a candidate."""

    def __init__(self, rules: Sequence[tuple[int, Needs, Needs]]) -> None:
        """``rules``: (sentences that it reads as one, alternatives, companions) of each."""
        self._numbers: dict[str, int] = {}
        self._calls = 0
        self._set: Any = None
        self._rules: list[tuple[int, _Numbers, _Numbers]] = []
        self._by_atom: list[list[int]] = []
        self._always: list[int] = []
        for number, (span, either, also) in enumerate(rules):
            alternatives = tuple(map(self._numbered, either))
            self._rules.append((span, alternatives, tuple(map(self._numbered, also))))
            for atom in {atom for need in alternatives for atom in need or ()}:
                self._by_atom[atom].append(number)
            if None in alternatives:
                self._always.append(number)

    def _numbered(self, needs: frozenset[str] | None) -> frozenset[int] | None:
        if needs is None:
            return None
        found = set()
        for piece in needs:
            atom = piece[:ATOM].strip()
            if atom not in self._numbers:
                self._numbers[atom] = len(self._numbers)
                self._by_atom.append([])
            found.add(self._numbers[atom])
        return frozenset(found)

    def pieces(self, texts: Sequence[str]) -> list[set[int]]:
        """The atoms (by number) that stand in each text."""
        self._calls += 1
        if self._calls <= _FEW_CALLS:
            whole = "\n".join(texts).lower()
            present = [(atom, n) for atom, n in self._numbers.items() if atom in whole]
            return [{n for atom, n in present if atom in text} for text in map(str.lower, texts)]
        if self._set is None:
            self._set = self._automaton()
        return [set(self._set.Match(text.lower()) or ()) for text in texts]

    def _automaton(self) -> Any:
        options = re2.Options()
        options.literal = True
        options.log_errors = False
        options.max_mem = _MAX_MEMORY
        automaton = re2.Set.SearchSet(options)
        for atom in self._numbers:
            automaton.Add(atom)
        automaton.Compile()
        return automaton

    def candidates(self, near: Sequence[set[int]]) -> Iterator[tuple[int, list[int]]]:
        """(rule, its patterns worth trying) for a sentence; ``near`` are the atoms of it and of
        those behind it, as far as any rule looks."""
        reach = [near[0]]  # the atoms of one sentence, of two, …
        for further in near[1:]:
            reach.append(reach[-1] | further)
        numbers = {number for atom in reach[-1] for number in self._by_atom[atom]}
        for number in sorted(numbers.union(self._always)):
            span, alternatives, companions = self._rules[number]
            present = reach[min(span, len(reach)) - 1]
            patterns = [
                n for n, need in enumerate(alternatives)
                if need is None or not present.isdisjoint(need)
            ]  # fmt: skip
            if patterns and not any(n is not None and present.isdisjoint(n) for n in companions):
                yield number, patterns
