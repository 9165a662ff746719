"""A program's mail → its interviews, contacts and contact policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inbox_agent.core import track
from inbox_agent.core.interview import Interview
from inbox_agent.core.learn import learned
from inbox_agent.core.mail import Mail
from inbox_agent.core.program import Program
from inbox_agent.core.stored import Message
from inbox_agent.pipeline.agent import Agent
from inbox_agent.ports import Records


def track_program(agent: Agent, records: Records, program: Program, now: datetime) -> None:
    """Tell the program's interviews again from all its mail, and save what changed."""
    messages = records.messages(program_id=program.id)
    told = [track.Told(m.id, m.received, m.reading) for m in messages if m.reading is not None]
    fresh, steps = track.fold(program, told)
    stored = tuple(i for i in records.interviews() if i.program_id == program.id)
    zone = program.time_zone or agent.owner.time_zone
    for index, interview in enumerate(track.adopt(fresh, stored)):
        interview = interview if interview.id else replace(interview, id=records.new_id("i"))
        interview = track.with_clock(_answered(interview, messages), zone, now)
        if interview not in stored:
            agent.tell(f"interview {interview.id} at {interview.program}: {interview.state.value}")
        records.save_interview(interview)
        records.save_interview_changes(interview.id, track.history(interview.id, index, steps))
    for vanished in stored[len(fresh) :]:  # its mail turned out to be something else
        records.remove_interview(vanished.id)


def learn_from_mail(records: Records, program: Program, message: Message, mail: Mail) -> Program:
    """What a mail tells about the program itself: contacts, contact policy; saved when new."""
    known = learned(program, message, mail)
    if known != program:
        records.save_program(known)
    return known


def _answered(interview: Interview, messages: tuple[Message, ...]) -> Interview:
    """An invitation is answered when the owner wrote to the program after it came."""
    asked = interview.invited_at
    wrote = asked is not None and any(m.own and m.received > asked for m in messages)
    return replace(interview, answered=True) if wrote else interview
