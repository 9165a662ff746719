"""What the owner may correct, by the keys of the doors, and what is refused."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from inbox_agent.core.correct import corrected_interview, corrected_program
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.reading import Person
from inbox_agent.errors import Refused

CENTRAL = ZoneInfo("America/Chicago")
BOOKED = Interview(
    "i1", "p1", "Sauk", "", InterviewState.SCHEDULED,
    start=datetime(2026, 11, 12, 8, tzinfo=CENTRAL),
    time_zone="America/Chicago", time_zone_assumed=True,
)  # fmt: skip


def corrected(**fields: str) -> Interview:
    return corrected_interview(BOOKED, tuple(fields.items()))


def test_an_hour_without_an_offset_is_of_the_interviews_zone() -> None:
    assert corrected(start="2026-11-13T09:30").start == datetime(
        2026, 11, 13, 9, 30, tzinfo=CENTRAL
    )
    assert corrected(start="2026-11-13").start == date(2026, 11, 13)


def test_a_new_zone_keeps_the_hour_and_is_assumed_no_more() -> None:
    after = corrected(time_zone="America/Denver")
    assert after.start == datetime(2026, 11, 12, 8, tzinfo=ZoneInfo("America/Denver"))
    assert not after.time_zone_assumed
    assert after.owner_fields == {"time_zone"}


def test_interviewers_may_lack_an_address() -> None:
    after = corrected(interviewers="Ada Wren <AWren@sauk.example>; Bo Li")
    assert after.interviewers == (Person("Ada Wren", "awren@sauk.example"), Person("Bo Li"))


def test_a_decline_is_an_answer() -> None:
    assert corrected(state="declined").answered


@pytest.mark.parametrize("field", [
    ("start", "soon"), ("state", "maybe"), ("mode", "by pigeon"), ("time_zone", "Mars/Olympus"),
    ("interviewers", "<no@name.example>"), ("id", "i2"), ("sequence", "7"),
])  # fmt: skip
def test_what_cannot_be_is_refused_with_a_cure(field: tuple[str, str]) -> None:
    with pytest.raises(Refused):
        corrected_interview(BOOKED, [field])


def test_a_corrected_program_is_confirmed() -> None:
    found = Program("Sauk", confirmed=False)
    after = corrected_program(found, [("contacts", "Di <di@sauk.example>"), ("track", "Medicine")])
    assert after == Program(
        "Sauk", "Medicine", contacts=(Contact("Di", "di@sauk.example", "program director"),)
    )
    with pytest.raises(Refused):
        corrected_program(found, [("nrmp_participating", "perhaps")])


@pytest.mark.parametrize(("topic", "value", "kept"), [
    ("visa_j1", "Yes", "yes"), ("old_graduates", "5 years", "5 years"), ("visa_h1b", "", None),
])  # fmt: skip
def test_whom_a_program_accepts_may_be_said_by_the_owner(
    topic: str, value: str, kept: str | None
) -> None:
    known = corrected_program(Program("Sauk"), [(topic, value)]).accepting(topic)
    assert (known.answer if known else None) == kept


def test_an_answer_that_means_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="yes, no, sometimes"):
        corrected_program(Program("Sauk"), [("visa_j1", "perhaps")])
