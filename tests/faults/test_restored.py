"""A store restored from a backup is behind the mailbox: what may have been sent is never resent."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from inbox_agent.core.drafting import Draft, DraftState
from inbox_agent.pipeline import Policy, one_pass
from inbox_agent.ports import BeforeData, Envelope, Outcome
from inbox_agent.testing import MemoryOutbox
from tests.faults.agents import AFTER, NIGHT, Desk, answer, invitation


def run(desk: Desk, at: datetime) -> None:
    asyncio.run(one_pass(desk.agent(), at))


def only_draft(desk: Desk) -> Draft:
    with desk.store.read() as records:
        (draft,) = records.drafts()
    return draft


@pytest.fixture(params=["the agent files", "nobody files"])
def desk(request: pytest.FixtureRequest) -> Desk:
    """A thank-you is proposed and asked about."""
    files = request.param == "the agent files"
    desk = Desk(policy=Policy(hold=timedelta(), file_sent=files))
    desk.know()
    desk.mailbox.deliver(invitation())
    run(desk, NIGHT)
    run(desk, AFTER)
    return desk


def approve(desk: Desk, at: datetime) -> None:
    desk.mailbox.deliver(answer(f"approve {only_draft(desk).code}", at), "Sent", at=at)


def backup_of(desk: Desk) -> object:
    return desk.store._tables.copied()


def restore(desk: Desk, backup: object) -> None:
    desk.store._tables = backup  # type: ignore[assignment]


def test_a_backup_from_before_the_approval_sends_nothing_again(desk: Desk) -> None:
    backup = backup_of(desk)
    approve(desk, AFTER + timedelta(minutes=1))
    run(desk, AFTER + timedelta(minutes=2))
    assert len(desk.to_programs()) == 1
    restore(desk, backup)
    for minutes in (10, 20, 60):
        run(desk, AFTER + timedelta(minutes=minutes))
    assert len(desk.to_programs()) == 1
    filed = desk.policy.file_sent
    assert only_draft(desk).state is (DraftState.SENT if filed else DraftState.PROPOSED)


def test_a_backup_from_before_the_sending_sends_nothing_again(desk: Desk) -> None:
    hold = Policy(hold=timedelta(minutes=3), file_sent=desk.policy.file_sent)
    desk.policy = hold
    approve(desk, AFTER + timedelta(minutes=1))
    run(desk, AFTER + timedelta(minutes=2))
    assert only_draft(desk).state is DraftState.APPROVED
    backup = backup_of(desk)
    run(desk, AFTER + timedelta(minutes=6))
    assert len(desk.to_programs()) == 1
    restore(desk, backup)
    for minutes in (10, 20, 60):
        run(desk, AFTER + timedelta(minutes=minutes))
    assert len(desk.to_programs()) == 1


class Photographed(MemoryOutbox):
    """A backup is made while the server is being greeted: the version is claimed, no more."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self.backup = desk, object()

    async def send(self, envelope: Envelope, raw: bytes, before_data: BeforeData) -> Outcome:
        if envelope.recipients[0].endswith("greatsauk.example"):
            self.backup = backup_of(self._desk)
        return await super().send(envelope, raw, before_data)


def test_a_backup_from_between_the_claim_and_data_sends_nothing_again(desk: Desk) -> None:
    desk.outbox = outbox = Photographed(desk)
    approve(desk, AFTER + timedelta(minutes=1))
    run(desk, AFTER + timedelta(minutes=2))
    assert len(desk.to_programs()) == 1
    desk.outbox, taken = MemoryOutbox(), desk.to_programs()
    restore(desk, outbox.backup)
    for minutes in (10, 20, 60):
        run(desk, AFTER + timedelta(minutes=minutes))
    assert (len(taken), len(desk.to_programs())) == (1, 0)


def test_an_owner_who_is_asked_anew_can_still_send_it(desk: Desk) -> None:
    backup = backup_of(desk)
    desk.key.keys = type(desk.key.keys)(desk.key.keys.secret, 7)  # it was sent from elsewhere since
    restore(desk, backup)
    old = only_draft(desk).code
    run(desk, AFTER + timedelta(minutes=10))
    assert only_draft(desk).code != old
    approve(desk, AFTER + timedelta(minutes=11))
    run(desk, AFTER + timedelta(minutes=12))
    assert len(desk.to_programs()) == 1


def test_a_copy_that_could_not_be_filed_is_filed_by_the_next_pass(desk: Desk) -> None:
    from inbox_agent.errors import TryAgain

    append, failures = desk.mailbox.append, [TryAgain("over quota")]

    def failing(folder: str, raw: bytes, flags: object, at: datetime) -> None:
        if failures:
            raise failures.pop()
        append(folder, raw, flags, at)  # type: ignore[arg-type]

    desk.mailbox.append = failing  # type: ignore[method-assign,assignment]
    approve(desk, AFTER + timedelta(minutes=1))
    for minutes in (2, 3, 4):
        run(desk, AFTER + timedelta(minutes=minutes))
    copies = [m for m in desk.mailbox.held("Sent") if b"X-Inbox-Agent-Draft" in m.raw]
    assert len(copies) == (1 if desk.policy.file_sent else 0)
    if copies:
        assert copies[0].raw == desk.to_programs()[0]
