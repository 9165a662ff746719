"""A submission server that takes everything from the signed-in owner, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager

from inbox_agent.demo.smtp_server import start_smtp
from tests.servers.listener import LOOPBACK

START_SECONDS = 10.0

Take = Callable[[str, tuple[str, ...], bytes], None]


@contextmanager
def submission_server(user: str, password: str, take: Take) -> Iterator[int]:
    """Runs until the block ends; gives the port. ``take`` runs in the server's thread."""
    ports: list[int] = []
    up, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def taken(sender: str, recipients: Sequence[str], raw: bytes) -> None:
        await asyncio.to_thread(take, sender, tuple(recipients), raw)

    async def serve() -> None:
        async with AsyncExitStack() as stack:
            ports.append(await start_smtp(stack, LOOPBACK, taken, user, password))
            up.set()
            await stop.wait()

    def live() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=live, name="submission", daemon=True)
    thread.start()
    try:
        assert up.wait(START_SECONDS), "the submission server did not start"
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(START_SECONDS)
