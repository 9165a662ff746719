"""The IMAP half: pymap with its dictionary in memory, one user.

pymap knows no SPECIAL-USE; the folders have their usual names, which is as good.
"""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from weakref import WeakSet

from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import DictBackend
from pymap.backend.dict.mailbox import MailboxSet
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import FetchRequirement
from pymap.parsing.specials.flag import Flag
from pysasl.hashing import Cleartext

from inbox_agent.demo.listening import until_unwound


class ImapServer:
    """Its methods run in the servers' event loop."""

    def __init__(self, user: str, password: str) -> None:
        self._user, self._password = user, password
        self._mailboxes: MailboxSet

    async def start(self, stack: AsyncExitStack, host: str, folders: Sequence[str]) -> int:
        """Listen until the stack unwinds; the port."""
        arguments = Namespace(
            host=[host], port="0", debug=False, cert=None, key=None, tls=False,
            demo_data=False, demo_user=self._user, demo_password=self._password,
            passlib_cfg=None, proxy_protocol=None, inherited_sockets=None,
        )  # fmt: skip
        backend, config = await DictBackend.init(
            arguments,
            hash_context=Cleartext(),  # a slow hash protects nothing in memory
            cpu_subsystem=Subsystem.for_asyncio(),
        )
        config.apply_context()
        self._mailboxes = await self._own_mailboxes(backend, stack)
        for folder in folders:
            await self._mailboxes.add_mailbox(folder)
        imap = IMAPServer(backend.login, config)

        writers: WeakSet[asyncio.StreamWriter] = WeakSet()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.add(writer)
            await imap(reader, writer, SocketInfoLocal(writer))

        server = await asyncio.start_server(serve, host, 0)
        return until_unwound(stack, server, lambda: [w.transport for w in writers])

    async def _own_mailboxes(self, backend: DictBackend, stack: AsyncExitStack) -> MailboxSet:
        session = backend.login.demo_user_identity.new_session()
        return (await stack.enter_async_context(session)).mailbox_set

    async def put(self, folder: str, raw: bytes, at: datetime, flags: Sequence[str]) -> None:
        mailbox = await self._mailboxes.get_mailbox(folder)
        marks = frozenset(Flag(flag.encode()) for flag in flags)
        await mailbox.append(AppendMessage(raw, at, marks))

    async def held(self, folder: str) -> tuple[bytes, ...]:
        mailbox = await self._mailboxes.get_mailbox(folder)
        found = []
        async for message in mailbox.messages():
            loaded = await message.load_content(FetchRequirement.CONTENT)
            found.append(bytes(loaded.get_body()))
        return tuple(found)
