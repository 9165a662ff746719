"""Trains the second opinion on flags and writes config/flag-model.json.

Needs scikit-learn, in an environment of its own (docs/accuracy.md); nothing that runs for the owner
does. ``python -m tests.accuracy.learn_flags`` writes, ``--compare`` only cross-validates.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scipy.sparse import csr_matrix  # type: ignore[import,unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import,unused-ignore]
from sklearn.model_selection import GroupKFold  # type: ignore[import,unused-ignore]

from inbox_agent.core.classify import Context, Reader
from inbox_agent.core.colloquial import spelled_out
from inbox_agent.core.features import Folding
from inbox_agent.core.flag_model import weighed
from inbox_agent.core.flag_words import BY_WORDS
from inbox_agent.core.mail import Mail
from inbox_agent.core.reading import Flag, Where
from inbox_agent.core.rules import examine
from inbox_agent.core.sentences import plain
from inbox_agent.core.suspicion import Suspicion
from inbox_agent.shell.data import data_folder, flag_advice, platforms, rules, services
from inbox_agent.shell.reader import model
from tests.accuracy import data
from tests.accuracy.learn import concepts
from tests.accuracy.own.flag_sentences import flag_sentences, passages

STRENGTH = 8.0  # C of the regressions: the inverse of how hard weights are pulled to zero
LEAST_SEEN = 2  # sentences that a feature must occur in
LEAST_WEIGHT = 0.2  # smaller weights are left out of the file
EVERYDAY = 700  # ordinary messages whose sentences carry nothing
LEAST_QUOTE = 12  # characters of a sentence that may lie within a longer quote
FOLDS = 4
DIGITS = 2
_RULES_ALONE = Reader(
    rules("category"), platforms(), model(), Suspicion(rules("flag"), flag_advice(), services())
)
_NOT_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence, the flags that it carries, and the story that must not be torn apart."""

    text: str
    flags: frozenset[str]
    group: str


def _bare(text: str) -> str:
    return _NOT_WORDS.sub(" ", text.lower()).strip()


def of_mail(item: data.Labelled) -> list[Example]:
    """The sentences of one labelled message; a flag belongs to those that its quote stands in.

    Where the labels have no quotes (the corpus) those count that the rules alone find; a flag that
    they do not find either makes the message useless."""
    quotes = item.quotes or _by_rules(item)
    if not quotes.keys() >= {flag for flag in item.flags if flag in BY_WORDS}:
        return []
    texts = [s.text for s in examine(item.mail) if s.where is not Where.QUOTED]
    carried: list[set[str]] = [set() for _ in texts]
    for flag, quote in quotes.items():
        for number in _carriers(texts, quote):
            carried[number].add(flag)
    return [
        Example(spelled_out(text), frozenset(flags), item.group)
        for text, flags in zip(texts, carried, strict=True)
    ]


def _by_rules(item: data.Labelled) -> dict[str, str]:
    """What the rules alone quote for the flags that ``item`` has."""
    found = _RULES_ALONE.read(item.mail, Context(programs=item.programs)).flags
    return {each.flag.value: each.quote for each in found if each.flag.value in item.flags}


def _carriers(texts: Sequence[str], quote: str) -> list[int]:
    """The numbers of the sentences that ``quote`` stands in, or that share most words with it."""
    wanted = _bare(quote)
    bare = [_bare(text) for text in texts]
    found = [
        number
        for number, text in enumerate(bare)
        if wanted in text or (len(text) >= LEAST_QUOTE and text in wanted)
    ]
    words = set(wanted.split())
    shared = [len(words & set(text.split())) for text in bare]
    if not found and shared and 2 * max(shared) >= len(words):
        found = [shared.index(max(shared))]
    return found


def of_sentences() -> Iterator[Example]:
    """Sentences written one by one; those that are only measured stay out."""
    for each in flag_sentences():
        if not each.only_measured:
            flags = frozenset({each.flag} if each.raises else ())
            yield Example(spelled_out(plain(each.text)), flags, "sentence")
    for carried, passage in passages():
        yield Example(spelled_out(plain(passage)), carried, "passage")


def of_ordinary() -> Iterator[Example]:
    for mail in data.ordinary_to_learn_from(EVERYDAY):
        for sentence in examine(mail):
            yield Example(spelled_out(sentence.text), frozenset(), "ordinary")


class Fitted:
    """One regression a flag and the numbers of the features."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._fold = Folding(concepts())
        rows = [list(weighed(each.text, self._fold)) for each in examples]
        seen: dict[str, int] = {}
        for row in rows:
            for feature, _ in row:
                seen[feature] = seen.get(feature, 0) + 1
        often = sorted(feature for feature, times in seen.items() if times >= LEAST_SEEN)
        self.columns = {feature: column for column, feature in enumerate(often)}
        table = self._matrix(rows)
        self.regressions = {}
        for flag in BY_WORDS:
            regression = LogisticRegression(C=STRENGTH, max_iter=100, solver="liblinear")
            carried = [flag.value in each.flags for each in examples]
            self.regressions[flag] = regression.fit(table, carried)

    def _matrix(self, rows: Sequence[Sequence[tuple[str, float]]]) -> Any:
        columns, starts, values = [], [0], []
        for row in rows:
            for feature, value in row:
                if (column := self.columns.get(feature)) is not None:
                    columns.append(column)
                    values.append(value)
            starts.append(len(columns))
        return csr_matrix((values, columns, starts), shape=(len(rows), len(self.columns)))

    def odds(self, texts: Sequence[str]) -> dict[Flag, list[float]]:
        """The log-odds of each flag for each sentence."""
        table = self._matrix([list(weighed(text, self._fold)) for text in texts])
        return {
            flag: [float(odds) for odds in regression.decision_function(table)]
            for flag, regression in self.regressions.items()
        }

    def document(self) -> dict[str, Any]:
        """The model as it is kept: weights a feature, flat pairs (number of the flag, weight)."""
        weights: dict[str, str] = {}
        for feature, column in self.columns.items():
            flat: list[float] = []
            for number, flag in enumerate(BY_WORDS):
                weight = round(float(self.regressions[flag].coef_[0, column]), DIGITS)
                if abs(weight) >= LEAST_WEIGHT:
                    flat += [number, weight]
            if flat:
                weights[feature] = " ".join(map(str, flat))
        bias = [round(float(self.regressions[flag].intercept_[0]), DIGITS) for flag in BY_WORDS]
        return {
            "flags": [flag.value for flag in BY_WORDS],
            "bias": bias,
            "concepts": concepts(),
            "weights": dict(sorted(weights.items())),
        }


def material() -> list[Example]:
    written = [*data.corpus(), *data.own("train")]
    return [example for item in written for example in of_mail(item)]


def compared() -> None:
    """Prints precision and recall of the model alone, message by message, cross-validated."""
    items = [item for item in data.own("train") if isinstance(item.mail, Mail)]
    always = [*of_sentences(), *of_ordinary()]
    odds: list[dict[Flag, float]] = [{} for _ in items]
    groups = [item.group for item in items]
    for learned, held in GroupKFold(FOLDS).split(items, groups=groups):
        fitted = Fitted([*always, *(each for n in learned for each in of_mail(items[n]))])
        for number in held:
            texts = [each.text for each in of_mail(items[number])]
            if texts:
                odds[number] = {flag: max(row) for flag, row in fitted.odds(texts).items()}
    for least in (-1.5, -1.0, -0.5, 0.0, 0.5):
        right = wrong = missed = 0
        for item, each in zip(items, odds, strict=True):
            wanted = {flag for flag in BY_WORDS if flag.value in item.flags}
            said = {flag for flag, value in each.items() if value >= least}
            right, wrong = right + len(wanted & said), wrong + len(said - wanted)
            missed += len(wanted - said)
        print(
            f"odds {least:+.1f} (chance {1 / (1 + math.exp(-least)):.2f})"
            f"  precision {right / (right + wrong):.3f}  recall {right / (right + missed):.3f}"
        )


def main() -> None:
    if "--compare" in sys.argv:
        compared()
        return
    examples = [*material(), *of_sentences(), *of_ordinary()]
    document = Fitted(examples).document()
    path = data_folder("config") / "flag-model.json"
    path.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    weights = len(document["weights"])
    print(f"{len(examples)} sentences, {weights} features, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
