"""A program that is known from mail only: kept at once, confirmed by the owner later."""

from __future__ import annotations

from inbox_agent.core.mail import Mail
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.reading import Category, Reading

_SPEAKS_FOR_A_PROGRAM = frozenset({
    Category.INTERVIEW_INVITATION, Category.INTERVIEW_SCHEDULED, Category.INTERVIEW_RESCHEDULED,
    Category.INTERVIEW_CANCELLED, Category.INTERVIEW_DETAILS, Category.WAITLIST,
    Category.POST_INTERVIEW,
})  # fmt: skip
"""Only these make a program: a rejection or a newsletter is no reason to follow one."""


def found_program(mail: Mail, reading: Reading, shared_domains: frozenset[str]) -> Program | None:
    """The program that ``mail`` speaks for, where the owner's list has none for it.

    None where it may be one of several on the list: that is a question, not a discovery.
    ``shared_domains`` are platforms and free mail, whose addresses belong to no program."""
    if reading.category not in _SPEAKS_FOR_A_PROGRAM or reading.candidates or not reading.program:
        return None
    domain = mail.author.domain
    own = bool(domain) and not _is_within(domain, shared_domains)
    contact = Contact(mail.author.name, mail.author.addr) if own and mail.author.name else None
    return Program(
        name=reading.program, track=reading.track or "", domains=(domain,) if own else (),
        contacts=(Contact(contact.name, contact.email, "coordinator"),) if contact else (),
        confirmed=False,
    )  # fmt: skip


def _is_within(domain: str, parents: frozenset[str]) -> bool:
    return any(domain == parent or domain.endswith(f".{parent}") for parent in parents)
