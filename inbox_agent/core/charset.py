"""Bytes to clean text, whatever the label says.

Labels lie in three ways: unknown names, single-byte names over UTF-8 bytes, and UTF-8 over
single-byte bytes. All three are told apart by the bytes themselves, because valid UTF-8 with
non-ASCII characters hardly ever comes about by chance.
"""

from __future__ import annotations

import codecs
import re

MAX_LABEL = 40  # characters; the longest charset name in the IANA registry has 45, all in use fewer

_FALLBACK = "cp1252"  # what mail without a usable label was mostly written in
# Families of codecs that are character sets. Python also knows "punycode", "unicode_escape"
# and others, some of them quadratic: a label must not be able to choose those.
_FAMILIES = (
    "ascii", "utf", "iso8859", "iso2022", "cp", "koi8", "gb", "big5", "euc", "shift", "hz", "tis",
    "mac-", "johab", "kz1048", "ptcp154",
)  # fmt: skip
_ALIASES = {  # labels seen in mail that Python does not know
    "uft-8": "utf-8",
    "utf8mb4": "utf-8",
    "utf-8-mac": "utf-8",
    "unicode": "utf-16",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "x-sjis": "shift_jis",
    "x-gbk": "gbk",
    "gb_2312-80": "gb2312",
    "ks_c_5601": "cp949",
    "windows-874": "cp874",
    "x-windows-949": "cp949",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "ansi": "cp1252",
    "binary": "utf-8",
    "8bit": "utf-8",
    "unknown-8bit": "utf-8",
    "x-unknown": "utf-8",
    "default": "utf-8",
}
_WIDER = {  # a superset is used wherever a label names a subset that nobody keeps to
    "ascii": _FALLBACK,
    "iso8859-1": _FALLBACK,
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-9": "cp1254",
    "euc_kr": "cp949",
}
_SINGLE_BYTE = ("cp125", "cp874", "iso8859", "koi8", "mac-", "cp437", "cp85")
_ESCAPED = ("utf-7", "iso2022", "hz", "utf-16", "utf-32")  # ASCII bytes there are not always ASCII
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
         (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Controls of the upper half, and code points that are no characters.
_NO_CHARACTERS = re.compile("[\x80-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Line ends, spaces that only look different, and characters without width that pad previews.
_FREQUENT = (
    ("\r", "\n"), ("\f", "\n"), ("\v", "\n"), ("\x85", "\n"), ("\u2028", "\n"),
    ("\u2029", "\n"), ("\xa0", " "), ("\u202f", " "), ("\u2009", " "), ("\u200b", ""),
    ("\ufeff", ""), ("\xad", ""), ("\u034f", ""), ("\u2060", ""), ("\x7f", ""),
)  # fmt: skip
_RARE = dict.fromkeys((0x1680, *range(0x2000, 0x200B), 0x205F, 0x3000), " ")


def codec_for(label: str) -> str | None:
    """Python's name of the codec that ``label`` means, or None where it means no character set."""
    name = label.strip(" \t\"'<>;,").lower()[:MAX_LABEL]
    try:
        found = codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError):  # ValueError: a NUL or a non-ASCII character in the label
        return None
    return _WIDER.get(found, found) if found.startswith(_FAMILIES) else None


def decode(content: bytes, label: str = "") -> tuple[str, str]:
    """``content`` as text (not yet clean) and what was wrong with its label, in words or ""."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content.decode(name, "replace"), ""
    codec = codec_for(label) if label else _FALLBACK
    if content.isascii() and not (codec or "").startswith(_ESCAPED):
        return content.decode("ascii"), "" if codec else _unknown(label)
    if codec is None:
        return _guess(content), _unknown(label)
    if codec == "utf-8":
        return _utf8(content)
    if codec.startswith(_SINGLE_BYTE):
        try:
            return content.decode("utf-8"), f"labelled {label}, is utf-8" if label else ""
        except UnicodeDecodeError:
            return content.decode(codec, "replace"), ""
    return _SURROGATE.sub("\ufffd", content.decode(codec, "replace")), ""  # UTF-7 can spell them


def clean(text: str) -> str:
    """``text`` with newlines as the only line ends and without characters that nobody sees."""
    text = tidy(text)
    return text if _is_plain(text) else _CONTROLS.sub("", text)


def tidy(text: str) -> str:
    """Like ``clean``, but the control characters of ASCII stay."""
    text = text.replace("\r\n", "\n")
    if _is_plain(text):
        return text
    for odd, usual in _FREQUENT:
        text = text.replace(odd, usual)
    if text.isascii() or _is_plain(text):
        return text
    return _characters(text.translate(_RARE))


def one_line(text: str) -> str:
    """``text`` on one line: every run of white space is one space, no control characters."""
    text = " ".join(text.split())
    return text if text.isprintable() else _CONTROLS.sub("", _characters(text))


def _characters(text: str) -> str:
    return _NO_CHARACTERS.sub("", _SURROGATE.sub("\ufffd", text))


def _is_plain(text: str) -> bool:
    """Whether nothing in it needs a second look: ``isprintable`` knows one space, no controls."""
    return text.replace("\n", " ").replace("\t", " ").isprintable()


def _unknown(label: str) -> str:
    return f"unknown charset {one_line(label)[:MAX_LABEL]!r}"


def _guess(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_FALLBACK, "replace")


def _utf8(content: bytes) -> tuple[str, str]:
    """UTF-8 as labelled; a single-byte text under that label shows by having no valid sequence."""
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in set(text) if not char.isascii() and char != "\ufffd")
    if bad and not good:
        return content.decode(_FALLBACK, "replace"), "labelled utf-8, is not"
    return text, "invalid utf-8"
