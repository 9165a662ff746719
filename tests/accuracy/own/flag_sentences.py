"""Sentences that raise a flag, and near misses, written before the rules that judge them.

Each line of flag_sentences.jsonl is ``flag`` (or ``any``: it must raise none), ``text``,
``raise`` and ``why``. Rules may be learned from one half; the other is only measured. Which half
a sentence is in depends on its text alone.

Each line of flag_sentences_*.tsv is a flag (or several, with commas), ``+`` where the passage
carries it and ``-`` where it only looks so and carries none, and the passage. All of them teach
the second opinion (tests/accuracy/learn_flags.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("flag_sentences.jsonl")
_TO_LEARN_FROM = "flag_sentences_*.tsv"


@dataclass(frozen=True, slots=True)
class FlagSentence:
    flag: str
    text: str
    raises: bool
    why: str

    @property
    def only_measured(self) -> bool:
        """Whether no rule may be learned from it."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 2 == 1


def flag_sentences() -> Iterator[FlagSentence]:
    for line in _FILE.read_text("utf-8").splitlines():
        entry = json.loads(line)
        yield FlagSentence(entry["flag"], entry["text"], entry["raise"], entry["why"])


def passages() -> Iterator[tuple[frozenset[str], str]]:
    """(the flags that it carries, passage) of everything that was written to be learned from."""
    for path in sorted(_FILE.parent.glob(_TO_LEARN_FROM)):
        for line in path.read_text("utf-8").splitlines():
            flags, sign, passage = line.split("\t")
            yield frozenset(flags.split(",") if sign == "+" else ()), passage
