"""The morning's mail as a value: urgent first, then what waits, what comes, what to watch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.core.alarm import INVITATION_CLOCK, moment_in
from inbox_agent.core.bounce import CAME_BACK
from inbox_agent.core.conflicts import Conflict, conflicts
from inbox_agent.core.drafting import Draft, DraftState
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.program import Program
from inbox_agent.core.reading import Category, FlagFinding, Moment
from inbox_agent.core.same_program import likely_same
from inbox_agent.core.season_part import SeasonPart
from inbox_agent.core.stored import FolderState, Message, Quarantined
from inbox_agent.core.weeks import Week, weeks

MAX_ROWS = 40  # of new mail, or set aside: a first reading has thousands
MAX_WARNINGS = 20  # each is a paragraph
MAX_INTERVIEWS = 15  # ahead: more is a calendar, and `inbox-agent calendar` makes one
MAX_LIKELY = 3  # programs that a found one may be: more would be no suggestion
SHOWN_BOUNCED = timedelta(days=7)  # servers give up after five days; then it was said often enough
SHOWN_DONE = timedelta(days=3)  # how long a refused thank-you is explained after the interview
_WAITING = frozenset({DraftState.PROPOSED, DraftState.HELD})
_TROUBLE = frozenset({DraftState.UNKNOWN, DraftState.FAILED})
_OPEN = frozenset({InterviewState.INVITED})


@dataclass(frozen=True, slots=True)
class Known:
    """What the store says, as the digest needs it."""

    interviews: Sequence[Interview]
    drafts: Sequence[Draft]
    programs: Sequence[Program]
    messages: Sequence[Message]  # received or stored since the last digest
    quarantined: Sequence[Quarantined]
    folders: Sequence[FolderState]
    first: bool = False  # no digest was sent before
    of_the_agent: Sequence[str] = ()  # its own trouble that is no alarm
    season: SeasonPart | None = None  # what this part of the season is for
    said: frozenset[str] = frozenset()  # keys of conflicts that a digest told already


@dataclass(frozen=True, slots=True)
class Urgent:
    text: str
    until: str
    left: str = ""  # how long that is from now, in words


@dataclass(frozen=True, slots=True)
class Ahead:
    """One interview to come, in both zones."""

    id: str
    program: str
    track: str
    there: str
    here: str
    assumed: str
    mode: str
    place: str
    state: str


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001  (the word the owner reads; the built-in is not used here)
    id: str
    who: str
    subject: str
    finding: FlagFinding


@dataclass(frozen=True, slots=True)
class Sorted:
    """One mail since the last digest: id (for ``fix``), what it is, from whom."""

    id: str
    category: str
    who: str
    subject: str


@dataclass(frozen=True, slots=True)
class Digest:
    on: date  # in the owner's zone
    urgent: tuple[Urgent, ...]
    waiting: tuple[Draft, ...]
    trouble: tuple[Draft, ...]
    sent: tuple[Draft, ...]
    ahead: tuple[Ahead, ...]
    notes: tuple[str, ...]
    warnings: tuple[Warning, ...]
    mail: tuple[Sorted, ...]
    set_aside: tuple[Quarantined, ...]
    coverage: tuple[str, ...]
    season: SeasonPart | None = None
    weeks: tuple[Week, ...] = ()  # the coming ones, with the interview days
    more: tuple[str, ...] = ()  # what was too long for a mail, and where it stands
    first: bool = False
    said: tuple[str, ...] = ()  # keys of the conflicts told here: never again

    @property
    def is_empty(self) -> bool:
        """Nothing new and nothing to do: coverage alone is no news."""
        return not any((self.urgent, self.waiting, self.trouble, self.sent, self.warnings,
                        self.mail, self.set_aside, self.notes))  # fmt: skip


def digest(known: Known, owner_zone: str, now: datetime, since: datetime) -> Digest:
    """The digest of everything ``known`` at ``now``; news are what came after ``since``."""
    mail, warnings = tuple(_sorted(known.messages)), tuple(_warnings(known.messages))
    set_aside = tuple(row for row in known.quarantined if row.at > since)
    return Digest(
        on=now.astimezone(ZoneInfo(owner_zone)).date(),
        urgent=tuple(_urgent(known, owner_zone, now)),
        waiting=tuple(draft for draft in known.drafts if draft.state in _WAITING),
        trouble=tuple(d for d in known.drafts if d.state in _TROUBLE or _came_back(d, now)),
        sent=tuple(d for d in known.drafts if d.sent is not None and d.sent > since),
        ahead=tuple(_ahead(known.interviews, owner_zone, now))[:MAX_INTERVIEWS],
        notes=tuple(_notes(known, owner_zone, now)),
        warnings=warnings[:MAX_WARNINGS],
        mail=mail[:MAX_ROWS],
        set_aside=set_aside[:MAX_ROWS],
        weeks=weeks(known.interviews, owner_zone, now),
        more=tuple(_more(mail, warnings, set_aside)),
        coverage=tuple(_coverage(known, now)),
        season=known.season,
        first=known.first,
        said=tuple(each.key for each in _unsaid(known, owner_zone, now)),
    )  # fmt: skip


def _more(
    mail: Sequence[Sorted], warnings: Sequence[Warning], set_aside: Sequence[Quarantined]
) -> Iterable[str]:
    """What a mail has no room for (Gmail cuts one off at 102 kB), and where it stands."""
    if (left := len(warnings) - MAX_WARNINGS) > 0:
        yield f"{left} more to read with care: inbox-agent messages"
    if (left := len(mail) - MAX_ROWS) > 0:
        yield f"{left} more program mails: inbox-agent messages"
    if (left := len(set_aside) - MAX_ROWS) > 0:
        yield f"{left} more set aside: inbox-agent quarantine"


def _came_back(draft: Draft, now: datetime) -> bool:
    gone = draft.state is DraftState.SENT and draft.note.startswith(CAME_BACK)
    return gone and draft.sent is not None and now - draft.sent < SHOWN_BOUNCED


def _urgent(known: Known, zone: str, now: datetime) -> Iterable[Urgent]:
    for interview in known.interviews:
        if interview.state not in _OPEN or interview.answered or interview.invited_at is None:
            continue
        until = interview.respond_by or interview.invited_at + INVITATION_CLOCK
        if _is_over(until, now):
            continue
        what = f"{interview.program} invites you to interview ({interview.id})"
        named = "" if interview.respond_by else " (48 hours by the NRMP rule)"
        yield Urgent(what, f"answer by {moment_in(until, zone)}{named}", _left(until, zone, now))


def _left(until: Moment, zone: str, now: datetime) -> str:
    """``31 hours left``; a plain day ends with its last minute on the owner's clock."""
    if not isinstance(until, datetime):
        until = datetime.combine(until, time(23, 59))
    moment = until if until.tzinfo else until.replace(tzinfo=ZoneInfo(zone))
    minutes = int((moment - now).total_seconds() // 60)
    if minutes < 120:
        return f"{max(minutes, 0)} minutes left"
    hours = minutes // 60
    return f"{hours} hours left" if hours < 72 else f"{hours // 24} days left"


def _ahead(interviews: Iterable[Interview], zone: str, now: datetime) -> Iterable[Ahead]:
    coming = [i for i in interviews if i.state is InterviewState.SCHEDULED and i.start is not None]
    for interview in sorted(coming, key=lambda each: str(each.start)):
        if interview.start is None or _is_over(interview.start, now):
            continue
        yield Ahead(
            id=interview.id, program=interview.program, track=interview.track,
            there=_there(interview), here=moment_in(interview.start, zone),
            assumed=_assumed(interview), mode=interview.mode, place=interview.place,
            state=interview.state.value,
        )  # fmt: skip


def _there(interview: Interview) -> str:
    start, end = interview.start, interview.end
    if not isinstance(start, datetime):
        return f"{start:%a %d %b %Y}, no hour named" if start else ""
    shown = f"{start:%a %d %b %Y %H:%M}"
    if isinstance(end, datetime):
        shown += f"–{end:%H:%M}"
    return f"{shown} {interview.time_zone or 'no time zone named'}"


def _assumed(interview: Interview) -> str:
    words = []
    if interview.end_assumed:
        words.append("the end is assumed")
    if interview.time_zone_assumed:
        words.append("the time zone is assumed")
    if interview.owner_fields:
        words.append("as you corrected it")
    return ", ".join(words)


def _unsaid(known: Known, zone: str, now: datetime) -> Iterable[Conflict]:
    """What the calendar makes hard and no digest said yet; and whom to ask about the Match."""
    booked = {i.program_id for i in known.interviews if i.state is InterviewState.SCHEDULED}
    questions = (
        Conflict(
            f"nrmp:{program.id}",
            f"Does {program.full_name} take part in the NRMP Match? "
            f"Answer: fix {program.id} nrmp_participating=yes (or no)",
            (),
        )
        for program in known.programs
        if program.id in booked and program.nrmp_participating == "unknown"
    )
    found = (*conflicts(known.interviews, zone, now), *questions)
    return (each for each in found if each.key not in known.said)


def _notes(known: Known, zone: str, now: datetime) -> Iterable[str]:
    yield from known.of_the_agent
    yield from (each.text for each in _unsaid(known, zone, now))
    for program in known.programs:
        if not program.confirmed:
            yield _found(program, known.programs)
    refusing = {p.id: p for p in known.programs if p.contact_policy == "refused"}
    for interview in known.interviews:
        if interview.program_id in refusing and _ended_recently(interview, now):
            quote = refusing[interview.program_id].policy_quote
            yield (
                f"No thank-you was written for {interview.program}: it says “{quote}” "
                f"What you wish to keep of the day, answer: fix {interview.id} impressed=..."
            )


def _found(program: Program, programs: Sequence[Program]) -> str:
    """A program that only mail knows: what it may be, and the answers that settle it."""
    row = program.id
    text = f"{program.full_name} ({row}) is not on your list; it was found in mail."
    for same in likely_same(program, programs)[:MAX_LIKELY]:
        text += f" Is it {same.full_name} ({same.id})? Then answer: fix {row} same_as={same.id}."
    return f"{text} If it is one of yours: fix {row} confirmed=yes. If not: fix {row} confirmed=no"


def _warnings(messages: Iterable[Message]) -> Iterable[Warning]:
    for message in messages:
        for finding in message.reading.flags if message.reading else ():
            who = message.from_name or message.from_addr
            yield Warning(message.id, who, message.subject, finding)


def _sorted(messages: Iterable[Message]) -> Iterable[Sorted]:
    """Program mail since the last digest; unrelated mail is only counted."""
    for message in messages:
        reading = message.reading
        if reading is None or reading.category is Category.UNRELATED:
            continue
        who = reading.program_known or reading.program or message.from_name or message.from_addr
        yield Sorted(message.id, reading.category.value.replace("_", " "), who, message.subject)


def glance(made: Digest) -> tuple[str, ...]:
    """What the first screen says: a line for each thing that wants the owner, the nearest first."""
    lines = []
    if made.urgent:
        lines.append(f"{len(made.urgent)} to answer now; the first has {made.urgent[0].left}")
    if made.trouble:
        lines.append(f"{len(made.trouble)} sent mails need your word")
    if made.waiting:
        lines.append(f"{len(made.waiting)} drafts wait for your approval")
    if made.warnings:
        lines.append(f"{len(made.warnings)} passages to read with care")
    if made.ahead:
        lines.append(f"next interview: {made.ahead[0].here}, {made.ahead[0].program}")
    return tuple(_one_or_many(line) for line in lines)


def _one_or_many(line: str) -> str:
    """``1 drafts wait`` is ``1 draft waits``."""
    ones = {"1 sent mails need": "1 sent mail needs", "1 drafts wait": "1 draft waits",
            "1 passages": "1 passage"}  # fmt: skip
    return next((line.replace(m, o, 1) for m, o in ones.items() if line.startswith(m)), line)


def _coverage(known: Known, now: datetime) -> Iterable[str]:
    for state in known.folders:
        seen = f"{now - state.seen_at}".split(".")[0] if state.seen_at else "never"
        yield f"{state.folder}: last read {seen} ago"
    read = [message for message in known.messages if message.reading is not None]
    unrelated = sum(m.reading.category is Category.UNRELATED for m in read if m.reading)
    unsure = sum(bool(m.reading.doubts) for m in read if m.reading)
    yield (
        f"{len(read)} messages read since the last digest: {unrelated} unrelated, "
        f"{unsure} with a doubt, {len(known.quarantined)} set aside in all"
    )


def _is_over(moment: Moment, now: datetime) -> bool:
    if isinstance(moment, datetime):
        return moment <= now if moment.tzinfo else moment <= now.replace(tzinfo=None)
    return moment < now.date()


def _ended_recently(interview: Interview, now: datetime) -> bool:
    end = interview.end
    if interview.state is not InterviewState.DONE or not isinstance(end, datetime):
        return False
    return end.tzinfo is not None and now - end <= SHOWN_DONE
