"""A whole house for flow tests: a mailbox, a submission server, a configuration, the commands."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from inbox_agent.cli import main
from inbox_agent.demo.servers import Delivered
from tests.servers.dovecot import PASSWORD, Account
from tests.servers.submission import submission_server

CORPUS = Path(__file__).parent.parent / "accuracy" / "corpus"
OWNER = "leila.haddad@post.example"


@dataclass(frozen=True)
class Done:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class House:
    """One owner's mailbox on a real Dovecot, and an SMTP server that keeps what leaves."""

    account: Account
    config: Path
    delivered: list[Delivered] = field(default_factory=list)

    def run(self, *arguments: str, now: str | None = None) -> Done:
        """One command, in this process, as from the command line."""
        clock = ["--now", now] if now else []
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["--config", str(self.config), *clock, *arguments])
        return Done(code, out.getvalue(), err.getvalue())

    def poll(self, now: str) -> dict[str, int]:
        done = self.run("poll", "--json", now=now)
        assert done.code == 0, done.err
        counts: dict[str, int] = done.json
        return counts

    def drafts(self, now: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.run("drafts", "--json", now=now).json
        return rows

    def deliver(self, *names: str) -> None:
        """Mails of the corpus, by LMTP."""
        for name in names:
            self.account.deliver((CORPUS / "mail" / f"{name}.eml").read_bytes())

    def answer(self, words: str, at: str, *, folder: str = "Sent", **headers: str) -> None:
        """The owner's answer, filed by the owner's own mail program."""
        with self.mailbox() as client:
            client.append(folder, owner_mail(words, at, **headers))

    def inbox(self, kind: str) -> list[bytes]:
        """The notices of one kind that reached the owner."""
        with self.mailbox() as client:
            client.select_folder("INBOX", readonly=True)
            uids = client.search(["HEADER", "X-Inbox-Agent", kind])
            found = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
            return [data[b"BODY[]"] for _, data in sorted(found.items())]

    def flags(self) -> dict[int, tuple[bytes, ...]]:
        with self.mailbox() as client:
            client.select_folder("INBOX", readonly=True)
            fetched = client.fetch(client.search(["ALL"]), ["FLAGS"])
            return {uid: tuple(f for f in data[b"FLAGS"] if f != b"\\Recent")
                    for uid, data in fetched.items()}  # fmt: skip

    @contextmanager
    def mailbox(self) -> Iterator[IMAPClient]:
        server = self.account.server()
        with IMAPClient(server.host, server.port, ssl=False) as client:
            client.login(server.user, PASSWORD)
            yield client


def owner_mail(words: str, at: str, **headers: str) -> bytes:
    """A mail from the owner to the owner; ``in_reply_to="<…>"`` becomes In-Reply-To."""
    message = EmailMessage()
    message["From"] = f"Leila Haddad <{OWNER}>"
    message["To"] = f"Leila Haddad <{OWNER}>"
    message["Subject"] = headers.pop("subject", "Re: may this go?")
    message["Date"] = format_datetime(datetime.fromisoformat(at))
    message["Message-ID"] = headers.pop("message_id", f"<{abs(hash((words, at)))}@post.example>")
    for name, value in headers.items():
        message[name.replace("_", "-").title()] = value
    message.set_content(words)
    return message.as_bytes().replace(b"\n", b"\r\n")


@contextmanager
def house(
    account: Account, folder: Path, monkeypatch: pytest.MonkeyPatch, *, hold_minutes: int = 0
) -> Iterator[House]:
    """The house, with its submission server up."""
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    here = House(account, folder / "agent.toml")

    def take(sender: str, recipients: tuple[str, ...], raw: bytes) -> None:
        others = tuple(one for one in recipients if one != OWNER)
        if len(others) < len(recipients):
            account.deliver(raw)
        if others:
            here.delivered.append(Delivered(sender, others, raw, datetime.now().astimezone()))

    with submission_server(account.user, PASSWORD, take) as port:
        here.config.write_text(_config(account, port, hold_minutes))
        yield here


def _config(account: Account, smtp_port: int, hold_minutes: int) -> str:
    server = account.server()
    return f"""
[owner]
name = "Leila Haddad"
email = "{OWNER}"
time_zone = "Asia/Amman"
credential = "MBBS"

[imap]
host = "{server.host}"
port = {server.port}
security = "plain"
user = "{server.user}"
password_env = "MAIL_PASSWORD"

[smtp]
host = "{server.host}"
port = {smtp_port}
security = "plain"
user = "{server.user}"
password_env = "MAIL_PASSWORD"

[approval]
hold_minutes = {hold_minutes}
"""
