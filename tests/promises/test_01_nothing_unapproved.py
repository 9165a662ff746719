"""Promise 1: nothing goes to anyone but the owner without an approval bound to its exact bytes."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.flow.house import CORPUS, House

BEFORE = "2026-11-01T09:00:00+02:00"
AFTER = "2026-11-12T22:00:00+02:00"
APPROVED = "2026-11-12T22:10:00+02:00"
LATER = "2026-11-12T22:20:00+02:00"


@pytest.fixture
def asked(patient_home: House) -> House:
    """A thank-you is proposed; approvals are held for three minutes."""
    patient_home.deliver("d022", "d024")
    patient_home.run("programs", "import", str(CORPUS / "programs.csv"))
    patient_home.poll(BEFORE)
    patient_home.poll(AFTER)
    return patient_home


def _code(house: House) -> str:
    return str(house.drafts(AFTER)[0]["code"])


def _tamper(house: House, assignment: str) -> None:
    """Somebody changes the store behind the agent's back."""
    with closing(sqlite3.connect(house.config.parent / "agent.db")) as store:
        store.execute(f"UPDATE draft SET {assignment}")  # noqa: S608 -- written in this file
        store.commit()


def test_the_owner_is_the_only_one_who_is_written_to_unasked(asked: House) -> None:
    for now in ("2026-11-13T18:00:00+02:00", "2026-11-14T18:00:00+02:00",
                "2026-12-01T09:00:00+02:00"):  # fmt: skip
        asked.poll(now)
        asked.run("digest", "--send", now=now)
    assert asked.delivered == []


@pytest.mark.parametrize(
    "change",
    [
        "raw = CAST(replace(raw, 'Nygaard', 'Somebody') AS BLOB)",
        '"to" = \'["thief@elsewhere.example"]\'',
        "approved_sha256 = 'no hash of anything'",
    ],
)
def test_what_was_changed_after_the_approval_does_not_leave(asked: House, change: str) -> None:
    asked.answer(f"approve {_code(asked)}", APPROVED)
    asked.poll("2026-11-12T22:11:00+02:00")
    _tamper(asked, change)
    asked.poll(LATER)
    assert asked.delivered == []


def test_an_edited_version_needs_an_approval_of_its_own(asked: House) -> None:
    old = _code(asked)
    asked.answer(
        f"edit {old}\n\nDear Dr. Nygaard,\n\nThank you for your time.\n\nLeila\n", APPROVED
    )
    asked.poll("2026-11-12T22:11:00+02:00")
    new = _code(asked)
    assert new != old
    asked.answer(f"approve {old}", "2026-11-12T22:12:00+02:00")
    asked.poll(LATER)
    assert asked.delivered == []
    asked.answer(f"approve {new}", "2026-11-12T22:21:00+02:00")
    asked.poll("2026-11-12T22:22:00+02:00")
    asked.poll("2026-11-12T22:30:00+02:00")
    (sent,) = asked.delivered
    assert b"Thank you for your time." in sent.raw


def test_a_recipient_that_is_no_known_contact_must_be_confirmed_by_address(asked: House) -> None:
    _tamper(asked, '"to" = \'["stranger@elsewhere.example"]\'')
    refused = asked.run("drafts", "approve", _code(asked), now=APPROVED)
    assert refused.code == 1
    assert "stranger@elsewhere.example" in refused.err


def test_while_sending_is_paused_nothing_leaves(asked: House) -> None:
    asked.answer(f"approve {_code(asked)}", APPROVED)
    asked.poll("2026-11-12T22:11:00+02:00")
    assert asked.run("pause", now="2026-11-12T22:12:00+02:00").code == 0
    asked.poll(LATER)
    assert asked.delivered == []
    assert asked.run("resume", now="2026-11-12T22:21:00+02:00").code == 0
    asked.poll("2026-11-12T22:22:00+02:00")
    assert len(asked.delivered) == 1
