"""An agent whose mailbox and SMTP server are doubles, for what no real server does on demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache

from inbox_agent.core.owner import Owner
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.rules import RuleBook
from inbox_agent.pipeline import Agent, Policy
from inbox_agent.pipeline.agent import KeyRing
from inbox_agent.ports import Alert, DkimResult, Keys, Mailbox, Outbox, Store
from inbox_agent.shell import data, reader
from inbox_agent.shell.render import Renderer
from inbox_agent.testing import MemoryMailbox, MemoryOutbox, MemoryStore

OWNER = Owner("Leila Haddad", "leila.haddad@post.example", "Asia/Amman", credential="MBBS")
SAUK = Program(
    name="Great Sauk Medical Center", domains=("greatsauk.example",),
    time_zone="America/Chicago", city="Great Sauk", state="WI",
    contacts=(Contact("Walter Nygaard", "wnygaard@greatsauk.example", "program director"),),
)  # fmt: skip

NIGHT = datetime(2026, 11, 1, 7, 0, tzinfo=UTC)  # long before the interview
START = datetime(2026, 11, 12, 14, 0, tzinfo=UTC)  # 08:00 Central
END = datetime(2026, 11, 12, 19, 15, tzinfo=UTC)
AFTER = END + timedelta(minutes=45)


@dataclass
class HeardAlerts:
    """Takes every alert (or none, while ``deaf``)."""

    heard: list[Alert] = field(default_factory=list)
    deaf: bool = False

    def hand_over(self, alert: Alert) -> tuple[str, ...]:
        if self.deaf:
            return ()
        self.heard.append(alert)
        return ("memory",)

    def failing(self) -> tuple[str, ...]:
        return ("memory",) if self.deaf else ()


class NoSignatures:
    def verify(self, raw: bytes) -> tuple[DkimResult, ...]:
        return ()


@dataclass
class KeyBox:
    keys: Keys = field(default_factory=lambda: Keys(b"k" * 32, 0))

    def ring(self) -> KeyRing:
        def save(keys: Keys) -> None:
            self.keys = keys

        return KeyRing(lambda: self.keys, save)


@cache
def _renderer() -> Renderer:
    return Renderer()


@cache
def _lint_rules() -> RuleBook:
    return RuleBook(data.rules("lint"))


@cache
def _shared_domains() -> frozenset[str]:
    return data.shared_domains()


def an_agent(
    store: Store, mailbox: Mailbox, outbox: Outbox, keys: KeyRing, *,
    alerts: HeardAlerts | None = None, policy: Policy | None = None,
    tell: Callable[[str], None] = lambda _line: None,
) -> Agent:  # fmt: skip
    """An agent with the real rules, templates and reader around these four."""
    return Agent(
        owner=OWNER, account=store.account, store=store, mailbox=mailbox, outbox=outbox,
        renderer=_renderer(), alerts=alerts or HeardAlerts(), authenticator=NoSignatures(),
        reader=reader.reader(), lint_rules=_lint_rules(), season=data.season(), keys=keys,
        shared_domains=_shared_domains(), policy=policy or Policy(hold=timedelta()), tell=tell,
    )  # fmt: skip


@dataclass
class Desk:
    """All of one owner's world in memory."""

    mailbox: MemoryMailbox = field(default_factory=MemoryMailbox)
    store: MemoryStore = field(default_factory=MemoryStore)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    key: KeyBox = field(default_factory=KeyBox)
    alerts: HeardAlerts = field(default_factory=HeardAlerts)
    policy: Policy = field(default_factory=lambda: Policy(hold=timedelta()))
    said: list[str] = field(default_factory=list)

    def agent(self) -> Agent:
        return an_agent(
            self.store, self.mailbox, self.outbox, self.key.ring(), alerts=self.alerts,
            policy=self.policy, tell=self.said.append,
        )  # fmt: skip

    def know(self, program: Program = SAUK) -> Program:
        """The owner's list holds this program."""
        with self.store.write() as records:
            known = replace(program, id=records.new_id("p"))
            records.save_program(known)
        return known

    def to_programs(self) -> list[bytes]:
        """What the SMTP server took for anybody but the owner."""
        return [raw for envelope, raw in self.outbox.taken if envelope.recipients != (OWNER.email,)]

    def notices(self, kind: str) -> list[bytes]:
        mark = f"X-Inbox-Agent: {kind}\r\n".encode()
        return [raw for _, raw in self.outbox.taken if mark in raw]


def mail(
    subject: str, words: str, at: datetime, *, sender: str = "coordinator@greatsauk.example",
    to: str = OWNER.email, **headers: str,
) -> bytes:  # fmt: skip
    """One plain mail; ``message_id`` and further headers by name."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    if message_id := headers.pop("message_id", f"<{at:%Y%m%d%H%M%S}.{len(words)}@mail.example>"):
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-").title()] = value
    message.set_content(words)
    return message.as_bytes().replace(b"\n", b"\r\n")


def invitation(at: datetime = NIGHT) -> bytes:
    """Great Sauk confirms 12 November, 08:00 to 13:15 Central."""
    return mail(
        "Interview confirmed: Great Sauk Medical Center",
        "Dear Dr. Haddad,\n\nYour interview with Great Sauk Medical Center is confirmed for "
        "Thursday, November 12, 2026, 8:00 AM to 1:15 PM Central Time. It will be held on Zoom.\n"
        "\nBrenda Olsen\nProgram Coordinator\n",
        at, sender="Brenda Olsen <bolsen@greatsauk.example>", message_id="<inv@greatsauk.example>",
    )  # fmt: skip


def answer(words: str, at: datetime, **headers: str) -> bytes:
    """The owner's own mail to the owner."""
    sender = f"{OWNER.name} <{OWNER.email}>"
    return mail(headers.pop("subject", "Re: may this go?"), words, at, sender=sender, **headers)
