"""What a mail teaches about the program it speaks for: people to write to, and whether to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from inbox_agent.core.mail import Mail
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.reading import Flag
from inbox_agent.core.stored import Message

_POLICIES = {Flag.NO_CONTACT_POLICY: "refused", Flag.CONTACT_DISCOURAGED: "discouraged"}
_STRICTNESS = {"": 0, "discouraged": 1, "refused": 2}


def learned(program: Program, message: Message, mail: Mail) -> Program:
    """``program`` with the contacts and the contact policy that ``message`` adds.

    A stricter policy replaces a milder one, never the other way: only the owner lifts it."""
    reading = message.reading
    if reading is None:
        return program
    for flag, policy in _POLICIES.items():
        finding = reading.flag(flag)
        if finding and _STRICTNESS[policy] > _STRICTNESS[program.contact_policy]:
            program = replace(program, contact_policy=policy, policy_quote=finding.quote)
    people = list(_people(program, message, mail))
    return replace(program, contacts=(*program.contacts, *people)) if people else program


def _people(program: Program, message: Message, mail: Mail) -> Iterable[Contact]:
    """New contacts: the sender, where the address is the program's own, and the interviewers."""
    known = {contact.email for contact in program.contacts}
    sender = mail.author
    if sender.name and sender.addr not in known and _is_of(program, sender.domain):
        known.add(sender.addr)
        yield Contact(sender.name, sender.addr, "correspondent", message.id)
    interview = message.reading.interview if message.reading else None
    for person in interview.interviewers if interview else ():
        if person.email and person.email not in known:
            known.add(person.email)
            yield Contact(person.name, person.email, "interviewer", message.id)


def _is_of(program: Program, domain: str) -> bool:
    return any(domain == own or domain.endswith(f".{own}") for own in program.domains)
