"""The log's chain: whatever is changed, taken out or put in between shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from inbox_agent.core.audit import problems, seal
from inbox_agent.core.stored import AuditEntry

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
Entries = list[AuditEntry]


def a_log(count: int = 4) -> Entries:
    entries: Entries = []
    for number in range(1, count + 1):
        previous = entries[-1].hash if entries else ""
        at = NOW + timedelta(minutes=number)
        words = ("accepted", f"d{number}", "version 1: 250 ok")
        entries.append(seal(AuditEntry(number, at, *words, previous, hash="")))
    return entries


def test_a_log_that_nobody_touched_holds() -> None:
    assert problems(a_log()) == ()
    assert problems([]) == ()


def test_the_zone_in_which_a_moment_is_written_changes_nothing() -> None:
    amman = timezone(timedelta(hours=3))
    assert problems([replace(each, at=each.at.astimezone(amman)) for each in a_log()]) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda log: [log[0], replace(log[1], detail="x"), *log[2:]], "entry 2 was changed"),
        (lambda log: [log[0], replace(log[1], at=NOW), *log[2:]], "entry 2 was changed"),
        (lambda log: [log[0], seal(replace(log[1], detail="x")), *log[2:]],
         "entry 3 does not follow"),
        (lambda log: [log[0], *log[2:]], "entry 2 is missing"),
        (lambda log: log[1:], "entry 1 is missing"),
        (lambda log: [*log[:2], log[1], *log[2:]], "entry 3 is missing"),
        (lambda log: [log[1], log[0], *log[2:]], "entry 1 is missing"),
    ],
    ids=["words", "time", "sealed anew", "one gone", "the first gone", "one twice", "order"],
)  # fmt: skip
def test_whatever_was_done_to_it_shows(change: Callable[[Entries], Entries], said: str) -> None:
    assert any(said in line for line in problems(change(a_log())))
