"""A draft that the owner sent without the agent is not needed any more: nothing goes twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inbox_agent.core.drafting import DraftState
from inbox_agent.core.drafts_copy import sent_by_hand
from inbox_agent.core.send import Event, step
from inbox_agent.pipeline.agent import Agent
from inbox_agent.ports import Records

_NOT_GONE = (DraftState.PROPOSED, DraftState.HELD, DraftState.APPROVED)


def withdraw_what_was_sent(agent: Agent, records: Records, now: datetime) -> None:
    """Look for each draft that waits among the owner's own mail to its program in Sent."""
    waiting = records.drafts(states=_NOT_GONE)
    if not waiting:
        return
    ours = frozenset(draft.message_id for draft in records.drafts())
    own = records.messages(own=True, since=min(draft.created for draft in waiting))
    for draft in waiting:
        letter = sent_by_hand(draft, own, ours)
        if letter is None:
            continue
        why = f"you sent it yourself ({letter.received:%Y-%m-%d %H:%M %Z})"
        records.save_draft(replace(step(draft, Event.WITHDRAW, now), note=why))
        records.add_audit(now, Event.WITHDRAW.value, draft.id, why)
        agent.tell(f"draft {draft.id}: withdrawn, {why}")
