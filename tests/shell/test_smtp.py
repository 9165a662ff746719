"""Every way a submission server can fail, over real sockets, and what we make of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from inbox_agent.errors import GiveUp, TryAgain, UserError
from inbox_agent.ports import Accepted, Envelope, NotHanded, Outcome, Refusal, Unclear
from inbox_agent.shell.server import Server
from inbox_agent.shell.smtp import SmtpOutbox
from tests.servers.certificates import Authority, Certificate
from tests.servers.postfix import SIZE_LIMIT, Postfix
from tests.servers.scripted_smtp import MOODS, ScriptedSmtp, scripted_smtp

ONE = Envelope("leila@post.example", ("pd@prog.example",))
TWO = Envelope("leila@post.example", ("pd@prog.example", "pc@prog.example"))
RAW = b"From: leila@post.example\r\nSubject: thanks\r\n\r\nThank you.\r\n.\r\n..two\r\n"


class Gate:
    """``before_data``, counted."""

    def __init__(self, answer: bool = True) -> None:
        self.calls = 0
        self._answer = answer

    async def __call__(self) -> bool:
        self.calls += 1
        return self._answer


async def send_in_mood(
    mood: str, envelope: Envelope = TWO, raw: bytes = RAW, **settings: Any
) -> tuple[Outcome, ScriptedSmtp, Gate]:
    gate = Gate()
    with scripted_smtp(mood, **settings) as server:
        outcome = await SmtpOutbox(server.server()).send(envelope, raw, gate)
    return outcome, server, gate


@pytest.mark.parametrize("mood", ["closes_after_ehlo", "closes_after_auth"])
async def test_what_a_lost_connection_no_longer_offers_is_no_verdict(mood: str) -> None:
    foreign = Envelope("l@p.example", ("ü@p.example",))  # would need SMTPUTF8
    for _ in range(5):  # the loss may be noticed at different moments
        outcome, _, _ = await send_in_mood(mood, foreign, extensions=("SMTPUTF8", "AUTH PLAIN"))
        assert isinstance(outcome, NotHanded)
        assert not outcome.hopeless


# --- what each phase means -----------------------------------------------------------------


@pytest.mark.parametrize(
    "mood",
    [
        "refuses_to_greet",
        "silent_greeting",
        "closes_at_greeting",
        "garbled_greeting",
        "refuses_ehlo",
        "closes_at_ehlo",
        "closes_after_ehlo",
        "closes_after_auth",
        "login_busy",
        "closes_at_auth",
        "closes_after_mail",
        "closes_at_rcpt",
        "closes_after_rcpt",
        "silent_at_rcpt",
    ],
)
async def test_what_fails_before_data_without_a_verdict_is_not_handed(mood: str) -> None:
    outcome, server, gate = await send_in_mood(mood)
    assert isinstance(outcome, NotHanded)
    assert (outcome.hopeless, gate.calls, server.stored) == (False, 0, [])
    assert "DATA" not in server.verbs()


@pytest.mark.parametrize(
    ("mood", "outcome"),
    [
        ("refuses_sender", Refusal(550, "leila@post.example: 5.7.1 not your address", True)),
        ("sender_later", Refusal(451, "leila@post.example: 4.3.0 later", False)),
        ("refuses_second_recipient", Refusal(550, "pc@prog.example: 5.1.1 no such person", True)),
        ("greylists", Refusal(450, "pd@prog.example: 4.2.0 greylisted, come back", False)),
        ("shuts_down_at_rcpt", Refusal(421, "pd@prog.example: 4.3.2 shutting down", False)),
    ],
)
async def test_a_refused_address_sends_nothing_to_anybody(mood: str, outcome: Outcome) -> None:
    got, server, gate = await send_in_mood(mood)
    assert (got, gate.calls, server.stored) == (outcome, 0, [])
    assert "DATA" not in server.verbs()


async def test_a_refused_recipient_is_followed_by_rset_and_quit() -> None:
    _, server, _ = await send_in_mood("refuses_second_recipient")
    assert server.verbs() == ["EHLO", "AUTH", "MAIL", "RCPT", "RCPT", "RSET", "QUIT"]


@pytest.mark.parametrize(
    ("mood", "outcome"),
    [
        ("refuses_data", Refusal(554, "5.5.1 no valid recipients", True)),
        ("data_later", Refusal(451, "4.3.0 later", False)),
        ("content_refused", Refusal(550, "5.7.1 looks like spam", True)),
        ("content_later", Refusal(451, "4.7.1 try again later", False)),
        ("shuts_down_after_dot", Refusal(421, "4.3.2 shutting down", False)),
        ("polite", Accepted("250 2.0.0 queued as 1")),
        ("250_after_delay", Accepted("250 2.0.0 queued as 7")),
        ("251_after_dot", Accepted("251 2.1.5 will forward")),
        ("closes_at_quit", Accepted("250 2.0.0 queued as 1")),
        ("resets_after_250", Accepted("250 2.0.0 queued as 7")),
    ],
)
async def test_a_written_reply_after_data_is_definite(mood: str, outcome: Outcome) -> None:
    got, _, gate = await send_in_mood(mood)
    assert (got, gate.calls) == (outcome, 1)


@pytest.mark.parametrize(
    "mood",
    [
        "closes_at_data",
        "resets_at_data",
        "silent_at_data",
        "says_250_to_data",
        "resets_in_body",
        "closes_after_dot",
        "resets_after_dot",
        "silent_after_dot",
        "garbled_after_dot",
        "half_a_reply_after_dot",
        "says_354_after_dot",
    ],
)
async def test_silence_or_nonsense_after_data_began_is_unclear(mood: str) -> None:
    big = RAW + b"x" * 70 + b"\r\n"
    outcome, server, gate = await send_in_mood(mood, raw=big * 1000, extensions=("AUTH PLAIN",))
    assert isinstance(outcome, Unclear)
    assert gate.calls == 1
    assert len(server.stored) <= 1  # never handed over a second time


async def test_a_server_silent_at_quit_delays_the_outcome_by_seconds_only() -> None:
    begun = time.monotonic()
    outcome, _, _ = await send_in_mood("silent_at_quit")
    assert outcome == Accepted("250 2.0.0 queued as 1")
    assert time.monotonic() - begun < 8


# --- the gate before DATA --------------------------------------------------------------------


async def test_a_version_rejected_in_the_last_moment_is_withdrawn() -> None:
    with scripted_smtp() as server:
        outcome = await SmtpOutbox(server.server()).send(TWO, RAW, Gate(False))
    assert (outcome, server.stored) == (NotHanded("withdrawn"), [])
    assert server.verbs() == ["EHLO", "AUTH", "MAIL", "RCPT", "RCPT", "RSET", "QUIT"]


async def test_a_store_that_fails_before_data_hands_nothing_over() -> None:
    async def broken() -> bool:
        raise OSError("disk full")

    with scripted_smtp() as server:
        with pytest.raises(OSError, match="disk full"):
            await SmtpOutbox(server.server()).send(ONE, RAW, broken)
        assert server.stored == []
        assert "DATA" not in server.verbs()


async def test_a_server_gone_while_the_gate_commits_is_not_handed() -> None:
    with scripted_smtp({"RCPT": MOODS["closes_after_rcpt"]["RCPT"]}) as server:

        async def slow() -> bool:
            await asyncio.sleep(0.3)
            return True

        outcome = await SmtpOutbox(server.server()).send(ONE, RAW, slow)
    assert outcome == NotHanded(f"127.0.0.1:{server.port} hung up before the message was begun")


async def test_a_cancelled_send_leaves_the_message_unfinished() -> None:
    with scripted_smtp("silent_at_data") as server:
        task = asyncio.create_task(SmtpOutbox(server.server()).send(ONE, RAW, Gate()))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert server.stored == []


# --- what is sent is exactly what was approved ------------------------------------------------


async def test_the_server_stores_the_bytes_as_they_were_given() -> None:
    _, server, _ = await send_in_mood("polite")
    assert server.stored == [RAW]


async def test_the_envelope_names_exactly_the_recipients_given() -> None:
    _, server, _ = await send_in_mood("polite")
    assert [c for c in server.commands if c[:4] in {"MAIL", "RCPT"}] == [
        f"MAIL FROM:<leila@post.example> SIZE={len(RAW)}",
        "RCPT TO:<pd@prog.example>",
        "RCPT TO:<pc@prog.example>",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nRCPT TO:<spy@c.example>",
        "a@b.example> SIZE=1",
        "a b@c.example",
        "no-at-sign",
        "two@at@signs.example",
        "",
        "x" * 300 + "@b.example",
        "a@b.example\x00",
    ],
)
async def test_an_address_that_is_none_is_refused_before_the_server_sees_it(address: str) -> None:
    outcome, server, gate = await send_in_mood("polite", Envelope("l@post.example", (address,)))
    assert isinstance(outcome, Refusal)
    assert (outcome.code, outcome.permanent, gate.calls) == (553, True, 0)
    assert not {"MAIL", "RCPT", "DATA"} & set(server.verbs())


async def test_a_line_that_looks_like_the_end_smuggles_nothing() -> None:
    raw = RAW + b".\r\nMAIL FROM:<x@y.example>\r\n...\r\n"
    _, server, _ = await send_in_mood("polite", raw=raw)
    assert server.stored == [raw]
    assert server.verbs().count("MAIL") == 1


async def test_an_address_that_needs_smtputf8_fails_where_the_server_lacks_it() -> None:
    outcome, server, gate = await send_in_mood("polite", Envelope("l@p.example", ("ü@p.example",)))
    assert isinstance(outcome, Refusal)
    assert (outcome.permanent, gate.calls, server.stored) == (True, 0, [])


async def test_an_address_that_needs_smtputf8_goes_out_unchanged_where_the_server_has_it() -> None:
    outcome, server, _ = await send_in_mood(
        "polite",
        Envelope("l@p.example", ("ü@p.example",)),
        extensions=("SMTPUTF8", "AUTH PLAIN"),
    )
    assert isinstance(outcome, Accepted)
    assert "MAIL FROM:<l@p.example> SMTPUTF8" in server.commands
    assert "RCPT TO:<ü@p.example>" in server.commands


async def test_a_message_over_the_announced_size_is_refused_for_good() -> None:
    outcome, server, gate = await send_in_mood("polite", raw=b"x" * 78 + b"\r\n" * 60_000)
    assert isinstance(outcome, Refusal)
    assert (outcome.code, outcome.permanent, gate.calls, server.stored) == (552, True, 0, [])


# --- encryption and sign-in -------------------------------------------------------------------


async def outcome_of(server: Server) -> Outcome:
    gate = Gate()
    outcome = await SmtpOutbox(server).send(ONE, RAW, gate)
    assert gate.calls == (1 if isinstance(outcome, Accepted) else 0)
    return outcome


async def test_starttls_encrypts_before_the_password_is_said(certificate: Certificate) -> None:
    with scripted_smtp("polite", tls=certificate.server_context()) as server:
        outcome = await outcome_of(server.server("starttls", ca_file=certificate.ca_file))
    assert isinstance(outcome, Accepted)
    assert server.verbs()[:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]


@pytest.mark.parametrize(
    "mood", ["offers_no_starttls", "refuses_starttls", "closes_after_starttls"]
)
async def test_without_starttls_nothing_is_said_in_the_clear(
    mood: str, certificate: Certificate
) -> None:
    tls = None if mood == "offers_no_starttls" else certificate.server_context()
    with scripted_smtp(mood, tls=tls) as server:
        outcome = await outcome_of(server.server("starttls", ca_file=certificate.ca_file))
    assert isinstance(outcome, NotHanded)
    assert not {"AUTH", "MAIL", "DATA"} & set(server.verbs())


@pytest.mark.parametrize(
    "make",
    [
        lambda authority: authority.sign("elsewhere.example"),
        lambda authority: authority.sign("127.0.0.1", expired=True),
    ],
    ids=["other name", "expired"],
)
async def test_a_certificate_that_proves_nothing_ends_it(
    make: Callable[[Authority], Certificate], authority: Authority
) -> None:
    wrong = make(authority)
    with scripted_smtp("polite", tls=wrong.server_context()) as server:
        outcome = await outcome_of(server.server("starttls", ca_file=wrong.ca_file))
    assert isinstance(outcome, NotHanded)
    assert "certificate" in outcome.why
    assert server.verbs() == ["EHLO", "STARTTLS"]


async def test_a_certificate_of_an_unknown_authority_ends_it(certificate: Certificate) -> None:
    with scripted_smtp("polite", tls=certificate.server_context()) as server:
        outcome = await outcome_of(server.server("starttls"))
    assert isinstance(outcome, NotHanded)
    assert "certificate" in outcome.why


def test_plain_to_another_machine_is_refused_when_it_is_configured() -> None:
    with pytest.raises(UserError, match="plain"):
        Server("smtp.prog.example", 25, "plain", "leila", lambda: "secret")


@pytest.mark.parametrize("mood", ["wrong_password", "polite"])
async def test_a_wrong_password_is_hopeless_and_tried_once(mood: str) -> None:
    with scripted_smtp(mood) as server:
        outcome = await outcome_of(server.server(password="wrong"))
    assert isinstance(outcome, NotHanded)
    assert (outcome.hopeless, server.verbs().count("AUTH")) == (True, 1)
    assert "wrong" not in outcome.why.replace("wrong_password", "")


async def test_a_server_without_a_sign_in_that_we_know_is_hopeless() -> None:
    with scripted_smtp("polite", extensions=("AUTH GSSAPI",)) as server:
        outcome = await outcome_of(server.server())
    assert isinstance(outcome, NotHanded)
    assert outcome.hopeless


async def test_login_is_used_where_plain_is_not_offered() -> None:
    with scripted_smtp("polite", extensions=("AUTH LOGIN",)) as server:
        assert isinstance(await outcome_of(server.server()), Accepted)


@pytest.mark.parametrize(
    ("failure", "hopeless"),
    [(TryAgain("the sign-in service is away"), False), (UserError("no password stored"), True)],
)
async def test_a_secret_that_cannot_be_had_is_not_handed(
    failure: Exception, hopeless: bool
) -> None:
    def secret() -> str:
        raise failure

    with scripted_smtp() as server:
        outcome = await outcome_of(Server("127.0.0.1", server.port, "plain", "leila", secret))
    assert outcome == NotHanded(str(failure), hopeless)
    assert server.verbs() == ["EHLO", "RSET", "QUIT"]


async def test_an_unreachable_server_is_not_handed() -> None:
    with scripted_smtp() as server:
        gone = server.server()
    outcome = await outcome_of(gone)
    assert isinstance(outcome, NotHanded)
    assert not outcome.hopeless


# --- check() ----------------------------------------------------------------------------------


async def test_check_tells_the_greeting() -> None:
    with scripted_smtp() as server:
        assert await SmtpOutbox(server.server()).check() == "test.example ESMTP"
    assert server.verbs() == ["EHLO", "AUTH", "QUIT"]


@pytest.mark.parametrize(
    ("mood", "error"),
    [("wrong_password", GiveUp), ("login_busy", TryAgain), ("closes_at_greeting", TryAgain)],
)
async def test_check_says_whether_trying_again_can_help(mood: str, error: type[Exception]) -> None:
    with scripted_smtp(mood) as server, pytest.raises(error):
        await SmtpOutbox(server.server()).check()


async def test_a_refused_password_comes_with_a_cure() -> None:
    with scripted_smtp("wrong_password") as server, pytest.raises(GiveUp) as refused:
        await SmtpOutbox(server.server()).check()
    assert "password" in refused.value.cure


# --- a real Postfix -----------------------------------------------------------------------------


async def test_postfix_takes_it_and_names_its_queue_id(postfix: Postfix) -> None:
    user = postfix.dovecot.account().user
    outcome = await SmtpOutbox(postfix.server(user)).send(Envelope(user, (user,)), RAW, Gate())
    assert isinstance(outcome, Accepted)
    assert "queued as" in outcome.reply


@pytest.mark.parametrize(
    ("recipient", "code", "permanent"),
    [("nobody@example.test", 550, True), ("busy@example.test", 450, False)],
)
async def test_postfix_refuses_one_and_the_other_gets_nothing(
    postfix: Postfix, recipient: str, code: int, permanent: bool
) -> None:
    good = postfix.dovecot.account()
    envelope = Envelope(good.user, (good.user, recipient))
    outcome = await SmtpOutbox(postfix.server(good.user)).send(envelope, RAW, Gate())
    assert isinstance(outcome, Refusal)
    assert (outcome.code, outcome.permanent) == (code, permanent)
    assert recipient in outcome.reply
    assert not list(good.maildir.glob("new/*"))


async def test_postfix_refuses_a_wrong_password(postfix: Postfix) -> None:
    outbox = SmtpOutbox(postfix.server("leila@example.test", "wrong"))
    with pytest.raises(GiveUp):
        await outbox.check()


async def test_the_size_that_postfix_announces_is_heeded(postfix: Postfix) -> None:
    user = postfix.dovecot.account().user
    big = b"Subject: big\r\n\r\n" + (b"x" * 76 + b"\r\n") * (SIZE_LIMIT // 78 + 1)
    outcome = await SmtpOutbox(postfix.server(user)).send(Envelope(user, (user,)), big, Gate())
    assert isinstance(outcome, Refusal)
    assert (outcome.code, outcome.permanent) == (552, True)
