"""When and where: what a whole mail says about an interview's time, and by when it wants an answer.

The words are those of docs/labels.md ("start, end, respond_by"). The text is read by when.py, the
calendar parts by invite.py; here they meet, and the zone is settled: what the mail names, else the
program's, else the owner's, else none and a doubt. Never the machine's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from inbox_agent.core import cues
from inbox_agent.core.calendar_part import Invited, invited
from inbox_agent.core.choose import Choice, choose
from inbox_agent.core.clocks import Clock
from inbox_agent.core.deadline import Deadline, deadline
from inbox_agent.core.invite import Event
from inbox_agent.core.mail import Mail
from inbox_agent.core.mention import Moments
from inbox_agent.core.place import UNKNOWN, VIRTUAL, interviewers_of, mode_of, place_of
from inbox_agent.core.quoted import from_quoted, hour_from_quoted
from inbox_agent.core.reading import Category, InterviewTime, Moment, Reason, Slot, Where
from inbox_agent.core.rules import MAX_QUOTE, Sentence, examine
from inbox_agent.core.when import moments
from inbox_agent.core.within import Length
from inbox_agent.core.zoned import Zones, end_of, in_zone, speaks_of_arizona, stated_zone

_NO_TIMES = frozenset(
    (Category.POST_INTERVIEW, Category.REJECTION, Category.WAITLIST, Category.ACKNOWLEDGEMENT,
     Category.ANNOUNCEMENT)
)  # fmt: skip
"""What is about no interview of this applicant that lies ahead."""
_ASIDE = frozenset((Category.CORRESPONDENCE, Category.ACTION_REQUEST))
"""What may name the booked interview beside its own matter: only where it says so outright."""
_BOOKED = ("your interview", "interview day", "interview date", "su entrevista", "interview on")


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of one mail. ``interview`` is None where no time and no option is known."""

    interview: InterviewTime | None = None
    respond_by: Moment | None = None
    reasons: tuple[Reason, ...] = ()
    doubts: tuple[str, ...] = ()


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
    today = _local_day(sent, program_zone)
    quoted = [one for one in sentences if one.where is Where.QUOTED]
    found = moments(written, today, quoted)
    zones = Zones(program_zone, owner_zone)
    zones.arizona = speaks_of_arizona(found)
    zones.stated, doubt = stated_zone(found, program_zone)
    limit = deadline(found, category, sent)
    respond_by = _answer(limit, zones, sent)
    reasons = [_reason("respond_by", limit.scan.where, limit.scan.text)] if limit else []
    if category in _NO_TIMES:
        return Schedule(None, respond_by, tuple(reasons), tuple(zones.doubts))
    choice = choose(found, category, today)
    if category in _ASIDE and not _outright(choice):
        choice = Choice()
    part = invited(mail, category) if mail.calendars else Invited()
    if part.event is None:
        choice = _completed(choice, quoted, found, category, today)
    interview = _interview(choice, part, zones, category)
    if interview is not None:
        interview = _placed(interview, mail, written, part.event)
    if interview is not None and choice.source is not None:
        reasons.insert(0, _reason("interview", choice.source.scan.where, choice.source.scan.text))
    elif interview is not None and part.event is not None:
        reasons.insert(0, _reason("interview", Where.CALENDAR, part.event.summary))
    if interview is not None and doubt and interview.time_zone_assumed:
        zones.doubt(doubt)
    doubts = (*choice.doubts, *part.doubts, *zones.doubts, *_undated(found))
    return Schedule(interview, respond_by, tuple(reasons), tuple(dict.fromkeys(doubts)))


def _completed(
    choice: Choice, quoted: Sequence[Sentence], found: Moments, category: Category,
    today: date | None,
) -> Choice:  # fmt: skip
    """``choice`` with what only the quoted mail says."""
    if choice.options or not quoted:
        return choice
    if choice.day is None or (choice.source is not None and not choice.source.exact):
        older = from_quoted(quoted, found, category, today)
        return older if older.day is not None else choice
    if choice.clock is None and category is Category.INTERVIEW_SCHEDULED:
        return hour_from_quoted(choice, quoted, today)
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
    return tuple(f'"{words}" has no year that is known' for words in found.undated[:3])


def _outright(choice: Choice) -> bool:
    if choice.source is None or choice.source.topic != cues.INTERVIEW:
        return False
    text = choice.source.scan.text.lower()
    return any(words in text for words in _BOOKED)


def _placed(
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


def _interview(
    choice: Choice, part: Invited, zones: Zones, category: Category
) -> InterviewTime | None:
    if part.event is not None:
        return _from_calendar(part.event, choice, part, zones, category)
    if choice.options:
        return _from_options(choice, zones)
    if choice.day is None:
        return None
    if choice.clock is None:
        return InterviewTime(start=choice.day)
    clock = zones.best_of(choice.day, choice.clock, choice.others)
    name, assumed = zones.name_for(clock)
    start = zones.moment(choice.day, clock.start, clock)
    hour = choice.end if clock is choice.clock else clock.end
    end = zones.moment(choice.day, hour, clock) if hour else None
    return InterviewTime(start, end, time_zone=name, time_zone_assumed=assumed)


def _from_options(choice: Choice, zones: Zones) -> InterviewTime:
    slots = tuple(_slot(day, clock, zones) for day, clock in choice.options)
    clock = next((clock for _, clock in choice.options if clock), None)
    name, assumed = zones.name_for(clock) if clock else (None, False)
    return InterviewTime(options=slots, time_zone=name, time_zone_assumed=assumed)


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
    interview = InterviewTime(
        start, end, time_zone=name, time_zone_assumed=assumed, uid=event.uid,
        sequence=event.sequence, method=event.method,
    )  # fmt: skip
    if category is not Category.INTERVIEW_INVITATION or not part.choices:
        return interview
    slots = tuple(Slot(e.start, e.end) for e in (event, *part.choices) if e.start is not None)
    return replace(interview, start=None, end=None, options=slots)


def _all_day(event: Event, choice: Choice, zones: Zones) -> InterviewTime:
    day = event.start
    text = _interview(choice, Invited(), zones, Category.INTERVIEW_SCHEDULED)
    if text is None or choice.day != day:
        text = InterviewTime(start=day)
    return replace(text, uid=event.uid, sequence=event.sequence, method=event.method)


def _shown(moment: datetime, event: Event, zones: Zones) -> tuple[datetime, str | None, bool]:
    """A calendar's time in the zone to show it in: its own, or for UTC and floating times what
    the text names, else the program's."""
    if event.zone not in (None, "UTC", "Etc/UTC", "+00:00"):
        return moment, event.zone, False
    named = zones.named(None)
    if event.zone is not None:
        shown = named.name if named else zones.program or event.zone
        return in_zone(moment, shown), shown, False
    name, assumed = zones.name_for(None)
    floating = zones.moment(moment.date(), moment.time(), None)
    return (floating if isinstance(floating, datetime) else moment), name, assumed


def _compare(start: datetime, choice: Choice, zones: Zones) -> None:
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
