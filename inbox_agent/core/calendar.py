"""All interviews as one iCalendar file (RFC 5545), for any calendar program."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from inbox_agent.core.interview import Interview, InterviewState

PRODUCT = "-//inbox-agent//interviews//EN"
ALARMS = (timedelta(days=1), timedelta(hours=1))  # before the start
_SHOWN = {
    InterviewState.SCHEDULED: "CONFIRMED",
    InterviewState.DONE: "CONFIRMED",
    InterviewState.CANCELLED: "CANCELLED",
    InterviewState.DECLINED: "CANCELLED",
}


def calendar(
    interviews: Iterable[Interview], changes: dict[str, int], owner_zone: str, now: datetime
) -> bytes:
    """The file. ``changes`` counts how often what is shown of each interview changed: the SEQUENCE
    of its event, so that a calendar which imported an earlier file takes over the newer times."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for interview in interviews:
        if interview.state in _SHOWN and interview.start is not None:
            made.add_component(_event(interview, changes.get(interview.id, 0), owner_zone, now))
    return bytes(made.to_ical())


def shown(interview: Interview) -> tuple[object, ...]:
    """What the calendar shows of an interview: where it differs the event has changed."""
    state = _SHOWN.get(interview.state)
    people = tuple(person.name for person in interview.interviewers)
    end = None if interview.end_assumed else interview.end
    return (state, interview.program, interview.track, _utc(interview.start), _utc(end),
            interview.time_zone, interview.place, people)  # fmt: skip


def _event(interview: Interview, sequence: int, owner_zone: str, now: datetime) -> Event:
    event = Event()
    track = f" ({interview.track})" if interview.track else ""
    event.add("uid", f"interview-{interview.id}@inbox-agent")
    event.add("sequence", sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("status", _SHOWN[interview.state])
    event.add("summary", f"Interview: {interview.program}{track}")
    event.add("dtstart", _utc(interview.start))
    if isinstance(interview.start, datetime) and isinstance(interview.end, datetime):
        event.add("dtend", _utc(interview.end))
    if interview.place:
        event.add("location", interview.place)
    event.add("description", _description(interview, owner_zone))
    if interview.state is InterviewState.SCHEDULED:
        for before in ALARMS:
            event.add_component(_alarm(before, interview.program))
    return event


def _utc(moment: datetime | date | None) -> datetime | date | None:
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return moment


def _description(interview: Interview, owner_zone: str) -> str:
    lines = []
    start = interview.start
    if isinstance(start, datetime) and start.tzinfo is not None:
        lines.append(f"There: {start:%a %d %b %Y %H:%M} {interview.time_zone or ''}".rstrip())
        here = start.astimezone(ZoneInfo(owner_zone))
        lines.append(f"Here: {here:%a %d %b %Y %H:%M} {owner_zone}")
    if interview.end_assumed:
        lines.append("The end is assumed.")
    if interview.time_zone_assumed:
        lines.append("The time zone is assumed.")
    people = [person.name for person in interview.interviewers]
    if people:
        lines.append("Interviewers: " + ", ".join(people))
    return "\n".join(lines)


def _alarm(before: timedelta, program: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Interview: {program}")
    alarm.add("trigger", -before)
    return alarm
