"""What a program was told goes into the ledger, whoever told it: the agent or the owner."""

from __future__ import annotations

from datetime import datetime

from inbox_agent.core.drafting import Draft, Kind
from inbox_agent.core.ledger import ASKED, told
from inbox_agent.core.program import Program
from inbox_agent.core.stored import LedgerEntry, Message
from inbox_agent.pipeline.agent import Agent
from inbox_agent.ports import Records


def note_sent(agent: Agent, records: Records, draft: Draft, now: datetime) -> None:
    """Enter what ``draft`` told its program; a mentor is no program."""
    if draft.kind is Kind.MENTOR_REQUEST:
        return
    program = Program(draft.program, id=draft.program_id)
    unasked = draft.kind not in ASKED
    _enter(agent, records, program, draft.subject, draft.body, now, draft.id, unasked=unasked)


def note_own(agent: Agent, records: Records, program: Program, message: Message) -> None:
    """Enter what the owner's own mail told ``program``."""
    _enter(
        agent, records, program, message.subject, message.text, message.received, message.id,
        unasked=not message.in_reply_to,
    )  # fmt: skip


def _enter(
    agent: Agent, records: Records, program: Program, subject: str, body: str, at: datetime,
    source: str, *, unasked: bool,
) -> None:  # fmt: skip
    for claim in told(subject, body, agent.lint_rules):
        records.add_ledger_entry(LedgerEntry(
            id=records.new_id("l"), season=agent.season.name, program_id=program.id,
            program=program.name, at=at, claim=claim.claim, quote=claim.quote, source=source,
            unasked=unasked,
        ))  # fmt: skip
