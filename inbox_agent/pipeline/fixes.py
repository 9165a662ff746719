"""The owner's corrections: they stand against what older mail says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from inbox_agent.core.correct import corrected_interview, corrected_message, corrected_program
from inbox_agent.errors import NotFound
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.tracking import track_program
from inbox_agent.ports import Records


def fix(
    agent: Agent, records: Records, row_id: str, fields: Sequence[tuple[str, str]], now: datetime
) -> str:
    """Set fields of one message, interview or program; says what is true now.

    Raises NotFound for an id that is none of them, Refused for a value that cannot be."""
    changes = ", ".join(f"{name} = {value}" for name, value in fields)
    if (message := records.message(row_id)) is not None:
        fixed = corrected_message(message, fields, records.programs())
        records.save_message(fixed)
        _retrack(agent, records, {message.program_id, fixed.program_id}, now)
    elif found := [i for i in records.interviews() if i.id == row_id]:
        records.save_interview(corrected_interview(found[0], fields))
    elif known := [p for p in records.programs() if p.id == row_id]:
        records.save_program(corrected_program(known[0], fields))
    else:
        raise NotFound(
            f"there is no message, interview or program {row_id}",
            "The ids stand in the digest and in `inbox-agent messages`, `interviews`, `programs`.",
        )
    records.add_audit(now, "fix", row_id, changes)
    return f"{row_id} is corrected: {changes}."


def _retrack(agent: Agent, records: Records, program_ids: set[str], now: datetime) -> None:
    for program in records.programs():
        if program.id in program_ids:
            track_program(agent, records, program, now)
