"""The owner's answers → decisions, each in one transaction with what it decides about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from inbox_agent.core.approve import (
    FINAL,
    Answer,
    Decision,
    Known,
    Outcome,
    may_report,
    understand,
)
from inbox_agent.core.freeze import notice_bytes
from inbox_agent.core.mail import Mail, Unreadable
from inbox_agent.core.owner import Owner
from inbox_agent.core.parse import parse
from inbox_agent.core.send import Event, permits, step
from inbox_agent.core.stored import AnswerRecord, Notice
from inbox_agent.core.trust import marks, may_need_dkim
from inbox_agent.errors import UserError
from inbox_agent.pipeline.agent import Agent, Counts
from inbox_agent.pipeline.commands import apply, stranger
from inbox_agent.pipeline.intake import DRAFT_FLAG
from inbox_agent.pipeline.reports import report_answer
from inbox_agent.ports import DkimResult, Records

MARKED_NOTICES = 200  # our latest notices whose bodies a replay is compared with


def answer(agent: Agent, now: datetime, counts: Counts) -> None:
    """Look at every copy of an answer that waits, those in Sent first."""
    with agent.store.read() as records:
        waiting = records.answers(outcome=Outcome.WAITING.value)
    for record in sorted(waiting, key=lambda record: record.folder_role != "sent"):
        counts.answers += _answer_one(agent, record, now)


def _answer_one(agent: Agent, record: AnswerRecord, now: datetime) -> bool:
    """One copy of one answer; True when it counted."""
    with agent.store.read() as records:
        raw = records.raw(record.fingerprint) or b""
    mail = parse(raw)
    if isinstance(mail, Unreadable):
        _close(agent, record, Outcome.IGNORED, mail.reason)
        return False
    signatures = _signatures(agent, mail, raw, record)  # asks DNS: before the transaction
    with agent.store.write() as records:
        found = understand(
            mail, raw, folder_role=record.folder_role, owner=agent.owner,
            flags=(DRAFT_FLAG,) if record.is_draft else (),
            known=_known(records, mail, record, agent.owner), signatures=signatures,
            trusted_servers=agent.policy.trusted_servers, first_seen=record.at, now=now,
        )  # fmt: skip
        _carry_out(agent, records, record, found, now)
    return found.outcome is Outcome.ACCEPTED


def _signatures(
    agent: Agent, mail: Mail, raw: bytes, record: AnswerRecord
) -> tuple[DkimResult, ...]:
    if not may_need_dkim(mail, raw, folder_role=record.folder_role, owner=agent.owner):
        return ()
    return agent.authenticator.verify(raw)


def _known(records: Records, mail: Mail, record: AnswerRecord, owner: Owner) -> Known:
    named = {mail.message_id, mail.in_reply_to, *mail.references} - {""}
    notices = {each: n for each in named if (n := records.notice_by_message_id(each)) is not None}
    latest = records.notices(latest=MARKED_NOTICES)
    earlier = [a.outcome for a in records.answers(message_id=record.message_id)
               if record.message_id and a.fingerprint != record.fingerprint]  # fmt: skip
    return Known(
        by_code=records.draft_by_code, latest=records.draft,
        notices={message_id: notice.code for message_id, notice in notices.items()},
        marks=frozenset().union(*(_marks(notice, owner) for notice in latest)),
        earlier=next((o for o in earlier if o in FINAL), next(iter(earlier), "")),
    )  # fmt: skip


@lru_cache(maxsize=2 * MARKED_NOTICES)  # making the bytes of a notice takes 10 ms
def _marks(notice: Notice, owner: Owner) -> frozenset[str]:
    return marks(notice_bytes(notice, owner, notice.created), notice.text)


def _carry_out(
    agent: Agent, records: Records, record: AnswerRecord, found: Answer, now: datetime
) -> None:
    lines = list(found.lines)
    for decision in found.decisions:
        if decision.refusal:
            continue
        refusal = (
            stranger(agent, records, decision.command, decision.draft) if decision.draft else ""
        )
        lines.append(refusal or _apply(agent, records, decision, found.proof, now))
        _settle(records, decision, record, now)
    for code in found.objections:
        _object(records, code, record, now)
    if found.report and lines and _may_report(records, found, now):
        message = records.message(record.message_row)
        if message is not None:
            report_answer(agent, records, message, lines, now)
    codes = tuple(d.command.code for d in found.decisions if d.command.code)
    records.save_answer(replace(
        record, outcome=found.outcome.value, detail=" ".join(lines)[:500], codes=codes
    ))  # fmt: skip
    if found.outcome is not Outcome.WAITING:
        agent.tell(f"answer {found.outcome.value}: {' '.join(codes) or 'no command'}")


def _apply(
    agent: Agent, records: Records, decision: Decision, proof: str, now: datetime
) -> str:  # fmt: skip
    """What was done, or why it could not be, as a line of the report."""
    try:
        return apply(agent, records, decision.command, decision.draft, proof, now)
    except UserError as error:
        return str(error)


def _object(records: Records, code: str, record: AnswerRecord, now: datetime) -> None:
    """An answer that is not settled keeps this version here; a forger can only delay."""
    draft = records.draft_by_code(code)
    if draft is not None and permits(draft, Event.OBJECT) and not draft.objection:
        why = f"an answer is not settled yet {record.message_id}"
        records.save_draft(step(draft, Event.OBJECT, now, why=why))


def _settle(records: Records, decision: Decision, record: AnswerRecord, now: datetime) -> None:
    """The same answer counts after all: its own objection is taken back."""
    draft = records.draft(decision.draft.id) if decision.draft else None
    if draft is None or not record.message_id or record.message_id not in draft.objection:
        return
    if permits(draft, Event.SETTLE):
        records.save_draft(step(draft, Event.SETTLE, now))


def _may_report(records: Records, found: Answer, now: datetime) -> bool:
    """Unproved answers are reported a few times a day: whoever floods us starts no flood."""
    if found.outcome is not Outcome.REFUSED:
        return True
    today = [a for a in records.answers(outcome=Outcome.REFUSED.value)
             if a.at > now - timedelta(days=1)]  # fmt: skip
    return may_report(len(today), guessed=found.guessed)


def _close(agent: Agent, record: AnswerRecord, outcome: Outcome, detail: str) -> None:
    with agent.store.write() as records:
        records.save_answer(replace(record, outcome=outcome.value, detail=detail))
