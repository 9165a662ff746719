"""What systemd is told (sd_notify(3)): one datagram to the socket that it names; no library."""

from __future__ import annotations

import contextlib
import os
import socket


def tell_systemd(state: str) -> None:
    """``READY=1``, ``WATCHDOG=1``, ``STATUS=…``. Nothing where nobody waits for it; never fails: a
    word to systemd is worth no mail."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):  # Linux' abstract namespace
        address = "\0" + address[1:]
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.sendto(state.encode("utf-8", "replace"), address)


def watchdog_seconds() -> float | None:
    """How often systemd wants to hear from this process, in seconds; None where it does not."""
    wanted = os.environ.get("WATCHDOG_USEC", "")
    meant = os.environ.get("WATCHDOG_PID", str(os.getpid()))
    return int(wanted) / 1e6 if wanted.isdecimal() and meant == str(os.getpid()) else None
