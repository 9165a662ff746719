"""``SpellChecker``: the word list of pyspellchecker, with words of medicine and the owner's own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from inbox_agent.shell.data import data_folder

if TYPE_CHECKING:
    from spellchecker import SpellChecker

_CLOSE = 1  # letters that a suggestion may differ by: two take a second a word


class SpellingList:
    """English words. The list is read when the first word is asked for (a quarter of a second)."""

    def __init__(self, own: Path | None = None) -> None:
        self._own = own

    def unknown(self, words: Collection[str]) -> frozenset[str]:
        known = self._further
        return frozenset(self._list.unknown([word for word in words if word not in known]))

    def suggestion(self, word: str) -> str:
        better = self._list.correction(word)
        return "" if better is None or better == word else str(better)

    @cached_property
    def _list(self) -> SpellChecker:
        from spellchecker import SpellChecker

        return SpellChecker(language="en", distance=_CLOSE)

    @cached_property
    def _further(self) -> frozenset[str]:
        files = [data_folder("config") / "spelling.txt", *([self._own] if self._own else [])]
        return frozenset(word for file in files for word in _words(file))


def _words(file: Path) -> Iterator[str]:
    for line in file.read_text("utf-8").splitlines():
        yield from line.partition("#")[0].lower().split()
