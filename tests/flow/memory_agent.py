"""An agent on memory doubles: the whole pipeline with the real reader, without any server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

from inbox_agent.core.owner import Owner
from inbox_agent.core.program_list import read_programs
from inbox_agent.core.rules import RuleBook
from inbox_agent.core.season import Season
from inbox_agent.pipeline import Agent, Policy, one_pass
from inbox_agent.pipeline.agent import KeyRing
from inbox_agent.pipeline.listing import take_over
from inbox_agent.ports import Alert, DkimResult, Envelope, Keys, Records
from inbox_agent.shell import data
from inbox_agent.shell.letters import checklists
from inbox_agent.shell.reader import reader
from inbox_agent.shell.render import Renderer
from inbox_agent.testing import MemoryMailbox, MemoryOutbox, MemoryStore

OWNER = Owner(
    "Leila Haddad", "leila.haddad@post.example", "Asia/Amman", credential="MBBS",
    graduation_year="2024",
)  # fmt: skip
CORPUS = Path(__file__).parent.parent / "accuracy" / "corpus"


@dataclass
class HeardAlerts:
    """Channels that take everything."""

    heard: list[Alert] = field(default_factory=list)

    def hand_over(self, alert: Alert) -> tuple[str, ...]:
        self.heard.append(alert)
        return ("memory",)

    def failing(self) -> tuple[str, ...]:
        return ()


class NoSignatures:
    def verify(self, raw: bytes) -> tuple[DkimResult, ...]:
        return ()


@dataclass
class Home:
    """One owner's mailbox, store and outbox; ``agent`` may die and be made anew at any time."""

    mailbox: MemoryMailbox = field(default_factory=MemoryMailbox)
    store: MemoryStore = field(default_factory=lambda: MemoryStore(OWNER.email))
    alerts: HeardAlerts = field(default_factory=HeardAlerts)
    keys: Keys = field(default_factory=lambda: Keys(b"k" * 32, 1))
    hold: Policy = field(default_factory=Policy)
    owner: Owner = OWNER
    season: Season = field(default_factory=data.season)

    def __post_init__(self) -> None:
        self.outbox = MemoryOutbox(self._taken)

    def agent(self) -> Agent:
        """The process as it is after a start."""
        return Agent(
            owner=self.owner, account=OWNER.email, store=self.store, mailbox=self.mailbox,
            outbox=self.outbox, renderer=Renderer(), alerts=self.alerts,
            authenticator=NoSignatures(), reader=reader(),
            lint_rules=RuleBook(data.rules("lint")), season=self.season,
            keys=KeyRing(lambda: self.keys, self._save_keys),
            checklists=checklists(), shared_domains=data.shared_domains(), policy=self.hold,
        )  # fmt: skip

    def list_programs(self, csv: str) -> None:
        programs, problems = read_programs(csv)
        assert problems == ()
        take_over(self.agent(), programs, datetime(2026, 9, 1, tzinfo=UTC))

    def poll(self, now: datetime) -> None:
        asyncio.run(one_pass(self.agent(), now))

    def deliver(self, raw: bytes, folder: str = "INBOX") -> None:
        """A mail that reaches the server when its Date says."""
        date = message_from_bytes(raw)["Date"]
        self.mailbox.deliver(raw, folder, at=parsedate_to_datetime(date) if date else None)

    def records(self) -> Records:
        with self.store.read() as records:
            return records

    def _save_keys(self, keys: Keys) -> None:
        self.keys = keys

    def _taken(self, envelope: Envelope, raw: bytes) -> None:
        """Notices reach the owner's own mailbox."""
        if OWNER.email in envelope.recipients:
            self.deliver(raw)


def letter(
    sender: str, subject: str, body: str, date: str, *, to: str = f"Leila Haddad <{OWNER.email}>",
    message_id: str = "", calendar: str = "", **headers: str,
) -> bytes:  # fmt: skip
    """A mail as a program would send it; ``date`` is ISO 8601 with its offset."""
    message = EmailMessage()
    at = datetime.fromisoformat(date)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id or f"<{at:%m%d%H%M}.{abs(hash(subject)) % 10**6}@x.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    if calendar:
        message.add_alternative(calendar, subtype="calendar", params={"method": "REQUEST"})
    return message.as_bytes().replace(b"\n", b"\r\n")
