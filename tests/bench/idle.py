"""What a quiet agent costs: a process that waits, a day of polls, many reconnects."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from inbox_agent.jobs import WATCHED, Jobs
from inbox_agent.pipeline import one_pass
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.morning import LAST_DIGEST
from inbox_agent.ports import Mailbox
from inbox_agent.shell.imap import ImapMailbox
from inbox_agent.shell.store import open_store
from inbox_agent.testing import MemoryOutbox
from tests.faults.agents import OWNER, KeyBox, an_agent
from tests.servers.dovecot import PASSWORD, Account

DAY = timedelta(days=1)
POLLS_A_DAY = 720  # one every two minutes, as configured
SETTLE = 10.0  # seconds until a started service has read its mailbox and only waits
BEGIN = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cost:
    cpu: float  # seconds
    seconds: float
    rss_mb: float


@contextmanager
def _service(account: Account, folder: Path, poll_seconds: int) -> Iterator[int]:
    """``inbox-agent run`` in a process of its own; its number."""
    server = (
        f'host = "127.0.0.1"\nsecurity = "plain"\nuser = "{account.user}"\n'
        f'port = {account.dovecot.ports.imap}\npassword_env = "BENCH_PASSWORD"\n'
    )
    config = folder / f"idle{poll_seconds}.toml"
    config.write_text(
        f'[owner]\nname = "Leila"\nemail = "{OWNER.email}"\ntime_zone = "Asia/Amman"\n'
        f"[imap]\n{server}[smtp]\n{server}[watch]\npoll_seconds = {poll_seconds}\n"
        f'[store]\nurl = "sqlite:///idle{poll_seconds}/agent.db"\n[digest]\nskip_empty = true\n'
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "inbox_agent", "--config", str(config), "run"],
        env={**os.environ, "BENCH_PASSWORD": PASSWORD}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        while "watching" not in process.stderr.readline():
            assert process.poll() is None
        yield process.pid
    finally:
        process.terminate()
        process.communicate()


def waiting(account: Account, folder: Path, poll_seconds: int, seconds: float) -> Cost:
    """A service over a mailbox in which nothing happens."""
    with _service(account, folder, poll_seconds) as number:
        time.sleep(SETTLE)
        before, begun = _cpu(number), time.monotonic()
        time.sleep(seconds)
        return Cost(_cpu(number) - before, time.monotonic() - begun, _rss_mb(number))


def _cpu(number: int) -> float:
    fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rss_mb(number: int | str) -> float:
    pages = int(Path(f"/proc/{number}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class _Fast:
    """A clock on which a day takes ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self._begun, self._factor = time.monotonic(), DAY.total_seconds() / seconds

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=(time.monotonic() - self._begun) * self._factor)


def day(account: Account, folder: Path, seconds: float) -> tuple[int, int, float]:
    """A quiet day in ``seconds``: passes made, digests sent, seconds of CPU."""
    passes = 0

    class Counted(ImapMailbox):
        def folders(self) -> tuple:  # type: ignore[type-arg]
            nonlocal passes
            passes += 1
            return super().folders()

    async def live() -> tuple[int, float]:
        clock, outbox = _Fast(seconds), MemoryOutbox()
        store = open_store(f"sqlite:///{folder}/day.db", OWNER.email)
        agent = an_agent(store, Counted(account.server()), outbox, KeyBox().ring())
        watchers: list[tuple[str, Mailbox]] = [
            (role, ImapMailbox(account.server())) for role in WATCHED
        ]
        with store.write() as records:
            records.save_fact(LAST_DIGEST, (BEGIN - DAY).isoformat())
        begun = time.process_time()
        async with Jobs(agent, clock, seconds / POLLS_A_DAY, watchers):
            await asyncio.sleep(seconds)
        store.close()
        digests = [raw for _, raw in outbox.taken if b"X-Inbox-Agent: digest" in raw]
        return len(digests), time.process_time() - begun

    digests, cpu = asyncio.run(live())
    return passes, digests, cpu


def soak(account: Account, folder: Path, reconnects: int) -> tuple[float, float, int]:
    """KB of memory a reconnect (least squares over the second half), MB at the end, descriptors
    more than at the half."""
    store = open_store(f"sqlite:///{folder}/soak.db", OWNER.email)
    agent = an_agent(store, ImapMailbox(account.server()), MemoryOutbox(), KeyBox().ring())
    sizes: list[float] = []
    descriptors: list[int] = []
    for turn in range(reconnects):
        _reconnect(agent, account, turn)
        if turn >= reconnects // 2:
            gc.collect()
            sizes.append(_rss_mb("self") * 1000)
            descriptors.append(len(os.listdir("/proc/self/fd")))
    store.close()
    return _slope(sizes), sizes[-1] / 1000, descriptors[-1] - descriptors[0]


def _reconnect(agent: Agent, account: Account, turn: int) -> None:
    mailbox = ImapMailbox(account.server())
    asyncio.run(one_pass(replace(agent, mailbox=mailbox), BEGIN + timedelta(minutes=turn)))
    mailbox.wait("INBOX", 0.01)
    mailbox.close()


def _slope(values: list[float]) -> float:
    middle, mean = (len(values) - 1) / 2, sum(values) / len(values)
    above = sum((n - middle) * (value - mean) for n, value in enumerate(values))
    return above / sum((n - middle) ** 2 for n in range(len(values)))
