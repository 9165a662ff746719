"""What every Mailbox does: the double in memory, a real Dovecot, and the demo's server."""

from __future__ import annotations

import contextlib
import imaplib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from inbox_agent.demo.servers import DemoServers
from inbox_agent.errors import TryAgain, UserError
from inbox_agent.ports import Fetched, Folder, Mailbox
from inbox_agent.shell.imap import ImapMailbox
from inbox_agent.testing import MemoryMailbox
from tests.servers.dovecot import PASSWORD, Account

AT = datetime(2026, 11, 12, 14, 0, tzinfo=UTC)
RAW = b"Message-ID: <1@prog.example>\r\nX-Draft: d1.2\r\nSubject: hello\r\n\r\nA line.\r\n"


@dataclass(frozen=True, slots=True)
class World:
    """A mailbox, and what others do to it."""

    mailbox: Mailbox
    expunge: Callable[[int], None]


def memory() -> Iterator[World]:
    box = MemoryMailbox()
    yield World(box, box.expunge)


def _expunge(port: int, user: str, password: str, uid: int) -> None:
    client = imaplib.IMAP4("127.0.0.1", port)
    client.login(user, password)
    client.select("INBOX")
    client.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.logout()


@contextlib.contextmanager
def on_dovecot(account: Account) -> Iterator[World]:
    box = ImapMailbox(account.server())
    port = account.dovecot.ports.imap
    yield World(box, lambda uid: _expunge(port, account.user, PASSWORD, uid))
    box.close()


@contextlib.contextmanager
def on_demo() -> Iterator[World]:
    with DemoServers("leila@post.example") as servers:
        box = ImapMailbox(servers.imap)
        port = servers.imap.port
        yield World(box, lambda uid: _expunge(port, servers.user, servers.password, uid))
        box.close()


@pytest.fixture(params=["memory", pytest.param("dovecot", marks=pytest.mark.dovecot), "demo"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    kinds: dict[str, Callable[[], AbstractContextManager[World]]] = {
        "memory": contextlib.contextmanager(memory),
        "dovecot": lambda: on_dovecot(request.getfixturevalue("account")),
        "demo": on_demo,
    }
    with kinds[request.param]() as made:
        yield made


def lay(world: World, count: int, folder: str = "INBOX") -> list[bytes]:
    raws = [b"X-Number: %d\r\n%s" % (number, RAW) for number in range(1, count + 1)]
    for raw in raws:
        world.mailbox.append(folder, raw, (), AT)
    return raws


def test_the_folders_that_matter_have_their_roles(world: World) -> None:
    assert {
        Folder("INBOX", "inbox"),
        Folder("Sent", "sent"),
        Folder("Junk", "junk"),
        Folder("Drafts", "drafts"),
    } <= set(world.mailbox.folders())


def test_an_empty_folder_is_empty(world: World) -> None:
    status = world.mailbox.examine("INBOX")
    assert (status.exists, status.uidvalidity is None) == (0, False)
    assert world.mailbox.uids("INBOX", 1) == ()


def test_a_message_comes_back_as_it_was_put(world: World) -> None:
    world.mailbox.append("Sent", RAW, ("\\Seen",), AT)
    (uid,) = world.mailbox.uids("Sent", 1)
    (got,) = world.mailbox.fetch("Sent", [uid])
    plain = Fetched(got.uid, got.raw, got.internal_date, got.size, got.truncated)
    assert plain == Fetched(uid, RAW, AT, len(RAW))
    assert set(got.flags) - {"\\Recent"} == {"\\Seen"}


def test_uids_ascend_and_never_leave_their_range(world: World) -> None:
    lay(world, 4)
    first = world.mailbox.uids("INBOX", 1)
    assert len(first) == 4
    assert list(first) == sorted(first)
    assert world.mailbox.uids("INBOX", first[1], first[2]) == first[1:3]
    assert world.mailbox.uids("INBOX", first[-1] + 1) == ()
    assert world.mailbox.uids("INBOX", first[2], first[1]) == ()
    assert world.mailbox.examine("INBOX").uidnext == first[-1] + 1


def test_fetch_keeps_the_order_asked_and_leaves_out_what_is_gone(world: World) -> None:
    raws = lay(world, 3)
    one, two, three = world.mailbox.uids("INBOX", 1)
    world.expunge(two)
    got = world.mailbox.fetch("INBOX", [three, two, one, three + 7])
    assert [(message.uid, message.raw) for message in got] == [(three, raws[2]), (one, raws[0])]
    assert world.mailbox.examine("INBOX").exists == 2


def test_sizes_are_told_of_what_is_there(world: World) -> None:
    raws = lay(world, 2)
    world.mailbox.examine("INBOX")
    first, second = world.mailbox.uids("INBOX", 1)
    sizes = world.mailbox.sizes("INBOX", (first, second, second + 99))
    assert sizes == {first: len(raws[0]), second: len(raws[1])}


def test_a_uid_is_never_used_again(world: World) -> None:
    lay(world, 1)
    (old,) = world.mailbox.uids("INBOX", 1)
    world.expunge(old)
    lay(world, 1)
    assert world.mailbox.uids("INBOX", 1) == (old + 1,)


def test_find_looks_into_the_header_asked_for(world: World) -> None:
    lay(world, 2)
    both = world.mailbox.uids("INBOX", 1)
    assert world.mailbox.find("INBOX", "Message-ID", "<1@prog.example>") == both
    assert world.mailbox.find("INBOX", "X-Number", "2") == both[1:]
    assert world.mailbox.find("INBOX", "X-Draft", "D1.2") == both
    assert world.mailbox.find("INBOX", "Subject", "<1@prog.example>") == ()
    assert world.mailbox.find("Junk", "Message-ID", "<1@prog.example>") == ()


def test_only_a_message_that_bears_our_mark_is_taken_away(world: World) -> None:
    lay(world, 2, "Drafts")
    one, two = world.mailbox.uids("Drafts", 1)
    assert not world.mailbox.remove("Drafts", one, "X-Draft", "d9.9")
    assert not world.mailbox.remove("Drafts", two + 7, "X-Draft", "d1.2")
    assert world.mailbox.remove("Drafts", one, "X-Draft", "d1.2")
    assert world.mailbox.uids("Drafts", 1) == (two,)
    assert len(world.mailbox.fetch("Drafts", [two])) == 1


def test_a_copy_lies_in_a_folder_that_is_made_for_it_and_the_message_stays(world: World) -> None:
    (raw,) = lay(world, 1)
    (uid,) = world.mailbox.uids("INBOX", 1)
    world.mailbox.examine("INBOX")
    world.mailbox.copy("INBOX", uid, "Residency")
    world.mailbox.copy("INBOX", uid, "Residency")
    world.mailbox.examine("Residency")
    copies = world.mailbox.fetch("Residency", world.mailbox.uids("Residency", 1))
    assert [copy.raw for copy in copies] == [raw, raw]
    assert world.mailbox.uids("INBOX", 1) == (uid,)


def test_wait_says_whether_something_came_since_examine(world: World) -> None:
    world.mailbox.examine("INBOX")
    assert not world.mailbox.wait("INBOX", 0.1)
    lay(world, 1)
    assert world.mailbox.wait("INBOX", 10)


def test_wait_tells_of_the_same_news_once(world: World) -> None:
    """A watcher only waits; somebody else reads."""
    assert not world.mailbox.wait("INBOX", 0.1)
    lay(world, 1)
    assert world.mailbox.wait("INBOX", 10)
    assert not world.mailbox.wait("INBOX", 0.1)
    lay(world, 1)
    assert world.mailbox.wait("INBOX", 10)


def test_a_folder_that_is_not_there_is_named(world: World) -> None:
    with pytest.raises(UserError, match="'Nowhere'"):
        world.mailbox.examine("Nowhere")
    with pytest.raises(UserError, match="'Nowhere'"):
        world.mailbox.uids("Nowhere", 1)


def test_a_closed_mailbox_stays_closed(world: World) -> None:
    world.mailbox.examine("INBOX")
    world.mailbox.close()
    world.mailbox.close()
    assert not world.mailbox.wait("INBOX", 60)
    with pytest.raises(TryAgain, match="closed"):
        world.mailbox.examine("INBOX")
