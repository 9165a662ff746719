"""Codes: six characters that stand for one version of one draft, its bytes and its recipients.

Whoever knows a code has seen the request; that alone approves nothing (trust.py asks for more).
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Sequence

ALPHABET = "23456789CDFHJKMNPQRTVWXY"
"""No vowels (no code is a word) and none of 0 O 1 I L U, 5 S, 8 B, 2 Z, 6 G as a pair."""

LENGTH = 6  # characters: 24**6 = 191 million, of which a handful live at a time

SALTS = 64  # tries for a code nobody has yet; at 191 million codes the second is never needed

_MISREAD = str.maketrans("BSZGU", "8526V")
"""Letters that are in no code, to the character that they were misread from."""

_OTHER_SCRIPTS = str.maketrans(
    # Cyrillic, then Greek capitals that a reader cannot tell from the Latin ones
    "СНКМРТХУВЅΗΚΜΝΡΤΧΥΒΖ",
    "CHKMPTXYBSHKMNPTXYBZ",
)


def code(
    secret: bytes, draft_id: str, version: int, raw: bytes, to: Sequence[str], salt: int = 0
) -> str:
    """The code of one version: HMAC-SHA256 over draft, version, bytes but ``Date``, recipients.

    The order and case of the recipients do not matter. ``salt`` counts up where the code with
    the salt before it belongs to another version already (``free_code`` does that). A code
    holds a digit and a letter, so that no ordinary word and no number can be one.
    """
    recipients = "\n".join(sorted(addr.lower() for addr in to))
    fields = (draft_id.encode(), str(version).encode(), without_date(raw), recipients.encode())
    message = b"".join(len(item).to_bytes(8, "big") + item for item in fields)
    counter = 0
    while True:
        tail = salt.to_bytes(4, "big") + counter.to_bytes(4, "big")
        found = _letters(hmac.new(secret, message + tail, hashlib.sha256).digest())
        if looks_like_code(found):
            return found
        counter += 1


def free_code(
    secret: bytes,
    draft_id: str,
    version: int,
    raw: bytes,
    to: Sequence[str],
    taken: Callable[[str], bool],
) -> str:
    """The first code of this version that ``taken`` does not know.

    Raises ValueError where all ``SALTS`` are taken, which only a broken ``taken`` brings about.
    """
    for salt in range(SALTS):
        candidate = code(secret, draft_id, version, raw, to, salt)
        if not taken(candidate):
            return candidate
    raise ValueError("no free code: every candidate is said to be taken")


def binds(
    wanted: str, secret: bytes, draft_id: str, version: int, raw: bytes, to: Sequence[str]
) -> bool:
    """Is ``wanted`` a code of exactly this draft, version, bytes and recipients?"""
    return any(
        hmac.compare_digest(wanted, code(secret, draft_id, version, raw, to, salt))
        for salt in range(SALTS)
    )


def without_date(raw: bytes) -> bytes:
    """The message without its ``Date`` header, which is written only when it leaves."""
    head, blank, body = raw.partition(b"\r\n\r\n")
    kept: list[bytes] = []
    dropping = False
    for line in head.split(b"\r\n"):
        if not line.startswith((b" ", b"\t")):
            dropping = line[:5].lower() == b"date:"
        if not dropping:
            kept.append(line)
    return b"\r\n".join(kept) + blank + body


def normalise(text: str) -> str:
    """What the owner typed, as plain characters: other scripts' digits become 0–9, full-width
    and non-breaking forms the usual ones; what has no width (marks of direction, joiners, soft
    hyphens) goes. Letters keep their case."""
    if text.isascii():
        return text  # most are: nothing in it has another form
    wide = unicodedata.normalize("NFKC", text)
    return "".join(_digit(char) for char in wide if unicodedata.category(char) != "Cf")


def fold(token: str) -> str:
    """A token as the code it may be: upper case, look-alikes of other scripts and misread
    letters replaced. Whether it is one, ``looks_like_code`` says."""
    upper = normalise(token).upper().translate(_OTHER_SCRIPTS)
    return upper.translate(_MISREAD)


def looks_like_code(token: str) -> bool:
    """Has this folded token the shape of a code?"""
    return (
        len(token) == LENGTH
        and all(char in ALPHABET for char in token)
        and any(char.isdigit() for char in token)
        and any(char.isalpha() for char in token)
    )


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _letters(digest: bytes) -> str:
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)
