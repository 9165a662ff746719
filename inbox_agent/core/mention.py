"""``Mention``: one time that a mail names, and ``Moments``: all that it says of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from inbox_agent.core import cues
from inbox_agent.core.clocks import Clock
from inbox_agent.core.roles import Role
from inbox_agent.core.scan import Scan
from inbox_agent.core.zones import Zone


@dataclass(slots=True)
class Mention:
    """One time that a mail names. ``days`` is empty for a clock alone; several days with one
    clock are a list of choices. ``others`` are further hours of the same day, ``until`` ends a span
    of days. ``exact``: the day is named and not only its weekday; ``relative``: only as "tomorrow".
    ``at`` and ``to`` are the tokens of ``scan`` that name it."""

    scan: Scan
    at: int
    to: int
    days: tuple[date, ...] = ()
    until: date | None = None
    clock: Clock | None = None
    others: list[Clock] = field(default_factory=list)
    exact: bool = False
    relative: bool = False
    role: Role = Role.PLAIN
    topic: str = ""
    doubts: list[str] = field(default_factory=list)

    @property
    def day(self) -> date | None:
        return self.days[0] if self.days else None

    @property
    def aside(self) -> bool:
        """Whether it is about something beside the interview: a dinner, an application."""
        return self.topic in (cues.SOCIAL, cues.OTHER)

    @property
    def plain(self) -> bool:
        """Whether it may be an hour of the interview."""
        return self.role in (Role.PLAIN, Role.NEW, Role.BOOKED) and not self.aside

    def upcoming(self, today: date | None) -> bool:
        """Whether it lies ahead of, or on, the day of writing."""
        return bool(self.days) and (today is None or self.days[-1] >= today)

    def from_hour(self, hour: time) -> bool:
        """Whether its clock shows ``hour`` or later."""
        return self.clock is not None and self.clock.start >= hour


@dataclass(slots=True)
class Moments:
    """All that one text says of time. ``texts`` are its sentences, ``scans`` those of them that may
    name a time, by their number."""

    mentions: list[Mention] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)  # days whose year or month nobody knows
