"""Invitations that wait: the alarm that gets louder, and the answer where dates go by mail."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from inbox_agent.core import answering
from inbox_agent.core.draft_values import slot
from inbox_agent.core.drafting import Draft, DraftState, Kind
from inbox_agent.core.facts import Facts
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.mail import Mail
from inbox_agent.core.parse import parse
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.reading import Slot
from inbox_agent.core.send import Event, step
from inbox_agent.core.stored import Message
from inbox_agent.pipeline.agent import Agent, Counts
from inbox_agent.pipeline.letters import written
from inbox_agent.pipeline.notices import queue_alert
from inbox_agent.pipeline.tracking import is_answered, reply_occasion
from inbox_agent.pipeline.versions import freeze_version
from inbox_agent.ports import Records

MAX_REFERENCES = 10  # Message-IDs of a thread that a reply names; more helps no client
_OPEN = frozenset({DraftState.PROPOSED, DraftState.HELD})
_NOT_GONE = _OPEN | {DraftState.APPROVED}
_AUTOMATIC = re.compile(
    r"^(?:no-?reply|do-?not-?reply|notifications?|mailer|bounce)", re.IGNORECASE
)
_MEETING = re.compile(
    r"zoom\.|webex\.|teams\.(?:microsoft|live)\.|meet\.google\.|maps\.", re.IGNORECASE
)
_LINK = re.compile(r"https?://([^\s/<>\"')]{1,253})", re.IGNORECASE)
_RE = re.compile(r"^\s*(?:re|aw|sv)\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Invitations:
    """All invitations of the account at one moment."""

    agent: Agent
    records: Records
    now: datetime
    started: datetime  # the first pass: what was due before it rings no more
    counts: Counts

    def bring_up(self, interview: Interview, program: Program, drafts: list[Draft]) -> None:
        """One interview: ring, propose, withdraw what is not needed any more."""
        zone = program.time_zone or self.agent.owner.time_zone
        waits = answering.is_open(interview, zone, self.now)
        waits = waits and not is_answered(self.records, interview)
        replies = [d for d in drafts if d.kind is Kind.REPLY and d.occasion.startswith("reply:i")]
        current = [d for d in replies if d.occasion == reply_occasion(interview)]
        for draft in replies:
            if draft.state in _NOT_GONE and (draft not in current or not waits):
                self._end(draft, interview, zone)
        if not waits:
            return
        message = self.records.message(interview.source)
        if message is None or message.own:
            return
        self._ring(interview, message, zone)
        taken = next(
            (d for d in current if d.state in _OPEN and self._is_taken(d, interview)), None
        )
        if taken is not None:
            self._replaced(taken)
        if taken is not None or not current:
            self._propose(interview, program, message, zone, taken)

    def _is_taken(self, draft: Draft, interview: Interview) -> bool:
        """It offers an hour that another interview was booked for meanwhile, or that is past."""
        program = next((p for p in self.records.programs() if p.id == draft.program_id), None)
        if program is None:
            return False
        zones = (program.time_zone, self.agent.owner.time_zone)
        free = {slot(each, *zones) for each in self._free(interview)}
        offered = {slot(each, *zones) for each in interview.options}
        return any(hour in draft.body and hour not in free for hour in offered)

    def _free(self, interview: Interview) -> tuple[Slot, ...]:
        booked = [i for i in self.records.interviews() if i.state is InterviewState.SCHEDULED]
        return answering.choices(interview, booked, self.now)

    def _replaced(self, draft: Draft) -> None:
        why = "an hour that it names was booked meanwhile, or is past"
        self.records.save_draft(replace(step(draft, Event.REPLACE, self.now), note=why))
        self.records.add_audit(self.now, Event.REPLACE.value, draft.id, why)

    def _ring(self, interview: Interview, message: Message, zone: str) -> None:
        """The latest ring that is due; those that passed while we were down are one."""
        due = [n for n, moment in enumerate(answering.rings(interview, zone), start=1)
               if self.started < moment <= self.now]  # fmt: skip
        if due and due[-1] <= self.agent.policy.alerting.rings:
            alarm = answering.louder(interview, message, due[-1], zone, self.agent.owner.time_zone)
            key = f"alert:{message.fingerprint}:{due[-1]}"
            queue_alert(self.agent, self.records, key, alarm, message, self.now)

    def _propose(
        self, interview: Interview, program: Program, message: Message, zone: str,
        before: Draft | None,
    ) -> None:  # fmt: skip
        raw = self.records.raw(message.fingerprint)
        mail = parse(raw) if raw else None
        offered = bool(interview.options) or interview.start is not None
        if not offered or not isinstance(mail, Mail) or not self._by_reply(message, mail, program):
            return
        free = self._free(interview)
        to = Contact(message.from_name, message.from_addr, "coordinator")
        words = written(self.agent, Kind.REPLY, Facts(
            owner=self.agent.owner, program=program, recipient=to, choices=free,
            invitation=_RE.sub("", message.subject), on=self.now,
        ))  # fmt: skip
        lines = () if free else ("None of the dates offered is free: choose one yourself.",)
        draft = Draft(
            id=before.id if before else self.records.new_id("d"),
            version=before.version + 1 if before else 1, state=DraftState.PROPOSED, kind=Kind.REPLY,
            program_id=program.id, program=program.name, to=words.to, to_name=words.to_name,
            subject=words.subject, body=words.body, created=self.now, gaps=words.gaps,
            lines=(*words.lines, *lines), deadline=answering.answer_until(interview, zone),
            occasion=reply_occasion(interview), interview_id=interview.id,
            in_reply_to=message.message_id,
            references=(*message.references, message.message_id)[-MAX_REFERENCES:],
        )  # fmt: skip
        self.records.save_draft(freeze_version(self.agent, self.records, draft, self.now))
        self.records.add_audit(self.now, "proposed", draft.id, "an answer to an invitation")
        self.counts.drafted += 1
        self.agent.tell(f"drafted an answer to {program.full_name}")

    def _by_reply(self, message: Message, mail: Mail, program: Program) -> bool:
        """A person wrote it, and it sends the applicant to no scheduler."""
        local, _, domain = message.from_addr.partition("@")
        if _AUTOMATIC.match(local) or _within(domain, self.agent.shared_domains):
            return False
        links = " ".join((message.text, *(link.href for link in mail.links)))
        hosts = {host.lower() for host in _LINK.findall(links)}
        return all(_MEETING.search(host) or _within(host, program.domains) for host in hosts)

    def _end(self, draft: Draft, interview: Interview, zone: str) -> None:
        until = answering.answer_until(interview, zone)
        if draft.state in _OPEN and interview.state is InterviewState.INVITED and (
            not interview.answered and until is not None and self.now >= until
        ):  # fmt: skip
            event, why = Event.EXPIRE, "nobody answered before its deadline"
        elif interview.state is InterviewState.SCHEDULED:
            event, why = Event.WITHDRAW, "the interview is booked"
        else:
            event, why = Event.WITHDRAW, "the invitation was answered or is not open any more"
        ended = replace(step(draft, event, self.now), note=why)
        self.records.save_draft(ended)
        self.records.add_audit(self.now, event.value, draft.id, why)
        self.agent.tell(f"draft {draft.id}: {ended.state.value}, {why}")


def _within(domain: str, parents: frozenset[str] | tuple[str, ...]) -> bool:
    return any(domain == parent or domain.endswith(f".{parent}") for parent in parents)
