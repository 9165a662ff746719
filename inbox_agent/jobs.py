"""What runs when: watchers that notice mail, a pass when there is news or something is due, the
digest at the owner's hour. No decisions here; the pipeline has them."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from types import TracebackType
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from inbox_agent.errors import GiveUp, InboxAgentError, TryAgain
from inbox_agent.pipeline import one_pass
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.due import next_due
from inbox_agent.pipeline.morning import send_digest
from inbox_agent.ports import Clock, Mailbox

STOP_SECONDS = 3.0  # a pass in flight gets this long to end; what it leaves is settled at start
FIRST_BACKOFF, LONGEST_BACKOFF = 5.0, 300.0  # seconds between tries of a server that is away
IDLE_SECONDS = 8 * 60.0  # one wait for news; below nine minutes, where routers forget connections
WATCHED = ("inbox", "sent")  # by IDLE: invitations and answers; the rest is polled


class Jobs:
    """Runs an agent; use as an async context manager."""

    def __init__(
        self, agent: Agent, clock: Clock, poll_seconds: float, watchers: dict[str, Mailbox]
    ) -> None:
        self._agent, self._clock = agent, clock
        self._poll = timedelta(seconds=poll_seconds)
        self._watchers = watchers  # a connection of its own for each watched folder's role
        self._news = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._scheduler = AsyncIOScheduler(
            timezone=ZoneInfo(agent.owner.time_zone),
            # A laptop sleeps: a digest that is late is still wanted, once.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    async def __aenter__(self) -> Jobs:
        hour, minute = self._agent.policy.digest_at.split(":")
        self._scheduler.add_job(self._digest, "cron", hour=int(hour), minute=int(minute))
        self._scheduler.start()
        self._tasks.append(asyncio.create_task(self._pass_for_ever()))
        for role, mailbox in self._watchers.items():
            self._tasks.append(asyncio.create_task(self._watch_for_ever(role, mailbox)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._scheduler.shutdown(wait=False)
        for mailbox in (*self._watchers.values(), self._agent.mailbox):
            await asyncio.to_thread(mailbox.close)
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks, timeout=STOP_SECONDS)

    async def _pass_for_ever(self) -> None:
        """A pass at once, then whenever there is news, something is due, or the poll is over."""
        backoff = FIRST_BACKOFF
        while True:
            self._news.clear()
            try:
                await self._pass()
                wait, backoff = self._until_next(), FIRST_BACKOFF
            except InboxAgentError as error:
                wait, backoff = _patience(error, backoff), min(backoff * 2, LONGEST_BACKOFF)
                self._agent.tell(f"the pass stopped: {error}; again in {wait:.0f} s")
            await self._sleep(wait)

    async def _pass(self) -> None:
        async with self._one_at_a_time:
            counts = await one_pass(self._agent, self._clock.now(), self._clock)
        if counts.new or counts.answers or counts.drafted or counts.sent:
            shown = ", ".join(f"{value} {key}" for key, value in counts.as_dict().items() if value)
            self._agent.tell(f"pass: {shown}")

    async def _digest(self) -> None:
        async with self._one_at_a_time:
            await send_digest(self._agent, self._clock.now())

    def _until_next(self) -> float:
        """Seconds until something is due, at most the poll interval."""
        now = self._clock.now()
        with self._agent.store.read() as records:
            due: datetime | None = next_due(records, now)
        return min(self._poll, due - now if due else self._poll).total_seconds()

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), max(seconds, 0.0))
        except TimeoutError:
            return  # nothing came: the poll is due

    async def _watch_for_ever(self, role: str, mailbox: Mailbox) -> None:
        """Wait for news in one folder; a pass follows. Errors are the pass's to tell: it polls."""
        backoff = FIRST_BACKOFF
        while True:
            try:
                folder = await asyncio.to_thread(_folder_of, mailbox, role)
                if folder is None:
                    return
                if await asyncio.to_thread(mailbox.wait, folder, IDLE_SECONDS):
                    self._news.set()
                backoff = FIRST_BACKOFF
            except InboxAgentError as error:
                self._agent.tell(f"watching {role} stopped: {error}; again in {backoff:.0f} s")
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, LONGEST_BACKOFF)


def _patience(error: InboxAgentError, backoff: float) -> float:
    """How long to wait after ``error``: what the server asked for; long after a refused login."""
    if isinstance(error, TryAgain) and error.retry_after is not None:
        return error.retry_after
    return LONGEST_BACKOFF if isinstance(error, GiveUp) else backoff


def _folder_of(mailbox: Mailbox, role: str) -> str | None:
    return next((folder.name for folder in mailbox.folders() if folder.role == role), None)
