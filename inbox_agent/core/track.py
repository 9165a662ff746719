"""The readings of one program's mail → its interviews. The only code that changes their state.

The table is a fold: all mail about a program, in the order in which it was written, is told
again from the start. Mail that arrives late, twice or from Junk therefore ends in the same
table, and an older update can never undo a newer one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from inbox_agent.core.deadlines import interview_end
from inbox_agent.core.interview import Interview, InterviewChange, InterviewState
from inbox_agent.core.program import Program
from inbox_agent.core.reading import Category, InterviewTime, Moment, Person, Reading
from inbox_agent.core.slots import same_day, same_slot, shifted_end, with_slot

S = InterviewState
Value = TypeVar("Value")


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
    DECLINE = "decline"  # a decline that the owner approved went out
    LET_GO = "let_go"  # the owner's own mail sounds like a decline: ends no booking


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
    (S.INVITED, Event.LET_GO): S.DECLINED,
    (S.WAITLISTED, Event.INVITE): S.INVITED,
    (S.WAITLISTED, Event.BOOK): S.SCHEDULED,
    (S.WAITLISTED, Event.MOVE): S.SCHEDULED,
    (S.WAITLISTED, Event.REOPEN): S.INVITED,
    (S.WAITLISTED, Event.DETAIL): S.SCHEDULED,
    (S.WAITLISTED, Event.CANCEL): S.CANCELLED,
    (S.WAITLISTED, Event.WAITLIST): S.WAITLISTED,
    (S.WAITLISTED, Event.REJECT): S.CANCELLED,
    (S.WAITLISTED, Event.DECLINE): S.DECLINED,
    (S.WAITLISTED, Event.LET_GO): S.DECLINED,
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
    """One thing that was said about a program: by a mail, or by the owner."""

    source: str  # id of the message; "owner" for a correction
    at: datetime  # when it was written
    reading: Reading | None = None
    event: Event | None = None  # overrides what the category would mean (the owner's own mail)
    key: str = ""  # orders what was written in one second: the same in every store
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What the owner set by hand, in its place in time: older mail is overruled, newer mail
    may change it again. ``about`` are the mails of the interview that was meant."""

    about: frozenset[str]
    fields: frozenset[str]
    apply: Callable[[Interview], Interview]


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one interview, for its history."""

    source: str
    at: datetime
    reason: str
    before: InterviewState | None
    after: InterviewState


@dataclass(frozen=True, slots=True)
class Story:
    """One interview with all that was said about it. ``held`` are slots and ``uids`` calendar
    events that it had before; ``overruled`` is the start that the owner corrected."""

    interview: Interview
    sources: frozenset[str] = frozenset()
    steps: tuple[Step, ...] = ()
    held: tuple[Moment, ...] = ()
    uids: frozenset[str] = frozenset()
    overruled: Moment | None = None


@dataclass
class _Telling:
    """The fold while it runs."""

    program: Program
    stories: list[Story] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)  # highest seen of each calendar event

    def tell(self, item: Told) -> None:
        if item.correction is not None:
            self._correct(item, item.correction)
            return
        event = item.event or (_event_of(item.reading) if item.reading else None)
        time = item.reading.interview if item.reading else None
        if event is None or self._is_outdated(time):
            return
        current = self.stories[-1] if self.stories else None
        if current is not None and _is_over(current.interview, self.program, item.at):
            if not _begins_another(current.interview, event, time, item.at):
                return
            current = None
        changed = _changed(current, self.program, event, item)
        if changed is not None:
            self.stories[-1 if current else len(self.stories) :] = [changed]

    def _is_outdated(self, time: InterviewTime | None) -> bool:
        """An older version of a calendar event, which arrives or is sent late."""
        if time is None or not time.uid:
            return False
        newest = max(time.sequence, self.sequences.get(time.uid, time.sequence))
        self.sequences[time.uid] = newest
        return time.sequence < newest

    def _correct(self, item: Told, correction: Correction) -> None:
        meant = [n for n, story in enumerate(self.stories) if story.sources & correction.about]
        if not meant:
            return
        story = self.stories[meant[-1]]
        before = story.interview
        after = correction.apply(before)
        if after.start != before.start and "end" not in correction.fields:
            after = replace(after, end=shifted_end(before, after))
        after = replace(after, source_date=item.at)
        overruled = before.start if "start" in correction.fields else story.overruled
        step = _step(item, "corrected", before, after)
        self.stories[meant[-1]] = replace(
            story, interview=after, overruled=overruled, steps=(*story.steps, *step)
        )


def fold(program: Program, told: Iterable[Told]) -> tuple[Story, ...]:
    """All interviews of ``program`` in the order in which they came up, and how they came about.

    Ids are empty: ``adopt`` gives those of the rows that are stored already."""
    telling = _Telling(program)
    for item in sorted(told, key=lambda item: (item.at, item.key or item.source)):
        telling.tell(item)
    return tuple(telling.stories)


def with_clock(interview: Interview, zone: str, now: datetime) -> Interview:
    """The interview as it is at ``now``: its end assumed where nobody named it, done when over."""
    end, assumed = interview_end(interview, zone)
    if end is None or interview.state in {S.INVITED, S.WAITLISTED}:
        return interview
    shown = replace(interview, end=end, end_assumed=assumed)
    if interview.state is S.SCHEDULED and end <= now:
        return replace(shown, state=S.DONE)
    return shown


def adopt(fresh: Sequence[Story], stored: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """For each story the id of the stored row that it continues, or "" where it is new.

    ``stored``: id -> the mails that the row was made from. A row goes on in the story that
    shares most of them, so an id keeps its interview though older mail arrives late."""
    pairs = sorted(
        (
            (-len(story.sources & sources), number, int(row_id[1:]), row_id)
            for number, story in enumerate(fresh)
            for row_id, sources in stored.items()
            if story.sources & sources
        )
    )
    chosen: dict[int, str] = {}
    for _, number, _, row_id in pairs:
        if number not in chosen and row_id not in chosen.values():
            chosen[number] = row_id
    return tuple(chosen.get(number, "") for number in range(len(fresh)))


def history(interview_id: str, story: Story) -> tuple[InterviewChange, ...]:
    """The changes of one interview, ready to be kept."""
    return tuple(
        InterviewChange(interview_id, step.at, step.source, step.reason, step.before, step.after)
        for step in story.steps
    )


def _event_of(reading: Reading) -> Event | None:
    event = _EVENTS.get(reading.category)
    time = reading.interview
    if event is Event.MOVE and (time is None or time.start is None):
        return Event.REOPEN
    if event in _NEEDS_A_TIME and (time is None or time.start is None):
        return None
    return event


def _begins_another(
    over: Interview, event: Event, time: InterviewTime | None, at: datetime
) -> bool:
    """After an interview took place: is this about a further one, or talk of the past?"""
    start = time.start if time else None
    if event is Event.INVITE and start is None:
        return True
    if event not in _SETS_THE_TIME or start is None or same_slot(start, over.start):
        return False
    if isinstance(start, datetime):
        return start > (at if start.tzinfo else at.replace(tzinfo=None))
    return start >= at.date()


def _changed(story: Story | None, program: Program, event: Event, item: Told) -> Story | None:
    current = story.interview if story else None
    time = item.reading.interview if item.reading else None
    state = TRANSITIONS.get((current.state if current else None, event))
    if state is None or (story and event is Event.CANCEL and _cancels_another(story, time)):
        return None
    base = current or Interview("", program.id, program.name, program.track, state)
    base = replace(base, state=state, source=item.source, source_date=item.at)
    after = _with_answer(_with_time(base, event, time, story), current, event, item)
    return _continued(story or Story(base), current, after, event, item)


def _continued(
    story: Story, before: Interview | None, after: Interview, event: Event, item: Told
) -> Story:
    left = before is not None and before.start is not None and (
        after.start is None or not same_slot(before.start, after.start)
    )  # fmt: skip
    held = story.held
    if left and before is not None and before.start is not None:
        held = (*held, before.start)
        after = replace(after, owner_fields=after.owner_fields - {"start", "end", "time_zone"})
    if before is not None and before.state is not after.state:
        after = replace(after, owner_fields=after.owner_fields - {"state"})
    time = item.reading.interview if item.reading else None
    return replace(
        story, interview=after, held=held, sources=story.sources | {item.source},
        uids=story.uids | ({time.uid} if time and time.uid else set()),
        steps=(*story.steps, *_step(item, event.value, before, after)),
    )  # fmt: skip


def _step(
    item: Told, reason: str, before: Interview | None, after: Interview
) -> tuple[Step, ...]:  # fmt: skip
    """What is worth keeping: a new state or another time."""
    if before is not None and before.state is after.state and before.start == after.start:
        return ()
    return (Step(item.source, item.at, reason, before.state if before else None, after.state),)


def _cancels_another(story: Story, time: InterviewTime | None) -> bool:
    """The cancellation of a slot that was moved away, by its time or its calendar event."""
    current = story.interview
    if time is None:
        return False
    if time.start is None:
        return bool(time.uid) and time.uid != current.uid and time.uid in story.uids
    if current.start is not None and same_slot(time.start, current.start):
        return False
    if any(same_slot(time.start, slot) for slot in story.held):
        return True
    same_event = bool(time.uid) and time.uid == current.uid
    return current.start is not None and not same_event and not same_day(time.start, current.start)


def _with_time(
    base: Interview, event: Event, time: InterviewTime | None, story: Story | None
) -> Interview:
    """``base`` with what ``time`` says; a detail only fills what was missing."""
    if event is Event.REOPEN:
        return replace(base, start=None, end=None, options=time.options if time else ())
    if time is None or event in {Event.WAITLIST, Event.REJECT, Event.DECLINE}:
        return base
    if event is Event.CANCEL:
        return with_slot(base, time, sets=False) if base.start is None else base
    sets = event in _SETS_THE_TIME and not _is_overruled(story, base, time)
    base = with_slot(base, time, sets=sets)
    options = time.options or base.options
    return replace(
        base,
        options=options if base.state is S.INVITED else (),
        mode=_kept(base, "mode", time.mode if time.mode != "unknown" else base.mode),
        place=_kept(base, "place", time.place or base.place),
        interviewers=_kept(base, "interviewers", _joined(base, time)),
        uid=time.uid if time.uid and (sets or not base.uid) else base.uid,
        sequence=time.sequence if time.uid and (sets or not base.uid) else base.sequence,
    )


def _is_overruled(story: Story | None, base: Interview, time: InterviewTime) -> bool:
    """The same time that the owner corrected before, said once more: still wrong."""
    if story is None or "start" not in base.owner_fields or time.start is None:
        return False
    return same_slot(time.start, story.overruled)


def _kept(base: Interview, name: str, value: Value) -> Value:
    """What the owner wrote there, where it was the owner; else ``value``."""
    kept: Value = getattr(base, name)
    return kept if name in base.owner_fields else value


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
    respond_by = item.reading.respond_by if item.reading else None
    if event in {Event.INVITE, Event.REOPEN} and base.state is S.INVITED:
        again = current is None or current.state is not S.INVITED
        return replace(
            base,
            invited_at=item.at if again else base.invited_at,
            respond_by=respond_by or (None if again else base.respond_by),
            answered=False if again else base.answered,
        )
    answered = base.answered or base.state in {S.SCHEDULED, S.DECLINED}
    return replace(base, answered=answered)


def _is_over(interview: Interview, program: Program, at: datetime) -> bool:
    if interview.state is not S.SCHEDULED:
        return interview.state is S.DONE  # as the owner said
    end, _ = interview_end(interview, program.time_zone)
    return end is not None and end < at
