"""Waiting for news with IDLE (RFC 2177).

Written here, because imapclient's ``idle_check`` returns an empty list at once and for ever when
the server has closed the connection, and fails on a line that comes in two TCP segments: it
reads a non-blocking socket line by line. Here a line is read blocking, with the ordinary
timeout, once its first byte is there.
"""

from __future__ import annotations

import imaplib
import select
import ssl
import time
from collections.abc import Callable
from typing import Any

IDLE_SECONDS = 8 * 60.0  # NAT tables forget after some 10 minutes, servers hang up after 29
SLICE_SECONDS = 1.0  # how long a close() from another thread may have to wait
DONE_SECONDS = 30.0  # the answer to DONE; a server that goes on talking is given up


class NoIdle(Exception):
    """The server announces IDLE and refuses it."""


def idle(client: Any, exists: int, seconds: float, stopped: Callable[[], bool]) -> bool:
    """One IDLE of at most ``seconds`` (and at most IDLE_SECONDS) in the selected folder.

    ``exists``: how many messages EXAMINE counted. True: there are others now.
    Raises IMAP4.abort or OSError when the connection is gone, NoIdle.
    """
    imap = client._imap
    for stale in ("EXISTS", "EXPUNGE", "BYE"):
        imap.untagged_responses.pop(stale, None)
    tag = _begin(imap)
    until = time.monotonic() + min(seconds, IDLE_SECONDS)
    while not _news(imap, exists) and not stopped():
        left = until - time.monotonic()
        if left <= 0:
            break
        if _readable(client, min(left, SLICE_SECONDS)):
            imap._get_response()
            _heed_bye(imap)
    _end(imap, tag)
    return _news(imap, exists)


def _begin(imap: Any) -> str:
    tag: str = imap._command("IDLE")
    while imap._get_response() is not None:  # None: the continuation, "+ idling"
        _heed_bye(imap)
        if imap.tagged_commands[tag]:
            raise NoIdle(str(imap.tagged_commands.pop(tag)))
    return tag


def _end(imap: Any, tag: str) -> None:
    imap.send(b"DONE\r\n")
    until = time.monotonic() + DONE_SECONDS
    while not imap.tagged_commands[tag]:
        if time.monotonic() > until:
            raise imaplib.IMAP4.abort("no answer to DONE")
        imap._get_response()
        _heed_bye(imap)
    imap.tagged_commands.pop(tag)


def _heed_bye(imap: Any) -> None:
    if goodbye := imap.untagged_responses.get("BYE"):
        raise imaplib.IMAP4.abort(goodbye[-1].decode("utf-8", "replace"))


def _news(imap: Any, exists: int) -> bool:
    """Another count, or the same count after something went: both mean that something came."""
    counts = imap.untagged_responses.get("EXISTS")
    return bool(counts) and (int(counts[-1]) != exists or "EXPUNGE" in imap.untagged_responses)


def _readable(client: Any, seconds: float) -> bool:
    """True when a line has begun to arrive. Raises IMAP4.abort at the end of the stream."""
    if _buffered(client):
        return True
    sock = client.socket()
    if not select.select([sock], [], [], seconds)[0]:
        return False
    try:
        begun = _buffered(client, or_raise=True)
    except ssl.SSLWantReadError:
        return False  # TLS talks to itself (a session ticket, half a record)
    if not begun:
        raise imaplib.IMAP4.abort("the server closed the connection")
    return True


def _buffered(client: Any, *, or_raise: bool = False) -> bool:
    """Bytes that imaplib's reader has, or can have without waiting."""
    sock = client.socket()
    timeout = sock.gettimeout()
    sock.setblocking(False)
    try:
        return bool(client._imap.file.peek(1))
    except ssl.SSLWantReadError:
        if or_raise:
            raise
        return False
    finally:
        sock.settimeout(timeout)
