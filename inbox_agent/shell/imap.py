"""``ImapMailbox``: the port Mailbox over a real IMAP4rev1 server.

The connection is made when it is first needed. A call that finds a connection dead that worked
before makes one new one and does its work there; if that fails too it raises TryAgain, and
when to come back is the caller's decision (backoff, jitter). So one call is at most two
sign-ins, and a server that is away sees one an attempt. Between two calls a connection may have
been lost and made anew: where the folder has another UIDVALIDITY by then than ``examine`` told,
the call raises TryAgain and reads nothing, so that no UID is ever taken for another message.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from imapclient import DELETED
from imapclient.exceptions import ProtocolError

from inbox_agent.errors import TryAgain, UserError
from inbox_agent.ports import Fetched, Folder, FolderStatus
from inbox_agent.shell import imap_errors
from inbox_agent.shell.imap_connection import connect, disconnect
from inbox_agent.shell.imap_errors import LOST, REFUSED
from inbox_agent.shell.imap_fetch import fetch_messages, fetch_sizes
from inbox_agent.shell.imap_folders import Listed, WatchNames, require, with_roles
from inbox_agent.shell.imap_idle import NoIdle, idle
from inbox_agent.shell.server import Server

SEARCH_WINDOW = 50_000  # messages a SEARCH; imaplib refuses an answer line over 1 MB
CLOSE_SECONDS = 2.0  # how long close() waits for a call in another thread to end by itself
POLL_SECONDS = 60.0  # how often a folder is looked at where the server has no IDLE

Result = TypeVar("Result")


class ImapMailbox:
    """One account. Blocking; one thread at a time, only ``close`` may come from another."""

    def __init__(self, server: Server, watch: WatchNames | None = None) -> None:
        self._server = server
        self._watch = watch or WatchNames()
        self._client: Any | None = None
        self._selected: tuple[str, FolderStatus] | None = None
        self._told: dict[str, int | None] = {}  # the UIDVALIDITY that callers know, by folder
        self._seen: dict[str, FolderStatus] = {}  # what wait() compares with
        self._closed = threading.Event()
        self._in_use = threading.RLock()
        self._refuses_idle = False

    # --- the port ---------------------------------------------------------------------------

    def folders(self) -> tuple[Folder, ...]:
        """All folders that can be opened. Raises UserError when one of ``watch`` is missing."""
        folders = self._run(_list)
        require(folders, self._watch.folders)
        return folders

    def examine(self, folder: str) -> FolderStatus:
        status = self._look(folder)
        self._told[folder] = status.uidvalidity
        return status

    def uids(self, folder: str, first: int, last: int | None = None) -> tuple[int, ...]:
        if last is not None and last < first:
            return ()  # IMAP would turn the range round

        def search(client: Any) -> tuple[int, ...]:
            status = self._same(client, folder, fresh=True)
            found: set[int] = set()
            for window in _windows(status.exists):
                found.update(client.search([*window, "UID", f"{first}:{last or '*'}"]))
            # "n:*" includes the last message also when its UID is smaller (RFC 3501, 6.4.8)
            return tuple(sorted(uid for uid in found if first <= uid <= (last or uid)))

        return self._run(search)

    def sizes(self, folder: str, uids: Sequence[int]) -> dict[int, int]:
        """RFC822.SIZE in bytes of those that exist, so that a caller can fetch in portions."""

        def ask(client: Any) -> dict[int, int]:
            self._same(client, folder)
            return fetch_sizes(client, uids)

        return self._run(ask)

    def fetch(self, folder: str, uids: Sequence[int]) -> tuple[Fetched, ...]:
        def read(client: Any) -> tuple[Fetched, ...]:
            self._same(client, folder)
            return tuple(fetch_messages(client, uids))

        return self._run(read)

    def append(self, folder: str, raw: bytes, flags: Sequence[str], at: datetime) -> None:
        """Not repeated by itself: after TryAgain it may be there or not (ask ``find``)."""
        self._run(lambda client: client.noop())  # a dead connection shows now, not half-way
        with self._plain_words():
            self._living().append(folder, raw, flags, at)

    def remove(self, folder: str, uid: int, header: str, value: str) -> bool:
        """Without UIDPLUS it is marked \\Deleted, no more: EXPUNGE would take the owner's too."""

        def take_away(client: Any) -> bool:
            self._same(client, folder, fresh=True)
            self._selected = None
            client.select_folder(folder)  # for writing, and left again at once
            try:
                there = client.search(["UID", str(uid), "HEADER", header, value])
                if uid in there:
                    client.add_flags([uid], [DELETED], silent=True)
                    if client.has_capability("UIDPLUS"):
                        client.uid_expunge([uid])
            finally:
                client.select_folder(folder, readonly=True)
            return uid in there

        return self._run(take_away)

    def copy(self, folder: str, uid: int, target: str) -> None:
        self._run(lambda client: (client.noop(), self._same(client, folder)))
        with self._plain_words():
            client = self._living()
            try:
                client.copy([uid], target)
            except REFUSED as no:
                if not imap_errors.is_missing(no):
                    raise
                client.create_folder(target)
                client.copy([uid], target)

    def find(self, folder: str, header: str, value: str) -> tuple[int, ...]:
        if not (header + value).isprintable() or not header.isascii():
            return ()  # no message has it, and a line break would be a second command
        charset = None if value.isascii() else "UTF-8"

        def search(client: Any) -> tuple[int, ...]:
            if self._same(client, folder, fresh=True).exists == 0:
                return ()
            return tuple(sorted(client.search(["HEADER", header, value], charset)))

        return self._run(search)

    def wait(self, folder: str, seconds: float) -> bool:
        """News since ``examine``, or since the last ``wait`` that told of some.

        Ends within ``seconds`` and one read timeout. TryAgain: the connection was lost.
        """
        until = time.monotonic() + seconds
        with self._in_use:
            known = self._seen.get(folder)
            while not self._closed.is_set():
                status = self._look(folder)
                if known is not None and status != known:
                    return True
                known, left = status, until - time.monotonic()
                if left <= 0:
                    return False
                if self._listen(status.exists, left):
                    self._look(folder)  # so that the next wait does not tell it again
                    return True
        return False

    def close(self) -> None:
        """Ends it for good; a ``wait`` in another thread returns within about a second.

        Never hangs: a call that does not end in CLOSE_SECONDS is cut off, and raises TryAgain.
        """
        self._closed.set()
        free = self._in_use.acquire(timeout=CLOSE_SECONDS)
        try:
            client, self._client, self._selected = self._client, None, None
            if client is not None:
                disconnect(client, politely=free)
        finally:
            if free:
                self._in_use.release()

    # --- the connection ---------------------------------------------------------------------

    def _run(self, work: Callable[[Any], Result]) -> Result:
        with self._in_use:
            while True:
                fresh = self._client is None
                try:
                    with self._plain_words():
                        return work(self._living())
                except TryAgain:
                    if fresh or self._client is not None:
                        raise  # a new connection failed too, or it is not the connection

    def _living(self) -> Any:
        if self._closed.is_set():
            raise TryAgain("the mailbox was closed")
        if self._client is None:
            self._client = connect(self._server)
        return self._client

    @contextlib.contextmanager
    def _plain_words(self) -> Iterator[None]:
        """Our errors instead of imaplib's. After one of those the connection is not trusted."""
        try:
            yield
        except LOST as gone:
            self._drop()
            raise imap_errors.lost(self._server, gone) from gone
        except (ProtocolError, ValueError) as strange:
            self._drop()
            raise imap_errors.garbled(self._server, strange) from strange
        except REFUSED as no:
            if imap_errors.is_out_of_step(no):
                self._drop()
            raise imap_errors.refused(self._server, no) from no

    def _drop(self) -> None:
        client, self._client, self._selected = self._client, None, None
        if client is not None:
            disconnect(client)

    # --- the folder -------------------------------------------------------------------------

    def _look(self, folder: str) -> FolderStatus:
        self._seen[folder] = status = self._run(lambda client: self._select(client, folder))
        return status

    def _same(self, client: Any, folder: str, *, fresh: bool = False) -> FolderStatus:
        """The folder selected, and the UIDs in it still mean what ``examine`` told."""
        if fresh or self._selected is None or self._selected[0] != folder:
            status = self._select(client, folder)
        else:
            status = self._selected[1]
        if self._told.setdefault(folder, status.uidvalidity) != status.uidvalidity:
            raise TryAgain(f"the folder {folder} was renumbered meanwhile; it is read again")
        return status

    def _select(self, client: Any, folder: str) -> FolderStatus:
        self._selected = None
        try:
            answer = client.select_folder(folder, readonly=True)
        except LOST:
            raise
        except REFUSED as no:
            self._explain(client, folder, no)
            raise
        status = _status(client, answer)
        self._selected = (folder, status)
        return status

    def _explain(self, client: Any, folder: str, no: BaseException) -> None:
        if imap_errors.is_busy(no):
            return
        there = _list(client)
        if all(known.name != folder for known in there):
            names = ", ".join(sorted(known.name for known in there))
            raise UserError(f"there is no folder {folder!r}", f"the account has: {names}") from no

    def _listen(self, exists: int, seconds: float) -> bool:
        """IDLE, or a pause. True: the server tells of news."""
        with self._plain_words():
            client = self._living()
            if not self._refuses_idle and client.has_capability("IDLE"):
                try:
                    return idle(client, exists, seconds, self._closed.is_set)
                except NoIdle:
                    self._refuses_idle = True
        self._closed.wait(min(seconds, POLL_SECONDS))
        return False


def _list(client: Any) -> tuple[Folder, ...]:
    return with_roles(
        Listed(tuple(flags), mark, name) for flags, mark, name in client.list_folders()
    )


def _status(client: Any, answer: dict[bytes, Any]) -> FolderStatus:
    exists = int(answer.get(b"EXISTS", 0))
    uidnext = answer.get(b"UIDNEXT")
    if uidnext is None:  # allowed to be missing: one past the last
        uidnext = max(client.search(["UID", "*"]), default=0) + 1 if exists else 1
    return FolderStatus(answer.get(b"UIDVALIDITY"), int(uidnext), exists)


def _windows(exists: int) -> Iterator[list[str]]:
    """Sequence ranges, the last first: where a message goes away meanwhile, those behind it move
    into a range that is still to come, so they are seen twice rather than never."""
    if 0 < exists <= SEARCH_WINDOW:
        yield []
        return
    top = "*"
    for start in range((exists - 1) // SEARCH_WINDOW * SEARCH_WINDOW + 1, 0, -SEARCH_WINDOW):
        yield [f"{start}:{top}"]
        top = str(start - 1)
