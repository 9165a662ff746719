"""``InterviewTime``: what was chosen in the text and found in calendar parts, on one clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from inbox_agent.core.calendar_part import Invited
from inbox_agent.core.choose import Choice
from inbox_agent.core.clocks import Clock
from inbox_agent.core.invite import Event
from inbox_agent.core.mail import Mail
from inbox_agent.core.place import UNKNOWN, VIRTUAL, interviewers_of, mode_of, place_of
from inbox_agent.core.reading import Category, InterviewTime, Slot
from inbox_agent.core.rules import Sentence
from inbox_agent.core.zoned import Zones, in_zone

_UNIVERSAL = frozenset((None, "UTC", "Etc/UTC", "+00:00"))
"""Zones of a calendar part that say nothing of where the interview is."""


def interview_time(
    choice: Choice, part: Invited, zones: Zones, category: Category
) -> InterviewTime | None:
    """When the interview is; None where no time and no option is known."""
    if part.event is not None:
        return _from_calendar(part.event, choice, part, zones, category)
    return _from_text(choice, zones)


def placed(
    interview: InterviewTime, mail: Mail, written: Sequence[Sentence], event: Event | None
) -> InterviewTime:
    """``interview`` with its mode, place and interviewers."""
    location, description = (event.location, event.description) if event else ("", "")
    mode = mode_of(written, location)
    place = place_of(mail, written, mode, location)
    if mode == UNKNOWN and place.startswith("http"):
        mode = VIRTUAL
    people = interviewers_of(mail, written, description)
    return replace(interview, mode=mode, place=place, interviewers=people)


def _from_text(choice: Choice, zones: Zones) -> InterviewTime | None:
    if choice.options:
        clock = next((clock for _, clock in choice.options if clock), None)
        name, assumed = zones.name_for(clock)
        slots = tuple(_slot(day, clock, zones) for day, clock in choice.options)
        return InterviewTime(options=slots, time_zone=name, time_zone_assumed=assumed)
    if choice.day is None:
        return None
    clock = choice.clock and zones.best_of(choice.day, choice.clock, choice.others)
    name, assumed = zones.name_for(clock)
    if clock is None:
        return InterviewTime(start=choice.day, time_zone=name, time_zone_assumed=assumed)
    start = zones.moment(choice.day, clock.start, clock)
    hour = choice.end if clock is choice.clock else clock.end
    end = zones.moment(choice.day, hour, clock) if hour else None
    return InterviewTime(start, end, time_zone=name, time_zone_assumed=assumed)


def _slot(day: date, clock: Clock | None, zones: Zones) -> Slot:
    if clock is None:
        return Slot(day)
    end = zones.moment(day, clock.end, clock) if clock.end else None
    return Slot(zones.moment(day, clock.start, clock), end)


def _from_calendar(
    event: Event, choice: Choice, part: Invited, zones: Zones, category: Category
) -> InterviewTime:
    """The calendar part counts; where the text says another moment, that is said."""
    if not isinstance(event.start, datetime):
        return _all_day(event, choice, zones)
    start, name, assumed = _shown(event.start, event, zones)
    end = _shown(event.end, event, zones)[0] if isinstance(event.end, datetime) else None
    _compare(start, choice, zones)
    found = _marked(InterviewTime(start, end, (), name, assumed), event)
    if category is not Category.INTERVIEW_INVITATION or not part.choices:
        return found
    slots = tuple(Slot(e.start, e.end) for e in (event, *part.choices) if e.start is not None)
    return replace(found, start=None, end=None, options=slots)


def _marked(interview: InterviewTime, event: Event) -> InterviewTime:
    return replace(interview, uid=event.uid, sequence=event.sequence, method=event.method)


def _all_day(event: Event, choice: Choice, zones: Zones) -> InterviewTime:
    """An all-day event names the day; the hour may stand in the text."""
    text = _from_text(choice, zones)
    if text is None or choice.day != event.start:
        name, assumed = zones.name_for(None)
        text = InterviewTime(event.start, None, (), name, assumed)
    return _marked(text, event)


def _shown(moment: datetime, event: Event, zones: Zones) -> tuple[datetime, str | None, bool]:
    """A calendar's time in the zone to show it in: its own, or for UTC and floating times what
    the text names, else the program's."""
    if event.zone not in _UNIVERSAL:
        return moment, event.zone, False
    named = zones.named(None)
    if event.zone is not None:
        shown = named.name if named else zones.program or event.zone
        return in_zone(moment, shown), shown, False
    name, assumed = zones.name_for(None)
    floating = zones.moment(moment.date(), moment.time(), None)
    return (floating if isinstance(floating, datetime) else moment), name, assumed


def _compare(start: datetime, choice: Choice, zones: Zones) -> None:
    """Says where the text names another moment than the calendar part."""
    if choice.day is None:
        return
    if choice.clock is None:
        if choice.day != start.date():
            zones.doubt(f"the text says {choice.day}, the calendar part {start.date()}")
        return
    said = zones.moment(choice.day, choice.clock.start, choice.clock)
    aware = isinstance(said, datetime) and said.tzinfo is not None and start.tzinfo is not None
    if aware and said != start:
        zones.doubt(f"the text says {said}, the calendar part {start}")
