"""Forgetting: bodies go, what was understood of them stays. A forgotten mail is never read anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inbox_agent.core.interview import InterviewState
from inbox_agent.core.reading import Category
from inbox_agent.core.stored import UNSETTLED, Message
from inbox_agent.pipeline.agent import Agent
from inbox_agent.ports import Records

NEEDED_FOR = timedelta(days=14)  # a mail may be read again with what its answer explains
DROPPED = "bodies dropped on"  # the fact that keeps the day of the last housekeeping
_OPEN = frozenset({InterviewState.INVITED, InterviewState.SCHEDULED, InterviewState.WAITLISTED})


@dataclass(frozen=True, slots=True)
class Forgettable:
    """What would be forgotten; ``warned`` of them bear a flag, and are evidence."""

    messages: tuple[Message, ...]
    warned: int


def forgettable(
    records: Records, *, before: datetime | None = None, program_id: str | None = None
) -> Forgettable:
    """The messages whose bodies are still here, of one program or of all, before a moment."""
    found = tuple(
        message for message in records.messages(program_id=program_id)
        if (before is None or message.received < before) and _has_body(records, message)
    )  # fmt: skip
    return Forgettable(found, sum(_is_evidence(message) for message in found))


def forget(agent: Agent, messages: Iterable[Message], now: datetime) -> int:
    """Delete the bodies of ``messages``: bytes and text. Returns how many."""
    gone = 0
    with agent.store.write() as records:
        for message in messages:
            drop_body(records, message)
            gone += 1
        records.add_audit(now, "forgot", "", f"the bodies of {gone} messages")
    return gone


def drop_body(records: Records, message: Message) -> None:
    records.remove_raw(message.fingerprint)
    if message.text:
        records.save_message(replace(message, text=""))


def keeps_body(message: Message) -> bool:
    """Of mail that just came, where only needed bodies are kept: is this one needed?"""
    unrelated = message.reading is not None and message.reading.category is Category.UNRELATED
    return not unrelated or _is_evidence(message) or message.program_id == UNSETTLED


def drop_unneeded(agent: Agent, now: datetime) -> None:
    """Once a day, where only needed bodies are kept: drop those that no draft, no open interview
    and no evidence needs any more."""
    today = now.date().isoformat()
    if not agent.policy.needed_bodies_only:
        return
    with agent.store.write() as records:
        if records.fact(DROPPED) == today:
            return
        records.save_fact(DROPPED, today)
        needed = {i.source for i in records.interviews() if i.state in _OPEN}
        waiting = {record.fingerprint for record in records.answers(outcome="waiting")}
        for message in records.messages():
            old = now - message.received > NEEDED_FOR
            if old and not (
                message.id in needed or message.fingerprint in waiting or _is_evidence(message)
            ):
                drop_body(records, message)


def _is_evidence(message: Message) -> bool:
    return message.reading is not None and bool(message.reading.flags)


def _has_body(records: Records, message: Message) -> bool:
    return bool(message.text) or records.raw(message.fingerprint) is not None
