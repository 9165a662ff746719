"""One batch of mail → rows, inside one transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from inbox_agent.core import own_mail, watching
from inbox_agent.core.approve import FINAL
from inbox_agent.core.classify import Context
from inbox_agent.core.found_program import found_program
from inbox_agent.core.mail import Mail, Unreadable
from inbox_agent.core.own_mail import Author
from inbox_agent.core.program import Program
from inbox_agent.core.reading import Reading
from inbox_agent.core.stored import AnswerRecord, Message, Quarantined
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.alarms import raise_alarm
from inbox_agent.pipeline.tracking import learn_from_mail, track_program
from inbox_agent.ports import Fetched, Folder, Records

DRAFT_FLAG = "\\Draft"  # RFC 3501: not sent yet
MAX_REASON = 200  # characters of an error that are kept beside what was set aside
MAX_TEXT_KEPT = 20_000  # characters of a body in the row; the untouched bytes are kept apart


@dataclass
class Intake:
    """Takes messages one by one; ``finish`` brings the tables of their programs up to date."""

    agent: Agent
    records: Records
    folder: Folder
    uidvalidity: int
    now: datetime
    new: int = 0
    own: int = 0
    set_aside: int = 0
    _touched: set[str] = field(default_factory=set)  # ids of programs with news

    def __post_init__(self) -> None:
        self._programs = {program.id: program for program in self.records.programs()}

    def take(self, item: Fetched, mail: Mail | Unreadable) -> None:
        """Keep one message: as a row, or in quarantine; a known one only gains a place."""
        known = bool(self.records.known_fingerprints([mail.fingerprint]))
        self.records.locate(mail.fingerprint, self.folder.name, self.uidvalidity, item.uid)
        if known:
            self._lift(mail.fingerprint)
            return
        self.records.save_raw(mail.fingerprint, item.raw)
        if isinstance(mail, Unreadable):
            self._quarantine(item, mail)
        else:
            self._keep(item, mail)

    def _lift(self, fingerprint: str) -> None:
        """The same bytes, first seen elsewhere, now lie in Sent: that proves the answer."""
        if self.folder.role != "sent":
            return
        record = self.records.answer(fingerprint)
        if record is not None and record.outcome not in FINAL:
            self.records.save_answer(replace(record, folder_role="sent", outcome="waiting"))

    def finish(self) -> None:
        for program_id in sorted(self._touched):
            track_program(self.agent, self.records, self._programs[program_id], self.now)

    def _quarantine(self, item: Fetched, mail: Unreadable) -> None:
        self.set_aside += 1
        self.records.save_quarantined(Quarantined(
            id=self.records.new_id("q"), folder=self.folder.name, uid=item.uid,
            fingerprint=mail.fingerprint, reason=mail.reason, at=self.now,
            message_id=mail.message_id, subject=mail.subject, from_addr=mail.from_addr,
        ))  # fmt: skip
        self.agent.tell(f"set aside ({mail.reason}): {mail.subject[:80]}")

    def _keep(self, item: Fetched, mail: Mail) -> None:
        answers = own_mail.may_answer(
            mail, is_notice=self.records.is_own_notice, has_code=self._has_code
        )
        author = own_mail.author(
            mail, self.folder.role, self.agent.owner, is_notice=self.records.is_own_notice,
            is_draft=self._is_draft, may_answer=answers,
        )  # fmt: skip
        message = self._row(item, mail)
        if author is Author.OTHER:
            self.new += 1
            message = self._read(message, mail)
        else:
            self.own += 1
            message = self._note_own(replace(message, own=True), author)
        self.records.save_message(message)
        if answers and author is not Author.AGENT:
            self._queue_answer(message, item)

    def _row(self, item: Fetched, mail: Mail) -> Message:
        return Message(
            id=self.records.new_id("m"), account=self.agent.account, folder=self.folder.name,
            fingerprint=mail.fingerprint, message_id=mail.message_id,
            received=watching.received_at(mail.date, item.internal_date, self.now),
            subject=mail.subject, from_addr=mail.author.addr, from_name=mail.author.name,
            to=tuple(address.addr for address in (*mail.to, *mail.cc)),
            in_reply_to=mail.in_reply_to, references=mail.references,
            text=mail.new[:MAX_TEXT_KEPT], stored=self.now,
        )  # fmt: skip

    def _read(self, message: Message, mail: Mail) -> Message:
        """The message with its reading, its program brought up to date, the owner alarmed."""
        reading = self.agent.reader.read(mail, self._context(mail, message))
        program = self._program_of(mail, reading)
        message = replace(message, reading=reading, program_id=program.id if program else "")
        if program is not None:
            self._programs[program.id] = learn_from_mail(self.records, program, message, mail)
            self._touched.add(program.id)
        raise_alarm(self.agent, self.records, message, self.now)
        self.agent.tell(f"{reading.category.value}: {message.subject[:80]}")
        return message

    def _context(self, mail: Mail, message: Message) -> Context:
        thread = next(
            (
                known.program_id
                for reference in (mail.in_reply_to, *reversed(mail.references))
                if reference
                for known in self.records.messages_by_message_id(reference)
                if known.program_id
            ),
            "",
        )
        program = self._programs.get(thread)
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

    def _program_of(self, mail: Mail, reading: Reading) -> Program | None:
        """The program among those known, or a new one found in this mail."""
        name = reading.program_known
        named = [p for p in self._programs.values() if name and name in {p.name, p.full_name}]
        exact = [p for p in named if p.full_name == name or p.track == reading.track]
        if exact or len(named) == 1:
            return (exact or named)[0]
        found = found_program(mail, reading, self.agent.shared_domains) if not named else None
        return self._adopt(found) if found is not None else None

    def _adopt(self, found: Program) -> Program:
        same = [p for p in self._programs.values() if p.full_name == found.full_name]
        if same:
            return same[0]
        found = replace(found, id=self.records.new_id("p"))
        self.records.save_program(found)
        self._programs[found.id] = found
        return found

    def _note_own(self, message: Message, author: Author) -> Message:
        """The owner's own mail to a program answers its invitation and feeds the ledger."""
        program = next(
            (p for p in self._programs.values() for c in p.contacts if c.email in message.to), None
        )
        if program is None or author is Author.AGENT:
            return message
        self._touched.add(program.id)
        return replace(message, program_id=program.id)

    def _queue_answer(self, message: Message, item: Fetched) -> None:
        self.records.save_answer(AnswerRecord(
            fingerprint=message.fingerprint, message_id=message.message_id,
            message_row=message.id, folder_role=self.folder.role, at=self.now,
            is_draft=DRAFT_FLAG in item.flags,
        ))  # fmt: skip

    def _has_code(self, code: str) -> bool:
        return self.records.draft_by_code(code) is not None

    def _is_draft(self, message_id: str) -> bool:
        return bool(message_id) and self.records.draft_by_message_id(message_id) is not None


def set_aside(item: Fetched, error: Exception) -> Unreadable:
    """A message that our own code failed on, as one that cannot be read."""
    reason = f"reading it failed ({type(error).__name__}: {str(error)[:MAX_REASON]})"
    return Unreadable(hashlib.sha256(item.raw).hexdigest(), reason)
