"""Which zone a clock is in: beside it, named elsewhere in the mail, the program's, the owner's.

The order is that of docs/labels.md; what had to be assumed is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from inbox_agent.core.clocks import Clock
from inbox_agent.core.mention import Moments
from inbox_agent.core.reading import Moment
from inbox_agent.core.zone_names import DENVER, PHOENIX, TWO_ZONES
from inbox_agent.core.zones import Zone, agree, at, clock_of, settled, wrong_season

_MIDNIGHT = time(23, 59)  # "by midnight on the 30th" ends the 30th


@dataclass(slots=True)
class Zones:
    """Where the people of one mail are. ``stated`` is the zone that the mail names for all its
    hours; ``doubts`` collects what was unsure."""

    program: str | None
    owner: str | None
    stated: Zone | None = None
    arizona: bool = False  # the mail speaks of Arizona, so "MST" is the clock of Phoenix
    several: bool = False  # the mail names more than one, and none of them for all its hours
    doubts: list[str] = field(default_factory=list)

    def named(self, clock: Clock | None) -> Zone | None:
        """The zone that the mail itself names for ``clock``."""
        near = PHOENIX if self.arizona and self.program != DENVER else self.program
        if clock is not None and clock.zone is not None:
            return settled(clock.zone, near)
        if clock is not None and clock.whose == "your" and self.owner:
            return Zone(self.owner, "your")
        if clock is not None and clock.whose == "our" and self.program:
            return None
        return settled(self.stated, near) if self.stated else None

    def name_for(self, clock: Clock | None) -> tuple[str | None, bool]:
        """The zone of ``clock`` and whether it had to be assumed."""
        zone = self.named(clock)
        if zone is not None:
            return zone.name, False
        return self.program or self.owner, True

    def moment(self, day: date, hour: time, clock: Clock | None) -> Moment:
        """``hour`` on ``day`` in the zone of ``clock``; naive, and doubted, where none is known."""
        name, assumed = self.name_for(clock)
        made = at(day, hour, name) if name else None
        if made is None:
            self.doubt("the message names no zone, and none is known for the program")
            return datetime.combine(day, hour)
        if assumed and self.program is None:
            self.doubt(f"the message names no zone; the owner's ({name}) is assumed")
        zone = self.named(clock)
        if zone and self.program is None and zone.words in TWO_ZONES:
            self.doubt(f'"{zone.words}" may be more than one place; {zone.name} is taken')
        if zone and wrong_season(zone, made):
            self.doubt(f'"{zone.words}" does not hold on that day; local time there is taken')
        return _existing(made, self)

    def doubt(self, words: str) -> None:
        if words not in self.doubts:
            self.doubts.append(words)

    def best_of(self, day: date, clock: Clock, others: Sequence[Clock]) -> Clock:
        """One of several readings of the same hour ("9 ET / 8 CT"): the program's zone first."""
        same = [clock, *(one for one in others if one.zone and clock.zone)]
        if len(same) < 2 or len({one.zone.name for one in same if one.zone}) < 2:
            return clock
        instants = [made for one in same if (made := self._instant(day, one)) is not None]
        if not agree(instants):
            self.doubt("the hours given in two zones are not the same moment")
        return next((one for one in same if one.zone and one.zone.name == self.program), clock)

    def _instant(self, day: date, clock: Clock) -> datetime | None:
        zone = self.named(clock)
        return at(day, clock.start, zone.name) if zone else None


def _existing(moment: datetime, zones: Zones) -> datetime:
    """A clock may skip an hour in spring: such a time does not exist."""
    rules = moment.tzinfo
    back = moment.astimezone(UTC).astimezone(rules)
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        zones.doubt("that hour does not exist on the day when the clocks change")
    return moment


def end_of(clock: Clock) -> time:
    """The hour that a deadline ends at."""
    return _MIDNIGHT if clock.end_of_day else clock.end or clock.start


_IN_ARIZONA = ("arizona", "phoenix", "tucson")


def speaks_of_arizona(found: Moments) -> bool:
    """Whether a mail that writes "MST" or "Mountain" also names Arizona, which keeps one clock."""
    beside = [m.clock.zone for m in found.mentions if m.clock and m.clock.zone]
    if not any(zone.name == DENVER for zone in (*found.zones, *beside)):
        return False
    return any(name in one.text.lower() for one in found.scans for name in _IN_ARIZONA)


def zones_of(found: Moments, program: str | None, owner: str | None) -> Zones:
    """Where the people of a mail are, by what it says and what is known."""
    zones = Zones(program, owner, arizona=speaks_of_arizona(found))
    beside = [m.clock.zone for m in found.mentions if m.clock and m.clock.zone]
    beside = [zone for zone in beside if not zone.overseas]
    alone = [zone for zone in found.zones if not zone.overseas]
    zones.stated = _one_of(alone, program) or _one_of([*alone, *beside], program)
    zones.several = bool(beside) and zones.stated is None
    return zones


def _one_of(named: Sequence[Zone], program: str | None) -> Zone | None:
    """The only zone among ``named``, else the program's if it is one of them."""
    names = {settled(zone, program).name: zone for zone in named}
    if len(names) == 1:
        return named[0]
    return names.get(program or "")


def in_zone(moment: datetime, name: str | None) -> datetime:
    """The same instant as the clocks of ``name`` show it."""
    rules = clock_of(name) if name else None
    return moment if rules is None else moment.astimezone(rules)
