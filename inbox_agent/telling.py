"""What goes wrong is told in words, with what to type."""

from __future__ import annotations

import sys
from collections.abc import Callable

from inbox_agent.errors import GiveUp, InboxAgentError, TryAgain


def telling(run: Callable[[], int]) -> int:
    """The exit code of ``run``; an error that it raises is told on stderr."""
    try:
        return run()
    except InboxAgentError as error:
        _tell(str(error), error.cure if isinstance(error, TryAgain | GiveUp) else "")
        return error.exit_code
    except OSError as error:  # a file that cannot be written, a full disk
        _tell(
            f"{error.filename or 'a file'}: {error.strerror or error}",
            "Name a place that you may write to.",
        )
        return 1


def _tell(what: str, cure: str) -> None:
    sys.stderr.write(what + "\n" + (f"    {cure}\n" if cure else ""))
