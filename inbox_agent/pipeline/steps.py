"""One pass over everything: THE order of the steps."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime

from inbox_agent.pipeline.agent import Agent, Counts
from inbox_agent.pipeline.alert_addresses import ask_to_confirm
from inbox_agent.pipeline.answers import answer
from inbox_agent.pipeline.dispatch import dispatch, reconcile, settle
from inbox_agent.pipeline.drafts_folder import file_copies, notice_changes
from inbox_agent.pipeline.filing import file_sorted
from inbox_agent.pipeline.forgetting import drop_unneeded
from inbox_agent.pipeline.generation import agree_on_generation
from inbox_agent.pipeline.notices import send_alerts, send_notices
from inbox_agent.pipeline.propose import propose
from inbox_agent.pipeline.receive import receive
from inbox_agent.pipeline.requests import ask
from inbox_agent.pipeline.silence import well_again
from inbox_agent.pipeline.witness import look_at_signatures
from inbox_agent.ports import Clock


async def one_pass(agent: Agent, now: datetime, clock: Clock | None = None) -> Counts:
    """Fetch, answers, due drafts, requests and reminders, sends whose hold is over.

    Nothing is sent before the answers are read: a rejection may lie in the mailbox; only alerts
    do not wait for the end of a long reading. Raises TryAgain or GiveUp where the mailbox cannot
    be read; then nothing was sent either. ``clock`` runs on while much is read; without it the
    time stands still at ``now``."""
    counts = Counts()
    settle(agent, now)
    await asyncio.to_thread(agree_on_generation, agent, now)
    batches = receive(agent, clock.now if clock else lambda: now, counts)
    while await asyncio.to_thread(_read_on, batches):
        await send_alerts(agent, now)
    await asyncio.to_thread(answer, agent, now, counts)
    propose(agent, now, counts)
    await asyncio.to_thread(notice_changes, agent, now)
    ask(agent, now)
    ask_to_confirm(agent, now)
    await dispatch(agent, now, counts)
    await asyncio.to_thread(file_copies, agent, now)
    await reconcile(agent, now, counts)
    await send_notices(agent, now)
    await asyncio.to_thread(file_sorted, agent, now)
    await asyncio.to_thread(look_at_signatures, agent, now)
    drop_unneeded(agent, now)
    well_again(agent)
    return counts


def _read_on(batches: Iterator[None]) -> bool:
    """The next batch; False when all is read."""
    return next(batches, batches) is None
