"""A mail provider inside this process: IMAP and SMTP for one owner, on loopback.

Both live in one thread with one event loop. Mail to the owner's addresses appears in INBOX;
mail to anybody else goes nowhere and is kept in ``delivered``. Nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar

from inbox_agent.demo.imap_server import ImapServer
from inbox_agent.demo.smtp_server import start_smtp
from inbox_agent.shell.server import Server

LOOPBACK = "127.0.0.1"
FOLDERS = ("Sent", "Junk", "Drafts")  # besides INBOX
START_SECONDS = 10.0  # both servers listen in about a tenth of a second
CALL_SECONDS = 10.0

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Delivered:
    """One message that was handed in for people outside."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    at: datetime  # UTC


class DemoServers:
    """Use as a context manager, or ``start`` and ``stop``. Ports are free ones, chosen anew.

    ``clock`` gives INTERNALDATE to what arrives by SMTP (aware).
    """

    def __init__(
        self,
        owner: str | Sequence[str],
        *,
        user: str = "owner",
        password: str = "demo",  # noqa: S107 -- of an account that lives as long as the demo
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        addresses = (owner,) if isinstance(owner, str) else owner
        self.owner = frozenset(address.lower() for address in addresses)
        self.user, self.password = user, password
        self.delivered: list[Delivered] = []
        self._clock = clock
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._live, name="demo-servers", daemon=True)
        self._up = threading.Event()
        self._failure: BaseException | None = None
        self._mailboxes: ImapServer
        self._imap_port = self._smtp_port = 0

    # --- life ---------------------------------------------------------------------------------

    def start(self) -> None:
        self._thread.start()
        if not self._up.wait(START_SECONDS) or self._failure:
            raise RuntimeError("the demo servers did not start") from self._failure

    def stop(self) -> None:
        """Ends both servers and their connections; waits until the ports are free."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(START_SECONDS)

    def __enter__(self) -> DemoServers:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # --- what the world does ------------------------------------------------------------------

    @property
    def imap(self) -> Server:
        return Server(LOOPBACK, self._imap_port, "plain", self.user, lambda: self.password)

    @property
    def smtp(self) -> Server:
        return Server(LOOPBACK, self._smtp_port, "plain", self.user, lambda: self.password)

    def put(
        self,
        raw: bytes,
        folder: str = "INBOX",
        *,
        at: datetime | None = None,
        flags: Sequence[str] = (),
    ) -> None:
        """Lay a message into a folder, bytes unchanged; ``at`` is its INTERNALDATE (aware)."""
        self._call(self._mailboxes.put(folder, raw, at or self._clock(), flags))

    def held(self, folder: str = "INBOX") -> tuple[bytes, ...]:
        """What lies in a folder, oldest first."""
        return self._call(self._mailboxes.held(folder))

    async def _take(self, sender: str, recipients: Sequence[str], raw: bytes) -> None:
        at = self._clock()
        outside = tuple(one for one in recipients if one.lower() not in self.owner)
        if len(outside) < len(recipients):
            await self._mailboxes.put("INBOX", raw, at, ())
        if outside:
            self.delivered.append(Delivered(sender, outside, raw, at))

    # --- the thread ---------------------------------------------------------------------------

    def _call(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(CALL_SECONDS)

    def _live(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        async with AsyncExitStack() as stack:
            try:
                self._mailboxes = ImapServer(self.user, self.password)
                self._imap_port = await self._mailboxes.start(stack, LOOPBACK, FOLDERS)
                self._smtp_port = await start_smtp(
                    stack, LOOPBACK, self._take, self.user, self.password
                )
            except (OSError, RuntimeError, ValueError) as failure:
                self._failure = failure
                return
            finally:
                self._up.set()
            await self._stop.wait()
