"""``Sieve``: which patterns of many rules are worth trying on a sentence, from its words alone.

Every pattern can be met in some ways, each with its clauses (atoms.py). Which clauses a word
fulfils is found out once and kept, as the bits of one number; a sentence fulfils what its words
fulfil. A way is looked at where a word fulfils its rarest clause, and the pattern is tried where
the sentence fulfils all clauses of the way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from inbox_agent.core.ways import PAIR, Clause, Ways

MOST_WORDS = 30_000  # words that are kept; mail that is noise must not fill the memory
LONGEST = 64  # characters of a word that are looked at for a piece within it
_WORD = re.compile(r"[A-Za-z0-9_]+")  # a word as RE2's \b sees it
_DIGITS = str.maketrans("123456789", "000000000")

Needs = Sequence[Ways]


@dataclass(frozen=True, slots=True)
class _Look:
    """Something that is worth a look: alternative ``n`` of rule ``rule``, which needs all bits of
    ``needs`` within ``span`` sentences."""

    needs: int
    rule: int
    n: int
    span: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a word, or of two: the bits that it fulfils, what it makes worth a look in
    its own sentence and in windows of several; and as bits, too, the pairs it begins and ends."""

    fulfils: int
    looks: tuple[_Look, ...] = ()
    wide: tuple[_Look, ...] = ()
    begins: int = 0
    ends: int = 0


class Sieve:
    """Built from what each rule needs: its alternatives, and the companions that must all stand
    beside one of them. An alternative that needs nothing is always a candidate."""

    def __init__(self, rules: Sequence[tuple[int, Needs, Needs]]) -> None:
        """``rules``: (sentences that it reads as one, alternatives, companions) of each."""
        self._numbers: dict[Clause, int] = {}
        self._looks: dict[int, list[_Look]] = {}  # rarest clause -> what needs it
        self._always: list[_Look] = []
        self._longest = max((span for span, _, _ in rules), default=1)
        for number, (span, either, also) in enumerate(rules):
            beside = [clause for (way, *others) in also if not others for clause in way]
            for n, ways in enumerate(either):
                for way in ways:
                    self._add(span, (*way, *beside), number, n)
        self._rarest = sum(1 << bit for bit in self._looks)
        # piece of a word -> the bits of the clauses, and of the pairs that it begins and ends
        self._pieces: dict[str, tuple[int, int, int]] = {}
        self._pairs: list[int] = []  # the bits of the clauses that each pair of words fulfils
        self._met: dict[int, _Known] = {}  # what is known of the pairs that were met
        self._words: dict[str, _Known] = {}
        self._prepare()

    def _add(self, span: int, clauses: Sequence[Clause], rule: int, n: int) -> None:
        bits = [self._numbers.setdefault(clause, len(self._numbers)) for clause in clauses]
        needs = 0
        for bit in bits:
            needs |= 1 << bit
        look = _Look(needs, rule, n, span)
        (self._looks.setdefault(bits[0], []) if bits else self._always).append(look)

    def _prepare(self) -> None:
        fulfilled: dict[str, int] = {}
        for clause, number in self._numbers.items():
            for atom in clause:
                fulfilled[atom] = fulfilled.get(atom, 0) | 1 << number
        for atom, mask in fulfilled.items():
            begins, pair, ends = atom.partition(PAIR)
            if not pair:
                self._note(atom, mask, 0, 0)
                continue
            bit = 1 << len(self._pairs)
            self._note(begins, 0, bit, 0)
            self._note(ends, 0, 0, bit)
            self._pairs.append(mask)
        within = (piece for piece in self._pieces if piece[0] != "^" and piece[-1] != "$")
        self._lengths = sorted(set(map(len, within)))

    def _note(self, piece: str, fulfils: int, begins: int, ends: int) -> None:
        known = self._pieces.get(piece, (0, 0, 0))
        self._pieces[piece] = (known[0] | fulfils, known[1] | begins, known[2] | ends)

    def _worth_a_look(self, mask: int) -> tuple[tuple[_Look, ...], tuple[_Look, ...]]:
        """What is to be looked at where these clauses are fulfilled: in one sentence, in more."""
        looks = [look for bit in _bits(mask & self._rarest) for look in self._looks[bit]]
        narrow = tuple(look for look in looks if look.span == 1)
        return narrow, tuple(look for look in looks if look.span > 1)

    def candidates(self, texts: Sequence[str]) -> Iterator[dict[int, list[int]]]:
        """For each of ``texts``, which follow one another: rule -> alternatives worth trying."""
        seen = [self._seen(text) for text in texts]
        for at, (mask, looks, wide) in enumerate(seen):
            found = {(look.rule, look.n) for look in looks if mask & look.needs == look.needs}
            if self._longest > 1:
                window, near = [mask], list(wide)
                for other, _, later in seen[at + 1 : at + self._longest]:
                    window.append(window[-1] | other)
                    near += [look for look in later if look.span >= len(window)]
                found.update(_within(window, near))
            found.update((look.rule, look.n) for look in self._always)
            yield _by_rule(found)

    def _seen(self, text: str) -> tuple[int, list[_Look], list[_Look]]:
        """The bits that a text fulfils, and what is worth a look there."""
        mask = pairs = before = 0
        met: list[_Known] = []
        words = self._words
        for word in _WORD.findall(text):
            known = words.get(word) or self._learned(word)
            mask |= known.fulfils
            if known.looks or known.wide:
                met.append(known)
            if before & known.ends:
                pairs |= before & known.ends
            before = known.begins
        for bit in _bits(pairs):
            known = self._met.get(bit) or self._pair(bit)
            mask |= known.fulfils
            met.append(known)
        return mask, [e for one in met for e in one.looks], [e for one in met for e in one.wide]

    def _pair(self, bit: int) -> _Known:
        mask = self._pairs[bit]
        known = self._met[bit] = _Known(mask, *self._worth_a_look(mask))
        return known

    def _learned(self, word: str) -> _Known:
        mask = begins = ends = 0
        low = word.lower().translate(_DIGITS)
        for piece in self._pieces.keys() & self._parts(low):
            fulfilled, first, second = self._pieces[piece]
            mask |= fulfilled
            begins |= first
            ends |= second
        known = _Known(mask, *self._worth_a_look(mask), begins, ends)
        if len(self._words) < MOST_WORDS:
            self._words[word] = known
        return known

    def _parts(self, word: str) -> set[str]:
        """All atoms of one word that the word could fulfil."""
        lengths = range(1, min(len(word), LONGEST) + 1)
        parts = {f"^{word}$"}
        parts.update([f"^{word[:length]}" for length in lengths])
        parts.update([f"{word[-length:]}$" for length in lengths])
        for length in self._lengths:
            parts.update([word[at : at + length] for at in range(len(word) - length + 1)])
        return parts


def _within(window: Sequence[int], near: Sequence[_Look]) -> Iterator[tuple[int, int]]:
    """What of ``near`` has all it needs; ``window``: the bits of one sentence, of two, …"""
    for look in near:
        if window[min(look.span, len(window)) - 1] & look.needs == look.needs:
            yield look.rule, look.n


def _by_rule(found: Collection[tuple[int, int]]) -> dict[int, list[int]]:
    rules: dict[int, list[int]] = {}
    for rule, n in sorted(found):
        rules.setdefault(rule, []).append(n)
    return rules


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
