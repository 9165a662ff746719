"""Reads the labelled mail of this folder and assembles it as RFC 5322 messages.

Each line of ``train*.jsonl`` and ``aside*.jsonl`` is one message with its labels. The rules may
be learned from ``train``; ``aside`` is only measured.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, Literal, TypeAlias

FOLDER = Path(__file__).resolve().parent
Part: TypeAlias = Literal["train", "aside"]
Line: TypeAlias = dict[str, Any]  # one line of JSON, checked by test_labels.py


@dataclass(frozen=True, slots=True)
class Labels:
    """What the message is; instants are ISO 8601 with offset, or a plain date, or None."""

    category: str
    flags: tuple[str, ...]
    quotes: dict[str, str]
    program: str | None
    start: str | None
    end: str | None
    respond_by: str | None
    options: tuple[str, ...]
    why: str


def lines(part: Part) -> list[Line]:
    """Every line of one part, in the order of the files and of their lines."""
    found: list[Line] = []
    for path in sorted(FOLDER.glob(f"{part}*.jsonl")):
        text = path.read_text(encoding="utf-8")
        found.extend(json.loads(line) for line in text.splitlines() if line)
    return found


def labels(line: Line) -> Labels:
    """The labels of one line."""
    return Labels(
        category=line["category"],
        flags=tuple(sorted(line["flags"])),
        quotes=dict(line.get("quotes", {})),
        program=line["program"],
        start=line["start"],
        end=line["end"],
        respond_by=line["respond_by"],
        options=tuple(line.get("options", ())),
        why=line["why"],
    )


def assemble(line: Line) -> bytes:
    """The message as it would lie in the mailbox, with CRLF line ends."""
    message = EmailMessage(policy=SMTP)
    message["From"] = line["from"]
    message["To"] = line["to"]
    if "reply_to" in line:
        message["Reply-To"] = line["reply_to"]
    if line["subject"]:
        message["Subject"] = line["subject"]
    message["Date"] = line["date"]
    message["Message-ID"] = _message_id(line)
    for name, value in line.get("headers", {}).items():
        message[name] = value
    _add_body(message, line)
    return message.as_bytes()


def load(part: Part) -> Iterator[tuple[str, bytes, Labels]]:
    """The messages of one part: name, raw bytes, labels."""
    for line in lines(part):
        yield line["name"], assemble(line), labels(line)


def _message_id(line: Line) -> str:
    """A Message-ID that stays the same from run to run."""
    digest = hashlib.sha256(line["name"].encode()).hexdigest()[:20]
    domain = line["from"].rpartition("@")[2].rstrip("> ")
    return f"<{digest}@{domain}>"


def _add_body(message: EmailMessage, line: Line) -> None:
    """Text and HTML as alternatives, then the calendar part and the attachments.

    ``charset`` and ``cte`` (the transfer encoding) are the line's, where it names them.
    """
    how = {"charset": line.get("charset", "utf-8"), "cte": line.get("cte")}
    if "text" in line:
        message.set_content(line["text"], **how)
        if "html" in line:
            message.add_alternative(line["html"], subtype="html", **how)
    else:
        message.set_content(line.get("html", ""), subtype="html", **how)
    if "ics" in line:
        method = _method(line["ics"])
        message.add_alternative(line["ics"], subtype="calendar", params={"method": method})
    for filename in line.get("attachments", ()):
        message.add_attachment(
            b"%PDF-1.4\n", maintype="application", subtype="pdf", filename=filename
        )


def _method(calendar: str) -> str:
    """METHOD of the calendar (RFC 5546), which the part's header repeats."""
    for entry in calendar.splitlines():
        if entry.startswith("METHOD:"):
            return entry.removeprefix("METHOD:")
    return "PUBLISH"
