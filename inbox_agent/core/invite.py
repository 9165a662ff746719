"""Calendar parts of mail (RFC 5545, iTIP RFC 5546): what event they ask for, move or cancel.

icalendar reads them; here are only the zones (Windows names, vendors' paths, floating times) and
what happens when a part is broken. A recurrence rule is put aside: the first occurrence counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from inbox_agent.core.reading import Moment, Person
from inbox_agent.core.zones import clock_of, offset_name, zone_of_tzid

MAX_CALENDAR = 200_000  # characters of one calendar part; an invitation has about 4,000
MAX_EVENTS = 50  # events of one part; an interview day cut into talks has about 10
_MAX_TEXT = 4_000  # characters of a description


@dataclass(frozen=True, slots=True)
class Event:
    """One VEVENT. ``start`` and ``end`` are naive where the part names no zone ("floating") and
    plain days where it is an all-day event (``end`` is then the last day, not the one after)."""

    uid: str
    sequence: int = 0
    method: str = ""
    recurrence_id: Moment | None = None
    start: Moment | None = None
    end: Moment | None = None
    summary: str = ""
    location: str = ""
    organizer: Person | None = None
    attendees: tuple[Person, ...] = ()
    description: str = ""
    status: str = ""
    zone: str | None = None  # IANA name or offset that ``start`` is given in

    @property
    def cancelled(self) -> bool:
        return self.method == "CANCEL" or self.status == "CANCELLED"


_TZID = re.compile(r'(;TZID=)("[^"\r\n]{1,120}"|[^:;\r\n]{1,120})', re.IGNORECASE)
_VTIMEZONE = re.compile(r"BEGIN:VTIMEZONE\r?\n(?:(?!END:VTIMEZONE).*\r?\n)*END:VTIMEZONE\r?\n?")


def events(calendar_text: str) -> tuple[Event, ...]:
    """The events of one text/calendar part, in order.

    Raises ValueError where the part is not a calendar."""
    from icalendar import Calendar  # only mail with a calendar part pays for it

    text = _known_zones(calendar_text[:MAX_CALENDAR])
    found: list[Event] = []
    for calendar in Calendar.from_ical(text, multiple=True):
        method = str(calendar.get("METHOD", "")).upper()
        for component in calendar.walk("VEVENT"):
            if len(found) < MAX_EVENTS:
                found.append(_event(component, method))
    return tuple(dict.fromkeys(found))


def _known_zones(text: str) -> str:
    """The part with every zone that we know by name spelled in IANA's way, and without the tables
    of VTIMEZONE where none is needed: reading those is two thirds of the cost."""
    text = re.sub(r"\r?\n[ \t](?=.)", "", text) if ";TZID=" in text else text
    unknown = False

    def spell(match: re.Match[str]) -> str:
        nonlocal unknown
        name = zone_of_tzid(match.group(2))
        unknown = unknown or name is None or "/" not in name
        return f"{match.group(1)}{name}" if name and "/" in name else match.group()

    spelled = _TZID.sub(spell, text)
    return text if unknown else _VTIMEZONE.sub("", spelled)


def _event(component: Any, method: str) -> Event:
    start, zone = _moment(component, "DTSTART")
    end, _ = _moment(component, "DTEND")
    if end is None and start is not None and (length := _duration(component)):
        end = start + length
    if isinstance(start, datetime):
        end = _same_zone(start, end)
    elif isinstance(end, date):
        end = _last_day(start, end)
    return Event(
        uid=_text(component, "UID"),
        sequence=_number(component, "SEQUENCE"),
        method=method,
        recurrence_id=_moment(component, "RECURRENCE-ID")[0],
        start=start,
        end=end,
        summary=_text(component, "SUMMARY"),
        location=_text(component, "LOCATION"),
        organizer=_person(component.get("ORGANIZER")),
        attendees=_people(component.get("ATTENDEE")),
        description=_text(component, "DESCRIPTION"),
        status=_text(component, "STATUS").upper(),
        zone=zone,
    )


def _moment(component: Any, name: str) -> tuple[Moment | None, str | None]:
    """A date or time property and the name of its zone."""
    value = component.get(name)
    made = getattr(value, "dt", None) if _sound(component, name) else None
    if not isinstance(made, datetime):
        return (made, None) if isinstance(made, date) else (None, None)
    tzid = str(value.params.get("TZID", ""))
    if tzid and (zone := zone_of_tzid(tzid)) is not None:
        return made.replace(tzinfo=clock_of(zone)), zone
    if made.tzinfo is None:
        return made, None
    if made.utcoffset() == timedelta(0) and not tzid:
        return made.astimezone(UTC), "UTC"
    zone = offset_name(made.utcoffset())  # known only by the part's own VTIMEZONE
    return made.replace(tzinfo=clock_of(zone or "UTC")), zone


def _sound(component: Any, name: str) -> bool:
    """icalendar keeps a property that it could not read as a broken one."""
    value = component.get(name)
    return value is not None and type(value).__name__ != "vBroken"


def _duration(component: Any) -> timedelta | None:
    value = component.get("DURATION")
    length = getattr(value, "dt", None) if _sound(component, "DURATION") else None
    return length if isinstance(length, timedelta) and length > timedelta(0) else None


def _same_zone(start: datetime, end: Moment | None) -> datetime | None:
    """``end`` in the zone of ``start``; None where it is no later moment."""
    if not isinstance(end, datetime) or (start.tzinfo is None) != (end.tzinfo is None):
        if not isinstance(end, datetime) or start.tzinfo is None:
            return None
        end = end.replace(tzinfo=start.tzinfo)  # a floating end belongs to the start's zone
    end = end if start.tzinfo is None else end.astimezone(start.tzinfo)
    return end if end > start else None


def _last_day(start: Moment | None, end: date) -> Moment | None:
    """DTEND of an all-day event is the day after; a single day has no end of its own."""
    if start is None or isinstance(end, datetime):
        return None
    last = end - timedelta(days=1)
    return last if last > start else None


def _text(component: Any, name: str) -> str:
    value = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value or "")[:_MAX_TEXT].strip()


def _number(component: Any, name: str) -> int:
    digits = _text(component, name)
    return int(digits) if digits.isdecimal() and len(digits) < 9 else 0


def _people(value: Any) -> tuple[Person, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(person for one in values[:MAX_EVENTS] if (person := _person(one)) is not None)


def _person(value: Any) -> Person | None:
    if value is None:
        return None
    name = str(getattr(value, "params", {}).get("CN", ""))
    address = re.sub(r"(?i)^mailto:", "", str(value)).strip().lower()
    return Person(name=name.strip(), email=address if "@" in address else "")
