"""DKIM, verified by ourselves with dkimpy; the only question that leaves is DNS for the key.

What a signature must cover to count as a proof is decided in core/proof.py; here it is only
found out whether it verifies and what it covers. RFC 6376; RFC 8301 rules out SHA-1.
"""

from __future__ import annotations

import binascii
import re
import time
from collections.abc import Callable

import dkim
from dkim.asn1 import ASN1FormatError
from dkim.util import InvalidTagValueList, parse_tag_value

from inbox_agent.ports import DkimResult

DnsTxt = Callable[[bytes, float], bytes | None]
"""The TXT record of a name, or None; the second argument is a timeout in seconds. Raises
``dkim.DnsTimeoutError`` where nobody answers."""

MAX_SIGNATURES = 5  # of one message; two are usual, and each costs a look-up
MAX_BYTES = 2 << 20  # of a message: an answer is text; hashing more would keep others waiting
MAX_RECORD = 1_500  # bytes of a key record: an RSA key of 8,192 bits; longer ones cost seconds
LOOKUP_SECONDS = 5.0  # for one key; a resolver that is slower is down
TOTAL_SECONDS = 12.0  # for all signatures of one message

_SIGNATURE = re.compile(rb"^dkim-signature[ \t]*:", re.IGNORECASE | re.MULTILINE)
_BROKEN = (
    dkim.DKIMException,
    InvalidTagValueList,
    ASN1FormatError,
    binascii.Error,
    UnicodeError,
    ValueError,
    TypeError,  # dkimpy meets a malformed key or header with these three
    KeyError,
    IndexError,
)


class DkimAuthenticator:
    """``ports.Authenticator``. ``dns_txt`` replaces the resolver (tests; a caching one)."""

    def __init__(
        self,
        dns_txt: DnsTxt | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._dns_txt = dns_txt or _resolve
        self._monotonic = monotonic
        self._total = total_seconds

    def verify(self, raw: bytes) -> tuple[DkimResult, ...]:
        """One result a signature, in the order of the message; blocks, never raises for what a
        message, a key or a resolver does."""
        if len(raw) > MAX_BYTES:
            return ()
        head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
        count = min(len(_SIGNATURE.findall(head)), MAX_SIGNATURES)
        end = self._monotonic() + self._total
        return tuple(self._one(raw, number, end) for number in range(count))

    def _one(self, raw: bytes, number: int, end: float) -> DkimResult:
        left = end - self._monotonic()
        if left <= 0:
            return DkimResult(valid=False, why="there was no time left to verify it")
        record: list[bytes] = []

        def txt(name: bytes, timeout: float = LOOKUP_SECONDS) -> bytes | None:
            found = self._dns_txt(name, min(timeout, left))
            if found is not None and len(found) > MAX_RECORD:
                raise dkim.KeyFormatError("the key record is too long")
            record.append(found or b"")
            return found

        try:
            # minkey 0: how long the key must be is core/proof.py's to say, with its words
            verifier = dkim.DKIM(raw, minkey=0, timeout=LOOKUP_SECONDS)
            valid = bool(verifier.verify(idx=number, dnsfunc=txt))
            return _result(verifier, valid, record)
        except _BROKEN as fault:
            return DkimResult(valid=False, why=f"the signature is broken: {str(fault)[:200]}")


def _result(verifier: dkim.DKIM, valid: bool, record: list[bytes]) -> DkimResult:
    fields = verifier.signature_fields
    algorithm = fields.get(b"a", b"").decode("ascii", "replace")
    why = "" if valid else "the signature does not verify"
    if not record or not record[-1]:
        why = "its key could not be found in DNS"
    if algorithm != "rsa-sha256":
        valid, why = False, f"its algorithm {algorithm[:20]} is not one we rely on"
    return DkimResult(
        valid=valid,
        domain=fields[b"d"].decode("ascii", "replace").lower(),
        signed_headers=tuple(
            name.strip().decode("ascii", "replace").lower() for name in fields[b"h"].split(b":")
        ),
        body_length_tag=b"l" in fields,
        testing=_is_testing(record),
        key_bits=getattr(verifier, "keysize", 0) or 0,
        body_hash=re.sub(rb"\s+", b"", fields[b"bh"]).decode("ascii", "replace"),
        why=why,
    )


def _is_testing(record: list[bytes]) -> bool:
    """Does the key's record carry ``t=y`` (RFC 6376, 3.6.1)?"""
    if not record or not record[-1]:
        return False
    try:
        tags = parse_tag_value(record[-1])
    except InvalidTagValueList:
        return False
    return b"y" in [flag.strip().lower() for flag in tags.get(b"t", b"").split(b":")]


def _resolve(name: bytes, timeout: float) -> bytes | None:
    found: bytes | None = dkim.get_txt(name, timeout=timeout)
    return found
