"""Lists of words that are easier to read as a line of text than as a list of strings."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of ``text``, which are separated by spaces."""
    return frozenset(text.split())
