"""A real Dovecot behind a network that fails: every message is a row, once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from imapclient import IMAPClient

from inbox_agent.core.reading import Category
from inbox_agent.errors import TryAgain
from inbox_agent.pipeline import Agent, one_pass
from inbox_agent.pipeline.agent import Counts
from inbox_agent.shell.imap import ImapMailbox
from inbox_agent.shell.server import Server
from inbox_agent.shell.store import SqlStore, open_store
from inbox_agent.testing import MemoryOutbox
from tests.faults.agents import (
    AFTER,
    NIGHT,
    OWNER,
    Desk,
    HeardAlerts,
    KeyBox,
    an_agent,
    mail,
)
from tests.servers.dovecot import MAIL_UID, PASSWORD, Account
from tests.servers.proxy import Proxy

MANY = 1_000  # messages of a first reading
PATIENCE = 2.0  # seconds for an answer: a dead network is noticed soon

pytestmark = pytest.mark.dovecot


@dataclass
class Far:
    """An agent whose mailbox is a Dovecot behind the proxy."""

    account: Account
    proxy: Proxy
    store: SqlStore
    alerts: HeardAlerts

    def server(self) -> Server:
        near = self.account.server()
        return replace(near, port=self.proxy.port, read_seconds=PATIENCE, connect_seconds=PATIENCE)

    def agent(self, folders: tuple[str, ...] = ()) -> Agent:
        agent = an_agent(
            self.store, ImapMailbox(self.server()), MemoryOutbox(), KeyBox().ring(),
            alerts=self.alerts,
        )  # fmt: skip
        policy = replace(agent.policy, folders=frozenset(folders), file_sent=False)
        return replace(agent, policy=policy)

    def subjects(self) -> list[str]:
        with self.store.read() as records:
            return sorted(message.subject for message in records.messages())


@pytest.fixture
def far(account: Account, tmp_path: Path) -> Iterator[Far]:
    store = open_store(f"sqlite:///{tmp_path}/agent.db", OWNER.email)
    with Proxy(account.server().port) as proxy:
        yield Far(account, proxy, store, HeardAlerts())
    store.close()


def letter(number: int) -> bytes:
    return mail(f"Letter {number:04}", f"Issue {number}.", NIGHT + timedelta(seconds=number),
                sender="news@alumni.example", message_id=f"<{number}@alumni.example>",
                x_filler="0" * 900)  # fmt: skip


def lay(account: Account, count: int) -> None:
    """Into the Maildir, before anybody signs in."""
    folders = [account.maildir / name for name in ("cur", "new", "tmp")]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folders[0] / f"{1_790_000_000 + number}.M{number}.x:2,").write_bytes(letter(number))
    if os.geteuid() == 0:
        for path in (account.maildir.parent, *account.maildir.parent.rglob("*")):
            os.chown(path, MAIL_UID, MAIL_UID)


def read(agent: Agent, minute: float = 0) -> Counts:
    return asyncio.run(one_pass(agent, AFTER + timedelta(minutes=minute)))


def test_a_first_reading_that_is_cut_ten_times_reads_every_message_once(far: Far) -> None:
    """The first cuts fall into a batch, the later ones behind one or two."""
    lay(far.account, MANY)
    cuts = range(30_000, 390_001, 40_000)
    far.proxy.cuts.extend(cuts)
    turn, counts = 0, None
    while counts is None:
        agent = far.agent()
        try:
            counts = read(agent, turn)
        except TryAgain:
            turn += 1
        agent.mailbox.close()
    assert not far.proxy.cuts
    assert far.subjects() == [f"Letter {number:04}" for number in range(MANY)]
    size = sum(len(letter(number)) for number in range(MANY))
    assert far.proxy.transferred < sum(cuts) + 1.5 * size  # what was read is not read again


def test_a_line_that_breaks_in_every_batch_gets_there_in_smaller_ones(far: Far) -> None:
    lay(far.account, 150)
    far.proxy.cut_after = 60_000  # a batch of 150 is 200 KB
    for turn in range(60):
        agent = far.agent()
        try:
            read(agent, turn)
        except TryAgain:
            continue
        finally:
            agent.mailbox.close()
        break
    assert far.subjects() == [f"Letter {number:04}" for number in range(150)]


def test_a_hundred_reconnects_make_no_row_and_no_alert_twice(far: Far) -> None:
    for number in range(9):
        far.account.deliver(letter(number))
    far.account.deliver(mail(
        "Interview invitation: Great Sauk Medical Center",
        "Dear Dr. Haddad, we invite you to interview with our residency program. Please choose a "
        "date by replying within 48 hours.", AFTER, sender="bolsen@greatsauk.example",
    ))  # fmt: skip
    for turn in range(100):
        agent = far.agent()
        read(agent, turn / 60)
        agent.mailbox.close()
    assert len(far.subjects()) == 10
    assert len(far.alerts.heard) == 1


def test_a_network_that_swallows_everything_is_noticed_and_nothing_is_lost(far: Far) -> None:
    agent = far.agent()
    read(agent)
    far.account.deliver(letter(1))
    far.proxy.black_hole.set()
    with pytest.raises(TryAgain):
        read(agent, 1)
    far.proxy.black_hole.clear()
    assert read(agent, 2).new == 1
    agent.mailbox.close()


def test_one_message_under_several_labels_is_one_row_and_rings_once(far: Far) -> None:
    """As Gmail shows it: the same bytes in INBOX, in All Mail and below a label."""
    invitation = mail(
        "Interview invitation: Great Sauk Medical Center",
        "Dear Dr. Haddad, we invite you to interview with our residency program. Please choose a "
        "date by replying within 48 hours.", AFTER, sender="bolsen@greatsauk.example",
    )  # fmt: skip
    places = ("INBOX", "All Mail", "Residency", "Junk")
    server = far.account.server()
    with IMAPClient(server.host, server.port, ssl=False) as client:
        client.login(server.user, PASSWORD)
        for folder in places:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            client.append(folder, invitation)
    agent = far.agent(places)
    assert read(agent).new == 1
    agent.mailbox.close()
    with far.store.read() as records:
        (message,) = records.messages()
        assert {place.folder for place in records.places(message.fingerprint)} == set(places)
    assert message.reading is not None
    assert message.reading.category is Category.INTERVIEW_INVITATION
    assert len(far.alerts.heard) == 1


def test_a_quiet_day_transfers_little(far: Far) -> None:
    """720 polls of three folders: what one costs, times the polls of a day, is under 5 MB."""
    lay(far.account, 50)
    agent = far.agent()
    read(agent)
    before = far.proxy.transferred
    for turn in range(1, 11):
        read(agent, 2 * turn)
    agent.mailbox.close()
    a_day = (far.proxy.transferred - before) / 10 * 720
    assert a_day < 5_000_000


def test_mail_that_arrives_at_any_step_of_a_pass_is_read_once() -> None:
    desk = Desk()
    arrived = 0
    called = desk.mailbox._called

    def arriving(name: str) -> None:
        nonlocal arrived
        called(name)
        if arrived < 60:
            desk.mailbox.deliver(letter(arrived))
            arrived += 1

    desk.mailbox._called = arriving  # type: ignore[method-assign]
    turn = 0
    while arrived < 60:
        read(desk.agent(), turn)
        turn += 1
    read(desk.agent(), turn)
    with desk.store.read() as records:
        assert sorted(message.subject for message in records.messages()) == [
            f"Letter {number:04}" for number in range(60)
        ]
