"""Killed at any moment: nothing is sent twice, nothing unapproved, no mail is lost."""

from __future__ import annotations

import json
import subprocess
import sys

SAMPLE = 60  # of the matrix, in about a minute; `make faults` runs all of it
REACHED = 40  # of them at least: a second crash may lie beyond the end of a recovery


def test_a_sample_of_crashes_breaks_no_promise() -> None:
    # In a process of its own: it forks, and a test runner has threads.
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--sample", str(SAMPLE), "--json"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)
    assert figures["problems"] == []
    assert figures["points"] >= REACHED
