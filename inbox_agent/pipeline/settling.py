"""Which program each mail belongs to. What cannot be told yet is told again when more is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from inbox_agent.core.classify import Context
from inbox_agent.core.found_program import (
    found_program,
    may_settle_later,
    program_of,
    redescribed,
)
from inbox_agent.core.mail import Mail, Unreadable
from inbox_agent.core.parse import parse
from inbox_agent.core.program import Program
from inbox_agent.core.reading import Category, Reading
from inbox_agent.core.stored import UNSETTLED, Message, in_order
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.ledger import note_own
from inbox_agent.pipeline.removed import removed_names
from inbox_agent.pipeline.tracking import learn, track_program
from inbox_agent.ports import Records

MAX_AGAIN = 200
"""Unsettled messages that are read again in one batch, the latest first: one takes about 10 ms."""
SETTLES_WITHIN = timedelta(days=60)  # between a mail and what explains it; a season's longest gap

_NOTHING = Reading(Category.UNRELATED, 0.0)


@dataclass
class Settling:
    """The programs of one batch of mail; ``finish`` brings their tables up to date."""

    agent: Agent
    records: Records
    now: datetime
    _touched: set[str] = field(default_factory=set)  # ids of programs with news
    _threads: set[str] = field(default_factory=set)  # Message-IDs that were settled in this batch
    _news: bool = False  # a program is known now, or by more, than before
    _oldest: datetime | None = None  # of the mail that was settled in this batch

    @cached_property
    def _programs(self) -> dict[str, Program]:
        """All programs by id; asked for when there is mail, not for every empty look."""
        return {program.id: program for program in self.records.programs()}

    @cached_property
    def _removed(self) -> tuple[str, ...]:
        return removed_names(self.records)

    def read(self, message: Message, mail: Mail) -> Message:
        """``message`` with its reading and, where that can be told, its program."""
        reading = self.agent.reader.read(mail, self._context(mail, message))
        return self._placed(replace(message, reading=reading))

    def note_own(self, message: Message) -> Message:
        """What lies in Sent and went to a program answers its invitation; where the owner wrote it
        without us it feeds the ledger, once."""
        draft = self.records.draft_by_message_id(message.message_id) if message.message_id else None
        program = self._programs.get(draft.program_id) if draft else self._written_to(message)
        if program is None:
            waits = draft is None and bool(message.in_reply_to)
            return replace(message, program_id=UNSETTLED if waits else "")
        if draft is None and message.program_id != program.id:
            note_own(self.agent, self.records, program, message)
        return self._settle(message, program)

    def again(self, messages: Iterable[Message]) -> None:
        """Read stored messages again, in order of date, with what is known now; what the owner
        corrected in them stays."""
        for message in in_order(messages):
            after = self.note_own(message) if message.own else self._read_again(message)
            if after != message:
                self._touched |= {message.program_id, after.program_id}
                self.records.save_message(after)

    def touch(self, *program_ids: str) -> None:
        """These programs' interviews are to be told again."""
        self._touched.update(program_ids)

    def finish(self) -> None:
        """Settle what can be settled now, then tell the interviews of all programs with news."""
        if not self._touched:
            return
        self._describe()
        while self._news or self._threads:
            waiting = self._waiting()
            self._news, self._threads = False, set()
            self.again(waiting)
            self._describe()
        for program_id in sorted(self._touched & set(self._programs)):
            track_program(self.agent, self.records, self._programs[program_id], self.now)

    def _waiting(self) -> list[Message]:
        since = (self._oldest or self.now) - SETTLES_WITHIN
        unsettled = self.records.messages(since=since, program_id=UNSETTLED)[-MAX_AGAIN:]
        if self._news:
            return list(unsettled)
        return [m for m in unsettled if self._threads & {m.in_reply_to, *m.references}]

    def _describe(self) -> None:
        """A program found in mail is called what all its mail, in order of date, calls it."""
        for program_id in sorted(self._touched & set(self._programs)):
            program = self._programs[program_id]
            mail = in_order(self.records.messages(program_id=program_id))
            after = redescribed(program, mail, self.agent.shared_domains)
            taken = {p.full_name for p in self._programs.values() if p.id != program_id}
            if after != program and after.full_name not in taken:
                self._keep(after)
            taught = learn(self.records, self._programs[program_id], mail)
            self._news = self._news or taught.contacts != self._programs[program_id].contacts
            self._programs[program_id] = taught

    def _keep(self, program: Program) -> None:
        self._programs[program.id] = program
        self.records.save_program(program)
        self._news = True

    def _read_again(self, message: Message) -> Message:
        raw = self.records.raw(message.fingerprint)
        mail = parse(raw) if raw else None
        corrected = message.reading is None or bool(message.owner_fields)
        if corrected or mail is None or isinstance(mail, Unreadable):
            return message
        reading = self.agent.reader.read(mail, self._context(mail, message))
        return self._placed(replace(message, reading=reading))

    def _placed(self, message: Message) -> Message:
        program = self._program_of(message)
        if program is not None:
            return self._settle(message, program)
        waits = message.reading is not None and may_settle_later(message)
        return replace(message, program_id=UNSETTLED if waits else "")

    def _settle(self, message: Message, program: Program) -> Message:
        if message.program_id != program.id:
            self._threads |= {message.message_id} - {""}
            self._oldest = min(self._oldest or message.received, message.received)
        self._touched.add(program.id)
        return replace(message, program_id=program.id)

    def _program_of(self, message: Message) -> Program | None:
        """The program among those known, or a new one found in this mail."""
        known = tuple(self._programs.values())
        reading = message.reading or _NOTHING
        settled = program_of(reading, known)
        if settled is not None or reading.program_known:
            return settled
        found = found_program(message, known, self.agent.shared_domains, self._removed)
        return self._adopt(found) if found is not None else None

    def _adopt(self, found: Program) -> Program:
        same = [p for p in self._programs.values() if p.full_name == found.full_name]
        if same:
            return same[0]
        found = replace(found, id=self.records.new_id("p"))
        self._keep(found)
        return found

    def _written_to(self, message: Message) -> Program | None:
        """Whom the owner wrote to: the program of the thread, else of an address, else of a
        domain that only one program has."""
        thread = self._thread((message.in_reply_to, *reversed(message.references)))
        if thread is not None:
            return thread
        programs = list(self._programs.values())
        for program in programs:
            if any(contact.email in message.to for contact in program.contacts if contact.email):
                return program
        domains = {address.rpartition("@")[2] for address in message.to}
        near = [program for program in programs if domains & set(program.domains)]
        return near[0] if len(near) == 1 else None

    def _thread(self, references: Iterable[str]) -> Program | None:
        for reference in filter(None, references):
            for known in self.records.messages_by_message_id(reference):
                if known.program_id in self._programs:
                    return self._programs[known.program_id]
        return None

    def _context(self, mail: Mail, message: Message) -> Context:
        program = self._thread((mail.in_reply_to, *reversed(mail.references)))
        return Context(
            programs=tuple(self._programs.values()), owner_addresses=self.agent.owner.addresses,
            owner_zone=self.agent.owner.time_zone,
            trusted_servers=self.agent.policy.trusted_servers,
            thread_program=program,
            interview_over=self._interview_over(program, message),
            received=message.received,
        )  # fmt: skip

    def _interview_over(self, program: Program | None, message: Message) -> bool | None:
        """Does this program's interview lie before the message? None where there is none."""
        if program is None:
            return None
        ends = [
            interview.end for interview in self.records.interviews(program_id=program.id)
            if isinstance(interview.end, datetime) and interview.end.tzinfo is not None
        ]  # fmt: skip
        return max(ends) < message.received if ends else None
