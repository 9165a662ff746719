"""The story that is interrupted: four interviews, one approved, one rejected, one greylisted, one
whose connection dies after the dot; an owner who answers; a digest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Dialect, Engine

from inbox_agent.core.drafting import Draft, DraftState
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.send import next_lookup
from inbox_agent.errors import TryAgain
from inbox_agent.pipeline import Agent, Policy, one_pass
from inbox_agent.pipeline.morning import send_digest
from inbox_agent.ports import Mailbox, Outbox, Refusal, Store, Unclear
from inbox_agent.shell import reader
from inbox_agent.shell.imap import ImapMailbox
from inbox_agent.shell.smtp import SmtpOutbox
from inbox_agent.shell.store import open_store
from tests.faults.agents import AFTER, NIGHT, OWNER, an_agent, answer, mail
from tests.faults.outside import (
    Outside,
    Plan,
    PointedAlerts,
    PointedMailbox,
    PointedOutbox,
    PointedStore,
    Points,
    pointed_keys,
)
from tests.faults.place import Place
from tests.faults.remembered import Remembered
from tests.faults.wire import Cut, Wires

READER = Remembered(reader.reader())
COMPILED: dict[object, object] = {}  # SQL statements, compiled once for all lives,
DIALECTS: dict[str, Dialect] = {}  # and for one dialect: each has compilations of its own
PLACES = ("Alder Creek", "Birch Lake", "Cedar Falls", "Dunmore Valley")
APPROVED, REJECTED, GREYLISTED, LOST = range(4)


def _address(nth: int, person: str) -> str:
    return f"{person}@{PLACES[nth].lower().replace(' ', '')}.example"


PROGRAMS = tuple(
    Program(
        name=f"{place} Medical Center", domains=(_address(n, "x").partition("@")[2],),
        time_zone="America/Chicago", city=place, state="WI",
        contacts=(Contact(f"Walter Nygaard{'abcd'[n]}", _address(n, "director"),
                          "program director"),),
    )
    for n, place in enumerate(PLACES)
)  # fmt: skip
PLANS = {
    _address(GREYLISTED, "director"): [
        Plan(Refusal(450, "greylisted", permanent=False), after_data=False),
        Plan(Refusal(451, "try later", permanent=False)),
    ],
    _address(LOST, "director"): [Plan(Unclear("connection reset"), taken=True)],
}
DEEP = b"Subject: deep\r\nMIME-Version: 1.0\r\n" + b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(60)
)


def booking(nth: int) -> bytes:
    """This program confirms 12 November, 08:00 to 13:15 Central."""
    place = PROGRAMS[nth].name
    return mail(
        f"Interview confirmed: {place}",
        f"Dear Dr. Haddad,\n\nYour interview with {place} is confirmed for Thursday, November 12, "
        "2026, 8:00 AM to 1:15 PM Central Time. It will be held on Zoom.\n\nBrenda Olsen\n",
        NIGHT, sender=f"Brenda Olsen <{_address(nth, 'coordinator')}>",
        message_id=f"<booking{nth}@{PROGRAMS[nth].domains[0]}>",
    )  # fmt: skip


@dataclass(frozen=True)
class Step:
    """At ``at`` something happens outside, then the agent does its work."""

    at: datetime
    happens: Callable[[Outside, Store, datetime], None] = lambda *_: None
    digest: bool = False


def _first_mail(outside: Outside, _store: Store, at: datetime) -> None:
    box = outside.things.mailbox
    for nth in range(len(PLACES)):
        box.deliver(booking(nth), "Junk" if nth == REJECTED else "INBOX", at=at)
    box.deliver(DEEP, at=at)
    box.deliver(mail("Alumni letter", "Nothing to do.", at, sender="n@alumni.example"), at=at)


def _late_mail(outside: Outside, _store: Store, at: datetime) -> None:
    words = "Dear Dr. Haddad, we invite you to interview with us. Please reply with a date."
    outside.things.mailbox.deliver(
        mail("Interview invitation: Alder Creek Medical Center", words, at,
             sender=_address(APPROVED, "coordinator")), at=at,
    )  # fmt: skip


def _owner_answers(outside: Outside, store: Store, at: datetime) -> None:
    """Approves what is proposed (but one), and says of an unknown one what is true."""
    with store.read() as records:
        drafts = records.drafts()
    for draft in drafts:
        words = _word(draft, outside)
        if words:
            key = f"<{words.replace(' ', '.')}@post.example>"
            outside.things.mailbox.deliver(answer(words, at, message_id=key), "Sent", at=at)


def _word(draft: Draft, outside: Outside) -> str:
    if draft.state is DraftState.PROPOSED:
        verb = "reject" if draft.to == (_address(REJECTED, "director"),) else "approve"
        return f"{verb} {draft.code}"
    if draft.state is DraftState.UNKNOWN and next_lookup(draft) is None:
        return f"{'sent' if was_taken(draft, outside) else 'again'} {draft.code}"
    return ""


def was_taken(draft: Draft, outside: Outside) -> bool:
    return any(draft.message_id.encode() in raw for _, raw in outside.things.taken)


def _minutes(minutes: float) -> datetime:
    return AFTER + timedelta(minutes=minutes)


STEPS = (
    Step(NIGHT + timedelta(minutes=5), _first_mail),
    Step(_minutes(0)),  # proposed and asked
    Step(_minutes(10), _owner_answers),  # sent, refused, lost
    Step(_minutes(12), _late_mail),
    Step(_minutes(16)),
    Step(_minutes(23)),
    Step(_minutes(45)),  # the last look into Sent is over: the owner is asked
    Step(_minutes(50), _owner_answers),
    Step(_minutes(60), _owner_answers),
    Step(_minutes(120), _owner_answers),  # a version that "again" made is approved too
    Step(_minutes(130)),
    Step(_minutes(8 * 60), digest=True),
    Step(_minutes(8 * 60 + 1), digest=True),
)


class Life:
    """One process: the agent over the store and the outside of one place.

    ``cut`` (of ``wire``) puts real sockets between the two and cuts one of the connections."""

    def __init__(
        self, place: Place, points: Points, *, files: bool, cut: Cut | None = None
    ) -> None:  # fmt: skip
        self.outside = Outside(place.folder / "outside", points)
        self.plain = open_store(place.url, OWNER.email)
        for engine in (self.plain.engine, self.plain._writer):
            _share(engine)
        self.points, self._files = points, files
        self._done = place.folder / "steps"
        self._ends = ExitStack()
        self.agent = self._agent(place.folder, cut)

    def _agent(self, folder: Path, cut: Cut | None) -> Agent:
        policy = Policy(hold=timedelta(), file_sent=not self._files)
        mailbox, outbox = self._doors() if cut is None else self._wires(cut)
        agent = an_agent(
            PointedStore(self.plain, self.points), mailbox, outbox,
            pointed_keys(folder / "key", self.points), policy=policy,
        )  # fmt: skip
        return replace(agent, alerts=PointedAlerts(self.outside), reader=READER)

    def _doors(self) -> tuple[Mailbox, Outbox]:
        outbox = PointedOutbox(self.outside, PLANS, OWNER.email, self._files)
        return PointedMailbox(self.outside), outbox

    def _wires(self, cut: Cut) -> tuple[Mailbox, Outbox]:
        wires = Wires(self.outside.things, PLANS, OWNER.email, self._files, cut)
        imap, smtp = self._ends.enter_context(wires.servers())
        mailbox = ImapMailbox(imap)
        self._ends.callback(mailbox.close)
        return mailbox, SmtpOutbox(smtp)

    def prepare(self) -> None:
        """The owner's list is imported before the story begins."""
        with self.plain.write() as records:
            for program in PROGRAMS:
                records.save_program(replace(program, id=records.new_id("p")))
        self.agent.keys.load()
        self.outside.save()

    @property
    def next_step(self) -> int:
        return int(self._done.read_text()) if self._done.exists() else 0

    async def live(self, until: int = len(STEPS)) -> None:
        """Go on with the step that was interrupted, up to ``until``."""
        for number in range(self.next_step, until):
            step = STEPS[number]
            if number not in self.outside.things.happened:
                step.happens(self.outside, self.plain, step.at)
                self.outside.things.happened.add(number)
                self.outside.save()
            await _patiently(one_pass, self.agent, step.at)
            if step.digest:
                await _patiently(send_digest, self.agent, step.at)
            self._done.write_text(str(number + 1))

    def close(self) -> None:
        self._ends.close()
        self.outside.save()
        self.plain.close()


def _share(engine: Engine) -> None:
    engine.dialect = DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=COMPILED)


async def _patiently(
    work: Callable[[Agent, datetime], Awaitable[object]], agent: Agent, at: datetime
) -> None:
    """As the service does: a connection that was lost is made anew and the work done again."""
    try:
        await work(agent, at)
    except TryAgain:
        await work(agent, at)
