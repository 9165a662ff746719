"""``Mail``: one message as a value. Every later step takes it, none goes back to the bytes.

All text here is clean: Unicode without lone surrogates, without control characters but
newline and tab, header values on one line. Nothing in it is to be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of RFC 5322: a display name (may be empty) and the bare address, lower case."""

    name: str
    addr: str

    @property
    def domain(self) -> str:
        return self.addr.rpartition("@")[2]

    def __str__(self) -> str:
        return f"{self.name} <{self.addr}>" if self.name else self.addr


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink: the words that show and the address behind them (never opened)."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the body: listed, not kept."""

    filename: str
    content_type: str
    size: int  # bytes after decoding


@dataclass(frozen=True, slots=True)
class Mail:
    """A message, read.

    ``text`` is the whole visible text; ``new``, ``quoted`` and ``boilerplate`` (signature,
    disclaimer, unsubscribe footer) are its sections, and each line of ``text`` lies in exactly one.
    ``hidden`` is what HTML concealed from the eye (``display:none``, white on white).
    ``date`` is the ``Date`` header with its offset, or None where it is missing or nonsense.
    """

    fingerprint: str  # SHA-256 of the bytes, hex
    message_id: str = ""  # with angle brackets; empty where the message has none
    subject: str = ""
    from_: tuple[Address, ...] = ()
    sender: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    date: datetime | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()  # (name as written, value), every header, in order
    text: str = ""
    new: str = ""
    quoted: str = ""
    boilerplate: str = ""
    hidden: str = ""
    is_html: bool = False  # the text came from HTML because there was no plain part worth reading
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    calendars: tuple[str, ...] = ()  # decoded text/calendar parts
    size: int = 0  # bytes
    defects: tuple[str, ...] = ()  # what was wrong with the message, in words
    truncated: bool = field(default=False)  # only headers and text parts were fetched

    @property
    def author(self) -> Address:
        """The only author, or an empty address where there is none or more than one."""
        return self.from_[0] if len(self.from_) == 1 else Address("", "")

    def header(self, name: str) -> str:
        """The first header called ``name`` (case does not matter), or an empty string."""
        values = self.header_all(name)
        return values[0] if values else ""

    def header_all(self, name: str) -> tuple[str, ...]:
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that could not be parsed within its bounds, and why; it goes to quarantine."""

    fingerprint: str
    reason: str
    message_id: str = ""
    subject: str = ""
    from_addr: str = ""
