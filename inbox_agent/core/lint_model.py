"""A second opinion on single sentences: a small linear model beside the rules.

People ask where they stand in more ways than rules can list. The model (multinomial logistic
regression, trained elsewhere by tests/accuracy/learn_lint.py and kept as plain numbers in
config/lint-model.json) knows words, neighbours and pairs of concepts. It is asked only about
sentences that no rule has met, speaks only where it is sure, and quotes the whole sentence.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from inbox_agent.core.features import Folding, tokens

MAX_TOKENS = 60  # of one sentence; what it wants is said by then
BLOCK_WEIGHT = 3.0  # of all words, all neighbours, all pairs of concepts of one sentence
NOTHING = "ok"  # the label of a sentence that carries no code


@dataclass(frozen=True)
class SentenceModel:
    """``weights``: feature -> ((number of the label, weight), …). ``sure``: the least probability
    from which a label counts."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]
    fold: Folding
    sure: float

    def opinion(self, sentence: str) -> tuple[str, float] | None:
        """The code that the sentence carries and how sure that is; None for none, or not sure."""
        chances = self.probabilities(sentence)
        label = max(chances, key=chances.__getitem__)
        return (label, chances[label]) if label != NOTHING and chances[label] >= self.sure else None

    def probabilities(self, sentence: str) -> dict[str, float]:
        """How likely each label is; they add up to 1."""
        scores = list(self.bias)
        for feature, value in scaled(features(sentence, self.fold)).items():
            for number, weight in self.weights.get(feature, ()):
                scores[number] += value * weight
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        whole = sum(powers)
        return {name: power / whole for name, power in zip(self.labels, powers, strict=True)}


def features(sentence: str, fold: Folding) -> tuple[str, ...]:
    """The named features of one sentence, each once."""
    return tuple(dict.fromkeys(_features(sentence, fold)))


def _features(sentence: str, fold: Folding) -> Iterator[str]:
    words = ["^", *tokens(sentence, fold)[:MAX_TOKENS]]
    if "?" in sentence:
        words.append("?")
    yield from (f"word:{word}" for word in words)
    yield from (f"pair:{one} {two}" for one, two in pairwise(words))
    concepts = list(dict.fromkeys(word for word in words if word == "?" or word[0].isupper()))
    yield from (f"both:{one} {two}" for one, two in combinations(sorted(concepts), 2))


def scaled(named: Sequence[str]) -> dict[str, float]:
    """Each block of features shares one weight, so that the length of a sentence does not count."""
    counts = Counter(feature.partition(":")[0] for feature in named)
    return {
        feature: BLOCK_WEIGHT / math.sqrt(counts[feature.partition(":")[0]]) for feature in named
    }


def model_from_document(document: Mapping[str, Any]) -> SentenceModel:
    """A model from the document that learn_lint.py wrote."""
    return SentenceModel(
        labels=tuple(document["labels"]),
        bias=tuple(document["bias"]),
        weights={
            name: tuple(zip(flat[::2], flat[1::2], strict=True))
            for name, flat in document["weights"].items()
        },
        fold=Folding(document["concepts"]),
        sure=float(document["sure"]),
    )
