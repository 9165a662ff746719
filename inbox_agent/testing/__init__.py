"""Memory doubles of the ports. They pass the same contract tests as the real ones."""

from inbox_agent.testing.mailbox import MemoryMailbox
from inbox_agent.testing.outbox import MemoryOutbox
from inbox_agent.testing.small import FixedClock, KnownSignatures, MemoryAlerts
from inbox_agent.testing.store import MemoryStore

__all__ = [
    "FixedClock",
    "KnownSignatures",
    "MemoryAlerts",
    "MemoryMailbox",
    "MemoryOutbox",
    "MemoryStore",
]
