"""What mail teaches about the program it speaks for: people to write to, and whether to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from inbox_agent.core.program import OWNER, Contact, Program
from inbox_agent.core.reading import Acceptance, Category, Flag
from inbox_agent.core.residents import residents_of
from inbox_agent.core.stored import Message

_POLICIES = {Flag.NO_CONTACT_POLICY: "refused", Flag.CONTACT_DISCOURAGED: "discouraged"}
_STRICTNESS = {"": 0, "discouraged": 1, "refused": 2}
_SCHEDULES = frozenset({
    Category.INTERVIEW_INVITATION, Category.INTERVIEW_SCHEDULED, Category.INTERVIEW_RESCHEDULED,
    Category.INTERVIEW_CANCELLED,
})  # fmt: skip


def relearned(
    program: Program, messages: Iterable[Message], fixed: Mapping[str, datetime] | None = None
) -> Program:
    """``program`` with what all its mail, in order of date, teaches; what was learned before is
    learned anew, so that no order of arrival shows.

    ``fixed``: field -> when the owner corrected it; older mail teaches nothing about it any more.
    """
    fixed = fixed or {}
    listed = tuple(contact for contact in program.contacts if not contact.source)
    own_word = tuple(each for each in program.accepts if each.source == OWNER)
    fresh = replace(program, contacts=listed, accepts=own_word)
    if "contact_policy" not in fixed:
        fresh = replace(fresh, contact_policy=_listed_policy(program), policy_quote="")
        if fresh.contact_policy:
            fresh = replace(fresh, policy_quote=program.policy_quote)
    for message in messages:
        after = learned(fresh, message)
        if _is_older(message, fixed.get("contact_policy")):
            after = replace(
                after, contact_policy=fresh.contact_policy, policy_quote=fresh.policy_quote
            )
        if _is_older(message, fixed.get("contacts")):
            after = replace(after, contacts=fresh.contacts)
        fresh = after
    return fresh


def learned(program: Program, message: Message) -> Program:
    """``program`` with the contacts and the contact policy that ``message`` adds.

    A stricter policy replaces a milder one, never the other way: only the owner lifts it. A mail
    that pretends to be somebody else's teaches nothing."""
    reading = message.reading
    if reading is None or reading.category is Category.UNRELATED or reading.flag(_FORGED):
        return program
    for flag, policy in _POLICIES.items():
        finding = reading.flag(flag)
        if finding and _STRICTNESS[policy] > _STRICTNESS[program.contact_policy]:
            program = replace(program, contact_policy=policy, policy_quote=finding.quote)
    people = list(_people(program, message))
    accepts = _accepts(program, message, reading.accepts)
    return replace(program, contacts=(*program.contacts, *people), accepts=accepts)


_FORGED = Flag.IMPERSONATION


def _listed_policy(program: Program) -> str:
    """The policy that stands in the owner's list: one without the words of a mail."""
    return "" if program.policy_quote else program.contact_policy


def _is_older(message: Message, fixed_at: datetime | None) -> bool:
    return fixed_at is not None and message.received <= fixed_at


def _accepts(
    program: Program, message: Message, said: Iterable[Acceptance]
) -> tuple[Acceptance, ...]:
    """What is known with what this mail says: it replaces older mail, never the owner's word."""
    known = {each.topic: each for each in program.accepts}
    for each in said:
        if each.topic not in known or known[each.topic].source != OWNER:
            known[each.topic] = replace(each, source=message.id)
    return tuple(known[topic] for topic in sorted(known))


def _people(program: Program, message: Message) -> Iterable[Contact]:
    """New contacts: the sender, where the address is the program's own, the interviewers, and
    residents who invited questions."""
    known = {contact.email for contact in program.contacts}
    domain = message.from_addr.rpartition("@")[2]
    if message.from_name and message.from_addr not in known and _is_of(program, domain):
        known.add(message.from_addr)
        schedules = message.reading is not None and message.reading.category in _SCHEDULES
        role = "coordinator" if schedules else "correspondent"
        yield Contact(message.from_name, message.from_addr, role, message.id)
    interview = message.reading.interview if message.reading else None
    for person in interview.interviewers if interview else ():
        if person.email and person.email.lower() not in known:
            known.add(person.email.lower())
            yield Contact(person.name, person.email.lower(), "interviewer", message.id)
    for person in residents_of(message.text):
        if person.email not in known:
            known.add(person.email)
            yield Contact(person.name, person.email, "resident", message.id)


def _is_of(program: Program, domain: str) -> bool:
    return any(domain == own or domain.endswith(f".{own}") for own in program.domains)
