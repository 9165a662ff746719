"""What every Outbox does: the double in memory, scripted and real servers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest

from inbox_agent.errors import GiveUp, TryAgain
from inbox_agent.ports import Accepted, Envelope, NotHanded, Outbox, Outcome, Refusal, Unclear
from inbox_agent.shell.smtp import SmtpOutbox
from inbox_agent.testing import MemoryOutbox
from tests.servers.scripted_smtp import scripted_smtp

ENVELOPE = Envelope("leila@post.example", ("pd@prog.example", "pc@prog.example"))
RAW = b"Subject: thanks\r\n\r\nThank you.\r\n"


@dataclass(frozen=True, slots=True)
class World:
    outbox: Outbox
    taken: Callable[[], list[bytes]]  # what the server holds in the end


@dataclass(frozen=True, slots=True)
class Case:
    """One fault: the mood of a scripted server, and the same planned for the double."""

    mood: str
    outcome: Outcome
    asked: bool  # before_data was called
    after_data: bool = False
    taken: bool = False


REFUSED = Refusal(550, "pc@prog.example: 5.1.1 no such person", permanent=True)
CASES = [
    Case("polite", Accepted("250 2.0.0 queued as 1"), asked=True, taken=True),
    Case("refuses_second_recipient", REFUSED, asked=False),
    Case("closes_at_rcpt", NotHanded("the line broke"), asked=False),
    Case("content_refused", Refusal(550, "5.7.1 looks like spam", True), True, after_data=True),
    Case("closes_after_dot", Unclear("the line broke"), asked=True, taken=True),
    Case("closes_at_data", Unclear("the line broke"), asked=True),
]
Make = Callable[[Case], AbstractContextManager[World]]


@contextlib.contextmanager
def in_memory(case: Case) -> Iterator[World]:
    box = MemoryOutbox()
    box.will(case.outcome, after_data=case.after_data, taken=case.taken)
    yield World(box, lambda: [raw for _, raw in box.taken])


@contextlib.contextmanager
def over_smtp(case: Case) -> Iterator[World]:
    with scripted_smtp(case.mood) as server:
        refused = case.mood == "content_refused"  # it read it, and took no responsibility
        yield World(SmtpOutbox(server.server()), lambda: [] if refused else server.stored)


@pytest.fixture(params=[in_memory, over_smtp], ids=["memory", "smtp"])
def make(request: pytest.FixtureRequest) -> Make:
    kind: Make = request.param
    return kind


@pytest.mark.parametrize("case", CASES, ids=[case.mood for case in CASES])
async def test_each_outcome_means_the_same_everywhere(make: Make, case: Case) -> None:
    asked: list[bool] = []

    async def before_data() -> bool:
        asked.append(True)
        return True

    with make(case) as world:
        outcome = await world.outbox.send(ENVELOPE, RAW, before_data)
        if isinstance(case.outcome, NotHanded | Unclear):
            assert type(outcome) is type(case.outcome)  # the words differ
        else:
            assert outcome == case.outcome
        assert (bool(asked), world.taken()) == (case.asked, [RAW] if case.taken else [])


@pytest.mark.parametrize(
    ("recipients", "raw", "why"),
    [
        ((), RAW, "no recipient"),
        (("pd@prog.example",), b"caf\xe9\r\n", "the message is not 7-bit clean"),
        (("pd@prog.example",), b"a\0\r\n", "the message holds a NUL"),
        (("pd@prog.example",), b"a\n.\r\n", "a line of the message does not end with CR LF"),
        (("pd@prog.example",), b"a\r.\r\n", "a line of the message does not end with CR LF"),
        (("pd@prog.example",), b"x" * 999, "a line of the message is longer than 998 bytes"),
    ],
)
async def test_what_could_not_arrive_unchanged_is_not_sent(
    make: Make, recipients: tuple[str, ...], raw: bytes, why: str
) -> None:
    async def go() -> bool:
        return True

    with make(CASES[0]) as world:
        outcome = await world.outbox.send(Envelope("leila@post.example", recipients), raw, go)
        assert (outcome, world.taken()) == (NotHanded(why, hopeless=True), [])


async def test_a_gate_that_closes_withdraws(make: Make) -> None:
    async def closed() -> bool:
        return False

    with make(CASES[0]) as world:
        assert await world.outbox.send(ENVELOPE, RAW, closed) == NotHanded("withdrawn")
        assert world.taken() == []


async def test_a_gate_that_fails_lets_nothing_through(make: Make) -> None:
    async def broken() -> bool:
        raise RuntimeError("disk full")

    with make(CASES[0]) as world:
        with pytest.raises(RuntimeError, match="disk full"):
            await world.outbox.send(ENVELOPE, RAW, broken)
        assert world.taken() == []


@pytest.mark.parametrize(
    ("case", "error"),
    [
        (Case("wrong_password", NotHanded("no", hopeless=True), asked=False), GiveUp),
        (Case("login_busy", NotHanded("later"), asked=False), TryAgain),
    ],
    ids=["wrong password", "busy"],
)
async def test_check_raises_what_a_sign_in_would(
    make: Make, case: Case, error: type[Exception]
) -> None:
    with make(case) as world, pytest.raises(error):
        await world.outbox.check()


async def test_check_returns_a_greeting(make: Make) -> None:
    with make(CASES[0]) as world:
        assert await world.outbox.check()
