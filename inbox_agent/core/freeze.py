"""The bytes of what leaves: frozen when a version is proposed, ``Date`` added when it goes."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime

from inbox_agent.core.drafting import Draft
from inbox_agent.core.owner import Owner
from inbox_agent.core.stored import Notice
from inbox_agent.core.wire import address_header, header, text_part

DRAFT_HEADER = "X-Inbox-Agent-Draft"
"""Ours on every mail to a program: found in Sent also where a server rewrote the Message-ID."""

COPY_HEADER = "X-Inbox-Agent-Copy"
"""Ours on the copy of a waiting draft in the owner's Drafts folder."""

NOTICE_HEADER = "X-Inbox-Agent"

MAX_REFERENCES = 20  # message-ids of a thread; the newest are those that clients thread by

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")  # printable ASCII; longer ones are left out


def message_id(owner: Owner, draft: Draft) -> str:
    """The Message-ID of one version: the same for the same words, guessed by nobody else."""
    words = (draft.created.isoformat(), draft.subject, draft.body, *draft.to)
    return _message_id(owner, f"{draft.id}.{draft.version}", "\n".join(words), b"")


def notice_message_id(owner: Owner, notice_id: str, key: str, secret: bytes = b"") -> str:
    """The Message-ID of a notice. With the account's ``secret`` nobody can guess it, and so
    nobody but the owner can answer it."""
    return _message_id(owner, notice_id, key, secret)


def draft_mark(draft: Draft) -> str:
    """The value of ``DRAFT_HEADER``: by it a copy is found whose Message-ID was rewritten."""
    return draft.message_id.strip("<>").rpartition("@")[0]


def copy_mark(draft: Draft) -> str:
    """The value of ``COPY_HEADER``; the Message-ID of the copy has the same first half."""
    return f"copy.{draft_mark(draft)}"


def drafts_copy(draft: Draft, owner: Owner, now: datetime) -> bytes:
    """The copy of a waiting version for the Drafts folder: the same words under another Message-ID
    and another header, so that it is never taken for what was sent."""
    domain = owner.email.rpartition("@")[2]
    copy = replace(draft, message_id=f"<{copy_mark(draft)}@{domain}>")
    return with_date(_message(copy, owner, header(COPY_HEADER, copy_mark(draft))), now)


def freeze(draft: Draft, owner: Owner) -> bytes:
    """The message of one version, complete but for ``Date``; ``draft.message_id`` must be set.

    Raises UserError where a recipient is no address; with none there is no ``To`` (a gap).
    """
    return _message(draft, owner, header(DRAFT_HEADER, draft_mark(draft)))


def _message(draft: Draft, owner: Owner, mark: bytes) -> bytes:
    people = [(draft.to_name if len(draft.to) == 1 else "", address) for address in draft.to]
    people_header = address_header("To", people) if people else b""  # none is a gap
    part_head, body = text_part(draft.body)
    return b"".join(
        (
            address_header("From", [(owner.name, owner.email)]),
            people_header,
            header("Subject", draft.subject),
            _ids("Message-ID", (draft.message_id,)),
            _ids("In-Reply-To", (draft.in_reply_to,)),
            _ids("References", draft.references),
            mark,
            b"MIME-Version: 1.0\r\n",
            part_head,
            b"\r\n",
            body,
        )
    )


def with_date(raw: bytes, now: datetime) -> bytes:
    """The frozen bytes with ``Date`` on top; ``now`` is aware, its offset is shown."""
    return f"Date: {format_datetime(now)}\r\n".encode("ascii") + raw


def notice_bytes(notice: Notice, owner: Owner, now: datetime) -> bytes:
    """A notice to the owner: plain text and, where there is one, its HTML beside it."""
    head = b"".join(
        (
            address_header("From", [("Inbox Agent", owner.email)]),
            address_header("To", [("", notice.to) if notice.to else (owner.name, owner.email)]),
            header("Subject", notice.subject),
            _ids("Message-ID", (notice.message_id,)),
            _ids("In-Reply-To", (notice.in_reply_to,)),
            _ids("References", (notice.in_reply_to,)),
            b"Auto-Submitted: auto-generated\r\n",
            b"X-Auto-Response-Suppress: All\r\n",  # Exchange sends no out-of-office to it
            header(NOTICE_HEADER, notice.kind),
            b"MIME-Version: 1.0\r\n",
        )
    )
    return with_date(head + _notice_body(notice), now)


def _notice_body(notice: Notice) -> bytes:
    plain_head, plain = text_part(notice.text)
    if not notice.html:
        return plain_head + b"\r\n" + plain
    html_head, html = text_part(notice.html, "html")
    inside = plain + html
    boundary = f"=_{hashlib.sha256(inside).hexdigest()[:32]}".encode()  # "=_" is in no clean part
    return b"".join(
        (
            b'Content-Type: multipart/alternative; boundary="' + boundary + b'"\r\n\r\n',
            b"--" + boundary + b"\r\n" + plain_head + b"\r\n" + plain,
            b"--" + boundary + b"\r\n" + html_head + b"\r\n" + html,
            b"--" + boundary + b"--\r\n",
        )
    )


def _message_id(owner: Owner, name: str, words: str, secret: bytes) -> str:
    message = f"{name}\n{words}".encode("utf-8", "replace")
    token = hmac.new(secret, message, hashlib.sha256).hexdigest()[:24]
    return f"<{name}.{token}@{owner.email.rpartition('@')[2]}>"


def _ids(name: str, ids: tuple[str, ...]) -> bytes:
    """A header of message-ids, which are copied from mail: only clean ones; none, no header."""
    clean = [item for item in ids if _MESSAGE_ID.fullmatch(item)]
    return header(name, " ".join(clean[-MAX_REFERENCES:])) if clean else b""
