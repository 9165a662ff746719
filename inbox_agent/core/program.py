"""``Program``: one residency track of one hospital, as the owner lists it."""

from __future__ import annotations

from dataclasses import dataclass


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
