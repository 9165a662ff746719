"""What cannot wait for the digest: which mail rings, and with which words (never a code)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.core.reading import Category, FlagFinding, InterviewTime, Moment, Severity
from inbox_agent.core.stored import Message

MAX_AGE = timedelta(days=7)  # older mail, on a first run say, is told in the digest
SOON = timedelta(days=7)  # a cancellation or move of an interview nearer than this rings
INVITATION_CLOCK = timedelta(hours=48)  # NRMP: the least time to answer an invitation (MPA 6.2)


@dataclass(frozen=True, slots=True)
class Alarm:
    """``reason`` is one word for templates: invitation cancelled moved warning scam."""

    reason: str
    title: str
    lines: tuple[str, ...]  # ours: who, until when, where a link leads
    details: tuple[str, ...] = ()  # words of the mail itself: for the owner's own mailbox only


def alarm_for(
    message: Message, owner_zone: str, now: datetime, hosts: Sequence[str] = ()
) -> Alarm | None:
    """The alarm that ``message`` deserves, or None. ``hosts``: where its links lead."""
    reading = message.reading
    if reading is None or now - message.received > MAX_AGE:
        return None
    who = reading.program_known or reading.program or message.from_name or message.from_addr
    if reading.category is Category.INTERVIEW_INVITATION:
        lines = (_until(message, owner_zone), *_leads_to(hosts))
        return Alarm("invitation", f"Interview invitation: {who}", lines, _sender(message))
    if reading.category in {Category.INTERVIEW_CANCELLED, Category.INTERVIEW_RESCHEDULED}:
        moved = reading.category is Category.INTERVIEW_RESCHEDULED
        if moved or _is_soon(reading.interview, now):
            word = "moved" if moved else "cancelled"
            at = reading.interview.start if reading.interview else None
            when = (f"The time it names: {moment_in(at, owner_zone)}.",) if at else ()
            return Alarm(word, f"Interview {word}: {who}", when, _sender(message))
    serious = [f for f in reading.flags if f.severity in {Severity.WARNING, Severity.SCAM}]
    if serious:
        return _warning(message, who, serious)
    return None


def _warning(message: Message, who: str, findings: list[FlagFinding]) -> Alarm:
    scam = any(finding.severity is Severity.SCAM for finding in findings)
    title = f"Looks like a scam: {who}" if scam else f"Read with care: {who}"
    quotes = tuple(f'"{finding.quote}"' for finding in findings)
    advice = (findings[0].advice,)
    return Alarm("scam" if scam else "warning", title, advice, (*quotes, *_sender(message)))


def _until(message: Message, owner_zone: str) -> str:
    respond_by = message.reading.respond_by if message.reading else None
    if respond_by is None:
        until = (message.received + INVITATION_CLOCK).astimezone(ZoneInfo(owner_zone))
        return (
            "It names no deadline; programs owe you 48 hours "
            f"(until {until:%a %d %b %H:%M} your time), but slots go in minutes."
        )
    return f"Answer by {moment_in(respond_by, owner_zone)}. Slots go in minutes."


def moment_in(moment: Moment, zone: str) -> str:
    """A moment in the owner's zone, in words; a plain day, or an hour without zone, as it is."""
    if not isinstance(moment, datetime):
        return f"{moment:%a %d %b %Y}"
    if moment.tzinfo is None:
        return f"{moment:%a %d %b %Y %H:%M} (no time zone named)"
    return f"{moment.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M} your time"


def _leads_to(hosts: Sequence[str]) -> tuple[str, ...]:
    """Where the links lead, so that a false one is seen before it is opened."""
    return (f"Its links lead to {', '.join(hosts)}.",) if hosts else ()


def _sender(message: Message) -> tuple[str, ...]:
    return (f"From {message.from_name or message.from_addr}: {message.subject}",)


def _is_soon(interview: InterviewTime | None, now: datetime) -> bool:
    start = interview.start if interview else None
    if start is None:
        return True
    day = start.date() if isinstance(start, datetime) else start
    return day - now.date() <= SOON
