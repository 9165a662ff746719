"""The append-only log as a hash chain: a changed, removed or inserted entry shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC

from inbox_agent.core.stored import AuditEntry


def seal(entry: AuditEntry) -> AuditEntry:
    """``entry`` with the hash that covers it and the entry before it."""
    return replace(entry, hash=_digest(entry))


def problems(entries: Iterable[AuditEntry]) -> tuple[str, ...]:
    """What is wrong with the chain, in words; empty when every link holds."""
    found: list[str] = []
    previous, number = "", 0
    for entry in entries:
        if entry.number != number + 1:
            found.append(f"entry {number + 1} is missing")
        elif entry.previous != previous:
            found.append(f"entry {entry.number} does not follow the one before it")
        if entry.hash != _digest(entry):
            found.append(f"entry {entry.number} was changed after it was written")
        previous, number = entry.hash, entry.number
    return tuple(found)


def _digest(entry: AuditEntry) -> str:
    at = entry.at.astimezone(UTC).isoformat()
    covered = [entry.number, at, entry.event, entry.subject, entry.detail, entry.previous]
    return hashlib.sha256(json.dumps(covered, ensure_ascii=True).encode()).hexdigest()
