"""``Context``: what is known besides the mail itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from inbox_agent.core.program import Program


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the mail; all of it may be missing (``explain`` has no store).

    ``thread_program`` is the program of the mail's thread, ``interview_over`` whether its
    interview day lies before this mail, ``trusted_servers`` the authserv-ids of the owner's own
    servers, ``owner_zone`` an IANA name, ``received`` when the server took it in."""

    programs: tuple[Program, ...] = ()
    owner_addresses: frozenset[str] = field(default_factory=frozenset)
    owner_zone: str | None = None
    trusted_servers: frozenset[str] = field(default_factory=frozenset)
    thread_program: Program | None = None
    interview_over: bool | None = None
    today: date | None = None
    received: datetime | None = None
