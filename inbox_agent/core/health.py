"""Is the agent well? What is wrong, in words, and since when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox_agent.core.stored import FolderState

LAST_CONTACT = "last contact"
WATCHED = "watched"  # the fact that names the folders of the last complete pass, a JSON list
TROUBLE = "trouble"  # the fact that keeps what does not pass by itself, and since when
NO_SENDING = "no sending"  # the fact that keeps why the submission server refuses us
CHANNELS_FAILING = "alert channels failing"  # the fact that names them, and since when
SILENCE = timedelta(minutes=10)  # without a round trip to the mailbox: promise 5


@dataclass(frozen=True, slots=True)
class FolderHealth:
    """One watched folder: when it was last looked at, and what is wrong with that, or nothing."""

    folder: str
    seen_at: datetime | None
    why: str = ""


def folder_health(
    facts: Mapping[str, str], folders: Iterable[FolderState], now: datetime
) -> tuple[FolderHealth, ...]:
    """The folders that the last complete pass watched; those no longer watched are no concern."""
    watched = json.loads(facts.get(WATCHED, "null"))
    return tuple(
        FolderHealth(state.folder, state.seen_at, _stale(state, now))
        for state in folders
        if watched is None or state.folder in watched
    )


def last_contact(facts: Mapping[str, str], folders: Iterable[FolderState]) -> datetime | None:
    """Since when all that is watched is known: the last look at the folder that waits longest."""
    last = facts.get(LAST_CONTACT)
    if last is None:
        return None
    known = datetime.fromisoformat(last)
    seen = [each.seen_at for each in folder_health(facts, folders, known) if each.seen_at]
    return min([known, *seen])


def ailments(
    facts: Mapping[str, str], folders: Iterable[FolderState], now: datetime
) -> tuple[str, ...]:
    """Every reason why the agent is not healthy; empty when it is."""
    wrong = [facts[key] for key in (TROUBLE, NO_SENDING) if facts.get(key)]
    last = facts.get(LAST_CONTACT)
    if last is None:
        return (*wrong, "the mailbox was never read; type: inbox-agent poll")
    if now - datetime.fromisoformat(last) > SILENCE:
        wrong.append(f"the mailbox was last read at {last}; is `inbox-agent run` running?")
    else:
        wrong += [each.why for each in folder_health(facts, folders, now) if each.why]
    return tuple(wrong)


def is_silent(last: datetime | None, since: datetime, now: datetime) -> bool:
    """No round trip for too long, counted from ``since`` where the agent slept before that."""
    return now - max(last or since, since) > SILENCE


def _stale(state: FolderState, now: datetime) -> str:
    if state.seen_at is None:
        return f"{state.folder} was never read"
    if now - state.seen_at <= SILENCE:
        return ""
    return f"{state.folder} was last read at {state.seen_at.isoformat()}"
