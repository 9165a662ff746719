"""Which preliminary year and which advanced program go together.

The owner says it (a column ``linked`` of the list, or ``fix ID linked=NAME``); where nobody says,
two tracks of one hospital do: the one year, and the training that begins after one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from inbox_agent.core.program import Program
from inbox_agent.core.same_program import same_hospital
from inbox_agent.core.tracks import family

LINKED = "linked"
_CATEGORICAL = re.compile(r"categorical", re.IGNORECASE)


def linked_with(program: Program, programs: Iterable[Program]) -> tuple[Program, ...]:
    """Those of ``programs`` that go with ``program``, in both directions."""
    others = [each for each in programs if each.id != program.id]
    said = [each for each in others if _names(program, each) or _names(each, program)]
    return tuple(said or (each for each in others if _pair(program, each)))


def is_one_year(track: str) -> bool:
    """Is it a preliminary or transitional year?"""
    return bool(family(track)[0])


def _names(program: Program, other: Program) -> bool:
    said = dict(program.extra).get(LINKED, "").strip().casefold()
    return bool(said) and said in {other.full_name.casefold(), other.name.casefold(), other.id}


def _pair(one: Program, other: Program) -> bool:
    if not same_hospital(one.name, other.name) or not (one.track and other.track):
        return False
    whole = one.track if is_one_year(other.track) else other.track
    different = is_one_year(one.track) is not is_one_year(other.track)
    return different and not _CATEGORICAL.search(whole)
