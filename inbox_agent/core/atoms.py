"""Which pieces of plain text a pattern cannot do without, so that it is tried only where one is.

``atoms(pattern)`` is a set of lower-case pieces of which at least one stands in every text that
the pattern matches, or None where there is no such set. It errs towards None. The method is that
of RE2's own prefilter; the grammar is the part of RE2 syntax that config/rules uses.
"""

from __future__ import annotations

from dataclasses import dataclass

LEAST = 2  # letters of an atom; single ones stand in every sentence
MOST_EXACT = 24  # strings that a part may stand for before it is only kept as atoms
MOST_ATOMS = 160  # of one pattern; more of them would be met nearly everywhere
_CLASSES = "dDwWsSpP"  # escapes that stand for many characters
_NOTHING = frozenset({""})


@dataclass(frozen=True, slots=True)
class _Part:
    """What is known of a part: all strings it can be (``exact``), or pieces it must hold."""

    exact: frozenset[str] | None = None
    needs: frozenset[str] | None = None


_ANY = _Part()
_EMPTY = _Part(exact=_NOTHING)


def atoms(pattern: str) -> frozenset[str] | None:
    """Pieces of which one must occur (lower case), or None: try the pattern everywhere."""
    reader = _Reader(pattern)
    part = _closed(reader.alternatives())
    found = part.needs
    if reader.rest() or not found or len(found) > MOST_ATOMS:
        return None
    return found


def _closed(part: _Part) -> _Part:
    """A part with its exact strings turned into needs, where all are long enough."""
    if part.exact is None:
        return part
    pieces = frozenset(each.strip() for each in part.exact)
    return _Part(needs=pieces if all(len(each) >= LEAST for each in pieces) else None)


def _better(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """The set that is met more rarely: longer pieces, then fewer."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda found: (min(min(map(len, found)), 6), -len(found)))


def _joined(parts: list[_Part]) -> _Part:
    """Parts one behind the other."""
    exact: frozenset[str] | None = _NOTHING
    needs: frozenset[str] | None = None
    whole = True
    for part in parts:
        product = None
        if exact is not None and part.exact is not None:
            product = frozenset(one + two for one in exact for two in part.exact)
        if product is not None and len(product) <= MOST_EXACT:
            exact = product
            continue
        whole = False
        needs = _better(needs, _closed(_Part(exact=exact)).needs if exact else None)
        needs = _better(needs, part.needs)
        exact = part.exact if part.exact is not None else _NOTHING
    if whole:
        return _Part(exact=exact)
    return _Part(needs=_better(needs, _closed(_Part(exact=exact)).needs if exact else None))


def _either(parts: list[_Part]) -> _Part:
    """Parts of which one stands there."""
    if len(parts) == 1:
        return parts[0]
    if all(part.exact is not None for part in parts):
        exact = frozenset(each for part in parts for each in part.exact or ())
        return _Part(exact=exact) if len(exact) <= MOST_EXACT else _closed(_Part(exact=exact))
    closed = [_closed(part).needs for part in parts]
    if any(needs is None for needs in closed):
        return _ANY
    return _Part(needs=frozenset(each for needs in closed for each in needs or ()))


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

    def alternatives(self) -> _Part:
        parts = [self._sequence()]
        while self._peek() == "|":
            self._take()
            parts.append(self._sequence())
        return _either(parts)

    def _sequence(self) -> _Part:
        parts: list[_Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._single()))
        return _joined(parts)

    def _single(self) -> _Part:
        char = self._take()
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        if char == "\\":
            return self._escape()
        if char in "^$":
            return _EMPTY
        return _ANY if char == "." else _Part(exact=frozenset({char.lower()}))

    def _group(self) -> _Part:
        if self._peek() == "?":
            self._take()
            while self._peek() not in (":", ")", ""):
                self._take()
            if self._take() == ")":  # flags for what follows
                return _EMPTY
        part = self.alternatives()
        self._take()
        return part

    def _class(self) -> _Part:
        start = self._at
        self._at += self._peek() == "^"
        self._at += self._peek() == "]"
        while self._peek() not in ("]", ""):
            self._at += 2 if self._peek() == "\\" else 1
        inside = self._text[start : self._at]
        self._take()
        if inside[:1] == "^" or "\\" in inside or "-" in inside[1:-1] or len(inside) > 4:
            return _ANY
        return _Part(exact=frozenset(inside.lower()))

    def _escape(self) -> _Part:
        char = self._take()
        if char in "bBAz":
            return _EMPTY
        if char in _CLASSES or char.isalnum():
            return _ANY
        return _Part(exact=frozenset({char}))

    def _repeated(self, part: _Part) -> _Part:
        sign = self._peek()
        if sign == "{" and self._text[self._at + 1 : self._at + 2].isdigit():
            least = self._counts()
            part = _closed(part) if least else _ANY
        elif sign and sign in "?*+":
            self._take()
            if sign == "?" and part.exact is not None:
                part = _Part(exact=part.exact | _NOTHING)
            else:
                part = _closed(part) if sign == "+" else _ANY
        else:
            return part
        if self._peek() == "?":  # lazy: the same strings
            self._take()
        return part

    def _counts(self) -> int:
        end = self._text.index("}", self._at)
        least = int(self._text[self._at + 1 : end].partition(",")[0])
        self._at = end + 1
        return least
