"""``BySign``: hits by what they speak for, looked for when somebody asks.

Most signs of a mail are never asked about: who can carry no flag is not searched for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inbox_agent.core.rules import Candidate, Hit, RuleBook, Sentence


class BySign(Mapping[str, Sequence[Hit]]):
    """The hits of ``book`` in ``examined`` by the sign of their rule; a sign without any is not
    there."""

    def __init__(self, book: RuleBook, examined: Sequence[Sentence]) -> None:
        self._book, self._examined = book, examined
        self._waiting: dict[str, list[Candidate]] = {}
        self._found: dict[str, list[Hit]] = {}
        for candidate in book.candidates(examined):
            self._waiting.setdefault(candidate.rule.sign, []).append(candidate)

    def __getitem__(self, sign: str) -> Sequence[Hit]:
        if waiting := self._waiting.pop(sign, None):
            hits = (self._book.hit(candidate, self._examined) for candidate in waiting)
            if found := [hit for hit in hits if hit is not None]:
                self._found[sign] = found
        return self._found[sign]

    def __iter__(self) -> Iterator[str]:
        for sign in tuple(self._waiting):
            self.get(sign)
        return iter(self._found)

    def __len__(self) -> int:
        return sum(1 for _ in self)
