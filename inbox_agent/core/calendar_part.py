"""Which event of a mail's calendar parts is the interview, given what the mail is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from inbox_agent.core import cues
from inbox_agent.core.invite import Event, events
from inbox_agent.core.mail import Mail
from inbox_agent.core.reading import Category, Where
from inbox_agent.core.scan import scan

_EVENING = 17  # o'clock; what begins later is a dinner, unless it is called the interview
_OTHER_MATTERS = frozenset((Category.CORRESPONDENCE, Category.ACTION_REQUEST))
UNREADABLE = "the calendar part could not be read"


@dataclass(frozen=True, slots=True)
class Invited:
    """The interview as the calendar parts have it. ``choices`` are events on other days that
    stand beside it."""

    event: Event | None = None
    choices: tuple[Event, ...] = ()
    doubts: tuple[str, ...] = ()


def invited(mail: Mail, category: Category) -> Invited:
    """The event of ``mail`` that is the interview; a dinner or a test call is none."""
    found: list[Event] = []
    doubts: list[str] = []
    for text in mail.calendars:
        try:
            read = events(text)
        except ValueError:
            read = ()
        if not read:
            doubts.append(UNREADABLE)
        found += [event for event in read if event.start and not _aside(event, category)]
    latest = _latest(found)
    wanted = [e for e in latest if e.cancelled == (category is Category.INTERVIEW_CANCELLED)]
    days = _by_day(wanted or latest)
    if not days:
        return Invited(doubts=tuple(dict.fromkeys(doubts)))
    if len(days) > 1:
        doubts.append("the calendar parts hold events on several days")
    return Invited(days[0], tuple(days[1:]), tuple(dict.fromkeys(doubts)))


def _aside(event: Event, category: Category) -> bool:
    """Whether the event is something beside the interview, by its title."""
    if category in _OTHER_MATTERS and not _titled(event, "interview", "entrevista"):
        return True
    late = isinstance(event.start, datetime) and event.start.hour >= _EVENING
    if late and event.zone not in (None, "UTC") and not _titled(event, "interview"):
        return True
    said = scan(event.summary[:200], Where.CALENDAR, 0, cues=True)
    beside = said.said(cues.SOCIAL) or said.said(cues.OTHER)
    return beside and not _titled(event, "interview day", "entrevista")


def _titled(event: Event, *words: str) -> bool:
    """ "Interview day and social" is the interview, "Pre-interview social" is not."""
    return any(word in event.summary.lower() for word in words)


def _latest(found: Iterable[Event]) -> list[Event]:
    """One event for each uid and occurrence: that with the highest sequence, the last of equals."""
    kept: dict[tuple[str, object], Event] = {}
    for event in found:
        key = (event.uid, event.recurrence_id)
        if key not in kept or event.sequence >= kept[key].sequence:
            kept[key] = event
    return list(kept.values())


def _by_day(found: Sequence[Event]) -> list[Event]:
    """One event for each day: talks that follow one another are one interview day."""
    days: dict[date, Event] = {}
    for event in found:
        day = event.start.date() if isinstance(event.start, datetime) else event.start
        if day is not None:
            days[day] = _merged(days[day], event) if day in days else event
    return list(days.values())


def _merged(one: Event, other: Event) -> Event:
    timed = [e for e in (one, other) if isinstance(e.start, datetime)]
    if len(timed) < 2 or one.zone != other.zone:
        return timed[0] if timed else one
    starts = [e.start for e in timed if isinstance(e.start, datetime)]
    ends = [e.end for e in timed if isinstance(e.end, datetime)]
    return replace(one, start=min(starts), end=max(ends) if len(ends) == 2 else None)
