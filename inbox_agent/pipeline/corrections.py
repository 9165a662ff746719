"""When the owner corrected which field of a row: kept beside it, as small facts of the account."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from inbox_agent.core.correct import Fields, corrected_interview
from inbox_agent.core.interview import Interview
from inbox_agent.core.program import OWNER
from inbox_agent.core.track import Correction, Told
from inbox_agent.ports import Records


@dataclass(frozen=True, slots=True)
class Kept:
    """One correction. ``about``: the mails that an interview was made from at that time."""

    at: datetime
    fields: tuple[tuple[str, str], ...]
    about: tuple[str, ...] = ()


def keep(
    records: Records, row_id: str, fields: Fields, now: datetime, about: Collection[str] = ()
) -> None:
    """Remember that the owner corrected ``row_id`` at ``now``."""
    kept = [*_read(records, row_id), Kept(now, tuple(fields), tuple(sorted(about)))]
    records.save_fact(_key(row_id), json.dumps([
        {"at": each.at.isoformat(), "fields": each.fields, "about": each.about} for each in kept
    ]))  # fmt: skip


def fixed_at(records: Records, row_id: str) -> dict[str, datetime]:
    """Field -> when the owner last corrected it."""
    return {name: kept.at for kept in _read(records, row_id) for name, _ in kept.fields}


def told(records: Records, interview: Interview) -> Sequence[Told]:
    """The owner's corrections of ``interview``, in their place among its mail."""
    return [
        Told(
            OWNER, kept.at, key=f"~{number}",
            correction=Correction(
                frozenset(kept.about), frozenset(name for name, _ in kept.fields),
                lambda one, fields=kept.fields: corrected_interview(one, fields),  # type: ignore[misc]
            ),
        )
        for number, kept in enumerate(_read(records, interview.id))
    ]  # fmt: skip


def _read(records: Records, row_id: str) -> list[Kept]:
    rows = json.loads(records.fact(_key(row_id)) or "[]")
    return [
        Kept(
            datetime.fromisoformat(row["at"]),
            tuple((name, value) for name, value in row["fields"]), tuple(row["about"]),
        )
        for row in rows
    ]  # fmt: skip


def _key(row_id: str) -> str:
    return f"corrected:{row_id}"
