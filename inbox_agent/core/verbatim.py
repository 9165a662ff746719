"""From plain form back to the sender's own words: quotes are shown as they were written."""

from __future__ import annotations

import re

from inbox_agent.core.sentences import MAX_TEXT, plain

_SPEAKS = 30  # characters of a passage that needs no words around it
_REACH = 80  # characters that a passage may grow on either side
_CLAUSE_START = re.compile(r"(?:[.!?;:,(] | - )([^.!?;:,()]*?)$")
_CLAUSE_END = re.compile(r"(?:[^.!?;:,()]|[.,]\d)*")
_WORD_START = re.compile(r"\s(\S*)$")
_WORD_END = re.compile(r"[\w'\u2019$%-]*(?:[.,]\d+)?")


def verbatim(quote: str, text: str) -> str:
    """``quote``, which is in plain form, as ``text`` has it, white space folded to single spaces;
    ``quote`` itself where ``text`` does not contain it."""
    folded = " ".join(text[:MAX_TEXT].split())
    if not quote or quote in folded:
        return quote
    characters, origin = _plain_with_origin(folded)
    start = characters.find(quote)
    if start < 0:
        return quote
    return folded[origin[start] : origin[start + len(quote) - 1] + 1].strip()


def _plain_with_origin(folded: str) -> tuple[str, list[int]]:
    """The plain form of ``folded`` and, for each of its characters, where it came from."""
    characters: list[str] = []
    origin: list[int] = []
    for position, char in enumerate(folded):
        for piece in plain(f"x{char}x")[1:-1]:  # the guards keep a space from being trimmed
            if piece != " " or (characters and characters[-1] != " "):
                characters.append(piece)
                origin.append(position)
    return "".join(characters), origin


def rounded(passage: str, text: str) -> str:
    """``passage`` of ``text`` without cut words; one too short to speak grows to its clause."""
    start = text.find(passage)
    if start < 0 or not passage:
        return passage
    end = start + len(passage)
    short = len(passage) < _SPEAKS
    before = _CLAUSE_START if short else _WORD_START
    after = _CLAUSE_END if short else _WORD_END
    ahead = f". {text[:start]}"[-_REACH:]  # the text begins like a sentence
    left, right = before.search(ahead) or _WORD_START.search(ahead), after.match(text[end:])
    start -= len(left[1]) if left else 0
    end += len(right[0]) if right and len(right[0]) <= _REACH else 0
    return text[start:end].strip(" ,;:-")
