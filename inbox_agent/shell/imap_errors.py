"""What an IMAP server or the way to it did, in words the owner can act on."""

from __future__ import annotations

import imaplib
import ssl

from inbox_agent.errors import GiveUp, TryAgain
from inbox_agent.shell.server import Server

# abort: the connection broke or lost step; OSError: sockets, timeouts, TLS
LOST = (imaplib.IMAP4.abort, OSError)
REFUSED = imaplib.IMAP4.error  # the server said NO or BAD (also the parent of abort: catch second)

BUSY_SECONDS = 900.0  # providers lock out those who come back sooner
# Response codes of RFC 5530 and of Gmail, Yahoo and Exchange, and their words for the same
BUSY_SIGNS = (
    "[overquota]",
    "[throttled]",
    "[unavailable]",
    "[limit]",
    "[inuse]",
    "[serverbug]",
    "bandwidth limit",
    "too many simultaneous",
    "too many connections",
    "too many login",
    "rate limit",
    "temporar",
    "try again later",
)


def words(error: BaseException) -> str:
    """The server's sentence without Python's quoting, one line, at most 300 characters."""
    said = error.args[-1] if error.args else error
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.removeprefix("b'").removesuffix("'").split())[:300]


def is_busy(error: BaseException) -> bool:
    """It said that we come too often or at a bad time: not a verdict on message or password."""
    said = words(error).lower()
    return any(sign in said for sign in BUSY_SIGNS)


def is_missing(error: BaseException) -> bool:
    """The folder to copy to is not there, and could be made (RFC 3501, 6.4.7)."""
    return not isinstance(error, LOST) and "[trycreate]" in words(error).lower()


def is_out_of_step(error: BaseException) -> bool:
    """imaplib stopped in the middle of a line that is too long: the rest of it still comes."""
    return "got more than" in words(error)


def lost(server: Server, error: BaseException) -> TryAgain:
    if isinstance(error, ssl.SSLCertVerificationError):
        return TryAgain(
            f"the certificate of {server} does not prove who it is ({error.verify_message})",
            "check host and network (a hotel's login page does this); nothing was sent to it",
        )
    if isinstance(error, REFUSED) and is_busy(error):  # a BYE with a reason; no network's words
        return busy(server, error)
    return TryAgain(f"the IMAP server {server} cannot be reached ({words(error)})")


def busy(server: Server, error: BaseException) -> TryAgain:
    return TryAgain(
        f"{server} asks us to slow down ({words(error)})",
        "nothing to do; the next attempt comes in a quarter of an hour",
        retry_after=BUSY_SECONDS,
    )


def refused(server: Server, error: BaseException) -> TryAgain:
    """A NO or BAD to one command."""
    if is_busy(error):
        return busy(server, error)
    return TryAgain(f"{server} refused a command ({words(error)})")


def garbled(server: Server, error: BaseException) -> TryAgain:
    return TryAgain(f"{server} answered something that is no IMAP ({words(error)})")


def login_refused(server: Server, error: BaseException) -> TryAgain | GiveUp:
    if is_busy(error):
        return busy(server, error)
    return GiveUp(f"{server} does not let {server.user} in ({words(error)})", server.sign_in_hint)
