"""What systemd hears of the service: that it is up, that it moves on, and how it is.

Its watchdog asks for life, not for success: a server that is away, or a password that is refused,
is not mended by a restart, which would only be one more sign-in. A pass that hangs is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from inbox_agent.core.health import LAST_CONTACT, ailments
from inbox_agent.errors import InboxAgentError
from inbox_agent.jobs import Jobs
from inbox_agent.pipeline.agent import Agent
from inbox_agent.ports import Clock

HUNG_SECONDS = 900.0  # without a step of any pass: longer than every timeout of a server
EVERY_SECONDS = 30.0  # how often health is told where systemd wants no watchdog
MAX_STATUS = 300  # characters of the line that `systemctl status` shows


async def beat_for_ever(
    agent: Agent, jobs: Jobs, clock: Clock, tell: Callable[[str], None], seconds: float | None
) -> None:
    """``seconds``: what systemd's watchdog allows between two words; twice as many are said."""
    contact, moved = "", asyncio.get_running_loop().time()
    while True:
        reasons, now_contact = await asyncio.to_thread(_health, agent, clock)
        if now_contact != contact:  # a batch was committed
            contact, moved = now_contact, asyncio.get_running_loop().time()
        last = max(moved, jobs.last_step)
        if asyncio.get_running_loop().time() - last < HUNG_SECONDS:
            status = "; ".join(reasons) or f"healthy; last contact {contact}"
            tell(f"WATCHDOG=1\nSTATUS={_line(status)}")
        else:
            tell("STATUS=a pass hangs")
        await asyncio.sleep(min(EVERY_SECONDS, seconds / 2 if seconds else EVERY_SECONDS))


def _health(agent: Agent, clock: Clock) -> tuple[tuple[str, ...], str]:
    try:
        with agent.store.read() as records:
            facts, folders = records.facts(), records.folder_states()
    except InboxAgentError as error:
        return (str(error),), ""
    return ailments(facts, folders, clock.now()), facts.get(LAST_CONTACT, "")


def _line(text: str) -> str:
    return " ".join(text.split())[:MAX_STATUS]
