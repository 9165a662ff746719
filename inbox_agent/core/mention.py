"""``Mention``: one time that a mail names, and ``Moments``: all that it says of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

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


@dataclass(slots=True)
class Moments:
    """All that one text says of time. ``texts`` are its sentences, ``scans`` those of them that may
    name a time, by their number."""

    mentions: list[Mention] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)  # days whose year or month nobody knows
