"""Programs that mail made known: merged into another, confirmed or removed, by the owner's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from inbox_agent.core.drafting import DraftState
from inbox_agent.core.program import Program
from inbox_agent.errors import NotFound, Refused
from inbox_agent.pipeline.fixes import fix
from inbox_agent.pipeline.merging import merge_programs, remove_program
from inbox_agent.pipeline.morning import make_digest
from tests.core.a_draft import proposed
from tests.flow.memory_agent import Home, letter
from tests.flow.test_any_order import table

NOW = datetime.fromisoformat("2026-11-20T12:00:00+02:00")
LISTED = """name,track,time_zone,domains,nrmp_participating,contacts
Larkspur Hospital,Preliminary Medicine,America/Chicago,larkspur.example,yes,P <p@larkspur.example>
"""
INVITED = letter(
    "Ann Roe <aroe@lkmc.example>", "Invitation to interview", """Dear Dr. Haddad,

We are pleased to invite you to interview with the Preliminary Medicine program at Wenlock Medical
Center. Please choose a date in our scheduler.
""", "2026-10-19T09:00:00-05:00", message_id="<w1@lkmc.example>",
)  # fmt: skip
BOOKED = letter(
    "Thalamus <no-reply@thalamusgme.com>", "Booked: Wenlock Medical Center, Preliminary Medicine",
    """Hello Leila,

Your interview with Wenlock Medical Center, Preliminary Medicine is confirmed for Friday,
December 4, 2026 at 9:00 AM - 2:00 PM.
""", "2026-10-21T09:00:00+00:00", message_id="<w2@thalamusgme.com>",
)  # fmt: skip
DETAILS = letter(
    "Joan Peel <p@larkspur.example>", "Your interview day", """Dear Dr. Haddad,

Here is the agenda for your interview day at Larkspur Hospital on December 4, 2026. You will meet
Dr. Ada Wrenfield <awrenfield@larkspur.example>.
""", "2026-10-25T09:00:00-05:00", message_id="<w3@larkspur.example>",
)  # fmt: skip


def home_with(*mails: bytes) -> Home:
    home = Home()
    home.list_programs(LISTED)
    for mail in mails:
        home.deliver(mail)
        home.poll(NOW)
    return home


def named(home: Home, name: str) -> Program:
    return next(program for program in home.records().programs() if program.name == name)


def merge(home: Home) -> None:
    found = named(home, "Wenlock Medical Center")
    merge_programs(home.agent(), "Larkspur Hospital", found.id, NOW)


def test_two_rows_that_are_one_program_become_one_with_both_histories() -> None:
    home = home_with(INVITED, BOOKED, DETAILS)
    assert len(home.records().programs()) == 2
    before = {i.id: i.program for i in home.records().interviews()}
    merge(home)
    (program,) = home.records().programs()
    (interview,) = home.records().interviews()
    assert program.aliases == ("Wenlock Medical Center / Preliminary Medicine",)
    assert set(program.domains) == {"larkspur.example", "lkmc.example"}
    assert "aroe@lkmc.example" in {contact.email for contact in program.contacts}
    assert interview.id in before
    assert (interview.program, interview.state.value) == ("Larkspur Hospital", "scheduled")
    assert str(interview.start) == "2026-12-04 09:00:00-06:00"  # the list knows the zone
    assert [change.reason for change in home.records().interview_changes(interview.id)] == [
        "invite", "book",
    ]  # fmt: skip
    assert len(home.records().messages(program_id=program.id)) == 3


@pytest.mark.parametrize(("order", "known"), [
    ((0, 1, 2), 1), ((0, 2, 1), 1), ((1, 2, 0), 1), ((1, 0, 2), 2), ((2, 1, 0), 2), ((2, 0, 1), 2),
])  # fmt: skip
def test_mail_before_or_after_the_merging_ends_in_the_same_table(
    order: tuple[int, ...], known: int
) -> None:
    usual = home_with(INVITED, BOOKED, DETAILS)
    merge(usual)
    mails = [(INVITED, BOOKED, DETAILS)[n] for n in order]
    home = home_with(*mails[:known])
    merge(home)
    for mail in mails[known:]:
        home.deliver(mail)
        home.poll(NOW)
    home.list_programs(LISTED)
    assert table(home.records()) == table(usual.records())


def test_the_same_list_imported_again_changes_nothing_after_a_merge() -> None:
    home = home_with(INVITED, BOOKED, DETAILS)
    merge(home)
    before = table(home.records())
    home.list_programs(LISTED)
    assert table(home.records()) == before
    assert home.records().programs()[0].aliases


def test_its_drafts_and_what_it_was_told_go_with_it() -> None:
    home = home_with(INVITED, BOOKED)
    home.poll(datetime.fromisoformat("2026-12-05T12:00:00+02:00"))
    before = [draft.code for draft in home.records().drafts()]
    merge(home)
    kept = named(home, "Larkspur Hospital")
    assert before
    assert {(d.program_id, d.program) for d in home.records().drafts()} == {(kept.id, kept.name)}
    assert [draft.code for draft in home.records().drafts()] == before


def test_a_listed_program_is_not_merged_away() -> None:
    home = home_with(INVITED)
    found = named(home, "Wenlock Medical Center")
    with pytest.raises(Refused, match="stands on your list"):
        merge_programs(home.agent(), found.id, "Larkspur Hospital", NOW)
    with pytest.raises(Refused, match="one program already"):
        merge_programs(home.agent(), found.id, found.id, NOW)
    with pytest.raises(NotFound):
        merge_programs(home.agent(), "Larkspur Hospital", "p999", NOW)


def test_a_removed_program_does_not_come_back_by_mail_but_by_the_list() -> None:
    home = home_with(INVITED)
    remove_program(home.agent(), "Wenlock Medical Center", NOW)
    assert [p.name for p in home.records().programs()] == ["Larkspur Hospital"]
    assert home.records().interviews() == ()
    home.deliver(BOOKED)
    home.poll(NOW + timedelta(minutes=5))
    assert [p.name for p in home.records().programs()] == ["Larkspur Hospital"]
    assert len(home.records().messages()) == 2
    home.list_programs(LISTED + "Wenlock Medical Center,Preliminary Medicine,,lkmc.example,yes,\n")
    (interview,) = home.records().interviews()
    assert (interview.program, interview.state.value) == ("Wenlock Medical Center", "scheduled")


def test_the_digest_says_what_a_found_program_may_be_and_the_answers_settle_it() -> None:
    home = home_with(letter(
        "Di Moe <dmoe@wenlockedge.example>", "Invitation to interview", """Dear Dr. Haddad,

We are pleased to invite you to interview for the Preliminary Medicine program at Wenlock Edge
Hospital. Please choose a date in our scheduler.
""", "2026-10-18T09:00:00-05:00", message_id="<x@wenlockedge.example>"), INVITED)  # fmt: skip
    notes = make_digest(home.agent(), home.records(), NOW).notes
    earlier, found = named(home, "Wenlock Edge Hospital"), named(home, "Wenlock Medical Center")
    (note,) = [note for note in notes if note.startswith("Wenlock Edge")]
    assert f"fix {earlier.id} confirmed=yes" in note
    assert "same_as" not in note
    (note,) = [note for note in notes if note.startswith("Wenlock Med")]
    assert f"fix {found.id} same_as={earlier.id}" in note
    with home.store.write() as records:
        fix(home.agent(), records, found.id, [("confirmed", "yes")], NOW)
    assert named(home, "Wenlock Medical Center").confirmed


def test_a_correction_merges_or_removes_too() -> None:
    home = home_with(INVITED, BOOKED, DETAILS)
    found, kept = named(home, "Wenlock Medical Center"), named(home, "Larkspur Hospital")
    with home.store.write() as records:
        with pytest.raises(Refused, match="stands alone"):
            fix(home.agent(), records, found.id, [("same_as", kept.id), ("city", "X")], NOW)
        said = fix(home.agent(), records, found.id, [("same_as", kept.id)], NOW)
    assert "is Larkspur Hospital / Preliminary Medicine" in said
    assert [p.id for p in home.records().programs()] == [kept.id]
    home = home_with(INVITED)
    with home.store.write() as records:
        fix(
            home.agent(),
            records,
            named(home, "Wenlock Medical Center").id,
            [("confirmed", "no")],
            NOW,
        )
    assert len(home.records().programs()) == 1


def test_what_was_written_to_stays() -> None:
    home = home_with(INVITED)
    found = named(home, "Wenlock Medical Center")
    sent = replace(proposed(), program_id=found.id, state=DraftState.SENT, sent=NOW)
    with home.store.write() as records:
        records.save_draft(sent)
    with pytest.raises(Refused, match="was written to"):
        remove_program(home.agent(), found.id, NOW)
    with home.store.write() as records:
        records.save_draft(replace(sent, state=DraftState.PROPOSED, sent=None))
    remove_program(home.agent(), found.id, NOW)
    assert [draft.state for draft in home.records().drafts()] == [DraftState.WITHDRAWN]


def test_a_listed_program_that_was_removed_comes_back_with_the_list() -> None:
    home = home_with()
    assert "Your list brings it back" in remove_program(home.agent(), "Larkspur Hospital", NOW)
    home.list_programs(LISTED)
    assert [program.name for program in home.records().programs()] == ["Larkspur Hospital"]


def test_two_tracks_are_two_programs() -> None:
    home = home_with(INVITED, BOOKED)
    found = named(home, "Wenlock Medical Center")
    home.list_programs(LISTED + "Wren Hospital,Diagnostic Radiology,,wren.example,yes,\n")
    with pytest.raises(Refused, match="another track"):
        merge_programs(home.agent(), "Wren Hospital", found.id, NOW)
