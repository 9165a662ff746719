"""A second opinion on flags: which flags single sentences carry, in words that no rule foresaw.

People promise, ask and forbid in more ways than rules can list. One logistic regression a flag,
trained elsewhere (tests/accuracy/learn_flags.py) and kept as plain numbers in
config/flag-model.json, weighs the words of a sentence, their neighbours, and pairs of concepts
near each other. Rules and model check each other: the model speaks alone where it is sure enough,
and takes back a rule's hit that nothing else in the mail bears out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from inbox_agent.core.features import Folding, tokens
from inbox_agent.core.reading import Flag, Where
from inbox_agent.core.rules import MAX_QUOTE, Hit, Rule, Sentence

MAX_TOKENS = 90  # of one sentence; what it wants is said by then
GAP = 6  # tokens between two words that may still speak of one thing
MAX_SENTENCES = 120  # of one mail; the rest is read by the rules alone
SPEAKS = -0.5  # least log-odds from which the model's word counts alone
TAKES_BACK = -3.3  # log-odds below which it takes back what rules alone have found
# Both found on labelled mail that neither the rules nor the regression had seen.
SHARED = {"own": 1.5, "word": 1.5, "pair": 1.5, "gap": 1.5}
# How much each block weighs as a whole, so that a long sentence weighs no more than a short one.
_SPEAKERS = frozenset(("you", "your", "we", "us", "our", "i", "me", "my", "if", "?"))
_BARE = Folding({})  # words as themselves: a concept says what is spoken of, a word how
_CLAUSE = re.compile(r"(?<=[,;:])\s+|\s+-\s+|\s+(?=\()")


@dataclass(frozen=True, slots=True)
class Opinion:
    """The sentence (its number among those examined) that speaks most for a flag, and the
    log-odds that the flag is meant."""

    index: int
    odds: float


@dataclass(frozen=True, slots=True)
class FlagModel:
    """``weights``: feature -> number of a flag, its weight, number of another, its weight, …;
    as text with spaces between them, which loads quicker than numbers."""

    flags: tuple[Flag, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, str]
    fold: Folding  # words to concepts, as it was when the model was trained
    _rows: dict[str, tuple[tuple[int, float], ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def odds(self, sentence: str) -> list[float]:
        """The log-odds of each flag, given the words of one sentence."""
        scores = list(self.bias)
        for feature, value in weighed(sentence, self.fold):
            for number, weight in self._row(feature):
                scores[number] += value * weight
        return scores

    def _row(self, feature: str) -> tuple[tuple[int, float], ...]:
        """(number of the flag, weight) of a feature; empty where it weighs nothing."""
        row = self._rows.get(feature)
        if row is None:
            flat = self.weights.get(feature)
            if flat is None:
                return ()  # not kept: what mail is made of must not fill the memory
            numbers = flat.split()
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            row = self._rows[feature] = tuple((int(one), float(two)) for one, two in pairs)
        return row

    def opinions(self, examined: Sequence[Sentence]) -> dict[Flag, Opinion]:
        """For each flag the sentence of the sender's own words that speaks most for it."""
        best: dict[Flag, Opinion] = {}
        for index, sentence in enumerate(examined[:MAX_SENTENCES]):
            if sentence.where is Where.QUOTED:
                continue
            for flag, odds in zip(self.flags, self.odds(sentence.text), strict=True):
                if flag not in best or odds > best[flag].odds:
                    best[flag] = Opinion(index, odds)
        return best

    def hit(self, flag: Flag, opinion: Opinion, examined: Sequence[Sentence]) -> Hit:
        """What the model says of ``examined``, as if a rule had said it."""
        sentence = examined[opinion.index]
        quote = self._passage(flag, sentence.text)[:MAX_QUOTE].strip()
        return Hit(_OF_MODEL[flag.value], sentence.where, quote, sentence.text, opinion.index)

    def _passage(self, flag: Flag, text: str) -> str:
        """The clause that alone speaks as much for the flag as the sentence needs to, or all."""
        number = self.flags.index(flag)
        clauses = [clause for clause in _CLAUSE.split(text) if clause]
        best = max(clauses, key=lambda clause: self.odds(clause)[number], default=text)
        return best if self.odds(best)[number] >= SPEAKS else text


class Judged(Mapping[str, Sequence[Hit]]):
    """Rule hits by sign, without those of flags that the model takes back, and with what the
    model says alone. It is asked for nothing that nobody wants to know."""

    def __init__(
        self,
        model: FlagModel,
        found: Mapping[str, Sequence[Hit]],
        examined: Sequence[Sentence],
    ) -> None:
        self._model, self._found, self._examined = model, found, examined
        self._opinions: dict[str, Opinion] | None = None
        self._said: dict[str, Hit] = {}

    def __getitem__(self, sign: str) -> Sequence[Hit]:
        opinion = self._opinion(sign) if sign in _OF_MODEL else None
        if opinion is None:
            return self._found[sign]
        if opinion.odds < TAKES_BACK:
            raise KeyError(sign)
        if opinion.odds < SPEAKS:
            return self._found[sign]
        if sign not in self._said:
            self._said[sign] = self._model.hit(Flag(sign), opinion, self._examined)
        return (*self._found.get(sign, ()), self._said[sign])

    def __iter__(self) -> Iterator[str]:
        signs = dict.fromkeys((*self._found, *_OF_MODEL))
        return (sign for sign in signs if self.get(sign))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _opinion(self, sign: str) -> Opinion | None:
        if self._opinions is None:
            found = _one_boundary(self._model.opinions(self._examined))
            self._opinions = {flag.value: opinion for flag, opinion in found.items()}
        return self._opinions.get(sign)


def _one_boundary(found: dict[Flag, Opinion]) -> dict[Flag, Opinion]:
    """ "Notes are not needed" forbids none: where one sentence speaks for both, the less likely of
    the two boundaries is not said by the model alone."""
    pair = (Flag.NO_CONTACT_POLICY, Flag.CONTACT_DISCOURAGED)
    if not found.keys() >= set(pair) or found[pair[0]].index != found[pair[1]].index:
        return found
    weaker = min(pair, key=lambda flag: found[flag].odds)
    if found[weaker].odds < SPEAKS:
        return found
    return {**found, weaker: Opinion(found[weaker].index, math.nextafter(SPEAKS, -math.inf))}


_OF_MODEL = {flag.value: Rule(f"model-{flag.value}", flag.value, any=()) for flag in Flag}


def weighed(sentence: str, fold: Folding) -> Iterator[tuple[str, float]]:
    """The named features of one sentence, each once, with its share of what its block weighs."""
    folded = tokens(sentence, fold)[:MAX_TOKENS]
    words = ["^", *folded, "?"] if "?" in sentence else ["^", *folded]
    blocks = {
        "own": ["own:" + word for word in tokens(sentence, _BARE)[:MAX_TOKENS]],
        "word": ["word:" + word for word in words[1:]],
        "pair": [f"pair:{one} {two}" for one, two in pairwise(words)],
        "gap": list(_gaps(words)),
    }
    for block, named in blocks.items():
        once = dict.fromkeys(named)
        share = SHARED[block] / math.sqrt(len(once) or 1)
        for feature in once:
            yield feature, share


def _gaps(words: Sequence[str]) -> Iterator[str]:
    """Two words that carry meaning, near each other but not neighbours."""
    marked = [(at, word) for at, word in enumerate(words) if word[0].isupper() or word in _SPEAKERS]
    for number, (at, one) in enumerate(marked):
        for later, two in marked[number + 1 : number + 1 + GAP]:
            if 1 < later - at <= GAP:
                yield f"gap:{one} {two}"


def flag_model_from_document(document: Mapping[str, Any]) -> FlagModel:
    """A model from the document that learn_flags.py wrote."""
    return FlagModel(
        flags=tuple(Flag(name) for name in document["flags"]),
        bias=tuple(document["bias"]),
        weights=document["weights"],
        fold=Folding(document["concepts"]),
    )
