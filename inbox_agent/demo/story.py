"""The story, told as it happens: the real agent against the embedded servers, over sockets."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from inbox_agent.core.alarm import moment_in
from inbox_agent.core.calendar import calendar
from inbox_agent.core.drafting import Draft
from inbox_agent.core.parse import parse
from inbox_agent.core.program_list import read_programs
from inbox_agent.core.reading import Severity
from inbox_agent.core.stored import Message
from inbox_agent.demo import season
from inbox_agent.demo.servers import DemoServers
from inbox_agent.errors import UserError
from inbox_agent.pipeline import Agent, one_pass
from inbox_agent.pipeline.morning import send_digest
from inbox_agent.service import agent_for
from inbox_agent.shell.settings import Settings, load_settings

FIRST_LOOK = datetime.fromisoformat("2026-11-12T15:00:00+05:00")
AFTER_THE_INTERVIEW = datetime.fromisoformat("2026-11-13T02:00:00+05:00")  # 13:00 Pacific
APPROVED = AFTER_THE_INTERVIEW + timedelta(minutes=20)
LEAVES = APPROVED + timedelta(minutes=4)  # the hold is three minutes
MORNING = datetime.fromisoformat("2026-11-22T07:00:00+05:00")
PASSWORD_VARIABLE = "INBOX_AGENT_DEMO_PASSWORD"  # noqa: S105 -- its name, not the password

CONFIG = """\
[owner]
name = "{name}"
email = "{email}"
time_zone = "{zone}"
credential = "MBBS"
career = "Neurology"

[imap]
host = "{imap.host}"
port = {imap.port}
security = "plain"
user = "{imap.user}"
password_env = "{variable}"

[smtp]
host = "{smtp.host}"
port = {smtp.port}
security = "plain"
user = "{smtp.user}"
password_env = "{variable}"
"""


@dataclass
class Clock:
    """The demo's time: INTERNALDATE of what arrives follows it."""

    moment: datetime = FIRST_LOOK

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class Story:
    """Tells the season in ``folder``; the servers are up while it does."""

    folder: Path
    servers: DemoServers
    clock: Clock
    console: Console = field(default_factory=Console)

    def settings(self) -> Settings:
        os.environ[PASSWORD_VARIABLE] = self.servers.password
        path = self.folder / "agent.toml"
        path.write_text(
            CONFIG.format(
                name=season.OWNER_NAME, email=season.OWNER, zone=season.ZONE,
                imap=self.servers.imap, smtp=self.servers.smtp, variable=PASSWORD_VARIABLE,
            ), encoding="utf-8",
        )  # fmt: skip
        return load_settings(path)

    def tell(self) -> None:
        """Every chapter, in order."""
        arrivals = season.arrivals()
        for mail in arrivals:
            if not mail.later:
                self.servers.put(mail.raw, at=mail.at)
        with agent_for(self.settings()) as agent:
            _import_programs(agent)
            self._pass(agent, FIRST_LOOK)
            self._sorted(agent)
            self._careful(agent)
            self._interviews(agent, FIRST_LOOK)
            self._pass(agent, AFTER_THE_INTERVIEW)
            draft = self._asked(agent)
            self._approved(agent, draft)
            for mail in arrivals:
                if mail.later:
                    self.servers.put(mail.raw, at=mail.at)
            self._pass(agent, MORNING)
            self._morning(agent)

    def _pass(self, agent: Agent, now: datetime) -> None:
        self.clock.moment = now
        asyncio.run(one_pass(agent, now))

    def _chapter(self, title: str, words: str) -> None:
        self.console.rule(f"[bold]{escape(title)}", align="left")
        self.console.print(words, style="dim")

    def _sorted(self, agent: Agent) -> None:
        with agent.store.read() as records:
            messages = records.messages(own=False)
        self._chapter(
            "1. What the mail is",
            f"{len(messages)} messages were read over IMAP; none was marked as read.",
        )
        table = Table(box=None, header_style="bold")
        for column in ("what it is", "from", "because it says"):
            table.add_column(column, overflow="fold")
        for message in messages:
            table.add_row(*_row(message))
        self.console.print(table)

    def _careful(self, agent: Agent) -> None:
        self._chapter("2. Read with care", "What was written, which rule it touches, what to do.")
        with agent.store.read() as records:
            messages = records.messages(own=False)
        for message in messages:
            for finding in message.reading.flags if message.reading else ():
                style = "red" if finding.severity in {Severity.WARNING, Severity.SCAM} else "yellow"
                title = f"{finding.flag.value.replace('_', ' ')} ({finding.severity.value})"
                words = f"{message.from_name}: “{finding.quote}”\n\n{finding.why}\n{finding.advice}"
                self.console.print(Panel(escape(words), title=title, border_style=style))

    def _interviews(self, agent: Agent, now: datetime) -> None:
        self._chapter("3. The interviews", f"One true table, in both zones ({season.ZONE}).")
        table = Table(box=None, header_style="bold")
        for column in ("program", "state", "there", "here"):
            table.add_column(column, overflow="fold")
        with agent.store.read() as records:
            for interview in records.interviews():
                start = interview.start
                there = f"{start:%a %d %b %H:%M} {interview.time_zone or ''}" if start else ""
                here = moment_in(start, season.ZONE) if start else ""
                table.add_row(interview.program, interview.state.value, there, here)
        self.console.print(table)

    def _asked(self, agent: Agent) -> Draft:
        with agent.store.read() as records:
            drafts = records.drafts()
        self._chapter(
            "4. The interview at Juniper Valley is over",
            f"{len(drafts)} thank-yous were drafted and asked about; here is the first.",
        )
        draft = drafts[0]
        words = f"To: {draft.to[0]}\nSubject: {draft.subject}\n\n{draft.body.strip()}"
        self.console.print(Panel(escape(words), title=f"request [{draft.code}]"))
        return draft

    def _approved(self, agent: Agent, draft: Draft) -> None:
        with agent.store.read() as records:
            request = next(n for n in records.notices() if n.code == draft.code)
        raw = season.answer(f"approve {draft.code}", request.subject, request.message_id, APPROVED)
        self.servers.put(raw, "Sent", at=APPROVED)
        self._pass(agent, APPROVED)
        self._chapter("5. The owner answers", f"She replies: approve {draft.code}")
        with agent.store.read() as records:
            report = next(n for n in reversed(records.notices()) if n.kind == "report")
        self.console.print(Panel(escape(report.text.strip()), title="report"))
        self._pass(agent, LEAVES)
        (sent,) = self.servers.delivered
        mail = parse(sent.raw)
        self._chapter("6. Sent, once", "What the SMTP server took, and to whom:")
        self.console.print(
            f"   to {', '.join(sent.recipients)}   {getattr(mail, 'subject', '')}\n"
            f"   {getattr(mail, 'message_id', '')}   a copy lies in Sent"
        )

    def _morning(self, agent: Agent) -> None:
        asyncio.run(send_digest(agent, MORNING))
        with agent.store.read() as records:
            notice = next(n for n in records.notices() if n.kind == "digest")
            interviews = records.interviews()
            changes = {i.id: len(records.interview_changes(i.id)) for i in interviews}
        (self.folder / "digest.html").write_text(notice.html, encoding="utf-8")
        ics = calendar(interviews, changes, season.ZONE, MORNING)
        (self.folder / "interviews.ics").write_bytes(ics)
        self._chapter("7. Ten days later, at seven", f"The digest: {notice.subject}")


def _import_programs(agent: Agent) -> None:
    programs, problems = read_programs(season.programs_csv())
    if problems:
        raise UserError(problems)
    with agent.store.write() as records:
        for program in programs:
            records.save_program(replace(program, id=records.new_id("p")))


def _row(message: Message) -> tuple[str, str, str]:
    reading = message.reading
    if reading is None:
        return "", "", ""
    quote = reading.reasons[0].quote if reading.reasons else message.subject
    return (
        reading.category.value.replace("_", " "),
        escape(reading.program_known or reading.program or message.from_name),
        escape(f"“{quote}”"),
    )


def run_demo(folder: Path, wait: Callable[[DemoServers], None] | None = None) -> None:
    """Tell the story in ``folder``; then ``wait`` may keep the servers up."""
    clock = Clock()
    with DemoServers(season.OWNER, clock=clock) as servers:
        story = Story(folder, servers, clock)
        story.tell()
        story.console.rule(align="left")
        story.console.print(
            f"All of it lies in [bold]{folder}[/bold]:\n"
            "  digest.html       the digest as it was mailed\n"
            "  interviews.ics    the calendar\n"
            "  agent.db          the store"
        )
        if wait is not None:
            wait(servers)
