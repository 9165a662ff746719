"""When and where: what a whole mail says about an interview's time, and by when it wants an answer.

The words are those of docs/labels.md ("start, end, respond_by"). The text is read by when.py, the
calendar parts by invite.py; here they meet, and the zone is settled: what the mail names, else the
program's, else the owner's, else none and a doubt. Never the machine's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from inbox_agent.core import cues
from inbox_agent.core.calendar_part import Invited, invited
from inbox_agent.core.choose import Choice, choose
from inbox_agent.core.deadline import Deadline, deadline
from inbox_agent.core.interview_time import interview_time, placed
from inbox_agent.core.mail import Mail
from inbox_agent.core.mention import Moments
from inbox_agent.core.quoted import from_quoted, hour_from_quoted
from inbox_agent.core.reading import Category, InterviewTime, Moment, Reason, Where
from inbox_agent.core.rules import MAX_QUOTE, Sentence, examine
from inbox_agent.core.when import moments
from inbox_agent.core.within import Length
from inbox_agent.core.zoned import Zones, end_of, in_zone, zones_of

_NO_TIMES = frozenset(
    (Category.POST_INTERVIEW, Category.REJECTION, Category.WAITLIST, Category.ACKNOWLEDGEMENT,
     Category.ANNOUNCEMENT)
)  # fmt: skip
"""What is about no interview of this applicant that lies ahead."""
_ASIDE = frozenset((Category.CORRESPONDENCE, Category.ACTION_REQUEST))
"""What may name the booked interview beside its own matter: only where it says so outright."""
_BOOKED = ("your interview", "interview day", "interview date", "su entrevista", "interview on")
_KNOWN_HOUR = frozenset((Category.INTERVIEW_SCHEDULED, Category.INTERVIEW_CANCELLED))
"""Answers to a mail that may have named the hour: it has not moved since."""
_MAX_UNDATED = 3  # days without a known year that are told of


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of one mail. ``interview`` is None where no time and no option is known."""

    interview: InterviewTime | None = None
    respond_by: Moment | None = None
    reasons: tuple[Reason, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """A mail, read: its sentences, the times they name, and the zones they are in."""

    mail: Mail
    category: Category
    today: date | None
    written: Sequence[Sentence]
    quoted: Sequence[Sentence]
    found: Moments
    zones: Zones


def when_and_where(
    mail: Mail,
    category: Category,
    *,
    program_zone: str | None,
    owner_zone: str | None,
    sent: datetime | None,
    examined: Sequence[Sentence] | None = None,
) -> Schedule:
    """What ``mail``, being of ``category``, says about the interview and the answer it wants.

    ``program_zone`` and ``owner_zone`` are IANA names; they stand in, in this order, where the
    mail names no zone. ``sent`` is when it was written: dates without a year, "tomorrow" and
    "within 48 hours" count from it. ``examined`` are the mail's sentences, where they are known."""
    if category is Category.UNRELATED:
        return Schedule()
    sentences = examine(mail) if examined is None else examined
    written = [one for one in sentences if one.where is not Where.QUOTED]
    quoted = [one for one in sentences if one.where is Where.QUOTED]
    today = _local_day(sent, program_zone)
    found = moments(written, today, quoted)
    zones = zones_of(found, program_zone, owner_zone)
    read = _Read(mail, category, today, written, quoted, found, zones)
    limit = deadline(found, category, sent)
    respond_by = _answer(limit, zones, sent)
    interview, reasons, doubts = _interview(read)
    if limit is not None:
        reasons = (*reasons, _reason("respond_by", limit.scan.where, limit.scan.text))
        doubts = (*doubts, *limit.doubts)
    every = (*doubts, *zones.doubts, *_undated(found))
    return Schedule(interview, respond_by, reasons, tuple(dict.fromkeys(every)))


Told = tuple[InterviewTime | None, tuple[Reason, ...], tuple[str, ...]]
"""The interview, the words that named it, and what was unsure about it."""


def _interview(read: _Read) -> Told:
    if read.category in _NO_TIMES:
        return None, (), ()
    choice = choose(read.found, read.category, read.today)
    aside = read.category in _ASIDE and not _outright(choice)
    part = invited(read.mail, read.category) if read.mail.calendars else Invited()
    if part.event is None:
        choice = _completed(Choice() if aside else choice, read)
    interview = interview_time(choice, part, read.zones, read.category)
    if interview is None:
        return None, (), (*choice.doubts, *part.doubts)
    if interview.time_zone_assumed and read.zones.several:
        read.zones.doubt("the message names more than one zone")
    interview = placed(interview, read.mail, read.written, part.event)
    return interview, _because(choice, part), (*choice.doubts, *part.doubts)


def _because(choice: Choice, part: Invited) -> tuple[Reason, ...]:
    if choice.source is not None:
        return (_reason("interview", choice.source.scan.where, choice.source.scan.text),)
    return (_reason("interview", Where.CALENDAR, part.event.summary),) if part.event else ()


def _completed(choice: Choice, read: _Read) -> Choice:
    """``choice`` with what only the quoted mail says."""
    if choice.options or not read.quoted or read.category in _ASIDE:
        return choice
    if choice.day is None or (choice.source is not None and not choice.source.exact):
        older = from_quoted(read.quoted, read.found, read.category, read.today)
        return older if older.day is not None else choice
    if choice.clock is None and read.category in _KNOWN_HOUR:
        return hour_from_quoted(choice, read.quoted, read.today)
    return choice


def _local_day(sent: datetime | None, program_zone: str | None) -> date | None:
    """The day of writing where the writer was: platforms stamp their mail in UTC."""
    if sent is None:
        return None
    universal = sent.utcoffset() == timedelta(0)
    return (in_zone(sent, program_zone) if universal else sent).date()


def _reason(rule: str, where: Where, text: str) -> Reason:
    return Reason(rule, where, text[:MAX_QUOTE])


def _undated(found: Moments) -> tuple[str, ...]:
    return tuple(f'"{words}" has no year that is known' for words in found.undated[:_MAX_UNDATED])


def _outright(choice: Choice) -> bool:
    if choice.source is None or choice.source.topic != cues.INTERVIEW:
        return False
    text = choice.source.scan.text.lower()
    return any(words in text for words in _BOOKED)


def _answer(limit: Deadline | None, zones: Zones, sent: datetime | None) -> Moment | None:
    if limit is None:
        return None
    if limit.within is not None:
        return None if sent is None else _counted(sent, limit.within, zones)
    if limit.day is None or limit.clock is None:
        return limit.day
    return zones.moment(limit.day, end_of(limit.clock), limit.clock)


def _counted(sent: datetime, length: Length, zones: Zones) -> Moment:
    """``length`` after the Date header: hours by the stopwatch, days by the calendar, weeks and
    business days as a plain day. The offset is that which holds then, where the writer's zone is
    known to be the program's."""
    if length.business:
        return _business_day(sent.date(), length.days)
    if length.weeks:
        return sent.date() + timedelta(days=length.days)
    there = in_zone(sent, zones.program)
    home = there if there.utcoffset() == sent.utcoffset() else sent
    if length.days:
        return home + timedelta(days=length.days)  # the wall clock: a zone keeps its hour
    return (sent.astimezone(UTC) + timedelta(hours=length.hours)).astimezone(home.tzinfo)


def _business_day(day: date, count: int) -> date:
    """``count`` working days after ``day``; holidays are not known here."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
