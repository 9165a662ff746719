"""The evidence pack: untouched bytes, what was seen on the day, one page, and no verdict."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from pathlib import Path

from tests.flow.house import House

NOW = "2026-10-29T08:00:00+00:00"


def strange(home: House) -> str:
    """The id of a mail that gives less than 48 hours."""
    home.account.deliver(
        b"From: Dr. X <x@sauk.example>\r\nTo: leila.haddad@post.example\r\nSubject: Interview\r\n"
        b"Date: Wed, 28 Oct 2026 17:30:00 +0000\r\nMessage-ID: <short@sauk.example>\r\n\r\n"
        b"Dear Leila,\r\nwe invite you to interview for the preliminary medicine position at\r\n"
        b"Great Sauk Medical Center. Please accept or decline within 24 hours of this message.\r\n"
    )
    home.poll(NOW)
    rows = home.run("messages", "--json", now=NOW).json
    (row,) = [row for row in rows if row["message_id"] == "<short@sauk.example>"]
    assert [flag["flag"] for flag in row["flags"]] == ["short_deadline"]
    row_id: str = row["id"]
    return row_id


def test_the_pack_holds_the_untouched_message_and_what_was_seen_that_day(
    home: House, tmp_path: Path
) -> None:
    row_id = strange(home)
    out = tmp_path / "pack.zip"
    done = home.run("evidence", row_id, "--out", str(out), now="2026-11-20T08:00:00+00:00")
    assert done.code == 0, done.err
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with zipfile.ZipFile(out) as archive:
        files = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert files["message.eml"].endswith(b"within 24 hours of this message.\r\n")
    for line in files.pop("SHA256SUMS").decode().splitlines():
        value, _, name = line.partition("  ")
        assert hashlib.sha256(files[name]).hexdigest() == value
    seen = json.loads(files["authentication.json"])
    assert seen["dkim_at_arrival"]["at"].startswith("2026-10-29")  # not the day of the report
    assert seen["dkim_today"]["at"].startswith("2026-11-20")
    assert files["report.pdf"].startswith(b"%PDF-")


def test_the_page_tells_and_accuses_nobody(home: House, tmp_path: Path) -> None:
    row_id = strange(home)
    home.run("evidence", row_id, "--out", str(tmp_path / "pack"), now=NOW)
    page = (tmp_path / "pack" / "report.html").read_text("utf-8")
    assert "within 24 hours" in page  # the words themselves
    assert "section 6.2" in page  # the rule they touch
    assert "866-653-NRMP" in page  # who can be asked
    assert "does not say that a rule was broken" in page
    assert "Times of Asia/Amman" in page
    bare = page.replace("reporting-investigation-violations", "")
    assert "violat" not in bare.lower()
    assert "ic3.gov" not in page  # nobody wants money here


def test_nothing_leaves_and_the_message_may_be_named_by_its_message_id(
    home: House, tmp_path: Path
) -> None:
    strange(home)
    before = len(home.inbox("report")) + len(home.inbox("alert"))
    done = home.run("evidence", "<short@sauk.example>", "--out", str(tmp_path / "p"), now=NOW)
    assert done.code == 0
    assert len(home.inbox("report")) + len(home.inbox("alert")) == before
    assert home.delivered == []


def test_a_message_that_is_not_there_is_wrong_usage(home: House, tmp_path: Path) -> None:
    done = home.run("evidence", "m999", "--out", str(tmp_path / "p"), now=NOW)
    assert done.code == 2
    assert not (tmp_path / "p").exists()
