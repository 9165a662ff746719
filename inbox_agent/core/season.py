"""The season: its dates with their sources, the phase at a moment, and what is fitting then.

A season is one file (config/season-YEAR.toml); dates that are second-hand say so, and the owner may
override any of them. Outside rules: NRMP Match calendar, SOAP communication rules.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from inbox_agent.core.drafting import Kind
from inbox_agent.errors import Problem, UserError


class Phase(StrEnum):
    """Where in the season a moment lies."""

    PREPARING = "preparing"  # before applications may be submitted
    APPLYING = "applying"  # submitted, programs not reading yet
    INTERVIEWS = "interviews"
    RANKING = "ranking"  # lists can be entered and certified
    WAITING = "waiting"  # lists are locked, no result yet
    SOAP = "soap"
    MATCH_WEEK = "match_week"  # SOAP is over, Match Day is not
    MATCHED = "matched"  # Match Day and after


_BEGINNINGS = (
    ("match_day", Phase.MATCHED),
    ("soap_ends", Phase.MATCH_WEEK),
    ("soap_begins", Phase.SOAP),
    ("rank_deadline", Phase.WAITING),
    ("ranking_opens", Phase.RANKING),
    ("review_opens", Phase.INTERVIEWS),
    ("applications_open", Phase.APPLYING),
)
LASTS_AFTER_MATCH_DAY = timedelta(days=76)
"""Until early June, when the next season opens (MyERAS: 3 June 2026)."""
_NEEDED = frozenset(key for key, _ in _BEGINNINGS)


@dataclass(frozen=True, slots=True)
class SeasonDate:
    """One date of the calendar. ``source`` says where it is from; ``own``: the owner set it."""

    key: str
    at: datetime  # aware
    title: str
    source: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """When one kind of draft is fitting, and why then. ``id`` tells two windows of one kind apart;
    the owner may override its ends as ``ID_from`` and ``ID_until``."""

    kind: Kind
    begins: datetime
    ends: datetime
    why: str
    id: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """A thing to do, or to leave alone, in one part of the season; said once a week."""

    begins: datetime
    ends: datetime
    text: str

    def rings(self, now: datetime) -> bool:
        """Whether today is its day of the week."""
        return self.begins <= now < self.ends and (now - self.begins).days % 7 == 0


@dataclass(frozen=True, slots=True)
class Season:
    """One Match season. ``check`` stands beside every date that the owner did not set."""

    name: str
    match_year: int
    time_zone: str  # IANA, of the calendar
    dates: tuple[SeasonDate, ...]
    windows: tuple[Window, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    check: str = ""

    def at(self, key: str) -> datetime:
        """The moment called ``key``; KeyError where the season has none."""
        return next(each.at for each in self.dates if each.key == key)

    @property
    def rank_deadline(self) -> datetime:
        return self.at("rank_deadline")

    @property
    def match_day(self) -> datetime:
        return self.at("match_day")

    def soap_runs(self, now: datetime) -> bool:
        """Whether SOAP's communication rules hold at ``now``."""
        return self.at("soap_begins") <= now < self.at("soap_ends")

    def phase(self, now: datetime) -> Phase:
        """The phase that ``now`` (aware) lies in."""
        return next((phase for key, phase in _BEGINNINGS if now >= self.at(key)), Phase.PREPARING)

    def fitting(self, now: datetime) -> tuple[Window, ...]:
        """The kinds of draft that are fitting at ``now``; none while SOAP runs."""
        if self.soap_runs(now):
            return ()
        return tuple(each for each in self.windows if each.begins <= now < each.ends)

    def window(self, name: str) -> Window | None:
        """The window called ``name``, where the season has it."""
        return next((each for each in self.windows if each.id == name), None)

    def reminded(self, now: datetime) -> tuple[str, ...]:
        """What is to be said today."""
        return tuple(each.text for each in self.reminders if each.rings(now))

    def is_over(self, now: datetime) -> bool:
        """Whether these dates are those of a season that lies behind: a new file is needed."""
        return now >= self.match_day + LASTS_AFTER_MATCH_DAY

    def coming(self, now: datetime) -> tuple[SeasonDate, ...]:
        """The dates still ahead of ``now``, the nearest first."""
        return tuple(
            sorted((each for each in self.dates if each.at > now), key=lambda each: each.at)
        )


def season_from_table(
    table: Mapping[str, Any], overrides: Mapping[str, datetime] | None = None
) -> Season:
    """A season from its TOML table; ``overrides`` are the owner's dates by key.

    Raises UserError naming every key that is unknown, missing or without an offset."""
    dates = {row["key"]: SeasonDate(**row) for row in table["date"]}
    own = dict(overrides or {})
    rows = table.get("fitting", ())
    ends = {f"{_id(row)}_{end}" for row in rows for end in ("from", "until")}
    problems = [*_unknown(own, dates.keys() | ends), *_missing(dates)]
    for key, at in own.items():
        if key in dates:
            dates[key] = replace(dates[key], at=at, source="your configuration", own=True)
    problems.extend(_without_offset({key: each.at for key, each in dates.items()} | own))
    if problems:
        raise UserError(problems)
    return Season(
        name=table["name"],
        match_year=table["match_year"],
        time_zone=table["time_zone"],
        dates=tuple(sorted(dates.values(), key=lambda each: each.at)),
        windows=tuple(_window(row, dates, own) for row in rows),
        reminders=tuple(_reminder(row, dates) for row in table.get("reminder", ())),
        check=table.get("check", ""),
    )


def _id(row: Mapping[str, Any]) -> str:
    return str(row.get("id", row["kind"]))


def _moment(value: str | datetime, dates: Mapping[str, SeasonDate]) -> datetime:
    return dates[value].at if isinstance(value, str) else value


def _window(
    row: Mapping[str, Any], dates: Mapping[str, SeasonDate], own: Mapping[str, datetime]
) -> Window:
    begins, ends = (
        own.get(f"{_id(row)}_{end}") or _moment(row[end], dates) for end in ("from", "until")
    )
    return Window(Kind(row["kind"]), begins, ends, row["why"], _id(row))


def _reminder(row: Mapping[str, Any], dates: Mapping[str, SeasonDate]) -> Reminder:
    return Reminder(_moment(row["from"], dates), _moment(row["until"], dates), row["text"])


def _unknown(given: Mapping[str, datetime], known: Collection[str]) -> list[Problem]:
    cure = f"The season's dates are: {', '.join(sorted(known))}."
    return [Problem(f"season: there is no date called {key}", cure) for key in given.keys() - known]


def _missing(dates: Mapping[str, SeasonDate]) -> list[Problem]:
    cure = "Add it to the season file."
    return [Problem(f"season: the date {key} is missing", cure) for key in _NEEDED - dates.keys()]


def _without_offset(moments: Mapping[str, datetime]) -> list[Problem]:
    cure = "Write it like 2027-03-03T21:00:00-05:00."
    return [
        Problem(f"season: {key} has no offset", cure)
        for key, at in moments.items()
        if at.tzinfo is None
    ]
