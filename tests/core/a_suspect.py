"""A mail to be suspicious of, and the flags found in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from inbox_agent.core.mail import Address, Mail
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.reading import Category, Flag, FlagFinding
from inbox_agent.core.rules import examine
from inbox_agent.core.suspicion import Circumstances, Suspicion
from inbox_agent.shell.data import flag_advice, platforms, rules, services

SENT = datetime(2027, 1, 12, 10, 0, tzinfo=UTC)
PROGRAM = Program(
    "Fallow Creek Medical Center",
    "Internal Medicine",
    domains=("fallowcreek.example",),
    nrmp_participating="yes",
    contacts=(Contact("Ada Ferris", "aferris@fallowcreek.example", "program director"),),
)
SUSPICION = Suspicion(rules("flag"), flag_advice(), services())


def a_mail(
    body: str, sender: str = "Ada Ferris <aferris@fallowcreek.example>", **more: Any
) -> Mail:
    name, _, addr = sender.rstrip(">").rpartition("<")
    mail = {"subject": "A word", "text": body, "new": body, "date": SENT}
    return Mail("f" * 64, from_=(Address(name.strip(), addr),), **{**mail, **more})


def findings(
    mail: Mail | str, category: Category = Category.POST_INTERVIEW, **known: Any
) -> tuple[FlagFinding, ...]:
    mail = a_mail(mail) if isinstance(mail, str) else mail
    facts = {
        "program": PROGRAM,
        "programs": (PROGRAM,),
        "platforms": platforms(),
        "trusted_servers": frozenset({"mx.post.example"}),
        "sent": mail.date,
    }
    circumstances = Circumstances(category, **{**facts, **known})
    return SUSPICION.flags(mail, examine(mail), circumstances)


def flags(
    mail: Mail | str, category: Category = Category.POST_INTERVIEW, **known: Any
) -> list[Flag]:
    return [finding.flag for finding in findings(mail, category, **known)]


def hours(number: float) -> datetime:
    """So many hours after the mail was sent."""
    return SENT + timedelta(hours=number)
