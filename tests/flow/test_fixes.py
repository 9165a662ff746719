"""The owner's corrections of messages, interviews and programs, and what follows from them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from inbox_agent.core.commands import Command, Verb
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.errors import NotFound, Refused
from inbox_agent.pipeline.commands import run_command
from tests.flow.memory_agent import CORPUS, Home, letter

SAUK = "Brenda Kowalczyk <bkowalczyk@greatsauk.example>"
NOW = datetime.fromisoformat("2026-10-20T12:00:00+03:00")


def booking(day: str, at: str, number: int = 1) -> bytes:
    return letter(SAUK, "Interview confirmed", f"""Dear Dr. Haddad,

Your interview at Great Sauk Medical Center is confirmed for {day}, 2026,
8:00 AM to 1:15 PM CT.
""", at, message_id=f"<b{number}@greatsauk.example>")  # fmt: skip


@pytest.fixture
def home() -> Home:
    here = Home()
    here.list_programs((CORPUS / "programs.csv").read_text("utf-8"))
    here.deliver(booking("Thursday, November 12", "2026-10-16T08:00:00-05:00"))
    here.poll(NOW)
    return here


def fix(home: Home, row_id: str, *, now: datetime = NOW, **fields: str) -> str:
    command = Command(Verb.FIX, row_id=row_id, fields=tuple(fields.items()))
    return run_command(home.agent(), command, now)


def the_interview(home: Home) -> Interview:
    (interview,) = home.records().interviews()
    return interview


def test_a_corrected_time_stands_against_older_mail_and_yields_to_a_newer_move(home: Home) -> None:
    row = the_interview(home).id
    fix(home, row, start="2026-11-13T08:00")
    home.deliver(booking("Thursday, November 19", "2026-10-15T08:00:00-05:00", 2))
    home.poll(NOW + timedelta(minutes=5))
    interview = the_interview(home)
    assert (interview.id, str(interview.start)) == (row, "2026-11-13 08:00:00-06:00")
    assert interview.owner_fields == {"start"}
    home.deliver(booking("Tuesday, December 1", "2026-10-21T08:00:00-05:00", 3))
    home.poll(NOW + timedelta(days=2))
    interview = the_interview(home)
    assert (interview.id, str(interview.start)) == (row, "2026-12-01 08:00:00-06:00")
    assert interview.owner_fields == frozenset()


def test_a_declined_interview_stays_declined(home: Home) -> None:
    fix(home, the_interview(home).id, state="declined")
    home.poll(NOW + timedelta(days=40))
    assert the_interview(home).state is InterviewState.DECLINED
    assert home.records().drafts() == ()


def test_interviewers_and_a_zone_may_be_set(home: Home) -> None:
    row = the_interview(home).id
    fix(
        home,
        row,
        interviewers="Ada Wren <awren@greatsauk.example>; Bo Li",
        time_zone="America/Denver",
    )
    interview = the_interview(home)
    assert [(p.name, p.email) for p in interview.interviewers] == [
        ("Ada Wren", "awren@greatsauk.example"), ("Bo Li", ""),
    ]  # fmt: skip
    assert str(interview.start) == "2026-11-12 08:00:00-07:00"


def test_a_message_that_is_something_else_takes_its_interview_with_it(home: Home) -> None:
    message = home.records().messages()[0]
    fix(home, message.id, category="announcement")
    assert home.records().interviews() == ()
    fix(home, message.id, category="interview_scheduled")
    assert str(the_interview(home).start) == "2026-11-12 08:00:00-06:00"


def test_a_message_of_another_program_moves_its_interview_there(home: Home) -> None:
    message = home.records().messages()[0]
    fix(home, message.id, program="Calumet General Hospital")
    assert the_interview(home).program == "Calumet General Hospital"


def test_a_programs_contacts_and_policy_stand_against_what_older_mail_taught(home: Home) -> None:
    program = next(p for p in home.records().programs() if "Sauk" in p.name)
    fix(home, program.id, contact_policy="refused", contacts="Di Rector <di@greatsauk.example>")
    home.deliver(booking("Thursday, November 12", "2026-10-16T09:00:00-05:00", 4))
    home.poll(NOW + timedelta(minutes=5))
    program = next(p for p in home.records().programs() if "Sauk" in p.name)
    assert program.contact_policy == "refused"
    assert [(c.name, c.role) for c in program.contacts] == [("Di Rector", "program director")]


def test_a_programs_new_name_is_that_of_its_interviews_too(home: Home) -> None:
    program = next(p for p in home.records().programs() if "Sauk" in p.name)
    fix(home, program.id, name="Sauk Medical Center")
    assert the_interview(home).program == "Sauk Medical Center"
    assert the_interview(home).state is InterviewState.SCHEDULED


def test_what_does_not_exist_or_cannot_be_is_refused_and_changes_nothing(home: Home) -> None:
    before = home.records().interviews()
    with pytest.raises(NotFound):
        fix(home, "i999", state="done")
    for fields in ({"start": "soon"}, {"state": "maybe"}, {"colour": "red"}):
        with pytest.raises(Refused):
            fix(home, before[0].id, **fields)  # type: ignore[arg-type]
    assert home.records().interviews() == before


def test_an_impression_may_be_fixed_too(home: Home) -> None:
    assert "gut = 4" in fix(home, the_interview(home).id, gut="4")


def test_what_the_owner_wrote_is_in_the_ledger_once_however_often_it_is_read(home: Home) -> None:
    home.deliver(letter(
        "Leila Haddad <leila.haddad@post.example>", "Re: Interview confirmed",
        "Dear Ms. Kowalczyk,\n\nThank you. I will rank Great Sauk first.\n\nLeila Haddad",
        "2026-10-17T09:00:00+03:00", to=SAUK, In_Reply_To="<b1@greatsauk.example>",
    ), "Sent")  # fmt: skip
    home.poll(NOW)
    season = home.agent().season.name
    before = home.records().ledger(season)
    program = next(p for p in home.records().programs() if "Sauk" in p.name)
    fix(home, program.id, city="Madison West")
    assert [entry.claim for entry in before].count("first_choice") == 1
    assert home.records().ledger(season) == before
