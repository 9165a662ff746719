"""``python -m inbox_agent`` and the command ``inbox-agent``: the first thing that runs.

A service may be told to stop while it still imports; it ends cleanly then too. So the answer to
SIGTERM stands here, before everything that takes its time.
"""

from __future__ import annotations

import os
import signal
import sys

OWNERS_ALONE = 0o077  # nobody else reads what this program writes: files 0600, folders 0700


def main() -> int:
    """The command line; ends the process's life with its exit code."""
    os.umask(OWNERS_ALONE)
    if "run" in sys.argv[1:]:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
    from inbox_agent.start import main as command_line

    return command_line()


def _stop(_number: int, _frame: object) -> None:
    """Until service.py takes over, nothing is begun that would have to be finished."""
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
