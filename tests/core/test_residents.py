"""Residents who invited questions, found with their addresses."""

from __future__ import annotations

import pytest

from inbox_agent.core.residents import residents_of


@pytest.mark.parametrize(("text", "found"), [
    ("With questions write to our chief resident Ada Lind (alind@h.example).",
     [("Ada Lind", "alind@h.example")]),
    (("Our residents are happy to answer questions:\n- Ada Lind, PGY-2, alind@h.example\n"
     "- Dr. Omar Said <OSaid@h.example>\n\nJoan Peel jpeel@h.example"),
     [("Ada Lind", "alind@h.example"), ("Dr. Omar Said", "osaid@h.example")]),
    (("Any questions about life here go to our chief resident, who has time: Ada\nLind "
     "(alind@h.example)."), [("Ada Lind", "alind@h.example")]),
    ("Please do not contact our residents, such as Ada Lind (alind@h.example).", []),
    ("Our residents love it here. Coordinator: Joan Peel, jpeel@h.example", []),
    ("Any questions? Ask me, Joan Peel (jpeel@h.example).", []),
])  # fmt: skip
def test_only_those_named_beside_an_address_who_take_questions(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert [(person.name, person.email) for person in residents_of(text)] == found
