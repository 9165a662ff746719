"""Killed or cut off at any moment: nothing is sent twice, nothing unapproved, no mail is lost."""

from __future__ import annotations

import json
import subprocess
import sys

SAMPLE = 196  # first faults of the matrix; `make faults` tries all of them
REACHED = 300  # with the second kills that follow them; PostgreSQL, where it is, adds its share


def test_a_sample_of_the_crash_matrix_breaks_no_promise() -> None:
    # In a process of its own: it forks, and a test runner has threads.
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--sample", str(SAMPLE), "--pairs", "2", "--json"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)
    assert figures["problems"] == []
    assert figures["points"] >= REACHED
    assert min(figures["pairs"], figures["cuts"], figures["left_unknown"]) > 0
