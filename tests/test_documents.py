"""What the documents draw from tables in the code is what the tables say today."""

from __future__ import annotations

import pytest

from inbox_agent.core import send, track
from tests.documents import SECTIONS, attacks, current, draft_edges, exists, interview_edges
from tests.documents import tests_named as named_tests


@pytest.mark.parametrize("section", SECTIONS)
def test_the_section_is_current(section: str) -> None:
    _, make = SECTIONS[section]
    assert current(section) == make(), "type: python -m tests.documents"


def test_every_transition_is_drawn() -> None:
    assert len(draft_edges()) == len(send.TRANSITIONS) + 2  # and the two beginnings
    assert len(interview_edges()) == len(track.TRANSITIONS) + 1  # and the clock's


@pytest.mark.parametrize("test", named_tests())
def test_every_test_that_the_attack_list_names_is_there(test: str) -> None:
    assert exists(test)


def test_every_attack_has_a_result_and_a_test() -> None:
    assert len(attacks()) >= 25
    assert all(attack["what"] and attack["result"] and attack["tests"] for attack in attacks())
