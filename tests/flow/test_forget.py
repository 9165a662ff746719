"""``forget``: bodies go from the disk, what was understood stays, nothing is reread."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.flow.house import CORPUS, House

NOW = "2026-11-20T09:00:00+02:00"


def bytes_on_disk(home: House) -> bytes:
    return b"".join(path.read_bytes() for path in home.config.parent.glob("agent.db*"))


def put(home: House, subject: str, date: str, words: str) -> None:
    home.account.deliver((
        f"From: C <c@greatsauk.example>\r\nTo: leila.haddad@post.example\r\nSubject: {subject}\r\n"
        f"Message-ID: <{subject}@x>\r\nDate: {date}\r\n\r\n{words}\r\n"
    ).encode())  # fmt: skip


@pytest.fixture
def read(home: House) -> House:
    put(home, "old", "Thu, 01 Oct 2026 10:00:00 +0000", "an old body, unique-old-words")
    put(home, "new", "Mon, 16 Nov 2026 10:00:00 +0000", "a new body, unique-new-words")
    home.poll(NOW)
    return home


def test_bodies_before_a_day_go_and_their_rows_stay(read: House, tmp_path: Path) -> None:
    done = read.run("forget", "--before", "2026-11-01", "--yes", now=NOW)
    assert done.code == 0, done.err
    assert "1 bodies deleted" in done.out
    assert b"unique-old-words" not in bytes_on_disk(read)
    rows = {row["subject"]: row["id"] for row in read.run("messages", "--json", now=NOW).json}
    assert set(rows) == {"old", "new"}
    assert read.run("evidence", rows["old"], "--out", str(tmp_path / "a"), now=NOW).code == 1
    assert read.run("evidence", rows["new"], "--out", str(tmp_path / "b"), now=NOW).code == 0
    assert read.poll(NOW)["new"] == 0  # a forgotten mail is not read again
    assert read.run("audit", "verify", now=NOW).code == 0


def test_one_program_can_be_forgotten(home: House) -> None:
    home.deliver("d022")
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll(NOW)
    name = next(row["program_known"] for row in home.run("messages", "--json", now=NOW).json)
    assert name
    done = home.run("forget", "--program", name, "--yes", now=NOW)
    assert "1 bodies deleted" in done.out
    assert home.run("interviews", "--json", now=NOW).json  # what was understood stays


def test_it_asks_first_and_says_what_it_wants_to_know(read: House) -> None:
    assert read.run("forget", now=NOW).code == 2
    assert read.run("forget", "--before", "yesterday", now=NOW).code == 2
    assert read.run("forget", "--all", "--before", "2026-11-01", now=NOW).code == 2
    assert read.run("forget", "--program", "Nowhere", now=NOW).code == 2
    done = read.run("forget", "--before", "2027-01-01", now=NOW)  # nobody answers
    assert done.code == 1
    assert len(read.run("messages", "--json", now=NOW).json) == 2


def test_all_means_the_store_and_its_key(read: House) -> None:
    folder = read.config.parent
    assert read.run("forget", "--all", "--yes").code == 0
    assert not list(folder.glob("agent.db*"))
    assert not (folder / "inbox-agent.key").exists()
    assert read.config.exists()


def test_where_only_needed_bodies_are_kept_an_unrelated_mail_leaves_none(home: House) -> None:
    text = home.config.read_text("utf-8")
    home.config.write_text(f'{text}\n[store]\nbodies = "needed"\n', encoding="utf-8")
    put(home, "Sale", "Fri, 20 Nov 2026 06:00:00 +0000", "Shoes for half the price, sale-words.")
    home.deliver("d022")
    home.poll(NOW)
    rows = {row["subject"]: row for row in home.run("messages", "--json", now=NOW).json}
    assert rows["Sale"]["category"] == "unrelated"
    out = str(home.config.parent / "pack")
    assert home.run("evidence", rows["Sale"]["id"], "--out", out, now=NOW).code == 1
    kept = next(row["id"] for row in rows.values() if row["category"] != "unrelated")
    assert home.run("evidence", kept, "--out", out, now=NOW).code == 0


def test_check_says_which_file_others_can_read(read: House) -> None:
    assert "can be read by you only" in read.run("check").out
    key = read.config.parent / "inbox-agent.key"
    store = read.config.parent / "agent.db"
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    key.chmod(0o600)
    secret = read.config.parent / "mail.password"
    secret.write_text("x", encoding="utf-8")
    secret.chmod(0o644)
    changed = read.config.read_text("utf-8").replace(
        'password_env = "MAIL_PASSWORD"', 'password_file = "mail.password"'
    )
    read.config.write_text(changed, encoding="utf-8")
    done = read.run("check")
    assert done.code != 0
    assert f"chmod 600 {secret}" in done.out + done.err
