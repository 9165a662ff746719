"""Who is thanked after an interview: the director, and each interviewer with an address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from inbox_agent.core.interview import Interview
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.reading import Moment
from inbox_agent.core.stored import Message

_THANKS = ("thank", "gracias", "grateful", "appreciate")


@dataclass(frozen=True, slots=True)
class Thanks:
    """One thank-you to write. ``to`` without an address is a gap; ``lines`` tell the owner more."""

    to: Contact | None
    lines: tuple[str, ...] = ()


def thanks_for(interview: Interview, program: Program) -> tuple[Thanks, ...]:
    """One to the director and one to each named interviewer; the same person gets one.

    Where notes are discouraged there is one only. An interviewer without an address is a line
    beside the director's draft: nobody's address is ever guessed."""
    director = program.director()
    if program.contact_policy == "discouraged":
        return (Thanks(director),)
    others: list[Contact] = []
    unknown: list[str] = []
    for person in interview.interviewers:
        if director is not None and _same(director, person.name, person.email):
            continue
        if person.email:
            others.append(Contact(person.name, person.email, "interviewer"))
        elif (known := _by_name(program, person.name)) is not None:
            others.append(known)
        else:
            unknown.append(person.name)
    lines = tuple(f"{name} interviewed you too; no address is known for them." for name in unknown)
    return (Thanks(director, lines), *(Thanks(contact) for contact in others))


def written_by_hand(
    to: Iterable[str], messages: Iterable[Message], since: Moment | None, own_ids: frozenset[str]
) -> Message | None:
    """The owner's own thank-you to one of ``to``, seen in Sent after the interview began.

    ``own_ids`` are Message-IDs of what the agent itself sent."""
    wanted = frozenset(to)
    for message in messages:
        if not message.own or message.message_id in own_ids or not wanted & set(message.to):
            continue
        words = f"{message.subject} {message.text}".casefold()
        if _after(message.received, since) and any(word in words for word in _THANKS):
            return message
    return None


def _after(at: datetime, since: Moment | None) -> bool:
    if since is None:
        return False
    if isinstance(since, datetime):
        return at >= since if since.tzinfo else at.replace(tzinfo=None) >= since
    return at.date() >= since


def _same(contact: Contact, name: str, email: str) -> bool:
    if email and contact.email:
        return email.casefold() == contact.email.casefold()
    return _bare(contact.name) == _bare(name)


def _by_name(program: Program, name: str) -> Contact | None:
    return next((c for c in program.contacts if c.email and _bare(c.name) == _bare(name)), None)


def _bare(name: str) -> str:
    """A name without title and letters behind it, for comparison."""
    head = name.split(",")[0].casefold().replace(".", " ").split()
    return " ".join(word for word in head if word not in {"dr", "prof", "professor", "mr", "ms"})
