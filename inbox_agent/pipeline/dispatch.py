"""Approved versions → the SMTP server: at most once, or ask.

The order is the promise: claim (durable) → connect, envelope → ``phase = data`` (durable) → DATA →
the reply (durable). What happens between the last two is unknown until a copy is found in Sent.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.core import freeze
from inbox_agent.core.drafting import Draft, DraftState, Verdict
from inbox_agent.core.limits import may_leave
from inbox_agent.core.lint import verdict
from inbox_agent.core.send import Event, next_lookup, permits, step
from inbox_agent.errors import TryAgain
from inbox_agent.pipeline.agent import Agent, Counts
from inbox_agent.pipeline.commands import contacts
from inbox_agent.pipeline.generation import confirm, count_up
from inbox_agent.pipeline.ledger import note_sent
from inbox_agent.pipeline.look_up import is_in_sent
from inbox_agent.pipeline.reports import tell_blocked, tell_failed, tell_unknown
from inbox_agent.pipeline.versions import judge
from inbox_agent.ports import (
    Accepted,
    Envelope,
    Folder,
    NotHanded,
    Outcome,
    Records,
    Refusal,
    Unclear,
)

PAUSED = "paused"  # the fact that stops all sending (`inbox-agent pause`)
_UNFILED = "unfiled:"  # facts that name drafts whose copy is still to go into Sent
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def settle(agent: Agent, now: datetime) -> None:
    """Before anything else: rows that a crash left in ``sending`` become definite or unknown."""
    with agent.store.write() as records:
        for draft in records.drafts(states=[DraftState.SENDING]):
            settled = step(draft, Event.DIED, now, why="the agent stopped while it was being sent")
            _record(agent, records, settled, Event.DIED, now)


async def dispatch(agent: Agent, now: datetime, counts: Counts) -> None:
    """Send what is approved, not held, and allowed to leave; one after the other."""
    with agent.store.read() as records:
        waiting = records.drafts(states=[DraftState.APPROVED])
    for draft in waiting:
        claimed = _claim(agent, draft.id, now)
        if claimed is not None:
            await _hand_over(agent, claimed, now, counts)
    await asyncio.to_thread(_file_copies, agent)


async def reconcile(agent: Agent, now: datetime, counts: Counts) -> None:
    """Look unknown ones up in Sent and All Mail; after the last look the owner is asked."""
    with agent.store.read() as records:
        unknown = records.drafts(states=[DraftState.UNKNOWN])
    for draft in unknown:
        due = next_lookup(draft)
        if due is not None and due <= now:
            found = await asyncio.to_thread(is_in_sent, agent, draft)
            _settle_unknown(agent, draft, found, now, counts)


def _claim(agent: Agent, draft_id: str, now: datetime) -> Draft | None:
    """In one durable transaction: look once more at everything, then approved → sending.

    Returns the claimed version, or None where it stays."""
    with agent.store.write() as records:
        draft = records.draft(draft_id)
        if draft is None or draft.state is not DraftState.APPROVED:
            return None
        reason = _obstacle(agent, records, draft, now)
        if reason:
            agent.tell(f"draft {draft.id} stays: {reason}")
            return None
        findings = judge(agent, records, draft, now)
        if verdict(findings) is Verdict.BLOCK:
            blocked = step(draft, Event.LINT_BLOCKS, now, findings=findings, why=findings[0].why)
            _record(agent, records, blocked, Event.LINT_BLOCKS, now)
            tell_blocked(agent, records, blocked, now)
            return None
        if agent.policy.dry_run:
            agent.tell(f"would send draft {draft.id} to {', '.join(draft.to)}: {draft.subject}")
            return None
        if not records.claim_draft(draft):
            return None
        claimed = step(draft, Event.CLAIM, now)
        _record(agent, records, claimed, Event.CLAIM, now)
        return claimed


def is_paused(agent: Agent, records: Records) -> bool:
    """The kill switch, either of the two; looked at before each claim and again before DATA."""
    return records.fact(PAUSED) is not None or agent.stopped()


def _obstacle(agent: Agent, records: Records, draft: Draft, now: datetime) -> str:
    """Why this version may not leave now; empty when it may."""
    program = next((p for p in records.programs() if p.id == draft.program_id), None)
    stay = may_leave(
        draft, now=now, limits=agent.policy.limits, paused=is_paused(agent, records),
        sends_last_hour=records.sends_since(now - _HOUR),
        sends_last_day=records.sends_since(now - _DAY),
        contacts=contacts(agent, records, draft.program_id),
        zone=ZoneInfo(program.time_zone) if program and program.time_zone else None,
    )  # fmt: skip
    return stay.why if stay else ""


async def _hand_over(agent: Agent, draft: Draft, now: datetime, counts: Counts) -> None:
    async def before_data() -> bool:
        with agent.store.write() as records:
            current = records.draft(draft.id)
            if current is None or not permits(current, Event.DATA) or current.objection:
                return False  # rejected meanwhile
            if is_paused(agent, records):
                return False
            _record(agent, records, step(current, Event.DATA, now), Event.DATA, now)
            generation = count_up(records)
        confirm(agent, generation)
        return True

    raw = freeze.with_date(draft.raw, now)
    outcome = await agent.outbox.send(Envelope(agent.owner.email, draft.to), raw, before_data)
    _record_outcome(agent, draft.id, outcome, now, counts)


def _record_outcome(
    agent: Agent, draft_id: str, outcome: Outcome, now: datetime, counts: Counts
) -> None:
    """The server's word, durable."""
    event, why = _event_of(outcome)
    with agent.store.write() as records:
        draft = records.draft(draft_id)
        if draft is None or not permits(draft, event):
            return  # rejected before DATA: the other state stands
        after = step(draft, event, now, why=why)
        _record(agent, records, after, event, now)
        if after.state is DraftState.SENT:
            note_sent(agent, records, after, now)
            if agent.policy.file_sent:
                records.save_fact(_UNFILED + draft.id, str(draft.version))
        elif after.state is DraftState.FAILED:
            tell_failed(agent, records, after, now)
    _count(counts, after.state)


def _event_of(outcome: Outcome) -> tuple[Event, str]:
    match outcome:
        case Accepted(reply):
            return Event.ACCEPTED, reply
        case Refusal(code, reply, permanent):
            event = Event.REFUSED_PERMANENT if permanent else Event.REFUSED_TEMPORARY
            return event, f"the server said {code} {reply}"
        case NotHanded(why, _):
            return Event.NOT_HANDED, why
        case Unclear(why):
            return Event.UNCLEAR, why


def _count(counts: Counts, state: DraftState) -> None:
    counts.sent += state is DraftState.SENT
    counts.unknown += state is DraftState.UNKNOWN
    counts.failed += state is DraftState.FAILED


def _settle_unknown(
    agent: Agent, draft: Draft, found: bool, now: datetime, counts: Counts
) -> None:  # fmt: skip
    event = Event.FOUND if found else Event.NOT_FOUND
    with agent.store.write() as records:
        current = records.draft(draft.id)
        if current is None or not permits(current, event):
            return
        after = step(current, event, now, why="a copy was found in Sent" if found else "")
        _record(agent, records, after, event, now)
        if found:
            note_sent(agent, records, after, now)
        elif next_lookup(after) is None:
            tell_unknown(agent, records, after, now)
    _count(counts, after.state) if found else None


def _file_copies(agent: Agent) -> None:
    """Copies into Sent of what went, also of what went before a crash. A failure loses nothing:
    the next pass tries it again."""
    with agent.store.read() as records:
        names = [name for name in records.facts() if name.startswith(_UNFILED)]
        drafts = [records.draft(name.removeprefix(_UNFILED)) for name in names]
    try:
        for draft in drafts:
            if draft is not None and draft.sent is not None:
                _file(agent, draft, draft.sent)
    except TryAgain as error:
        agent.tell(f"a copy of what was sent could not be filed yet: {error}")


def _file(agent: Agent, draft: Draft, sent_at: datetime) -> None:
    """One copy, unless there is one: the provider's, or ours from before a crash."""
    sent = next((f for f in agent.mailbox.folders() if f.role == "sent"), Folder("Sent", "sent"))
    if not agent.mailbox.find(sent.name, "Message-ID", draft.message_id):
        agent.mailbox.append(sent.name, freeze.with_date(draft.raw, sent_at), ["\\Seen"], sent_at)
    with agent.store.write() as records:
        records.remove_fact(_UNFILED + draft.id)


def _record(agent: Agent, records: Records, draft: Draft, event: Event, now: datetime) -> None:
    records.save_draft(draft)
    records.add_audit(now, event.value, draft.id, f"version {draft.version}: {draft.note}")
    agent.tell(f"draft {draft.id} {event.value}: {draft.state.value}")
