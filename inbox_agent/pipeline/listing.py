"""The owner's list of programs → the store, over what mail made known before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from inbox_agent.core.ledger import FIRST_CHOICE
from inbox_agent.core.merge import merged
from inbox_agent.core.program import Program
from inbox_agent.core.program_choice import chosen
from inbox_agent.core.stored import UNSETTLED
from inbox_agent.core.story import Entry, story
from inbox_agent.errors import NotFound, Refused, UserError
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.removed import lift
from inbox_agent.pipeline.settling import Settling
from inbox_agent.ports import Records

FIRST = "first"
WISHES = (FIRST, "top", "interest", "none")


def take_over(agent: Agent, listed: Sequence[Program], now: datetime) -> int:
    """Save the list; how many programs are new or changed. The same list twice changes nothing.

    Mail of programs that changed, and mail that could not be placed before, is read again: the
    list says in which zone an hour is meant, and whose domain a sender has."""
    with agent.store.write() as records:
        lift(records, listed)
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


def listed_program(records: Records, name: str) -> Program:
    """The program called ``name`` (NAME, or NAME / TRACK, or its id). Raises NotFound with the
    choices where there is none, or where there are several."""
    programs = records.programs()
    if not programs:
        raise NotFound(f"there is no program {name!r}", "No programs yet; import your list.")
    return chosen(name, programs)


def program_story(records: Records, program_id: str) -> tuple[Entry, ...]:
    """All that happened with one program, in order."""
    interviews = records.interviews(program_id=program_id)
    drafts = [draft for draft in records.drafts() if draft.program_id == program_id]
    return story(
        records.messages(program_id=program_id), interviews,
        {each.id: records.interview_changes(each.id) for each in interviews},
        [version for draft in drafts for version in records.draft_versions(draft.id)],
    )  # fmt: skip


def mark_program(agent: Agent, name: str, wish: str, now: datetime) -> str:
    """Keep what the owner wishes of a program; says what is true now. One can be first only.

    Raises Refused where another program was told that it is first: that cannot be taken back."""
    with agent.store.write() as records:
        return wish_for(agent, records, listed_program(records, name), wish, now)


def wish_for(agent: Agent, records: Records, program: Program, wish: str, now: datetime) -> str:
    """``mark_program`` within a transaction."""
    if wish not in WISHES:
        raise UserError(f"{wish!r} is no mark", f"Marks: {', '.join(WISHES)}.")
    moved = _make_room(agent, records, program) if wish == FIRST else ""
    records.save_program(replace(program, wish=wish))
    records.add_audit(now, "marked", program.id, wish)
    return f"{program.full_name} is marked {wish}.{moved}"


def _make_room(agent: Agent, records: Records, program: Program) -> str:
    told = [
        entry for entry in records.ledger(agent.season.name)
        if entry.claim == FIRST_CHOICE and entry.program_id != program.id
    ]  # fmt: skip
    if told:
        raise Refused(
            f"{told[0].program} was told that it is your first choice",
            f'On {told[0].at:%d %B}: "{told[0].quote}". Two programs cannot be first.',
        )
    others = [p for p in records.programs() if p.wish == FIRST and p.id != program.id]
    for other in others:
        records.save_program(replace(other, wish="top"))
    return "".join(f" {other.full_name} is marked top instead." for other in others)
