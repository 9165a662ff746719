"""What the digest says about the part of the season that ``now`` lies in, as values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from inbox_agent.core.alarm import moment_in
from inbox_agent.core.checklist import Ticked
from inbox_agent.core.drafting import Draft, DraftState, Kind
from inbox_agent.core.occasions import Circumstances, Course, Fit, fit, window_of
from inbox_agent.core.season import Season, Window

_TITLES = {
    "early_update": "News before an interview",
    Kind.PRE_APPLICATION.value: "Questions before you apply",
    Kind.THANK_YOU.value: "Thank-yous",
    Kind.INTEREST_UPDATE.value: "Interest and update letters",
    Kind.LETTER_OF_INTENT.value: "The letter of intent",
    Kind.FINAL_NOTE.value: "The last note",
    Kind.MENTOR_REQUEST.value: "A mentor's word",
}
_ASKED = "inbox-agent programs mark NAME"  # how the owner says what a program means to them
_MARKS = {
    Kind.INTEREST_UPDATE.value: f"No program is marked yet: {_ASKED} interest (or top, or first).",
    Kind.LETTER_OF_INTENT.value: (
        f"No program is marked first. Only if you are certain: {_ASKED} first."
    ),
    Kind.FINAL_NOTE.value: f"No program is marked top: {_ASKED} top, for two or three.",
    Kind.MENTOR_REQUEST.value: (
        "No mentor names a program: add programs = [...] to a mentor in your configuration."
    ),
}
_TOLD_WHY = frozenset({
    Fit.REFUSES, Fit.NO_INTERVIEW, Fit.OTHER_TOLD, Fit.TOO_MANY, Fit.OPEN, Fit.TOO_SOON,
})  # fmt: skip
_WAITING = frozenset({DraftState.PROPOSED, DraftState.HELD})
_GONE = frozenset({DraftState.SENT, DraftState.APPROVED, DraftState.SENDING})


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of letter that is fitting now, and how it stands with each program."""

    title: str
    why: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeasonPart:
    """``alerts`` first: the dates themselves are wrong. ``lines`` are reminders and the next date;
    ``todo`` are the items of the checklists that are not done."""

    alerts: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    lines: tuple[str, ...] = ()
    todo: tuple[Ticked, ...] = ()


def season_part(
    at: Circumstances, courses: Sequence[Course], drafts: Sequence[Draft],
    items: Sequence[Ticked], zone: str,
) -> SeasonPart:  # fmt: skip
    """``zone`` is the owner's (IANA); ``items`` those of this part of the season."""
    season, now = at.season, at.now
    if season.is_over(now):
        return SeasonPart(alerts=(out_of_date(season),))
    parts = tuple(
        Part(_TITLES.get(window.id, window.id), window.why, _lines(window, at, courses, drafts))
        for window in season.fitting(now)
    )
    lines = (*season.reminded(now), *_next(season, now, zone))
    return SeasonPart((), parts, lines, tuple(each for each in items if not each.done))


def out_of_date(season: Season) -> str:
    """What to do when the season file is that of a Match that is over."""
    return (
        f"The dates in force are those of the season {season.name}, which is over. No letter is "
        "offered by them. Install the newest inbox-agent, or name your own file in the "
        'configuration: [season] file = "season-YEAR.toml".'
    )


def _next(season: Season, now: datetime, zone: str) -> Iterable[str]:
    for date in season.coming(now)[:1]:
        check = f" ({season.check})" if season.check and not date.own else ""
        yield f"Next: {date.title}, {moment_in(date.at, zone)}{check}"


def _lines(
    window: Window, at: Circumstances, courses: Sequence[Course], drafts: Sequence[Draft]
) -> tuple[str, ...]:
    if window.kind in (Kind.THANK_YOU, Kind.PRE_APPLICATION):
        return ()
    mine = [d for d in drafts if window_of(at.season, d.occasion) == window]
    lines = [
        *_named("Waits for your word", [f"{d.program} ({d.code})" for d in mine
                                        if d.state in _WAITING]),
        *_named("Gone", [d.program for d in mine if d.state in _GONE]),
    ]  # fmt: skip
    drafted = {d.program_id for d in mine if d.state in _WAITING | _GONE}
    reasons: dict[Fit, list[str]] = {}
    for course in courses:
        if course.program.id not in drafted:
            reasons.setdefault(fit(window, course, at), []).append(course.program.name)
    for reason in _TOLD_WHY & reasons.keys():
        lines.extend(_named("None for", [f"{', '.join(reasons[reason])}: {reason.value}"]))
    if not mine and reasons.keys() <= {Fit.UNMARKED, Fit.CLOSED} and window.id in _MARKS:
        lines.append(_MARKS[window.id])
    return tuple(lines)


def _named(words: str, names: Sequence[str]) -> Iterable[str]:
    if names:
        yield f"{words}{':' if words != 'None for' else ''} {', '.join(names)}."
