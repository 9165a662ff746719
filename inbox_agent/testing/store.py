"""The store as dictionaries: what the pipeline needs, without a database."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import RLock
from typing import Any, TypeVar

from inbox_agent.core import audit
from inbox_agent.core.drafting import Draft, DraftState
from inbox_agent.core.interview import Interview, InterviewChange
from inbox_agent.core.program import Program
from inbox_agent.core.stored import (
    UNSETTLED,
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

V = TypeVar("V")


@dataclass
class Tables:
    """All rows of one account, by their key."""

    counter: int = 0
    facts: dict[str, str] = field(default_factory=dict)
    folders: dict[str, FolderState] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    raws: dict[str, bytes] = field(default_factory=dict)
    places: dict[tuple[str, int, int], str] = field(default_factory=dict)
    quarantine: dict[str, Quarantined] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    interviews: dict[str, Interview] = field(default_factory=dict)
    changes: dict[str, tuple[InterviewChange, ...]] = field(default_factory=dict)
    drafts: dict[tuple[str, int], Draft] = field(default_factory=dict)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    answers: dict[str, AnswerRecord] = field(default_factory=dict)
    ledger: dict[str, LedgerEntry] = field(default_factory=dict)
    log: list[AuditEntry] = field(default_factory=list)

    def copied(self) -> Tables:
        """Rows are frozen values, so copying the dictionaries is enough."""
        return Tables(**{name: copy.copy(value) for name, value in vars(self).items()})


class MemoryStore:
    """One account's rows. A ``write`` that ends in an error leaves nothing behind."""

    def __init__(self, account: str = "leila.haddad@post.example") -> None:
        self.account = account
        self._tables = Tables()
        self._lock = RLock()

    @contextmanager
    def read(self) -> Iterator[MemoryRecords]:
        yield MemoryRecords(self._tables.copied())

    @contextmanager
    def write(self) -> Iterator[MemoryRecords]:
        with self._lock:
            tables = self._tables.copied()
            yield MemoryRecords(tables)
            self._tables = tables


class MemoryRecords:
    """See ``ports.Records``."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def new_id(self, prefix: str) -> str:
        self._t.counter += 1
        return f"{prefix}{self._t.counter}"

    # --- facts ----------------------------------------------------------------------------

    def fact(self, key: str) -> str | None:
        return self._t.facts.get(key)

    def save_fact(self, key: str, value: str) -> None:
        self._t.facts[key] = value

    def remove_fact(self, key: str) -> None:
        self._t.facts.pop(key, None)

    def facts(self) -> Mapping[str, str]:
        return dict(self._t.facts)

    # --- folders and messages -------------------------------------------------------------

    def folder_state(self, folder: str) -> FolderState | None:
        return self._t.folders.get(folder)

    def folder_states(self) -> tuple[FolderState, ...]:
        return tuple(self._t.folders[name] for name in sorted(self._t.folders))

    def save_folder_state(self, state: FolderState) -> None:
        self._t.folders[state.folder] = state

    def message_by_fingerprint(self, fingerprint: str) -> Message | None:
        return _first(self._t.messages, lambda m: m.fingerprint == fingerprint)

    def known_fingerprints(self, fingerprints: Sequence[str]) -> frozenset[str]:
        known = {m.fingerprint for m in self._t.messages.values()}
        known |= {q.fingerprint for q in self._t.quarantine.values()}
        return frozenset(known & set(fingerprints))

    def messages_by_message_id(self, message_id: str) -> tuple[Message, ...]:
        return _all(self._t.messages, lambda m: m.message_id == message_id)

    def message(self, row_id: str) -> Message | None:
        return self._t.messages.get(row_id)

    def messages(
        self, *, since: datetime | None = None, program_id: str | None = None,
        own: bool | None = None, stored_after: datetime | None = None,
    ) -> tuple[Message, ...]:  # fmt: skip
        found = _all(
            self._t.messages,
            lambda m: (
                (since is None or m.received >= since)
                and (program_id is None or m.program_id == program_id)
                and (own is None or m.own == own)
                and (stored_after is None or (m.stored or m.received) > stored_after)
            ),
        )
        return tuple(sorted(found, key=lambda m: (m.received, m.id)))

    def handwritten(self) -> tuple[Message, ...]:
        ours = {draft.message_id for draft in self._t.drafts.values()} - {""}
        return tuple(
            message
            for message in self.messages(own=True)
            if message.program_id not in {"", UNSETTLED} and message.message_id not in ours
        )

    def save_message(self, message: Message) -> None:
        self._t.messages[message.id] = message

    def save_raw(self, fingerprint: str, raw: bytes) -> None:
        self._t.raws.setdefault(fingerprint, raw)

    def raw(self, fingerprint: str) -> bytes | None:
        return self._t.raws.get(fingerprint)

    def remove_raw(self, fingerprint: str) -> None:
        self._t.raws.pop(fingerprint, None)

    def witness(self, fingerprint: str) -> Witness | None:
        return self._t.witnesses.get(fingerprint)

    def witnesses(self, *, checked: bool) -> tuple[Witness, ...]:
        found = _all(self._t.witnesses, lambda w: (w.checked is not None) == checked)
        return tuple(sorted(found, key=lambda w: (w.kept, w.fingerprint)))

    def save_witness(self, witness: Witness) -> None:
        self._t.witnesses[witness.fingerprint] = witness

    def locate(self, fingerprint: str, folder: str, uidvalidity: int, uid: int) -> None:
        self._t.places[(folder, uidvalidity, uid)] = fingerprint

    def places(self, fingerprint: str) -> tuple[Place, ...]:
        found = [Place(*key) for key, known in self._t.places.items() if known == fingerprint]
        return tuple(sorted(found, key=lambda place: (place.folder, place.uidvalidity, place.uid)))

    def quarantined(self) -> tuple[Quarantined, ...]:
        return tuple(sorted(self._t.quarantine.values(), key=lambda row: row.at))

    def save_quarantined(self, row: Quarantined) -> None:
        self._t.quarantine[row.id] = row

    def remove_quarantined(self, row_id: str) -> None:
        self._t.quarantine.pop(row_id, None)

    # --- programs and interviews ----------------------------------------------------------

    def programs(self) -> tuple[Program, ...]:
        return tuple(sorted(self._t.programs.values(), key=lambda p: (p.name, p.track)))

    def save_program(self, program: Program) -> None:
        self._t.programs[program.id] = program

    def interviews(self, *, program_id: str | None = None) -> tuple[Interview, ...]:
        found = _all(self._t.interviews, lambda i: program_id is None or i.program_id == program_id)
        return tuple(sorted(found, key=lambda i: int(i.id[1:])))

    def save_interview(self, interview: Interview) -> None:
        self._t.interviews[interview.id] = interview

    def remove_program(self, row_id: str) -> None:
        self._t.programs.pop(row_id, None)

    def remove_interview(self, row_id: str) -> None:
        self._t.interviews.pop(row_id, None)
        self._t.changes.pop(row_id, None)

    def interview_changes(self, interview_id: str) -> tuple[InterviewChange, ...]:
        return self._t.changes.get(interview_id, ())

    def save_interview_changes(self, interview_id: str, changes: Sequence[InterviewChange]) -> None:
        self._t.changes[interview_id] = tuple(changes)

    # --- drafts ---------------------------------------------------------------------------

    def drafts(self, *, states: Sequence[DraftState] | None = None) -> tuple[Draft, ...]:
        latest = {draft.id: draft for _, draft in sorted(self._t.drafts.items())}
        found = [d for d in latest.values() if states is None or d.state in states]
        return tuple(sorted(found, key=lambda d: (d.created, d.id)))

    def draft(self, row_id: str) -> Draft | None:
        versions = self.draft_versions(row_id)
        return versions[-1] if versions else None

    def draft_versions(self, row_id: str) -> tuple[Draft, ...]:
        found = _all(self._t.drafts, lambda d: d.id == row_id)
        return tuple(sorted(found, key=lambda d: d.version))

    def draft_by_code(self, code: str) -> Draft | None:
        found = _all(self._t.drafts, lambda d: d.code == code)
        return max(found, key=lambda d: d.created, default=None)

    def draft_by_message_id(self, message_id: str) -> Draft | None:
        return _first(self._t.drafts, lambda d: d.message_id == message_id)

    def draft_by_occasion(self, occasion: str) -> Draft | None:
        found = _all(self._t.drafts, lambda d: d.occasion == occasion)
        return max(found, key=lambda d: d.version, default=None)

    def save_draft(self, draft: Draft) -> None:
        self._t.drafts[(draft.id, draft.version)] = draft

    def claim_draft(self, draft: Draft) -> bool:
        stored = self._t.drafts.get((draft.id, draft.version))
        if stored is None or stored.state is not DraftState.APPROVED:
            return False
        if not stored.sha256 == stored.approved_sha256 == draft.sha256:
            return False
        self.save_draft(replace(
            stored, state=DraftState.SENDING, phase="claimed", attempts=draft.attempts + 1
        ))  # fmt: skip
        return True

    def sends_since(self, since: datetime) -> int:
        return sum(
            any(at is not None and at >= since for at in (draft.sent, draft.unknown_since))
            for draft in self._t.drafts.values()
        )

    # --- notices, answers, ledger, audit --------------------------------------------------

    def notice(self, key: str) -> Notice | None:
        return _first(self._t.notices, lambda n: n.key == key)

    def notice_by_message_id(self, message_id: str) -> Notice | None:
        return _first(self._t.notices, lambda n: n.message_id == message_id)

    def notices(
        self, *, waiting: bool | None = None, latest: int | None = None
    ) -> tuple[Notice, ...]:
        found = _all(self._t.notices, lambda n: waiting is None or (n.sent is None) == waiting)
        found = tuple(sorted(found, key=lambda n: (n.created, n.id)))
        return found if latest is None else found[len(found) - min(latest, len(found)) :]

    def save_notice(self, notice: Notice) -> None:
        self._t.notices[notice.id] = notice

    def is_own_notice(self, message_id: str) -> bool:
        return self.notice_by_message_id(message_id) is not None

    def answers(
        self, *, outcome: str | None = None, message_id: str | None = None
    ) -> tuple[AnswerRecord, ...]:
        found = _all(
            self._t.answers,
            lambda a: (
                (outcome is None or a.outcome == outcome)
                and (message_id is None or a.message_id == message_id)
            ),
        )
        return tuple(sorted(found, key=lambda a: a.at))

    def answer(self, fingerprint: str) -> AnswerRecord | None:
        return self._t.answers.get(fingerprint)

    def save_answer(self, record: AnswerRecord) -> None:
        self._t.answers[record.fingerprint] = record

    def ledger(self, season: str) -> tuple[LedgerEntry, ...]:
        found = _all(self._t.ledger, lambda e: e.season == season)
        return tuple(sorted(found, key=lambda e: (e.at, e.id)))

    def add_ledger_entry(self, entry: LedgerEntry) -> None:
        self._t.ledger[entry.id] = entry

    def audit(self) -> tuple[AuditEntry, ...]:
        return tuple(self._t.log)

    def add_audit(self, at: datetime, event: str, subject: str, detail: str) -> None:
        last = self._t.log[-1] if self._t.log else None
        entry = AuditEntry(
            last.number + 1 if last else 1,
            at,
            event,
            subject,
            detail,
            last.hash if last else "",
            "",
        )
        self._t.log.append(audit.seal(entry))


def _all(rows: Mapping[Any, V], wanted: Callable[[V], bool]) -> tuple[V, ...]:
    return tuple(row for row in rows.values() if wanted(row))


def _first(rows: Mapping[Any, V], wanted: Callable[[V], bool]) -> V | None:
    return next(iter(_all(rows, wanted)), None)
