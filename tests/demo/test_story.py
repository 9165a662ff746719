"""The demo as a newcomer runs it: one mail sent, and files that are what they say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from icalendar import Calendar

SECONDS = 120.0  # promised: under 30 on an idle machine; a loaded one is given more


def test_the_whole_story_is_told_and_leaves_its_files(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inbox_agent", "demo", "--keep", str(tmp_path)],
        capture_output=True, text=True, check=False, timeout=SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for words in ("What the mail is", "Read with care", "rank bargain", "approve", "Sent, once",
                  "hosei@junipervalley.example", "The digest:"):  # fmt: skip
        assert words in done.stdout
    careful = done.stdout.partition("2. Read with care")[2].partition("3. The interviews")[0]
    assert "Brightwell" not in careful  # the present employer's contract
    digest = (tmp_path / "digest.html").read_text("utf-8")
    assert "Old Harbor University" in digest
    calendar = Calendar.from_ical((tmp_path / "interviews.ics").read_bytes())
    assert len(calendar.walk("VEVENT")) >= 3
    again = subprocess.run(
        [sys.executable, "-m", "inbox_agent", "demo", "--keep", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert again.returncode == 2
    assert "holds a store already" in again.stderr
