"""The owner's list over what is known: what the list says wins, what mail taught stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from inbox_agent.core.program import Program


def merged(listed: Program, known: Iterable[Program]) -> Program:
    """``listed`` with the id, the learned contacts and the policy of the row it continues.

    Importing the same list twice gives equal programs, so nothing changes."""
    same = [p for p in known if (p.name, p.track) == (listed.name, listed.track)]
    if not same:
        return listed
    old = same[0]
    addresses = {contact.email for contact in listed.contacts}
    learned = tuple(c for c in old.contacts if c.source and c.email not in addresses)
    return replace(
        listed, id=old.id, contacts=(*listed.contacts, *learned), confirmed=True,
        contact_policy=old.contact_policy or listed.contact_policy,
        policy_quote=old.policy_quote or listed.policy_quote,
        wish=old.wish if listed.wish == "none" else listed.wish,
    )  # fmt: skip
