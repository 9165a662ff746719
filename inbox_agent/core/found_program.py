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
from inbox_agent.core.program_names import normal, short
from inbox_agent.core.reading import Category, Reading
from inbox_agent.core.stored import Message
from inbox_agent.core.tracks import TRACK, family, same_track

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
_CATEGORICAL = re.compile(r"categorical", re.IGNORECASE)


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
    listed = [p for p in programs if p.full_name in reading.candidates]
    track = _track(reading)
    if track:
        fitting = [p for p in listed if _fits(p.track, track)]
        return _only(fitting)
    if listed:
        return _only(listed)
    hospital, _ = hospital_and_track(reading.program or "")
    return _only([p for p in programs if hospital and _same_hospital(p.name, hospital)])


def found_program(
    message: Message, programs: Sequence[Program], shared_domains: frozenset[str]
) -> Program | None:
    """The program that ``message`` makes known; None where it makes none.

    None too where it may be one of several that are known: that is a question, not a discovery.
    ``shared_domains`` are platforms and free mail, whose addresses belong to no program."""
    reading = message.reading
    if reading is None or not reading.program or not _speaks(reading):
        return None
    if reading.candidates and not _is_further_track(reading, programs):
        return None
    return described([message], shared_domains)


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
    """A found ``program`` as all its mail describes it; a confirmed one is as the owner says."""
    found = None if program.confirmed else described(messages, shared)
    if found is None:
        return program
    return replace(program, name=found.name, track=found.track, domains=found.domains)


def same_program(listed: Program, found: Program) -> bool:
    """May a program found in mail be this one of the owner's list?"""
    near = _same_hospital(listed.name, found.name) or bool(set(listed.domains) & set(found.domains))
    return near and (not found.track or _fits(listed.track, found.track))


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
        _same_hospital(p.name, hospital) and p.track and not _fits(p.track, track) for p in known
    )


def _fits(listed: str, written: str) -> bool:
    """May ``written`` mean the track ``listed``? A department's name means its preliminary year
    too, unless it says that it is the categorical training."""
    if not listed or not written or same_track(listed, written):
        return True
    (kind, specialty), (other_kind, other) = family(listed), family(written)
    if kind and other_kind:
        return False
    return specialty == other and not _CATEGORICAL.search(f"{listed} {written}")


def _same_hospital(one: str, other: str) -> bool:
    if normal(one) == normal(other):
        return True
    return bool(short(one)) and short(one) == short(other)


def _only(programs: Sequence[Program]) -> Program | None:
    return programs[0] if len(programs) == 1 else None


def _is_within(domain: str, parents: frozenset[str]) -> bool:
    return any(domain == parent or domain.endswith(f".{parent}") for parent in parents)
