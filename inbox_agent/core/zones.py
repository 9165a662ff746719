"""Zones as people write them: "CT", "Eastern Standard Time", "Boise time", "(UTC-06:00) Central …".

A US zone word is the wall clock of that region, never a fixed offset: whoever writes "8 AM EDT" in
December means eight o'clock in New York. Names come out as IANA zones where the words allow it,
else as an offset ("-05:00").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inbox_agent.core.zone_names import (
    ABBREVIATIONS,
    DENVER,
    OVERSEAS,
    PHOENIX,
    PLACES,
    REGIONS,
    TWO_ZONES,
    WINDOWS_HERE,
)

MAX_NAME = 80  # characters of a zone name; the longest of Outlook's has 60
_MAX_OFFSET = timedelta(hours=14)  # no place on earth is further from UTC


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone that a text names. ``name`` is an IANA name or an offset; ``season`` is "standard"
    or "daylight" where the words claim one; ``words`` is what was written, lower case."""

    name: str
    words: str = ""
    season: str = ""

    @property
    def overseas(self) -> bool:
        """A zone that no program sits in: the hour was worked out for the applicant."""
        return self.name in OVERSEAS


_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_OUTLOOK = re.compile(r"\((?:UTC|GMT)([+-]\d{1,2}:?\d{2})?\)\s*(.{0,60})", re.IGNORECASE)
_IANA = re.compile(r"[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_+-]+){1,2}$")
_SEASON = re.compile(r"\s*\b(?:(standard|daylight)(?: savings?)?|prevailing)?\s*time\b.*")


@lru_cache(maxsize=256)
def clock_of(name: str) -> tzinfo | None:
    """The rules behind an IANA name or an offset ("-05:00"); None where there are none."""
    if name == "UTC":
        return UTC
    if match := _OFFSET.fullmatch(name):
        return _fixed(*match.groups())
    if "/" not in name or len(name) > MAX_NAME:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _fixed(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return None if delta > _MAX_OFFSET else timezone(-delta if sign == "-" else delta)


def offset_name(delta: timedelta | None) -> str | None:
    """An offset as it stands in ISO 8601: "-05:00"."""
    if delta is None:
        return None
    minutes = int(delta.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def parse_offset(text: str) -> str | None:
    """ "GMT-5", "(UTC+03:00)" as an offset name; None where it is none."""
    match = _OFFSET.fullmatch(text.strip("() "))
    rules = _fixed(*match.groups()) if match else None
    return offset_name(rules.utcoffset(None)) if rules else None


def at(day: date, clock: time, name: str) -> datetime | None:
    """``clock`` on ``day`` as the zone ``name`` shows it, with the offset that holds then."""
    rules = clock_of(name)
    return None if rules is None else datetime.combine(day, clock, tzinfo=rules)


def region(words: str, season: str = "") -> Zone | None:
    """The zone of "eastern", "hawaii" …, with the season that "daylight time" would claim."""
    name = REGIONS.get(words)
    if name is None:
        return None
    return Zone(name, f"{words} {season}".strip(), season)


def place(words: str) -> Zone | None:
    """The zone of a town or state, as in "Chicago time"."""
    name = PLACES.get(words)
    return Zone(name, words) if name else None


def settled(zone: Zone, program_zone: str | None) -> Zone:
    """``zone``, made exact by where the program sits: "MST" of a program in Phoenix is Phoenix,
    "Indiana time" of one in Gary is Chicago."""
    if program_zone is None or zone.name == program_zone:
        return zone
    arizona = zone.name == DENVER and zone.season != "daylight" and program_zone == PHOENIX
    if arizona or zone.words in TWO_ZONES:
        return Zone(program_zone, zone.words, zone.season)
    return zone


def wrong_season(zone: Zone, moment: datetime) -> bool:
    """Whether the words claim standard time while daylight saving holds, or the reverse.

    A region that keeps one clock all year ("MST" in Phoenix) is never wrong."""
    rules = clock_of(zone.name)
    if not zone.season or not isinstance(rules, ZoneInfo) or not _changes(rules.key, moment.year):
        return False
    daylight = bool(datetime.combine(moment.date(), moment.time(), tzinfo=rules).dst())
    return daylight != (zone.season == "daylight")


@lru_cache(maxsize=64)
def _changes(name: str, year: int) -> bool:
    rules = clock_of(name)
    winter, summer = (datetime(year, month, 15, tzinfo=rules) for month in (1, 7))
    return winter.utcoffset() != summer.utcoffset()


def zone_of_tzid(tzid: str) -> str | None:
    """The zone behind a calendar's TZID or a zone written out: an IANA name, also at the end of a
    vendor's path, a Windows name, Outlook's "(UTC-06:00) Central Time (US & Canada)".

    None where it says nothing. Windows names: Unicode CLDR, by way of icalendar's table."""
    tzid = tzid.strip(" \t\"'")[:MAX_NAME]
    if match := _IANA.search(tzid):
        parts = match.group().split("/")
        paths = ("/".join(parts[start:]) for start in range(len(parts) - 1))
        if known := next((path for path in paths if clock_of(path)), None):
            return known
    if match := _OUTLOOK.fullmatch(tzid):
        return _outlook(match.group(1), match.group(2).lower())
    return _windows(tzid) or _named(tzid.lower()) or parse_offset(tzid)


def _outlook(offset: str | None, words: str) -> str | None:
    """The display names of Windows: an offset in winter, then a region or towns."""
    return _named(words) or next(
        (zone for town in words.split(",") if (zone := PLACES.get(town.strip()))),
        parse_offset(offset or "+00:00"),
    )


def _windows(name: str) -> str | None:
    if not name.endswith(("Time", "Time (Mexico)")):
        return None
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return WINDOWS_HERE.get(name.lower()) or WINDOWS_TO_OLSON.get(name)


def _named(words: str) -> str | None:
    short = ABBREVIATIONS.get(words.upper())
    return short[0] if short else REGIONS.get(_SEASON.sub("", words)) or PLACES.get(words)


def agree(moments: Iterable[datetime]) -> bool:
    """Whether all are the same instant."""
    return len({moment.astimezone(UTC) for moment in moments}) <= 1
