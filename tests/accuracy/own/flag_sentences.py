"""Sentences that raise a flag, and near misses, written before the rules that judge them.

Each line of flag_sentences.jsonl is ``flag`` (or ``any``: it must raise none), ``text``,
``raise`` and ``why``. Rules may be learned from one half; the other is only measured. Which half
a sentence is in depends on its text alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("flag_sentences.jsonl")


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
