"""Which words a text must hold so that a pattern is worth trying on it.

``atoms(pattern)`` is a set of ways: in every text that the pattern matches, one of them holds. A
way is a conjunction of clauses, a clause a set of atoms of which one must stand there. An atom is
a piece of one word, lower case, with ``^`` where the word must begin and ``$`` where it must end:
``^rank$`` is that word, ``^rank`` also stands in "ranking", ``rank`` in "frankly", too. Words are
runs of ASCII letters, digits and underscores, as RE2's own ``\\b`` sees them, and all digits are
one: ``0``. ``rank$+^us$`` is two words that follow one another. Where nothing is known it errs
towards fewer clauses.

The grammar read here is the part of RE2 syntax that config/rules uses; ways.py joins the pieces.
"""

from __future__ import annotations

import re

from inbox_agent.core.ways import (
    ANY,
    BOUNDARY,
    DIGIT,
    EMPTY,
    Part,
    Way,
    Ways,
    closed,
    either,
    folded,
    is_edge,
    joined,
    rank,
    telling,
    times,
)

_DIGITS = re.compile(r"\d(?:-\d)?|[0-9]*", re.ASCII)


def atoms(pattern: str) -> Ways:
    """The ways to meet ``pattern``, the clauses of each with the rarest first. A way without
    clauses: try the pattern everywhere."""
    reader = _Reader(pattern)
    found = closed(reader.alternatives())
    if reader.rest() or Way() in found:
        return ((),)
    return tuple(sorted({telling(way) for way in found}, key=lambda way: [*map(rank, way)]))


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    def rest(self) -> bool:
        return self._at < len(self._text)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self) -> str:
        self._at += 1
        return self._text[self._at - 1 : self._at]

    def alternatives(self) -> Part:
        parts = [self._sequence()]
        while self._peek() == "|":
            self._take()
            parts.append(self._sequence())
        return either(parts)

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._single()))
        return joined(parts)

    def _single(self) -> Part:
        char = self._take()
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        if char == "\\":
            return self._escape()
        if char in "^$":
            return BOUNDARY
        return ANY if char == "." else Part(exact=frozenset({folded(char)}))

    def _group(self) -> Part:
        if self._peek() == "?":
            self._take()
            while self._peek() not in (":", ")", ""):
                self._take()
            if self._take() == ")":  # flags for what follows
                return EMPTY
        part = self.alternatives()
        self._take()
        return part

    def _class(self) -> Part:
        start = self._at
        self._at += self._peek() == "^"
        self._at += self._peek() == "]"
        while self._peek() not in ("]", ""):
            self._at += 2 if self._peek() == "\\" else 1
        inside = self._text[start : self._at]
        self._take()
        if _DIGITS.fullmatch(inside):
            return DIGIT
        if inside[:1] == "^" or "\\" in inside or "-" in inside[1:-1] or len(inside) > 4:
            return ANY
        return Part(exact=frozenset(map(folded, inside)))

    def _escape(self) -> Part:
        char = self._take()
        if char in "bAzsW":
            return BOUNDARY
        if char == "B":
            return EMPTY
        if char == "d":
            return DIGIT
        if char == "x":
            return Part(exact=frozenset({folded(chr(int(self._braced(2), 16)))}))
        if char in "pP":
            self._braced(1)
        return ANY if char.isalnum() else Part(exact=frozenset({char}))

    def _braced(self, length: int) -> str:
        """What stands in braces here, or else the next characters."""
        start, end = self._at, self._at + length
        self._at = end
        if self._text[start : start + 1] == "{":
            start, end = start + 1, self._text.index("}", start)
            self._at = end + 1
        return self._text[start:end]

    def _repeated(self, part: Part) -> Part:
        sign = self._peek()
        if sign == "{" and self._text[self._at + 1 : self._at + 2].isdigit():
            part = times(part, *self._counts())
        elif sign and sign in "?*+":
            self._take()
            if sign == "?" and part.exact is not None:
                part = Part(exact=part.exact | {""})
            elif sign == "+":  # several edges are as good as one
                part = part if is_edge(part) else Part(ways=closed(part))
            else:
                part = ANY
        else:
            return part
        if self._peek() == "?":  # lazy: the same strings
            self._take()
        return part

    def _counts(self) -> tuple[int, int]:
        """Least and most of ``{2,5}``; "{2,}" has no most."""
        end = self._text.index("}", self._at)
        least, comma, most = self._text[self._at + 1 : end].partition(",")
        self._at = end + 1
        return int(least), int(most or 0) if comma else int(least)
