"""Whose mail this is among the programs known, and programs that are known from mail only.

A program found in mail is kept at once and confirmed by the owner later. What it is called, its
track and its domains follow from all its mail in order of date, so the order in which that mail
was read changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from inbox_agent.core.classify import UNSURE
from inbox_agent.core.program import Program
from inbox_agent.core.reading import Category, Reading
from inbox_agent.core.same_program import answers_to, fits, same_hospital
from inbox_agent.core.stored import Message
from inbox_agent.core.tracks import TRACK

_SPEAKS_FOR_A_PROGRAM = frozenset({
    Category.INTERVIEW_INVITATION, Category.INTERVIEW_SCHEDULED, Category.INTERVIEW_RESCHEDULED,
    Category.INTERVIEW_CANCELLED, Category.INTERVIEW_DETAILS, Category.WAITLIST,
    Category.POST_INTERVIEW,
})  # fmt: skip
"""Only these make a program: a rejection or a newsletter is no reason to follow one."""
_FROM_SOME_PROGRAM = _SPEAKS_FOR_A_PROGRAM | {Category.REJECTION}
_PERHAPS = frozenset({Category.ACTION_REQUEST, Category.CORRESPONDENCE})
_TAIL = re.compile(r"[\s,;:/|(–—-]+$")
_AFTER_TRACK = re.compile(
    r"[\s)]*(?:residency)?(?: training)?[\s)]*(?:program)?[\s.)]*", re.IGNORECASE
)
_BEFORE_NAME = re.compile(
    r"\s*(?:residency)?(?: program)?\s*(?:at|of|,|-|–)\s+(?:the )?", re.IGNORECASE
)
_OPEN_END = re.compile(r"\b(?:of|de|for|and|&)$", re.IGNORECASE)  # "College of" Medicine


def hospital_and_track(phrase: str) -> tuple[str, str]:
    """A program's name in a mail's words, parted: the hospital, and the track beside it or ""."""
    for match in TRACK.finditer(phrase):
        if _AFTER_TRACK.fullmatch(phrase, match.end()) and match.start():
            name = _TAIL.sub("", phrase[: match.start()])
            part_of_name = not name or _OPEN_END.search(name)
            return (phrase, "") if part_of_name else (name, match.group())
        joint = _BEFORE_NAME.match(phrase, match.end())
        if match.start() == 0 and joint and phrase[joint.end() :].strip():
            return phrase[joint.end() :].strip(), match.group()
    return phrase.strip(), ""


def program_of(reading: Reading, programs: Sequence[Program]) -> Program | None:
    """The program among ``programs`` that ``reading`` settles on; None where it settles on none,
    or on several."""
    name = reading.program_known
    if name:
        named = [p for p in programs if name in {p.name, p.full_name}]
        exact = [p for p in named if p.full_name == name or p.track == reading.track]
        return exact[0] if exact else _only(named)
    hospital, _ = hospital_and_track(reading.program or "")
    track = _track(reading)
    if aliased := [p for p in programs if p.aliases and answers_to(p.aliases, hospital, track)]:
        return _only(aliased)
    listed = [p for p in programs if p.full_name in reading.candidates]
    if track:
        fitting = [p for p in listed if fits(p.track, track)]
        return _only(fitting)
    if listed:
        return _only(listed)
    return _only([p for p in programs if hospital and same_hospital(p.name, hospital)])


def found_program(
    message: Message, programs: Sequence[Program], shared_domains: frozenset[str],
    removed: Iterable[str] = (),
) -> Program | None:  # fmt: skip
    """The program that ``message`` makes known; None where it makes none, or one that the owner
    ``removed`` (full names).

    None too where it may be one of several that are known: that is a question, not a discovery.
    ``shared_domains`` are platforms and free mail, whose addresses belong to no program."""
    reading = message.reading
    if reading is None or not reading.program or not _speaks(reading):
        return None
    if reading.candidates and not _is_further_track(reading, programs):
        return None
    found = described([message], shared_domains)
    return None if found and answers_to(removed, found.name, found.track) else found


def may_settle_later(message: Message) -> bool:
    """Did some program write this, though it takes another mail to see which? Where we are not
    sure that it has nothing to do with the Match, a sender that is known later may tell."""
    reading = message.reading
    if reading is None:
        return False
    if reading.category is Category.UNRELATED:
        return reading.confidence < UNSURE
    hints = bool(reading.program or reading.candidates or message.in_reply_to)
    return reading.category in _FROM_SOME_PROGRAM or (reading.category in _PERHAPS and hints)


def described(messages: Iterable[Message], shared_domains: frozenset[str]) -> Program | None:
    """What mail in order of date tells of a program that only mail knows: the first name, the
    first track, every domain of its own."""
    name = track = ""
    domains: list[str] = []
    for message in messages:
        reading = message.reading
        if reading is None or not _speaks(reading):
            continue
        hospital, _ = hospital_and_track(reading.program or "")
        name = name or hospital
        track = track or _track(reading)
        domain = message.from_addr.rpartition("@")[2]
        if domain and domain not in domains and not _is_within(domain, shared_domains):
            domains.append(domain)
    if not name:
        return None
    return Program(name=name, track=track, domains=tuple(domains), confirmed=False)


def redescribed(program: Program, messages: Iterable[Message], shared: frozenset[str]) -> Program:
    """A found ``program`` as all its mail describes it. A confirmed one is as the owner says; it
    only gains the domains of mail that calls it by one of its aliases."""
    if program.confirmed:
        calling = [each for each in messages if program.aliases and _calls(each, program.aliases)]
        found = described(calling, shared)
        new = [each for each in found.domains if each not in program.domains] if found else []
        return replace(program, domains=(*program.domains, *new)) if new else program
    found = described(messages, shared)
    if found is None:
        return program
    return replace(program, name=found.name, track=found.track, domains=found.domains)


def _calls(message: Message, aliases: Iterable[str]) -> bool:
    reading = message.reading
    if reading is None or not reading.program:
        return False
    hospital, beside = hospital_and_track(reading.program)
    return answers_to(aliases, hospital, beside)


def _speaks(reading: Reading) -> bool:
    return reading.category in _SPEAKS_FOR_A_PROGRAM


def _track(reading: Reading) -> str:
    """The track as the mail writes it beside the name, else as it was read elsewhere in it."""
    _, beside = hospital_and_track(reading.program or "")
    return beside or reading.track or ""


def _is_further_track(reading: Reading, programs: Sequence[Program]) -> bool:
    """Does the mail name a track that its hospital is not known to have?"""
    track = _track(reading)
    hospital, _ = hospital_and_track(reading.program or "")
    known = [p for p in programs if p.full_name in reading.candidates]
    return bool(track) and all(
        same_hospital(p.name, hospital) and p.track and not fits(p.track, track) for p in known
    )


def _only(programs: Sequence[Program]) -> Program | None:
    return programs[0] if len(programs) == 1 else None


def _is_within(domain: str, parents: frozenset[str]) -> bool:
    return any(domain == parent or domain.endswith(f".{parent}") for parent in parents)
