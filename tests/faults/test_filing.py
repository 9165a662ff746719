"""Filing: each message once, whatever breaks in between; off unless the owner wants it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from inbox_agent.core.reading import Category
from inbox_agent.errors import TryAgain
from inbox_agent.pipeline import one_pass
from inbox_agent.pipeline.filing import file_sorted
from tests.faults.agents import AFTER, NIGHT, Desk, mail

EVERY = tuple((category.value, "Sorted") for category in Category)


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.policy = replace(made.policy, filing=EVERY)
    for number in range(5):
        made.mailbox.deliver(letter(number))
    return made


def letter(number: int, message_id: str | None = None) -> bytes:
    named = f"<{number}@alumni.example>" if message_id is None else message_id
    return mail(f"Letter {number}", f"Issue {number}", NIGHT + timedelta(minutes=number),
                sender="news@alumni.example", message_id=named)  # fmt: skip


def read(desk: Desk, minute: int = 0) -> None:
    asyncio.run(one_pass(desk.agent(), AFTER + timedelta(minutes=minute)))


def filed(desk: Desk) -> list[bytes]:
    there = {folder.name for folder in desk.mailbox.folders()}
    return [copy.raw for copy in desk.mailbox.held("Sorted")] if "Sorted" in there else []


def test_each_is_copied_once_and_stays(desk: Desk) -> None:
    read(desk)
    read(desk, 2)
    assert filed(desk) == [letter(number) for number in range(5)]
    assert len(desk.mailbox.held("INBOX")) == 5


def test_off_by_default(desk: Desk) -> None:
    desk.policy = replace(desk.policy, filing=())
    read(desk)
    assert "copy" not in desk.mailbox.calls


@pytest.mark.parametrize("message_id", [None, ""])
def test_a_crash_between_a_copy_and_its_note_copies_nothing_twice(
    desk: Desk, message_id: str | None
) -> None:
    desk.mailbox.deliver(letter(9, message_id))
    read(desk)
    with desk.store.write() as records:
        records.remove_fact("filed until")
    file_sorted(desk.agent(), AFTER)
    assert len(filed(desk)) == 6


def test_a_connection_that_breaks_at_any_copy_loses_and_doubles_nothing(desk: Desk) -> None:
    copy, failures = desk.mailbox.copy, iter([True, False, True, False, False, True])

    def breaking(folder: str, uid: int, target: str) -> None:
        copy(folder, uid, target)
        if next(failures, False):
            raise TryAgain("cut after the server had done it")

    desk.mailbox.copy = breaking  # type: ignore[method-assign]
    for minute in range(0, 12, 2):
        read(desk, minute)
    assert sorted(filed(desk)) == sorted(letter(number) for number in range(5))


def test_the_same_id_on_another_message_hides_nothing(desk: Desk) -> None:
    desk.mailbox.deliver(letter(8, "<0@alumni.example>"))
    read(desk)
    assert len(filed(desk)) == 6


def test_what_the_owner_moved_away_is_not_copied(desk: Desk) -> None:
    desk.policy = replace(desk.policy, filing=())
    read(desk)
    desk.policy = replace(desk.policy, filing=EVERY)
    desk.mailbox.expunge(2)
    read(desk, 2)
    assert len(filed(desk)) == 4


def test_a_dry_run_says_what_it_would_copy(desk: Desk) -> None:
    desk.policy = replace(desk.policy, dry_run=True)
    read(desk)
    assert filed(desk) == []
    assert sum(line.startswith("would copy to Sorted") for line in desk.said) == 5
