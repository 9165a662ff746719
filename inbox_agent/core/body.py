"""Which parts of the tree are the message's words, and which are attachments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from inbox_agent.core.charset import clean, decode
from inbox_agent.core.headers import decoded
from inbox_agent.core.mail import Attachment, Link
from inbox_agent.core.structure import Part
from inbox_agent.core.text import (
    MAX_LINKS,
    QUOTE_BEGINS,
    QUOTE_ENDS,
    Page,
    bare_links,
    glance_html,
    read_html,
)

MAX_TEXT = 256 << 10  # characters of the whole text; the longest real thread seen has about 100 KB
MAX_CONTENT = 4 << 20  # bytes of one text part that are decoded
MAX_CALENDARS = 20  # parts; an invite has one, or one inline and the same attached
MAX_ATTACHMENTS = 200

_STUB_LENGTH = 400  # characters; a longer plain part is worth reading whatever it says
_STUB = re.compile(
    r"(?:html|view|see|read|open|display|show)[^.\n]{0,60}(?:browser|online|e-?mail client|html)"
    r"|(?:not|n't|cannot|unable)[^.\n]{0,60}html|html[- ](?:e-?mail|version|format|message)"
    r"|enable html|text version",
    re.IGNORECASE,
)
_TAGS = re.compile(r"</(?:td|div|p|span|a|table)>|<br ?/?>", re.IGNORECASE)  # HTML sent as text
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body", "<table", "<div")
_TEXT_FILES = ("text/csv", "text/vcard", "text/x-vcard", "text/directory", "text/css", "text/xml",
               "text/x-amp-html", "text/javascript", "text/tab-separated-values")  # fmt: skip
_CALENDAR_KINDS = ("text/calendar", "application/ics", "application/calendar", "text/x-vcalendar")
_ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_QUOTED_HEADERS = (b"from", b"date", b"to", b"subject", b"message-id")


class Form(StrEnum):
    """Which form of words that are there as plain text and as HTML is read."""

    WORTHY = "worthy"  # the plain one, unless it is a stub
    PLAIN = "plain"
    HTML = "html"


@dataclass(slots=True)
class Body:
    """What the parts of a message say. ``marked`` has the quote marks of text.py in it."""

    form: Form = Form.WORTHY
    marked: str = ""
    hidden: str = ""
    is_html: bool = False
    links: tuple[Link, ...] = ()
    attachments: list[Attachment] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Words:
    """The text and HTML forms of one stretch of the message."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    disguised: list[str] = field(default_factory=list)  # HTML under the label text/plain


def read_body(root: Part, form: Form = Form.WORTHY) -> Body:
    """The words, links, attachments and calendar parts of a message."""
    body = Body(form)
    pieces: list[str] = []
    _visit(root, None, body, pieces)
    body.marked = "\n\n".join(piece for piece in pieces if piece)
    if len(body.marked) > MAX_TEXT:
        body.marked = body.marked[:MAX_TEXT]
        body.defects.append(f"text longer than {MAX_TEXT} characters, cut")
    links = dict.fromkeys((*body.links, *bare_links(body.marked)))
    body.links = tuple(links)[:MAX_LINKS]
    return body


def _visit(part: Part, words: _Words | None, body: Body, pieces: list[str]) -> None:
    """One node; ``words`` collects the forms of the alternative it is in. The depth is bounded."""
    if part.kind == "multipart/alternative" and words is None:
        words = _Words()
        for child in part.children:
            _visit(child, words, body, pieces)
        pieces.append(_chosen(words, body))
    elif part.is_message and part.children:
        pieces.append(f"{QUOTE_BEGINS}\n{_forwarded(part, body)}\n{QUOTE_ENDS}")
    elif part.children:
        for child in part.children:
            _visit(child, words, body, pieces)
    elif not part.is_multipart:
        _leaf(part, words, body, pieces)


def _forwarded(part: Part, body: Body) -> str:
    """A message within the message, with the fields that a reader of it is shown."""
    child = part.children[0]
    shown = [
        f"{name.decode()}: {decoded(value)}"
        for name, value in child.block.fields
        if name.lower() in _QUOTED_HEADERS
    ]
    pieces: list[str] = ["\n".join(shown)]
    _visit(child, None, body, pieces)
    return "\n\n".join(piece for piece in pieces if piece)


def _leaf(part: Part, words: _Words | None, body: Body, pieces: list[str]) -> None:
    filename = part.filename
    if part.kind in _CALENDAR_KINDS or filename.lower().endswith(".ics"):
        if len(body.calendars) < MAX_CALENDARS:
            body.calendars.append(_text(part, body).strip())
        if filename and part.disposition == "attachment":
            _attach(part, filename, body)
    elif part.kind in ("message/delivery-status", "text/rfc822-headers"):
        pieces.append(f"{QUOTE_BEGINS}\n{_text(part, body)}\n{QUOTE_ENDS}")
    elif _is_shown(part, filename, pieces):
        alone = words is None
        words = _Words() if words is None else words
        text = _text(part, body)
        _form(part, text, words).append(text)
        if alone:
            pieces.append(_chosen(words, body))
    else:
        _attach(part, filename, body)


def _form(part: Part, text: str, words: _Words) -> list[str]:
    if part.kind == "text/html":
        return words.html
    begins = text[:200].lstrip().lower()
    return words.disguised if begins.startswith(_HTML_STARTS) else words.plain


def _is_shown(part: Part, filename: str, pieces: list[str]) -> bool:
    """Whether a leaf is part of the message's words rather than a file."""
    if not part.kind.startswith("text/") or part.kind in _TEXT_FILES:
        return False
    if part.depth == 0 or not pieces:
        return part.depth == 0 or part.disposition != "attachment"
    return part.disposition != "attachment" and (not filename or part.disposition == "inline")


def _attach(part: Part, filename: str, body: Body) -> None:
    if len(body.attachments) >= MAX_ATTACHMENTS:
        return
    content, problem = part.content()
    body.attachments.append(Attachment(filename, part.kind, len(content)))
    if part.kind in _ENCRYPTED:
        body.defects.append("encrypted, its words can't be read")
    if problem:
        body.defects.append(problem)


def _text(part: Part, body: Body) -> str:
    """The clean text of a leaf; for HTML, its source."""
    content, problem = part.content()
    text, lie = decode(content[:MAX_CONTENT], part.params.get("charset", ""))
    body.defects.extend(one for one in (problem, lie) if one)
    if part.kind == "text/html":
        return text
    text = clean(text)
    if part.params.get("format", "").lower() == "flowed":
        text = unflowed(text, delsp=part.params.get("delsp", "").lower() == "yes")
    return text


def unflowed(text: str, *, delsp: bool) -> str:
    """``format=flowed`` (RFC 3676): soft line breaks joined within one depth of quoting."""
    lines: list[str] = []
    soft_depth = -1  # depth of the line before, where that ends in a soft break
    for line in text.split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        soft = words.endswith(" ") and words != "-- "
        kept = words[:-1] if soft and delsp else words
        if soft_depth == depth and words != "-- ":
            lines[-1] += kept
        else:
            lines.append((">" * depth + " " if depth else "") + kept)
        soft_depth = depth if soft else -1
    return "\n".join(lines)


def _chosen(words: _Words, body: Body) -> str:
    """The form that is worth reading: plain text, unless it is a stub or falls far short."""
    plain = "\n\n".join(words.plain).strip("\n")
    sources = words.html or words.disguised
    if plain and (not sources or body.form is Form.PLAIN):
        return plain
    if plain and body.form is Form.WORTHY:
        glances = [glance_html(source) for source in sources]
        if not _is_stub(plain, "".join(page.marked for page in glances)):
            _add(glances, body)
            return plain
    pages = [read_html(source) for source in sources]
    seen = "\n\n".join(page.marked for page in pages).strip("\n")
    _add(pages, body)
    body.is_html = body.is_html or bool(seen)
    return seen or plain


def _add(pages: Iterable[Page], body: Body) -> None:
    for page in pages:
        body.links += page.links
        body.defects.extend(page.defects)
        if page.hidden:
            body.hidden = f"{body.hidden}\n{page.hidden}".strip("\n")


def _is_stub(plain: str, seen: str) -> bool:
    """Whether the plain form stands in for the HTML one instead of saying the same."""
    if len(plain) < _STUB_LENGTH and _STUB.search(plain):
        return True
    if "</" in plain and _TAGS.search(plain[:2000]):
        return True
    weight = _weight(plain[: _STUB_LENGTH * 4])
    return weight < _STUB_LENGTH and weight * 2 < _weight(seen[: _STUB_LENGTH * 8])


def _weight(text: str) -> int:
    """The number of characters that are not white space."""
    return len("".join(text.split()))
