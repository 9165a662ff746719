"""The agent cannot read the mailbox: the owner hears of it once, by a channel that works."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inbox_agent.core.alarm import Alarm
from inbox_agent.core.health import TROUBLE, is_silent, last_contact
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.notices import queue_alert, send_alerts
from inbox_agent.ports import Records

_CURE = "What arrives is not lost; it is read when this works again. See `inbox-agent health`."


def note_trouble(agent: Agent, why: str, now: datetime) -> None:
    """Something that does not pass by itself (a refused sign-in, a fault of ours): health is red
    from now on, and the owner hears of it."""
    with agent.store.write() as records:
        if records.fact(TROUBLE) is None:
            records.save_fact(TROUBLE, f"since {now.isoformat()}: {why}")
        _queue(agent, records, "The mailbox cannot be read", why, now)


def well_again(agent: Agent) -> None:
    """A pass went through; what could not be sent meanwhile is tried at once."""
    with agent.store.read() as records:
        noted = records.fact(TROUBLE) is not None
    if noted:
        with agent.store.write() as records:
            records.remove_fact(TROUBLE)
            for notice in records.notices(waiting=True):
                records.save_notice(replace(notice, retry_at=None))


async def watch_silence(agent: Agent, since: datetime, now: datetime, why: str = "") -> bool:
    """Queue the alert where the mailbox was silent too long, and send the alerts that wait.

    ``since``: when this process began to try, for a mailbox that was never read. True: silent."""
    with agent.store.read() as records:
        last = last_contact(records.facts(), records.folder_states())
        told = records.fact(TROUBLE) is not None
    silent = is_silent(last, since, now)
    if silent and not told:
        with agent.store.write() as records:
            line = (
                f"It was last read whole at {last.isoformat()}." if last else "It was never read."
            )
            _queue(agent, records, "Your mailbox is not being read", f"{line} {why}".strip(), now)
    await send_alerts(agent, now)
    return silent


def _queue(agent: Agent, records: Records, title: str, why: str, now: datetime) -> None:
    """One alert for one silence: the last contact with the folder that waits longest names it."""
    last = last_contact(records.facts(), records.folder_states())
    silence = last.isoformat() if last else "never"
    alarm = Alarm("silence", title, (why, _CURE))
    queue_alert(agent, records, f"silence:{title}:{silence}", alarm, None, now)
