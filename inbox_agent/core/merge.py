"""The owner's list over what is known: what the list says wins, what mail taught stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from inbox_agent.core.linked import LINKED
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.same_program import same_program


def merged(listed: Program, known: Iterable[Program]) -> Program:
    """``listed`` with the id, the learned contacts and the policy of the row it continues: that of
    the same name and track, else the only one that was found in mail and may be this program.

    Importing the same list twice gives equal programs, so nothing changes."""
    old = _continued(listed, tuple(known))
    if old is None:
        return listed
    people = tuple(_as_learned(contact, old.contacts) for contact in listed.contacts)
    addresses = {contact.email for contact in people}
    learned = tuple(c for c in old.contacts if c.source and c.email not in addresses)
    domains = tuple(each for each in old.domains if old.aliases and each not in listed.domains)
    link = dict(old.extra).get(LINKED)
    extra = (
        *listed.extra,
        *([(LINKED, link)] if link and LINKED not in dict(listed.extra) else ()),
    )
    return replace(
        listed, id=old.id, extra=extra, domains=(*listed.domains, *domains),
        contacts=(*people, *learned), confirmed=True,
        contact_policy=old.contact_policy or listed.contact_policy,
        policy_quote=old.policy_quote or listed.policy_quote,
        wish=old.wish if listed.wish == "none" else listed.wish,
        accepts=old.accepts, aliases=old.aliases,
    )  # fmt: skip


def _continued(listed: Program, known: tuple[Program, ...]) -> Program | None:
    for program in known:
        if (program.name, program.track) == (listed.name, listed.track):
            return program
    found = [each for each in known if not each.confirmed and same_program(listed, each)]
    exact = [each for each in found if each.track]
    chosen = exact or found
    return chosen[0] if len(chosen) == 1 else None


def _as_learned(listed: Contact, known: Iterable[Contact]) -> Contact:
    """A contact that mail taught and an export wrote down is still the one that mail taught."""
    same = (each for each in known if replace(each, source="") == listed)
    return next(same, listed)
