"""``make bench``: first reading, parsing and reading on one core, latency, memory."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from inbox_agent.core.classify import Context
from inbox_agent.core.mail import Mail
from inbox_agent.core.parse import parse
from inbox_agent.shell import reader
from tests.bench import table
from tests.bench.idle import POLLS_A_DAY, day, soak, waiting
from tests.bench.latency import invitation, measure, percentile
from tests.bench.mailbox import CORPUS, lay, messages
from tests.servers.certificates import Authority
from tests.servers.dovecot import Account, run_dovecot
from tests.servers.process import NotThere

ON_ONE_CORE = 1_000  # messages for the rates without a network
STARTS = 5  # runs of a command of which the quickest counts
FULL_TABLE = 10_000  # stored messages: a mailbox of several seasons


def main() -> int:
    options = _options()
    print(f"{date.today()}  {_machine()}")  # noqa: DTZ011 -- the day on this machine's calendar
    _start()
    _one_core("the corpus as it is", [path.read_bytes() for path in sorted(CORPUS.glob("*.eml"))])
    _one_core("with attachments", list(messages(ON_ONE_CORE)))
    _table()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            certificate = Authority(folder).sign("localhost", "127.0.0.1")
            with run_dovecot(certificate) as dovecot:
                _first_reading(dovecot.account(), folder, options.messages)
                _latency(dovecot.account(), folder, options.deliveries)
                _idle(dovecot.account(), folder, options)
        except NotThere as missing:
            print(f"NOT MEASURED, {missing}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench")
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--deliveries", type=int, default=200)
    parser.add_argument("--idle-seconds", type=float, default=60)
    parser.add_argument("--day-seconds", type=float, default=180)
    parser.add_argument("--reconnects", type=int, default=400)
    return parser.parse_args()


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    cpus = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    load = os.getloadavg()[0]
    return (
        f"{cpus[0] if cpus else platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, load {load:.1f} before the run"
    )


def _start() -> None:
    """User time of a process that explains one file, beside one that only loads typer."""
    mail = str(min(CORPUS.glob("*.eml")))
    typer = _processor_time("-c", "import typer")
    explain = _processor_time("-m", "inbox_agent", "explain", mail)
    print(f"explain of one file {explain:.0f} ms of processor, `import typer` {typer:.0f} ms")


def _processor_time(*arguments: str) -> float:
    """Milliseconds that the command takes of a processor: the least of some runs."""
    found = []
    for _ in range(STARTS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found) * 1000


def _one_core(what: str, raws: Sequence[bytes]) -> None:
    """Rates of parsing and reading, for messages that were never read before in this process and
    for the same once more: rules are compiled, and words learned, when they are first met."""
    size = sum(map(len, raws)) / 1e6
    begun = time.process_time()
    parsed = [parse(raw) for raw in raws]
    parsing = time.process_time() - begun
    judge, context = reader.reader(), Context(received=datetime.now(UTC))
    judge.read(next(mail for mail in parsed if isinstance(mail, Mail)), context)  # loads the rules
    rates = []
    for _ in range(2):
        begun = time.process_time()
        for mail in parsed:
            if isinstance(mail, Mail):
                judge.read(mail, context)
        rates.append(len(raws) / (parsing + time.process_time() - begun))
    print(
        f"one core, {what}, {len(raws)} messages, {size:.1f} MB: parse {len(raws) / parsing:.0f}/s,"
        f" bytes to reading {rates[0]:.0f}/s the first time, {rates[1]:.0f}/s once more"
    )


def _first_reading(account: Account, folder: Path, count: int) -> None:
    size = lay(account, count) / 1e6
    _run("plain", account)  # Dovecot makes its indexes
    plain = _run("plain", account)
    ours = _run("ours", account, str(folder / "first.db"))
    print(f"first reading of {count} messages, {size:.0f} MB, Dovecot on loopback:")
    for name, got in (("imapclient, fetch only", plain), ("inbox-agent into SQLite", ours)):
        print(f"  {name:<24}{got['seconds']:7.1f} s {got['messages'] / got['seconds']:7.0f}/s "
              f"cpu {got['cpu']:6.1f} s  peak {got['peak_mb']:4.0f} MB")  # fmt: skip
    print(f"  ratio {plain['seconds'] / ours['seconds']:.2f}")


def _table() -> None:
    few, many = FULL_TABLE // 100, FULL_TABLE
    with tempfile.TemporaryDirectory() as name:
        first, full = (table.measure(Path(name), count) for count in (few, many))
    print(f"{many:,} stored messages, {table.PROGRAMS} programs, from the start of Python:")
    for command, (wall, cpu) in full.commands.items():
        print(f"  {command:<24}{wall:6.2f} s, CPU {cpu:.2f} s")
    print(
        f"  a pass with one new mail {full.one_more:.3f} s; with {few} stored messages "
        f"{first.one_more:.3f} s; ratio {full.one_more / first.one_more:.2f}"
    )


def _run(*arguments: str | Account) -> dict[str, Any]:
    words: list[str] = []
    for each in arguments:
        words += [str(each.dovecot.ports.imap), each.user] if isinstance(each, Account) else [each]
    done = subprocess.run([sys.executable, "-m", "tests.bench.reading", *words],
                          capture_output=True, text=True, check=True)  # fmt: skip
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _latency(account: Account, folder: Path, count: int) -> None:
    found = asyncio.run(measure(account, folder, count))
    middle, most = percentile(found, 0.5), percentile(found, 0.99)
    print(
        f"LMTP delivery to alert handed over, {count} deliveries: p50 {middle:.2f} s, "
        f"p99 {most:.2f} s, longest {max(found):.2f} s "
        "(Dovecot's own notice takes up to 0.5 s of it)"
    )


def _idle(account: Account, folder: Path, options: argparse.Namespace) -> None:
    account.deliver(invitation(0))
    quiet = waiting(account, folder, 600, options.idle_seconds)
    polling = waiting(account, folder, 5, options.idle_seconds)
    polls = polling.seconds / 5
    a_poll = max(polling.cpu - quiet.cpu, 0.0) / polls
    a_day = quiet.cpu / quiet.seconds * 86_400 + a_poll * POLLS_A_DAY
    print(
        f"a quiet service over {quiet.seconds:.0f} s: {quiet.cpu:.2f} s CPU waiting, "
        f"{a_poll * 1000:.0f} ms a poll; a day {a_day:.0f} s = {a_day / 864:.2f} % of a core; "
        f"RSS {max(quiet.rss_mb, polling.rss_mb):.0f} MB"
    )
    passes, digests, cpu = day(account, folder, options.day_seconds)
    print(f"24 hours in {options.day_seconds:.0f} s: {passes} passes, {digests} digest, "
          f"{cpu:.1f} s CPU")  # fmt: skip
    slope, size, more = soak(account, folder, options.reconnects)
    print(f"{options.reconnects} reconnects: {slope:+.2f} KB a reconnect over the second half, "
          f"{size:.0f} MB at the end, {more:+d} descriptors")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
