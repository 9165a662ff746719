"""One message as ``messages --json`` shows it: explain's keys, and where it lies."""

from __future__ import annotations

from typing import Any

from inbox_agent.core.explain import explained, unexplained
from inbox_agent.core.mail import Address, Mail, Unreadable
from inbox_agent.core.stored import Message


def message_row(message: Message) -> dict[str, Any]:
    """The row of one message; the owner's own mail has no category."""
    place = {
        "id": message.id,
        "account": message.account,
        "folder": message.folder,
        "received": message.received.isoformat(),
    }
    if message.reading is None:
        bare = Unreadable("", "", message.message_id, message.subject, message.from_addr)
        document = {**unexplained("", bare), "unreadable": None}
    else:
        document = explained("", _as_mail(message), message.reading)
    return {**document, "date": message.dated.isoformat() if message.dated else None, **place}


def _as_mail(message: Message) -> Mail:
    return Mail(
        fingerprint=message.fingerprint, message_id=message.message_id, subject=message.subject,
        from_=(Address(message.from_name, message.from_addr),),
    )  # fmt: skip
