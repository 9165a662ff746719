"""Is the agent well? What is wrong, in words, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from inbox_agent.core.stored import FolderState

LAST_CONTACT = "last contact"
TROUBLE = "trouble"  # the fact that keeps what does not pass by itself, and since when
NO_SENDING = "no sending"  # the fact that keeps why the submission server refuses us
CHANNELS_FAILING = "alert channels failing"  # the fact that names them, and since when
SILENCE = timedelta(minutes=10)  # without a round trip to the mailbox: promise 5


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
    for state in folders:
        if state.seen_at is not None and now - state.seen_at > SILENCE and not wrong:
            wrong.append(f"{state.folder} was last read at {state.seen_at.isoformat()}")
    return tuple(wrong)


def is_silent(last_contact: str | None, since: datetime, now: datetime) -> bool:
    """No round trip for too long, counted from ``since`` where the agent slept before that."""
    last = datetime.fromisoformat(last_contact) if last_contact else since
    return now - max(last, since) > SILENCE
