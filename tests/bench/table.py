"""The table on a large store: the commands that show it, and one more mail."""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from inbox_agent.core.drafting import Draft, DraftState, Kind
from inbox_agent.core.mail import Unreadable
from inbox_agent.core.parse import parse
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.reading import Category, InterviewTime, Reading
from inbox_agent.core.stored import Message
from inbox_agent.pipeline import Agent, one_pass
from inbox_agent.pipeline.morning import send_digest
from inbox_agent.pipeline.tracking import track_program
from inbox_agent.ports import Records
from inbox_agent.shell import reader
from inbox_agent.shell.store import open_store
from inbox_agent.testing import MemoryMailbox, MemoryOutbox
from tests.bench.mailbox import CORPUS
from tests.faults.agents import OWNER, KeyBox, an_agent
from tests.flow.memory_agent import letter

PROGRAMS = 300
INVITING = 5  # one program in so many invites: sixty interviews, thrice what a lucky season has
COMMANDS = ("interviews", "programs", "digest", "programs compare", "programs show p100007")
BEGIN = datetime(2026, 10, 1, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BOOKED, OWN = 2, 3  # of a program's mails, by turns: the confirmation, and the owner's answer
FIRST_DAY = datetime(2026, 12, 1, 13, tzinfo=UTC)


@dataclass(frozen=True)
class Costs:
    """Seconds. ``commands``: wall clock and CPU; ``one_more``: a pass that receives one mail of a
    program, the median of some."""

    commands: dict[str, tuple[float, float]]
    one_more: float


def measure(folder: Path, messages: int, mails: int = 9) -> Costs:
    """A store of ``messages`` over 300 programs: what the commands and one more mail cost."""
    url = f"sqlite:///{folder / f'{messages}.db'}"
    mailbox = MemoryMailbox()
    with _agent(url, mailbox) as agent:
        _fill(agent, messages)
        asyncio.run(one_pass(agent, NOW))  # settles what a first pass settles
        asyncio.run(send_digest(agent, NOW))
        one_more = sorted(_receive(agent, mailbox, number) for number in range(mails))
    return Costs(_commands(folder, url), one_more[mails // 2])


def _commands(folder: Path, url: str) -> dict[str, tuple[float, float]]:
    """Each command as a user runs it, from the start of Python to its end; the best of three."""
    config = folder / "agent.toml"
    config.write_text(
        f'[owner]\nname = "{OWNER.name}"\nemail = "{OWNER.email}"\ntime_zone = "Asia/Amman"\n'
        '[imap]\nhost = "127.0.0.1"\nuser = "l"\nport = 1\nsecurity = "plain"\n'
        '[smtp]\nhost = "127.0.0.1"\nuser = "l"\nport = 1\nsecurity = "plain"\n'
        f'[store]\nurl = "{url}"\n'
    )
    tomorrow = (NOW + timedelta(days=1)).isoformat()
    before = ["--config", str(config), "--now", tomorrow]
    return {command: _best([*before, *command.split()]) for command in COMMANDS}


def _best(words: list[str]) -> tuple[float, float]:
    return min(_wall_and_cpu(words) for _ in range(3))


def _wall_and_cpu(words: list[str]) -> tuple[float, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = _timed(lambda: _run(words))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(words: list[str]) -> None:
    subprocess.run([sys.executable, "-m", "inbox_agent", *words], capture_output=True, check=True)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@contextmanager
def _agent(url: str, mailbox: MemoryMailbox) -> Iterator[Agent]:
    store = open_store(url, OWNER.email)
    try:
        yield an_agent(store, mailbox, MemoryOutbox(), KeyBox().ring())
    finally:
        store.close()


def _receive(agent: Agent, mailbox: MemoryMailbox, number: int) -> float:
    mailbox.deliver(_confirmation(7 + number, f"<fresh-{number}@h.example>"), at=NOW)
    return _timed(lambda: asyncio.run(one_pass(agent, NOW + timedelta(minutes=number))))


def _fill(agent: Agent, count: int) -> None:
    """Programs, their mail (one in three hundred each, by turns), interviews and sent drafts."""
    kinds = _kinds()
    with agent.store.write() as records:
        for number in range(PROGRAMS):
            records.save_program(_program(number))
        for number in range(count):
            records.save_message(_message(number, kinds, records.new_id("m")))
        for program in records.programs():
            track_program(agent, records, program, NOW)
        _drafts(records)


def _program(number: int) -> Program:
    domain = f"h{number}.example"
    return Program(
        f"Hospital {number}", "Preliminary Medicine", "Akron", "OH", "America/New_York", (domain,),
        nrmp_participating="yes", id=f"p{100_000 + number}",
        contacts=(Contact(f"Dr. Dee {number}", f"d@{domain}", "program director"),),
    )  # fmt: skip


def _kinds() -> list[Message]:
    """Rows of the corpus' mails, and of one confirmation, as the reader reads them."""
    judge = reader.reader()
    raws = [path.read_bytes() for path in sorted(CORPUS.glob("*.eml"))[:150:4]]
    raws.insert(BOOKED, _confirmation(0, "<c@h.example>"))
    rows = []
    for raw in raws:
        mail = parse(raw)
        if isinstance(mail, Unreadable):
            raise TypeError(mail.reason)
        rows.append(Message(
            "", OWNER.email, "INBOX", mail.fingerprint, mail.message_id, BEGIN, mail.subject,
            mail.author.addr, mail.author.name, to=(OWNER.email,), text=mail.new,
            reading=replace(judge.read(mail), category=Category.CORRESPONDENCE, interview=None),
        ))  # fmt: skip
    return rows


def _message(number: int, kinds: list[Message], row_id: str) -> Message:
    turn, program = divmod(number, PROGRAMS)
    kind = kinds[turn % len(kinds)]
    reading = _at(kind.reading, program) if turn % len(kinds) == BOOKED else kind.reading
    at = BEGIN + timedelta(minutes=7 * number)
    own = turn % len(kinds) == OWN
    return replace(
        kind, id=row_id, fingerprint=f"{number:064d}", message_id=f"<bench-{number}@h.example>",
        received=at, stored=at, program_id=f"p{100_000 + program}", own=own,
        reading=None if own else reading, folder="Sent" if own else "INBOX",
        from_addr=OWNER.email if own else f"c@h{program}.example",
        to=(f"d@h{program}.example",) if own else (OWNER.email,),
    )  # fmt: skip


def _at(reading: Reading | None, program: int) -> Reading | None:
    """The confirmation as it stands in this program's mail: a day of its own, or no interview."""
    if reading is None or program % INVITING:
        return reading
    start = FIRST_DAY + timedelta(days=program // INVITING)
    time = InterviewTime(start, start + timedelta(hours=5), time_zone="America/New_York")
    return replace(reading, category=Category.INTERVIEW_SCHEDULED, interview=time)


def _drafts(records: Records) -> None:
    for number in range(PROGRAMS):
        records.save_draft(Draft(
            id=records.new_id("d"), version=1, state=DraftState.SENT, kind=Kind.THANK_YOU,
            program_id=f"p{100_000 + number}", program=f"Hospital {number}",
            to=(f"d@h{number}.example",), to_name="Dee", subject="Thank you", body="Thank you.",
            created=BEGIN, code=f"B{number:05d}", message_id=f"<draft-{number}@post.example>",
            sent=BEGIN, occasion=f"thank_you:bench:{number}",
        ))  # fmt: skip


def _confirmation(program: int, message_id: str) -> bytes:
    return letter(
        f"Coordinator <c@h{program}.example>", "Interview confirmed", f"""Dear Dr. Haddad,

Your interview at Hospital {program} is confirmed for Tuesday, December 8, 2026,
8:00 AM to 1:15 PM ET.
""", "2026-11-22T06:00:00-05:00", message_id=message_id,
    )  # fmt: skip


__all__ = ["NOW", "Costs", "measure"]
