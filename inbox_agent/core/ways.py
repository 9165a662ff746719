"""Ways to meet a piece of a pattern, and how they join (the meaning is told in atoms.py).

The method is that of RE2's own prefilter."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, prod

from inbox_agent.core.common_words import commonness

MOST_EXACT = 48  # strings that a part may stand for before only their words are kept
MOST_WAYS = 48  # of one part; more of them are merged into one
MOST_ATOMS = 240  # of one clause; one with more would be met nearly everywhere
MOST_CLAUSES = 3  # made of one set of ways; more of them seldom tell more
TOO_COMMON = 2.0  # cost from which a clause tells too little to be kept beside a rarer one
PAIR = "+"  # between the words of an atom of two
_EDGE = "\n"  # in an exact string: a place where no word goes on (\\b, ^, $, \\s, \\W)
_WORD = re.compile(r"[a-z0-9_]+")
_MOST_TIMES = 4  # repetitions that are written out

Clause = frozenset[str]
Way = frozenset[Clause]
Ways = tuple[tuple[Clause, ...], ...]
_NOTHING = frozenset({""})
ANYHOW = frozenset({Way()})  # one way, which needs nothing


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of a part: all strings it can be (``exact``), or the ways it can be met."""

    exact: frozenset[str] | None = None
    ways: frozenset[Way] = ANYHOW


ANY = Part()
EMPTY = Part(exact=_NOTHING)
BOUNDARY = Part(exact=frozenset({_EDGE}))
DIGIT = Part(exact=frozenset({"0"}))


def cost(clause: Clause) -> float:
    """How many of its atoms a sentence is likely to hold."""
    return fsum(map(commonness, clause))  # which does not depend on the order


def folded(char: str) -> str:
    """A character of a pattern as atoms have it."""
    return "0" if char in "0123456789" else char.lower() if char.isascii() else char


def rank(clause: Clause) -> tuple[float, list[str]]:
    return cost(clause), sorted(clause)


def telling(way: Way) -> tuple[Clause, ...]:
    """The clauses of a way that tell something, the rarest first."""
    rarest, *others = sorted(way, key=rank)
    kept = [clause for clause in others if cost(clause) < TOO_COMMON]
    return rarest, *(clause for clause in kept if not any(_implies(e, clause) for e in way))


def _implies(one: Clause, other: Clause) -> bool:
    """Whether ``other`` says less than ``one``."""
    return one != other and all(any(less in atom for less in other) for atom in one)


def closed(part: Part) -> frozenset[Way]:
    """The ways to meet a part, once nothing more is joined to it."""
    if part.exact is None:
        return part.ways
    return _fewer({Way(frozenset({atom}) for atom in _atoms(text)) for text in part.exact})


def _atoms(text: str) -> list[str]:
    """The atoms of one string: its words, or every two that follow one another. What stands at
    its ends may go on beyond them."""
    words = [
        ("^" if found.start() else "") + found[0] + ("$" if found.end() < len(text) else "")
        for found in _WORD.finditer(text)
    ]
    return [PAIR.join(pair) for pair in pairwise(words)] or words


def _fewer(ways: Iterable[Way]) -> frozenset[Way]:
    """The same ways in fewer words; where there are still too many, merged into one."""
    found = frozenset(ways)
    lean = frozenset(way for way in found if not any(other < way for other in found))
    lean = _factored(lean)
    return lean if len(lean) <= MOST_WAYS else frozenset({_merged(lean)})


def _factored(ways: frozenset[Way]) -> frozenset[Way]:
    """Ways that differ in one clause as one way: "a and c" or "b and c" is "a or b, and c"."""
    while True:
        alike: dict[Way, set[Clause]] = {}
        for way in ways:
            for clause in way:
                alike.setdefault(way - {clause}, set()).add(clause)
        rest, clauses = max(
            alike.items(), key=lambda item: (len(item[1]), sorted(map(rank, item[0]))),
            default=(Way(), set()),
        )  # fmt: skip
        clause = _lean(frozenset[str]().union(*clauses))
        if len(clauses) < 2 or len(clause) > MOST_ATOMS:
            return ways
        ways = ways - {rest | {each} for each in clauses} | {rest | {clause}}


def _merged(ways: Collection[Way]) -> Way:
    """One way that all of ``ways`` fulfil: what they share, and of what they do not the rarest
    clause of each, the second rarest …"""
    shared = Way.intersection(*ways)
    ranked = [sorted(way - shared, key=rank) for way in ways]
    if not all(ranked):
        return shared
    depth = min(max(map(len, ranked)), MOST_CLAUSES)
    made = (
        frozenset[str]().union(*(way[min(n, len(way) - 1)] for way in ranked)) for n in range(depth)
    )
    return shared | Way(lean for clause in made if len(lean := _lean(clause)) <= MOST_ATOMS)


def _lean(clause: Clause) -> Clause:
    """Without atoms that another one makes needless: "^rank" stands wherever "^ranked$" does."""
    return frozenset(
        atom for atom in clause if not any(other != atom and other in atom for other in clause)
    )


def _both(one: frozenset[Way], other: frozenset[Way]) -> frozenset[Way]:
    """The ways to meet two parts one behind the other."""
    if len(one) * len(other) > MOST_WAYS:
        if _loss(one) < _loss(other):
            one = frozenset({_merged(one)})
        else:
            other = frozenset({_merged(other)})
    return _fewer(a | b for a in one for b in other)


def _loss(ways: frozenset[Way]) -> float:
    """How much more often the ways would seem to be met if they were merged into one."""
    return _chance({_merged(ways)}) / _chance(ways)


def _chance(ways: Iterable[Way]) -> float:
    """How often one of the ways is met, roughly."""
    return fsum(prod(sorted(min(cost(clause), 1.0) for clause in way)) for way in ways)


def joined(parts: list[Part]) -> Part:
    """Parts one behind the other."""
    exact = _NOTHING
    ways = ANYHOW
    whole = True
    for part in parts:
        if part.exact is not None:
            product = frozenset(one + two for one in exact for two in part.exact)
            if len(product) <= MOST_EXACT:
                exact = product
                continue
        whole = False
        exact, following = _meet(exact, part.exact or _NOTHING)
        ways = _both(_both(ways, closed(Part(exact=exact))), part.ways)
        exact = following
    if whole:
        return Part(exact=exact)
    return Part(ways=_both(ways, closed(Part(exact=exact))))


def _meet(one: frozenset[str], other: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Neighbours that are not multiplied out, each told where the other is an edge for it."""
    if not any(not text or _WORD.match(text[0]) for text in other):
        one = frozenset(text + _EDGE for text in one)
    if not any(not text or _WORD.match(text[-1]) for text in one):
        other = frozenset(_EDGE + text for text in other)
    return one, other


def either(parts: list[Part]) -> Part:
    """Parts of which one stands there."""
    if len(parts) == 1:
        return parts[0]
    if all(part.exact is not None for part in parts):
        exact = frozenset(each for part in parts for each in part.exact or ())
        if len(exact) <= MOST_EXACT:
            return Part(exact=exact)
    return Part(ways=_fewer(way for part in parts for way in closed(part)))


def times(part: Part, least: int, most: int) -> Part:
    """A part that stands there ``least`` to ``most`` times; without a most where that is 0."""
    if part.exact is not None and len(part.exact) == 1 and least <= most <= _MOST_TIMES:
        (text,) = part.exact
        return Part(exact=frozenset(text * count for count in range(least, most + 1)))
    return Part(ways=closed(part)) if least else ANY


def is_edge(part: Part) -> bool:
    return part.exact is not None and not any(not t or _WORD.search(t) for t in part.exact)
