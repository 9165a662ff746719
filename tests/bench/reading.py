"""One way of reading the whole mailbox, in a process of its own: ``plain`` or ``ours``."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from imapclient import IMAPClient

from inbox_agent.pipeline.agent import Counts
from inbox_agent.pipeline.receive import receive
from inbox_agent.shell.imap import ImapMailbox
from inbox_agent.shell.server import Server
from inbox_agent.shell.store import open_store
from inbox_agent.testing import MemoryOutbox
from tests.faults.agents import OWNER, KeyBox, an_agent
from tests.servers.dovecot import PASSWORD
from tests.servers.process import LOOPBACK

BATCH = 200


def plain(port: int, user: str) -> int:
    """imapclient as shipped, fetching bodies in batches of 200, nothing else."""
    with IMAPClient(LOOPBACK, port, ssl=False) as client:
        client.login(user, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        uids = client.search(["ALL"])
        return sum(
            len(client.fetch(uids[start : start + BATCH], ["BODY.PEEK[]"]))
            for start in range(0, len(uids), BATCH)
        )


def ours(port: int, user: str, database: Path) -> int:
    """Fetched, parsed, read, tracked and committed to SQLite."""
    store = open_store(f"sqlite:///{database}", OWNER.email)
    mailbox = ImapMailbox(Server(LOOPBACK, port, "plain", user, lambda: PASSWORD))
    agent = an_agent(store, mailbox, MemoryOutbox(), KeyBox().ring())
    counts = Counts()
    for _ in receive(agent, lambda: datetime.now(UTC), counts):
        continue
    mailbox.close()
    store.close()
    return counts.seen


def peak_megabytes() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


def main() -> None:
    way, port, user = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    begun, cpu = time.perf_counter(), time.process_time()
    seen = plain(port, user) if way == "plain" else ours(port, user, Path(sys.argv[4]))
    print(json.dumps({
        "messages": seen, "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - cpu, "peak_mb": peak_megabytes(),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
