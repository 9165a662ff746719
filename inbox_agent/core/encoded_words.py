"""Encoded words of RFC 2047, as senders really write them."""

from __future__ import annotations

import binascii
import re
from itertools import islice

from inbox_agent.core.charset import decode

MAX_WORDS = 2_000  # in one value; what follows stays encoded

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_SPACE_BETWEEN = re.compile(r"(?<=\?=)\s+(?==\?)")


def decode_words(value: str) -> str:
    """``value`` with its encoded words decoded; one that cannot be stays as it is.

    Neighbours of one charset are joined as bytes first: some senders cut inside a character.
    """
    if "=?" not in value:
        return value
    value = _SPACE_BETWEEN.sub("", value)
    pieces: list[str] = []
    run, run_label = b"", ""  # neighbours not yet decoded
    position = 0
    for word in islice(_WORD.finditer(value), MAX_WORDS):
        content = _content(word[2], word[3])
        if content is None:
            continue
        label = word[1].partition("*")[0].lower()  # RFC 2231 allows "charset*language"
        if word.start() != position or label != run_label:
            pieces += (decode(run, run_label)[0], value[position : word.start()])
            run, run_label = b"", label
        run += content
        position = word.end()
    pieces += (decode(run, run_label)[0], value[position:])
    return "".join(pieces)


def _content(encoding: str, text: str) -> bytes | None:
    """The bytes of one encoded word, or None where it is broken."""
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    try:
        return binascii.a2b_base64(data + b"==")  # too much padding is ignored, too little is not
    except binascii.Error:
        return None
