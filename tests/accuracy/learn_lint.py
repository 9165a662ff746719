"""Trains the second opinion of lint and writes config/lint-model.json.

Needs scikit-learn, in an environment of its own (docs/accuracy.md); nothing that runs for the owner
does. ``python -m tests.accuracy.learn_lint`` writes; ``--compare`` only cross-validates.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from scipy.sparse import csr_matrix  # type: ignore[import,unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import,unused-ignore]
from sklearn.model_selection import (  # type: ignore[import,unused-ignore]
    StratifiedKFold,
    cross_val_predict,
)

from inbox_agent.core.drafting import Kind
from inbox_agent.core.features import Folding
from inbox_agent.core.lint_codes import CODES
from inbox_agent.core.lint_model import NOTHING, features, scaled
from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.rules import RuleBook, Sentence
from inbox_agent.core.sentences import sentences
from inbox_agent.shell.data import data_folder, load_toml, rules
from tests.accuracy.lint_data import composed_drafts, own_lines

STRENGTH = 4.0  # C of the regression: the inverse of how hard weights are pulled to zero
SURE = 0.7  # least probability from which the model's word counts
LEAST_WEIGHT = 0.02  # smaller weights are left out of the file
DIGITS = 3
FORM = frozenset({"placeholder", "wrong_name", "too_long", "unclear_time", "several_programs"})


def concepts() -> dict[str, str]:
    """word -> concept, from config/lint-concepts.toml."""
    tables = load_toml(data_folder("config") / "lint-concepts.toml")
    return {word: concept for concept, words in tables.items() for word in words.split()}


def examples() -> list[tuple[str, str]]:
    """(sentence, label): one code or none, of half "tune" and of the rules' own examples.

    Letters of several sentences teach only where they are clean."""
    found = [*_of_rules(), *_of_templates()]
    for line in (each for each in own_lines() if each["half"] == "tune"):
        words = sentences(Outgoing((), "", line["body"]).words)
        codes = [code for code in line["codes"] if code not in FORM]
        if not codes:
            found += [(sentence, NOTHING) for sentence in words]
        elif len(words) == 1:
            found.append((words[0], codes[0]))
    return list(dict.fromkeys(found))


def _of_templates() -> Iterator[tuple[str, str]]:
    """Every sentence of our own templates but those of the letter of intent: they carry nothing."""
    for composed in composed_drafts():
        if composed.kind is not Kind.LETTER_OF_INTENT:
            for sentence in sentences(composed.letter.words):
                yield sentence, NOTHING


def _of_rules() -> list[tuple[str, str]]:
    """The examples of the rules: each must carries the rule's code, each must_not carries none."""
    rows: list[tuple[str, str]] = []
    book = RuleBook(each for each in rules("lint") if each.sign in CODES)
    for rule in (each for each in rules("lint") if each.sign in CODES):
        label = NOTHING if rule.sign == "after_rank_deadline" else rule.sign
        rows += [(text, label) for text in rule.must if len(sentences(text)) == 1]
        rows += [
            (text, NOTHING)
            for text in rule.must_not
            if len(sentences(text)) == 1 and not book.hits([Sentence(text)])
        ]  # what carries no code of one rule may carry that of another
    return rows


def matrix(rows: Sequence[tuple[str, ...]], columns: dict[str, int], *, grow: bool) -> Any:
    """The rows as a sparse matrix; new features get a column where ``grow``."""
    where, starts, values = [], [0], []
    for row in rows:
        for feature, value in scaled(row).items():
            if grow:
                columns.setdefault(feature, len(columns))
            if feature in columns:
                where.append(columns[feature])
                values.append(value)
        starts.append(len(where))
    return csr_matrix((values, where, starts), shape=(len(rows), len(columns)))


def main() -> None:
    fold = Folding(concepts())
    rows = examples()
    named = [features(text, fold) for text, _ in rows]
    labels = [label for _, label in rows]
    columns: dict[str, int] = {}
    table = matrix(named, columns, grow=True)
    regression = LogisticRegression(C=STRENGTH, max_iter=800)
    if "--compare" in sys.argv:
        _compare(regression, table, labels, rows)
        return
    regression.fit(table, labels)
    path = data_folder("config") / "lint-model.json"
    document = _document(regression, columns)
    path.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(
        f"{len(rows)} sentences, {len(document['weights'])} features, {path.stat().st_size} bytes"
    )


def _compare(regression: Any, table: Any, labels: list[str], rows: Any) -> None:
    folds = StratifiedKFold(5, shuffle=True, random_state=1)
    chances = cross_val_predict(regression, table, labels, cv=folds, method="predict_proba")
    names = sorted(set(labels))
    for sure in (0.5, 0.6, 0.7, 0.8, 0.9):
        said = [names[row.argmax()] if row.max() >= sure else NOTHING for row in chances]
        alarms = sum(a != NOTHING and b == NOTHING for a, b in zip(said, labels, strict=True))
        caught = sum(a != NOTHING and b != NOTHING for a, b in zip(said, labels, strict=True))
        whole = sum(label != NOTHING for label in labels)
        print(f"sure {sure}: {caught}/{whole} caught, {alarms}/{len(labels) - whole} false")
    if "--show" in sys.argv:
        for (text, label), row in zip(rows, chances, strict=True):
            said = names[row.argmax()]
            if said != NOTHING and label == NOTHING and row.max() > SURE:
                print("FALSE", said, round(row.max(), 2), text)


def _document(regression: Any, columns: dict[str, int]) -> dict[str, Any]:
    """The model as it is kept: weights a feature, flat pairs (label, weight)."""
    weights: dict[str, list[float]] = {}
    for feature, column in columns.items():
        flat: list[float] = []
        for number, weight in enumerate(regression.coef_[:, column]):
            if abs(weight) >= LEAST_WEIGHT:
                flat += [number, round(float(weight), DIGITS)]
        if flat:
            weights[feature] = flat
    return {
        "labels": [str(name) for name in regression.classes_],
        "bias": [round(float(each), DIGITS) for each in regression.intercept_],
        "sure": SURE,
        "concepts": concepts(),
        "weights": dict(sorted(weights.items())),
    }


if __name__ == "__main__":
    main()
