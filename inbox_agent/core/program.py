"""``Program``: one residency track of one hospital, as the owner lists it."""

from __future__ import annotations

from dataclasses import dataclass

from inbox_agent.core.reading import Acceptance

OWNER = "owner"  # the source of what the owner said


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a program. ``role``: program director, coordinator, interviewer, resident, …"""

    name: str
    email: str
    role: str = ""
    source: str = ""  # id of the message it was learned from; empty: the owner's list


@dataclass(frozen=True, slots=True)
class Program:
    """One track of one hospital. ``name`` and ``track`` together are unique.

    ``contact_policy`` is "", "refused" (no_contact_policy) or "discouraged";
    ``policy_quote`` holds the sentence that said so. ``wish`` is what the owner marked it:
    first, top, interest or none. ``confirmed`` is False for programs found in mail only.
    ``accepts`` is whom it says it takes, a topic each. ``aliases`` are full names of rows that
    the owner merged into this one: mail that names them is its mail.
    """

    name: str
    track: str = ""
    city: str = ""
    state: str = ""
    time_zone: str = ""  # IANA
    domains: tuple[str, ...] = ()
    nrmp_code: str = ""
    nrmp_participating: str = "unknown"  # yes no unknown
    contacts: tuple[Contact, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()  # further columns of the owner's CSV, kept
    id: str = ""
    contact_policy: str = ""
    policy_quote: str = ""
    wish: str = "none"
    confirmed: bool = True
    accepts: tuple[Acceptance, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """How a command names it where a hospital has several tracks: ``NAME / TRACK``."""
        return f"{self.name} / {self.track}" if self.track else self.name

    def director(self) -> Contact | None:
        """The program director: by role, else (as programs.csv defines) the first without one."""
        for contact in self.contacts:
            if "director" in contact.role.lower() and "associate" not in contact.role.lower():
                return contact
        first = self.contacts[0] if self.contacts else None
        return first if first is not None and not first.role else None

    def accepting(self, topic: str) -> Acceptance | None:
        """What is known of one topic: the owner's word, else the list's column of that name, else
        the latest mail's."""
        known = next((each for each in self.accepts if each.topic == topic), None)
        listed = dict(self.extra).get(topic, "").strip()
        if listed and (known is None or known.source != OWNER):
            return Acceptance(topic, listed.lower(), "", OWNER)
        return known
