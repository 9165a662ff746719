"""programs.csv in, programs out, and back unchanged."""

from __future__ import annotations

import pytest

from inbox_agent.core.program import Contact, Program
from inbox_agent.core.program_list import contacts_text, read_programs, write_programs

HEADER = "name,track,city,state,time_zone,domains,nrmp_code,nrmp_participating,contacts\n"


def test_the_first_contact_without_roles_is_the_director() -> None:
    programs, problems = read_programs(HEADER + "A,,,,,,,,Di R <d@a.example>; Co O <c@a.example>\n")
    assert problems == ()
    assert programs[0].contacts == (
        Contact("Di R", "d@a.example", "program director"),
        Contact("Co O", "c@a.example", "coordinator"),
    )


def test_roles_that_are_written_are_kept() -> None:
    programs, _ = read_programs(HEADER + "A,,,,,,,,Co O <c@a.example> (coordinator)\n")
    assert programs[0].contacts == (Contact("Co O", "c@a.example", "coordinator"),)


def test_every_problem_is_told_with_its_line_and_the_rest_is_read() -> None:
    text = HEADER + ",x,,,,,,,\nB,,,,Mars,,,maybe,nobody\nC,,,,,,,,\n"
    programs, problems = read_programs(text)
    assert [program.name for program in programs] == ["C"]
    assert [problem.what for problem in problems] == [
        "line 2: the program has no name",
        "line 3: nrmp_participating is 'maybe'",
        "line 3: time_zone is 'Mars'",
        "line 3: contact 'nobody'",
    ]


def test_a_hospital_may_stand_there_once_for_each_track() -> None:
    programs, problems = read_programs(HEADER + "A,x,,,,,,,\nA,y,,,,,,,\nA,x,,,,,,,\n")
    assert [program.full_name for program in programs] == ["A / x", "A / y"]
    assert [problem.what for problem in problems] == ["line 4: A / x stands there twice"]


def test_a_list_comes_back_as_it_went() -> None:
    program = Program(
        "=A, Hospital", "DR", "Reno", "NV", "America/Los_Angeles", ("a.example", "b.example"),
        "1234420A0", "yes", (Contact("Di R", "d@a.example", "program director"),),
        extra=(("visa", "-J-1"),),
    )  # fmt: skip
    text = write_programs([program])
    assert '"\'=A, Hospital"' in text
    assert read_programs(text) == ((program,), ())


def test_a_file_without_names_is_refused_with_one_problem() -> None:
    assert [problem.what for problem in read_programs("a,b\n1,2\n")[1]] == [
        "line 1: there is no column called name"
    ]


def test_contacts_without_roles_come_back_without_roles() -> None:
    text = "name,contacts\nA,Di R <d@a.example>; Jo <j@a.example>\n"
    programs, _ = read_programs(text)
    assert [contact.role for contact in programs[0].contacts] == ["program director", "coordinator"]
    assert contacts_text(programs[0].contacts) == "Di R <d@a.example>; Jo <j@a.example>"
    learned = (*programs[0].contacts, Contact("Ada", "a@a.example", "interviewer", "m1"))
    assert contacts_text(learned).endswith("(coordinator); Ada <a@a.example> (interviewer)")


@pytest.mark.parametrize(("row", "what"), [
    (",Prelim,UTC", "line 3: the program has no name"),
    ("B,Prelim,Mars/Y", "line 3: time_zone is 'Mars/Y'"),
    ("B,Prelim,EDT5", "line 3: time_zone is 'EDT5'"),
])  # fmt: skip
def test_a_row_that_cannot_be_is_told_with_its_line_and_the_others_are_read(
    row: str, what: str
) -> None:
    programs, problems = read_programs(f"name,track,time_zone\nA,x,America/Chicago\n{row}\n")
    assert [program.name for program in programs] == ["A"]
    assert [problem.what for problem in problems] == [what]
