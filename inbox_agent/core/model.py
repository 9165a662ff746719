"""A small linear model: named features in, one probability a category out.

Multinomial logistic regression, trained elsewhere (tests/accuracy/learn.py) and kept as plain
numbers in config/category-model.json. Blocks of features ("act", "word", …) are scaled so that a
long mail weighs no more than a short one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inbox_agent.core.reading import Category

# How much each block weighs as a whole: rule hits and envelope count one by one, the words share
# what their block has. Found by grouped cross-validation (docs/accuracy.md).
SHARED = {"word": 6.0, "pair": 5.0, "gap": 4.0, "head": 2.0}


@dataclass(frozen=True)
class Model:
    """``weights``: feature -> number of a category, its weight, number of another, its weight, …;
    as numbers or as text with spaces between them, which loads quicker."""

    categories: tuple[Category, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, Sequence[float] | str]
    concepts: Mapping[str, str]  # word -> concept, as it was when the model was trained
    _rows: dict[str, tuple[float, ...]] = field(default_factory=dict, repr=False, compare=False)

    def weight(self, feature: str, category: Category) -> float:
        """How much ``feature`` speaks for ``category`` (negative: against it)."""
        row = self._row(feature)
        return row[self.categories.index(category)] if row else 0.0

    def probabilities(self, features: Iterable[str]) -> dict[Category, float]:
        """How likely each category is, given the features of one mail; they add up to 1."""
        scores, kept = list(self.bias), self._rows
        for block, names in _blocks(features).items():
            known = (kept.get(name) or self._row(name) for name in names if name in self.weights)
            rows = [row for row in known if row]
            share = share_of(block, len(names))
            for number, weights in enumerate(zip(*rows, strict=True)):
                scores[number] += share * sum(weights)
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        whole = sum(powers)
        return {name: power / whole for name, power in zip(self.categories, powers, strict=True)}

    def _row(self, feature: str) -> tuple[float, ...]:
        """The weights of a feature by number of category; empty where it weighs nothing."""
        row = self._rows.get(feature)
        if row is None:
            flat = self.weights.get(feature)
            if not flat:
                return ()  # not kept: what mail is made of must not fill the memory
            row = self._rows[feature] = self._spread(flat)
        return row

    def _spread(self, flat: Sequence[float] | str) -> tuple[float, ...]:
        numbers = [float(each) for each in (flat.split() if isinstance(flat, str) else flat)]
        row = [0.0] * len(self.categories)
        for at in range(0, len(numbers), 2):
            row[int(numbers[at])] = numbers[at + 1]
        return tuple(row)


def _blocks(features: Iterable[str]) -> dict[str, list[str]]:
    """Each feature once, by the block that it belongs to."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for feature in dict.fromkeys(features):
        blocks[feature[: feature.index(":")]].append(feature)
    return blocks


def share_of(block: str, count: int) -> float:
    """What each of ``count`` features of a block is worth: 1, or its share of what all weigh."""
    return SHARED[block] / math.sqrt(count) if block in SHARED else 1.0


def scaled(features: Iterable[str]) -> dict[str, float]:
    """Each feature once, with its value."""
    values: dict[str, float] = {}
    for block, names in _blocks(features).items():
        values.update(dict.fromkeys(names, share_of(block, len(names))))
    return values


def model_from_document(document: Mapping[str, Any]) -> Model:
    """A model from the document that learn.py wrote."""
    return Model(
        categories=tuple(Category(name) for name in document["categories"]),
        bias=tuple(document["bias"]),
        weights=document["weights"],
        concepts=document["concepts"],
    )
