"""How each program fits the owner, and why. Never an order: programs stand by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from inbox_agent.core.acceptance import (
    NO,
    OLD_GRADUATES,
    VISA_H1B,
    VISA_J1,
    WITHOUT_US_EXPERIENCE,
    YES,
    years_within,
)
from inbox_agent.core.impressions import IMPRESSED, Criterion, weighted
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.linked import is_one_year, linked_with
from inbox_agent.core.owner import Owner
from inbox_agent.core.program import OWNER, Program
from inbox_agent.core.reading import Acceptance
from inbox_agent.core.rows import iso

_NOT_COMPARED = frozenset({InterviewState.CANCELLED, InterviewState.DECLINED})
_VISAS = {
    "J-1": (VISA_J1, re.compile(r"\bJ-?1\b", re.IGNORECASE)),
    "H-1B": (VISA_H1B, re.compile(r"\bH-?1-?B\b", re.IGNORECASE)),
}
_RECENT = 3  # years since graduation up to which nobody calls a graduate old
_NO = re.compile(r"\b(?:no|not|none|never|cannot|doesn't|don't|without)\b", re.IGNORECASE)
Judged = tuple[int, str]
"""Speaks for it (1), against it (-1), or is not known (0); and the words."""


def compared(
    programs: Iterable[Program], interviews: Sequence[Interview],
    notes: Mapping[str, Mapping[str, str]], criteria: Sequence[Criterion], owner: Owner,
    starts: int,
) -> list[dict[str, Any]]:  # fmt: skip
    """One row for each program with an interview that stands or an impression, by name.

    ``notes``: interview id -> criterion -> the owner's words; ``starts``: the year in which the
    training begins, from which years since graduation count."""
    programs = tuple(programs)
    rows = []
    for program in sorted(programs, key=lambda each: (each.name, each.track)):
        mine = [i for i in interviews if i.program_id == program.id]
        said: dict[str, str] = {}
        for interview in mine:
            said |= notes.get(interview.id, {})
        standing = [i for i in mine if i.state not in _NOT_COMPARED]
        if standing or said:
            row = _row(program, (standing or mine)[-1], said, criteria, owner, starts)
            row["fits"] += [_goes_with(program, each) for each in linked_with(program, programs)]
            rows.append(row)
    return rows


def compared_lines(row: Mapping[str, Any], criteria: Iterable[str]) -> Iterator[str]:
    """One program for people: what speaks for it (+), against it (-), what is open (?), and what
    the owner noted."""
    name = f"{row['program']} / {row['track']}" if row["track"] else row["program"]
    yield f"{name} ({row['id']}), {row['interview']}, your wish: {row['wish']}"
    for sign, column in (("+", "fits"), ("-", "against"), ("?", "unknown")):
        yield from (f"  {sign} {reason}" for reason in row[column])
    for key in criteria:
        if row[key]:
            yield f"  {key.replace('_', ' ')}: {row[key]}"
    if row["weighted"] is not None:
        yield f"  weighted {row['weighted']}, {row['scored']} criteria scored"


def _row(
    program: Program, interview: Interview, said: Mapping[str, str],
    criteria: Sequence[Criterion], owner: Owner, starts: int,
) -> dict[str, Any]:  # fmt: skip
    mean, count = weighted(said, criteria)
    fits, against, open_ = _reasons(program, said, owner, starts)
    return {
        "id": program.id, "program": program.name, "track": program.track,
        "interview": interview.state.value, "start": iso(interview.start), "wish": program.wish,
        **{each.key: said.get(each.key, "") for each in criteria},
        "weighted": mean,
        "scored": f"{count} of {sum(each.key != IMPRESSED for each in criteria)}",
        "fits": fits, "against": against, "unknown": open_,
    }  # fmt: skip


def _reasons(
    program: Program, said: Mapping[str, str], owner: Owner, starts: int
) -> tuple[list[str], list[str], list[str]]:
    """What speaks for it, against it, and what is not known; each with the words it rests on."""
    found = [
        *_visa(program, said, owner), *_graduation(program, owner, starts), *_experience(program),
        *_timeline(program, owner), *_rules(program),
    ]  # fmt: skip
    return (
        [text for sign, text in found if sign > 0],
        [text for sign, text in found if sign < 0],
        [text for sign, text in found if sign == 0],
    )


def _visa(program: Program, said: Mapping[str, str], owner: Owner) -> Iterator[Judged]:
    """The owner's correction counts first, then the owner's notes and list, then mail."""
    listed = dict(program.extra)
    noted = said.get("visa") or listed.get("visa") or listed.get("visa_policy") or ""
    for name, (topic, form) in _VISAS.items():
        if not form.search(owner.visa):
            continue
        known = program.accepting(topic)
        if noted and (known is None or known.source != OWNER):
            sign = 1 if _says_yes(noted, form) else -1
            yield sign, f'you need {name}; it says "{noted}"'
        elif known is None:
            yield 0, f"you need {name}; nothing is known of its visa policy"
        else:
            sign = {YES: 1, NO: -1}.get(known.answer, 0)
            yield sign, f"you need {name}; {_as_said(known)}"


def _says_yes(words: str, form: re.Pattern[str]) -> bool:
    clauses = [clause for clause in re.split(r"[.;,]", words) if form.search(clause)]
    return any(not _NO.search(clause) for clause in clauses)


def _as_said(known: Acceptance) -> str:
    """The words and the mail they came with, or that it is the owner's own word."""
    if known.source == OWNER:
        return f"you say: {known.answer}"
    return f'it says "{known.quote}" ({known.source})'


def _graduation(program: Program, owner: Owner, starts: int) -> Iterator[Judged]:
    known = program.accepting(OLD_GRADUATES)
    if known is None or not owner.graduation_year.isdecimal():
        return
    limit, passed = years_within(known.answer), starts - int(owner.graduation_year)
    if limit is not None:
        sign = 1 if passed <= limit else -1
        yield sign, f"{passed} years after your graduation; {_as_said(known)}"
    elif passed > _RECENT:
        sign = {YES: 1, NO: -1}.get(known.answer, 0)
        yield sign, f"you graduated in {owner.graduation_year}; {_as_said(known)}"


def _experience(program: Program) -> Iterator[Judged]:
    """Whether the owner has any only the owner knows, so a demand is a question."""
    known = program.accepting(WITHOUT_US_EXPERIENCE)
    if known is not None:
        what = "needed" if known.answer == NO else "not needed"
        sign = 0 if known.answer != YES else 1
        yield sign, f"clinical experience in the US is {what}; {_as_said(known)}"


def _goes_with(program: Program, other: Program) -> str:
    if is_one_year(program.track):
        return f"{other.full_name} ({other.id}) would follow it"
    return f"{other.full_name} ({other.id}) can be the year before it"


def _timeline(program: Program, owner: Owner) -> Iterator[Judged]:
    one_year = is_one_year(program.track)
    after = owner.advanced_position or owner.career
    if one_year and after:
        yield 1, f"{program.track} is the one year before {after}"
    elif not program.track:
        yield 0, "its track is not known"


def _rules(program: Program) -> Iterator[Judged]:
    if program.nrmp_participating == "no":
        yield -1, "takes no part in the NRMP Match: it cannot stand on your rank list"
    elif program.nrmp_participating == "unknown":
        yield 0, "whether it takes part in the NRMP Match is not known"
