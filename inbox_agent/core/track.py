"""The readings of one program's mail → its interviews. The only code that changes their state.

The table is a fold: all mail about a program, in the order in which it was written, is told
again from the start. Mail that arrives late, twice or from Junk therefore ends in the same
table, and an older update can never undo a newer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from inbox_agent.core.deadlines import interview_end
from inbox_agent.core.interview import Interview, InterviewChange, InterviewState
from inbox_agent.core.program import Program
from inbox_agent.core.reading import Category, InterviewTime, Moment, Person, Reading

S = InterviewState


class Event(StrEnum):
    """What a mail, the owner or the clock does to an interview."""

    INVITE = "invite"
    BOOK = "book"
    MOVE = "move"
    REOPEN = "reopen"  # a slot is taken back and a new choice is asked for
    DETAIL = "detail"
    CANCEL = "cancel"
    WAITLIST = "waitlist"
    REJECT = "reject"
    DECLINE = "decline"


TRANSITIONS: dict[tuple[InterviewState | None, Event], InterviewState] = {
    (None, Event.INVITE): S.INVITED,
    (None, Event.BOOK): S.SCHEDULED,
    (None, Event.MOVE): S.SCHEDULED,
    (None, Event.REOPEN): S.INVITED,
    (None, Event.DETAIL): S.SCHEDULED,
    (None, Event.CANCEL): S.CANCELLED,
    (None, Event.WAITLIST): S.WAITLISTED,
    (S.INVITED, Event.INVITE): S.INVITED,
    (S.INVITED, Event.BOOK): S.SCHEDULED,
    (S.INVITED, Event.MOVE): S.SCHEDULED,
    (S.INVITED, Event.REOPEN): S.INVITED,
    (S.INVITED, Event.DETAIL): S.SCHEDULED,
    (S.INVITED, Event.CANCEL): S.CANCELLED,
    (S.INVITED, Event.WAITLIST): S.WAITLISTED,
    (S.INVITED, Event.REJECT): S.CANCELLED,
    (S.INVITED, Event.DECLINE): S.DECLINED,
    (S.WAITLISTED, Event.INVITE): S.INVITED,
    (S.WAITLISTED, Event.BOOK): S.SCHEDULED,
    (S.WAITLISTED, Event.MOVE): S.SCHEDULED,
    (S.WAITLISTED, Event.REOPEN): S.INVITED,
    (S.WAITLISTED, Event.DETAIL): S.SCHEDULED,
    (S.WAITLISTED, Event.CANCEL): S.CANCELLED,
    (S.WAITLISTED, Event.WAITLIST): S.WAITLISTED,
    (S.WAITLISTED, Event.REJECT): S.CANCELLED,
    (S.WAITLISTED, Event.DECLINE): S.DECLINED,
    (S.SCHEDULED, Event.BOOK): S.SCHEDULED,
    (S.SCHEDULED, Event.MOVE): S.SCHEDULED,
    (S.SCHEDULED, Event.REOPEN): S.INVITED,
    (S.SCHEDULED, Event.DETAIL): S.SCHEDULED,
    (S.SCHEDULED, Event.CANCEL): S.CANCELLED,
    (S.SCHEDULED, Event.DECLINE): S.DECLINED,
    (S.CANCELLED, Event.INVITE): S.INVITED,
    (S.CANCELLED, Event.BOOK): S.SCHEDULED,
    (S.CANCELLED, Event.MOVE): S.SCHEDULED,
    (S.CANCELLED, Event.REOPEN): S.INVITED,
    (S.CANCELLED, Event.WAITLIST): S.WAITLISTED,
    (S.DECLINED, Event.INVITE): S.INVITED,
    (S.DECLINED, Event.BOOK): S.SCHEDULED,
}
"""A pair that is not here changes nothing: a second invitation to a booked interview is a
reminder, a detail of a cancelled one is late news."""

_EVENTS: dict[Category, Event] = {
    Category.INTERVIEW_INVITATION: Event.INVITE,
    Category.INTERVIEW_SCHEDULED: Event.BOOK,
    Category.INTERVIEW_RESCHEDULED: Event.MOVE,
    Category.INTERVIEW_CANCELLED: Event.CANCEL,
    Category.INTERVIEW_DETAILS: Event.DETAIL,
    Category.WAITLIST: Event.WAITLIST,
    Category.REJECTION: Event.REJECT,
}
_NEEDS_A_TIME = frozenset({Event.DETAIL})  # without one it is no evidence of a booking
_SETS_THE_TIME = frozenset({Event.INVITE, Event.BOOK, Event.MOVE})


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was said about a program: a mail's reading, or the owner's decline."""

    source: str  # id of the message
    at: datetime  # when it was written
    reading: Reading
    event: Event | None = None  # overrides what the category would mean (the owner's own mail)


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the ``index``-th interview of a program, for its history."""

    index: int
    source: str
    at: datetime
    reason: str
    before: InterviewState | None
    after: InterviewState


def fold(program: Program, told: Iterable[Told]) -> tuple[tuple[Interview, ...], tuple[Step, ...]]:
    """All interviews of ``program`` in the order in which they came up, and every change.

    Ids are empty: ``adopt`` gives those of the rows that are stored already."""
    interviews: list[Interview] = []
    steps: list[Step] = []
    for item in sorted(told, key=lambda item: (item.at, item.source)):
        event = item.event or _event_of(item.reading)
        if event is None:
            continue
        current = interviews[-1] if interviews else None
        if current is not None and _is_over(current, program, item.at):
            if event not in _SETS_THE_TIME:
                continue  # talk of an interview that has taken place
            current = None
        changed = _changed(current, program, event, item)
        if changed is None:
            continue
        before = current.state if current else None
        if current is None:
            interviews.append(changed)
        else:
            interviews[-1] = changed
        if before is not changed.state or (current and current.start != changed.start):
            steps.append(Step(len(interviews) - 1, item.source, item.at, event.value, before,
                              changed.state))  # fmt: skip
    return tuple(interviews), tuple(steps)


def with_clock(interview: Interview, zone: str, now: datetime) -> Interview:
    """The interview as it is at ``now``: its end assumed where nobody named it, done when over."""
    end, assumed = interview_end(interview, zone)
    if end is None or interview.state in {S.INVITED, S.WAITLISTED}:
        return interview
    shown = replace(interview, end=end, end_assumed=assumed)
    if interview.state is S.SCHEDULED and end <= now:
        return replace(shown, state=S.DONE)
    return shown


def adopt(fresh: Sequence[Interview], stored: Sequence[Interview]) -> tuple[Interview, ...]:
    """``fresh`` with the ids and the owner's corrections of the rows that they continue.

    A program's interviews keep their order, so the n-th told is the n-th stored."""
    adopted = []
    for index, interview in enumerate(fresh):
        if index < len(stored):
            old = stored[index]
            kept = {name: getattr(old, name) for name in old.owner_fields}
            interview = replace(interview, **kept, id=old.id, owner_fields=old.owner_fields)
        adopted.append(interview)
    return tuple(adopted)


def history(interview_id: str, index: int, steps: Iterable[Step]) -> tuple[InterviewChange, ...]:
    """The changes of one interview, ready to be kept."""
    return tuple(
        InterviewChange(interview_id, step.at, step.source, step.reason, step.before, step.after)
        for step in steps
        if step.index == index
    )


def _event_of(reading: Reading) -> Event | None:
    event = _EVENTS.get(reading.category)
    time = reading.interview
    if event is Event.MOVE and (time is None or time.start is None):
        return Event.REOPEN
    if event in _NEEDS_A_TIME and (time is None or time.start is None):
        return None
    return event


def _changed(
    current: Interview | None, program: Program, event: Event, item: Told
) -> Interview | None:
    state = TRANSITIONS.get((current.state if current else None, event))
    if state is None or (current and _is_stale(current, event, item.reading.interview)):
        return None
    base = current or Interview("", program.id, program.name, program.track, state)
    base = replace(base, state=state, source=item.source, source_date=item.at)
    return _with_answer(_with_time(base, event, item.reading.interview), current, event, item)


def _is_stale(current: Interview, event: Event, time: InterviewTime | None) -> bool:
    """An older copy of a calendar event, or the cancellation of a slot that was moved away."""
    if time is None:
        return False
    same_event = bool(time.uid) and time.uid == current.uid
    if same_event and time.sequence < current.sequence:
        return True
    names_another = (
        event is Event.CANCEL and time.start is not None and current.start is not None
        and not _same_day(time.start, current.start)
    )  # fmt: skip
    return names_another and not same_event


def _with_time(base: Interview, event: Event, time: InterviewTime | None) -> Interview:
    """``base`` with what ``time`` says; a detail only fills what was missing."""
    if event is Event.REOPEN:
        return replace(base, start=None, end=None, options=time.options if time else ())
    if time is None or event in {Event.CANCEL, Event.WAITLIST, Event.REJECT, Event.DECLINE}:
        return base
    moves = event in _SETS_THE_TIME and time.start is not None
    if moves or base.start is None:
        base = replace(
            base, start=time.start, end=time.end, time_zone=time.time_zone,
            time_zone_assumed=time.time_zone_assumed, options=time.options,
        )  # fmt: skip
    elif base.end is None and time.end is not None and _same_day(base.start, time.start):
        base = replace(base, end=time.end)
    return replace(
        base,
        mode=time.mode if time.mode != "unknown" else base.mode,
        place=time.place or base.place,
        interviewers=_joined(base, time),
        uid=time.uid or base.uid,
        sequence=time.sequence if time.uid else base.sequence,
    )


def _joined(base: Interview, time: InterviewTime) -> tuple[Person, ...]:
    """Interviewers known before and those named now; an address beats none."""
    people = {person.name.casefold(): person for person in base.interviewers}
    for person in time.interviewers:
        known = people.get(person.name.casefold())
        if known is None or not known.email:
            people[person.name.casefold()] = person
    return tuple(people.values())


def _with_answer(base: Interview, current: Interview | None, event: Event, item: Told) -> Interview:
    """The invitation's clock: when it came, until when, and whether it was answered."""
    if event in {Event.INVITE, Event.REOPEN} and base.state is S.INVITED:
        again = current is None or current.state is not S.INVITED
        return replace(
            base,
            invited_at=item.at if again else base.invited_at,
            respond_by=item.reading.respond_by or (None if again else base.respond_by),
            answered=False if again else base.answered,
        )
    answered = base.answered or base.state in {S.SCHEDULED, S.DECLINED}
    return replace(base, answered=answered)


def _is_over(interview: Interview, program: Program, at: datetime) -> bool:
    if interview.state is not S.SCHEDULED:
        return False
    end, _ = interview_end(interview, program.time_zone)
    return end is not None and end < at


def _same_day(one: Moment, other: Moment | None) -> bool:
    """Both on the same day, allowing for zones: less than a day apart when both have hours."""
    if isinstance(one, datetime) and isinstance(other, datetime) and one.tzinfo and other.tzinfo:
        return abs(one.astimezone(UTC) - other.astimezone(UTC)) < timedelta(hours=18)
    days = [m.date() if isinstance(m, datetime) else m for m in (one, other) if m is not None]
    return len(days) == 2 and days[0] == days[1]
