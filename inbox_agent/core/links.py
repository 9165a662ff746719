"""Links that do not lead where they seem to lead. No link is ever opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from inbox_agent.core.claims import Claim, names_platform
from inbox_agent.core.look_alike import carries_name, imitates
from inbox_agent.core.mail import Link
from inbox_agent.core.platforms import belongs, platform_of

_MAX_LINKS = 200  # links looked at; a mail with more is a catalogue
_COUNTING = re.compile(
    r"^(?:clicks?|links?|track|tracking|email|e|go|r|t|ct|trk|url\d*)\d*\.", re.IGNORECASE
)
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A link's host, and how strongly it speaks against the sender (see impersonation.py)."""

    weight: float
    host: str


def suspicious_links(claim: Claim) -> Iterator[Suspect]:
    """Links to look-alikes of platforms, links that show one host and lead to another, and
    logins in a platform's name that lead away from it."""
    owned = (*claim.platform_domains, *claim.program_domains)
    hosts = [(link, host_of(link.href)) for link in claim.mail.links[:_MAX_LINKS]]
    foreign = [(link, host) for link, host in hosts if host and not belongs(host, owned)]
    asks = bool(claim.found.get("credentials_asked"))
    for link, host in foreign:
        if imitates(host, claim.platform_domains):
            yield Suspect(3.0, host)
        elif carries_name(host, claim.platform_domains):
            yield Suspect(3.0 if asks else 1.0, host)
        elif (shown := _shown_host(link)) and _misleads(shown, host, link, claim):
            yield Suspect(3.0 if belongs(shown, owned) else 1.5, host)
    as_platform = platform_of(claim.domain, claim.platforms) or names_platform(
        claim.mail.author.name, claim.platforms
    )
    away = [host for _, host in foreign if not _passes_on(host, claim)]
    if as_platform and away and not any(belongs(host, owned) for _, host in hosts):
        yield Suspect(1.0, away[0])


def host_of(href: str) -> str:
    """The host of a web address, lower case; empty for ``mailto:`` and for what is none."""
    try:
        parts = urlsplit(href.strip())
        return (parts.hostname or "").lower() if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def related(a: str, b: str) -> bool:
    """Whether two domains are of one house: the same, one below the other, or sisters."""
    return belongs(a, (b,)) or belongs(b, (a,)) or _house(a) == _house(b)


def _house(domain: str) -> str:
    return ".".join(domain.split(".")[-2:])


def _shown_host(link: Link) -> str:
    """The host that a link's words show: ``https://aamc.org/x`` → ``aamc.org``; else empty."""
    shown = link.text.strip()
    if " " in shown or "@" in shown:
        return ""
    bare = re.sub(r"^https?://", "", shown, flags=re.IGNORECASE).split("/")[0].split("?")[0]
    return bare.lower() if _HOST.fullmatch(bare) else ""


def _misleads(shown: str, host: str, link: Link, claim: Claim) -> bool:
    """Whether the words show one house and the link leads to another, with no counter between."""
    behind = unquote(link.href.lower().partition(host)[2])
    return not related(shown, host) and not _passes_on(host, claim) and shown not in behind


def _passes_on(host: str, claim: Claim) -> bool:
    """Whether a counter, shortener or scanner stands between the words and the target."""
    return belongs(host, claim.services.link_services) or bool(_COUNTING.match(host))
