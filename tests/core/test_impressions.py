"""What an interview day left behind, read from a note, and compared without an order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inbox_agent.core.compare import compared
from inbox_agent.core.impressions import (
    ASKED_AT_ONCE,
    USUAL,
    criteria_of,
    questions,
    read_note,
    score,
    weighted,
)
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.owner import Owner
from inbox_agent.core.program import Program
from inbox_agent.core.reading import Acceptance

OWNER = Owner("Leila Haddad", "leila@post.example", "Asia/Amman", visa="I need J-1 sponsorship",
              career="Diagnostic Radiology")  # fmt: skip


@pytest.mark.parametrize(("note", "read"), [
    ("The residents laughed a lot", {"impressed": "The residents laughed a lot"}),
    ("gut: 4; call: 1 in 6", {"gut": "4", "call_schedule": "1 in 6"}),
    ("Kind people; gut 5\nnight float: two weeks a block",
     {"impressed": "Kind people", "gut": "5", "night_float": "two weeks a block"}),
    ("Cost of living = high; rent: 900 a month", {"cost": "high; 900 a month"}),
    ("One thing: they know every name", {"impressed": "One thing: they know every name"}),
    ("impressed: the ICU team; visa: J-1 only",
     {"impressed": "the ICU team", "visa": "J-1 only"}),
])  # fmt: skip
def test_a_note_is_read_by_what_it_is_about(note: str, read: dict[str, str]) -> None:
    assert read_note(note, USUAL) == read


@pytest.mark.parametrize(("words", "value"), [
    ("4", 4), ("5, kind", 5), ("3/5", 3), ("1 in 6", None), ("10", None), ("4.5", None),
    ("two", None), ("", None), ("1:4", None),
])  # fmt: skip
def test_a_score_is_a_number_from_1_to_5_that_begins_the_words(
    words: str, value: int | None
) -> None:
    assert score(words) == value


def test_the_owners_own_criteria_replace_the_usual_ones_and_weigh() -> None:
    owner = Owner("L", "l@post.example", "UTC", criteria=(("Support for IMGs", 3), ("Rent", 1)))
    own = criteria_of(owner)
    assert [each.key for each in own] == ["impressed", "support_for_imgs", "rent"]
    notes = read_note("Support for IMGs: 5; rent 1", own)
    assert weighted(notes, own) == (4.0, 2)
    assert weighted({}, own) == (None, 0)


def test_only_a_few_things_are_asked_at_once_and_none_twice() -> None:
    first = questions({}, USUAL)
    assert len(first) == ASKED_AT_ONCE
    known = {each.key: "x" for each in first}
    assert not set(first) & set(questions(known, USUAL))


def test_programs_are_compared_by_name_with_reasons_and_never_ranked() -> None:
    programs = [
        Program("Sauk", "Preliminary Medicine", id="p1", nrmp_participating="yes", wish="top"),
        Program("Bell", "Diagnostic Radiology", id="p2", nrmp_participating="no",
                extra=(("visa", "H-1B only, no J-1"),)),
        Program("Nowhere", "Preliminary Medicine", id="p3"),
    ]  # fmt: skip
    interviews = [
        Interview("i1", "p1", "Sauk", "Preliminary Medicine", InterviewState.DONE),
        Interview("i2", "p2", "Bell", "Diagnostic Radiology", InterviewState.SCHEDULED),
        Interview("i3", "p3", "Nowhere", "", InterviewState.CANCELLED),
    ]
    rows = compared(
        programs, interviews, {"i1": {"visa": "J-1 is usual", "gut": "5"}}, USUAL, OWNER, 2027
    )
    shown = [(r["program"], r["gut"], r["weighted"], r["fits"], r["against"]) for r in rows]
    assert shown == [
        ("Bell", "", None, [], [
            'you need J-1; it says "H-1B only, no J-1"',
            "takes no part in the NRMP Match: it cannot stand on your rank list",
        ]),
        ("Sauk", "5", 5.0, [
            'you need J-1; it says "J-1 is usual"',
            "Preliminary Medicine is the one year before Diagnostic Radiology",
        ], []),
    ]  # fmt: skip


@pytest.mark.parametrize(("accepts", "column", "words"), [
    (Acceptance("visa_j1", "yes", "J-1 is routine", "m3"), "fits",
     'you need J-1; it says "J-1 is routine" (m3)'),
    (Acceptance("visa_j1", "no", "no visas", "m3"), "against",
     'you need J-1; it says "no visas" (m3)'),
    (Acceptance("visa_j1", "no", "", "owner"), "against", "you need J-1; you say: no"),
    (Acceptance("visa_h1b", "yes", "H-1B too", "m3"), "unknown",
     "you need J-1; nothing is known of its visa policy"),
    (Acceptance("old_graduates", "5 years", "within five years", "m4"), "against",
     '11 years after your graduation; it says "within five years" (m4)'),
    (Acceptance("old_graduates", "12 years", "within twelve", "m4"), "fits",
     '11 years after your graduation; it says "within twelve" (m4)'),
    (Acceptance("old_graduates", "yes", "any year", "m4"), "fits",
     'you graduated in 2016; it says "any year" (m4)'),
    (Acceptance("without_us_experience", "no", "USCE needed", "m4"), "unknown",
     'clinical experience in the US is needed; it says "USCE needed" (m4)'),
    (Acceptance("without_us_experience", "yes", "USCE not needed", "m4"), "fits",
     'clinical experience in the US is not needed; it says "USCE not needed" (m4)'),
])  # fmt: skip
def test_what_mail_says_of_whom_it_takes_is_weighed_with_the_owners_profile(
    accepts: Acceptance, column: str, words: str
) -> None:
    program = Program("Sauk", "Prelim", id="p1", nrmp_participating="yes", accepts=(accepts,))
    interview = Interview("i1", "p1", "Sauk", "Prelim", InterviewState.SCHEDULED)
    owner = replace(OWNER, graduation_year="2016")
    (row,) = compared([program], [interview], {}, USUAL, owner, 2027)
    assert words in row[column]
