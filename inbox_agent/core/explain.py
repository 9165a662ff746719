"""A mail and its reading as the document that ``explain --json`` and ``messages --json`` print.

The keys, their order and their meaning are a contract with other people's scripts.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from inbox_agent.core.mail import Mail, Unreadable
from inbox_agent.core.reading import InterviewTime, Moment, Reading


def explained(file: str, mail: Mail, reading: Reading) -> dict[str, Any]:
    """One line of ``explain --json``; ``file`` is the name as found under the given path."""
    return {
        "file": file,
        "message_id": mail.message_id,
        "from": mail.from_[0].addr if mail.from_ else "",
        "subject": mail.subject,
        "date": mail.date.isoformat() if mail.date else None,
        "category": reading.category.value,
        "confidence": reading.confidence,
        "flags": [
            {"flag": each.flag.value, "severity": each.severity.value, "quote": each.quote,
             "why": each.why, "advice": each.advice}
            for each in reading.flags
        ],
        "program": reading.program,
        "program_known": reading.program_known,
        "track": reading.track,
        "candidates": list(reading.candidates),
        "interview": _interview(reading.interview),
        "respond_by": moment(reading.respond_by),
        "reasons": [
            {"rule": each.rule, "where": each.where.value, "quote": each.quote}
            for each in reading.reasons
        ],
        "doubts": list(reading.doubts),
        "unreadable": None,
    }  # fmt: skip


def unexplained(file: str, why: Unreadable) -> dict[str, Any]:
    """The line of a message that could not be read: the same keys, nothing known."""
    return {
        "file": file, "message_id": why.message_id, "from": why.from_addr, "subject": why.subject,
        "date": None, "category": None, "confidence": 0.0, "flags": [], "program": None,
        "program_known": None, "track": None, "candidates": [], "interview": None,
        "respond_by": None, "reasons": [], "doubts": [], "unreadable": why.reason,
    }  # fmt: skip


def _interview(interview: InterviewTime | None) -> dict[str, Any] | None:
    if interview is None or (interview.start is None and not interview.options):
        return None
    return {
        "start": moment(interview.start),
        "end": moment(interview.end),
        "options": [
            {"start": moment(slot.start), "end": moment(slot.end)} for slot in interview.options
        ],
        "time_zone": interview.time_zone,
        "time_zone_assumed": interview.time_zone_assumed,
        "mode": interview.mode,
        "place": interview.place,
        "interviewers": [
            {"name": each.name, "email": each.email} for each in interview.interviewers
        ],
    }


def moment(when: Moment | None) -> str | None:
    """ISO 8601: with the offset where one is known, a plain date where there is no hour."""
    if isinstance(when, datetime):
        return when.isoformat(timespec="seconds")
    return when.isoformat() if isinstance(when, date) else None
