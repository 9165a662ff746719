"""The tables as the doors show them: one dict a row, keys and words as the design fixes them."""

from __future__ import annotations

from typing import Any

from inbox_agent.core.drafting import Draft
from inbox_agent.core.interview import Interview
from inbox_agent.core.program import Program
from inbox_agent.core.program_list import contacts_text
from inbox_agent.core.reading import Acceptance, Moment
from inbox_agent.core.stored import LedgerEntry, Quarantined


def iso(moment: Moment | None) -> str | None:
    """ISO 8601: an instant with its offset, a plain day as a date; None stays None."""
    return moment.isoformat() if moment is not None else None


def draft_row(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "version": draft.version,
        "code": draft.code,
        "state": draft.state.value,
        "kind": draft.kind.value,
        "program": draft.program,
        "to": list(draft.to),
        "subject": draft.subject,
        "body": draft.body,
        "gaps": [{"field": gap.field, "question": gap.question} for gap in draft.gaps],
        "findings": [
            {"code": f.code, "verdict": f.verdict.value, "quote": f.quote, "why": f.why,
             "instead": f.instead}
            for f in draft.findings
        ],
        "due": iso(draft.due),
        "deadline": iso(draft.deadline),
        "held_until": iso(draft.held_until),
        "message_id": draft.message_id,
        "created": iso(draft.created),
        "sent": iso(draft.sent),
    }  # fmt: skip


def interview_row(interview: Interview) -> dict[str, Any]:
    return {
        "id": interview.id,
        "program": interview.program,
        "track": interview.track,
        "start": iso(interview.start),
        "end": iso(interview.end),
        "end_assumed": interview.end_assumed,
        "time_zone": interview.time_zone,
        "time_zone_assumed": interview.time_zone_assumed,
        "state": interview.state.value,
        "mode": interview.mode,
        "place": interview.place,
        "interviewers": [{"name": p.name, "email": p.email} for p in interview.interviewers],
        "source": interview.source,
    }


def program_row(program: Program) -> dict[str, Any]:
    """``id`` and the columns of programs.csv as they stand in the file."""
    return {
        "id": program.id,
        "name": program.name,
        "track": program.track,
        "city": program.city,
        "state": program.state,
        "time_zone": program.time_zone,
        "domains": " ".join(program.domains),
        "nrmp_code": program.nrmp_code,
        "nrmp_participating": program.nrmp_participating,
        "contacts": contacts_text(program.contacts),
        **dict(program.extra),
    }


def acceptance_row(acceptance: Acceptance) -> dict[str, Any]:
    return {
        "topic": acceptance.topic, "answer": acceptance.answer, "quote": acceptance.quote,
        "source": acceptance.source,
    }  # fmt: skip


def ledger_row(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "season": entry.season,
        "program": entry.program,
        "at": iso(entry.at),
        "claim": entry.claim,
        "quote": entry.quote,
        "source": entry.source,
        "unasked": entry.unasked,
    }


def quarantine_row(row: Quarantined) -> dict[str, Any]:
    return {
        "id": row.id,
        "folder": row.folder,
        "uid": row.uid,
        "at": iso(row.at),
        "reason": row.reason,
        "message_id": row.message_id,
        "subject": row.subject,
        "from": row.from_addr,
        "fingerprint": row.fingerprint,
    }
