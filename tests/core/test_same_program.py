"""Two names of one program: what mail writes, what the list says, what the owner joined."""

from __future__ import annotations

import pytest

from inbox_agent.core.program import Program
from inbox_agent.core.same_program import answers_to, likely_same

LISTED = Program("Great Sauk Medical Center", "Preliminary Medicine", domains=("sauk.example",),
                 id="p1")  # fmt: skip


def found(name: str, track: str = "", *domains: str, row: str = "p9") -> Program:
    return Program(name, track, domains=domains, id=row, confirmed=False)


@pytest.mark.parametrize(("name", "track", "domain", "likely"), [
    ("Great Sauk Med Ctr of Madison", "", "", True),
    ("Great Sauk University Hospital", "Internal Medicine", "", True),
    ("GSMC", "", "", True),
    ("Somebody Else", "", "sauk.example", True),
    ("Somebody Else", "", "", False),
    ("Great Sauk Medical Center", "Diagnostic Radiology", "", False),
    ("Medical Center", "", "", False),
    ("Great Lakes Medical Center", "", "", False),
])  # fmt: skip
def test_a_found_program_may_be_a_listed_one(
    name: str, track: str, domain: str, likely: bool
) -> None:
    program = found(name, track, *([domain] if domain else []))
    assert likely_same(program, [LISTED, program]) == ((LISTED,) if likely else ())


def test_of_two_found_ones_only_the_later_is_asked_about() -> None:
    first, second = found("Larkspur Hospital", row="p4"), found("Larkspur Clinic", row="p12")
    assert likely_same(second, [second, first]) == (first,)
    assert likely_same(first, [second, first]) == ()


@pytest.mark.parametrize(("alias", "hospital", "track", "same"), [
    ("Sauk Med / Preliminary Medicine", "Sauk Med", "Preliminary Medicine", True),
    ("Sauk Med / Preliminary Medicine", "SAUK MED", "", True),
    ("Sauk Med / Preliminary Medicine", "Sauk Med", "Diagnostic Radiology", False),
    ("Sauk Med", "Sauk Med", "Diagnostic Radiology", True),
    ("Sauk Med", "Sauk Valley", "", False),
])  # fmt: skip
def test_mail_that_uses_an_alias_means_its_program(
    alias: str, hospital: str, track: str, same: bool
) -> None:
    assert answers_to([alias], hospital, track) is same
