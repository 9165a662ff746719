"""``Draft``: words to a program, not yet sent. Its states change only by send.py's table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Why a draft exists."""

    PRE_APPLICATION = "pre_application"
    REPLY = "reply"
    THANK_YOU = "thank_you"
    INTEREST_UPDATE = "interest_update"
    LETTER_OF_INTENT = "letter_of_intent"
    FINAL_NOTE = "final_note"
    DECLINE = "decline"
    QUESTION = "question"
    MENTOR_REQUEST = "mentor_request"


class DraftState(StrEnum):
    PROPOSED = "proposed"
    HELD = "held"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Verdict(StrEnum):
    OK = "ok"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that lint says about a draft."""

    code: str
    verdict: Verdict
    quote: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact without which the draft cannot go; ``question`` asks the owner for it."""

    field: str  # recipient, name or date
    question: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One version of one draft. ``raw`` is frozen when it is proposed; what leaves is exactly
    that, with ``Date`` added. ``code`` binds draft, version, bytes and recipients."""

    id: str
    version: int
    state: DraftState
    kind: Kind
    program_id: str
    program: str
    to: tuple[str, ...]  # bare addresses
    subject: str
    body: str
    created: datetime
    to_name: str = ""
    code: str = ""
    gaps: tuple[Gap, ...] = ()
    findings: tuple[Finding, ...] = ()
    due: datetime | None = None
    deadline: datetime | None = None
    held_until: datetime | None = None  # approved: when it leaves; proposed: when it is asked again
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    raw: bytes = b""
    sha256: str = ""  # of raw
    sent: datetime | None = None
    occasion: str = ""  # unique key of why it exists: the same occasion is never drafted twice
    interview_id: str = ""
    approved_at: datetime | None = None
    approved_sha256: str = ""
    approved_to: tuple[str, ...] = ()
    approved_by: str = ""  # the proof that was accepted: "sent-folder", "dkim …", "command"
    confirmed_to: tuple[str, ...] = ()  # addresses the owner confirmed though they are no contact
    phase: str = ""  # of the dispatch: "", "claimed", "data"
    attempts: int = 0
    retry_at: datetime | None = None
    asked: int = 0  # how many requests went out for this version
    asked_at: datetime | None = None
    reconciled: int = 0  # look-ups of an unknown one done so far
    unknown_since: datetime | None = None
    objection: str = ""  # an unproved reject or hold that keeps it here until settled
    note: str = ""  # why it failed, was withdrawn, …, in words for the owner
    lines: tuple[str, ...] = ()  # what the request says beside it (an interviewer without address)
