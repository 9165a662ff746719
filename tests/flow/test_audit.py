"""The log of one letter, from its proposal to the server's word, and what tampering does to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.flow.house import CORPUS, House

AFTER, SENT = "2026-11-12T22:00:00+02:00", "2026-11-12T22:10:00+02:00"


@pytest.fixture
def told(home: House) -> House:
    """A thank-you was proposed, approved by mail, and sent."""
    home.deliver("d022", "d024")
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll("2026-11-01T09:00:00+02:00")
    home.poll(AFTER)
    home.answer(f"approve {home.drafts(AFTER)[0]['code']}", SENT)
    home.poll(SENT)
    return home


def query(house: House, statement: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(house.config.parent / "agent.db")) as store:
        rows = store.execute(statement).fetchall()
        store.commit()
        return rows


def test_proposal_answer_with_its_proof_and_dispatch_are_in_it_in_their_order(told: House) -> None:
    (draft,) = told.drafts(SENT)
    rows = query(told, f"SELECT event, detail FROM audit WHERE subject='{draft['id']}'"  # noqa: S608
                 " ORDER BY number")  # fmt: skip
    assert [event for event, _ in rows] == [
        "proposed",
        "answer approve",
        "claim",
        "data",
        "accepted",
    ]
    assert dict(rows)["answer approve"] == f"{draft['code']} proved by sent-folder"
    assert "250" in dict(rows)["accepted"]
    assert told.run("audit", "verify").code == 0


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit SET detail='K7M2RX proved by dkim' WHERE event='answer approve'", "changed"),
        ("DELETE FROM audit WHERE event='answer approve'", "missing"),
    ],
)
def test_a_log_that_was_touched_is_told(told: House, statement: str, said: str) -> None:
    query(told, statement)
    done = told.run("audit", "verify")
    assert done.code == 1
    assert said in done.out
