"""Months of reconnects in seconds: what one leaves behind would add up."""

from __future__ import annotations

import asyncio
import gc
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from inbox_agent.pipeline import one_pass
from inbox_agent.shell.imap import ImapMailbox
from inbox_agent.shell.store import open_store
from inbox_agent.testing import MemoryOutbox
from tests.faults.agents import AFTER, OWNER, KeyBox, an_agent
from tests.servers.dovecot import Account

FIRST, MORE = 10, 30  # reconnects: to settle, and to be compared with that

pytestmark = pytest.mark.dovecot


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_reconnects_leak_no_descriptor_and_no_thread(account: Account, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/agent.db", OWNER.email)
    counts: list[tuple[int, int]] = []
    for turn in range(FIRST + MORE):
        mailbox = ImapMailbox(account.server())
        agent = an_agent(store, mailbox, MemoryOutbox(), KeyBox().ring())
        asyncio.run(one_pass(agent, AFTER + timedelta(seconds=turn)))
        mailbox.wait("INBOX", 0.01)
        mailbox.close()
        if turn >= FIRST:
            gc.collect()
            counts.append((descriptors(), threading.active_count()))
    store.close()
    assert max(counts) == min(counts)
