"""The tables. Every row belongs to an account; columns are the fields of the values in core/.

Instants are UTC. A moment that may be a plain day, or keeps its own offset, is ISO 8601 text.
What is nested (flags, gaps, contacts) is JSON in one column: it is only ever read whole.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, LargeBinary
from sqlmodel import Field, SQLModel


class FactRow(SQLModel, table=True):
    """Small facts of an account: heartbeat, generation, pause, the counter of ids."""

    __tablename__ = "fact"
    account: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    value: str


class FolderRow(SQLModel, table=True):
    """Which UIDs of a folder are committed."""

    __tablename__ = "folder"
    account: str = Field(primary_key=True)
    folder: str = Field(primary_key=True)
    uidvalidity: int = Field(sa_type=BigInteger)
    ranges: Any = Field(sa_type=JSON)
    seen_at: datetime | None = None


class LocationRow(SQLModel, table=True):
    """Where a message lies; one message may lie in several places."""

    __tablename__ = "location"
    account: str = Field(primary_key=True)
    folder: str = Field(primary_key=True)
    uidvalidity: int = Field(primary_key=True, sa_type=BigInteger)
    uid: int = Field(primary_key=True, sa_type=BigInteger)
    fingerprint: str


class RawRow(SQLModel, table=True):
    """The untouched bytes of a message, compressed (zlib)."""

    __tablename__ = "raw"
    account: str = Field(primary_key=True)
    fingerprint: str = Field(primary_key=True)
    raw: bytes = Field(sa_type=LargeBinary)


class WitnessRow(SQLModel, table=True):
    """What proves a message later: when its bytes were kept, and its signatures of that day."""

    __tablename__ = "witness"
    account: str = Field(primary_key=True)
    fingerprint: str = Field(primary_key=True)
    kept: datetime
    truncated: bool
    checked: datetime | None = None
    signatures: Any = Field(sa_type=JSON)


class MessageRow(SQLModel, table=True):
    __tablename__ = "message"
    __table_args__ = (
        Index("message_fingerprint", "account", "fingerprint", unique=True),
        Index("message_message_id", "account", "message_id"),
        Index("message_received", "account", "received"),
        Index("message_program", "account", "program_id", "received", "id"),
    )
    account: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    folder: str
    fingerprint: str
    message_id: str
    received: datetime
    subject: str
    from_addr: str
    from_name: str
    to: Any = Field(sa_type=JSON)
    in_reply_to: str
    references: Any = Field(sa_type=JSON)
    own: bool
    reading: Any = Field(sa_type=JSON, nullable=True)
    text: str
    stored: datetime | None = None
    owner_fields: Any = Field(sa_type=JSON)
    program_id: str
    interview_id: str
    dated: str | None = None


class QuarantineRow(SQLModel, table=True):
    __tablename__ = "quarantine"
    __table_args__ = (Index("quarantine_fingerprint", "account", "fingerprint", unique=True),)
    account: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    folder: str
    uid: int = Field(sa_type=BigInteger)
    fingerprint: str
    reason: str
    at: datetime
    message_id: str
    subject: str
    from_addr: str


class ProgramRow(SQLModel, table=True):
    __tablename__ = "program"
    __table_args__ = (Index("program_name", "account", "name", "track", unique=True),)
    account: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    track: str
    city: str
    state: str
    time_zone: str
    domains: Any = Field(sa_type=JSON)
    nrmp_code: str
    nrmp_participating: str
    contacts: Any = Field(sa_type=JSON)
    extra: Any = Field(sa_type=JSON)
    contact_policy: str
    policy_quote: str
    wish: str
    confirmed: bool
    accepts: Any = Field(sa_type=JSON)
    aliases: Any = Field(sa_type=JSON)


class InterviewRow(SQLModel, table=True):
    __tablename__ = "interview"
    __table_args__ = (Index("interview_program", "account", "program_id"),)
    account: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    program_id: str
    program: str
    track: str
    state: str
    start: str | None = None
    end: str | None = None
    end_assumed: bool
    time_zone: str | None = None
    time_zone_assumed: bool
    mode: str
    place: str
    interviewers: Any = Field(sa_type=JSON)
    options: Any = Field(sa_type=JSON)
    source: str
    source_date: datetime | None = None
    uid: str
    sequence: int
    invited_at: datetime | None = None
    respond_by: str | None = None
    answered: bool
    owner_fields: Any = Field(sa_type=JSON)
    doubts: Any = Field(sa_type=JSON)


class InterviewChangeRow(SQLModel, table=True):
    __tablename__ = "interview_change"
    account: str = Field(primary_key=True)
    interview_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    at: datetime
    source: str
    reason: str
    before: str | None = None
    after: str


class DraftRow(SQLModel, table=True):
    """One version of one draft."""

    __tablename__ = "draft"
    __table_args__ = (
        Index("draft_code", "account", "code"),
        Index("draft_message_id", "account", "message_id"),
        Index("draft_occasion", "account", "occasion"),
        Index("draft_state", "account", "state"),
    )
    account: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    state: str
    kind: str
    program_id: str
    program: str
    to: Any = Field(sa_type=JSON)
    to_name: str
    subject: str
    body: str
    created: datetime
    code: str
    gaps: Any = Field(sa_type=JSON)
    findings: Any = Field(sa_type=JSON)
    due: datetime | None = None
    deadline: datetime | None = None
    held_until: datetime | None = None
    message_id: str
    in_reply_to: str
    references: Any = Field(sa_type=JSON)
    raw: bytes = Field(sa_type=LargeBinary)
    sha256: str
    sent: datetime | None = None
    occasion: str
    interview_id: str
    approved_at: datetime | None = None
    approved_sha256: str
    approved_to: Any = Field(sa_type=JSON)
    approved_by: str
    confirmed_to: Any = Field(sa_type=JSON)
    phase: str
    attempts: int
    retry_at: datetime | None = None
    asked: int
    asked_at: datetime | None = None
    reconciled: int
    unknown_since: datetime | None = None
    objection: str
    note: str
    lines: Any = Field(sa_type=JSON)


class NoticeRow(SQLModel, table=True):
    __tablename__ = "notice"
    __table_args__ = (
        Index("notice_key", "account", "key", unique=True),
        Index("notice_message_id", "account", "message_id"),
    )
    account: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    key: str
    kind: str
    subject: str
    text: str
    html: str
    created: datetime
    message_id: str
    code: str
    in_reply_to: str
    sent: datetime | None = None
    attempts: int
    retry_at: datetime | None = None
    phase: str
    to: str = Field(default="", sa_column_kwargs={"server_default": ""})
    reason: str = Field(default="", sa_column_kwargs={"server_default": ""})


class AnswerRow(SQLModel, table=True):
    __tablename__ = "answer"
    __table_args__ = (Index("answer_message_id", "account", "message_id"),)
    account: str = Field(primary_key=True)
    fingerprint: str = Field(primary_key=True)
    message_id: str
    message_row: str
    folder_role: str
    at: datetime
    is_draft: bool
    outcome: str
    detail: str
    codes: Any = Field(sa_type=JSON)


class LedgerRow(SQLModel, table=True):
    __tablename__ = "ledger"
    __table_args__ = (Index("ledger_season", "account", "season"),)
    account: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    season: str
    program_id: str
    program: str
    at: datetime
    claim: str
    quote: str
    source: str
    unasked: bool


class AuditRow(SQLModel, table=True):
    """Append-only: ``hash`` covers the entry and the hash before it."""

    __tablename__ = "audit"
    account: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    at: datetime
    event: str
    subject: str
    detail: str
    previous: str
    hash: str
