"""Opening and ending one IMAP connection."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError

from inbox_agent.errors import GiveUp
from inbox_agent.shell.imap_errors import LOST, REFUSED, garbled, is_busy, login_refused, lost
from inbox_agent.shell.server import Server

FAREWELL_SECONDS = 3.0  # LOGOUT is a courtesy; nobody waits longer for it
# A router forgets a silent connection after some minutes, and says nothing. Probes after 60 s,
# then three more 20 s apart, find that out long before the next poll would.
KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 20, "TCP_KEEPCNT": 3}
UNACKNOWLEDGED_MS = 60_000  # sent, never acknowledged: the connection is dead


def connect(server: Server) -> Any:
    """A signed-in IMAPClient with timeouts and keepalive.

    Raises TryAgain (network, server busy), GiveUp (it refuses us or cannot encrypt).
    """
    try:
        client = _open(server)
    except CapabilityError as missing:
        raise _no_starttls(server) from missing
    except LOST as gone:
        raise lost(server, gone) from gone
    except REFUSED as strange:
        raise lost(server, strange) from strange
    except ValueError as strange:
        raise garbled(server, strange) from strange
    try:
        _sign_in(client, server)
    except BaseException:
        disconnect(client)
        raise
    return client


def _open(server: Server) -> Any:
    tls = server.security == "tls"
    client = IMAPClient(
        server.host,
        server.port,
        ssl=tls,
        ssl_context=server.tls_context() if tls else None,
        timeout=SocketTimeout(server.connect_seconds, server.read_seconds),
    )
    try:
        if server.security == "starttls":
            client.starttls(server.tls_context())
        _tune(client)
    except BaseException:
        disconnect(client)
        raise
    return client


def _tune(client: Any) -> None:
    client.normalise_times = False  # aware times, not the machine's zone
    if hasattr(client._imap, "debug"):
        # imapclient sets 5, which formats every body for a log that nobody reads (2.7 x slower)
        client._imap.debug = 0
    sock = client.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in {**KEEPALIVE, "TCP_USER_TIMEOUT": UNACKNOWLEDGED_MS}.items():
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _no_starttls(server: Server) -> GiveUp:
    return GiveUp(
        f"{server} offers no STARTTLS, and nothing is said to it unencrypted",
        'try security = "tls" (port 993)',
    )


def _sign_in(client: Any, server: Server) -> None:
    """One attempt with a password; with tokens a second one, with a renewed token."""
    try:
        try:
            _authenticate(client, server, server.password())
        except LOST:
            raise
        except REFUSED as no:
            if server.renew is None or is_busy(no) or _loss(no):
                raise
            _authenticate(client, server, server.renew())
    except LOST as gone:
        raise lost(server, gone) from None
    except REFUSED as no:
        if loss := _loss(no):
            raise lost(server, loss) from None
        raise login_refused(server, no) from None  # the cause could hold the password


def _loss(no: BaseException) -> BaseException | None:
    """The lost connection behind ``no``: imapclient calls whatever happens at a sign-in a refusal,
    and a network that fails is no wrong password."""
    return no.__context__ if isinstance(no.__context__, LOST) else None


def _authenticate(client: Any, server: Server, secret: str) -> None:
    if server.sign_in == "xoauth2":
        client.sasl_login("XOAUTH2", _xoauth2(server.user, secret))
    elif _needs_sasl(client, server.user + secret):
        client.plain_login(server.user, secret)
    else:
        client.login(server.user, secret)


def _xoauth2(user: str, token: str) -> Callable[[bytes], str]:
    """Answers the first challenge with the token, and the one that explains a refusal with
    nothing, as Google's and Microsoft's documents want it."""
    answers = [f"user={user}\1auth=Bearer {token}\1\1"]
    return lambda _challenge: answers.pop() if answers else ""


def _needs_sasl(client: Any, typed: str) -> bool:
    """LOGIN knows ASCII only, and some servers switch it off in favour of AUTHENTICATE."""
    return not typed.isascii() or client.has_capability("LOGINDISABLED")


def disconnect(client: Any, *, politely: bool = False) -> None:
    """Ends the connection, within seconds and without errors, whatever state it is in."""
    with contextlib.suppress(REFUSED, OSError, ValueError):
        if politely:
            client.socket().settimeout(FAREWELL_SECONDS)
            client.logout()
        else:
            client.socket().shutdown(socket.SHUT_RDWR)  # wakes a thread that reads from it
    with contextlib.suppress(REFUSED, OSError, ValueError):
        client.shutdown()
