"""Which program of a list an owner means by NAME, or by ``NAME / TRACK``."""

from __future__ import annotations

from collections.abc import Sequence

from inbox_agent.core.program import Program
from inbox_agent.core.program_names import normal
from inbox_agent.errors import NotFound

_JOINT = " / "


def chosen(name: str, programs: Sequence[Program]) -> Program:
    """The program called ``name``; without a list, a program of that name alone.

    Case, accents and punctuation do not matter. NotFound, with the choices, where the list has no
    such program, or several tracks of it."""
    if not programs:
        head, joint, track = name.partition(_JOINT)
        return Program(head.strip(), track.strip() if joint else "")
    wanted = normal(name)
    exact = [each for each in programs if normal(each.full_name) == wanted]
    found = exact or [each for each in programs if wanted in {normal(each.name), normal(each.id)}]
    if len(found) == 1:
        return found[0]
    choices = "; ".join(each.full_name for each in found or programs)
    what = f"{name!r} has several tracks" if found else f"there is no program called {name!r}"
    raise NotFound(what, f"Choose one of: {choices}.")
