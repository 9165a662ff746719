"""Proofs that the owner wrote a mail: its copy in Sent, a DKIM signature, a server's word.

A ``From`` line proves nothing. Each function here says what holds, or why it does not.
Sources: RFC 6376 (DKIM; 8.15 on doubled fields, 8.2 on ``l=``), RFC 8301 (key sizes),
RFC 8601 (Authentication-Results; 5 on forged ones), RFC 3848 (``with`` of Received).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from inbox_agent.core.headers import scan

MIN_KEY_BITS = 1024  # of an RSA key: RFC 8301, 3.2
MAX_HEADERS = 500  # fields; a person's mail has about 100, so a longer one hides something
ALWAYS_SIGNED = ("from", "to", "subject", "date", "message-id")
SIGNED_IF_PRESENT = ("in-reply-to", "mime-version", "content-type", "content-transfer-encoding")
SUBMISSIONS = frozenset(("esmtpa", "esmtpsa", "http", "mapi"))
"""How a provider takes a mail from its own signed-in user; anything else came from outside."""


class Signature(Protocol):
    """What our own verification of one DKIM signature found (``ports.DkimResult``)."""

    @property
    def valid(self) -> bool: ...
    @property
    def domain(self) -> str: ...
    @property
    def signed_headers(self) -> tuple[str, ...]: ...
    @property
    def body_length_tag(self) -> bool: ...
    @property
    def testing(self) -> bool: ...
    @property
    def key_bits(self) -> int: ...
    @property
    def body_hash(self) -> str: ...
    @property
    def why(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Fields:
    """The header of a message as it stands in the bytes: unfolded, not decoded, in order."""

    items: tuple[tuple[str, str], ...]  # (name in lower case, value)

    @classmethod
    def of(cls, raw: bytes) -> Fields:
        return cls(
            tuple(
                (name.decode("ascii", "replace").lower(), value.decode("utf-8", "replace"))
                for name, value in scan(raw).fields
            )
        )

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.items if key == name)

    def only(self, name: str) -> str | None:
        """The value of a field that is there exactly once, else None."""
        values = self.all(name)
        return values[0] if len(values) == 1 else None


def inbound_trace(fields: Fields) -> str:
    """The trace that says this copy was delivered and not filed by the sender, or nothing."""
    for name in ("delivered-to", "authentication-results"):
        if fields.all(name):
            return f"the copy in Sent bears {name.title()}"
    for value in fields.all("received"):
        if not _is_submission(value):
            return "the copy in Sent bears a Received of a delivery"
    return ""


def signature_fault(signature: Signature, fields: Fields, domain: str) -> str:
    """Why this signature does not prove that ``domain`` let the owner write this, or nothing."""
    if not signature.valid:
        return signature.why or "the signature does not verify"
    if signature.domain.lower() != domain:
        return f"it is signed by {signature.domain}, not by {domain}"
    if signature.body_length_tag:
        return "the signature leaves the end of the body open (l=)"
    if signature.testing:
        return "the signer calls the key a test (t=y)"
    if signature.key_bits < MIN_KEY_BITS:
        return f"the key has {signature.key_bits} bits"
    return _uncovered(signature.signed_headers, fields)


def server_says_so(fields: Fields, domain: str, servers: Collection[str]) -> bool:
    """Does a server that the owner trusts say, on top, that DKIM passed for ``domain``?

    Only the topmost field counts, and none where two name that server: one of them is forged.
    """
    results = fields.all("authentication-results")
    trusted = {server.lower() for server in servers}
    named = [value for value in results if _server_of(value) in trusted]
    if len(named) != 1 or named[0] != results[0] or not _stands_on_top(fields, named[0]):
        return False
    passed = [part for part in _plain(named[0]).split(";")[1:] if _passes(part, domain)]
    return bool(passed)


def _uncovered(signed_headers: Sequence[str], fields: Fields) -> str:
    signed = {name.lower() for name in signed_headers}
    for name in (*ALWAYS_SIGNED, *SIGNED_IF_PRESENT):
        count = len(fields.all(name))
        if count > 1:
            return f"{name} is there {count} times"
        if name in ALWAYS_SIGNED and count == 0:
            return f"{name} is missing"
        if count and name not in signed:
            return f"{name} is not signed"
    return ""


def _is_submission(received: str) -> bool:
    words = _plain(received).partition(";")[0].lower().split()
    ways = [words[i + 1] for i, word in enumerate(words[:-1]) if word == "with"]
    return len(ways) == 1 and ways[0] in SUBMISSIONS


def _stands_on_top(fields: Fields, result: str) -> bool:
    """Only fields that the same provider writes stand above the result."""
    provider = ".".join((_server_of(result)).split(".")[-2:])
    for name, value in fields.items:
        if name == "authentication-results":
            return True
        if name == "received":
            by = re.search(r"(?:^|\s)by\s+([^\s;]+)", _plain(value).lower())
            host = by[1] if by else ""
            if host != provider and not host.endswith("." + provider) and ":" not in host:
                return False
    return False


def _server_of(result: str) -> str:
    """The authserv-id, exactly as written but for case; a version or a dot behind it stays."""
    return _plain(result).partition(";")[0].strip().lower()


def _passes(part: str, domain: str) -> bool:
    words = part.lower().split()
    return words[:1] == ["dkim=pass"] and (
        f"header.d={domain}" in words or f"header.i=@{domain}" in words
    )


def _plain(value: str) -> str:
    """A structured value without comments and quotes; what a quote or comment held is gone."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for char in value:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif quoted:
            quoted = char != '"'
        elif char == '"':
            quoted = True
        elif char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
            kept.append(" ")
        elif depth == 0:
            kept.append(char)
    return "".join(kept)
