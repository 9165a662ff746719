"""One batch of mail → rows, inside one transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from inbox_agent.core import own_mail, watching
from inbox_agent.core.approve import FINAL
from inbox_agent.core.mail import Mail, Unreadable
from inbox_agent.core.own_mail import Author
from inbox_agent.core.stored import AnswerRecord, Message, Quarantined
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.alarms import raise_alarm
from inbox_agent.pipeline.alert_addresses import take_reply
from inbox_agent.pipeline.bounces import note_bounce
from inbox_agent.pipeline.forgetting import drop_body, keeps_body
from inbox_agent.pipeline.settling import Settling
from inbox_agent.pipeline.witness import keep_witness
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

    def __post_init__(self) -> None:
        self._settling = Settling(self.agent, self.records, self.now)

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
        self._settling.finish()

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
            keep_witness(self.records, message, self.now, truncated=item.truncated)
            note_bounce(self.agent, self.records, mail, item.raw, self.now)
        else:
            self.own += 1
            message = replace(message, own=True)
            if self.folder.role == "sent":  # anywhere else a sender's name proves nothing
                message = self._settling.note_own(message)
        self._save(message, answers=answers)
        if self._settles_an_alert_address(author, mail, item.raw):
            return
        if answers and author is not Author.AGENT:
            self._queue_answer(message, item)

    def _save(self, message: Message, *, answers: bool) -> None:
        """The row; where only needed bodies are kept, without the body that nobody needs."""
        self.records.save_message(message)
        spare = self.agent.policy.needed_bodies_only and not answers
        if spare and not keeps_body(message):
            drop_body(self.records, message)

    def _settles_an_alert_address(self, author: Author, mail: Mail, raw: bytes) -> bool:
        came_in = author is not Author.AGENT and self.folder.role != "sent"
        return came_in and take_reply(self.agent, self.records, mail, raw, self.now)

    def _row(self, item: Fetched, mail: Mail) -> Message:
        return Message(
            id=self.records.new_id("m"), account=self.agent.account, folder=self.folder.name,
            fingerprint=mail.fingerprint, message_id=mail.message_id,
            received=watching.received_at(mail.date, item.internal_date, self.now),
            subject=mail.subject, from_addr=mail.author.addr, from_name=mail.author.name,
            to=tuple(address.addr for address in (*mail.to, *mail.cc)),
            in_reply_to=mail.in_reply_to, references=mail.references,
            text=mail.new[:MAX_TEXT_KEPT], stored=self.now, dated=mail.date,
        )  # fmt: skip

    def _read(self, message: Message, mail: Mail) -> Message:
        """The message with its reading and program, the owner alarmed."""
        message = self._settling.read(message, mail)
        if not self._is_copy(message):
            raise_alarm(self.agent, self.records, message, mail, self.now)
        category = message.reading.category if message.reading else ""
        self.agent.tell(f"{category}: {message.subject[:80]}")
        return message

    def _is_copy(self, message: Message) -> bool:
        """Another server's copy of a mail that rang before: other headers, the same letter."""
        same = self.records.messages_by_message_id(message.message_id) if message.message_id else ()
        what = (message.from_addr, message.subject, message.received)
        return any((each.from_addr, each.subject, each.received) == what for each in same)

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
