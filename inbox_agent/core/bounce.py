"""Delivery reports (RFC 3464): which of our mails came back, and in whose words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inbox_agent.core.mail import Mail

MAX_LOOKED_AT = 1_000_000  # bytes of a report; it quotes at most one of our short letters
MAX_WHY = 300  # characters of a server's words that are kept
CAME_BACK = "came back: "  # begins the note of a draft that was sent and not delivered

_ID = re.compile(rb"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,250}>)")
_FAILED = re.compile(rb"(?im)^action:[ \t]*failed\b")
_WHY = re.compile(rb"(?im)^(?:diagnostic-code:[ \t]*(?:smtp;)?|status:)[ \t]*([^\r\n]{1,1000})")


@dataclass(frozen=True, slots=True)
class Bounce:
    """``message_ids`` that the report quotes, and why it was not delivered."""

    message_ids: tuple[str, ...]
    why: str


def bounce(mail: Mail, raw: bytes) -> Bounce | None:
    """What ``mail`` says came back; None where it is no report, or tells of a delay only.

    A report proves nothing (anybody can write one): it is shown, and decides nothing."""
    kind = mail.header("Content-Type").lower()
    if "multipart/report" not in kind or "delivery-status" not in kind:
        return None
    body = raw[:MAX_LOOKED_AT].partition(b"\r\n\r\n")[2] or raw[:MAX_LOOKED_AT]
    if not _FAILED.search(body):
        return None
    ids = tuple(found.decode("ascii", "replace") for found in _ID.findall(body))
    said = sorted(_WHY.findall(body), key=len)
    why = said[-1].decode("utf-8", "replace").strip()[:MAX_WHY] if said else "no reason given"
    return Bounce(ids, why)
