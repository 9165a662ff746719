"""Who does a mail claim to come from, and do its address, reply address and links bear that out?

No single sign convicts an honest sender: programs write through platforms, doctors from private
mailboxes, and newsletters count clicks. Signs are weighed; what the sender claims is quoted, and
what contradicts it is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inbox_agent.core.claims import (
    Claim,
    affine,
    disguised,
    names_platform,
    program_named,
    role_claimed,
)
from inbox_agent.core.links import related, suspicious_links
from inbox_agent.core.look_alike import carries_name, imitates
from inbox_agent.core.platforms import belongs, platform_of

CONVICTS = 2.5
"""Weight from which a mail counts as impersonation; the weights stand beside each sign."""

SURE = 3.0  # nothing honest looks like that
STRONG = 2.0  # an honest sender does that now and then
MEDIUM = 1.5
WEAK = 1.0  # common among honest senders


_MONEY = ("payment_request", "money_asked", "untraceable_payment")


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that does not fit: its weight and what it is, for the owner to read."""

    weight: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Impersonation:
    """Whom the mail claims to be, in its own words, and what contradicts that."""

    quote: str
    evidence: str


def impersonated(
    claim: Claim, owner_addresses: frozenset[str] = frozenset()
) -> Impersonation | None:
    """The claim that does not hold and why, or None where nothing convicts."""
    author = claim.mail.author
    if not author.addr or author.addr in owner_addresses:
        return None
    signs = [*_sender(claim), *_receiver(claim), *_reply_to(claim), *_links(claim)]
    if signs:
        signs.extend(_wishes(claim))
    if sum(sign.weight for sign in signs) < CONVICTS:
        return None
    heaviest = max(signs, key=lambda sign: sign.weight)
    return Impersonation(claim.words() or author.addr, heaviest.evidence)


def _sender(claim: Claim) -> Iterator[Sign]:
    """What the display name claims and the address denies."""
    author, written_from = claim.mail.author, f"it is written from {claim.mail.author.addr}"
    if claim.address_in_name and not related(claim.address_in_name, claim.domain):
        yield Sign(SURE, written_from)
    if claim.known:
        return
    says_so = names_platform(author.name, claim.platforms)
    asks = bool(claim.found.get("credentials_asked"))
    if imitates(claim.domain, claim.platform_domains) or (
        (says_so or asks) and carries_name(claim.domain, claim.platform_marks)
    ):
        yield Sign(SURE, written_from)
    elif says_so:
        yield Sign(STRONG, written_from)
    if claim.found.get("foreign_password"):
        yield Sign(STRONG, "it asks for a password of somebody else's service")
    yield from _as_program(claim, written_from)
    if role_claimed(claim) or claim.found.get("introduces_itself"):
        yield from _as_swindlers_do(claim)


def _as_swindlers_do(claim: Claim) -> Iterator[Sign]:
    """No office is paid in gift cards, or asks not to be called."""
    if claim.found.get("channel_excuse"):
        yield Sign(STRONG, "it gives a reason not to use the program's own mail or telephone")
    if claim.found.get("untraceable_payment"):
        yield Sign(STRONG, "it wants money in a way that no office is paid")


def _as_program(claim: Claim, written_from: str) -> Iterator[Sign]:
    """What a mail that speaks for a program has against it."""
    named = program_named(claim)
    if (named and imitates(claim.domain, named.domains)) or disguised(
        claim.mail.author.name, claim.domain
    ):
        yield Sign(SURE, written_from)
    elif named and named.domains and not claim.through_list:
        yield Sign(WEAK, written_from)  # we know where they write from, and it is not there
    role = role_claimed(claim)
    if not role:
        return
    if claim.domain in claim.services.free_mailboxes:
        yield Sign(STRONG if role == claim.mail.author.name else WEAK, written_from)
    elif imitates(claim.domain, claim.services.free_mailboxes):
        yield Sign(STRONG, written_from)
    elif role == claim.mail.author.name and not affine(role, claim.domain) and not named:
        yield Sign(WEAK, written_from)
    if claim.found.get("private_mailbox"):
        yield Sign(WEAK, written_from)


def _receiver(claim: Claim) -> Iterator[Sign]:
    """A receiving server found the sender false; one of the owner's counts in full."""
    if claim.failed(claim.trusted_servers):
        yield Sign(STRONG, f"the receiving server could not verify {claim.mail.author.addr}")
    elif claim.failed(None):
        yield Sign(WEAK, f"a receiving server could not verify {claim.mail.author.addr}")


def _reply_to(claim: Claim) -> Iterator[Sign]:
    """An answer would go to somebody else."""
    platform = platform_of(claim.domain, claim.platforms)
    owned = (*claim.platform_domains, *claim.program_domains)
    for address in claim.mail.reply_to:
        there = address.domain
        if not there or related(there, claim.domain) or (platform and platform.carries):
            continue
        evidence = f"an answer would go to {address.addr}"
        if imitates(there, owned) or carries_name(there, claim.platform_domains):
            yield Sign(SURE, evidence)
        elif platform is not None:
            yield Sign(STRONG, evidence)
        elif not belongs(there, owned) and not affine(claim.mail.author.name, there):
            yield Sign(WEAK, evidence)


def _links(claim: Claim) -> Iterator[Sign]:
    """A link leads to somebody else: only the worst counts."""
    worst = max(suspicious_links(claim), default=None, key=lambda link: link.weight)
    if worst:
        yield Sign(worst.weight, f"a link leads to {worst.host}")


def _wishes(claim: Claim) -> Iterator[Sign]:
    """What is asked for: weighed only beside a sign that the sender is false."""
    found = claim.found
    if found.get("credentials_asked"):
        yield Sign(MEDIUM, "it asks for a login")
        if found.get("platform_named") and not claim.known:
            yield Sign(WEAK, "it asks for a login in a platform's name")
    if any(found.get(sign) for sign in _MONEY):
        yield Sign(MEDIUM, "it asks for money")
    elif found.get("papers_asked") and claim.domain in claim.services.free_mailboxes:
        yield Sign(WEAK, "it asks for papers")
    if found.get("program_file"):
        yield Sign(MEDIUM, "it wants a program installed")
