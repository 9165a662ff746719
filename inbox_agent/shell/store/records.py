"""One account's rows inside one transaction: the ``Records`` of the ports, in SQL.

Only this package speaks SQL. Every statement names the account; nothing else can be reached.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, func, or_, select, update

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
from inbox_agent.shell.store import tables
from inbox_agent.shell.store.mapping import RowMapping
from inbox_agent.shell.store.sql import AccountRows

_FOLDER = RowMapping(FolderState, tables.FolderRow)
_MESSAGE = RowMapping(Message, tables.MessageRow)
_QUARANTINE = RowMapping(Quarantined, tables.QuarantineRow)
_PROGRAM = RowMapping(Program, tables.ProgramRow)
_INTERVIEW = RowMapping(Interview, tables.InterviewRow)
_CHANGE = RowMapping(InterviewChange, tables.InterviewChangeRow)
_DRAFT = RowMapping(Draft, tables.DraftRow)
_NOTICE = RowMapping(Notice, tables.NoticeRow)
_ANSWER = RowMapping(AnswerRecord, tables.AnswerRow)
_LEDGER = RowMapping(LedgerEntry, tables.LedgerRow)
_WITNESS = RowMapping(Witness, tables.WitnessRow)
_AUDIT = RowMapping(AuditEntry, tables.AuditRow)

_RAW: Table = tables.RawRow.__table__  # type: ignore[attr-defined]
_LOCATION: Table = tables.LocationRow.__table__  # type: ignore[attr-defined]

_LATER = _DRAFT.table.alias("later")
_IS_NEWEST: ColumnElement[bool] = ~(  # built once: building it takes longer than asking it
    select(_LATER.c.id)
    .where(
        _LATER.c.account == _DRAFT.table.c.account, _LATER.c.id == _DRAFT.table.c.id,
        _LATER.c.version > _DRAFT.table.c.version,
    )
    .exists()
)  # fmt: skip

_IN_LIMIT = 500  # values in one IN (…): SQLite allows 32,766 variables in a statement, older 999


class SqlRecords(AccountRows):
    """See ``ports.Records``."""

    # --- folders and messages -------------------------------------------------------------

    def folder_state(self, folder: str) -> FolderState | None:
        return self._one(_FOLDER, _FOLDER.table.c.folder == folder)

    def folder_states(self) -> tuple[FolderState, ...]:
        return self._all(_FOLDER, order=[_FOLDER.table.c.folder])

    def save_folder_state(self, state: FolderState) -> None:
        self._save(_FOLDER, state)

    def message_by_fingerprint(self, fingerprint: str) -> Message | None:
        return self._one(_MESSAGE, _MESSAGE.table.c.fingerprint == fingerprint)

    def known_fingerprints(self, fingerprints: Sequence[str]) -> frozenset[str]:
        known: set[str] = set()
        for table in (_MESSAGE.table, _QUARANTINE.table):
            for start in range(0, len(fingerprints), _IN_LIMIT):
                statement = select(table.c.fingerprint).where(
                    table.c.account == self._account,
                    table.c.fingerprint.in_(fingerprints[start : start + _IN_LIMIT]),
                )
                known.update(self._connection.execute(statement).scalars())
        return frozenset(known)

    def messages_by_message_id(self, message_id: str) -> tuple[Message, ...]:
        return self._all(_MESSAGE, _MESSAGE.table.c.message_id == message_id)

    def message(self, row_id: str) -> Message | None:
        return self._one(_MESSAGE, _MESSAGE.table.c.id == row_id)

    def messages(
        self, *, since: datetime | None = None, program_id: str | None = None,
        own: bool | None = None, stored_after: datetime | None = None,
    ) -> tuple[Message, ...]:  # fmt: skip
        columns = _MESSAGE.table.c
        where: list[ColumnElement[bool]] = []
        if since is not None:
            where.append(columns.received >= since)
        if program_id is not None:
            where.append(columns.program_id == program_id)
        if own is not None:
            where.append(columns.own == own)
        if stored_after is not None:
            where.append(func.coalesce(columns.stored, columns.received) > stored_after)
        return self._all(_MESSAGE, *where, order=[columns.received, columns.id])

    def handwritten(self) -> tuple[Message, ...]:
        columns, drafts = _MESSAGE.table.c, _DRAFT.table.c
        ours = select(drafts.message_id).where(
            drafts.account == self._account, drafts.message_id == columns.message_id,
            columns.message_id != "",
        )  # fmt: skip
        return self._all(
            _MESSAGE, columns.own.is_(True), columns.program_id.not_in(("", UNSETTLED)),
            ~ours.exists(), order=[columns.received, columns.id],
        )  # fmt: skip

    def save_message(self, message: Message) -> None:
        self._save(_MESSAGE, message)

    def save_raw(self, fingerprint: str, raw: bytes) -> None:
        row = {"account": self._account, "fingerprint": fingerprint, "raw": zlib.compress(raw, 1)}
        self._upsert(_RAW, row, keep=True)

    def raw(self, fingerprint: str) -> bytes | None:
        statement = select(_RAW.c.raw).where(
            _RAW.c.account == self._account, _RAW.c.fingerprint == fingerprint
        )
        packed = self._connection.execute(statement).scalar()
        return zlib.decompress(packed) if packed is not None else None

    def remove_raw(self, fingerprint: str) -> None:
        self._connection.execute(
            delete(_RAW).where(_RAW.c.account == self._account, _RAW.c.fingerprint == fingerprint)
        )

    def witness(self, fingerprint: str) -> Witness | None:
        return self._one(_WITNESS, _WITNESS.table.c.fingerprint == fingerprint)

    def witnesses(self, *, checked: bool) -> tuple[Witness, ...]:
        columns = _WITNESS.table.c
        looked_at = columns.checked.is_not(None) if checked else columns.checked.is_(None)
        return self._all(_WITNESS, looked_at, order=[columns.kept, columns.fingerprint])

    def save_witness(self, witness: Witness) -> None:
        self._save(_WITNESS, witness)

    def locate(self, fingerprint: str, folder: str, uidvalidity: int, uid: int) -> None:
        self._upsert(_LOCATION, {
            "account": self._account, "folder": folder, "uidvalidity": uidvalidity, "uid": uid,
            "fingerprint": fingerprint,
        })  # fmt: skip

    def places(self, fingerprint: str) -> tuple[Place, ...]:
        columns = _LOCATION.c
        statement = (
            select(columns.folder, columns.uidvalidity, columns.uid)
            .where(columns.account == self._account, columns.fingerprint == fingerprint)
            .order_by(columns.folder, columns.uidvalidity, columns.uid)
        )
        return tuple(Place(*row) for row in self._connection.execute(statement))

    def quarantined(self) -> tuple[Quarantined, ...]:
        return self._all(_QUARANTINE, order=[_QUARANTINE.table.c.at])

    def save_quarantined(self, row: Quarantined) -> None:
        self._save(_QUARANTINE, row)

    def remove_quarantined(self, row_id: str) -> None:
        table = _QUARANTINE.table
        self._connection.execute(
            delete(table).where(table.c.account == self._account, table.c.id == row_id)
        )

    # --- programs and interviews ----------------------------------------------------------

    def programs(self) -> tuple[Program, ...]:
        columns = _PROGRAM.table.c
        return self._all(_PROGRAM, order=[columns.name, columns.track])

    def save_program(self, program: Program) -> None:
        self._save(_PROGRAM, program)

    def remove_program(self, row_id: str) -> None:
        table = _PROGRAM.table
        self._connection.execute(
            delete(table).where(table.c.account == self._account, table.c.id == row_id)
        )

    def interviews(self, *, program_id: str | None = None) -> tuple[Interview, ...]:
        columns = _INTERVIEW.table.c
        where = [columns.program_id == program_id] if program_id is not None else []
        found = self._all(_INTERVIEW, *where)
        return tuple(sorted(found, key=lambda interview: int(interview.id[1:])))

    def save_interview(self, interview: Interview) -> None:
        self._save(_INTERVIEW, interview)

    def remove_interview(self, row_id: str) -> None:
        self.save_interview_changes(row_id, ())
        table = _INTERVIEW.table
        self._connection.execute(
            delete(table).where(table.c.account == self._account, table.c.id == row_id)
        )

    def interview_changes(self, interview_id: str) -> tuple[InterviewChange, ...]:
        columns = _CHANGE.table.c
        return self._all(_CHANGE, columns.interview_id == interview_id, order=[columns.number])

    def save_interview_changes(self, interview_id: str, changes: Sequence[InterviewChange]) -> None:
        table = _CHANGE.table
        self._connection.execute(
            delete(table).where(
                table.c.account == self._account, table.c.interview_id == interview_id
            )
        )
        for number, change in enumerate(changes, start=1):
            self._upsert(table, {**_CHANGE.to_row(self._account, change), "number": number})

    # --- drafts ---------------------------------------------------------------------------

    def drafts(self, *, states: Sequence[DraftState] | None = None) -> tuple[Draft, ...]:
        columns = _DRAFT.table.c
        where = [_IS_NEWEST]
        if states is not None:
            where.append(columns.state.in_([state.value for state in states]))
        return self._all(_DRAFT, *where, order=[columns.created, columns.id])

    def draft(self, row_id: str) -> Draft | None:
        versions = self.draft_versions(row_id)
        return versions[-1] if versions else None

    def draft_versions(self, row_id: str) -> tuple[Draft, ...]:
        columns = _DRAFT.table.c
        return self._all(_DRAFT, columns.id == row_id, order=[columns.version])

    def draft_by_code(self, code: str) -> Draft | None:
        columns = _DRAFT.table.c
        return self._one(_DRAFT, columns.code == code, order=[columns.created.desc()])

    def draft_by_message_id(self, message_id: str) -> Draft | None:
        return self._one(_DRAFT, _DRAFT.table.c.message_id == message_id)

    def draft_by_occasion(self, occasion: str) -> Draft | None:
        columns = _DRAFT.table.c
        return self._one(_DRAFT, columns.occasion == occasion, order=[columns.version.desc()])

    def save_draft(self, draft: Draft) -> None:
        self._save(_DRAFT, draft)

    def claim_draft(self, draft: Draft) -> bool:
        columns = _DRAFT.table.c
        claimed = self._connection.execute(
            update(_DRAFT.table)
            .where(
                columns.account == self._account, columns.id == draft.id,
                columns.version == draft.version, columns.sha256 == draft.sha256,
                columns.approved_sha256 == draft.sha256,
                columns.state == DraftState.APPROVED.value,
            )
            .values(state=DraftState.SENDING.value, phase="claimed", attempts=draft.attempts + 1)
        )  # fmt: skip
        return claimed.rowcount == 1

    def sends_since(self, since: datetime) -> int:
        columns = _DRAFT.table.c
        statement = select(func.count()).where(
            columns.account == self._account,
            or_(columns.sent >= since, columns.unknown_since >= since),
        )
        return self._connection.execute(statement).scalar_one()

    # --- notices, answers, ledger, audit --------------------------------------------------

    def notice(self, key: str) -> Notice | None:
        return self._one(_NOTICE, _NOTICE.table.c.key == key)

    def notice_by_message_id(self, message_id: str) -> Notice | None:
        return self._one(_NOTICE, _NOTICE.table.c.message_id == message_id)

    def notices(
        self, *, waiting: bool | None = None, latest: int | None = None
    ) -> tuple[Notice, ...]:
        columns = _NOTICE.table.c
        where = []
        if waiting is not None:
            where.append(columns.sent.is_(None) if waiting else columns.sent.is_not(None))
        if latest is None:
            return self._all(_NOTICE, *where, order=[columns.created, columns.id])
        order = [columns.created.desc(), columns.id.desc()]
        return self._all(_NOTICE, *where, order=order, limit=latest)[::-1]

    def save_notice(self, notice: Notice) -> None:
        self._save(_NOTICE, notice)

    def is_own_notice(self, message_id: str) -> bool:
        return self.notice_by_message_id(message_id) is not None

    def answers(
        self, *, outcome: str | None = None, message_id: str | None = None
    ) -> tuple[AnswerRecord, ...]:
        columns = _ANSWER.table.c
        where = [columns.outcome == outcome] if outcome is not None else []
        if message_id is not None:
            where.append(columns.message_id == message_id)
        return self._all(_ANSWER, *where, order=[columns.at])

    def answer(self, fingerprint: str) -> AnswerRecord | None:
        return self._one(_ANSWER, _ANSWER.table.c.fingerprint == fingerprint)

    def save_answer(self, record: AnswerRecord) -> None:
        self._save(_ANSWER, record)

    def ledger(self, season: str) -> tuple[LedgerEntry, ...]:
        columns = _LEDGER.table.c
        return self._all(_LEDGER, columns.season == season, order=[columns.at, columns.id])

    def add_ledger_entry(self, entry: LedgerEntry) -> None:
        self._save(_LEDGER, entry)

    def audit(self) -> tuple[AuditEntry, ...]:
        return self._all(_AUDIT, order=[_AUDIT.table.c.number])

    def add_audit(self, at: datetime, event: str, subject: str, detail: str) -> None:
        columns = _AUDIT.table.c
        last = self._one(_AUDIT, columns.number == self._last_audit_number())
        number = last.number + 1 if last else 1
        previous = last.hash if last else ""
        entry = AuditEntry(number, at, event, subject, detail, previous, "")
        self._save(_AUDIT, audit.seal(entry))

    def _last_audit_number(self) -> int:
        columns = _AUDIT.table.c
        statement = select(func.max(columns.number)).where(columns.account == self._account)
        return self._connection.execute(statement).scalar() or 0
