"""Whom a letter greets, and whether that is the person it goes to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from inbox_agent.core.honorific import folded, person_name
from inbox_agent.core.mail import Address
from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.wordlists import word_set

_LEAST = 3  # letters that two forms of a name must share at the start (Pat, Patricia)
_TITLES = re.compile(
    r"\b(?:Drs?|Mrs?|Ms|Mx|Miss|Prof(?:essors?)?|Dra|Sra?|Doctora?|Director|Sir|Madam)\b\.?",
    re.IGNORECASE,
)
_NO_NAMES = word_set(
    "dear hello hi hey good morning afternoon evening day greetings respected esteemed to whom it "
    "may concern estimado estimada estimados estimadas aloha salaam bonjour buenos buenas dias "
    "tardes howdy all everyone everybody team colleague colleagues friend friends sir madam sirs "
    "program director directors coordinator coordinators committee selection admissions "
    "admission residency faculty members member of the and or from at in for interviewers "
    "interviewer residents resident chief chiefs office staff department medicine preliminary "
    "internal radiology graduate medical education gme associate assistant manager administrator "
    "chair education recruitment recruiting there again both y o"
)
_GAPS = re.compile(r"[\[{<(][^\[\]{}<>()]{0,80}[\]}>)]+")  # a gap left open is another code's
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# Names a person may go by that do not begin alike.
_NICKNAMES = frozenset(
    word_set(pair)
    for pair in (
        "robert bob", "william bill", "william will", "richard dick", "richard rick",
        "elizabeth betty", "elizabeth liz", "elizabeth beth", "margaret peggy", "margaret meg",
        "james jim", "john jack", "edward ted", "edward ned", "theodore ted", "henry hank",
        "henry harry", "charles chuck", "anthony tony", "katherine kate", "catherine kate",
        "katherine kathy", "susan sue", "deborah debbie", "patricia trish", "michael mike",
        "steven steve", "stephen steve", "joseph joe", "lawrence larry", "leonard len",
    )
)  # fmt: skip


def greets_another(letter: Outgoing, program: Program, others: Sequence[Program]) -> str | None:
    """The greeting, where it names somebody who is not among the recipients."""
    greeted = names_of(letter.greeting)
    if not greeted:
        return None
    known = [name for address in letter.recipients if (name := _name(address, program, others))]
    if any(_share(greeted, names_of(name)) for name in known):
        return None
    if any(_in_local_part(greeted, address) for address in letter.recipients):
        return None
    if known or _is_contact_of(greeted, others):
        own = _is_contact_of(greeted, (program,))
        return letter.greeting if known or not own else None
    return None


def names_of(text: str) -> tuple[str, ...]:
    """The words of a greeting or display name that are a person's name, folded."""
    bare = _TITLES.sub(" ", _GAPS.sub(" ", text))
    return tuple(
        word
        for match in _WORD.finditer(bare)
        if len(word := folded(match.group().removesuffix("'s").removesuffix("’s"))) > 1
        if word not in _NO_NAMES
    )


def _name(address: Address, program: Program, others: Iterable[Program]) -> str:
    """The recipient's own name: from To, else from a contact list; "" for an office."""
    if address.name and "@" not in address.name:
        return address.name if _is_person(address.name) else ""
    for each in (program, *others):
        for contact in each.contacts:
            if contact.email.lower() == address.addr:
                return contact.name
    return ""


def _is_person(name: str) -> bool:
    words = [folded(match.group()) for match in _WORD.finditer(person_name(name).full)]
    office = {"program", "residency", "office", "coordinator", "admissions", "gme", "hospital",
              "recruitment", "medicine", "education", "department", "center", "university",
              "selection", "committee", "interviews", "radiology", "team", "clinic"}  # fmt: skip
    return bool(words) and office.isdisjoint(words)


def _share(greeted: Sequence[str], name: Sequence[str]) -> bool:
    return any(_alike(one, other) for one in greeted for other in name)


def _alike(one: str, other: str) -> bool:
    if one == other or frozenset({one, other}) in _NICKNAMES:
        return True
    if "-" in one or "-" in other:
        return bool({*one.split("-")} & {*other.split("-")})
    short, long = sorted((one, other), key=len)
    return len(short) >= _LEAST and long.startswith(short)


def _in_local_part(greeted: Sequence[str], address: Address) -> bool:
    """Whether the address itself holds the greeted name (for a recipient without display name)."""
    if address.name and _is_person(address.name):
        return False
    local = re.sub(r"[^a-z]", "", address.addr.partition("@")[0].lower())
    return any(len(name) > _LEAST and name.replace("-", "") in local for name in greeted)


def _is_contact_of(greeted: Sequence[str], programs: Iterable[Program]) -> Contact | None:
    for program in programs:
        for contact in program.contacts:
            family = folded(person_name(contact.name).family)
            if family and set(family.split()) & set(greeted):
                return contact
    return None
