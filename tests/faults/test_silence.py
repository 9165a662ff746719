"""The service when the mailbox cannot be read, when a pass fails, when it is told to stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from inbox_agent import heartbeat, jobs
from inbox_agent.core.health import ailments
from inbox_agent.errors import GiveUp, TryAgain
from inbox_agent.jobs import Jobs
from inbox_agent.pipeline import Agent, Policy, one_pass
from inbox_agent.pipeline.notices import queue_notice
from inbox_agent.ports import NotHanded
from inbox_agent.testing import MemoryMailbox
from tests.faults.agents import AFTER, Desk, invitation


@dataclass
class Ticking:
    """A clock on which a moment of the test is a minute."""

    begun: float
    factor: float = 60.0 / 0.05

    def now(self) -> datetime:
        return AFTER + timedelta(seconds=(time.monotonic() - self.begun) * self.factor)


class NeverNews(MemoryMailbox):
    """Waits as a quiet server does, until it is closed."""

    def wait(self, folder: str, seconds: float) -> bool:
        while not self.closed:
            time.sleep(0.01)
        return False


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(jobs, "FIRST_BACKOFF", 0.02)
    monkeypatch.setattr(jobs, "LONGEST_BACKOFF", 0.1)
    monkeypatch.setattr(jobs, "REFUSED_BACKOFF", 0.2)
    monkeypatch.setattr(jobs, "SILENCE_SECONDS", 0.05)
    return Desk()


async def live(
    desk: Desk, until: Callable[[], bool], agent: Agent | None = None, seconds: float = 10.0
) -> None:
    """Run the service until something is true, then stop it."""
    watchers = [("inbox", NeverNews()), ("sent", NeverNews())]
    clock = Ticking(time.monotonic())
    async with Jobs(agent or desk.agent(), clock, 0.05, watchers):
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, desk.said
            await asyncio.sleep(0.01)


def health(desk: Desk, now: datetime = AFTER) -> tuple[str, ...]:
    with desk.store.read() as records:
        return ailments(records.facts(), records.folder_states(), now)


def failures_told(desk: Desk) -> int:
    return sum(line.startswith("the pass stopped") for line in desk.said)


async def test_a_refused_password_is_tried_seldom_and_alerted_of_once(desk: Desk) -> None:
    desk.mailbox.failures.extend(GiveUp("the server refuses the password") for _ in range(4))
    await live(desk, lambda: failures_told(desk) == 4)
    assert len(desk.alerts.heard) == 1
    assert "refuses the password" in desk.alerts.heard[0].body
    assert any("refuses the password" in reason for reason in health(desk))


async def test_it_goes_on_by_itself_when_the_password_is_right_again(desk: Desk) -> None:
    desk.mailbox.failures.extend(GiveUp("the server refuses the password") for _ in range(3))
    desk.mailbox.deliver(invitation(), at=AFTER)
    await live(desk, lambda: "folders" in desk.mailbox.calls[3:] and health(desk) == ())
    with desk.store.read() as records:
        assert len(records.messages()) == 1


async def test_ten_minutes_of_silence_are_told_once_by_a_channel(desk: Desk) -> None:
    desk.mailbox.failures.extend(TryAgain("no network") for _ in range(1_000))
    await live(desk, lambda: failures_told(desk) > 10 and len(desk.alerts.heard) > 0)
    (alert,) = desk.alerts.heard
    assert "not being read" in alert.title
    assert "no network" in alert.body


async def test_without_a_channel_the_silence_is_told_by_mail(desk: Desk) -> None:
    desk.alerts.deaf = True
    desk.mailbox.failures.extend(TryAgain("no network") for _ in range(1_000))
    await live(desk, lambda: len(desk.outbox.taken) > 0)
    assert b"not being read" in desk.outbox.taken[0][1]


async def test_a_fault_of_ours_does_not_end_the_service_in_silence(desk: Desk) -> None:
    agent = desk.agent()

    class Faulty(MemoryMailbox):
        def folders(self) -> tuple:  # type: ignore[type-arg]
            if len(self.calls) < 3:
                self.calls.append("folders")
                raise ZeroDivisionError("nobody thought of this")
            return super().folders()

    faulty = Faulty()
    during: list[tuple[str, ...]] = []
    await live(
        desk, lambda: during.append(health(desk)) or len(faulty.calls) > 6,  # type: ignore[func-returns-value]
        replace(agent, mailbox=faulty),
    )  # fmt: skip
    assert any("ZeroDivisionError" in reason for reasons in during for reason in reasons)
    assert len(desk.alerts.heard) == 1
    assert health(desk) == ()


async def test_stopping_says_nothing_and_takes_no_time(desk: Desk) -> None:
    await live(desk, lambda: len(desk.mailbox.calls) > 5)
    begun = time.monotonic()
    desk.said.clear()
    await asyncio.sleep(0.1)
    assert time.monotonic() - begun < 1
    assert desk.said == []


async def test_a_stop_in_the_middle_of_a_pass_takes_under_five_seconds(desk: Desk) -> None:
    class Slow(MemoryMailbox):
        def folders(self) -> tuple:  # type: ignore[type-arg]
            self.calls.append("folders")
            while not self.closed:
                time.sleep(0.01)
            raise TryAgain("the mailbox was closed")

    slow = Slow()
    begun = time.monotonic()
    await live(desk, lambda: bool(slow.calls), replace(desk.agent(), mailbox=slow))
    assert time.monotonic() - begun < 5
    assert desk.said == []


async def test_mail_that_comes_before_the_watcher_looks_does_not_wait_for_the_poll(
    desk: Desk,
) -> None:
    class Late(NeverNews):
        """It needs its time to connect; meanwhile mail arrives."""

        def folders(self) -> tuple:  # type: ignore[type-arg]
            if not desk.mailbox.held():
                desk.mailbox.deliver(invitation(), at=AFTER)
            return super().folders()

    def read() -> bool:
        with desk.store.read() as records:
            return bool(records.messages())

    async with Jobs(desk.agent(), Ticking(time.monotonic()), 3600.0, [("inbox", Late())]):
        end = time.monotonic() + 10
        while not read():
            assert time.monotonic() < end
            await asyncio.sleep(0.01)


async def test_a_digest_whose_hour_was_slept_through_is_made_up_for_once(desk: Desk) -> None:
    desk.policy = Policy(hold=timedelta(), digest_at="07:00")
    with desk.store.write() as records:
        records.save_fact("last digest", (AFTER - timedelta(days=2)).isoformat())
    await live(desk, lambda: desk.mailbox.calls.count("folders") > 4)
    assert len(desk.notices("digest")) == 1


async def test_a_new_secret_is_tried_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "REFUSED_BACKOFF", 3600.0)
    monkeypatch.setattr(jobs, "LONGEST_BACKOFF", 3600.0)
    monkeypatch.setattr(jobs, "SECRET_SECONDS", 0.02)
    desk.mailbox.failures.append(GiveUp("the consent was revoked", "type: inbox-agent sign-in"))
    marks = iter([1, 1, 1])  # the owner signs in a moment later
    async with Jobs(desk.agent(), Ticking(time.monotonic()), 0.05, (), lambda: next(marks, 2)):
        end = time.monotonic() + 10
        while len(desk.mailbox.calls) < 5:
            assert time.monotonic() < end, desk.said
            await asyncio.sleep(0.01)
    (alert,) = desk.alerts.heard
    assert "revoked. Type: inbox-agent sign-in" in alert.body


def test_credentials_that_stay_refused_for_a_day_are_tried_less_than_thirty_times() -> None:
    waited, attempts = 0.0, 0
    while waited < 24 * 3600:
        waited += jobs._patience(GiveUp("no"), attempts)
        attempts += 1
    assert attempts < 30


async def test_refused_sending_is_alerted_of_once_by_a_channel_and_tried_seldom(
    desk: Desk,
) -> None:
    for _ in range(100):
        desk.outbox.will(NotHanded("535 wrong password", hopeless=True))
    with desk.store.write() as records:
        for number in range(3):
            queue_notice(
                desk.agent(), records, key=f"r{number}", kind="report", subject="A report",
                now=AFTER, values={"lines": ["done"], "draft": None},
            )  # fmt: skip
    for minute in range(0, 180, 2):
        await one_pass(desk.agent(), AFTER + timedelta(minutes=minute))
    (alert,) = desk.alerts.heard
    assert "cannot send mail" in alert.title
    assert desk.outbox.attempts <= 3
    assert any("535 wrong password" in reason for reason in health(desk))


async def test_what_waited_goes_out_when_sending_works_again(desk: Desk) -> None:
    desk.outbox.will(NotHanded("535 wrong password", hopeless=True))
    with desk.store.write() as records:
        queue_notice(
            desk.agent(), records, key="r", kind="report", subject="A report", now=AFTER,
            values={"lines": ["done"], "draft": None},
        )  # fmt: skip
    await one_pass(desk.agent(), AFTER)
    assert desk.notices("report") == []
    await one_pass(desk.agent(), AFTER + timedelta(minutes=61))
    assert len(desk.notices("report")) == 1
    assert not any("535" in reason for reason in health(desk))


async def test_the_watchdog_is_fed_while_a_pass_moves_on_or_waits_and_not_when_it_hangs(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "HUNG_SECONDS", 1.5)
    monkeypatch.setattr(jobs, "SECRET_SECONDS", 0.02)
    hang = asyncio.Event()

    class Hanging(MemoryMailbox):
        def folders(self) -> tuple:  # type: ignore[type-arg]
            while hang.is_set() and not self.closed:
                time.sleep(0.01)
            return super().folders()

    said: list[str] = []
    agent, clock = replace(desk.agent(), mailbox=Hanging()), Ticking(time.monotonic(), 1.0)
    async with Jobs(agent, clock, 0.05, ()) as running:
        beat = asyncio.create_task(
            heartbeat.beat_for_ever(agent, running, clock, said.append, 0.05)
        )
        await asyncio.sleep(1.0)
        assert all("WATCHDOG=1" in word for word in said)
        hang.set()
        end = time.monotonic() + 15
        while said[-1] != "STATUS=a pass hangs":
            assert time.monotonic() < end
            await asyncio.sleep(0.05)
        beat.cancel()
