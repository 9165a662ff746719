"""Ending a server and all its connections, in an order that leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack

SETTLE_SECONDS = 0.05  # for a connection just accepted to get its protocol, one just cut to end


def until_unwound(
    stack: AsyncExitStack,
    server: asyncio.Server,
    transports: Callable[[], Iterable[asyncio.BaseTransport | None]],
) -> int:
    """The port of ``server``, which ends, with its ``transports``, when the stack unwinds."""

    def cut() -> None:
        for transport in transports():
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()

    async def end() -> None:
        await asyncio.sleep(SETTLE_SECONDS)  # asyncio trips over a close right behind an accept
        server.close()
        cut()
        await asyncio.sleep(SETTLE_SECONDS)

    stack.push_async_callback(end)
    port: int = server.sockets[0].getsockname()[1]
    return port
