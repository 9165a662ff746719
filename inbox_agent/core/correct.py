"""What the owner corrects, by the keys of the doors: which fields, and what they may become."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from inbox_agent.core.acceptance import NO, SOMETIMES, TOPICS, YES, years_within
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.linked import LINKED
from inbox_agent.core.program import OWNER, Contact, Program
from inbox_agent.core.program_list import read_contacts
from inbox_agent.core.reading import Acceptance, Category, Moment, Person, Reading
from inbox_agent.core.stored import Message
from inbox_agent.errors import Refused

Fields = Sequence[tuple[str, str]]


def corrected_message(message: Message, fields: Fields, programs: Sequence[Program]) -> Message:
    """A message's ``category`` or ``program_known`` (also ``program``), as the owner says."""
    reading = message.reading or Reading(Category.CORRESPONDENCE, 1.0)
    program_id = message.program_id
    for name, value in fields:
        if name == "category":
            reading = replace(reading, category=_one_of(Category, value), confidence=1.0)
        elif name in {"program", "program_known"}:
            program = _program(value, programs)
            program_id = program.id
            reading = replace(reading, program_known=program.full_name, candidates=())
        else:
            raise _not_a_field(name, "category, program")
    kept = message.owner_fields | {name for name, _ in fields}
    return replace(message, reading=reading, program_id=program_id, owner_fields=kept)


def corrected_interview(interview: Interview, fields: Fields) -> Interview:
    """An interview with what the owner says about it; later mail does not undo that."""
    changes: dict[str, Any] = {}
    for name, value in fields:
        if name not in _INTERVIEW:
            raise _not_a_field(name, ", ".join(_INTERVIEW))
        changes[name] = _INTERVIEW[name](value)
    named = frozenset(changes)
    changes |= _in_zone(interview, changes)
    if "end" in changes:
        changes["end_assumed"] = False
    if "time_zone" in changes:
        changes["time_zone_assumed"] = False
    answered = interview.answered or changes.get("state") in _ANSWERED
    return replace(
        interview, **changes, answered=answered, owner_fields=interview.owner_fields | named
    )


_ANSWERED = frozenset({InterviewState.SCHEDULED, InterviewState.DONE, InterviewState.DECLINED})


def _in_zone(interview: Interview, changes: dict[str, Any]) -> dict[str, Any]:
    """Hours without an offset are of the interview's zone; a new zone keeps the hour that the
    mail wrote: it was only meant elsewhere."""
    name = changes.get("time_zone") or interview.time_zone
    zone = ZoneInfo(name) if name in available_timezones() else None
    moments: dict[str, Any] = {}
    for field in ("start", "end"):
        given = changes.get(field)
        kept = getattr(interview, field) if "time_zone" in changes else None
        if isinstance(given, datetime) and given.tzinfo is None and zone:
            moments[field] = given.replace(tzinfo=zone)
        elif given is None and isinstance(kept, datetime) and zone:
            moments[field] = kept.replace(tzinfo=zone)
    return moments


def corrected_program(program: Program, fields: Fields) -> Program:
    """A program with what the owner says about it, which also confirms it."""
    changes: dict[str, Any] = {"confirmed": True}
    for name, value in fields:
        if name in TOPICS:
            program = replace(program, accepts=_own_word(program, name, value))
        elif name == LINKED:
            further = {**dict(program.extra), LINKED: value}
            program = replace(program, extra=tuple(further.items()))
        elif name in _PROGRAM:
            changes[name] = _PROGRAM[name](value)
        else:
            raise _not_a_field(name, ", ".join((*_PROGRAM, *TOPICS, LINKED, "same_as")))
    return replace(program, **changes)


def _own_word(program: Program, topic: str, text: str) -> tuple[Acceptance, ...]:
    """What the owner says a program accepts; an empty value takes the owner's word back."""
    others = tuple(each for each in program.accepts if each.topic != topic)
    answer = text.strip().lower()
    if not answer:
        return others
    if answer not in {YES, NO, SOMETIMES} and years_within(answer) is None:
        raise Refused(f"{text!r}: {topic} is yes, no, sometimes, or (since graduation) 5 years")
    own = Acceptance(topic, answer, source=OWNER)
    return tuple(sorted((*others, own), key=lambda each: each.topic))


def moment(text: str) -> Moment:
    """ISO 8601, a date or a date with an hour. Raises Refused for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise Refused(
            f"{text!r} is no date", 'Write "2026-12-08" or "2026-12-08T08:00-06:00".'
        ) from None


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise Refused(f"{text!r} is no time zone", 'Write a name such as "America/Chicago".')
    return text


def _state(text: str) -> InterviewState:
    return _one_of(InterviewState, text)


def _mode(text: str) -> str:
    if text not in _MODES:
        raise Refused(f"{text!r} is none of: {', '.join(_MODES)}")
    return text


_MODES = ("virtual", "in_person", "phone", "hybrid", "unknown")


def _participation(text: str) -> str:
    if text not in {"yes", "no", "unknown"}:
        raise Refused(f"{text!r}: nrmp_participating is yes, no or unknown")
    return text


def _policy(text: str) -> str:
    if text not in {"", "refused", "discouraged"}:
        raise Refused(f"{text!r}: contact_policy is refused, discouraged or empty")
    return text


def _named(text: str) -> str:
    if not text.strip():
        raise Refused("a program needs a name")
    return text.strip()


def _confirmed(text: str) -> bool:
    """Correcting a program confirms it; one that is none of the owner's is removed instead."""
    if text != "yes":
        raise Refused(f"{text!r}: confirmed is yes or no")
    return True


def _interviewers(text: str) -> tuple[Person, ...]:
    """``Name <addr>; Name; …``: an interviewer may have no address yet."""
    people = []
    for piece in filter(None, (each.strip() for each in text.split(";"))):
        match = _PERSON.fullmatch(piece)
        if match is None:
            raise Refused(f"{piece!r} is no person", "Write Name <addr>; Name <addr>.")
        people.append(Person(match["name"].strip('" '), (match["addr"] or "").lower()))
    return tuple(people)


_PERSON = re.compile(r"(?P<name>[^<>@]{1,200}?)\s*(?:<(?P<addr>[^<>\s@]+@[^<>\s@]+)>)?")


def _people(text: str) -> tuple[Contact, ...]:
    contacts, problems = read_contacts(text)
    if problems:
        raise Refused(problems)
    return contacts


_INTERVIEW: dict[str, Callable[[str], Any]] = {
    "start": moment, "end": moment, "time_zone": _zone, "state": _state, "mode": _mode,
    "place": str, "interviewers": _interviewers,
}  # fmt: skip
_PROGRAM: dict[str, Callable[[str], Any]] = {
    "name": _named, "track": str, "city": str, "state": str, "time_zone": _zone,
    "domains": lambda text: tuple(text.lower().split()), "nrmp_code": str,
    "nrmp_participating": _participation, "contacts": _people,
    "contact_policy": _policy, "confirmed": _confirmed,
}  # fmt: skip


_Choice = TypeVar("_Choice", bound=StrEnum)


def _one_of(kind: type[_Choice], text: str) -> _Choice:
    try:
        return kind(text)
    except ValueError:
        choices = ", ".join(member.value for member in kind)
        raise Refused(f"{text!r} is none of: {choices}") from None


def _program(name: str, programs: Sequence[Program]) -> Program:
    found = [p for p in programs if name.casefold() in {p.full_name.casefold(), p.id}]
    found = found or [p for p in programs if p.name.casefold() == name.casefold()]
    if len(found) != 1:
        raise Refused(f"{name!r} is no program of the list, or several", "Write NAME / TRACK.")
    return found[0]


def _not_a_field(name: str, fields: str) -> Refused:
    return Refused(f"{name} cannot be corrected here", f"What can: {fields}.")
