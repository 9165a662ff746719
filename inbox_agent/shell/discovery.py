"""Finding the servers of an address: our list, then the domain's own word over HTTPS and DNS.

Only the owner's own domain is asked, and only while ``setup`` runs; no central service learns the
address. The order is that of draft-ietf-mailmaint-autoconfig: the domain's autoconfig file, its
SRV records (RFC 6186, RFC 8314), then who takes its mail (MX)."""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO

import dns.exception
import dns.name
import dns.resolver

from inbox_agent.core.autoconfig import MAX_BYTES, read_autoconfig
from inbox_agent.core.provider import (
    Place,
    Provider,
    Security,
    Servers,
    by_domain,
    by_exchanger,
)

HTTP_SECONDS = 6.0  # a domain without the file mostly has no such host at all, and says so at once
DNS_SECONDS = 4.0  # for one question; a resolver that is slower is down
_IMAP_SERVICES: tuple[tuple[str, Security], ...] = (("_imaps", "tls"), ("_imap", "starttls"))
_SMTP_SERVICES: tuple[tuple[str, Security], ...] = (
    ("_submissions", "tls"), ("_submission", "starttls"),
)  # fmt: skip
_FILES = (
    "https://autoconfig.{domain}/mail/config-v1.1.xml",
    "https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
)

Fetch = Callable[[str], bytes | None]
"""The bytes behind an https address; None where there is nothing."""

Ask = Callable[[str, str], list[tuple[int, int, str]]]
"""The answers to a DNS question (name, "MX" or "SRV") as (preference, port, host), best first."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """What is known of an address; ``servers`` may be missing while the provider is known."""

    provider: Provider | None = None
    servers: Servers | None = None


def discover(
    address: str, providers: Iterable[Provider], *, online: bool = True,
    fetch: Fetch | None = None, ask: Ask | None = None,
) -> Discovered:  # fmt: skip
    """Where the mail of ``address`` is. Never raises for what a network does."""
    known = tuple(providers)
    domain = address.rpartition("@")[2].lower()
    provider = by_domain(known, domain)
    if provider is not None or not online:
        return Discovered(provider, provider.servers if provider else None)
    fetch, ask = fetch or fetch_file, ask or ask_dns
    by_mx = by_exchanger(known, [host for _, _, host in ask(domain, "MX")])
    if by_mx is not None and by_mx.servers is not None:
        return Discovered(by_mx, by_mx.servers)
    for form in _FILES:
        url = form.format(domain=domain)
        raw = fetch(url)
        if raw and (servers := read_autoconfig(raw, address, url)) is not None:
            return Discovered(by_mx, servers)
    return Discovered(by_mx, _by_service(domain, ask))


def _by_service(domain: str, ask: Ask) -> Servers | None:
    imap = _first(domain, _IMAP_SERVICES, ask)
    smtp = _first(domain, _SMTP_SERVICES, ask)
    if imap is None or smtp is None:
        return None
    return Servers(imap, smtp, f"the SRV records of {domain}", vouched=False)


def _first(domain: str, services: Iterable[tuple[str, Security]], ask: Ask) -> Place | None:
    for service, security in services:
        for _, port, host in ask(f"{service}._tcp.{domain}", "SRV"):
            if host and port:  # a target of "." says: there is no such service (RFC 2782)
                return Place(host, port, security)
    return None


def ask_dns(name: str, kind: str) -> list[tuple[int, int, str]]:
    """See ``Ask``."""
    resolver = dns.resolver.Resolver()
    try:
        found = resolver.resolve(f"{name}.", kind, lifetime=DNS_SECONDS)
    except (dns.exception.DNSException, OSError, UnicodeError):
        return []
    answers = [
        (record.preference, 0, str(record.exchange).rstrip(".")) if kind == "MX"
        else (record.priority, record.port, str(record.target).rstrip("."))
        for record in found
    ]  # fmt: skip
    return sorted(answers)


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    """A domain may send us on, but never into the clear."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:  # fmt: skip
        if not newurl.startswith("https://"):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch_file(url: str, context: ssl.SSLContext | None = None) -> bytes | None:
    """See ``Fetch``; at most the largest autoconfig file that is read."""
    secure = urllib.request.HTTPSHandler(context=context or ssl.create_default_context())
    opener = urllib.request.build_opener(secure, _OnlyHttps())
    try:
        with opener.open(url, timeout=HTTP_SECONDS) as answer:
            read: bytes = answer.read(MAX_BYTES)
            return read
    except (OSError, HTTPException, ValueError):
        return None
