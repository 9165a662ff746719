"""``Pattern``: one expression of a rule, in RE2 (linear in time, whatever the mail).

Gaps of a counted length (``.{0,70}``) make the automaton of an expression large, and every new
text adds to it. So a text is first asked whether it would match if gaps could have any length:
that automaton is small, and the answer is mostly no. RE2 answers a set of expressions quicker
than a single one, because nobody asks it where; hence sets of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import re2

_FREE = 6
_COUNT = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}")


class Pattern:
    """``text`` compiled when it is first needed; case is ignored, ^ and $ are those of a line."""

    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def either(cls, texts: Iterable[str]) -> Pattern:
        """Matches where one of ``texts`` does."""
        return cls("|".join(f"(?:{text})" for text in texts))

    def search(self, encoded: bytes) -> tuple[int, int] | None:
        """Where it first matches UTF-8 text, in bytes."""
        if not self._relaxed.Match(encoded):
            return None
        found = self._exact.search(encoded)
        return found.span() if found else None

    @cached_property
    def _exact(self) -> Any:
        return re2.compile(f"(?m){self.text}", _options())

    @cached_property
    def _relaxed(self) -> Any:
        found = re2.Set.SearchSet(_options())
        found.Add(f"(?m){relaxed(self.text)}")
        found.Compile()
        return found


def relaxed(pattern: str) -> str:
    """A pattern that matches whatever ``pattern`` does, without counts of more than a few."""
    return _COUNT.sub(_uncounted, pattern)


def _uncounted(found: re.Match[str]) -> str:
    least, most = found.groups()
    if least is None:  # an escape or a class
        return found[0]
    return "*" if int(most or least) > _FREE else found[0]


def _options() -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.never_capture = True
    return options
