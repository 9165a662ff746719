"""An answer of the owner, as bytes, to bend and to forge."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inbox_agent.core.mail import Mail
from inbox_agent.core.owner import Owner
from inbox_agent.core.parse import parse
from inbox_agent.core.proof import Signature
from inbox_agent.core.trust import Trust, judge
from inbox_agent.ports import DkimResult

OWNER = Owner(
    "Leila Haddad",
    "leila@post.example",
    "Asia/Amman",
    credential="MD",
    aliases=("lhaddad@school.example",),
)
HEADERS = {
    "From": "Leila Haddad <leila@post.example>",
    "To": "leila@post.example",
    "Subject": "Re: Thank you to Dr. Ng? [K7M2RX]",
    "Date": "Tue, 03 Nov 2026 12:00:00 +0300",
    "Message-ID": "<r1@post.example>",
    "In-Reply-To": "<n1@post.example>",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
}
SIGNED = DkimResult(
    valid=True,
    domain="post.example",
    signed_headers=("from", "to", "subject", "date", "message-id", "in-reply-to",
                    "mime-version", "content-type"),
    key_bits=2048,
    body_hash="bh",
)  # fmt: skip


def mail_bytes(
    body: str = "approve K7M2RX", *, top: str = "", below: str = "", **changed: str | None
) -> bytes:
    """An answer with some headers changed (``In_Reply_To``), left out (None), put on ``top`` or
    ``below`` the others."""
    headers: dict[str, str | None] = {**HEADERS}
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    extra = [line for line in below.split("\n") if line]
    first = [line for line in top.split("\n") if line]
    return "\r\n".join([*first, *lines, *extra, "", body.replace("\n", "\r\n"), ""]).encode()


def parsed(raw: bytes) -> Mail:
    mail = parse(raw)
    assert isinstance(mail, Mail)
    return mail


def look(
    raw: bytes,
    role: str = "inbox",
    *,
    flags: Collection[str] = (),
    ours: Collection[str] = ("<n1@post.example>",),
    our_marks: Collection[str] = (),
    signatures: Sequence[Signature] = (),
    servers: Collection[str] = (),
) -> Trust:
    return judge(
        parsed(raw),
        raw,
        folder_role=role,
        flags=flags,
        owner=OWNER,
        our_message_ids=ours,
        our_marks=our_marks,
        signatures=signatures,
        trusted_servers=servers,
    )
