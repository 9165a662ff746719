"""The owner is asked about each proposed draft: at once, and again before it is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inbox_agent.core.deadlines import REMINDERS
from inbox_agent.core.drafting import Draft, DraftState, Kind
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.hints import hints_for
from inbox_agent.pipeline.notices import queue_notice
from inbox_agent.ports import Records

_DEADLINE_AFTER_END = timedelta(hours=48)  # a thank-you's deadline, from which its end is known


def ask(agent: Agent, now: datetime) -> None:
    """Queue every request and reminder that is due."""
    with agent.store.write() as records:
        for draft in records.drafts(states=[DraftState.PROPOSED]):
            if _is_due(draft, now):
                _ask(agent, records, draft, now)


def _is_due(draft: Draft, now: datetime) -> bool:
    """Once when proposed, then at each reminder; a question that was postponed waits."""
    if draft.held_until is not None and now < draft.held_until:
        return False
    if draft.asked == 0:
        return True
    if draft.held_until is not None and draft.asked_at is not None:  # it was postponed
        return draft.asked_at < draft.held_until
    return draft.asked < 1 + sum(moment <= now for moment in _reminders(draft))


def _reminders(draft: Draft) -> tuple[datetime, ...]:
    """20 h and 44 h after the interview's end; a late version and other kinds are asked once."""
    if draft.kind is not Kind.THANK_YOU or draft.deadline is None or draft.due is None:
        return ()
    end = draft.due - timedelta(hours=24)
    if draft.deadline - end != _DEADLINE_AFTER_END:
        return ()
    return tuple(end + span for span in REMINDERS)


def _ask(agent: Agent, records: Records, draft: Draft, now: datetime) -> None:
    passed = sum(moment <= now for moment in _reminders(draft))
    number = 1 + max(passed, draft.asked)
    reminder = draft.asked > 0
    subject = f"{'Reminder: ' if reminder else ''}{draft.program}: {_what(draft)} [{draft.code}]"
    queue_notice(
        agent, records, key=f"request:{draft.id}:{draft.version}:{draft.asked + 1}",
        kind="request", subject=subject, now=now, code=draft.code,
        values={"draft": draft, "reminder": reminder, "hints": hints_for(agent, records, draft)},
    )  # fmt: skip
    records.save_draft(replace(draft, asked=number, asked_at=now))


def _what(draft: Draft) -> str:
    words = draft.kind.value.replace("_", "-" if draft.kind is Kind.THANK_YOU else " ")
    return f"{words} to {draft.to_name}" if draft.to_name else words
