"""Every table as CSV: columns are the JSON keys, and no cell can start a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from inbox_agent.core.drafting import Draft
from inbox_agent.core.interview import Interview
from inbox_agent.core.message_row import message_row
from inbox_agent.core.program import Program
from inbox_agent.core.program_list import guarded, write_programs
from inbox_agent.core.rows import draft_row, interview_row, ledger_row, quarantine_row
from inbox_agent.core.stored import LedgerEntry, Message, Quarantined


class Tables(Protocol):
    """What an export reads (``ports.Records`` has it)."""

    def programs(self) -> tuple[Program, ...]: ...
    def interviews(self) -> tuple[Interview, ...]: ...
    def drafts(self) -> tuple[Draft, ...]: ...
    def messages(self) -> tuple[Message, ...]: ...
    def ledger(self, season: str) -> tuple[LedgerEntry, ...]: ...
    def quarantined(self) -> tuple[Quarantined, ...]: ...


def tables(records: Tables, season: str) -> dict[str, str]:
    """Name → CSV text; ``programs`` in the form that ``programs import`` reads."""
    return {
        "programs": write_programs(records.programs()),
        "interviews": as_csv(map(interview_row, records.interviews())),
        "drafts": as_csv(map(draft_row, records.drafts())),
        "messages": as_csv(map(message_row, records.messages())),
        "ledger": as_csv(map(ledger_row, records.ledger(season))),
        "quarantine": as_csv(map(quarantine_row, records.quarantined())),
    }


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows with the same keys as CSV; nested values as JSON text, None as an empty cell."""
    listed = list(rows)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    if listed:
        writer.writerow(listed[0])
    for row in listed:
        writer.writerow([guarded(_cell(value)) for value in row.values()])
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
