"""From LMTP delivery to the alert handed over, with the service running."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from inbox_agent.jobs import WATCHED, Jobs
from inbox_agent.ports import Alert, Mailbox
from inbox_agent.shell.clock import SystemClock
from inbox_agent.shell.imap import ImapMailbox
from inbox_agent.shell.store import open_store
from inbox_agent.testing import MemoryOutbox
from tests.faults.agents import OWNER, HeardAlerts, KeyBox, an_agent, mail
from tests.servers.dovecot import Account

PATIENCE = 30.0  # seconds until a delivery counts as missed


@dataclass
class TimedAlerts(HeardAlerts):
    at: dict[str, float] = field(default_factory=dict)

    def hand_over(self, alert: Alert) -> tuple[str, ...]:
        self.at[alert.title] = time.monotonic()
        return super().hand_over(alert)


def invitation(number: int) -> bytes:
    return mail(
        f"Interview invitation: Hospital {number}",
        f"Dear Dr. Haddad, the Internal Medicine residency program at Hospital {number} invites "
        "you to interview with us. Please reply with a date that suits you.",
        datetime.now(UTC), sender=f"coordinator@hospital{number}.example",
    )  # fmt: skip


async def measure(account: Account, folder: Path, count: int) -> list[float]:
    """Seconds from the end of each delivery to its alert; missed ones count as PATIENCE."""
    alerts, server = TimedAlerts(), account.server()
    store = open_store(f"sqlite:///{folder}/latency.db", OWNER.email)
    agent = an_agent(store, ImapMailbox(server), MemoryOutbox(), KeyBox().ring(), alerts=alerts)
    watchers: list[tuple[str, Mailbox]] = [(role, ImapMailbox(server)) for role in WATCHED]
    found = []
    async with Jobs(agent, SystemClock(), 120.0, watchers):
        await asyncio.sleep(3)
        for number in range(count):
            seconds = await _one(account, alerts, number)
            found.append(seconds)
    store.close()
    return found


async def _one(account: Account, alerts: TimedAlerts, number: int) -> float:
    await asyncio.to_thread(account.deliver, invitation(number))
    begun = time.monotonic()
    while time.monotonic() < begun + PATIENCE:
        ends = (f"Hospital {number}", f"hospital{number}.example")
        heard = [at for title, at in alerts.at.items() if title.endswith(ends)]
        if heard:
            await asyncio.sleep(0.2)
            return max(min(heard) - begun, 0.0)
        await asyncio.sleep(0.01)
    return PATIENCE


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
