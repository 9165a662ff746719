"""A program's mail → its interviews, contacts and contact policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from inbox_agent.core import track
from inbox_agent.core.calendar import shown
from inbox_agent.core.drafting import DraftState, Kind
from inbox_agent.core.interview import Interview
from inbox_agent.core.learn import relearned
from inbox_agent.core.ledger import told as told_in
from inbox_agent.core.program import OWNER, Program
from inbox_agent.core.send import Event, step
from inbox_agent.core.stored import Message, in_order
from inbox_agent.pipeline import corrections
from inbox_agent.pipeline.agent import Agent
from inbox_agent.ports import Records

_NOT_GONE = (DraftState.PROPOSED, DraftState.HELD, DraftState.APPROVED)
_WENT = frozenset({DraftState.SENDING, DraftState.UNKNOWN, DraftState.SENT})


def track_program(agent: Agent, records: Records, program: Program, now: datetime) -> None:
    """Tell the program's people, policy and interviews again from all its mail; save what changed.

    Mail, corrections by the owner and declines are one story, in the order of their dates."""
    messages = in_order(records.messages(program_id=program.id))
    program = learn(records, program, messages)
    stored = {i.id: i for i in records.interviews(program_id=program.id)}
    told = [each for message in messages if (each := _told(agent, records, message)) is not None]
    told += [each for interview in stored.values() for each in corrections.told(records, interview)]
    stories = track.fold(program, told)
    rows = {row_id: sources_of(records, interview) for row_id, interview in stored.items()}
    kept = track.adopt(stories, rows)
    zone = program.time_zone or agent.owner.time_zone
    for story, row_id in zip(stories, kept, strict=True):
        interview = replace(story.interview, id=row_id or records.new_id("i"))
        interview = track.with_clock(_answered(records, interview, messages), zone, now)
        if interview != stored.get(row_id):
            agent.tell(f"interview {interview.id} at {interview.program}: {interview.state.value}")
        _count(records, stored.get(row_id), interview)
        records.save_interview(interview)
        records.save_interview_changes(interview.id, track.history(interview.id, story))
    for vanished in sorted(stored.keys() - set(kept)):  # its mail turned out to be something else
        _withdraw_drafts(records, vanished, now)
        records.remove_interview(vanished)


def _withdraw_drafts(records: Records, interview_id: str, now: datetime) -> None:
    """What was drafted for an interview that is none: nobody is asked about it any more."""
    why = "its interview turned out to be none, or another one"
    for draft in records.drafts(states=_NOT_GONE):
        if draft.interview_id == interview_id:
            records.save_draft(replace(step(draft, Event.WITHDRAW, now), note=why))
            records.add_audit(now, Event.WITHDRAW.value, draft.id, why)


def sources_of(records: Records, interview: Interview) -> frozenset[str]:
    """The mails that made a stored interview what it is."""
    changes = records.interview_changes(interview.id)
    return frozenset({interview.source, *(c.source for c in changes)}) - {OWNER, ""}


def sequence_of(records: Records, interview_id: str) -> int:
    """How often what a calendar shows of this interview changed: the SEQUENCE of its event."""
    return int(records.fact(f"sequence:{interview_id}") or 0)


def _count(records: Records, before: Interview | None, after: Interview) -> None:
    if before is not None and shown(before) != shown(after):
        count = sequence_of(records, after.id) + 1
        records.save_fact(f"sequence:{after.id}", str(count))


def learn(records: Records, program: Program, messages: Sequence[Message]) -> Program:
    """What all its mail, in order of date, teaches about ``program``; saved when new."""
    fixed = corrections.fixed_at(records, program.id)
    known = relearned(program, messages, fixed)
    if known != program:
        records.save_program(known)
    return known


def _told(agent: Agent, records: Records, message: Message) -> track.Told | None:
    if message.reading is not None:
        return track.Told(message.id, message.received, message.reading, key=message.fingerprint)
    event = _own_event(agent, records, message)
    if event is None:
        return None
    return track.Told(message.id, message.received, event=event, key=message.fingerprint)


def _own_event(agent: Agent, records: Records, message: Message) -> track.Event | None:
    """What the owner's own mail does to an interview: it may decline it."""
    draft = records.draft_by_message_id(message.message_id) if message.message_id else None
    if draft is not None:
        return track.Event.DECLINE if draft.kind is Kind.DECLINE else None
    claims = told_in(message.subject, message.text, agent.lint_rules)
    declines = any(claim.claim == "decline" for claim in claims)
    return track.Event.LET_GO if declines else None


def reply_occasion(interview: Interview) -> str:
    """The occasion of the answer to one invitation: a later invitation is another one."""
    return f"reply:{interview.id}:{interview.invited_at}"


def _answered(records: Records, interview: Interview, messages: Sequence[Message]) -> Interview:
    """An invitation is answered when the owner wrote to the program after it came, or approved an
    answer of ours that went."""
    asked = interview.invited_at
    wrote = asked is not None and any(
        m.own and m.received > asked and _may_answer(records, m) for m in messages
    )
    return replace(interview, answered=wrote or is_answered(records, interview))


def _may_answer(records: Records, message: Message) -> bool:
    """A thank-you of ours that went meanwhile answers no invitation."""
    draft = records.draft_by_message_id(message.message_id) if message.message_id else None
    return draft is None or draft.kind in {Kind.REPLY, Kind.DECLINE}


def is_answered(records: Records, interview: Interview) -> bool:
    """Was the invitation answered, be it by an answer of ours that just went?"""
    draft = records.draft_by_occasion(reply_occasion(interview))
    return interview.answered or (draft is not None and draft.state in _WENT)
