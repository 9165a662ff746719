"""Trains the model of the classifier and writes config/category-model.json.

Needs scikit-learn, in an environment of its own (docs/accuracy.md); nothing that runs for the
owner does. ``python -m tests.accuracy.learn`` compares and writes, ``--compare`` only compares.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from scipy.sparse import csr_matrix  # type: ignore[import,unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import,unused-ignore]
from sklearn.model_selection import GroupKFold  # type: ignore[import,unused-ignore]

from inbox_agent.core.classify import Context, Reader
from inbox_agent.core.decide_category import decided
from inbox_agent.core.mail import Mail
from inbox_agent.core.model import Model, scaled
from inbox_agent.core.program import Program
from inbox_agent.core.reading import Category
from inbox_agent.shell.data import data_folder, load_toml, platforms, rules
from tests.accuracy import data
from tests.accuracy.own.compose import composed

STRENGTH = 1.0  # C of the regression: the inverse of how hard weights are pulled to zero
STEPS = 60  # of the solver; more of them change no figure
EACH, ORDINARY = 350, 600  # composed messages of each category, and of ordinary mail
BALANCE = 0.75  # 0: each message counts as much as any other, 1: each category does
COMPOSED = 0.15  # what a composed message counts beside a written one
EVERYDAY, EVERYDAY_WORTH = 1500, 0.3  # ordinary mail to learn from, and what one of it counts
LEAST_SEEN = 2  # messages that a feature must occur in
LEAST_WEIGHT = 0.05  # smaller weights are left out of the file
FOLDS = 5
VARIANTS = {
    "rules and words": frozenset[str](),
    "rules alone": frozenset(("word", "pair", "gap", "head", "count")),
    "words alone": frozenset(("act", "rule")),
}
DIGITS = 2


def concepts() -> dict[str, str]:
    """word -> concept, from config/concepts.toml."""
    tables = load_toml(data_folder("config") / "concepts.toml")
    return {word: concept for concept, words in tables.items() for word in words.split()}


def untrained() -> Reader:
    """A reader whose model knows no weights yet: it serves to make features."""
    categories = tuple(Category)
    return Reader(rules("category"), platforms(), Model(categories, (0.0,) * 13, {}, concepts()))


def features_of(reader: Reader, mail: Mail, programs: Sequence[Program] = ()) -> list[str]:
    """The features of one message, with the owner's list or without it."""
    context = Context(programs=tuple(programs))
    return list(dict.fromkeys(reader.features(reader.look(mail), context)))


class Fitted:
    """A fitted regression and the numbers of its features."""

    def __init__(self, rows: Sequence[list[str]], names: Sequence[str], trust: Sequence[float],
                 strength: float) -> None:  # fmt: skip
        seen = Counter(feature for row in rows for feature in row)
        often = sorted(feature for feature, times in seen.items() if times >= LEAST_SEEN)
        self.columns = {feature: column for column, feature in enumerate(often)}
        self.regression = LogisticRegression(C=strength, max_iter=STEPS, tol=1e-3)
        self.regression.fit(self._matrix(rows), names, sample_weight=trust)

    def _matrix(self, rows: Sequence[list[str]]) -> Any:
        columns, starts, values = [], [0], []
        for row in rows:
            for feature, value in scaled(row).items():
                if (column := self.columns.get(feature)) is not None:
                    columns.append(column)
                    values.append(value)
            starts.append(len(columns))
        return csr_matrix((values, columns, starts), shape=(len(rows), len(self.columns)))

    def chances(self, rows: Sequence[list[str]]) -> Iterator[dict[Category, float]]:
        """How likely each category is, for each row."""
        names = [Category(str(name)) for name in self.regression.classes_]
        for row in self.regression.predict_proba(self._matrix(rows)):
            yield dict(zip(names, map(float, row), strict=True))

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
            "weights": {name: " ".join(map(str, weights[name])) for name in sorted(weights)},
        }


def material(reader: Reader) -> tuple[list[list[str]], list[str], list[float]]:
    """Features, categories and trust of everything that is learned from."""
    rows, names, trust = [], [], []

    def add(mail: Mail, name: str, worth: float, programs: Sequence[Program] = ()) -> None:
        rows.append(features_of(reader, mail, programs))
        names.append(name)
        trust.append(worth)

    for item in [*data.corpus(), *data.own("train")]:
        add(item.mail, item.category, 1.0)
        if item.programs:
            add(item.mail, item.category, 0.5, item.programs)
    for row, name, worth in _extra(reader):
        rows.append(row)
        names.append(name)
        trust.append(worth)
    return rows, names, balanced(names, trust)


def balanced(names: Sequence[str], trust: Sequence[float]) -> list[float]:
    """Trust, such that a category with few messages is not drowned by one with many."""
    weights: dict[str, float] = {}
    for name, worth in zip(names, trust, strict=True):
        weights[name] = weights.get(name, 0.0) + worth
    usual = sum(weights.values()) / len(weights)
    return [
        worth * (usual / weights[name]) ** BALANCE
        for name, worth in zip(names, trust, strict=True)
    ]  # fmt: skip


def compared() -> None:
    """Prints the share of right categories, cross-validated by group, for each variant: as the
    model says, and (in brackets) as the rules of order above it leave it."""
    reader = untrained()
    written = [*data.corpus(), *data.own("train")]
    rows = [features_of(reader, item.mail, item.programs) for item in written]
    extra = list(_extra(reader))
    all_of = Counter(map(_part, written))
    for title, left_out in VARIANTS.items():
        said, kept = Counter[str](), Counter[str]()
        for item, row, chances in _held_out(written, rows, extra, left_out):
            best = max(chances, key=lambda name: chances[name])
            said[_part(item)] += best == item.category
            context = Context(programs=item.programs)
            final, _ = decided(chances, row, reader.look(item.mail).hits, context)
            kept[_part(item)] += final == item.category
        shares = (f"{p} {said[p] / n:.3f} ({kept[p] / n:.3f})" for p, n in all_of.items())
        print(title, *shares, sep="  ")


def _part(item: data.Labelled) -> str:
    return item.group.partition(":")[0]


def _extra(reader: Reader) -> Iterator[tuple[list[str], str, float]]:
    """(features, category, worth) of what was composed: always learned from, never held out."""
    for each in composed(EACH, ORDINARY):
        yield features_of(reader, each.mail), str(each.category), COMPOSED
    for mail in data.ordinary_to_learn_from(EVERYDAY):
        yield features_of(reader, mail), Category.UNRELATED.value, EVERYDAY_WORTH


def _held_out(
    written: Sequence[data.Labelled],
    rows: Sequence[list[str]],
    extra: Sequence[tuple[list[str], str, float]],
    left_out: frozenset[str],
) -> Iterator[tuple[data.Labelled, list[str], dict[Category, float]]]:
    """Every written message with what a model says of it that saw nothing of its group."""
    groups = [item.group for item in written]
    for learned, held in GroupKFold(FOLDS).split(rows, groups=groups):
        names = [written[n].category for n in learned] + [name for _, name, _ in extra]
        worth = [1.0] * len(learned) + [each for _, _, each in extra]
        seen = [rows[n] for n in learned] + [row for row, _, _ in extra]
        fitted = Fitted(
            [_without(row, left_out) for row in seen], names, balanced(names, worth), STRENGTH
        )
        chances = fitted.chances([_without(rows[n], left_out) for n in held])
        for n, each in zip(held, chances, strict=True):
            yield written[n], rows[n], each


def _without(row: list[str], blocks: frozenset[str]) -> list[str]:
    return [feature for feature in row if feature.partition(":")[0] not in blocks]


def main() -> None:
    if "--compare" in sys.argv:
        compared()
        return
    rows, names, trust = material(untrained())
    document = Fitted(rows, names, trust, STRENGTH).document()
    path = data_folder("config") / "category-model.json"
    path.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(f"{len(rows)} messages, {len(document['weights'])} features, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
