"""Do two names mean one program? Names that mail uses, names of the list, and aliases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from inbox_agent.core.program import Program
from inbox_agent.core.program_names import normal, short
from inbox_agent.core.tracks import family, same_track

_CATEGORICAL = re.compile(r"categorical", re.IGNORECASE)
_LEAST_LETTERS = 5  # of telling words: "Mercy" may be many, "St" is everybody
_GENERIC = frozenset(
    ("hospital", "hospitals", "university", "medical", "med", "center", "centre", "ctr", "clinic",
     "health", "healthcare", "system", "college", "school", "of", "the", "at", "and", "for",
     "institute", "regional", "community", "memorial", "general", "county", "medicine", "hosp",
     "univ", "mc", "residency", "program")
)  # fmt: skip
"""Words of a hospital's name that do not tell it from another."""
_JOINT = " / "  # as in Program.full_name


def fits(listed: str, written: str) -> bool:
    """May ``written`` mean the track ``listed``? A department's name means its preliminary year
    too, unless it says that it is the categorical training."""
    if not listed or not written or same_track(listed, written):
        return True
    (kind, specialty), (other_kind, other) = family(listed), family(written)
    if kind and other_kind:
        return False
    return specialty == other and not _CATEGORICAL.search(f"{listed} {written}")


def same_hospital(one: str, other: str) -> bool:
    """Are these one hospital's name, be it without "Medical Center" and the like?"""
    if normal(one) == normal(other):
        return True
    return bool(short(one)) and short(one) == short(other)


def same_program(listed: Program, found: Program) -> bool:
    """May a program found in mail be this one of the owner's list?"""
    near = same_hospital(listed.name, found.name) or bool(set(listed.domains) & set(found.domains))
    return near and (not found.track or fits(listed.track, found.track))


def answers_to(full_names: Iterable[str], hospital: str, track: str) -> bool:
    """Is one of ``full_names`` (``NAME`` or ``NAME / TRACK``) this hospital and track?"""
    parted = (full_name.partition(_JOINT) for full_name in full_names)
    return any(same_hospital(name, hospital) and fits(own, track) for name, _, own in parted)


def likely_same(found: Program, programs: Sequence[Program]) -> tuple[Program, ...]:
    """Programs that ``found``, which only mail knows, may really be: listed ones, else those that
    mail made known earlier; the owner decides. Only a domain or a telling name counts."""
    near = [each for each in programs if each.id != found.id and _is_near(each, found)]
    listed = tuple(each for each in near if each.confirmed)
    earlier = tuple(each for each in near if not each.confirmed and _age(each) < _age(found))
    return listed or earlier


def _is_near(program: Program, found: Program) -> bool:
    if set(program.domains) & set(found.domains):
        return fits(program.track, found.track)
    names = (program.name, *(alias.partition(_JOINT)[0] for alias in program.aliases))
    near = any(same_hospital(name, found.name) or _is_part(name, found.name) for name in names)
    return near and fits(program.track, found.track)


def _is_part(one: str, other: str) -> bool:
    """ "St. Brannoc Hospital" and "St. Brannoc Med Center of Rochester": the telling words of the
    shorter name begin the longer; or the one is the initials of the other."""
    few, many = sorted((_telling(one), _telling(other)), key=len)
    if len("".join(few)) >= _LEAST_LETTERS and many[: len(few)] == few:
        return True
    return normal(one) == _initials(other) or normal(other) == _initials(one)


def _telling(name: str) -> list[str]:
    return [word for word in normal(name).split() if word not in _GENERIC]


def _initials(name: str) -> str:
    """ "gsmc" of "Great Sauk Medical Center"; "" where they are too few to mean anything."""
    words = [word for word in normal(name).split() if word not in {"of", "the", "and"}]
    return "".join(word[0] for word in words) if len(words) > 2 else ""


def _age(program: Program) -> int:
    return int(program.id[1:] or 0)
