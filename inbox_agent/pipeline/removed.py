"""Programs that mail made known and the owner removed: mail makes them known no more."""

from __future__ import annotations

import json
from collections.abc import Iterable

from inbox_agent.core.program import Program
from inbox_agent.core.same_program import same_hospital
from inbox_agent.ports import Records

_REMOVED = "removed programs"  # the fact that keeps their full names


def removed_names(records: Records) -> tuple[str, ...]:
    """Full names, as ``Program.full_name`` writes them."""
    return tuple(json.loads(records.fact(_REMOVED) or "[]"))


def note_removed(records: Records, program: Program) -> None:
    names = {*removed_names(records), program.full_name, *program.aliases}
    records.save_fact(_REMOVED, json.dumps(sorted(names)))


def lift(records: Records, listed: Iterable[Program]) -> None:
    """What the owner lists is removed no more."""
    hospitals = [program.name for program in listed]
    before = removed_names(records)
    after = [
        name for name in before
        if not any(same_hospital(name.partition(" / ")[0], each) for each in hospitals)
    ]  # fmt: skip
    if len(after) < len(before):
        records.save_fact(_REMOVED, json.dumps(after))
