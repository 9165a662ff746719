"""The times of the labelled corpus, given what each mail is and where its program sits."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from functools import cache
from typing import Any

import pytest

from inbox_agent.core.mail import Mail
from inbox_agent.core.parse import parse
from inbox_agent.core.reading import Category, InterviewTime, Moment
from inbox_agent.core.schedule import Schedule, when_and_where
from tests.core.corpus import FOLDER

LABELS = [
    json.loads(line) for line in (FOLDER / "mail" / "labels.jsonl").read_text("utf-8").splitlines()
]


@cache
def zones() -> dict[str, str]:
    """The first two words of a program's name -> its zone, as the owner's list gives it."""
    with (FOLDER / "programs.csv").open(encoding="utf-8", newline="") as file:
        return {_key(row["name"]): row["time_zone"] for row in csv.DictReader(file)}


def _key(name: str) -> str:
    return " ".join(name.lower().replace(",", " ").split()[:2])


def schedule(label: dict[str, Any]) -> Schedule:
    mail = parse((FOLDER / "mail" / label["file"]).read_bytes())
    assert isinstance(mail, Mail)
    return when_and_where(
        mail,
        Category(label["category"]),
        program_zone=zones().get(_key(label["program"] or "")),
        owner_zone="Asia/Amman",
        sent=mail.date,
    )


def iso(moment: Moment | None) -> str | None:
    return moment.isoformat() if moment else None


@pytest.mark.parametrize("label", LABELS, ids=[label["file"] for label in LABELS])
def test_the_times_of_the_corpus_are_read_as_labelled(label: dict[str, Any]) -> None:
    found = schedule(label)
    interview = found.interview or InterviewTime()
    assert (iso(interview.start), iso(interview.end), iso(found.respond_by)) == (
        label["start"],
        label["end"],
        label["respond_by"],
    )


@pytest.mark.parametrize("label", LABELS, ids=[label["file"] for label in LABELS])
def test_no_time_of_the_corpus_is_without_an_offset(label: dict[str, Any]) -> None:
    found = schedule(label)
    interview = found.interview or InterviewTime()
    options = [slot.start for slot in interview.options]
    moments = [interview.start, interview.end, found.respond_by, *options]
    clocks = [moment for moment in moments if isinstance(moment, datetime)]
    assert all(clock.tzinfo is not None for clock in clocks)
