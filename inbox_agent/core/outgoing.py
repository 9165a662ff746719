"""``Outgoing``: a letter as lint judges it, and its parts: greeting, words, signature.

What is quoted from another mail is not the owner's word and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from inbox_agent.core.drafting import Draft
from inbox_agent.core.mail import Address, Mail

MAX_BODY = 60_000  # characters that are judged; no letter to a program is nearly as long
_SHORT_LINE = 48  # characters of a line that may belong to a signature
_GREETING_WORDS = (
    r"dear|hello|hi|hey|good (?:morning|afternoon|evening|day)|greetings|respected|esteemed|"
    r"to whom|estimad[oa]s?|aloha|salaam|bonjour|buen[oa]s|howdy"
)
_GREETING = re.compile(
    rf"\s*(?P<all>(?:{_GREETING_WORDS})\b(?:Dr[as]?\.|Mr\.|Ms\.|Mrs\.|Sra?\.|Profa?\.|St\.|Jr\.|\b[A-Z]\.|"
    r"[^,:;!.\n]){0,90}[,:;!.]?)",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\s*(?P<all>(?:Drs?|Prof(?:essor)?|Mrs?|Ms)\b\.?[^,:;!\n]{1,60}[,:])[ \t]*\n")
_CLOSING = re.compile(
    r"^[ \t]*(?:(?:most |very )?(?:sincerely|respectfully|cordially|gratefully|warmly|faithfully)|"
    r"(?:with )?(?:my |many |much |warm(?:est)? |kind(?:est)? |best |sincere |deep(?:est)? |"
    r"great |very )*(?:regards|wishes|thanks|gratitude|appreciation|respect|aloha)|"
    r"yours(?: \w+)?|(?:many )?thank(?:s| you)(?: again| so much| very much| all| kindly)?|"
    r"best|cheers|take care|"
    r"(?:un )?(?:cordiales? )?saludos?(?: cordiale?s?)?|atentamente|con \w+(?: \w+)?|"
    r"me ka mahalo|mahalo|see you \w+|until then|in gratitude|all the best)"
    r"(?: (?:always|again|yours|truly|and regards|from \w+|and best wishes))?[,.!]?[ \t]*$",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(r"^(?:On .{4,200} wrote:|-+ ?Original Message ?-+|From: .{1,200})\s*$")
_SIGNATURE_WORDS = 8  # words of one line of a signature
_SENTENCE = re.compile(r"[.!?][\"')\]]?\s*$")


@dataclass(frozen=True)
class Outgoing:
    """A letter that may go. ``body`` is its whole plain text. All text is untrusted."""

    to: tuple[Address, ...]
    subject: str
    body: str
    cc: tuple[Address, ...] = ()
    in_reply_to: str = ""

    @cached_property
    def recipients(self) -> tuple[Address, ...]:
        return (*self.to, *self.cc)

    @cached_property
    def own(self) -> str:
        """The body without quoted mail and without a signature block behind ``-- ``."""
        lines: list[str] = []
        for line in self.body[:MAX_BODY].splitlines():
            if line == "-- " or _ATTRIBUTION.match(line):
                break
            if not line.lstrip().startswith(">"):
                lines.append(line.rstrip())
        return "\n".join(lines).strip("\n")

    @cached_property
    def greeting(self) -> str:
        """``Dear Dr. Tierney,`` or "" where there is none."""
        match = _GREETING.match(self.own) or _TITLED.match(self.own)
        return match["all"].strip() if match else ""

    @cached_property
    def words(self) -> str:
        """What stands between greeting and signature, and what follows it (a postscript)."""
        start = self.own.find(self.greeting) + len(self.greeting) if self.greeting else 0
        lines = self.own[start:].splitlines()
        first, end = _signature(lines)
        return "\n".join(
            [*lines[:first], *([""] if end < len(lines) else []), *lines[end:]]
        ).strip()

    @property
    def answers(self) -> bool:
        """Whether it answers another mail, by its header or its subject."""
        return bool(self.in_reply_to) or self.subject.lower().lstrip().startswith("re:")


def outgoing_of_draft(draft: Draft) -> Outgoing:
    """A draft as lint judges it."""
    to = tuple(Address(draft.to_name if not i else "", a) for i, a in enumerate(draft.to))
    return Outgoing(to, draft.subject, draft.body, in_reply_to=draft.in_reply_to)


def outgoing_of_mail(mail: Mail) -> Outgoing:
    """A message (an .eml file, or one from Sent) as lint judges it."""
    return Outgoing(mail.to, mail.subject, mail.text, mail.cc, mail.in_reply_to)


def _signature(lines: Sequence[str]) -> tuple[int, int]:
    """First line of the signature and the first line after it: a closing ("Sincerely,") with the
    short lines below it, else a block of short last lines."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    for number in reversed(filled[1:]):
        if _CLOSING.match(lines[number]):
            after = number + 1
            while after < len(lines) and _may_sign(lines[after]):
                after += 1
            return number, after
    start = len(lines)
    for number in reversed(filled[1:]):
        if not _may_sign(lines[number]):
            break
        start = number
    return start, len(lines)


def _may_sign(line: str) -> bool:
    """Whether a line could be part of a signature: a name, a number, an address; no sentence."""
    line = line.strip()
    if not line:
        return True
    if len(line) > _SHORT_LINE or line.lower().startswith(("ps", "p.s")):
        return False
    return not _SENTENCE.search(line) and len(line.split()) <= _SIGNATURE_WORDS
