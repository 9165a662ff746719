"""The invitation's clock: until when an answer is owed, when the alarm rings again, what to say.

NRMP gives an applicant 48 hours to answer an invitation (Match Participation Agreement 6.2); where
the mail gives less, or it is a waitlist opening, what the mail says counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.core.alarm import INVITATION_CLOCK, Alarm, moment_in
from inbox_agent.core.conflicts import collides
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.reading import Slot
from inbox_agent.core.stored import Message

OFFICE_CLOSES = time(17)  # of the program's zone: a deadline that is a plain day ends with it
EARLY = (timedelta(minutes=30), timedelta(hours=3))  # slots go in minutes: asked again early
LATE = (1 / 2, 3 / 4, 11 / 12)  # of the time allowed: 24, 36 and 44 of 48 hours
MIN_SPACING = timedelta(minutes=20)  # two alarms closer than this are one


def answer_until(interview: Interview, zone: str) -> datetime | None:
    """The moment by which the invitation wants its answer; ``zone`` is the program's, else the
    owner's (IANA). None where nothing is asked."""
    if interview.invited_at is None:
        return None
    until = interview.respond_by
    if until is None:
        return interview.invited_at + INVITATION_CLOCK
    if isinstance(until, datetime):
        return until if until.tzinfo else until.replace(tzinfo=ZoneInfo(zone))
    return datetime.combine(until, OFFICE_CLOSES, ZoneInfo(zone))


def is_open(interview: Interview, zone: str, now: datetime) -> bool:
    """Does the invitation still wait for an answer that would be in time?"""
    until = answer_until(interview, zone)
    waits = interview.state is InterviewState.INVITED and not interview.answered
    return waits and until is not None and now < until


def rings(interview: Interview, zone: str) -> tuple[datetime, ...]:
    """When the alarm of an unanswered invitation rings again, in order: early, and late."""
    asked, until = interview.invited_at, answer_until(interview, zone)
    if asked is None or until is None:
        return ()
    allowed = until - asked
    moments = [asked + span for span in EARLY] + [asked + allowed * part for part in LATE]
    kept: list[datetime] = []
    last = asked
    for moment in sorted(moments):
        if moment - last >= MIN_SPACING and until - moment >= MIN_SPACING:
            kept.append(moment)
            last = moment
    return tuple(kept)


def louder(
    interview: Interview, message: Message, number: int, zone: str, owner_zone: str
) -> Alarm:
    """The ``number``-th (from 1) repetition of an invitation's alarm."""
    until = answer_until(interview, zone)
    last = number == len(rings(interview, zone))
    word = "LAST CALL" if last else "Still unanswered" if number > 1 else "Not answered yet"
    when = f"Answer by {moment_in(until, owner_zone)}." if until else ""
    sender = f"From {message.from_name or message.from_addr}: {message.subject}"
    return Alarm("invitation", f"{word}: interview invitation from {interview.program}",
                 (when, "Every hour a slot less."), (sender,))  # fmt: skip


def choices(
    interview: Interview, booked: Iterable[Interview], now: datetime
) -> tuple[Slot, ...]:  # fmt: skip
    """The offered slots, in the order of the mail, that lie ahead and collide with nothing."""
    offered = interview.options or ((Slot(interview.start),) if interview.start else ())
    taken = tuple(booked)
    return tuple(
        slot for slot in offered
        if _ahead(slot, now) and not any(collides(slot, other) for other in taken)
    )  # fmt: skip


def _ahead(slot: Slot, now: datetime) -> bool:
    if isinstance(slot.start, datetime):
        return slot.start > (now if slot.start.tzinfo else now.replace(tzinfo=None))
    return slot.start > _today(now)


def _today(now: datetime) -> date:
    return now.date()
