"""Text to the bytes of a message: clean headers and clean lines, and nothing else gets in.

Written here and not with the standard library's generator, because what was approved must be
exactly what leaves on every Python, and because that generator has let newlines of encoded
words out as headers (CVE-2024-6923). RFC 5322, 2045 and 2047.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Sequence

from inbox_agent.errors import UserError

MAX_LINE = 76  # characters of a line (RFC 2045, 6.7; RFC 2047, 2)
MAX_WORD = 45  # bytes of text in one encoded word: 60 of base64, and 12 around them
MAX_VALUE = 10_000  # characters of a header value that are kept

_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_ADDRESS = re.compile(
    r"[^\s<>()\[\]\\,;:@\"\x00-\x1f\x7f]{1,64}@[^\s<>()\[\]\\,;:@\"\x00-\x1f\x7f]{1,253}"
)


def one_line(text: str) -> str:
    """Text for a header: no control character, no line or paragraph separator, no lone
    surrogate, runs of white space as one space."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in text)
    return " ".join("".join(kept).split())[:MAX_VALUE]


def header(name: str, value: str) -> bytes:
    """One header line with a value that may hold any text; encoded where it must be."""
    clean = one_line(value)
    words = _encoded(clean) if _needs_encoding(clean) else clean.split(" ")
    return _folded(name, words)


def address_header(name: str, people: Sequence[tuple[str, str]]) -> bytes:
    """An address header of (display name, address) pairs.

    Raises UserError where an address is none. One beyond ASCII stands as it is, in UTF-8: it
    needs a server with SMTPUTF8 (``needs_smtputf8``).
    """
    words: list[str] = []
    for number, (display, address) in enumerate(people):
        if not _ADDRESS.fullmatch(address) or address != one_line(address):
            raise UserError(f"“{one_line(address)[:100]}” is no e-mail address")
        comma = "," if number < len(people) - 1 else ""
        words += [
            *_phrase(one_line(display)),
            f"<{address}>{comma}" if display else address + comma,
        ]
    return _folded(name, words)


def needs_smtputf8(addresses: Sequence[str]) -> tuple[str, ...]:
    """Those of ``addresses`` that only a server with SMTPUTF8 (RFC 6531) can take."""
    return tuple(address for address in addresses if not address.isascii())


def text_part(text: str, subtype: str = "plain") -> tuple[bytes, bytes]:
    """(headers, body) of a text part in UTF-8: 7bit where the lines allow it, else
    quoted-printable. Either way ASCII, CRLF, lines of at most 76, no line that begins with a
    dot or "From " and no white space at a line's end."""
    lines = _clean_body(text).split("\n")
    plain = all(_is_plain(line) for line in lines)
    body = "\r\n".join(lines if plain else [_quoted_printable(line) for line in lines])
    encoding = "7bit" if plain else "quoted-printable"
    head = (
        header("Content-Type", f"text/{subtype}; charset=utf-8")
        + f"Content-Transfer-Encoding: {encoding}\r\n".encode()
    )
    return head, body.encode("ascii") + b"\r\n"


def _clean_body(text: str) -> str:
    unified = re.sub(r"\r\n?|[\u2028\u2029\x85]", "\n", text)
    kept = (c for c in unified if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).rstrip("\n")


def _is_plain(line: str) -> bool:
    return (
        line.isascii()
        and len(line) <= MAX_LINE
        and not line.startswith((".", "From "))
        and not line.endswith((" ", "\t"))
    )


def _quoted_printable(line: str) -> str:
    """One line in quoted-printable (RFC 2045, 6.7), broken softly where it is long."""
    data = line.encode("utf-8")
    pieces: list[str] = []
    current = ""
    for position, byte in enumerate(data):
        last = position == len(data) - 1
        unit = _unit(byte, at_start=not current, last=last)
        if len(current) + len(unit) > MAX_LINE - (0 if last else 1):
            pieces.append(current + "=")
            current = ""
            unit = _unit(byte, at_start=True, last=last)
        current += unit
    return "\r\n".join([*pieces, current])


def _unit(byte: int, *, at_start: bool, last: bool) -> str:
    char = chr(byte)
    if char in " \t":
        return f"={byte:02X}" if last else char
    if at_start and char in ".F":  # "." would be stuffed, "From " would be quoted by an mbox
        return f"={byte:02X}"
    return char if 33 <= byte <= 126 and char != "=" else f"={byte:02X}"


def _needs_encoding(text: str) -> bool:
    """Beyond ASCII, or text that a reader would take for an encoded word or cannot fold."""
    return not text.isascii() or "=?" in text or any(len(w) > 900 for w in text.split(" "))


def _encoded(text: str) -> list[str]:
    """Encoded words of at most 75 characters, never breaking a character."""
    words: list[str] = []
    chunk = b""
    for char in text:
        data = char.encode("utf-8")
        if len(chunk) + len(data) > MAX_WORD:
            words.append(_word(chunk))
            chunk = b""
        chunk += data
    return [*words, _word(chunk)] if chunk else words


def _word(chunk: bytes) -> str:
    return f"=?utf-8?B?{base64.b64encode(chunk).decode('ascii')}?="


def _phrase(display: str) -> list[str]:
    if not display:
        return []
    if _needs_encoding(display):
        return _encoded(display)
    if _ATOMS.fullmatch(display):
        return display.split(" ")
    escaped = display.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.split(" ")


def _folded(name: str, words: Sequence[str]) -> bytes:
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > MAX_LINE and lines[-1].strip() != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return ("\r\n".join(lines) + "\r\n").encode("utf-8")
