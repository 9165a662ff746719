"""Promise 4: the mailbox is only read; the one write is the copy of what was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.flow.house import CORPUS, House
from tests.servers.proxy import Proxy

WRITES = re.compile(
    rb"^[^\s:]+ (?:UID )?(STORE|COPY|MOVE|EXPUNGE|DELETE|CREATE|RENAME|SELECT|SUBSCRIBE|APPEND)\b",
    re.IGNORECASE | re.MULTILINE,
)


@pytest.fixture
def overheard(home: House) -> Iterator[tuple[House, Proxy]]:
    """The house, with everything that the agent says to the IMAP server written down."""
    port = home.account.server().port
    with Proxy(port) as proxy:
        text = home.config.read_text()
        home.config.write_text(text.replace(f"port = {port}", f"port = {proxy.port}", 1))
        yield home, proxy


def test_no_command_that_writes_is_ever_said_but_the_append_of_what_was_sent(
    overheard: tuple[House, Proxy],
) -> None:
    home, proxy = overheard
    home.deliver("d022", "d024")
    flags = home.flags()
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.run("check")
    home.poll("2026-11-01T09:00:00+02:00")
    home.poll("2026-11-12T22:00:00+02:00")
    assert WRITES.findall(proxy.said) == []
    code = home.drafts("2026-11-12T22:00:00+02:00")[0]["code"]
    home.answer(f"approve {code}", "2026-11-12T22:10:00+02:00")
    home.poll("2026-11-12T22:11:00+02:00")
    assert WRITES.findall(proxy.said) == [b"APPEND"]
    assert b'APPEND "Sent"' in proxy.said or b"APPEND Sent" in proxy.said
    assert {uid: home.flags()[uid] for uid in flags} == flags


def test_no_body_is_fetched_in_a_way_that_marks_it_as_read(
    overheard: tuple[House, Proxy],
) -> None:
    home, proxy = overheard
    home.deliver("d022")
    home.poll("2026-11-01T09:00:00+02:00")
    fetches = [line for line in proxy.said.split(b"\r\n") if b"FETCH" in line.upper()]
    assert fetches
    assert not [line for line in fetches if b"BODY[" in line or b"RFC822 " in line + b" "]


def test_with_copies_in_drafts_only_our_own_copies_are_written_and_taken_away(
    overheard: tuple[House, Proxy],
) -> None:
    home, proxy = overheard
    home.config.write_text(home.config.read_text() + "\n[watch]\ndrafts_folder = true\n")
    home.deliver("d022", "d024")
    flags = home.flags()
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll("2026-11-01T09:00:00+02:00")
    home.poll("2026-11-12T22:00:00+02:00")
    said = {word.upper() for word in WRITES.findall(proxy.said)}
    assert said == {b"APPEND"}
    for draft in home.drafts("2026-11-12T22:00:00+02:00"):
        home.run("drafts", "reject", draft["code"], now="2026-11-12T22:10:00+02:00")
    home.poll("2026-11-12T22:11:00+02:00")
    said = {word.upper() for word in WRITES.findall(proxy.said)}
    assert said == {b"APPEND", b"SELECT", b"STORE", b"EXPUNGE"}
    assert b"APPEND Sent" not in proxy.said
    written = [line for line in proxy.said.split(b"\r\n") if b" SELECT " in line]
    assert all(b"Drafts" in line for line in written)
    assert {uid: home.flags()[uid] for uid in flags} == flags


FILING = """
[watch]
filing = true
[filing]
interview_invitation = "Residency/Invitations"
interview_scheduled = "Residency/Interviews"
"""


def test_with_filing_sorted_mail_is_copied_once_and_stays_where_it_is(
    overheard: tuple[House, Proxy],
) -> None:
    home, proxy = overheard
    home.config.write_text(home.config.read_text() + FILING)
    home.deliver("d022", "d024")
    flags = home.flags()
    home.poll("2026-11-01T09:00:00+02:00")
    copied = _folders(home)
    home.poll("2026-11-01T09:02:00+02:00")
    assert sum(copied.values()) == 2
    assert _folders(home) == copied
    assert {uid: home.flags()[uid] for uid in flags} == flags
    assert set(WRITES.findall(proxy.said)) == {b"COPY", b"CREATE"}


def test_a_copy_that_the_owner_throws_away_does_not_come_back(
    overheard: tuple[House, Proxy],
) -> None:
    home, _ = overheard
    home.config.write_text(home.config.read_text() + FILING)
    home.deliver("d022", "d024")
    home.poll("2026-11-01T09:00:00+02:00")
    with home.mailbox() as client:
        for folder in _folders(home):
            client.select_folder(folder)
            client.delete_messages(client.search())
            client.expunge()
    home.deliver("d023")
    home.poll("2026-11-01T09:02:00+02:00")
    assert sum(_folders(home).values()) <= 1


def _folders(home: House) -> dict[str, int]:
    """How many messages lie in each folder that filing made."""
    with home.mailbox() as client:
        names = [name for _, _, name in client.list_folders() if name.startswith("Residency/")]
        return {name: client.folder_status(name, ["MESSAGES"])[b"MESSAGES"] for name in names}
