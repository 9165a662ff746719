"""Values that are kept: a mail and its reading, quarantine, notices, the ledger, the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from inbox_agent.core.reading import Reading

UNSETTLED = "?"
"""``Message.program_id`` of program mail of which it is not clear yet whose it is."""


@dataclass(frozen=True, slots=True)
class Message:
    """One mail as a row. ``reading`` is None for the owner's own and the agent's own mail.

    ``received`` is the instant that deadlines count from: the ``Date`` header, or the server's
    INTERNALDATE where the header is missing or lies (design: watching). ``dated`` is the ``Date``
    header itself, with its offset, as it was written; None where there is none.
    """

    id: str
    account: str
    folder: str
    fingerprint: str
    message_id: str
    received: datetime
    subject: str
    from_addr: str
    from_name: str = ""
    to: tuple[str, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    own: bool = False  # written by the owner or by the agent itself
    reading: Reading | None = None
    text: str = ""
    stored: datetime | None = None  # when this row was made
    owner_fields: frozenset[str] = frozenset()  # corrected by the owner
    program_id: str = ""
    interview_id: str = ""
    dated: datetime | None = None


def in_order(messages: Iterable[Message]) -> list[Message]:
    """As they were written, whenever they arrived; those of one second in the order of their
    bytes' hash, which is the same in every store."""
    return sorted(messages, key=lambda message: (message.received, message.fingerprint))


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message that could not be read: its bytes are kept, the rest went on."""

    id: str
    folder: str
    uid: int
    fingerprint: str
    reason: str
    at: datetime
    message_id: str = ""
    subject: str = ""
    from_addr: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """One DKIM signature as it verified when it was looked at."""

    valid: bool
    domain: str
    signed_headers: tuple[str, ...] = ()
    key_bits: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """What proves a message later. Its fingerprint is the SHA-256 of its bytes; ``signatures``
    are what DKIM said at ``checked``, while the sender's keys could still be had."""

    fingerprint: str
    kept: datetime
    truncated: bool = False  # too large: only its headers and text were fetched
    checked: datetime | None = None
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a copy of a message lies, or lay."""

    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class UidRange:
    """The UIDs of one folder that are committed: ``first`` to ``last``, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class FolderState:
    """What is known of one folder: its UIDVALIDITY, the committed ranges, the last look."""

    folder: str
    uidvalidity: int
    ranges: tuple[UidRange, ...] = ()
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail to the owner, waiting or gone. ``key`` is unique: the same notice never goes twice."""

    id: str
    key: str
    kind: str  # request report digest alert
    subject: str
    text: str
    html: str
    created: datetime
    message_id: str
    code: str = ""  # of the draft it asks about
    in_reply_to: str = ""
    sent: datetime | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    phase: str = ""  # "", "data": handed to DATA and no answer recorded
    to: str = ""  # "": the owner; else an alert address that the owner named
    reason: str = ""  # of an alert: what it is about, in one word


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    r"""What became of one copy of a mail that answers a notice of ours or names a code.

    Of several copies with one Message-ID at most one is ever ``accepted``."""

    fingerprint: str
    message_id: str
    message_row: str  # id of the message row it came in
    folder_role: str
    at: datetime  # when it was received here
    is_draft: bool = False  # bears \\Draft: not said yet
    outcome: str = "waiting"  # waiting accepted refused ignored
    detail: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One thing that a program was told this season, by the agent or in the owner's own mail."""

    id: str
    season: str
    program_id: str
    program: str
    at: datetime
    claim: str  # first_choice interest update visa career graduation thanks …
    quote: str
    source: str  # id of the draft or message
    unasked: bool = True


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of the append-only log: ``hash`` covers the entry and the hash before it."""

    number: int
    at: datetime
    event: str
    subject: str  # id of what it is about
    detail: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class DigestSent:
    """The digest goes at most once per local date."""

    on: date
    notice_id: str
