"""The mailbox against a real Dovecot: what is read is what is there, and nothing changes."""

from __future__ import annotations

import imaplib
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from pathlib import Path

import pytest

from inbox_agent.errors import GiveUp, TryAgain, UserError
from inbox_agent.ports import Folder
from inbox_agent.shell.imap import ImapMailbox
from inbox_agent.shell.imap_folders import WatchNames
from inbox_agent.shell.server import Security, Server
from tests.servers.certificates import Authority
from tests.servers.dovecot import PASSWORD, Account
from tests.servers.proxy import Proxy

RAW = b"From: pc@prog.example\r\nSubject: Interview\r\nX-Id: 1\r\n\r\nCome on Thursday.\r\n"
NOW = datetime(2026, 11, 12, 8, 0, tzinfo=timezone(-timedelta(hours=6)))
LATE_SECONDS = 10.0  # IDLE news take Dovecot half a second; anything under this is in time


@pytest.fixture
def mailbox(account: Account) -> Iterator[ImapMailbox]:
    box = ImapMailbox(account.server())
    yield box
    box.close()


def through(proxy: Proxy, account: Account, read_seconds: float = 2.0) -> Server:
    return Server(
        "127.0.0.1",
        proxy.port,
        "plain",
        account.user,
        lambda: PASSWORD,
        connect_seconds=2.0,
        read_seconds=read_seconds,
    )


def owner(account: Account) -> imaplib.IMAP4:
    """Another mail program of the same owner."""
    client = imaplib.IMAP4("127.0.0.1", account.dovecot.ports.imap)
    client.login(account.user, PASSWORD)
    return client


def fill(mailbox: ImapMailbox, count: int, folder: str = "INBOX") -> None:
    for number in range(1, count + 1):
        mailbox.append(folder, b"X-Number: %d\r\n%s" % (number, RAW), (), NOW)


# --- folders ----------------------------------------------------------------------------------


def test_roles_come_from_special_use(mailbox: ImapMailbox) -> None:
    assert set(mailbox.folders()) == {
        Folder("INBOX", "inbox"),
        Folder("Sent", "sent"),
        Folder("Junk", "junk"),
        Folder("Drafts", "drafts"),
    }


def test_folders_with_names_in_any_script_are_read(account: Account, mailbox: ImapMailbox) -> None:
    client = owner(account)
    for encoded in ("Bewerbungen &AOQ-", '"With \\"quotes\\" & more"'.replace("&", "&-")):
        client.create(encoded if encoded.startswith('"') else f'"{encoded}"')
    client.logout()
    names = {folder.name for folder in mailbox.folders()}
    assert {"Bewerbungen ä", 'With "quotes" & more'} <= names
    for name in ("Bewerbungen ä", 'With "quotes" & more'):
        fill(mailbox, 1, name)
        assert mailbox.examine(name).exists == 1


def test_a_named_folder_that_is_missing_is_the_owners_to_mend(account: Account) -> None:
    box = ImapMailbox(account.server(), WatchNames(("INBOX", "Residency")))
    with pytest.raises(UserError, match="'Residency'") as missing:
        box.folders()
    box.close()
    assert "INBOX" in missing.value.problems[0].cure


def test_examining_a_folder_that_is_not_there_names_those_that_are(mailbox: ImapMailbox) -> None:
    with pytest.raises(UserError, match="'Nowhere'") as missing:
        mailbox.examine("Nowhere")
    assert "INBOX" in missing.value.problems[0].cure


# --- reading ----------------------------------------------------------------------------------


def test_bytes_date_and_size_come_back_as_they_are(mailbox: ImapMailbox) -> None:
    odd = RAW.replace(b"Thursday", b"caf\xe9\r\n.\r\n)\r\n* 9 EXISTS\r\n{5}")
    mailbox.append("INBOX", odd, ("\\Flagged",), NOW)
    (got,) = mailbox.fetch("INBOX", [1])
    assert (got.uid, got.raw, got.internal_date, got.size) == (1, odd, NOW, len(odd))
    assert (got.truncated, set(got.flags) - {"\\Recent"}) == (False, {"\\Flagged"})
    assert got.internal_date is not None
    assert got.internal_date.tzinfo is UTC


def test_reading_changes_no_flag_not_even_recent(account: Account, mailbox: ImapMailbox) -> None:
    account.deliver(RAW)
    account.deliver(RAW)
    for uid in mailbox.uids("INBOX", 1):
        mailbox.fetch("INBOX", [uid])
    mailbox.find("INBOX", "X-Id", "1")
    mailbox.wait("INBOX", 0.2)
    client = owner(account)
    client.select("INBOX", readonly=True)
    flags = client.uid("FETCH", "1:*", "(FLAGS)")[1]
    client.logout()
    assert flags == [rb"1 (UID 1 FLAGS (\Recent))", rb"2 (UID 2 FLAGS (\Recent))"]


def test_uids_are_those_asked_for_and_never_the_last_one_instead(mailbox: ImapMailbox) -> None:
    fill(mailbox, 5)
    assert mailbox.uids("INBOX", 1) == (1, 2, 3, 4, 5)
    assert mailbox.uids("INBOX", 2, 4) == (2, 3, 4)
    assert mailbox.uids("INBOX", 6) == ()
    assert mailbox.uids("INBOX", 4, 3) == ()
    assert mailbox.uids("Junk", 1) == ()


def test_a_message_expunged_meanwhile_is_simply_not_there(
    account: Account, mailbox: ImapMailbox
) -> None:
    fill(mailbox, 4)
    assert mailbox.uids("INBOX", 1) == (1, 2, 3, 4)
    client = owner(account)
    client.select("INBOX")
    client.uid("STORE", "2,3", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.logout()
    assert [got.uid for got in mailbox.fetch("INBOX", [1, 2, 3, 4])] == [1, 4]
    assert mailbox.sizes("INBOX", [3, 4]) == {4: len(RAW) + len(b"X-Number: 4\r\n")}
    assert mailbox.fetch("INBOX", []) == ()


def test_a_flag_that_another_program_changes_meanwhile_does_no_harm(
    account: Account, mailbox: ImapMailbox
) -> None:
    fill(mailbox, 40)
    stop = threading.Event()

    def flip() -> None:
        client = owner(account)
        client.select("INBOX")
        while not stop.is_set():
            client.uid("STORE", "1:40", "+FLAGS", r"(\Flagged)")
            client.uid("STORE", "1:40", "-FLAGS", r"(\Flagged)")
        client.logout()

    thread = threading.Thread(target=flip)
    thread.start()
    try:
        for _ in range(10):
            got = mailbox.fetch("INBOX", range(1, 41))
            assert [message.uid for message in got] == list(range(1, 41))
            assert all(message.raw.endswith(RAW) for message in got)
    finally:
        stop.set()
        thread.join()


def test_a_message_over_25_mb_comes_as_headers_and_text_parts(mailbox: ImapMailbox) -> None:
    attachment = (b"A" * 76 + b"\r\n") * 330_000
    raw = (
        b"From: pc@prog.example\r\nSubject: brochure\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n'
        b'--b1\r\nContent-Type: multipart/alternative; boundary="b2"\r\n\r\n'
        b"--b2\r\nContent-Type: text/plain\r\n\r\nCome on Thursday.\r\n"
        b"--b2\r\nContent-Type: text/html\r\n\r\n<p>Come on Thursday.</p>\r\n--b2--\r\n"
        b"--b1\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + attachment
        + b"--b1\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n"
        b"--b1--\r\n"
    )
    mailbox.append("INBOX", raw, (), NOW)
    (got,) = mailbox.fetch("INBOX", [1])
    assert (got.truncated, got.size) == (True, len(raw))
    assert len(got.raw) < 2000
    message = message_from_bytes(got.raw)
    assert message["Subject"] == "brochure"
    parts = [(p.get_content_type(), p.get_payload()) for p in message.walk()]
    assert parts[1:] == [
        ("text/plain", "Come on Thursday."),
        ("text/html", "<p>Come on Thursday.</p>"),
        ("text/calendar", "BEGIN:VCALENDAR"),
    ]
    assert mailbox.fetch("INBOX", [1]) == (got,)  # the same bytes each time: one fingerprint


def test_a_huge_message_of_text_alone_is_cut(mailbox: ImapMailbox) -> None:
    raw = b"Subject: log\r\n\r\n" + (b"x" * 76 + b"\r\n") * 330_000
    mailbox.append("INBOX", raw, (), NOW)
    (got,) = mailbox.fetch("INBOX", [1])
    assert got.truncated
    assert got.raw == raw[: len(b"Subject: log\r\n\r\n") + 1_000_000]


def test_a_mailbox_renumbered_under_us_is_never_read_with_old_uids(
    account: Account, mailbox: ImapMailbox
) -> None:
    client = owner(account)
    client.create("Season")
    fill(mailbox, 3, "Season")
    before = mailbox.examine("Season")
    client.delete("Season")
    time.sleep(1.1)  # UIDVALIDITY is a time in seconds
    client.create("Season")
    client.logout()
    with pytest.raises(TryAgain):
        mailbox.uids("Season", 1)
    after = mailbox.examine("Season")
    assert after.uidvalidity != before.uidvalidity
    assert mailbox.uids("Season", 1) == ()


# --- writing and finding ----------------------------------------------------------------------


def test_what_is_appended_is_found_by_its_header(mailbox: ImapMailbox) -> None:
    raw = b"Message-ID: <d7.1@post.example>\r\nSubject: thanks\r\n\r\nThank you.\r\n"
    mailbox.append("Sent", raw, ("\\Seen",), NOW)
    assert mailbox.find("Sent", "Message-ID", "<d7.1@post.example>") == (1,)
    assert mailbox.find("Sent", "Message-ID", "<other@post.example>") == ()
    (got,) = mailbox.fetch("Sent", [1])
    assert (got.raw, set(got.flags) - {"\\Recent"}) == (raw, {"\\Seen"})


def test_what_another_program_files_in_sent_is_found_at_once(
    account: Account, mailbox: ImapMailbox
) -> None:
    assert mailbox.find("Sent", "X-Id", "1") == ()
    client = owner(account)
    client.append("Sent", None, None, RAW)
    client.logout()
    assert mailbox.find("Sent", "X-Id", "1") == (1,)


@pytest.mark.parametrize("value", ['quo"te\\', "1\r\nA1 DELETE INBOX", "ünicode", "x" * 3000])
def test_any_value_can_be_looked_for(mailbox: ImapMailbox, value: str) -> None:
    fill(mailbox, 1)
    assert mailbox.find("INBOX", "X-Id", value) == ()
    assert mailbox.examine("INBOX").exists == 1


# --- waiting ----------------------------------------------------------------------------------


def test_a_delivery_ends_the_waiting(account: Account, mailbox: ImapMailbox) -> None:
    mailbox.examine("INBOX")
    timer = threading.Timer(0.7, account.deliver, [RAW])
    begun = time.monotonic()
    timer.start()
    assert mailbox.wait("INBOX", 30)
    timer.join()
    assert 0.5 < time.monotonic() - begun < LATE_SECONDS
    assert mailbox.uids("INBOX", 1) == (1,)


def test_what_came_before_the_waiting_began_is_not_slept_over(
    account: Account, mailbox: ImapMailbox
) -> None:
    mailbox.examine("INBOX")
    account.deliver(RAW)
    begun = time.monotonic()
    assert mailbox.wait("INBOX", 30)
    assert time.monotonic() - begun < 1


def test_waiting_for_nothing_ends_in_time_and_leaves_a_usable_connection(
    mailbox: ImapMailbox,
) -> None:
    begun = time.monotonic()
    assert not mailbox.wait("INBOX", 1.5)
    assert 1.4 < time.monotonic() - begun < LATE_SECONDS
    assert mailbox.examine("INBOX").exists == 0


def test_a_flag_change_is_no_news(account: Account, mailbox: ImapMailbox) -> None:
    fill(mailbox, 1)
    mailbox.examine("INBOX")

    def flag() -> None:
        client = owner(account)
        client.select("INBOX")
        client.uid("STORE", "1", "+FLAGS", r"(\Seen)")
        client.logout()

    timer = threading.Timer(0.3, flag)
    timer.start()
    assert not mailbox.wait("INBOX", 2)
    timer.join()


def test_close_ends_a_wait_in_another_thread(mailbox: ImapMailbox) -> None:
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(mailbox.wait("INBOX", 60)))
    thread.start()
    time.sleep(0.5)
    begun = time.monotonic()
    mailbox.close()
    thread.join(10)
    assert answers == [False]
    assert time.monotonic() - begun < 5


# --- signing in -------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_connection_is_encrypted_when_it_shall_be(account: Account, security: Security) -> None:
    box = ImapMailbox(account.server(security))
    fill(box, 1)
    assert box.fetch("INBOX", [1])[0].raw.endswith(RAW)
    assert not box.wait("INBOX", 1.2)  # IDLE over TLS, session tickets and all
    box.close()


def test_idle_over_tls_hears_a_delivery(account: Account) -> None:
    box = ImapMailbox(account.server("tls"))
    box.examine("INBOX")
    timer = threading.Timer(0.7, account.deliver, [RAW])
    timer.start()
    assert box.wait("INBOX", 30)
    timer.join()
    box.close()


def test_a_wrong_password_is_final_and_said_in_plain_words(account: Account) -> None:
    box = ImapMailbox(account.server(password="wrong"))
    with pytest.raises(GiveUp, match=f"does not let {account.user} in") as refused:
        box.folders()
    assert "password" in refused.value.cure


def test_a_password_with_any_letters_works_or_is_refused(account: Account) -> None:
    with pytest.raises(GiveUp):
        ImapMailbox(account.server(password='pä"\\ss wörd')).folders()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_we_do_not_trust_ends_it(
    account: Account, security: Security, tmp_path: Path
) -> None:
    server = account.server(security)
    other = Authority(tmp_path).ca_file
    distrusting = Server(
        server.host, server.port, security, server.user, server.password, ca_file=other
    )
    with pytest.raises(TryAgain, match="certificate"):
        ImapMailbox(distrusting).folders()


# --- a bad network ----------------------------------------------------------------------------


def test_a_connection_lost_between_two_calls_is_made_anew(account: Account) -> None:
    with Proxy(account.dovecot.ports.imap) as proxy:
        box = ImapMailbox(through(proxy, account))
        fill(box, 3)
        status = box.examine("INBOX")
        assert box._client is not None
        box._client.socket().shutdown(2)
        assert box.uids("INBOX", 1) == (1, 2, 3)
        assert box.examine("INBOX") == status
        assert proxy.connections == 2
        box.close()


def test_a_fetch_cut_at_any_byte_gives_nothing_or_all(
    account: Account, mailbox: ImapMailbox
) -> None:
    fill(mailbox, 3)
    with Proxy(account.dovecot.ports.imap) as proxy:
        whole = mailbox.fetch("INBOX", [1, 2, 3])
        cut = 0
        while True:
            cut += 17
            proxy.cut_after = cut
            box = ImapMailbox(through(proxy, account))
            try:
                assert box.fetch("INBOX", [1, 2, 3]) == whole
                break
            except (TryAgain, GiveUp):
                pass  # nothing was returned: the next pass reads them
            finally:
                box.close()
        assert cut > 1000


def test_a_network_that_swallows_everything_is_noticed(account: Account) -> None:
    with Proxy(account.dovecot.ports.imap) as proxy:
        box = ImapMailbox(through(proxy, account, read_seconds=1.0))
        box.examine("INBOX")
        proxy.black_hole.set()
        begun = time.monotonic()
        with pytest.raises(TryAgain):
            box.examine("INBOX")
        assert time.monotonic() - begun < LATE_SECONDS
        box.close()
        assert time.monotonic() - begun < LATE_SECONDS


def test_a_half_open_connection_does_not_outlast_the_wait(account: Account) -> None:
    with Proxy(account.dovecot.ports.imap) as proxy:
        box = ImapMailbox(through(proxy, account, read_seconds=1.0))
        box.examine("INBOX")
        threading.Timer(0.5, proxy.black_hole.set).start()
        begun = time.monotonic()
        with pytest.raises(TryAgain):
            box.wait("INBOX", 2)
        assert time.monotonic() - begun < LATE_SECONDS
        box.close()


def test_close_never_hangs_on_a_dead_network(account: Account) -> None:
    with Proxy(account.dovecot.ports.imap) as proxy:
        box = ImapMailbox(through(proxy, account, read_seconds=30))
        box.examine("INBOX")
        thread = threading.Thread(target=_wait_quietly, args=(box,))
        thread.start()
        time.sleep(0.3)
        proxy.black_hole.set()
        begun = time.monotonic()
        box.close()
        assert time.monotonic() - begun < LATE_SECONDS
        thread.join(LATE_SECONDS)
        assert not thread.is_alive()


def _wait_quietly(box: ImapMailbox) -> None:
    try:
        box.wait("INBOX", 60)
    except TryAgain:
        return


def test_append_is_not_repeated_when_the_answer_is_lost(account: Account) -> None:
    with Proxy(account.dovecot.ports.imap) as proxy:
        box = ImapMailbox(through(proxy, account, read_seconds=1.0))
        box.examine("INBOX")
        proxy.delay_seconds = 3.0
        with pytest.raises(TryAgain):
            box.append("Sent", RAW, (), NOW)
        proxy.delay_seconds = 0.0
        box.close()
    check = ImapMailbox(account.server())
    assert check.examine("Sent").exists <= 1
    check.close()
