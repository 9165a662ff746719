"""Content-Transfer-Encoding taken off, also where it is broken (RFC 2045, 6)."""

from __future__ import annotations

import binascii
import re

_SAMPLE = 4096  # bytes from which is judged whether something is base64 at all
_FOREIGN_SHARE = 10  # a tenth of foreign bytes: somebody forgot to encode
_BASE64 = bytes(range(48, 58)) + bytes(range(65, 91)) + bytes(range(97, 123)) + b"+/=\r\n\t"
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_IDENTITY = ("", "7bit", "8bit", "binary", "7-bit", "8-bit", "none", "utf-8")


def transfer_decoded(data: bytes, encoding: str) -> tuple[bytes, str]:
    """``data`` without its transfer encoding, and what was wrong in words, or an empty string."""
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data), ""
    if encoding == "base64":
        return _base64(data)
    return data, "" if encoding in _IDENTITY else "unknown transfer encoding"


def _base64(data: bytes) -> tuple[bytes, str]:
    sample = data[:_SAMPLE]
    if len(sample.translate(None, _BASE64)) * _FOREIGN_SHARE > len(sample):
        return data, "labelled base64, is not"
    try:
        return binascii.a2b_base64(data), ""
    except binascii.Error:  # cut short: keep every whole group of four
        letters = _NOT_BASE64.sub(b"", data)
        whole = letters[: len(letters) - len(letters) % 4]
        tail = letters[len(whole) :]
        if len(tail) > 1:
            whole += tail + b"=" * (4 - len(tail))
        return binascii.a2b_base64(whole), "base64 cut short"
