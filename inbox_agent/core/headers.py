"""The header block: fields in order, dates, message-ids, parameters (RFC 5322, 2045, 2231).

The scanner is ours because every field must stay visible: a library that hands out the first
``From`` of two hides the trick (RFC 6376, 8.15). All of it is linear in the length of the block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from urllib.parse import unquote_to_bytes

from inbox_agent.core.addresses import clean_address
from inbox_agent.core.charset import decode, one_line
from inbox_agent.core.encoded_words import decode_words

MAX_BLOCK = 1 << 20  # bytes of a header block that are read; Gmail takes about half of that
MAX_FIELDS = 1_000  # a message through ten relays with all their seals has about 100
MAX_VALUE = 64 << 10  # characters of one decoded value; 500 recipients fit
MAX_MESSAGE_ID = 998  # characters: the longest line that RFC 5322 allows
MIN_YEAR = 1970  # a date before it is the clock of a broken machine
MAX_REFERENCES = 100  # message-ids; longer threads are joined by the newest ones

_FIELD = re.compile(rb"(?m)^([!-9;-~]{1,200})[ \t]*:(.*)")
_KNOWN = frozenset(
    b"from to cc subject date message-id mime-version content-type content-transfer-encoding "
    b"content-disposition received reply-to return-path sender in-reply-to references".split()
)
_BRACKETED = re.compile(r"<\s*([^<>\s]+)\s*>")
_DATE = re.compile(
    r"(?:[A-Za-z]{3}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? "
    r"([+-])(\d\d)([0-5]\d)(?: \(.*\))?"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        start=1,
    )
}
_PARAMETER = re.compile(
    r';\s*([^\s=;*"]{1,60})(?:\*(\d{1,3}))?(\*)?\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL
)
_QUOTED_PAIR = re.compile(r'\\(["\\])')  # other backslashes are paths that Windows programs wrote


@dataclass(frozen=True, slots=True)
class Block:
    """A header block: unfolded raw fields in order, and where the body begins."""

    fields: tuple[tuple[bytes, bytes], ...]  # (name as written, value)
    body: int  # offset of the first byte of the body
    defects: tuple[str, ...] = ()


def scan(raw: bytes, start: int = 0, end: int | None = None) -> Block:
    """The header block at ``start``, before ``end``. A line that is no field is left out, with a
    defect; where no field that mail knows follows it, the body begins there."""
    end = len(raw) if end is None else end
    if start >= end or raw[start] in b"\r\n":
        return Block((), min(end, start + (2 if raw[start : start + 2] == b"\r\n" else 1)))
    stop, body = _blank_line(raw, start, end)
    defects: list[str] = [] if body > stop else ["no blank line after the header"]
    if stop - start > MAX_BLOCK:
        stop = start + MAX_BLOCK
        defects.append(f"header longer than {MAX_BLOCK} bytes, cut")
    unfolded = raw[start:stop].replace(b"\r\n", b"\n").removesuffix(b"\r")
    if b"\r" in unfolded or b"\0" in unfolded:
        defects.append("carriage return or NUL within the header")
    unfolded = unfolded.replace(b"\n ", b" ").replace(b"\n\t", b"\t").rstrip()
    fields = [(name, value.strip()) for name, value in _FIELD.findall(unfolded)]
    lines = unfolded.count(b"\n") + 1 - unfolded.startswith(b"From ")  # the line of an mbox file
    if len(fields) != lines:
        return _scan_broken(raw, start, stop, body)
    if len(fields) > MAX_FIELDS:
        del fields[MAX_FIELDS:]
        defects.append(f"more than {MAX_FIELDS} header fields, cut")
    return Block(tuple(fields), body, tuple(defects))


def _blank_line(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the header block stops and the body begins; both are ``end`` without a blank line."""
    plain = raw.find(b"\n\n", start, end)
    found = raw.find(b"\n\r\n", start, plain if plain >= 0 else end)
    if found >= 0:
        return found, found + 3
    return (plain, plain + 2) if plain >= 0 else (end, end)


def _scan_broken(raw: bytes, start: int, stop: int, body: int) -> Block:
    """A block with a line that is no field: either stray, or the body came without a blank line."""
    fields: list[tuple[bytes, bytes]] = []
    kept = 0  # fields up to the last one that mail knows
    first_stray = -1  # offset of the first stray line after it
    position = start
    for line in raw[start:stop].splitlines(keepends=True):
        field = _FIELD.match(line)
        if line[:1] in b" \t" and fields and first_stray < 0:
            fields[-1] = (fields[-1][0], fields[-1][1] + line.rstrip(b"\r\n"))
        elif field:
            fields.append((field[1], field[2].strip()))
            if field[1].lower() in _KNOWN:
                kept, first_stray = len(fields), -1
        elif first_stray < 0 and not (position == start and line.startswith(b"From ")):
            first_stray = position
        position += len(line)
    if first_stray < 0:
        return Block(tuple(fields[:MAX_FIELDS]), body, ("a line in the header that is no field",))
    defect = "the body begins without a blank line" if kept else "no header"
    return Block(tuple(fields[:kept][:MAX_FIELDS]), first_stray, (defect,))


def raw_text(value: bytes) -> str:
    """A field value as characters, encoded words left alone (8-bit bytes are read as UTF-8)."""
    return value.decode("ascii") if value.isascii() else decode(value)[0]


def decoded(value: bytes) -> str:
    """A field value for people: encoded words decoded, one line, no control characters."""
    text = raw_text(value[:MAX_VALUE])
    return one_line(decode_words(text) if "=?" in text else text)[:MAX_VALUE]


def only_clean_address(values: Sequence[str]) -> str | None:
    """The address of the only field, where there is exactly one field with exactly one address in
    the plainest form, else None. ``values`` must be unfolded but still encoded (``raw_text``)."""
    return clean_address(values[0]) if len(values) == 1 else None


def message_ids(value: str) -> tuple[str, ...]:
    """The message-ids in a field, with angle brackets; at most the last ``MAX_REFERENCES``."""
    if not value:
        return ()
    value = one_line(value)
    found = _BRACKETED.findall(value)
    if not found:
        found = [word.strip("<>,;") for word in value.split() if "@" in word]
    return tuple(f"<{one[: MAX_MESSAGE_ID - 2]}>" for one in found[-MAX_REFERENCES:])


def date(value: str) -> datetime | None:
    """The moment a ``Date`` field names, with its offset; None where it is nonsense.

    A missing zone and ``-0000`` count as UTC (RFC 5322, 3.3: the sender's zone is not known)."""
    match = _DATE.fullmatch(value)
    month = _MONTHS.get(match[2]) if match else None
    try:
        if match is None or month is None or int(match[3]) < MIN_YEAR:
            return _odd_date(value)
        offset = timedelta(hours=int(match[8]), minutes=int(match[9]))
        zone = timezone(-offset if match[7] == "-" else offset) if offset else UTC
        hour, minute, second = int(match[4]), int(match[5]), min(int(match[6] or 0), 59)
        return datetime(int(match[3]), month, int(match[1]), hour, minute, second, tzinfo=zone)
    except (ValueError, OverflowError, TypeError, IndexError):  # day 31 of June, offset of 99 hours
        return None


def _odd_date(value: str) -> datetime | None:
    """Dates in the obsolete and private forms that the standard library knows."""
    parts = parsedate_tz(value[:100])
    if parts is None or parts[0] < MIN_YEAR:
        return None
    year, month, day, hour, minute, second = parts[:6]
    zone = timezone(timedelta(seconds=parts[9])) if parts[9] else UTC
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)


def parameters(value: str) -> dict[str, str]:
    """The parameters of a Content-Type or Content-Disposition, names in lower case, decoded.

    Continuations and charsets of RFC 2231 are put together; the first of two equal names counts."""
    whole: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for name, number, extended, text in _PARAMETER.findall(value):
        text = (
            _QUOTED_PAIR.sub(r"\1", text[1:].removesuffix('"')) if text[:1] == '"' else text.strip()
        )
        if number or extended:
            pieces.setdefault(name.lower(), {}).setdefault(int(number or 0), (bool(extended), text))
        else:
            whole.setdefault(name.lower(), text)
    for name, numbered in pieces.items():
        whole[name] = _joined(numbered)
    return whole


def _joined(numbered: dict[int, tuple[bool, str]]) -> str:
    """RFC 2231: the sections in order; the first extended one names the charset."""
    label, content = "", b""
    for number in sorted(numbered):
        extended, text = numbered[number]
        if extended and number == 0 and text.count("'") >= 2:
            label, _, text = text.split("'", 2)
        content += unquote_to_bytes(text) if extended else text.encode("utf-8", "replace")
    return decode(content, label)[0]
