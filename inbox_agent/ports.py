"""What the pipeline needs from the world.

TERMS
  folder        an IMAP mailbox of one account, by its server name; ``role`` says what it is for
  UID           the number of a message in one folder, good as long as UIDVALIDITY stays
  envelope      the addresses SMTP is given (MAIL FROM, RCPT TO); headers say nothing about them
  definite      the server answered: we know whether it took the message
  transaction   all that is written in one ``with store.write()`` is there after a crash, or none

Every port has a memory double in ``testing.py`` and one contract test that both pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from inbox_agent.core.drafting import Draft, DraftState
from inbox_agent.core.interview import Interview, InterviewChange
from inbox_agent.core.program import Program
from inbox_agent.core.stored import (
    AnswerRecord,
    AuditEntry,
    FolderState,
    LedgerEntry,
    Message,
    Notice,
    Place,
    Quarantined,
    Witness,
)


class Clock(Protocol):
    """The time, aware, in UTC. Read once per pass, at the edge."""

    def now(self) -> datetime: ...


# --- Mailbox ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Folder:
    """``role``: inbox sent junk drafts all trash, or "" for any other folder. ``mailbox``: which of
    the owner's mailboxes it lies in; "" is the first."""

    name: str
    role: str = ""
    mailbox: str = ""


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """What EXAMINE said. ``uidvalidity`` is None where the server gave none."""

    uidvalidity: int | None
    uidnext: int
    exists: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """One message as the server gave it. ``truncated``: only headers and text were fetched."""

    uid: int
    raw: bytes
    internal_date: datetime | None  # aware
    size: int  # RFC822.SIZE, bytes
    truncated: bool = False
    flags: frozenset[str] = frozenset()  # system flags as written by the server, e.g. "\\Draft"


class Mailbox(Protocol):
    """One account on an IMAP server, read with EXAMINE and BODY.PEEK only; all that writes are
    ``append``, ``remove`` and, where the owner wants filing, ``copy``.

    Raises TryAgain when the network or server fails, GiveUp when it refuses our credentials,
    UserError when a named folder does not exist. All calls block; one thread per Mailbox.
    """

    def folders(self) -> tuple[Folder, ...]: ...
    def examine(self, folder: str) -> FolderStatus: ...
    def uids(self, folder: str, first: int, last: int | None = None) -> tuple[int, ...]:
        """UIDs that exist from ``first`` to ``last`` (None: to the end), ascending."""
        ...

    def sizes(self, folder: str, uids: Sequence[int]) -> Mapping[int, int]:
        """RFC822.SIZE in bytes of those of ``uids`` that still exist: to fetch in portions."""
        ...

    def fetch(self, folder: str, uids: Sequence[int]) -> tuple[Fetched, ...]:
        """Those of ``uids`` that still exist; a vanished one is simply not among them."""
        ...

    def append(self, folder: str, raw: bytes, flags: Sequence[str], at: datetime) -> None: ...
    def remove(self, folder: str, uid: int, header: str, value: str) -> bool:
        """Take one message of ours away; only where its ``header`` still holds ``value``, so that
        a renumbered folder loses nothing. False: no such message is there."""
        ...

    def copy(self, folder: str, uid: int, target: str) -> None:
        """One message also into ``target``, which is made where it is missing; the message stays.
        Not repeated by itself: after TryAgain the copy may be there or not."""
        ...

    def find(self, folder: str, header: str, value: str) -> tuple[int, ...]:
        """UIDs in ``folder`` of messages whose ``header`` contains ``value``."""
        ...

    def wait(self, folder: str, seconds: float) -> bool:
        """IDLE (or sleep, where the server has none) until news or the time is over.

        True: the folder changed, look now."""
        ...

    def close(self) -> None: ...


# --- Outbox -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Envelope:
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server took the message (2yz after the final dot). ``reply`` often names its queue id."""

    reply: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A written reply that refuses. ``permanent``: 5yz, or a recipient was refused for good."""

    code: int
    reply: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class NotHanded:
    """Nothing of the message was handed over: connection, TLS or login failed before DATA."""

    why: str
    hopeless: bool = False  # a wrong password: trying again cannot help


@dataclass(frozen=True, slots=True)
class Unclear:
    """The connection ended after DATA began and before its reply: it may have been taken."""

    why: str


Outcome = Accepted | Refusal | NotHanded | Unclear


class BeforeData(Protocol):
    """Called when all recipients are accepted and DATA comes next; commits ``phase = data``.

    Returning False (it was rejected meanwhile) ends the transaction with nothing handed over."""

    async def __call__(self) -> bool: ...


class Outbox(Protocol):
    """One submission server. Never raises for what a server or network does: see Outcome."""

    async def send(self, envelope: Envelope, raw: bytes, before_data: BeforeData) -> Outcome: ...
    async def check(self) -> str:
        """Log in and out again; the server's greeting. Raises TryAgain, GiveUp."""
        ...


# --- Store --------------------------------------------------------------------------------


class Records(Protocol):
    """One account's rows inside one transaction. Readers return values; ``save_*`` insert or
    replace by id. ``new_id(prefix)`` gives ids unique across tables, like ``m12``."""

    def new_id(self, prefix: str) -> str: ...

    # folders and messages
    def folder_state(self, folder: str) -> FolderState | None: ...
    def folder_states(self) -> tuple[FolderState, ...]: ...
    def save_folder_state(self, state: FolderState) -> None: ...
    def message_by_fingerprint(self, fingerprint: str) -> Message | None: ...
    def known_fingerprints(self, fingerprints: Sequence[str]) -> frozenset[str]:
        """Which of these are rows or quarantine rows already."""
        ...

    def messages_by_message_id(self, message_id: str) -> tuple[Message, ...]: ...
    def message(self, row_id: str) -> Message | None: ...
    def messages(self, *, since: datetime | None = None, program_id: str | None = None,
                 own: bool | None = None, stored_after: datetime | None = None,
                 ) -> tuple[Message, ...]:  # fmt: skip
        """``since`` asks when it was received, ``stored_after`` when its row was made."""
        ...

    def handwritten(self) -> tuple[Message, ...]:
        """What the owner wrote to programs without the agent, oldest first: own messages that
        belong to a program and are no draft of ours."""
        ...

    def save_message(self, message: Message) -> None: ...
    def save_raw(self, fingerprint: str, raw: bytes) -> None: ...
    def raw(self, fingerprint: str) -> bytes | None: ...
    def remove_raw(self, fingerprint: str) -> None: ...
    def witness(self, fingerprint: str) -> Witness | None: ...
    def witnesses(self, *, checked: bool) -> tuple[Witness, ...]:
        """Those whose signatures were looked at, or not yet; oldest first."""
        ...

    def save_witness(self, witness: Witness) -> None: ...
    def locate(self, fingerprint: str, folder: str, uidvalidity: int, uid: int) -> None:
        """Remember that this message lies there; the same place twice is one place."""
        ...

    def places(self, fingerprint: str) -> tuple[Place, ...]:
        """Where ``locate`` saw it, in order of folder and UID."""
        ...

    def quarantined(self) -> tuple[Quarantined, ...]: ...
    def save_quarantined(self, row: Quarantined) -> None: ...
    def remove_quarantined(self, row_id: str) -> None: ...

    # programs and interviews
    def programs(self) -> tuple[Program, ...]: ...
    def save_program(self, program: Program) -> None: ...
    def remove_program(self, row_id: str) -> None: ...
    def interviews(self, *, program_id: str | None = None) -> tuple[Interview, ...]: ...
    def save_interview(self, interview: Interview) -> None: ...
    def remove_interview(self, row_id: str) -> None: ...
    def interview_changes(self, interview_id: str) -> tuple[InterviewChange, ...]: ...
    def save_interview_changes(self, interview_id: str, changes: Sequence[InterviewChange]) -> None:
        """The whole history of one interview, in order; what was kept before is replaced."""
        ...

    # drafts (each row is one version)
    def drafts(self, *, states: Sequence[DraftState] | None = None) -> tuple[Draft, ...]:
        """The latest version of every draft, oldest first."""
        ...

    def draft(self, row_id: str) -> Draft | None: ...
    def draft_versions(self, row_id: str) -> tuple[Draft, ...]: ...
    def draft_by_code(self, code: str) -> Draft | None:
        """Any version, also a dead one, that ever had this code."""
        ...

    def draft_by_message_id(self, message_id: str) -> Draft | None: ...
    def draft_by_occasion(self, occasion: str) -> Draft | None: ...
    def save_draft(self, draft: Draft) -> None: ...
    def claim_draft(self, draft: Draft) -> bool:
        """approved → sending for exactly this version and hash; False: somebody was faster."""
        ...

    # notices, answers, ledger, audit
    def notice(self, key: str) -> Notice | None: ...
    def notice_by_message_id(self, message_id: str) -> Notice | None: ...
    def notices(
        self, *, waiting: bool | None = None, latest: int | None = None
    ) -> tuple[Notice, ...]:
        """Oldest first; ``latest``: only so many, the youngest."""
        ...

    def save_notice(self, notice: Notice) -> None: ...
    def is_own_notice(self, message_id: str) -> bool: ...
    def answers(
        self, *, outcome: str | None = None, message_id: str | None = None
    ) -> tuple[AnswerRecord, ...]: ...
    def answer(self, fingerprint: str) -> AnswerRecord | None: ...
    def save_answer(self, record: AnswerRecord) -> None: ...
    def ledger(self, season: str) -> tuple[LedgerEntry, ...]: ...
    def add_ledger_entry(self, entry: LedgerEntry) -> None: ...
    def audit(self) -> tuple[AuditEntry, ...]: ...
    def add_audit(self, at: datetime, event: str, subject: str, detail: str) -> None: ...
    def sends_since(self, since: datetime) -> int:
        """Dispatches to programs that reached DATA since then (for the hourly and daily limit)."""
        ...

    # small facts of the account: heartbeat, generation, pause, last writing ``now``
    def fact(self, key: str) -> str | None: ...
    def save_fact(self, key: str, value: str) -> None: ...
    def remove_fact(self, key: str) -> None: ...
    def facts(self) -> Mapping[str, str]: ...


class Store(Protocol):
    """The store of one account."""

    account: str

    def read(self) -> AbstractContextManager[Records]: ...
    def write(self) -> AbstractContextManager[Records]:
        """One durable transaction (SQLite: BEGIN IMMEDIATE, synchronous=FULL)."""
        ...


# --- the rest -----------------------------------------------------------------------------


class Renderer(Protocol):
    """Templates to text. Values are data: nothing in them is ever evaluated."""

    def render(self, name: str, values: Mapping[str, object]) -> str: ...
    def source(self, name: str) -> str:
        """The text of a template file, for ``text``."""
        ...

    def text(self, source: str, values: Mapping[str, object]) -> str:
        """The template ``source`` (plain text) with ``values``."""
        ...


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that cannot wait for the digest. Never carries a code."""

    title: str
    body: str
    urgent: bool = True


class Alerts(Protocol):
    """Channels that reach the owner in seconds, in the order in which they are tried."""

    def hand_over(self, alert: Alert) -> tuple[str, ...]:
        """Give it to the first channel that takes it; the name of that one, or nothing."""
        ...

    def failing(self) -> tuple[str, ...]:
        """The channels that did not take the last alert they were given."""
        ...


@dataclass(frozen=True, slots=True)
class DkimResult:
    """Our own verification of one signature, with what it covered."""

    valid: bool
    domain: str = ""
    signed_headers: tuple[str, ...] = ()
    body_length_tag: bool = False  # l=
    testing: bool = False  # t=y
    key_bits: int = 0
    body_hash: str = ""  # bh=
    why: str = ""


class Authenticator(Protocol):
    """DKIM, verified by ourselves (DNS is the only thing asked)."""

    def verify(self, raw: bytes) -> tuple[DkimResult, ...]: ...


@dataclass(frozen=True, slots=True)
class Keys:
    """The account's secret for codes: 32 bytes, and the generation that lies beside it."""

    secret: bytes = field(repr=False)
    generation: int
