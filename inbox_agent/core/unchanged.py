"""Can these bytes travel over SMTP unchanged? What was approved is what arrives, or nothing."""

from __future__ import annotations

import re

LINE_BYTES = 998  # RFC 5322, 2.1.1: longer lines are folded or cut by some servers on the way

_BARE_CR_OR_LF = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_LONG_LINE = re.compile(rb"[^\r\n]{%d}" % (LINE_BYTES + 1))


def why_not_unchanged(raw: bytes) -> str:
    """The reason why a server or relay would have to change ``raw``; "" when none has to."""
    if not raw.isascii():
        return "the message is not 7-bit clean"
    if b"\0" in raw:
        return "the message holds a NUL"
    if _BARE_CR_OR_LF.search(raw):
        return "a line of the message does not end with CR LF"
    if _LONG_LINE.search(raw):
        return f"a line of the message is longer than {LINE_BYTES} bytes"
    return ""
