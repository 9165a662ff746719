"""Two rows that are one program become one; a found one that is nobody's goes. By the owner only.

What mail said stays: its messages are read again for the row that remains, its interviews keep
their ids, its drafts and what the program was told go with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inbox_agent.core.drafting import DraftState
from inbox_agent.core.program import OWNER, Program
from inbox_agent.core.same_program import fits
from inbox_agent.core.send import Event, step
from inbox_agent.core.stored import UNSETTLED
from inbox_agent.errors import Refused
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.listing import listed_program, read_again
from inbox_agent.pipeline.removed import note_removed
from inbox_agent.ports import Records

_OPEN = frozenset({DraftState.PROPOSED, DraftState.HELD, DraftState.APPROVED})
_GONE = frozenset({DraftState.SENDING, DraftState.SENT, DraftState.UNKNOWN})


def merge_programs(agent: Agent, kept: str, gone: str, now: datetime) -> str:
    """``gone`` is ``kept``; both are names or ids. Says what is true now.

    Raises NotFound, or Refused where both stand on the owner's list."""
    with agent.store.write() as records:
        return merge(
            agent, records, listed_program(records, kept), listed_program(records, gone), now
        )


def merge(agent: Agent, records: Records, kept: Program, gone: Program, now: datetime) -> str:
    if kept.id == gone.id:
        raise Refused(f"{kept.full_name} is one program already")
    if not fits(kept.track, gone.track):
        raise Refused(
            f"{gone.full_name} is another track than {kept.full_name}: two programs",
            f"If mail has the track wrong, say so first: fix {gone.id} track={kept.track}",
        )
    if gone.confirmed:
        raise Refused(
            f"{gone.full_name} stands on your list",
            f"Merge the other way round (programs merge {gone.id} {kept.id}), or take it off.",
        )
    records.remove_program(gone.id)
    records.save_program(_joined(kept, gone))
    for message in records.messages(program_id=gone.id):
        records.save_message(replace(message, program_id=kept.id))
    for interview in records.interviews(program_id=gone.id):
        records.save_interview(replace(interview, program_id=kept.id))
    _hand_over(agent, records, kept, gone)
    records.add_audit(now, "merged", kept.id, f"{gone.full_name} ({gone.id})")
    read_again(agent, records, [kept.id], now)
    return f"{gone.full_name} ({gone.id}) is {kept.full_name} ({kept.id}) from now on."


def _joined(kept: Program, gone: Program) -> Program:
    """``kept`` with the names, the domains and the owner's own words of the other."""
    domains = (*kept.domains, *(each for each in gone.domains if each not in kept.domains))
    known = {each.topic for each in kept.accepts}
    words = tuple(e for e in gone.accepts if e.source == OWNER and e.topic not in known)
    addresses = {contact.email for contact in kept.contacts}
    people = tuple(c for c in gone.contacts if not c.source and c.email not in addresses)
    return replace(
        kept, domains=domains, aliases=(*kept.aliases, gone.full_name, *gone.aliases),
        contacts=(*kept.contacts, *people), accepts=(*kept.accepts, *words), confirmed=True,
        wish=gone.wish if kept.wish == "none" else kept.wish,
        time_zone=kept.time_zone or gone.time_zone,
    )  # fmt: skip


def _hand_over(agent: Agent, records: Records, kept: Program, gone: Program) -> None:
    for draft in records.drafts():
        if draft.program_id == gone.id:
            for version in records.draft_versions(draft.id):
                records.save_draft(replace(version, program_id=kept.id, program=kept.name))
    for entry in records.ledger(agent.season.name):
        if entry.program_id == gone.id:
            records.add_ledger_entry(replace(entry, program_id=kept.id, program=kept.name))


def remove_program(agent: Agent, name: str, now: datetime) -> str:
    """Drop a program, by name or id: its mail stays as messages, and makes it known no more.

    Raises NotFound; Refused where it was written to, for that story has to stay."""
    with agent.store.write() as records:
        return remove(agent, records, listed_program(records, name), now)


def remove(agent: Agent, records: Records, program: Program, now: datetime) -> str:
    drafts = [draft for draft in records.drafts() if draft.program_id == program.id]
    if any(draft.state in _GONE for draft in drafts):
        raise Refused(
            f"{program.full_name} was written to; its story stays",
            "If it is another program's mail, merge it: inbox-agent programs merge NAME "
            f"{program.id}",
        )
    why = "you removed the program"
    for draft in drafts:
        if draft.state in _OPEN:
            records.save_draft(replace(step(draft, Event.WITHDRAW, now), note=why))
            records.add_audit(now, Event.WITHDRAW.value, draft.id, why)
    for interview in records.interviews(program_id=program.id):
        records.remove_interview(interview.id)
    messages = records.messages(program_id=program.id)
    records.remove_program(program.id)
    note_removed(records, program)
    for message in messages:
        records.save_message(replace(message, program_id=UNSETTLED))
    records.add_audit(now, "removed", program.id, program.full_name)
    again = " Your list brings it back when you import it." if program.confirmed else ""
    return f"{program.full_name} ({program.id}) is removed; its mail stays in `messages`.{again}"
