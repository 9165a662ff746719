"""What runs when: watchers that notice mail, a pass when there is news or something is due, the
digest at the owner's hour. No decisions here; the pipeline has them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from types import TracebackType
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from inbox_agent.errors import GiveUp, InboxAgentError, TryAgain, UserError
from inbox_agent.pipeline import one_pass
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.due import next_due
from inbox_agent.pipeline.morning import digest_is_due, send_digest
from inbox_agent.pipeline.silence import note_trouble, watch_silence
from inbox_agent.ports import Clock, Mailbox

FINISH_SECONDS = 1.0  # a pass in flight gets this long to end by itself: it may be sending
STOP_SECONDS = 1.0  # and this long once its connections are closed; start settles what it leaves
FIRST_BACKOFF, LONGEST_BACKOFF = 5.0, 300.0  # seconds between tries of a server that is away
REFUSED_BACKOFF = 3600.0  # at most so long between tries of credentials that were refused
SECRET_SECONDS = 5.0  # how often it is looked whether the owner changed them
JITTER = 1.25  # tries are spread by up to a quarter, so that many agents do not come at once
SILENCE_SECONDS = 60.0  # how often the silence of the mailbox is looked at
IDLE_SECONDS = 8 * 60.0  # one wait for news; below nine minutes, where routers forget connections
WATCHED = ("inbox", "sent")  # by IDLE: invitations and answers; the rest is polled


class Jobs:
    """Runs an agent; use as an async context manager."""

    def __init__(
        self, agent: Agent, clock: Clock, poll_seconds: float,
        watchers: Iterable[tuple[str, Mailbox]],
        secrets: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        """``secrets``: a mark that changes when the owner changes a password or signs in anew."""
        self._agent, self._clock, self._secrets = agent, clock, secrets
        self._poll = timedelta(seconds=poll_seconds)
        self._watchers = tuple(watchers)  # (role of a folder, a connection of its own for it)
        self._news = asyncio.Event()
        self._well = asyncio.Event()  # the last pass went through
        self._stopping = False
        self._one_at_a_time, self._alerting = asyncio.Lock(), asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._begun = clock.now()
        self._why = ""  # the last error of a pass
        self.last_step = 0.0  # of the loop's clock: when a pass last began, ended or was put off
        self._wait = 0.0  # seconds from the last pass that went through to the next
        self._scheduler = AsyncIOScheduler(
            timezone=ZoneInfo(agent.owner.time_zone),
            # A laptop sleeps: a digest that is late is still wanted, once.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    async def __aenter__(self) -> Jobs:
        hour, minute = self._agent.policy.digest_at.split(":")
        self._scheduler.add_job(self._digest, "cron", hour=int(hour), minute=int(minute))
        self._scheduler.add_job(self._silence, "interval", seconds=SILENCE_SECONDS)
        self._scheduler.start()
        self._tasks.append(asyncio.create_task(self._pass_for_ever()))
        for role, mailbox in self._watchers:
            self._tasks.append(asyncio.create_task(self._watch_for_ever(role, mailbox)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._stopping = True
        self._scheduler.shutdown(wait=False)
        passing, *watching = self._tasks
        for task in watching:
            task.cancel()
        if self._one_at_a_time.locked():
            await asyncio.wait([passing], timeout=FINISH_SECONDS)
        mailboxes = (*(mailbox for _, mailbox in self._watchers), self._agent.mailbox)
        await asyncio.gather(*(asyncio.to_thread(mailbox.close) for mailbox in mailboxes))
        passing.cancel()
        await asyncio.wait(self._tasks, timeout=STOP_SECONDS)

    async def _pass_for_ever(self) -> None:
        """A pass at once, then whenever there is news, something is due, or the poll is over."""
        failures = 0
        while not self._stopping:
            self._news.clear()
            self._step()
            error = await self._guarded(self._pass)
            self._step()
            if error is None:
                failures, self._why = 0, ""
                self._well.set()
                await self._sleep_until_news(self._wait)
            elif not self._stopping:
                self._well.clear()
                self._why = str(error)
                wait, failures = _patience(error, failures), failures + 1
                self._agent.tell(f"the pass stopped: {_with_cure(error)}; again in {wait:.0f} s")
                await self._sleep_until_changed(wait)  # news must not lead to a storm of sign-ins

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> Exception | None:
        """The error of ``work``; one that does not pass by itself is alerted of, once."""
        try:
            await work()
        except TryAgain as error:
            return error
        except (GiveUp, UserError) as error:
            await self._alarm(_with_cure(error))
            return error
        except InboxAgentError as error:
            return error
        except Exception as error:  # noqa: BLE001 -- a service that ends in silence is the worst
            await self._alarm(f"a fault in inbox-agent: {type(error).__name__}: {error}")
            return error
        return None

    async def _alarm(self, why: str) -> None:
        if self._stopping:
            return
        try:
            note_trouble(self._agent, why, self._clock.now())
        except InboxAgentError as error:  # the store itself: the log is what is left
            self._agent.tell(f"could not keep the trouble: {error}")
        await self._silence()

    async def _pass(self) -> None:
        async with self._one_at_a_time:
            counts = await one_pass(self._agent, self._clock.now(), self._clock)
        if counts.new or counts.answers or counts.drafted or counts.sent:
            shown = ", ".join(f"{value} {key}" for key, value in counts.as_dict().items() if value)
            self._agent.tell(f"pass: {shown}")
        if digest_is_due(self._agent, self._clock.now()):  # the machine slept through its hour
            await self._send_digest()
        self._wait = self._until_next()

    async def _digest(self) -> None:
        error = await self._guarded(self._send_digest)
        if error is not None:
            self._agent.tell(f"the digest stopped: {error}; the next pass tries it again")

    async def _send_digest(self) -> None:
        async with self._one_at_a_time:
            await send_digest(self._agent, self._clock.now())

    async def _silence(self) -> None:
        """Ten minutes without a round trip are said aloud; it also sends alerts that wait."""
        async with self._alerting:
            await self._tell_silence()

    async def _tell_silence(self) -> None:
        try:
            await watch_silence(self._agent, self._begun, self._clock.now(), self._why)
        except InboxAgentError as error:
            self._agent.tell(f"the silence of the mailbox could not be told: {error}")

    def _until_next(self) -> float:
        """Seconds until something is due, at most the poll interval."""
        now = self._clock.now()
        with self._agent.store.read() as records:
            due: datetime | None = next_due(records, now)
        return min(self._poll, due - now if due else self._poll).total_seconds()

    async def _sleep_until_news(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), max(seconds, 0.0))
        except TimeoutError:
            return  # nothing came: the poll is due

    async def _sleep_until_changed(self, seconds: float) -> None:
        """Waits, but not for the rest of an hour once the owner has changed the secret."""
        before, left = self._secrets(), seconds
        while left > 0 and self._secrets() == before:
            self._step()
            await asyncio.sleep(min(left, SECRET_SECONDS))
            left -= SECRET_SECONDS

    def _step(self) -> None:
        self.last_step = asyncio.get_running_loop().time()

    async def _watch_for_ever(self, role: str, mailbox: Mailbox) -> None:
        """Wait for news in one folder; a pass follows. While passes fail nobody watches."""
        backoff = FIRST_BACKOFF
        while not self._stopping:
            await self._well.wait()
            try:
                folder = await asyncio.to_thread(_folder_of, mailbox, role)
                if folder is None:
                    return
                await asyncio.to_thread(mailbox.examine, folder)
                self._news.set()  # what came after the last pass and before this look
                while self._well.is_set() and not self._stopping:
                    if await asyncio.to_thread(mailbox.wait, folder, IDLE_SECONDS):
                        self._news.set()
                    backoff = FIRST_BACKOFF
            except Exception as error:  # noqa: BLE001 -- the poll goes on beside it in any case
                if self._stopping:
                    return
                self._agent.tell(f"watching {role} stopped: {error}; again in {backoff:.0f} s")
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, LONGEST_BACKOFF)


def _patience(error: Exception, failures: int) -> float:
    """How long to wait after ``error``: what the server asked for; ever longer after refusals."""
    if isinstance(error, TryAgain) and error.retry_after is not None:
        return error.retry_after
    doubled = float(1 << min(failures, 10)) * random.uniform(1.0, JITTER)
    if isinstance(error, GiveUp | UserError):
        return min(LONGEST_BACKOFF * doubled, REFUSED_BACKOFF)
    return min(FIRST_BACKOFF * doubled, LONGEST_BACKOFF)


def _with_cure(error: Exception) -> str:
    """What happened and what to type: a UserError says both itself."""
    cure = error.cure if isinstance(error, TryAgain | GiveUp) else ""
    return f"{error}. {cure[0].upper()}{cure[1:]}" if cure else str(error)


def _folder_of(mailbox: Mailbox, role: str) -> str | None:
    return next((folder.name for folder in mailbox.folders() if folder.role == role), None)
