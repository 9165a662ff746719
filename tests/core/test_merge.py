"""The owner's list over what mail made known before."""

from __future__ import annotations

from dataclasses import replace

from inbox_agent.core.merge import merged
from inbox_agent.core.program import Contact, Program

LISTED = Program("Foo Hospital", "Preliminary Medicine", domains=("foo.example",),
                 contacts=(Contact("Di", "di@foo.example", "program director"),))  # fmt: skip
LEARNED = Contact("Uma", "uma@foo.example", "coordinator", "m7")


def found(name: str = "Foo Hospital", track: str = "", row: str = "p9") -> Program:
    return Program(name, track, domains=("foo.example",), id=row, confirmed=False)


def test_a_program_nobody_knows_is_new() -> None:
    assert merged(LISTED, []) == LISTED


def test_the_same_list_twice_changes_nothing() -> None:
    known = replace(LISTED, id="p1", contacts=(*LISTED.contacts, LEARNED), wish="top",
                    contact_policy="refused", policy_quote="no notes")  # fmt: skip
    assert merged(LISTED, [known]) == known


def test_a_program_found_in_mail_becomes_the_listed_one_and_keeps_its_id() -> None:
    for track in ("", "Preliminary Medicine", "Internal Medicine"):
        after = merged(LISTED, [replace(found(track=track), contacts=(LEARNED,))])
        assert (after.id, after.confirmed, after.track) == ("p9", True, "Preliminary Medicine")
        assert after.contacts == (*LISTED.contacts, LEARNED)


def test_another_track_or_hospital_found_in_mail_stays_another() -> None:
    assert merged(LISTED, [found(track="Diagnostic Radiology")]) == LISTED
    elsewhere = replace(found("Bar Clinic"), domains=("bar.example",))
    assert merged(LISTED, [elsewhere]) == LISTED


def test_of_two_that_may_be_it_the_one_that_names_the_track_is_it() -> None:
    known = [found(row="p8"), found(track="Preliminary Medicine", row="p9", name="Foo Hospital X")]
    assert merged(LISTED, known).id == "p9"


def test_what_mail_taught_and_an_export_wrote_down_is_still_what_mail_taught() -> None:
    known = replace(LISTED, id="p1", contacts=(*LISTED.contacts, LEARNED))
    exported = replace(LISTED, contacts=(*LISTED.contacts, replace(LEARNED, source="")))
    assert merged(exported, [known]) == known
