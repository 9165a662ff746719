"""Whom a mail says it comes from: a platform, a program of the owner's, or some program."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from inbox_agent.core.flag_words import Found
from inbox_agent.core.look_alike import folded, registrable
from inbox_agent.core.mail import Mail
from inbox_agent.core.platforms import Platform, belongs
from inbox_agent.core.program import Program
from inbox_agent.core.sentences import plain, sentences

_SIGNATURE = 300  # characters at either end of a mail in which its writer says who he is
_STEM = 6  # letters of a word that are enough to know it in a domain
_DISGUISED = 5  # letters of a word that is not there by chance
_MAX_CLAIM = 160  # characters of a claim worth quoting

_ROLE = re.compile(
    r"\b(?:program director|residency|GME|graduate medical education|coordinator|recruitment|"
    r"selection committee|interview (?:office|team|desk)|hospital|university|clinic|"
    r"medical cent(?:er|re)|health system|regional|program office|department of|HR|human resources|"
    r"internal medicine|family medicine|psychiatry|neurology|pediatrics|surgery|pathology|"
    r"radiology|anesthesiology)\b",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"\b(?:support|billing|log-?in|team|(?:no|do-?not)-?reply|reminders?|message cent(?:er|re)|"
    r"compliance|registration|notifications?|office|desk|services?|help|helpdesk|admin\w*|"
    r"accounts?|security|dept|refunds?|integrity|investigations?|unit|division|response|"
    r"verification|certification|customer|care|invoice|system|portal|staff|"
    r"scheduling|updates?|alerts?|info|identity|payments?|finance|applicant|online|center|mail|"
    r"the|of|and|via|interviews?|connect|department|credentials?|documents?|docs|j-?1|sponsorship)\b",
    re.IGNORECASE,
)
_COMMON = frozenset(
    {
        "hospital", "medical", "medicine", "center", "centre", "health", "healthcare", "program",
        "programs", "residency", "university", "regional", "community", "general", "clinic",
        "department", "graduate", "education", "internal", "surgery", "radiology", "diagnostic",
        "family", "coordinator", "director", "office", "interview", "interviews", "recruitment",
        "team", "system", "college", "school", "memorial", "preliminary", "psychiatry",
    }
)  # fmt: skip
_ADDRESS_IN_NAME = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_FAILED = re.compile(r"\bdmarc=fail\b|\bspf=(?:hard)?fail\b", re.IGNORECASE)
_PASSED = re.compile(r"\bdmarc=pass\b|\bdkim=pass\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Services:
    """Whose domains say nothing about who writes (config/senders.toml): mailboxes that anybody
    can open, and services that stand between a link and its target."""

    free_mailboxes: frozenset[str] = frozenset()
    link_services: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Claim:
    """A mail, and what is known of those whom it may claim to come from."""

    mail: Mail
    programs: tuple[Program, ...]
    platforms: tuple[Platform, ...]
    trusted_servers: frozenset[str]
    found: Found
    services: Services = Services()

    @property
    def domain(self) -> str:
        return self.mail.author.domain

    @cached_property
    def platform_domains(self) -> tuple[str, ...]:
        return tuple(domain for platform in self.platforms for domain in platform.domains)

    @cached_property
    def platform_marks(self) -> tuple[str, ...]:
        """The platforms' domains, and their names of one word as if they were domains."""
        names = (name for platform in self.platforms for name in platform.names)
        return (*self.platform_domains, *(f"{name}.name" for name in names if name.isalpha()))

    @cached_property
    def program_domains(self) -> tuple[str, ...]:
        return tuple(domain for program in self.programs for domain in program.domains)

    @property
    def known(self) -> bool:
        """Whether the sender's domain is a platform's or a known program's."""
        return belongs(self.domain, (*self.platform_domains, *self.program_domains))

    @property
    def address_in_name(self) -> str:
        """The domain of an address that the display name shows, or an empty string."""
        found = _ADDRESS_IN_NAME.search(self.mail.author.name)
        return found[1].lower() if found else ""

    @property
    def through_list(self) -> bool:
        """Whether a mailing service delivered it and says so."""
        return bool(self.mail.header("List-Unsubscribe") or self.mail.header("List-Id"))

    def failed(self, servers: frozenset[str] | None) -> bool:
        """Whether a receiving server (one of ``servers``; any where None) found it false."""
        for value in self.mail.header_all("Authentication-Results"):
            server, _, results = value.partition(";")
            if servers is not None and server.strip().split(" ")[0].lower() not in servers:
                continue
            if _FAILED.search(results) and not _PASSED.search(results):
                return True
        return False

    def words(self) -> str:
        """The passage that makes the claim: a sentence with the claimed name, else the name."""
        named = program_named(self)
        names = [named.name] if named else []
        names += [called for platform in self.platforms for called in platform.names]
        for sentence in (plain(self.mail.subject), *sentences(self.mail.new)):
            if len(sentence) <= _MAX_CLAIM and _first_of(names, sentence):
                return sentence
        return self.mail.author.name


def names_platform(name: str, platforms: Iterable[Platform]) -> bool:
    """Whether a display name is a platform's own and says nothing else (``Thalamus Support``)."""
    rest = name.lower()
    for platform in platforms:
        for called in platform.names:
            if called in rest:
                rest = _word(called).sub(" ", rest)
    return rest != name.lower() and not re.sub(r"[\W\d_]+", "", _DESK.sub(" ", rest))


def program_named(claim: Claim) -> Program | None:
    """The owner's program that the sender says to be: by display name, greeting or signature."""
    mail, body = claim.mail, claim.mail.new.strip()
    said = (mail.author.name, body[:_SIGNATURE], body[-_SIGNATURE:], mail.boilerplate[:_SIGNATURE])
    lowered = " ".join(" ".join(said).lower().split())
    for program in claim.programs:
        if program.name and program.name.lower() in lowered:
            return program
        if mail.author.name and any(c.name == mail.author.name for c in program.contacts):
            return program
    return None


def role_claimed(claim: Claim) -> str:
    """The words that claim an office at some program: the display name, else the signature."""
    name = claim.mail.author.name
    if _ROLE.search(name):
        return name
    signature = claim.mail.new.strip()[-_SIGNATURE:]
    return signature if _ROLE.search(signature) else ""


def affine(name: str, domain: str) -> bool:
    """Whether ``domain`` could be that of ``name``: it holds one of its own words, or its initials.

    True also where the name has no word of its own to look for."""
    label = folded(registrable(domain))
    words = re.findall(r"[^\W\d_]+", name)
    own = [word for word in words if len(word) > 3 and word.lower() not in _COMMON]
    initials = folded("".join(word[0] for word in words if word[0].isupper()))
    if len(initials) > 2 and initials in label:  # two letters prove nothing
        return True
    return not own or any(folded(word)[:_STEM] in label or label in folded(word) for word in own)


def disguised(name: str, domain: str) -> bool:
    """Whether ``domain`` spells a word of ``name`` with look-alikes: ``hi11s`` for Hills."""
    label = registrable(domain)
    words = [word.lower() for word in re.findall(r"[A-Za-z]+", name) if len(word) >= _DISGUISED]
    return any(
        folded(word) in folded(label) and word not in label.replace("-", "") for word in words
    )


def _first_of(names: Iterable[str], sentence: str) -> bool:
    lowered = sentence.lower()
    return any(_word(name.lower()).search(lowered) for name in names)


@lru_cache(maxsize=1024)
def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b")
