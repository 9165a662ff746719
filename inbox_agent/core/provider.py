"""Mail providers as ``setup`` knows them: where the servers are and how a program signs in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

Security = Literal["plain", "tls", "starttls"]

_TLS_PORTS = frozenset({993, 465})  # RFC 8314: TLS from the first byte


class SignIn(StrEnum):
    """What a mail program shows at the door."""

    APP_PASSWORD = "app_password"  # noqa: S105 -- a word, no secret
    PASSWORD = "password"  # noqa: S105 -- a word, no secret
    OAUTH = "oauth"
    NONE = "none"  # no program gets in


@dataclass(frozen=True, slots=True)
class Place:
    """One server: host, port, and how the conversation begins."""

    host: str
    port: int
    security: Security

    def __str__(self) -> str:
        return f"{self.host}:{self.port} ({self.security})"


@dataclass(frozen=True, slots=True)
class Servers:
    """Both servers of an address, and who says so (shown to the owner).

    ``vouched``: our own list or the domain itself over HTTPS; an SRV record is neither, and
    RFC 6186 wants the owner asked before a password goes there."""

    imap: Place
    smtp: Place
    source: str
    vouched: bool = True
    user: str = ""  # as the provider wants it; "" means the whole address


@dataclass(frozen=True, slots=True)
class Provider:
    name: str
    domains: tuple[str, ...]
    mx: tuple[str, ...]
    sign_in: SignIn
    imap: Place | None = None
    smtp: Place | None = None
    files_sent: bool = False
    first: str = ""  # what the owner must switch on before
    where: str = ""  # the page to open
    steps: str = ""

    @property
    def servers(self) -> Servers | None:
        if self.imap is None or self.smtp is None:
            return None
        return Servers(self.imap, self.smtp, f"{self.name}, from our list of providers")


def provider_from_table(table: Mapping[str, Any]) -> Provider:
    """One table of config/providers.toml; an unknown key raises TypeError."""
    known = dict(table)
    return Provider(
        domains=tuple(known.pop("domains")),
        mx=tuple(known.pop("mx", ())),
        sign_in=SignIn(known.pop("sign_in")),
        imap=_place(known.pop("imap", "")),
        smtp=_place(known.pop("smtp", "")),
        **known,
    )


def _place(text: str) -> Place | None:
    if not text:
        return None
    host, _, port = text.rpartition(":")
    return Place(host, int(port), usual_security(int(port)))


def usual_security(port: int) -> Security:
    """How a conversation on this port begins, where nobody says."""
    return "tls" if port in _TLS_PORTS else "starttls"


def by_domain(providers: Iterable[Provider], domain: str) -> Provider | None:
    """The provider whose own domain stands behind the @."""
    return next((each for each in providers if domain.lower() in each.domains), None)


def by_exchanger(providers: Iterable[Provider], hosts: Sequence[str]) -> Provider | None:
    """The provider that takes mail for a school's or firm's domain, by its MX hosts."""
    ends = [(end, each) for each in providers for end in each.mx]
    for end, provider in sorted(ends, key=lambda pair: -len(pair[0])):  # the narrowest first
        if any(host.rstrip(".").lower() == end or host.rstrip(".").lower().endswith("." + end)
               for host in hosts):  # fmt: skip
            return provider
    return None
