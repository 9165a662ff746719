"""The servers themselves: they come up, take mail, and are gone afterwards."""

from __future__ import annotations

import imaplib

import psycopg

from inbox_agent.ports import Accepted, Envelope
from inbox_agent.shell.smtp import SmtpOutbox
from tests.servers.dovecot import PASSWORD, Account
from tests.servers.postfix import Postfix

RAW = b"Subject: hello\r\n\r\nA line.\r\n"


def test_dovecot_takes_a_delivery(account: Account) -> None:
    account.deliver(RAW)
    client = imaplib.IMAP4("127.0.0.1", account.dovecot.ports.imap)
    client.login(account.user, PASSWORD)
    assert client.select("INBOX", readonly=True) == ("OK", [b"1"])
    client.logout()


async def test_postfix_hands_over_to_dovecot(account: Account, postfix: Postfix) -> None:
    async def go() -> bool:
        return True

    outbox = SmtpOutbox(postfix.server(account.user))
    outcome = await outbox.send(Envelope(account.user, (account.user,)), RAW, go)
    assert isinstance(outcome, Accepted)


def test_postgres_has_an_empty_database(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
