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
        self._companions: list[_Numbers] = []
        # sentences read as one -> atom -> (rule, alternative) that it makes worth trying
        self._worth: dict[int, dict[int, list[tuple[int, int]]]] = {}
        self._always: list[tuple[int, int]] = []
        for number, (span, either, also) in enumerate(rules):
            self._companions.append(tuple(map(self._numbered, also)))
            worth = self._worth.setdefault(span, {})
            for n, need in enumerate(map(self._numbered, either)):
                if need is None:
                    self._always.append((number, n))
                for atom in need or ():
                    worth.setdefault(atom, []).append((number, n))

    def _numbered(self, needs: frozenset[str] | None) -> frozenset[int] | None:
        if needs is None:
            return None
        found = set()
        for piece in needs:
            atom = piece[:ATOM].strip()
            if atom not in self._numbers:
                self._numbers[atom] = len(self._numbers)
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
        found: dict[int, set[int]] = {}
        for number, n in self._always:
            found.setdefault(number, set()).add(n)
        whole: set[int] = set().union(*near)
        for span, worth in self._worth.items():
            for atom in near[0] if span == 1 else set().union(*near[:span]):
                for number, n in worth.get(atom, ()):
                    found.setdefault(number, set()).add(n)
        for number in sorted(found):
            if all(need is None or not whole.isdisjoint(need) for need in self._companions[number]):
                yield number, sorted(found[number])
