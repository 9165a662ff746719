"""What real providers say when they have enough of us, or lack what others have; over sockets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from inbox_agent.ports import Accepted, Envelope, NotHanded, Outcome, Refusal
from inbox_agent.shell.server import Server
from inbox_agent.shell.smtp import SmtpOutbox
from tests.servers.scripted_smtp import Mood, Say, ScriptedSmtp, scripted_smtp

TO = Envelope("leila@post.example", ("pd@prog.example",))
RAW = b"From: leila@post.example\r\nSubject: thanks\r\n\r\nMerci, Dr. M=C3=BCller.\r\n"
OTHERS = ("SIZE 35882577", "AUTH PLAIN", "8BITMIME", "SMTPUTF8", "PIPELINING", "CHUNKING", "DSN")


async def allowed() -> bool:
    return True


async def send(server: ScriptedSmtp | Server, raw: bytes = RAW) -> Outcome:
    where = server if isinstance(server, Server) else server.server()
    return await SmtpOutbox(where).send(TO, raw, allowed)


# --- rate limits: the words of providers, and what follows for the letter ---------------------


@pytest.mark.parametrize(
    ("event", "reply", "permanent"),
    [
        ("MAIL", "421 4.7.28 too much unsolicited mail from your address", False),
        ("MAIL", "451 4.3.2 temporarily rate limited", False),
        ("RCPT", "450 4.2.1 the user is receiving mail at a rate that is too high", False),
        ("RCPT", "452 4.5.3 too many recipients", False),
        ("DATA", "451 4.7.500 server busy", False),
        ("DOT", "421 4.7.0 [TSS04] deferred due to user complaints", False),
        ("DOT", "452 4.3.1 out of storage", False),
        ("DOT", "550 5.4.5 daily user sending limit exceeded", True),
        ("DOT", "554 5.2.0 submission quota exceeded", True),
    ],
)
async def test_a_written_limit_is_definite_and_nothing_was_taken(
    event: str, reply: str, permanent: bool
) -> None:
    mood: Mood = {event: (Say(reply),)}
    with scripted_smtp(mood) as server:
        outcome = await send(server)
    assert isinstance(outcome, Refusal)
    assert (str(outcome.code), outcome.permanent) == (reply[:3], permanent)
    assert reply[4:] in outcome.reply  # the owner reads the provider's own words


@pytest.mark.parametrize("event", ["GREETING", "AUTH"])
async def test_a_provider_that_wants_no_more_connections_now_gets_none_and_nothing_is_lost(
    event: str,
) -> None:
    with scripted_smtp({event: (Say("421 4.7.0 too many connections", then="close"),)}) as server:
        outcome = await send(server)
    assert isinstance(outcome, NotHanded)
    assert (outcome.hopeless, server.stored) == (False, [])
    assert "too many connections" in outcome.why


# --- extensions that are missing ---------------------------------------------------------------


@pytest.mark.parametrize("extensions", [("AUTH PLAIN",), ("AUTH PLAIN", "8BITMIME"), OTHERS])
async def test_the_same_bytes_leave_whatever_the_server_offers(extensions: tuple[str, ...]) -> None:
    """Nothing is encoded anew after the approval, and no offer is needed: it is 7-bit already."""
    with scripted_smtp({}, extensions=extensions) as server:
        assert isinstance(await send(server), Accepted)
    assert server.stored == [RAW]
    assert not any("BODY=8BITMIME" in command for command in server.commands)


@pytest.mark.parametrize("raw", [RAW + "Müller\r\n".encode(), RAW + b"x" * 1_000 + b"\r\n"])
async def test_bytes_that_a_server_might_change_are_not_even_offered(raw: bytes) -> None:
    with scripted_smtp({}, extensions=OTHERS) as server:
        outcome = await send(server, raw)
    assert isinstance(outcome, NotHanded)
    assert outcome.hopeless
    assert not {"MAIL", "DATA"} & set(server.verbs())


# --- slow ones, and tokens -----------------------------------------------------------------------


def test_the_reply_to_the_dot_is_waited_for_ten_minutes() -> None:
    """A 250 after two minutes is no lost one (RFC 5321, 4.5.3.2.6)."""
    server = Server("127.0.0.1", 25, "plain", "leila", lambda: "secret")
    assert server.data_seconds >= 600


def a_server_for(tokens: Iterator[str], port: int, *, renews: bool) -> Server:
    def fresh() -> str:
        return next(tokens)

    return Server(
        "127.0.0.1", port, "plain", "leila", fresh, sign_in="xoauth2",
        renew=fresh if renews else None,
    )  # fmt: skip


EXPIRED = {
    "AUTH": (Say("334 eyJzdGF0dXMiOiI0MDEifQ=="), Say("235 2.7.0 welcome")),
    "": (Say("535 5.7.8 the token has expired"),),  # after our empty answer to its explanation
}


async def test_an_expired_token_is_renewed_once_and_the_letter_goes() -> None:
    with scripted_smtp(EXPIRED, extensions=("AUTH XOAUTH2",)) as server:
        outcome = await send(a_server_for(iter(["old", "new"]), server.port, renews=True))
    assert isinstance(outcome, Accepted)
    assert (server.verbs().count("AUTH"), server.stored) == (2, [RAW])


async def test_an_expired_token_that_cannot_be_renewed_hands_nothing_over() -> None:
    with scripted_smtp(EXPIRED, extensions=("AUTH XOAUTH2",)) as server:
        outcome = await send(a_server_for(iter(["old"]), server.port, renews=False))
    assert isinstance(outcome, NotHanded)
    assert outcome.hopeless
    assert "old" not in outcome.why
