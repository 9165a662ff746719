"""The doors of the table: show, compare, mark, fix, notes, calendar, export, by command."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.flow.house import CORPUS, House

AFTER = "2026-11-12T22:00:00+02:00"
SAUK = "Great Sauk Medical Center"


@pytest.fixture
def thanked(home: House) -> House:
    home.deliver("d022", "d024")
    assert home.run("programs", "import", str(CORPUS / "programs.csv")).code == 0
    home.poll("2026-10-15T16:00:00+03:00")
    home.poll(AFTER)
    return home


def test_a_programs_story_stands_in_order(thanked: House) -> None:
    shown = thanked.run("programs", "show", SAUK, "--json", now=AFTER).json
    assert [(entry["what"], entry["text"].partition(":")[0]) for entry in shown["story"]][:4] == [
        ("mail", "interview invitation"),
        ("interview", "invited"),
        ("mail", "interview scheduled"),
        ("interview", "invited → scheduled"),
    ]
    assert thanked.run("programs", "show", "Nowhere", now=AFTER).code == 2


def test_notes_are_kept_woven_in_and_compared(thanked: House) -> None:
    draft = next(d for d in thanked.drafts(AFTER) if d["kind"] == "thank_you")
    noted = thanked.run("drafts", "note", draft["code"], "how residents teach; gut: 4", now=AFTER)
    assert noted.code == 0, noted.err
    again = next(d for d in thanked.drafts(AFTER) if d["kind"] == "thank_you")
    assert "how residents teach" in again["body"]
    assert "gut" not in again["body"]
    (row,) = thanked.run("programs", "compare", "--json", now=AFTER).json
    assert (row["program"], row["gut"], row["weighted"]) == (SAUK, "4", 4.0)
    table = thanked.run("programs", "compare", "--csv", now=AFTER).out
    assert next(csv.DictReader(table.splitlines()))["impressed"] == "how residents teach"


def test_one_program_only_can_be_first(thanked: House) -> None:
    assert thanked.run("programs", "mark", SAUK, "first", now=AFTER).code == 0
    done = thanked.run("programs", "mark", "Marrowstone University", "first", now=AFTER)
    assert (done.code, "marked top instead" in done.out) == (0, True)
    assert thanked.run("programs", "mark", SAUK, "best", now=AFTER).code == 2


def test_a_corrected_interview_shows_as_the_owners_and_ends_where_it_should(thanked: House) -> None:
    (row,) = thanked.run("interviews", "--json", now=AFTER).json
    fixed = thanked.run("fix", row["id"], "start=2026-11-13T09:00", now=AFTER)
    assert fixed.code == 0, fixed.err
    (after,) = thanked.run("interviews", "--json", now=AFTER).json
    assert (after["start"], after["end"], after["state"]) == (
        "2026-11-13T09:00:00-06:00", "2026-11-13T14:15:00-06:00", "scheduled"
    )  # fmt: skip
    assert "yours" in thanked.run("interviews", now=AFTER).out
    assert thanked.run("fix", row["id"], "start=soon", now=AFTER).code == 1
    assert thanked.run("fix", "i999", "state=done", now=AFTER).code == 2


def test_the_programs_that_were_exported_import_back_unchanged(
    thanked: House, tmp_path: Path
) -> None:
    before = thanked.run("programs", "--json", now=AFTER).json
    assert thanked.run("export", "--out", str(tmp_path), now=AFTER).code == 0
    done = thanked.run("programs", "import", str(tmp_path / "programs.csv"), now=AFTER)
    assert (done.code, "0 new or changed" in done.out) == (0, True)
    assert thanked.run("programs", "--json", now=AFTER).json == before


def test_the_calendar_counts_up_when_an_interview_changes(thanked: House, tmp_path: Path) -> None:
    def event() -> tuple[str, int, str]:
        path = tmp_path / "all.ics"
        assert thanked.run("calendar", "--out", str(path), now=AFTER).code == 0
        (made,) = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        return str(made["UID"]), int(made.decoded("SEQUENCE")), str(made["STATUS"])

    first = event()
    (row,) = json.loads(thanked.run("interviews", "--json", now=AFTER).out)
    thanked.run("fix", row["id"], "state=cancelled", now=AFTER)
    second = event()
    assert second[0] == first[0]
    assert second[1] > first[1]
    assert (first[2], second[2]) == ("CONFIRMED", "CANCELLED")
