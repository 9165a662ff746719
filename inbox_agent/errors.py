"""What can go wrong, sorted by what to do about it.

``UserError``  the owner can mend it: say what, and what to type (no traceback).
``TryAgain``   the world is busy or away: wait and do the same again.
``GiveUp``     trying again cannot help: keep what we have and say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and its cure in words the owner can act on."""

    what: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{self.what}\n    {self.cure}" if self.cure else self.what


class InboxAgentError(Exception):
    """Root of everything this program raises on purpose."""

    exit_code = 1  # of a command that ends with it


class UserError(InboxAgentError):
    """The owner can mend this; all problems are listed at once, each with its cure."""

    exit_code = 2

    def __init__(self, problems: str | Problem | Iterable[Problem], cure: str = "") -> None:
        if isinstance(problems, str):
            problems = [Problem(problems, cure)]
        elif isinstance(problems, Problem):
            problems = [problems]
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Refused(UserError):
    """The request was understood and is not allowed now (exit 1, not a usage error)."""

    exit_code = 1


class NotFound(UserError):
    """An id, code, message or name that does not exist, or is ambiguous (exit 2)."""


class TryAgain(InboxAgentError):
    """The server or the network failed in a way that may pass."""

    exit_code = 1

    def __init__(self, what: str, cure: str = "", retry_after: float | None = None) -> None:
        super().__init__(what)
        self.cure = cure
        self.retry_after = retry_after  # seconds; None: the usual backoff


class GiveUp(InboxAgentError):
    """Trying again cannot help until somebody changes something (a wrong password, say)."""

    exit_code = 1

    def __init__(self, what: str, cure: str = "") -> None:
        super().__init__(what)
        self.cure = cure
