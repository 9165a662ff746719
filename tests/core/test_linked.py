"""A preliminary year and the advanced program it goes with."""

from __future__ import annotations

from dataclasses import replace

from inbox_agent.core.compare import compared, compared_lines
from inbox_agent.core.correct import corrected_program
from inbox_agent.core.impressions import USUAL
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.linked import linked_with
from inbox_agent.core.merge import merged
from inbox_agent.core.owner import Owner
from inbox_agent.core.program import Program

PRELIM = Program("Great Sauk", "Preliminary Medicine", id="p1", nrmp_participating="yes")
ADVANCED = Program("Great Sauk Medical Center", "Diagnostic Radiology", id="p2")
CATEGORICAL = Program("Great Sauk", "Categorical Medicine", id="p3")
ELSEWHERE = Program("Bramwell University", "Diagnostic Radiology", id="p4")
ALL = (PRELIM, ADVANCED, CATEGORICAL, ELSEWHERE)


def test_two_tracks_of_one_hospital_go_together_where_one_is_the_year_before() -> None:
    assert linked_with(PRELIM, ALL) == (ADVANCED,)
    assert linked_with(ADVANCED, ALL) == (PRELIM,)
    assert linked_with(CATEGORICAL, ALL) == ()
    assert linked_with(ELSEWHERE, ALL) == ()


def test_the_owner_may_say_otherwise_and_the_list_keeps_it() -> None:
    linked = corrected_program(PRELIM, [("linked", ELSEWHERE.full_name)])
    assert linked_with(linked, ALL) == (ELSEWHERE,)
    assert linked_with(ELSEWHERE, (linked, *ALL[1:])) == (linked,)
    again = merged(replace(PRELIM, id=""), [linked])
    assert linked_with(again, ALL) == (ELSEWHERE,)
    column = replace(PRELIM, extra=(("linked", "Bramwell University"),))
    assert linked_with(column, ALL) == (ELSEWHERE,)


def test_the_comparison_says_what_would_follow_a_line_a_reason() -> None:
    interview = Interview("i1", "p1", "Great Sauk", "Preliminary Medicine", InterviewState.DONE)
    owner = Owner("L", "l@post.example", "UTC", career="radiology")
    rows = compared(ALL, [interview], {"i1": {"gut": "4"}}, USUAL, owner, 2027)
    assert list(compared_lines(rows[0], ["gut"])) == [
        "Great Sauk / Preliminary Medicine (p1), done, your wish: none",
        "  + Preliminary Medicine is the one year before radiology",
        "  + Great Sauk Medical Center / Diagnostic Radiology (p2) would follow it",
        "  gut: 4",
        "  weighted 4.0, 1 of 10 criteria scored",
    ]
