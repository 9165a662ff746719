"""What the model looks at: a mail as a set of named features, block by block.

``act:``   a rule hit, by the rule's sign (and where it stands: subject, opening, close)
``mail:``  what the envelope shows: platform, bulk, automatic, calendar method, known sender, season
``word:``  words of the new text, ``pair:`` neighbours, ``gap:`` two concepts within one sentence
``head:``  words of the subject

Words are folded to concepts (config/concepts.toml) or to a short stem. Only presence counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from inbox_agent.core.reading import Where
from inbox_agent.core.rules import Hit, Sentence

MAX_TOKENS = 700  # of one mail; what a mail is stands in its first pages, or in its last lines
GAP = 5  # tokens between two concepts that may still speak of one thing
_TOKEN = re.compile(
    r"https?://\S+|n't\b|[^\W\d_]+(?:[-'][^\W\d_]+)*|[$€£]\s?\d[\d,.]*"
    r"|\d{1,2}(?::\d\d)? ?[ap]\.?m\b|\d{1,2}:\d\d|\d{1,4}[/-]\d{1,2}(?:[/-]\d{1,4})?"
    r"|\d[\d,.]*(?:st|nd|rd|th)?"
)
_ENDINGS = ("ations", "ation", "ingly", "ings", "ing", "edly", "ies", "ied", "ed", "es", "ly", "s")
_LEAST_STEM = 4  # letters that must remain


def stem(word: str) -> str:
    """A short form that a word shares with its inflections; crude, and enough for presence."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word[: -len(ending)]
    return word


class Folding:
    """Words to concepts or stems, remembered for each word seen (bounded)."""

    _MOST = 50_000  # words remembered; mail that is noise must not fill the memory

    def __init__(self, concepts: Mapping[str, str]) -> None:
        """``concepts``: word -> concept."""
        self._concepts = dict(concepts)
        self._known: dict[str, str] = {}

    def __call__(self, token: str) -> str:
        folded = self._known.get(token)
        if folded is None:
            folded = self._fold(token)
            if len(self._known) < self._MOST:
                self._known[token] = folded
        return folded

    def _fold(self, token: str) -> str:
        first = token[0]
        if first.isdigit():
            if ":" in token or token[-1] == "m" or token.endswith("m."):
                return "#time"
            return "#date" if "/" in token or "-" in token or token[-1].isalpha() else "#number"
        if first in "$€£":
            return "#money"
        if token.startswith("http"):
            return "#link"
        if token.endswith("n't"):
            return "NOT"
        word = token.removesuffix("'s").replace("'", "")
        return self._concepts.get(word) or self._concepts.get(stem(word)) or stem(word)


def tokens(text: str, fold: Folding) -> list[str]:
    """The folded tokens of one sentence."""
    return [fold(token) for token in _TOKEN.findall(text.lower())]


def word_features(examined: Sequence[Sentence], fold: Folding) -> set[str]:
    """Words, neighbours and gaps of the subject and the new text."""
    found: set[str] = set()
    left = MAX_TOKENS
    dates = times = questions = 0
    for sentence in examined:
        if sentence.where is Where.QUOTED or left <= 0:
            continue
        words = tokens(sentence.text, fold)[:left]
        left -= len(words)
        dates += words.count("#date") + (
            ("MONTH" in words or "DAY" in words) and "#number" in words
        )
        times += words.count("#time")
        questions += sentence.text.endswith("?")
        if sentence.where is Where.SUBJECT:
            found.update(["head:" + word for word in words])
        found.update(["word:" + word for word in words])
        found.update([f"pair:{one} {two}" for one, two in pairwise(words)])
        concepts = [(i, word) for i, word in enumerate(words) if word[0].isupper()]
        for number, (i, one) in enumerate(concepts):
            for j, two in concepts[number + 1 : number + 1 + GAP]:
                if 1 < j - i <= GAP:
                    found.add(f"gap:{one} {two}")
    found.add(f"count:dates:{min(dates, 3)}")
    found.add(f"count:times:{min(times, 3)}")
    found.add(f"count:questions:{min(questions, 2)}")
    return found


def act_features(hits: Sequence[Hit], sentences: int) -> Iterator[str]:
    """The signs of the rules that were met, and where."""
    for hit in hits:
        if hit.where is Where.QUOTED:
            yield f"act:quoted:{hit.rule.sign}"
            continue
        yield f"act:{hit.rule.sign}"
        yield f"rule:{hit.rule.id}"
        if hit.where is Where.SUBJECT:
            yield f"act:subject:{hit.rule.sign}"
        elif hit.index >= sentences - 3:
            yield f"act:close:{hit.rule.sign}"
        elif hit.index <= 3:  # behind the subject and the greeting
            yield f"act:opening:{hit.rule.sign}"
