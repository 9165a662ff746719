"""When an alert may ring, to whom it may go besides the owner, and what its words never hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from inbox_agent.core import codes
from inbox_agent.core.mail import Mail

DETAILS = "-" * 40
"""The line in an alert's text below which only the owner's own mailbox reads on: the words of a
mail are its sender's, and a telephone's lock screen is read by others."""

MAX_HOSTS = 3  # hosts of links named in an alert
_WORD = re.compile(r"[^\W_]+")
_YES = frozenset({"yes", "yes!"})
_NO = frozenset({"no", "stop", "unsubscribe"})
_TOKEN_LENGTH = 10  # letters and digits of an HMAC: 50 bits, guessed by nobody in a season


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """``quiet``: from, to on the owner's clock, or None. ``wake_for``: reasons that ring in it.
    ``rings``: how often the alarm of an unanswered invitation rings again at the most."""

    mail: tuple[str, ...] = ()  # addresses besides the owner's, lower case
    quiet: tuple[time, time] | None = None
    wake_for: frozenset[str] = field(default_factory=lambda: frozenset({"invitation"}))
    rings: int = 5


class Standing(StrEnum):
    """What is known of an alert address."""

    UNKNOWN = "not asked yet"
    ASKED = "asked, no answer yet"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


def is_quiet(policy: AlertPolicy, reason: str, zone: str, now: datetime) -> bool:
    """Must an alert for ``reason`` wait? The span may run over midnight; it includes its first
    minute and not its last."""
    if policy.quiet is None or reason in policy.wake_for:
        return False
    start, end = policy.quiet
    clock = now.astimezone(ZoneInfo(zone)).time()
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def without_codes(text: str, has_code: Callable[[str], bool]) -> str:
    """``text`` with every word that is, or was, a code of a draft blotted out."""

    def blot(match: re.Match[str]) -> str:
        folded = codes.fold(match[0])
        return "……" if codes.looks_like_code(folded) and has_code(folded) else match[0]

    return _WORD.sub(blot, text)


def brief(text: str) -> str:
    """What goes to channels that others run: the words above ``DETAILS``, without the title,
    which stands in the first line."""
    said = text.partition(DETAILS)[0].strip()
    return said.partition("\n")[2].strip() or said


def token_of(secret: bytes, address: str) -> str:
    """What the request to confirm carries in its subject; only its reader can send it back."""
    import base64
    import hashlib
    import hmac

    digest = hmac.new(secret, f"alert address {address}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:_TOKEN_LENGTH]


def answer_of(mail: Mail, address: str) -> Standing | None:
    """What a reply from ``address`` says by its first new word; None where it says neither."""
    if [each.addr.lower() for each in mail.from_] != [address]:
        return None
    first = next(iter(mail.new.split()), "").strip(".,;:").casefold()
    if first in _YES:
        return Standing.CONFIRMED
    return Standing.DECLINED if first in _NO else None
