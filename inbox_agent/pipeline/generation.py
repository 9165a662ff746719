"""The generation: a number in the store and beside the key that must go up together.

Each dispatch counts it up just before DATA, first in the store, then beside the key. A store that
lags behind the key is a restored backup: what it calls approved, or still proposed, may have been
sent since, and the answers that lie in the mailbox would approve it once more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inbox_agent.core.drafting import Draft, DraftState
from inbox_agent.core.send import Event, new_version, step
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.ledger import note_sent
from inbox_agent.pipeline.look_up import is_in_sent
from inbox_agent.pipeline.versions import freeze_version
from inbox_agent.ports import Records

GENERATION = "generation"
_SUSPECT = (DraftState.PROPOSED, DraftState.HELD, DraftState.APPROVED)  # sending is settled first


def count_up(records: Records) -> int:
    """The next generation, in the store; ``confirm`` writes it beside the key afterwards."""
    generation = int(records.fact(GENERATION) or 0) + 1
    records.save_fact(GENERATION, str(generation))
    return generation


def confirm(agent: Agent, generation: int) -> None:
    """Beside the key, once the store's transaction is durable."""
    agent.keys.save(replace(agent.keys.load(), generation=generation))


def agree_on_generation(agent: Agent, now: datetime) -> None:
    """At the start of a pass: heal a crash between the two writes, distrust a restored store."""
    keys = agent.keys.load()
    with agent.store.read() as records:
        stored = int(records.fact(GENERATION) or 0)
        suspects = records.drafts(states=_SUSPECT)
    if stored == keys.generation:
        return
    if stored < keys.generation or stored > keys.generation + 1:
        agent.tell("the store and its key are not of one time (a restored backup?)")
        for draft in suspects:
            _settle(agent, draft, is_in_sent(agent, draft), now)
    highest = max(stored, keys.generation)
    with agent.store.write() as records:
        records.save_fact(GENERATION, str(highest))
    confirm(agent, highest)


def _settle(agent: Agent, draft: Draft, found: bool, now: datetime) -> None:
    """Found in Sent: it went. Not found: a new version, asked anew; never sent by itself."""
    with agent.store.write() as records:
        if found:
            sent = step(draft, Event.FOUND, now, why="a copy was found in Sent")
            records.save_draft(sent)
            note_sent(agent, records, sent, now)
        else:
            why = "the store was restored from a backup; it is asked anew"
            records.save_draft(step(draft, Event.REPLACE, now, why=why))
            fresh = replace(new_version(draft, now), state=_state_again(draft))
            records.save_draft(freeze_version(agent, records, fresh, now))
        records.add_audit(now, "restored", draft.id, "found in Sent" if found else "asked anew")


def _state_again(draft: Draft) -> DraftState:
    """A held one stays held: its program does not care for such mail."""
    return DraftState.HELD if draft.state is DraftState.HELD else DraftState.PROPOSED
