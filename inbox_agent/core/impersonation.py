"""Who does a mail claim to come from, and do its address, reply address and links bear that out?

No single sign convicts an honest sender: programs write through platforms, doctors from private
mailboxes, and newsletters count clicks. Signs are weighed, and the heaviest is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from inbox_agent.core.flag_words import Found
from inbox_agent.core.look_alike import carries_name, imitates
from inbox_agent.core.mail import Link, Mail
from inbox_agent.core.platforms import Platform, belongs, platform_of
from inbox_agent.core.program import Program

CONVICTS = 2.5
"""Weight from which a mail counts as impersonation; see the weights at each sign."""


@dataclass(frozen=True, slots=True)
class Services:
    """Whose domains say nothing about who writes (config/senders.toml): mailboxes that anybody
    can open, and services that stand between a link and its target."""

    free_mailboxes: frozenset[str] = frozenset()
    link_services: frozenset[str] = frozenset()


_COUNTING = re.compile(
    r"^(?:click|clicks|link|links|track|tracking|email|e|go|r|t|ct|trk|url\d*)\d*\."
)

_ROLE = re.compile(
    r"\b(?:program director|residency|GME|graduate medical education|coordinator|recruitment|"
    r"selection committee|admissions?|interview (?:office|team|desk)|hospital|university|"
    r"medical cent(?:er|re)|health system|program office|department of)\b",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"\b(?:support|billing|log-?in|team|(?:no|do-?not)-?reply|reminders?|message cent(?:er|re)|"
    r"compliance|registration|notifications?|office|desk|services?|help|helpdesk|admin\w*|"
    r"accounts?|security|verification|certification|customer|care|invoice|system|portal|staff|"
    r"scheduling|updates?|alerts?|info|identity|payments?|finance|applicant|online|center|mail|"
    r"the|of|and|via|interviews?|connect)\b",
    re.IGNORECASE,
)
_HOST_IN_TEXT = re.compile(r"\b((?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24})\b", re.IGNORECASE)
_ADDRESS_IN_NAME = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_FAILED = re.compile(r"\bdmarc=fail\b|\bspf=(?:hard)?fail\b", re.IGNORECASE)
_MAX_LINKS = 200  # links looked at; a mail with more is a catalogue


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that does not fit, how much it weighs, and the words that show it."""

    weight: float
    quote: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A mail and what is known of those it may claim to come from."""

    mail: Mail
    programs: tuple[Program, ...]
    platforms: tuple[Platform, ...]
    trusted_servers: frozenset[str]
    found: Found
    services: Services = Services()

    @property
    def domain(self) -> str:
        return self.mail.author.domain

    @property
    def platform_domains(self) -> tuple[str, ...]:
        return tuple(domain for platform in self.platforms for domain in platform.domains)

    @property
    def program_domains(self) -> tuple[str, ...]:
        return tuple(domain for program in self.programs for domain in program.domains)

    @property
    def known(self) -> bool:
        """Whether the sender's domain is a platform's or a known program's."""
        return belongs(self.domain, (*self.platform_domains, *self.program_domains))

    @property
    def wants(self) -> bool:
        """Whether the mail asks for what a swindler is after."""
        return any(self.found.get(sign) for sign in ("credentials_asked", *_PREY))


_PREY = ("payment_request", "money_asked", "papers_asked")


def impersonated(claim: Claim, owner_addresses: frozenset[str] = frozenset()) -> str:
    """The words that give a false sender away, or an empty string where nothing convicts."""
    author = claim.mail.author
    if not author.addr or author.addr in owner_addresses:
        return ""
    signs = [*_sender(claim), *_reply_to(claim), *_links(claim), *_wishes(claim)]
    if not signs or sum(sign.weight for sign in signs) < CONVICTS:
        return ""
    if not any(sign.quote for sign in signs):
        return ""
    return max((sign for sign in signs if sign.quote), key=lambda sign: sign.weight).quote


# --- the sender -----------------------------------------------------------------------------------


def _sender(claim: Claim) -> Iterator[Sign]:
    name, addr = claim.mail.author.name, claim.mail.author.addr
    inside = _ADDRESS_IN_NAME.search(name)
    if inside and not _related(inside[1].lower(), claim.domain):
        yield Sign(3.0, addr)
    if not claim.known:
        yield from _platform_claimed(claim, name, addr)
        yield from _program_claimed(claim, name, addr)
    if _failed(claim.mail, claim.trusted_servers):
        yield Sign(2.0, addr)
    elif _failed(claim.mail, None):
        yield Sign(1.5, addr)  # written by we do not know whom: it counts, but not alone


def _platform_claimed(claim: Claim, name: str, addr: str) -> Iterator[Sign]:
    says_so = _names_platform(name, claim)
    worn = says_so or claim.wants
    if imitates(claim.domain, claim.platform_domains) or (
        worn and carries_name(claim.domain, claim.platform_domains)
    ):
        yield Sign(3.0, addr)
    elif says_so:
        yield Sign(2.5, addr)


def _names_platform(name: str, claim: Claim) -> bool:
    """Whether a display name is a platform's own and says nothing else (``Thalamus Support``)."""
    lowered = name.lower()
    for platform in claim.platforms:
        for called in platform.names:
            rest, found = re.subn(rf"\b{re.escape(called)}\b", " ", lowered)
            if found and not re.sub(r"[\W\d_]+", "", _DESK.sub(" ", _without(rest, claim))):
                return True
    return False


def _without(text: str, claim: Claim) -> str:
    """``text`` without any platform's name: ``ECFMG | Intealth Billing`` names two."""
    for platform in claim.platforms:
        for called in platform.names:
            text = re.sub(rf"\b{re.escape(called)}\b", " ", text)
    return text


def _program_claimed(claim: Claim, name: str, addr: str) -> Iterator[Sign]:
    named = _program_named(claim)
    if named and imitates(claim.domain, named.domains):
        yield Sign(3.0, addr)
    elif named and named.domains and not _through_service(claim):
        yield Sign(1.0, addr)  # the claim can be contradicted: we know where they write from
    if claim.domain in claim.services.free_mailboxes and _ROLE.search(name):
        yield Sign(2.0, addr)
    elif claim.domain in claim.services.free_mailboxes and _ROLE.search(
        claim.mail.new[-_SIGNATURE:]
    ):
        yield Sign(1.0, addr)


_SIGNATURE = 300  # characters at the end of a mail in which its writer says who he is


def _program_named(claim: Claim) -> Program | None:
    """The owner's program that the sender says to be: by display name, greeting or signature."""
    mail = claim.mail
    body = mail.new.strip()
    said = (
        f"{mail.author.name}\n{body[:_SIGNATURE]}\n{body[-_SIGNATURE:]}\n{mail.boilerplate[:200]}"
    )
    lowered = " ".join(said.lower().split())
    for program in claim.programs:
        if program.name and program.name.lower() in lowered:
            return program
        if mail.author.name and any(c.name == mail.author.name for c in program.contacts):
            return program
    return None


def _through_service(claim: Claim) -> bool:
    """Whether a mailing or scheduling service delivered it and says so."""
    return bool(claim.mail.header("List-Unsubscribe") or claim.mail.header("List-Id"))


def _failed(mail: Mail, servers: frozenset[str] | None) -> bool:
    """Whether a receiving server (one of ``servers``; any where None) found the sender false."""
    for value in mail.header_all("Authentication-Results"):
        server, _, results = value.partition(";")
        if servers is not None and server.strip().split(" ")[0].lower() not in servers:
            continue
        if _FAILED.search(results) and not re.search(r"\bdmarc=pass\b|\bdkim=pass\b", results):
            return True
    return False


# --- where an answer would go ---------------------------------------------------------------------


def _reply_to(claim: Claim) -> Iterator[Sign]:
    platform = platform_of(claim.domain, claim.platforms)
    for address in claim.mail.reply_to:
        there = address.domain
        if not there or _related(there, claim.domain) or (platform and platform.carries):
            continue
        owned = (*claim.platform_domains, *claim.program_domains)
        if imitates(there, owned) or carries_name(there, claim.platform_domains):
            yield Sign(2.5, address.addr)
        elif platform is not None:
            yield Sign(2.0, address.addr)
        elif not belongs(there, owned):
            yield Sign(1.0, address.addr)


# --- links ----------------------------------------------------------------------------------------


def _links(claim: Claim) -> Iterator[Sign]:
    heaviest: Sign | None = None
    for link in claim.mail.links[:_MAX_LINKS]:
        sign = _link(link, claim)
        if sign and (heaviest is None or sign.weight > heaviest.weight):
            heaviest = sign
    if heaviest:
        yield heaviest


def _link(link: Link, claim: Claim) -> Sign | None:
    host = host_of(link.href)
    if not host or belongs(host, (*claim.platform_domains, *claim.program_domains)):
        return None
    if imitates(host, claim.platform_domains):
        return Sign(3.0, host)
    if carries_name(host, claim.platform_domains):
        return Sign(3.0 if claim.wants else 1.0, host)
    shown = _HOST_IN_TEXT.fullmatch(_shown_host(link.text))
    if (
        shown
        and not _related(shown[1].lower(), host)
        and not _wrapped(host, link, shown[1], claim.services)
    ):
        known = belongs(shown[1].lower(), (*claim.platform_domains, *claim.program_domains))
        return Sign(3.0 if known else 1.5, host)
    return None


def host_of(href: str) -> str:
    """The host of a web address, lower case; empty for ``mailto:`` and for what is none."""
    try:
        parts = urlsplit(href.strip())
        return (parts.hostname or "").lower() if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _shown_host(text: str) -> str:
    """The host that a link's words show: ``https://aamc.org/x`` → ``aamc.org``; else empty."""
    shown = text.strip()
    if " " in shown or "@" in shown:
        return ""
    return re.sub(r"^https?://", "", shown, flags=re.IGNORECASE).split("/")[0].split("?")[0]


def _wrapped(host: str, link: Link, shown: str, services: Services) -> bool:
    """Whether a counter or scanner stands between the words and the target."""
    if belongs(host, services.link_services) or _COUNTING.match(host):
        return True
    return shown.lower() in unquote(link.href.lower().partition(host)[2])


def _related(a: str, b: str) -> bool:
    """Whether two domains are of one house: the same, one below the other, or sisters."""
    return belongs(a, (b,)) or belongs(b, (a,)) or _house(a) == _house(b)


def _house(domain: str) -> str:
    return ".".join(domain.split(".")[-2:])


# --- what it is after -----------------------------------------------------------------------------


def _wishes(claim: Claim) -> Iterator[Sign]:
    """What is asked for weighs only beside a sign that the sender is false."""
    if claim.known and not _failed(claim.mail, None):
        return
    if asked := claim.found.get("credentials_asked"):
        yield Sign(1.5, "" if claim.known else asked[0].quote)
        if claim.found.get("platform_named") and not claim.known:
            yield Sign(1.0, asked[0].quote)
    if any(claim.found.get(sign) for sign in ("payment_request", "money_asked")):
        yield Sign(1.5, "")
    elif claim.found.get("papers_asked") and claim.domain in claim.services.free_mailboxes:
        yield Sign(1.0, "")
