"""Trains the model of the classifier and writes config/category-model.json.

Needs scikit-learn, in an environment of its own (docs/accuracy.md); nothing that runs for the
owner does. ``python -m tests.accuracy.learn`` compares and writes, ``--compare`` only compares.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from scipy.sparse import csr_matrix  # type: ignore[import-not-found,unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found,unused-ignore]

from inbox_agent.core.classify import Context, Reader
from inbox_agent.core.model import Model, scaled
from inbox_agent.core.reading import Category
from inbox_agent.core.rules import examine
from inbox_agent.shell.data import data_folder, load_toml, platforms, rules
from tests.accuracy import data

STRENGTH = 2.0  # C of the regression: the inverse of how hard weights are pulled to zero
LEAST_WEIGHT = 0.02  # smaller weights are left out of the file
DIGITS = 3


def concepts() -> dict[str, str]:
    """word -> concept, from config/concepts.toml."""
    tables = load_toml(data_folder("config") / "concepts.toml")
    return {word: concept for concept, words in tables.items() for word in words.split()}


def untrained() -> Reader:
    """A reader whose model knows no weights yet: it serves to make features."""
    categories = tuple(Category)
    return Reader(rules("category"), platforms(), Model(categories, (0.0,) * 13, {}, concepts()))


def features_of(reader: Reader, item: data.Labelled, *, listed: bool) -> list[str]:
    """The features of one labelled message, with the owner's list or without it."""
    examined = examine(item.mail)
    hits = reader._book.hits(examined)
    context = Context(programs=item.programs if listed else ())
    return list(dict.fromkeys(reader.features(item.mail, examined, hits, context)))


class Fitted:
    """A fitted regression and the numbers of its features."""

    def __init__(self, rows: Sequence[list[str]], names: Sequence[str], strength: float) -> None:
        self.columns: dict[str, int] = {}
        for row in rows:
            for feature in row:
                self.columns.setdefault(feature, len(self.columns))
        self.regression = LogisticRegression(C=strength, max_iter=600)
        self.regression.fit(self._matrix(rows), names)

    def _matrix(self, rows: Sequence[list[str]]) -> Any:
        columns, starts, values = [], [0], []
        for row in rows:
            for feature, value in scaled(row).items():
                if (column := self.columns.get(feature)) is not None:
                    columns.append(column)
                    values.append(value)
            starts.append(len(columns))
        return csr_matrix((values, columns, starts), shape=(len(rows), len(self.columns)))

    def predicted(self, rows: Sequence[list[str]]) -> list[str]:
        return [str(name) for name in self.regression.predict(self._matrix(rows))]

    def document(self) -> dict[str, Any]:
        """The model as it is kept: weights a feature, flat pairs (category, weight)."""
        weights: dict[str, list[float]] = {}
        for feature, column in self.columns.items():
            flat: list[float] = []
            for number, weight in enumerate(self.regression.coef_[:, column]):
                if abs(weight) >= LEAST_WEIGHT:
                    flat += [number, round(float(weight), DIGITS)]
            if flat:
                weights[feature] = flat
        return {
            "categories": [str(name) for name in self.regression.classes_],
            "bias": [round(float(each), DIGITS) for each in self.regression.intercept_],
            "concepts": concepts(),
            "weights": dict(sorted(weights.items())),
        }


def main() -> None:
    reader = untrained()
    items = [*data.corpus(), *data.own("train")]
    rows = [features_of(reader, item, listed=False) for item in items]
    names = [item.category for item in items]
    rows += [features_of(reader, item, listed=True) for item in items if item.programs]
    names += [item.category for item in items if item.programs]
    document = Fitted(rows, names, STRENGTH).document()
    path = data_folder("config") / "category-model.json"
    path.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(f"{len(rows)} messages, {len(document['weights'])} features, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
