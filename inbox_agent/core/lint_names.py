"""Codes of names: the letter names, greets or goes to somebody else than it should."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inbox_agent.core.drafting import Finding
from inbox_agent.core.greeted import greets_another
from inbox_agent.core.honorific import folded, person_name
from inbox_agent.core.lint_codes import finding
from inbox_agent.core.mail import Address
from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.program_names import names_in_text, normal, short
from inbox_agent.core.sentences import plain, sentences
from inbox_agent.core.wordlists import word_set

_PLAIN_WORDS = word_set(  # telling parts of names that are words or places too: they prove nothing
    "mercy summit union liberty united general memorial regional community central northern "
    "southern eastern western valley lakeside university medical saint sacred heart good grace "
    "trinity providence hope unity christ baptist methodist presbyterian lutheran jewish "
    "veterans county state national american college north south east west"
)
# What the owner did elsewhere may be told: it names a place, but not as the one written to.
_BACKGROUND = re.compile(
    r"\b(?:mentor\w*|rotat(?:ed|ion|ions|ing)|observership|externship|elective|clerkship|"
    r"sub-?internship|volunteer\w*|worked|work(?:ing)? (?:at|as|in)|employed|graduat\w+|"
    r"medical school|degree|studied|student|diploma|my (?:home|present|current|own|old|former) "
    r"(?:hospital|institution|school|department|university|program)|research(?:er)? (?:at|with|"
    r"fellow\w*)|trained at|house officer|internship at|"
    r"letter of recommendation|recommend\w+|colleague|collaborat\w+|published|paper|poster|"
    r"abstract|conference|presented|advanced position|co-?author\w*|attending at|"
    r"(?:grew up|born|live[sd]?) |my (?:wife|husband|brother|sister|father|mother|friend)|"
    r"currently|at present|I am a (?:\w+ )?(?:doctor|physician|resident|fellow|house|intern|"
    r"medical officer|graduate|hospitalist|researcher|lecturer|teaching))\b",
    re.IGNORECASE,
)
# Words that make a place the one written to.
_ADDRESSED = re.compile(
    r"\b(?:interview\w*|train(?:ing)?|match(?:ed|ing)?|position|join(?:ing)?|rank\w*|"
    r"intern year|resident|residents|residency|program|apply|applied|applying|application|"
    r"interest\w*|impress\w*|visit\w*|my (?:time|day) (?:at|with)|opportunity|team|faculty|future|"
    r"first choice|top choice|fit|thank\w*|welcome\w*|part of|spot|place)\b",
    re.IGNORECASE,
)
_TITLE_BEFORE = r"(?:Dr|Drs|Prof|Professor|Mr|Mrs|Ms|Miss|Dra|Sra?)\b\.? "


def name_findings(
    letter: Outgoing, program: Program, programs: Sequence[Program], own_places: Sequence[str] = ()
) -> Iterator[Finding]:
    """wrong_name and several_programs, each at most once.

    ``own_places`` are institutions of the owner's own story (school, mentor's hospital)."""
    others = tuple(each for each in programs if not _same_hospital(each, program))
    lines = _lines(letter)
    if (several := _several(letter, programs)) is not None:
        yield finding("several_programs", several)
    quote = (
        greets_another(letter, program, others)
        or _goes_elsewhere(letter, program, others)
        or _another_program(lines, program, others, own_places)
        or _another_contact(letter, lines, program, others)
        or _another_hospital(lines, program, own_places)
    )
    if quote:
        yield finding("wrong_name", quote)


def _same_hospital(one: Program, other: Program) -> bool:
    return normal(one.name) == normal(other.name)


def _at(address: Address, program: Program) -> bool:
    return any(contact.email.lower() == address.addr for contact in program.contacts) or any(
        address.domain == domain or address.domain.endswith("." + domain)
        for domain in program.domains
        if domain
    )


def _several(letter: Outgoing, programs: Sequence[Program]) -> str | None:
    """Two recipients who have no program in common, as the quote."""
    homes = [
        (address, {normal(each.name) for each in programs if _at(address, each)})
        for address in letter.recipients
    ]
    known = [(address, names) for address, names in homes if names]
    for number, (one, here) in enumerate(known):
        for other, there in known[number + 1 :]:
            if here.isdisjoint(there):
                return f"{one.addr}, {other.addr}"
    return None


def _goes_elsewhere(letter: Outgoing, program: Program, others: Sequence[Program]) -> str | None:
    """A first recipient at another program, where this one has nobody among the recipients."""
    if any(_at(address, program) for address in letter.recipients):
        return None
    for address in letter.to:
        if any(_at(address, other) for other in others):
            return address.addr
    return None


def _another_program(
    lines: Sequence[_Line], program: Program, others: Sequence[Program], own_places: Sequence[str]
) -> str | None:
    own = normal(" ".join([program.name, program.track, program.city, *own_places]))
    forms = [form for other in others for form in _forms(other) if normal(form) not in own]
    if not forms:
        return None
    return _quoted(lines, re.compile(r"\b(?:" + "|".join(map(re.escape, forms)) + r")\b"))


def _forms(program: Program) -> tuple[str, ...]:
    """The name and its telling part as written (accents apart), the longer first."""
    name = folded_case(program.name)
    telling = short(program.name)
    words, size = name.replace(",", " ").split(), len(telling.split())
    runs = (" ".join(words[start : start + size]) for start in range(len(words)))
    part = next((run for run in runs if telling and normal(run) == telling), "")
    proves = size > 1 or telling not in _PLAIN_WORDS
    return (name, part) if part and proves and part != name else (name,)


def folded_case(text: str) -> str:
    """``text`` without accents, letter by letter, so that positions stay; case is kept."""
    if text.isascii():
        return text
    return "".join(
        (bare.upper() if letter.isupper() else bare) if len(bare := folded(letter)) == 1 else letter
        for letter in text
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence as written, and without accents for looking names up (same positions)."""

    text: str
    bare: str
    background: bool  # it tells what the owner did elsewhere


def _lines(letter: Outgoing) -> tuple[_Line, ...]:
    return tuple(
        _Line(text, folded_case(text), _BACKGROUND.search(text) is not None)
        for text in (plain(letter.subject), *sentences(letter.words))
    )


def _quoted(lines: Sequence[_Line], pattern: re.Pattern[str]) -> str | None:
    """The first words that match where the owner does not speak of their own past."""
    for line in lines:
        if not line.background and (match := pattern.search(line.bare)) is not None:
            return line.text[match.start() : match.end()]
    return None


def _another_contact(
    letter: Outgoing, lines: Sequence[_Line], program: Program, others: Sequence[Program]
) -> str | None:
    """A contact of another program named in the text, by full name or by title and family name."""
    own = {family(each.name) for each in program.contacts}
    own |= {family(address.name) for address in letter.recipients if address.name}
    strangers = [
        contact
        for other in others
        for contact in other.contacts
        if (name := family(contact.name)) and name not in own
    ]
    if not strangers:
        return None
    return _quoted(lines, re.compile(r"\b(?:" + "|".join(map(_name_form, strangers)) + r")\b"))


def _name_form(contact: Contact) -> str:
    parts = person_name(contact.name)
    full, last = (re.escape(folded_case(name)) for name in (parts.full, parts.family))
    return rf"{full}|{_TITLE_BEFORE}(?:\w+ )?{last}"


def family(name: str) -> str:
    return folded(person_name(name).family)


def _another_hospital(
    lines: Sequence[_Line], program: Program, own_places: Sequence[str]
) -> str | None:
    """A hospital that nobody listed, named as the one written to."""
    own = {*normal(" ".join([program.name, *own_places])).split()}
    for line in lines:
        if line.background or not _ADDRESSED.search(line.text):
            continue
        for named in names_in_text(line.text):
            telling = short(named.name) or normal(named.name)
            if not _is_own(telling, own, program) and _beside_address(line.text, named.name):
                return named.name
    return None


def _is_own(telling: str, own: set[str], program: Program) -> bool:
    """Whether a name shares a word with the program's, or its domain is made of it."""
    words = telling.split()
    labels = {label for domain in program.domains for label in re.split(r"[.-]", domain)}
    joined, initials = "".join(words), "".join(word[0] for word in words)
    return (
        bool(own.intersection(words) - _PLAIN_WORDS)
        or any(joined in label for label in labels)
        or initials in labels
        or telling == short(program.name)
    )


def _beside_address(text: str, name: str) -> bool:
    """Whether "at", "with", "to" or the like points to the name, or it owns something there."""
    where = re.escape(name)
    return bool(
        re.search(rf"\b(?:at|with|to|in|for|of|join|rank|about|from|the) (?:the )?{where}", text)
        or re.search(rf"{where}(?:'s|\.|!| is| has| was| residency| program)", text)
    )
