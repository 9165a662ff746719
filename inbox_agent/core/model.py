"""A small linear model: named features in, one probability a category out.

Multinomial logistic regression, trained elsewhere (tests/accuracy/learn.py) and kept as plain
numbers in config/category-model.json. Blocks of features ("act", "word", …) are scaled so that a
long mail weighs no more than a short one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inbox_agent.core.reading import Category

# How much each block weighs as a whole: rule hits and envelope count one by one, the words share
# what their block has. Found by grouped cross-validation (docs/accuracy.md).
SHARED = {"word": 3.0, "pair": 2.5, "gap": 2.0, "head": 1.0}


@dataclass(frozen=True, slots=True)
class Model:
    """``weights``: feature -> number of a category, its weight, number of another, its weight, …"""

    categories: tuple[Category, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, Sequence[float]]
    concepts: Mapping[str, str]  # word -> concept, as it was when the model was trained

    def weight(self, feature: str, category: Category) -> float:
        """How much ``feature`` speaks for ``category`` (negative: against it)."""
        flat, number = self.weights.get(feature, ()), self.categories.index(category)
        return next((flat[at + 1] for at in range(0, len(flat), 2) if flat[at] == number), 0.0)

    def probabilities(self, features: Iterable[str]) -> dict[Category, float]:
        """How likely each category is, given the features of one mail; they add up to 1."""
        scores = list(self.bias)
        for feature, value in scaled(features).items():
            if flat := self.weights.get(feature):
                for at in range(0, len(flat), 2):
                    scores[int(flat[at])] += value * flat[at + 1]
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        whole = sum(powers)
        return {name: power / whole for name, power in zip(self.categories, powers, strict=True)}


def scaled(features: Iterable[str]) -> dict[str, float]:
    """Each feature once, with its value: 1, or its share of what its block weighs."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for feature in dict.fromkeys(features):
        blocks[feature.partition(":")[0]].append(feature)
    values: dict[str, float] = {}
    for block, names in blocks.items():
        share = SHARED[block] / math.sqrt(len(names)) if block in SHARED else 1.0
        values.update(dict.fromkeys(names, share))
    return values


def model_from_document(document: Mapping[str, Any]) -> Model:
    """A model from the document that learn.py wrote."""
    return Model(
        categories=tuple(Category(name) for name in document["categories"]),
        bias=tuple(document["bias"]),
        weights=document["weights"],
        concepts=document["concepts"],
    )
