"""The SMTP half: aiosmtpd, which takes mail from the signed-in owner only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from inbox_agent.demo.listening import until_unwound

MAX_BYTES = 30_000_000  # announced as SIZE
NAME = "demo.example"

# aiosmtpd warns about an attribute that only it touches; people who watch a demo need not read it.
logging.getLogger("mail.log").setLevel(logging.ERROR)

Take = Callable[[str, Sequence[str], bytes], Awaitable[None]]


class _Handler:
    def __init__(self, take: Take) -> None:
        self._take = take

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 sign in first"
        envelope.mail_from = address
        return "250 2.1.0 ok"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        raw = envelope.content
        if not isinstance(raw, bytes):
            return "554 5.6.0 no message"
        await self._take(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw)
        return "250 2.0.0 taken"


async def start_smtp(stack: AsyncExitStack, host: str, take: Take, user: str, password: str) -> int:
    """Listen until the stack unwinds; the port. ``take`` gets sender, recipients and bytes."""
    handler = _Handler(take)

    def signs_in(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        right = LoginPassword(user.encode(), password.encode())
        return AuthResult(success=given == right, handled=False)

    connections: WeakSet[SMTP] = WeakSet()

    def connect() -> SMTP:
        protocol = SMTP(
            handler,
            data_size_limit=MAX_BYTES,
            hostname=NAME,
            ident="demo",
            auth_require_tls=False,  # loopback; there is no certificate to show
            authenticator=signs_in,
            loop=asyncio.get_running_loop(),
        )
        connections.add(protocol)
        return protocol

    server = await asyncio.get_running_loop().create_server(connect, host, 0)
    return until_unwound(stack, server, lambda: [one.transport for one in connections])
