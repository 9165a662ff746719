"""Small slips of a letter, told as hints: spelling, a word said twice, a word that a template left,
a missing subject. Hints stand beside a draft and decide nothing; lint's codes are a closed list.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.program_names import normal

MAX_HINTS = 8  # more than this is no slip, and nobody reads on
MAX_WORDS = 2_000  # of a letter that are looked at; ten times what lint calls too long
SHORTEST = 4  # letters: shorter words are abbreviations more often than slips
_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]{1,2}\b)?")
_TWICE = frozenset({"had", "that", "very", "many", "no", "bye"})  # may rightly stand twice
_LEFT_OVER = frozenset({
    "undefined", "null", "nan", "lorem", "ipsum", "placeholder", "jinja", "tbc",
})  # fmt: skip


class WordList(Protocol):
    """Words of a language."""

    def unknown(self, words: Collection[str]) -> frozenset[str]:
        """Those of ``words`` (lower case) that are in no list."""
        ...

    def suggestion(self, word: str) -> str:
        """A word that may be meant, or an empty string."""
        ...


def hints(letter: Outgoing, words: WordList, names: Iterable[str] = ()) -> tuple[str, ...]:
    """What to look at once more, in words for the owner. ``names`` are texts whose words are
    right as they stand: programs, people, the owner's own facts."""
    found = list(_form(letter))
    found.extend(_misspelled(letter.words, words, names))
    return tuple(found[:MAX_HINTS])


def _form(letter: Outgoing) -> Iterator[str]:
    if not letter.subject.strip():
        yield "The subject is empty."
    text, previous, end = letter.words, "", 0
    for match in _some_words(text):
        word, gap = match.group().lower(), text[end : match.start()]
        if word == previous and not gap.strip() and word not in _TWICE:
            yield f"Said twice: “{word} {word}”."
        if word in _LEFT_OVER or (match.group() == "None" and gap == " " and previous):
            yield f"“{match.group()}” looks like a word that a template left."
        previous, end = word, match.end()


def _misspelled(text: str, words: WordList, names: Iterable[str]) -> Iterator[str]:
    right = {word for name in names for word in normal(name).split()}
    # What begins with a capital may be a name, and no list has all names.
    used = dict.fromkeys(m.group() for m in _some_words(text) if _is_plain(m.group()))
    bare = {word.replace("’", "'").removesuffix("'s"): word for word in used}
    unknown = words.unknown(bare.keys() - right)
    for word in (each for each in bare if each in unknown):
        better = words.suggestion(word)
        yield f"Spelling: “{bare[word]}”{f' (“{better}”?)' if better else ''}."


def _is_plain(word: str) -> bool:
    return len(word) >= SHORTEST and word.islower() and word.replace("’", "'").isascii()


def _some_words(text: str) -> Iterator[re.Match[str]]:
    for number, match in enumerate(_WORD.finditer(text)):
        if number >= MAX_WORDS:
            return
        yield match
