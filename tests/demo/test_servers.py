"""The embedded provider: what the demo and many tests stand on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from inbox_agent.demo.servers import Delivered, DemoServers
from inbox_agent.errors import GiveUp
from inbox_agent.ports import Accepted, Envelope, Folder, NotHanded
from inbox_agent.shell.imap import ImapMailbox
from inbox_agent.shell.server import Server
from inbox_agent.shell.smtp import SmtpOutbox

OWNER = "leila.haddad@post.example"
NOW = datetime(2026, 11, 12, 7, 30, tzinfo=UTC)
# Odd on purpose: 8-bit bytes, an empty header, a line with only a dot, no line end at the end
ODD = (
    b"From: pc@prog.example\r\nTo: leila.haddad@post.example\r\nX-Empty:\r\nSubject: =?bad\r\n"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\ncaf\xe9\r\n.\r\n--x--\r\nend"
)
PLAIN = b"From: leila.haddad@post.example\r\nSubject: thanks\r\n\r\nThank you.\r\n"


@pytest.fixture
def servers() -> Iterator[DemoServers]:
    with DemoServers(OWNER, clock=lambda: NOW) as running:
        yield running


@pytest.fixture
def mailbox(servers: DemoServers) -> Iterator[ImapMailbox]:
    box = ImapMailbox(servers.imap)
    yield box
    box.close()


async def go() -> bool:
    return True


def test_the_folders_have_the_roles_that_the_agent_looks_for(mailbox: ImapMailbox) -> None:
    assert set(mailbox.folders()) == {
        Folder("INBOX", "inbox"),
        Folder("Sent", "sent"),
        Folder("Junk", "junk"),
        Folder("Drafts", "drafts"),
    }


@pytest.mark.parametrize("folder", ["INBOX", "Sent"])
def test_what_is_laid_into_a_folder_comes_back_byte_by_byte(
    servers: DemoServers, mailbox: ImapMailbox, folder: str
) -> None:
    servers.put(ODD, folder, at=NOW)
    (uid,) = mailbox.uids(folder, 1)
    (got,) = mailbox.fetch(folder, [uid])
    assert (got.raw, got.internal_date, got.size) == (ODD, NOW, len(ODD))
    assert servers.held(folder) == (ODD,)


async def test_mail_to_the_owner_lands_in_inbox_and_nowhere_else(servers: DemoServers) -> None:
    envelope = Envelope(OWNER, (OWNER,))
    assert await SmtpOutbox(servers.smtp).send(envelope, PLAIN, go) == Accepted("250 2.0.0 taken")
    assert servers.held() == (PLAIN,)
    assert servers.delivered == []


async def test_mail_to_a_program_is_captured_and_goes_nowhere(servers: DemoServers) -> None:
    envelope = Envelope(OWNER, ("pd@prog.example", OWNER))
    await SmtpOutbox(servers.smtp).send(envelope, PLAIN, go)
    assert servers.delivered == [Delivered(OWNER, ("pd@prog.example",), PLAIN, NOW)]
    assert servers.held() == (PLAIN,)


async def test_a_wrong_password_is_refused_by_both(servers: DemoServers) -> None:
    def wrong(server: Server) -> Server:
        return Server(server.host, server.port, "plain", server.user, lambda: "wrong")

    outcome = await SmtpOutbox(wrong(servers.smtp)).send(Envelope(OWNER, (OWNER,)), PLAIN, go)
    assert isinstance(outcome, NotHanded)
    assert outcome.hopeless
    with pytest.raises(GiveUp):
        ImapMailbox(wrong(servers.imap)).folders()


async def test_nobody_sends_without_signing_in(servers: DemoServers) -> None:
    stranger = Server(servers.smtp.host, servers.smtp.port, "plain", "", lambda: "")
    outcome = await SmtpOutbox(stranger).send(Envelope(OWNER, (OWNER,)), PLAIN, go)
    assert getattr(outcome, "code", None) == 530
    assert servers.held() == ()


def test_news_are_noticed_while_waiting(servers: DemoServers, mailbox: ImapMailbox) -> None:
    mailbox.examine("INBOX")
    assert not mailbox.wait("INBOX", 0.2)
    servers.put(PLAIN)
    assert mailbox.wait("INBOX", 5)


def test_stopping_frees_the_ports_also_with_connections_open() -> None:
    servers = DemoServers(OWNER)
    servers.start()
    imap, smtp = servers.imap, servers.smtp
    box = ImapMailbox(imap)
    box.folders()
    with socket.create_connection((smtp.host, smtp.port)):
        servers.stop()
    box.close()
    for server in (imap, smtp):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((server.host, server.port)).close()
