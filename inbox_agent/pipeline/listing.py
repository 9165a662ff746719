"""The owner's list of programs → the store, over what mail made known before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from inbox_agent.core.merge import merged
from inbox_agent.core.program import Program
from inbox_agent.core.stored import UNSETTLED
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.settling import Settling
from inbox_agent.ports import Records


def take_over(agent: Agent, listed: Sequence[Program], now: datetime) -> int:
    """Save the list; how many programs are new or changed. The same list twice changes nothing.

    Mail of programs that changed, and mail that could not be placed before, is read again: the
    list says in which zone an hour is meant, and whose domain a sender has."""
    with agent.store.write() as records:
        changed = []
        for program in listed:
            known = records.programs()
            after = merged(program, known)
            if after not in known:
                after = replace(after, id=after.id or records.new_id("p"))
                records.save_program(after)
                changed.append(after.id)
        if changed:
            read_again(agent, records, changed, now)
    return len(changed)


def read_again(agent: Agent, records: Records, program_ids: Sequence[str], now: datetime) -> None:
    """Read the mail of these programs, and what is unsettled, with what is known now."""
    settling = Settling(agent, records, now)
    for program_id in (*program_ids, UNSETTLED):
        settling.again(records.messages(program_id=program_id))
    settling.touch(*program_ids)
    settling.finish()
