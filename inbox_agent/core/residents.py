"""Residents who invited questions: named in a program's mail with an address to write to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inbox_agent.core.reading import Person
from inbox_agent.core.sentences import plain, sentences

MAX_LINES = 400  # of a mail that are looked at
MAX_LINE = 400  # characters of a line or paragraph that is searched
MAX_RESIDENTS = 6  # of one mail: more is a directory, and nobody's invitation
_RESIDENTS = re.compile(r"\b(?:residents?|PGY-?[1-7]|interns?)\b", re.IGNORECASE)
_INVITES = re.compile(
    r"\b(?:questions?|reach (?:out|me|us|them|him|her)|happy to (?:talk|answer|chat|help)|contact|"
    r"ask|get in touch|write to|e-?mail)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|n't|never|no longer|refrain)\b", re.IGNORECASE)
_WORD = r"[A-Z\u00c0-\u00dc][\w'\u2019-]{0,24}"
_NAMED = re.compile(
    rf"(?P<name>(?:Dr\.? )?{_WORD}(?: {_WORD}){{1,3}}(?:,? (?:MD|DO|MBBS))?)"
    r"[\s,;:]{0,3}(?:\([^()@]{0,40}\)\s?|PGY-?[1-7],?\s?|at |-\s?|chief resident,?\s?){0,2}"
    r"[<(\[]?(?P<addr>[\w.+-]{1,64}@\w[\w.-]{1,80}\w)"
)


def residents_of(text: str) -> tuple[Person, ...]:
    """Those whom ``text`` names beside an address, where it says that residents take questions.

    The line or the one that heads it must say so; "please do not contact residents" says it not."""
    found: dict[str, Person] = {}
    for line in _inviting(text):
        for match in _NAMED.finditer(line):
            addr = match["addr"].lower()
            found.setdefault(addr, Person(match["name"].strip(" ,"), addr))
    return tuple(found.values())[:MAX_RESIDENTS]


def _inviting(text: str) -> Iterator[str]:
    """Sentences that invite questions to residents, and the rows of a list below one that does."""
    if "@" not in text or not _RESIDENTS.search(text):
        return
    yield from (each[:MAX_LINE] for each in sentences(text)[:MAX_LINES] if _invites(each))
    listing = begun = False
    for raw in text.splitlines()[:MAX_LINES]:
        line = plain(raw)[:MAX_LINE]
        if listing and "@" in line:
            begun = True
            yield line
        elif line or begun:
            listing, begun = line.endswith(":") and _invites(line), False


def _invites(line: str) -> bool:
    return bool(_RESIDENTS.search(line) and _INVITES.search(line)) and not _NOT.search(line)
