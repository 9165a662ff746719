"""The demo's mail, programs and owner, from the files beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from importlib import resources

OWNER_NAME = "Nadia Karim"
OWNER = "nadia.karim@post.example"
ZONE = "Asia/Karachi"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail of the season. ``later``: it comes while the owner watches."""

    raw: bytes
    at: datetime  # aware
    later: bool


def programs_csv() -> str:
    return resources.files(__package__).joinpath("programs.csv").read_text("utf-8")


def arrivals() -> tuple[Arrival, ...]:
    """All mails, in the order in which they were written."""
    text = resources.files(__package__).joinpath("mails.toml").read_text("utf-8")
    mails = [
        Arrival(_message(table), datetime.fromisoformat(table["date"]), table.get("later", False))
        for table in tomllib.loads(text)["mail"]
    ]
    return tuple(sorted(mails, key=lambda mail: mail.at))


def answer(words: str, subject: str, in_reply_to: str, at: datetime) -> bytes:
    """What the owner's mail program files into Sent when she answers."""
    table = {
        "from": f"{OWNER_NAME} <{OWNER}>",
        "subject": f"Re: {subject}",
        "date": at.isoformat(),
        "text": words,
        "in_reply_to": in_reply_to,
    }
    return _message(table)


def _message(table: dict[str, str]) -> bytes:
    message = EmailMessage()
    sender = table["from"]
    message["From"] = sender
    message["To"] = f"{OWNER_NAME} <{OWNER}>"
    message["Subject"] = table["subject"]
    message["Date"] = format_datetime(datetime.fromisoformat(table["date"]))
    token = sha256(f"{sender}{table['date']}".encode()).hexdigest()[:20]
    message["Message-ID"] = f"<{token}@{parseaddr(sender)[1].partition('@')[2]}>"
    if table.get("in_reply_to"):
        message["In-Reply-To"] = table["in_reply_to"]
    message.set_content(table["text"].strip() + "\n")
    return message.as_bytes().replace(b"\n", b"\r\n")
