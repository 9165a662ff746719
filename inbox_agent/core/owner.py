"""``Owner``: the applicant, as the configuration describes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Update:
    """A dated achievement that may be told to programs once (a Step score, a paper, a rotation)."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Mentor:
    """Somebody who may speak for the owner. ``programs`` are those that the owner wishes to ask
    them about, ``link`` is what ties them to it, in the owner's words."""

    name: str
    email: str  # lower case
    programs: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    name: str
    email: str
    time_zone: str  # IANA
    aliases: tuple[str, ...] = ()  # other addresses of the owner, lower case
    credential: str = ""  # MD, MBBS, …: stands behind the name in signatures
    aamc_id: str = ""
    country: str = ""
    school: str = ""
    graduation_year: str = ""
    visa: str = ""  # current status, in the owner's words
    career: str = ""  # the specialty after the preliminary year
    advanced_position: str = ""  # where it is already secured
    tracks: tuple[str, ...] = ()  # what was applied to, in the owner's words
    updates: tuple[Update, ...] = ()
    mentors: tuple[Mentor, ...] = ()
    criteria: tuple[tuple[str, float], ...] = ()  # (what to compare programs by, its weight)

    @property
    def addresses(self) -> frozenset[str]:
        """All addresses that are the owner's, lower case."""
        return frozenset({self.email.lower(), *(alias.lower() for alias in self.aliases)})

    @property
    def only_track(self) -> str:
        """The track, where it can only be one; "" else."""
        return self.tracks[0] if len(self.tracks) == 1 else ""

    @property
    def signature_name(self) -> str:
        return f"{self.name}, {self.credential}" if self.credential else self.name
