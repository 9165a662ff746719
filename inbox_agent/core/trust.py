"""May we trust that the owner wrote this mail, as an answer to us?

``judge`` names what holds: it is ours, automatic, from somebody else, for somebody else, the
owner's but unproved, or the owner's and proved. Only the last may change anything.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inbox_agent.core.addresses import addresses, clean_address
from inbox_agent.core.codes import normalise
from inbox_agent.core.mail import Mail
from inbox_agent.core.owner import Owner
from inbox_agent.core.parse import UNCLEAN_FROM
from inbox_agent.core.proof import (
    MAX_HEADERS,
    Fields,
    Signature,
    inbound_trace,
    server_says_so,
    signature_fault,
)


class Standing(StrEnum):
    OURS = "ours"  # a notice of ours, or a copy of one
    AUTOMATIC = "automatic"  # no person wrote it: never counts, never gets a report
    DRAFT = "draft"  # lies in Drafts: not said yet
    STRANGER = "stranger"  # the author is not plainly the owner
    ELSEWHERE = "elsewhere"  # the owner's words to somebody else
    UNPROVED = "unproved"  # claims to be the owner's
    PROVED = "proved"


class Proof(StrEnum):
    SENT = "sent-folder"
    DKIM = "dkim"
    SERVER = "authentication-results"


@dataclass(frozen=True, slots=True)
class Trust:
    """``why`` says what is missing, in words for the owner; ``proof`` what was accepted."""

    standing: Standing
    why: str = ""
    proof: Proof | None = None
    detail: str = ""  # of the proof: the signing domain, the server


_AUTOMATIC_FIELDS = ("precedence", "x-autoreply", "x-autorespond", "x-auto-response-suppress",
                     "x-failed-recipients", "feedback-id")  # fmt: skip
_OUR_FIELDS = ("x-inbox-agent", "x-inbox-agent-draft")
_RECIPIENT_FIELDS = ("to", "cc", "bcc")
_AWAY = re.compile(
    r"^(?:automatic reply|auto[ -]?reply|auto:|autoreply|out of (?:the )?office|on vacation|"
    r"automatische antwort|abwesenheit|réponse automatique|absence du bureau|respuesta automática|"
    r"resposta automática|risposta automatica|автоответ|автоматический ответ|رد تلقائي|خودکار جواب|"
    r"स्वचालित उत्तर|स्वतः उत्तर|自动回复|自動回覆|otomatik (?:yanıt|cevap)|"
    r"(?:undelivered|undeliverable|delivery status|mail delivery|returned mail))",
    re.IGNORECASE,
)


def judge(
    mail: Mail,
    raw: bytes,
    *,
    folder_role: str,
    flags: Collection[str],
    owner: Owner,
    our_message_ids: Collection[str],
    our_marks: Collection[str],
    signatures: Sequence[Signature] = (),
    trusted_servers: Collection[str] = (),
) -> Trust:
    """Who speaks here, and how we know.

    ``our_message_ids`` and ``our_marks`` (see ``marks``) are those of notices of ours;
    ``signatures`` what our own DKIM verification of ``raw`` found.
    """
    fields = Fields.of(raw)
    if folder_role == "drafts" or any(flag.lower() == "\\draft" for flag in flags):
        return Trust(Standing.DRAFT, "a draft is not sent yet")
    if _names_us(fields, our_message_ids):
        return Trust(Standing.OURS, "it is a notice of ours")
    if by_machine := _automatic(fields, mail.subject):
        return Trust(Standing.AUTOMATIC, by_machine)
    author = _author(fields, mail, owner)
    if author is None:
        return Trust(Standing.STRANGER, "its author is not plainly you")
    if not _marks_of(mail, raw, signatures).isdisjoint(our_marks):
        return Trust(Standing.OURS, "its body is that of a notice of ours")
    if elsewhere := _elsewhere(fields, owner):
        return Trust(Standing.ELSEWHERE, elsewhere)
    return _proved(fields, author, folder_role, signatures, trusted_servers)


def may_need_dkim(mail: Mail, raw: bytes, *, folder_role: str, owner: Owner) -> bool:
    """Is it worth asking DNS: the owner's name on it, for the owner only, and not in Sent?"""
    fields = Fields.of(raw)
    if folder_role in ("drafts", "sent") or not fields.all("dkim-signature"):
        return False
    return (
        _author(fields, mail, owner) is not None
        and not _elsewhere(fields, owner)
        and not _automatic(fields, mail.subject)
    )


def automatic(mail: Mail, raw: bytes) -> str:
    """Why no person wrote it; "" where a person may have."""
    return _automatic(Fields.of(raw), mail.subject)


def marks(raw: bytes, text: str) -> frozenset[str]:
    """What a notice is known by when its header was changed: both DKIM hashes of its body
    (base64, as in ``bh=``) and a hash of its words."""
    body = re.sub(rb"\r?\n", b"\r\n", re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1])
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    simple = body.rstrip(b"\r\n") + b"\r\n"
    relaxed = b"\r\n".join(lines).rstrip(b"\r\n")
    hashes = {_hash(simple), _hash(relaxed + b"\r\n" if relaxed else b"")}
    words = "".join(normalise(text).split())
    return frozenset(hashes | ({_hash(words.encode("utf-8", "replace"))} if words else set()))


def _names_us(fields: Fields, message_ids: Collection[str]) -> bool:
    if any(fields.all(name) for name in _OUR_FIELDS):
        return True
    return any(value.strip() in message_ids for value in fields.all("message-id"))


def _marks_of(mail: Mail, raw: bytes, signatures: Sequence[Signature]) -> frozenset[str]:
    return marks(raw, mail.text) | {signature.body_hash for signature in signatures}


def _automatic(fields: Fields, subject: str) -> str:
    for value in fields.all("auto-submitted"):
        if re.split(r"[;(\s]", value.strip().lower(), maxsplit=1)[0] != "no":
            return "it bears Auto-Submitted"
    for name, value in fields.items:
        if name in _AUTOMATIC_FIELDS or name.startswith("list-"):
            return f"it bears {name.title()}"
        if name == "return-path" and value.replace(" ", "") == "<>":
            return "it was sent by a server (empty Return-Path)"
        if name == "content-type" and value.lower().startswith("multipart/report"):
            return "it is a report of a server"
    return "its subject is that of an automatic reply" if _AWAY.match(subject.strip()) else ""


def _author(fields: Fields, mail: Mail, owner: Owner) -> str | None:
    """The owner's address that wrote it, where every way of reading the message agrees on it.

    A ``Sender`` may be another address of the owner: Gmail adds one to mail under an alias.
    """
    if len(fields.items) > MAX_HEADERS:
        return None
    if any(name.startswith("resent-") for name, _ in fields.items):
        return None
    value = fields.only("from")
    author = clean_address(value) if value is not None else None
    if UNCLEAN_FROM in mail.defects:
        return None
    if author is None or [address.addr for address in mail.from_] != [author]:
        return None
    senders = fields.all("sender")
    if len(senders) > 1 or any(clean_address(s) not in owner.addresses for s in senders):
        return None
    return author if author in owner.addresses else None


def _elsewhere(fields: Fields, owner: Owner) -> str:
    """Why the owner is not its only recipient, or nothing."""
    found = 0
    for name in _RECIPIENT_FIELDS:
        values = fields.all(name)
        if len(values) > 1:
            return f"{name.title()} is there {len(values)} times"
        for address in addresses(values[0]) if values and values[0] else ():
            if address.addr not in owner.addresses:
                return "it goes to somebody else too"
            found += 1
    only = fields.only("to")
    if only is None or not found:
        return "it names no recipient"
    clean = all(clean_address(part) in owner.addresses for part in _entries(only))
    return "" if clean else "its recipient is not plainly you"


def _entries(value: str) -> list[str]:
    """Comma-separated entries; a comma in a quoted name belongs to the name."""
    return [entry for entry in re.findall(r'(?:"[^"]*"|[^",])+', value) if entry.strip()]


def _proved(
    fields: Fields,
    author: str,
    folder_role: str,
    signatures: Sequence[Signature],
    trusted_servers: Collection[str],
) -> Trust:
    domain = author.rpartition("@")[2]
    why = "no copy of it lies in your Sent folder and it bears no signature of your provider"
    if folder_role == "sent":
        why = inbound_trace(fields)
        if not why:
            return Trust(Standing.PROVED, proof=Proof.SENT)
    faults = [signature_fault(signature, fields, domain) for signature in signatures]
    if "" in faults:
        return Trust(Standing.PROVED, proof=Proof.DKIM, detail=domain)
    if server_says_so(fields, domain, trusted_servers):
        return Trust(Standing.PROVED, proof=Proof.SERVER, detail=domain)
    return Trust(Standing.UNPROVED, faults[0] if faults else why)


def _hash(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode("ascii")
