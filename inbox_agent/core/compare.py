"""How each program fits the owner, and why. Never an order: programs stand by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from inbox_agent.core.impressions import IMPRESSED, Criterion, weighted
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.owner import Owner
from inbox_agent.core.program import Program
from inbox_agent.core.rows import iso

_NOT_COMPARED = frozenset({InterviewState.CANCELLED, InterviewState.DECLINED})
_VISAS = {
    "J-1": re.compile(r"\bJ-?1\b", re.IGNORECASE),
    "H-1B": re.compile(r"\bH-?1-?B\b", re.IGNORECASE),
}
_NO = re.compile(r"\b(?:no|not|none|never|cannot|doesn't|don't|without)\b", re.IGNORECASE)
_ONE_YEAR = re.compile(r"prelim|transitional", re.IGNORECASE)


def compared(
    programs: Iterable[Program], interviews: Sequence[Interview],
    notes: Mapping[str, Mapping[str, str]], criteria: Sequence[Criterion], owner: Owner,
) -> list[dict[str, Any]]:  # fmt: skip
    """One row for each program with an interview that stands or an impression, by name.

    ``notes``: interview id -> criterion -> the owner's words."""
    rows = []
    for program in sorted(programs, key=lambda each: (each.name, each.track)):
        mine = [i for i in interviews if i.program_id == program.id]
        said: dict[str, str] = {}
        for interview in mine:
            said |= notes.get(interview.id, {})
        standing = [i for i in mine if i.state not in _NOT_COMPARED]
        if standing or said:
            rows.append(_row(program, (standing or mine)[-1], said, criteria, owner))
    return rows


def _row(
    program: Program, interview: Interview, said: Mapping[str, str],
    criteria: Sequence[Criterion], owner: Owner,
) -> dict[str, Any]:  # fmt: skip
    mean, count = weighted(said, criteria)
    fits, against, open_ = _reasons(program, said, owner)
    return {
        "id": program.id, "program": program.name, "track": program.track,
        "interview": interview.state.value, "start": iso(interview.start), "wish": program.wish,
        **{each.key: said.get(each.key, "") for each in criteria},
        "weighted": mean,
        "scored": f"{count} of {sum(each.key != IMPRESSED for each in criteria)}",
        "fits": fits, "against": against, "unknown": open_,
    }  # fmt: skip


def _reasons(
    program: Program, said: Mapping[str, str], owner: Owner
) -> tuple[list[str], list[str], list[str]]:
    """What speaks for it, against it, and what is not known; each with the words it rests on."""
    found = [*_visa(program, said, owner), *_timeline(program, owner), *_rules(program)]
    return (
        [text for sign, text in found if sign > 0],
        [text for sign, text in found if sign < 0],
        [text for sign, text in found if sign == 0],
    )


def _visa(program: Program, said: Mapping[str, str], owner: Owner) -> Iterator[tuple[int, str]]:
    needed = [name for name, form in _VISAS.items() if form.search(owner.visa)]
    listed = dict(program.extra)
    known = said.get("visa") or listed.get("visa") or listed.get("visa_policy") or ""
    for name in needed:
        clauses = [c for c in re.split(r"[.;,]", known) if _VISAS[name].search(c)]
        if not known:
            yield 0, f"you need {name}; nothing is known of its visa policy"
        elif any(not _NO.search(clause) for clause in clauses):
            yield 1, f'you need {name}; it says "{known}"'
        else:
            yield -1, f'you need {name}; it says "{known}"'


def _timeline(program: Program, owner: Owner) -> Iterator[tuple[int, str]]:
    one_year = bool(_ONE_YEAR.search(program.track))
    after = owner.advanced_position or owner.career
    if one_year and after:
        yield 1, f"{program.track} is the one year before {after}"
    elif not program.track:
        yield 0, "its track is not known"


def _rules(program: Program) -> Iterator[tuple[int, str]]:
    if program.nrmp_participating == "no":
        yield -1, "takes no part in the NRMP Match: it cannot stand on your rank list"
    elif program.nrmp_participating == "unknown":
        yield 0, "whether it takes part in the NRMP Match is not known"
