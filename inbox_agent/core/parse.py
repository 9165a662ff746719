"""Bytes to a ``Mail``, or to an ``Unreadable`` with its reason; never an exception.

Bounds (each a constant beside the code that keeps it): 40 MB in all, header 1 MB and 1,000 fields
(headers.py), 500 addresses a field (addresses.py), 50 levels and 1,000 parts (structure.py),
512 KB of HTML (text.py), 256 KB of text (body.py). What is over a bound is left out and named
in ``Mail.defects``; only nesting and size make a message unreadable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from inbox_agent.core.addresses import MAX_ADDRESSES, addresses
from inbox_agent.core.body import Form, read_body
from inbox_agent.core.headers import (
    MAX_VALUE,
    Block,
    date,
    decoded,
    message_ids,
    only_clean_address,
    raw_text,
    scan,
)
from inbox_agent.core.mail import Address, Mail, Unreadable
from inbox_agent.core.quotes import split_marked
from inbox_agent.core.structure import TooDeep, tree

MAX_SIZE = 40 << 20  # bytes; what most providers refuse, and what keeps us below 200 MB of memory
MAX_DEFECTS = 50  # different ones that are kept

UNCLEAN_FROM = "From is not exactly one plain address"  # such a message can't speak for the owner
_ONCE = (b"from", b"sender", b"reply-to", b"to", b"cc", b"subject", b"date", b"message-id",
         b"in-reply-to", b"references", b"content-type", b"mime-version")  # fmt: skip


def parse(raw: bytes, *, truncated: bool = False) -> Mail | Unreadable:
    """The message as a value. ``truncated``: only its headers and text parts were fetched."""
    fingerprint = hashlib.sha256(raw).hexdigest()
    raw = _with_newlines(raw)
    block = scan(raw)
    if len(raw) > MAX_SIZE:
        return _unreadable(fingerprint, block, f"larger than {MAX_SIZE} bytes")
    try:
        root, defects = tree(raw, block)
    except TooDeep as error:
        return _unreadable(fingerprint, block, str(error))
    body = read_body(root)
    text, new, quoted, boilerplate = split_marked(body.marked)
    fields = _by_name(block)
    when = date(_first(fields, b"date"))
    header_defects = _header_defects(block, fields, when)
    return Mail(
        fingerprint=fingerprint,
        message_id="".join(message_ids(_first(fields, b"message-id"))[:1]),
        subject=decoded(fields.get(b"subject", [b""])[0]),
        from_=_addresses(fields, b"from"),
        sender=_addresses(fields, b"sender"),
        reply_to=_addresses(fields, b"reply-to"),
        to=_addresses(fields, b"to"),
        cc=_addresses(fields, b"cc"),
        date=when,
        in_reply_to="".join(message_ids(_first(fields, b"in-reply-to"))[:1]),
        references=message_ids(_first(fields, b"references")),
        headers=tuple((name.decode("ascii"), decoded(value)) for name, value in block.fields),
        text=text,
        new=new,
        quoted=quoted,
        boilerplate=boilerplate,
        hidden=body.hidden,
        is_html=body.is_html,
        links=body.links,
        attachments=tuple(body.attachments),
        calendars=tuple(dict.fromkeys(body.calendars)),
        size=len(raw),
        defects=_distinct((*header_defects, *defects, *body.defects)),
        truncated=truncated,
    )


def new_words(raw: bytes, form: Form) -> str:
    """The author's new words as one ``form`` of a readable message tells them."""
    raw = _with_newlines(raw)
    root, _ = tree(raw, scan(raw))
    _, new, _, _ = split_marked(read_body(root, form).marked)
    return new


def clean_author(mail: Mail) -> str | None:
    """The address that wrote ``mail``, where its only From field holds one plain address and
    nothing else that any parser could take for another; else None."""
    return None if UNCLEAN_FROM in mail.defects else mail.author.addr or None


def a_message(mail: Mail | Unreadable) -> Mail | Unreadable:
    """What has no header at all is no message, be it a file or lie it in a mailbox."""
    if isinstance(mail, Mail) and not mail.headers:
        return Unreadable(mail.fingerprint, "no header: this is not a message")
    return mail


def _with_newlines(raw: bytes) -> bytes:
    """The bytes with newlines, where a message has only carriage returns."""
    head = raw[:65536]
    return raw.replace(b"\r", b"\n") if b"\r" in head and b"\n" not in head else raw


def _by_name(block: Block) -> dict[bytes, list[bytes]]:
    fields: dict[bytes, list[bytes]] = {}
    for name, value in block.fields:
        fields.setdefault(name.lower(), []).append(value)
    return fields


def _first(fields: dict[bytes, list[bytes]], name: bytes) -> str:
    values = fields.get(name)
    return raw_text(values[0]) if values else ""


def _addresses(fields: dict[bytes, list[bytes]], name: bytes) -> tuple[Address, ...]:
    """The addresses of all fields with this name: a second ``From`` must be seen."""
    values = fields.get(name, ())
    found = [address for value in values for address in addresses(raw_text(value)[:MAX_VALUE])]
    return tuple(found[:MAX_ADDRESSES])


def _header_defects(
    block: Block, fields: dict[bytes, list[bytes]], when: datetime | None
) -> Iterable[str]:
    for name in _ONCE:
        if len(fields.get(name, ())) > 1:
            yield f"more than one {name.decode().title()}"
    writers = [raw_text(value) for value in fields.get(b"from", ())]
    if block.defects or only_clean_address(writers) is None:
        yield UNCLEAN_FROM  # a broken header may be read otherwise by whoever checked it
    if when is None:
        yield "Date missing or nonsense"


def _distinct(defects: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(defects))[:MAX_DEFECTS]


def _unreadable(fingerprint: str, block: Block, reason: str) -> Unreadable:
    fields = _by_name(block)
    senders = _addresses(fields, b"from")
    return Unreadable(
        fingerprint=fingerprint,
        reason=reason,
        message_id="".join(message_ids(_first(fields, b"message-id"))[:1]),
        subject=decoded(fields.get(b"subject", [b""])[0]),
        from_addr=senders[0].addr if senders else "",
    )
