"""What this part of the season is for: which letter fits which program now, or why none does.

One rule a kind of letter (the guide's timeline: an interest or update letter late November to early
January, one letter of intent, one last note to two or three programs, a mentor's word, news before
an interview only where it counts). Each fits once. Nothing here is sent: a letter that fits is
drafted and the owner is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from inbox_agent.core.drafting import Kind
from inbox_agent.core.ledger import FIRST_CHOICE, MIN_DAYS_BETWEEN, Letter
from inbox_agent.core.owner import Mentor, Owner, Update
from inbox_agent.core.program import Program
from inbox_agent.core.season import Season, Window
from inbox_agent.core.stored import LedgerEntry

EARLY_UPDATE = "early_update"  # the window of news before an interview
MOST_LAST_NOTES = 3  # programs: a last note to more of them is a mass mail
THANKS_FOLLOW = timedelta(days=7)  # a letter of the owner's so soon after the interview thanks
SPACING = timedelta(days=MIN_DAYS_BETWEEN)
_PREFIX = "season:"
_SIGNIFICANT = re.compile(
    r"\b(?:step ?[123]|usmle|comlex|oet|ecfmg|certif\w+|publi\w+|accepted|paper|manuscript|"
    r"article|journal|poster|abstract|rotation|externship|sub-?internship|clerkship|electives?|"
    r"award\w*|prize|grant|degree|graduat\w+|licen[cs]\w+)\b",
    re.IGNORECASE,
)


class Fit(StrEnum):
    """Whether a letter fits a program now, and else why not, in words for the owner."""

    FITS = "fits"
    REFUSES = "it asks for no such mail"
    CLOSED = "it said no, or you did"
    UNMARKED = "you did not mark it for this"
    NO_INTERVIEW = "no interview there lies behind you"
    INTERVIEWED = "you interviewed there: its time is another"
    TOLD = "it was told already"
    OTHER_TOLD = "another program was told that it is first"
    TOO_MANY = "more than three programs are marked top"
    NO_NEWS = "there is no news that counts"
    OPEN = "another draft to it waits for your word"
    TOO_SOON = "it was written to less than 21 days ago"


FINAL = frozenset({
    Fit.REFUSES, Fit.CLOSED, Fit.UNMARKED, Fit.INTERVIEWED, Fit.TOLD, Fit.OTHER_TOLD,
})  # fmt: skip
"""Reasons that take back a draft which still waits; the others only keep a new one from coming."""


@dataclass(frozen=True, slots=True)
class Course:
    """How the season went at one program so far. Times are aware.

    ``interviewed`` is the end of the last interview that took place; ``letters`` are those that
    went to it or are about to go, ``open_draft`` says whether an unasked one waits beside them;
    ``news`` are the owner's updates that it was not told."""

    program: Program
    interviewed: datetime | None = None
    closed: bool = False
    letters: tuple[Letter, ...] = ()
    told: tuple[LedgerEntry, ...] = ()
    open_draft: bool = False
    news: tuple[Update, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """One letter that is due to be offered. ``key`` is unique within the account."""

    key: str
    window: Window
    course: Course
    mentor: Mentor | None = None

    @property
    def kind(self) -> Kind:
        return self.window.kind


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is the same for every program."""

    season: Season
    owner: Owner
    now: datetime
    first_told: tuple[LedgerEntry, ...] = ()  # entries that told a program that it is first
    tops: int = 0  # programs marked top


def key(season: Season, window_id: str, program_id: str, person: str = "") -> str:
    """The occasion of one window, one program and (a mentor's) one person."""
    return ":".join(filter(None, (f"{_PREFIX}{season.name}", window_id, program_id, person)))


def window_of(season: Season, occasion: str) -> Window | None:
    """The window that an occasion of this season stems from; None for any other occasion."""
    start = f"{_PREFIX}{season.name}:"
    if not occasion.startswith(start):
        return None
    return season.window(occasion.removeprefix(start).partition(":")[0])


def occasions(at: Circumstances, courses: Sequence[Course]) -> Iterator[Occasion]:
    """Every letter that fits now, whether it was offered before or not; the kind whose time began
    last comes first, because one letter at a time goes to a program."""
    fitting = sorted(at.season.fitting(at.now), key=lambda each: each.begins, reverse=True)
    for window in fitting:
        for course in courses:
            if fit(window, course, at) is not Fit.FITS:
                continue
            program_id = course.program.id
            for person in _people(window, course, at):
                address = person.email if person else ""
                yield Occasion(
                    key(at.season, window.id, program_id, address), window, course, person
                )


def _people(window: Window, course: Course, at: Circumstances) -> tuple[Mentor | None, ...]:
    if window.kind is Kind.MENTOR_REQUEST:
        return mentors_for(at.owner, course.program)
    return (None,)


def mentors_for(owner: Owner, program: Program) -> tuple[Mentor, ...]:
    """The mentors whom the owner wishes to ask about this program."""
    names = {program.name.casefold(), program.full_name.casefold()}
    return tuple(m for m in owner.mentors if names & {name.casefold() for name in m.programs})


def fit(window: Window, course: Course, at: Circumstances) -> Fit:
    """Whether a letter of this window fits this program now; the first reason why not."""
    rule = _RULES.get(window.id)
    if rule is None:  # thank-yous follow interviews, questions follow the owner
        return Fit.UNMARKED
    if course.program.contact_policy == "refused":
        return Fit.REFUSES
    if course.closed:
        return Fit.CLOSED
    own = rule(window, course, at)
    if own is not Fit.FITS or window.kind is Kind.MENTOR_REQUEST:
        return own
    if course.open_draft:
        return Fit.OPEN
    last = max((each.at for each in course.letters if each.unasked), default=None)
    return Fit.TOO_SOON if last is not None and at.now - last < SPACING else Fit.FITS


def significant(update: Update) -> bool:
    """Whether news is worth a mail before the interview: a score, a publication, a rotation."""
    return bool(_SIGNIFICANT.search(update.text))


def early_news(course: Course, season: Season) -> tuple[Update, ...]:
    """News that counts, since the application went in."""
    since = season.at("applications_open").date()
    return tuple(each for each in course.news if each.on >= since and significant(each))


def _early_update(_window: Window, course: Course, at: Circumstances) -> Fit:
    if course.program.wish == "none":
        return Fit.UNMARKED
    if course.interviewed is not None:
        return Fit.INTERVIEWED
    return Fit.FITS if early_news(course, at.season) else Fit.NO_NEWS


def _interest(window: Window, course: Course, _at: Circumstances) -> Fit:
    if course.program.wish == "none":
        return Fit.UNMARKED
    if course.interviewed is None:
        return Fit.NO_INTERVIEW
    after = course.interviewed + THANKS_FOLLOW
    said = (
        entry for entry in course.told
        if entry.claim in {"interest", "update", FIRST_CHOICE} and entry.unasked
        and entry.at >= max(window.begins, after)
    )  # fmt: skip
    return Fit.TOLD if any(said) else Fit.FITS


def _intent(_window: Window, course: Course, at: Circumstances) -> Fit:
    if course.program.wish != "first":
        return Fit.UNMARKED
    if any(entry.program_id == course.program.id for entry in at.first_told):
        return Fit.TOLD
    if at.first_told:
        return Fit.OTHER_TOLD
    return Fit.FITS if course.interviewed is not None else Fit.NO_INTERVIEW


def _last_note(window: Window, course: Course, at: Circumstances) -> Fit:
    if course.program.wish != "top":
        return Fit.UNMARKED
    if course.interviewed is None:
        return Fit.NO_INTERVIEW
    since = max(window.begins, course.interviewed + THANKS_FOLLOW)
    if any(each.unasked and each.at >= since for each in course.letters):
        return Fit.TOLD
    return Fit.TOO_MANY if at.tops > MOST_LAST_NOTES else Fit.FITS


def _mentor(_window: Window, course: Course, at: Circumstances) -> Fit:
    return Fit.FITS if mentors_for(at.owner, course.program) else Fit.UNMARKED


_RULES: Mapping[str, Callable[[Window, Course, Circumstances], Fit]] = {
    EARLY_UPDATE: _early_update,
    Kind.INTEREST_UPDATE.value: _interest,
    Kind.LETTER_OF_INTENT.value: _intent,
    Kind.FINAL_NOTE.value: _last_note,
    Kind.MENTOR_REQUEST.value: _mentor,
}
