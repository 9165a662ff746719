"""The owner's corrections: they stand against what older mail says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from inbox_agent.core.correct import corrected_interview, corrected_message, corrected_program
from inbox_agent.core.impressions import criteria_of
from inbox_agent.core.interview import Interview
from inbox_agent.core.linked import LINKED
from inbox_agent.core.mail import Unreadable
from inbox_agent.core.parse import parse
from inbox_agent.core.program import Program
from inbox_agent.core.schedule import when_and_where
from inbox_agent.core.stored import Message
from inbox_agent.errors import NotFound, Refused
from inbox_agent.pipeline import corrections
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.impressions import keep_notes
from inbox_agent.pipeline.listing import listed_program, read_again, wish_for
from inbox_agent.pipeline.merging import merge, remove
from inbox_agent.pipeline.tracking import sources_of, track_program
from inbox_agent.ports import Records

Fields = Sequence[tuple[str, str]]


def fix(agent: Agent, records: Records, row_id: str, fields: Fields, now: datetime) -> str:
    """Set fields of one message, interview or program; says what is true now.

    Raises NotFound for an id that is none of them, Refused for a value that cannot be."""
    changes = ", ".join(f"{name} = {value}" for name, value in fields)
    said = f"{row_id} is corrected: {changes}."
    programs = {program.id: program for program in records.programs()}
    interviews = {interview.id: interview for interview in records.interviews()}
    if (message := records.message(row_id)) is not None:
        _fix_message(agent, records, message, fields, now)
    elif row_id in interviews:
        _fix_interview(agent, records, interviews[row_id], fields, now)
    elif row_id in programs:
        said = _fix_program(agent, records, programs[row_id], fields, now)
    else:
        raise NotFound(
            f"there is no message, interview or program {row_id}",
            "The ids stand in the digest and in `inbox-agent messages`, `interviews`, `programs`.",
        )
    records.add_audit(now, "fix", row_id, changes)
    return said


def _fix_message(
    agent: Agent, records: Records, message: Message, fields: Fields, now: datetime
) -> None:
    """What a mail is or whose; its times are read again as those of such a mail."""
    programs = records.programs()
    fixed = corrected_message(message, fields, programs)
    program = next((p for p in programs if p.id == fixed.program_id), None)
    records.save_message(_timed_anew(agent, records, fixed, program))
    for touched in programs:
        if touched.id in {message.program_id, fixed.program_id}:
            track_program(agent, records, touched, now)


def _timed_anew(
    agent: Agent, records: Records, message: Message, program: Program | None
) -> Message:
    raw = records.raw(message.fingerprint)
    mail = parse(raw) if raw else None
    if mail is None or isinstance(mail, Unreadable) or message.reading is None:
        return message
    zone = (program.time_zone or None) if program else None
    schedule = when_and_where(
        mail, message.reading.category, program_zone=zone, owner_zone=agent.owner.time_zone,
        sent=mail.date or message.received,
    )  # fmt: skip
    reading = replace(message.reading, interview=schedule.interview, respond_by=schedule.respond_by)
    return replace(message, reading=reading)


def _fix_interview(
    agent: Agent, records: Records, interview: Interview, fields: Fields, now: datetime
) -> None:
    notes = dict(fields)
    keys = {each.key for each in criteria_of(agent.owner)}
    if notes.keys() & keys:
        keep_notes(records, interview.id, {k: v for k, v in notes.items() if k in keys})
        fields = [(name, value) for name, value in fields if name not in keys]
    if not fields:
        return
    corrected_interview(interview, fields)  # refuses what cannot be, before anything is kept
    program = next(p for p in records.programs() if p.id == interview.program_id)
    corrections.keep(records, interview.id, fields, now, sources_of(records, interview))
    track_program(agent, records, program, now)


def _alone(fields: Fields, name: str) -> None:
    """What makes a row go away cannot be said together with what it should be."""
    if len(fields) > 1:
        raise Refused(f"{name} stands alone", "Say the rest in a correction of its own.")


def _fix_program(
    agent: Agent, records: Records, program: Program, fields: Fields, now: datetime
) -> str:
    """What the owner says about a program; its mail is read again in that light. Says what is
    true now."""
    if merged := dict(fields).get("same_as"):
        _alone(fields, "same_as")
        return merge(agent, records, listed_program(records, merged), program, now)
    if dict(fields).get("confirmed") == "no":
        _alone(fields, "confirmed")
        return remove(agent, records, program, now)
    changes = ", ".join(f"{name} = {value}" for name, value in fields)
    for wish in [value for name, value in fields if name == "wish"]:
        wish_for(agent, records, program, wish, now)
        program = replace(program, wish=wish)
    fields = [
        (name, listed_program(records, value).full_name if name == LINKED and value else value)
        for name, value in fields
        if name != "wish"
    ]
    said = f"{program.id} is corrected: {changes}."
    if not fields:
        return said
    fixed = corrected_program(program, fields)
    taken = [p for p in records.programs() if p.full_name == fixed.full_name and p.id != fixed.id]
    if taken:
        raise Refused(
            f"{fixed.full_name} is {taken[0].id} already",
            f"If the two are one program: fix {program.id} same_as={taken[0].id}",
        )
    records.save_program(fixed)
    corrections.keep(records, program.id, fields, now)
    read_again(agent, records, [program.id], now)
    return said
