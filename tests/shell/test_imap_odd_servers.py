"""Answers that no good server gives, and some real one did."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

import pytest

from inbox_agent.errors import GiveUp, TryAgain
from inbox_agent.ports import Fetched, Folder, FolderStatus
from inbox_agent.shell.imap import ImapMailbox
from inbox_agent.shell.server import Server
from tests.servers.scripted_imap import Handler, ScriptedImap, Session, scripted_imap

RAW = b"From: pc@prog.example\r\nSubject: Interview\r\n\r\nCome on Thursday.\r\n"
MESSAGES = {3: RAW, 5: RAW + b"five\r\n", 9: RAW + b"nine\r\n"}


def raws(fetched: tuple[Fetched, ...]) -> dict[int, bytes]:
    return {message.uid: message.raw for message in fetched}


def says(*lines: str, then_close: bool = False) -> Handler:
    """Answer so; ``{tag}`` is the command's."""

    def handler(session: Session, tag: str, rest: str) -> None:
        session.say(*(line.replace("{tag}", tag) for line in lines))
        if then_close:
            session.hang_up()

    return handler


def once(first: Handler) -> Handler:
    """The first time so, then as a good server."""
    turns: list[str] = []

    def handler(session: Session, tag: str, rest: str) -> None:
        turns.append(tag)
        verb = rest.upper().removeprefix("UID ").split(" ")[0]
        if len(turns) == 1:
            first(session, tag, rest)
        else:
            session.behave(verb, tag, rest)

    return handler


# --- only EXAMINE and PEEK ----------------------------------------------------------------------


def test_only_commands_that_change_nothing_are_ever_sent() -> None:
    with scripted_imap(messages=MESSAGES) as server:
        box = ImapMailbox(server.server())
        box.folders()
        box.examine("INBOX")
        box.uids("INBOX", 1)
        box.fetch("INBOX", [3, 5])
        box.find("INBOX", "Message-ID", "<x@y>")
        box.wait("INBOX", 0.2)
        box.close()
    assert set(server.verbs()) == {
        "LOGIN", "LIST", "EXAMINE", "SEARCH", "FETCH", "IDLE", "DONE", "LOGOUT",
    }  # fmt: skip
    fetches = [command for command in server.commands if "FETCH" in command]
    assert not [command for command in fetches if "BODY[" in command or "RFC822)" in command]


# --- EXAMINE ------------------------------------------------------------------------------------


def test_a_server_without_uidvalidity_is_taken_at_its_word() -> None:
    with scripted_imap(messages=MESSAGES, uidvalidity=None) as server:
        box = ImapMailbox(server.server())
        assert box.examine("INBOX") == FolderStatus(None, 10, 3)
        assert raws(box.fetch("INBOX", [3])) == {3: RAW}
        box.close()


@pytest.mark.parametrize(("messages", "uidnext"), [(MESSAGES, 10), ({}, 1)])
def test_a_missing_uidnext_is_worked_out(messages: dict[int, bytes], uidnext: int) -> None:
    with scripted_imap(messages=messages, tells_uidnext=False) as server:
        box = ImapMailbox(server.server())
        assert box.examine("INBOX") == FolderStatus(7, uidnext, len(messages))
        box.close()


def test_another_uidvalidity_after_a_reconnect_stops_the_call() -> None:
    with scripted_imap(messages=MESSAGES) as server:
        box = ImapMailbox(server.server())
        box.examine("INBOX")
        server.uidvalidity = 8
        server.on["FETCH"] = once(says(then_close=True))
        with pytest.raises(TryAgain, match="renumbered"):
            box.fetch("INBOX", [3])
        assert box.examine("INBOX").uidvalidity == 8
        assert raws(box.fetch("INBOX", [3])) == {3: RAW}
        box.close()


# --- SEARCH -------------------------------------------------------------------------------------


def test_uid_star_that_names_the_last_message_is_no_news() -> None:
    with scripted_imap(messages=MESSAGES) as server:
        box = ImapMailbox(server.server())
        assert box.uids("INBOX", 10) == ()  # RFC 3501: "10:*" is "9:10" here
        assert "UID SEARCH UID 10:*" in server.commands
        box.close()


def test_a_mailbox_of_hundreds_of_thousands_is_searched_in_windows() -> None:
    """One answer for all would be a line that imaplib refuses to read."""
    count = 200_000

    def search(session: Session, tag: str, rest: str) -> None:
        first, _, last = rest.split(" ")[2].partition(":")
        until = count if last == "*" else int(last)
        uids = "".join(f" {1_000_000_000 + uid}" for uid in range(int(first), until + 1))
        session.say("* SEARCH" + uids, f"{tag} OK done")

    def examine(session: Session, tag: str, rest: str) -> None:
        session.say(f"* {count} EXISTS", "* OK [UIDVALIDITY 7] x", "* OK [UIDNEXT 1000200001] x")
        session.say(f"{tag} OK done")

    with scripted_imap(on={"SEARCH": search, "EXAMINE": examine}) as server:
        box = ImapMailbox(server.server(read_seconds=10.0))
        found = box.uids("INBOX", 1)
        box.close()
    assert found == tuple(range(1_000_000_001, 1_000_000_001 + count))
    asked = [command for command in server.commands if "SEARCH" in command]
    assert asked[0] == "UID SEARCH 150001:* UID 1:*"  # the newest first
    assert len(asked) == 4


# --- FETCH --------------------------------------------------------------------------------------


def test_an_unasked_fetch_without_body_is_asked_again() -> None:
    def flags_only(session: Session, tag: str, rest: str) -> None:
        if "BODY.PEEK" not in rest:
            session.behave("FETCH", tag, rest)
            return
        session.server.on.pop("FETCH")
        session.give(3, "BODY.PEEK[]")
        session.say(r"* 2 FETCH (UID 5 FLAGS (\Seen))", f"{tag} OK done")

    with scripted_imap(messages=MESSAGES, on={"FETCH": flags_only}) as server:
        box = ImapMailbox(server.server())
        assert raws(box.fetch("INBOX", [3, 5])) == {3: RAW, 5: MESSAGES[5]}
        box.close()
    assert "UID FETCH 5 (BODY.PEEK[])" in server.commands


def test_a_message_gone_after_its_flags_were_told_is_not_there() -> None:
    def gone(session: Session, tag: str, rest: str) -> None:
        if "BODY.PEEK" in rest and 5 in session.server.messages:
            session.server.messages = {3: RAW}
            session.give(3, "BODY.PEEK[]")
            session.say(r"* 2 FETCH (UID 5 FLAGS (\Deleted))", f"{tag} OK done")
        else:
            session.behave("FETCH", tag, rest)

    with scripted_imap(messages=dict(MESSAGES), on={"FETCH": gone}) as server:
        box = ImapMailbox(server.server())
        assert raws(box.fetch("INBOX", [3, 5])) == {3: RAW}
        box.close()


def test_unasked_data_of_other_messages_is_dropped() -> None:
    def noisy(session: Session, tag: str, rest: str) -> None:
        session.say("* 9 EXISTS", r"* 3 FETCH (UID 9 FLAGS (\Seen))", "* 1 RECENT")
        session.behave("FETCH", tag, rest)

    with scripted_imap(messages=MESSAGES, on={"FETCH": noisy}) as server:
        box = ImapMailbox(server.server())
        assert raws(box.fetch("INBOX", [3])) == {3: RAW}
        box.close()


@pytest.mark.parametrize(
    ("refusal", "asked"),
    [
        (says("{tag} NO some messages could not be fetched"), [3, 5, 9]),
        (says("* 2 FETCH (UID 5 BODY[] NIL)", "{tag} OK done"), [5]),
    ],
    ids=["NO", "NIL"],
)
def test_one_message_that_the_server_will_not_give_comes_as_headers_and_the_others_whole(
    refusal: Handler, asked: list[int]
) -> None:
    def poison(session: Session, tag: str, rest: str) -> None:
        if "BODY.PEEK[]" in rest and 5 in session.listed(rest.split(" ")[2]):
            refusal(session, tag, rest)
        else:
            session.behave("FETCH", tag, rest)

    with scripted_imap(messages=MESSAGES, on={"FETCH": poison}) as server:
        box = ImapMailbox(server.server())
        got = box.fetch("INBOX", asked)
        box.close()
    headers = MESSAGES[5].partition(b"Come")[0]
    assert raws(got) == {uid: headers if uid == 5 else MESSAGES[uid] for uid in asked}
    assert [message.uid for message in got if message.truncated] == [5]


def test_a_no_because_of_load_is_no_verdict_on_the_message() -> None:
    with scripted_imap(
        messages=MESSAGES, on={"FETCH": says("{tag} NO [UNAVAILABLE] try later")}
    ) as server:
        box = ImapMailbox(server.server())
        with pytest.raises(TryAgain) as busy:
            box.fetch("INBOX", [3])
        box.close()
    assert busy.value.retry_after == 900


def test_bodies_are_asked_for_in_portions_that_fit_into_memory() -> None:
    big = dict.fromkeys(range(1, 8), b"Subject: big\r\n\r\n" + b"x" * 3000000 + b"\r\n")
    with scripted_imap(messages=big) as server:
        box = ImapMailbox(server.server(read_seconds=10.0))
        assert raws(box.fetch("INBOX", list(big))) == big
        box.close()
    bodies = [command for command in server.commands if "BODY.PEEK[]" in command]
    assert bodies == [
        "UID FETCH 1,2 (BODY.PEEK[])",
        "UID FETCH 3,4 (BODY.PEEK[])",
        "UID FETCH 5,6 (BODY.PEEK[])",
        "UID FETCH 7 (BODY.PEEK[])",
    ]


@pytest.mark.parametrize("date", ["31-Feb-2026 08:00:00 +0000", "yesterday", ""])
def test_a_date_that_is_none_is_none(date: str) -> None:
    def undated(session: Session, tag: str, rest: str) -> None:
        if "INTERNALDATE" in rest:
            session.say(f'* 1 FETCH (UID 3 RFC822.SIZE 70 INTERNALDATE "{date}" FLAGS ())')
            session.say(f"{tag} OK done")
        else:
            session.behave("FETCH", tag, rest)

    with scripted_imap(messages=MESSAGES, on={"FETCH": undated}) as server:
        box = ImapMailbox(server.server())
        (got,) = box.fetch("INBOX", [3])
        assert (got.raw, got.internal_date) == (RAW, None)
        box.close()


def test_a_large_message_whose_structure_makes_no_sense_is_read_from_its_beginning() -> None:
    raw = b"Subject: big\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhello\r\n"

    def large(session: Session, tag: str, rest: str) -> None:
        if "RFC822.SIZE" in rest:
            session.say("* 1 FETCH (UID 3 RFC822.SIZE 30000000 INTERNALDATE NIL FLAGS ())")
        elif "BODYSTRUCTURE" in rest:
            session.say(f"{tag} NO cannot parse it myself")
            return
        else:
            name = "BODY[HEADER]<0>" if "HEADER" in rest else "BODY[]<0>"
            session.say(f"* 1 FETCH (UID 3 {name} {{{len(raw)}}}".encode() + b"\r\n" + raw + b")")
        session.say(f"{tag} OK done")

    with scripted_imap(messages=MESSAGES, on={"FETCH": large}) as server:
        box = ImapMailbox(server.server())
        (got,) = box.fetch("INBOX", [3])
        box.close()
    assert (got.raw, got.truncated, got.size) == (raw, True, 30_000_000)


def test_a_line_that_is_no_imap_is_no_crash() -> None:
    with scripted_imap(
        messages=MESSAGES, on={"FETCH": says("* 1 FETCH (UID x RFC822.SIZE", "{tag} OK done")}
    ) as server:
        box = ImapMailbox(server.server())
        with pytest.raises(TryAgain):
            box.fetch("INBOX", [3])
        box.close()


# --- IDLE ---------------------------------------------------------------------------------------


def idle_with(*after: Callable[[Session], None], done: bool = True) -> Handler:
    def handler(session: Session, tag: str, rest: str) -> None:
        session.say("+ idling")
        for step in after:
            step(session)
        if done:
            session.await_done(tag)

    return handler


def pieces(session: Session) -> None:
    for piece in (b"* 4 ", b"EXI", b"STS\r", b"\n"):
        session.sock.sendall(piece)
        time.sleep(0.1)


def grown(server: ScriptedImap) -> None:
    server.messages = {**server.messages, 10: RAW}


def test_a_notification_in_pieces_is_one_notification() -> None:
    with scripted_imap(messages=MESSAGES, on={"IDLE": idle_with(pieces)}) as server:
        box = ImapMailbox(server.server())
        box.examine("INBOX")
        assert box.wait("INBOX", 5)
        assert box.examine("INBOX").exists == 3  # the connection is still good
        assert server.connections == 1
        box.close()


@pytest.mark.parametrize(
    "steps",
    [
        [Session.hang_up],
        [lambda session: session.say("* BYE shutting down"), Session.hang_up],
        [lambda session: session.sock.sendall(b"* 4 EX"), Session.hang_up],
    ],
    ids=["EOF", "BYE", "half a line"],
)
def test_a_server_that_leaves_while_we_idle_is_noticed_at_once(
    steps: list[Callable[[Session], None]],
) -> None:
    with scripted_imap(messages=MESSAGES, on={"IDLE": idle_with(*steps)}) as server:
        box = ImapMailbox(server.server())
        begun, busy = time.monotonic(), time.process_time()
        with pytest.raises(TryAgain):
            box.wait("INBOX", 60)
        assert time.monotonic() - begun < 3
        assert time.process_time() - busy < 1  # and not by asking a dead socket in a circle
        assert box.examine("INBOX").exists == 3
        box.close()


def test_news_before_idle_begins_are_heard() -> None:
    def early(session: Session, tag: str, rest: str) -> None:
        session.say("* 4 EXISTS", "+ idling")
        session.await_done(tag)

    with scripted_imap(messages=MESSAGES, on={"IDLE": early}) as server:
        box = ImapMailbox(server.server())
        assert box.wait("INBOX", 5)
        box.close()


def test_news_in_the_same_segment_as_the_continuation_are_heard() -> None:
    def together(session: Session, tag: str, rest: str) -> None:
        session.sock.sendall(b"+ idling\r\n* 4 EXISTS\r\n")
        session.await_done(tag)

    with scripted_imap(messages=MESSAGES, on={"IDLE": together}) as server:
        box = ImapMailbox(server.server())
        begun = time.monotonic()
        assert box.wait("INBOX", 5)
        assert time.monotonic() - begun < 2
        box.close()


def test_chatter_is_no_news() -> None:
    def chatter(session: Session) -> None:
        session.say("* OK Still here", "* 0 RECENT", "* 3 EXISTS", r"* 1 FETCH (FLAGS (\Seen))")

    with scripted_imap(messages=MESSAGES, on={"IDLE": idle_with(chatter)}) as server:
        box = ImapMailbox(server.server())
        assert not box.wait("INBOX", 1)
        box.close()


def test_one_gone_and_one_come_is_news() -> None:
    def exchange(session: Session) -> None:
        session.say("* 1 EXPUNGE", "* 3 EXISTS")

    with scripted_imap(messages=MESSAGES, on={"IDLE": idle_with(exchange)}) as server:
        box = ImapMailbox(server.server())
        assert box.wait("INBOX", 5)
        box.close()


def test_a_server_that_never_answers_done_is_given_up() -> None:
    with scripted_imap(messages=MESSAGES, on={"IDLE": lambda s, t, r: s.say("+ idling")}) as server:
        box = ImapMailbox(server.server())
        server.on["DONE"] = lambda session, tag, rest: None
        begun = time.monotonic()
        with pytest.raises(TryAgain):
            box.wait("INBOX", 0.5)
        assert time.monotonic() - begun < 4
        box.close()


@pytest.mark.parametrize("capabilities", ["IMAP4rev1", "IMAP4rev1 IDLE"])
def test_without_idle_the_folder_is_polled(
    capabilities: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox_agent.shell.imap.POLL_SECONDS", 0.3)
    with scripted_imap(
        messages=dict(MESSAGES), capabilities=capabilities, on={"IDLE": says("{tag} NO not now")}
    ) as server:
        box = ImapMailbox(server.server())
        box.examine("INBOX")
        assert not box.wait("INBOX", 0.5)
        timer = threading.Timer(0.4, grown, [server])
        timer.start()
        assert box.wait("INBOX", 5)
        timer.join()
        box.close()
    assert server.connections == 1


def test_idle_is_renewed_before_routers_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inbox_agent.shell.imap_idle.IDLE_SECONDS", 0.4)
    with scripted_imap(messages=MESSAGES) as server:
        box = ImapMailbox(server.server())
        assert not box.wait("INBOX", 1.5)
        box.close()
    assert 3 <= server.verbs().count("IDLE") <= 5


# --- signing in, and being turned away ------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        "{tag} NO [UNAVAILABLE] backend down",
        "{tag} NO [OVERQUOTA] Account exceeded command or bandwidth limits",
        "{tag} NO [ALERT] Too many simultaneous connections. (Failure)",
        "{tag} NO [LIMIT] too many logins",
        "{tag} NO [THROTTLED] slow down",
        "{tag} NO Temporary authentication failure",
    ],
)
def test_a_busy_server_is_left_alone_for_a_quarter_of_an_hour(answer: str) -> None:
    with scripted_imap(on={"LOGIN": says(answer)}) as server:
        with pytest.raises(TryAgain) as busy:
            ImapMailbox(server.server()).folders()
        assert busy.value.retry_after == 900
        assert server.connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        "{tag} NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        "{tag} NO [ALERT] Application-specific password required",
        "{tag} NO LOGIN failed.",
        "{tag} BAD LOGIN is disabled",
    ],
)
def test_a_refused_login_is_final_and_tried_once(answer: str) -> None:
    with scripted_imap(on={"LOGIN": says(answer)}) as server:
        with pytest.raises(GiveUp) as refused:
            ImapMailbox(server.server()).folders()
        assert server.verbs().count("LOGIN") == 1
    assert "secret" not in f"{refused.value!r} {refused.value.__cause__!r}"


@pytest.mark.parametrize(
    "greeting",
    ["* BYE too many connections", "* NO busy", "HTTP/1.1 400 Bad Request", "* OK hi"],
)
def test_a_greeting_that_is_no_welcome_may_pass(greeting: str) -> None:
    with scripted_imap(on={"GREETING": says(greeting, then_close=True)}) as server:
        with pytest.raises(TryAgain):
            ImapMailbox(server.server()).folders()
        assert server.connections == 1


def breaks_off(session: Session, tag: str, rest: str) -> None:
    session.sock.sendall(f"{tag} OK".encode())
    session.hang_up()


@pytest.mark.parametrize("handler", [lambda session, _tag, _rest: session.hang_up(), breaks_off])
@pytest.mark.parametrize("capabilities", ["IMAP4rev1", "IMAP4rev1 LOGINDISABLED AUTH=PLAIN"])
def test_a_connection_lost_at_the_sign_in_is_no_wrong_password(
    handler: Handler, capabilities: str
) -> None:
    on = {"LOGIN": handler, "AUTHENTICATE": handler}
    with scripted_imap(on=on, capabilities=capabilities) as server:
        with pytest.raises(TryAgain, match="cannot be reached"):
            ImapMailbox(server.server()).folders()
        assert server.connections == 1


def test_a_silent_server_is_given_up_in_time() -> None:
    with scripted_imap(on={"GREETING": lambda session, tag, rest: None}) as server:
        begun = time.monotonic()
        with pytest.raises(TryAgain):
            ImapMailbox(server.server()).folders()
        assert time.monotonic() - begun < 4


def test_a_dead_connection_is_replaced_once_a_call() -> None:
    with scripted_imap(messages=MESSAGES) as server:
        box = ImapMailbox(server.server())
        box.examine("INBOX")
        server.on["EXAMINE"] = says(then_close=True)
        with pytest.raises(TryAgain):
            box.examine("INBOX")
        assert server.connections == 2
        box.close()


def test_a_refused_command_makes_no_new_login() -> None:
    with scripted_imap(messages=MESSAGES, on={"SEARCH": says("{tag} NO not now")}) as server:
        box = ImapMailbox(server.server())
        for _ in range(3):
            with pytest.raises(TryAgain):
                box.uids("INBOX", 1)
        assert server.connections == 1
        box.close()


def test_an_access_token_is_asked_for_anew_at_each_connection() -> None:
    tokens = iter(["first", "second"])

    def authenticate(session: Session, tag: str, rest: str) -> None:
        session.say("+ ")
        session.server.commands.append(session.file.readline().decode())
        session.say(f"{tag} OK hello")

    with scripted_imap(
        messages=MESSAGES,
        capabilities="IMAP4rev1 AUTH=XOAUTH2",
        on={"AUTHENTICATE": authenticate},
    ) as server:
        box = ImapMailbox(server.server(sign_in="xoauth2", password=lambda: next(tokens)))
        box.examine("INBOX")
        server.on["EXAMINE"] = once(says(then_close=True))
        box.examine("INBOX")
        box.close()
    assert server.verbs().count("AUTHENTICATE") == 2
    assert next(tokens, "none left") == "none left"


def test_a_name_that_cannot_be_resolved_now_is_tried_again_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def offline(*address: object, **more: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr("socket.create_connection", offline)
    with pytest.raises(TryAgain, match="name resolution") as away:
        ImapMailbox(Server("127.0.0.1", 1143, "plain", "leila", str)).folders()
    assert away.value.retry_after is None  # a laptop that wakes up waits no quarter of an hour


# --- LIST ---------------------------------------------------------------------------------------


def test_odd_lists_are_read() -> None:
    folders = (
        r'(\HasChildren \Noselect) "/" "[Gmail]"',
        r'(\HasNoChildren \All) "/" "[Gmail]/All Mail"',
        r'(\HasNoChildren \Junk) "/" "[Gmail]/Spam"',
        r'(\HasNoChildren \Sent) "/" "[Gmail]/Gesendet"',
        r'() NIL "2026"',
        r"() NIL 2027",
        r'() "." Inbox',
        r'(\HasNoChildren) "." "INBOX.Papierkorb"',
    )
    with scripted_imap(folders=folders) as server:
        box = ImapMailbox(server.server())
        assert set(box.folders()) == {
            Folder("[Gmail]/All Mail", "all"),
            Folder("[Gmail]/Spam", "junk"),
            Folder("[Gmail]/Gesendet", "sent"),
            Folder("2026"),
            Folder("2027"),
            Folder("Inbox", "inbox"),
            Folder("INBOX.Papierkorb", "trash"),
        }
        box.close()


# --- imapclient's costly log ----------------------------------------------------------------------


def test_imapclient_does_not_format_bodies_for_a_log_that_nobody_reads() -> None:
    with scripted_imap() as server:
        box = ImapMailbox(server.server())
        box.folders()
        assert box._client is not None
        assert box._client._imap.debug == 0
        box.close()
