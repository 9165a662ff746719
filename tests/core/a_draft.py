"""A thank-you to try the gate on."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from inbox_agent.core.drafting import Draft, DraftState, Kind
from inbox_agent.core.send import Event, step

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
RAW = b"Subject: Thank you\r\n\r\nDear Dr. Ng,\r\n"
SHA256 = hashlib.sha256(RAW).hexdigest()
TO = ("ng@hospital.example",)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def proposed(**fields: object) -> Draft:
    draft = Draft(
        id="d1",
        version=1,
        state=DraftState.PROPOSED,
        kind=Kind.THANK_YOU,
        program_id="p1",
        program="Mercy General",
        to=TO,
        subject="Thank you",
        body="Dear Dr. Ng,",
        created=NOW,
        code="K7M2RX",
        raw=RAW,
        sha256=SHA256,
    )
    return replace(draft, **fields)  # type: ignore[arg-type]


def approved(**fields: object) -> Draft:
    draft = step(proposed(), Event.APPROVE, NOW, by="sent-folder", until=NOW + 3 * MINUTE)
    return replace(draft, **fields)  # type: ignore[arg-type]


def claimed(**fields: object) -> Draft:
    return replace(step(approved(), Event.CLAIM, NOW + HOUR), **fields)  # type: ignore[arg-type]


def at_data() -> Draft:
    return step(claimed(), Event.DATA, NOW + HOUR)
