"""Drafts with labels: those of the corpus, and our own in other voices.

Each line of ``own/drafts.jsonl`` is one draft with its verdict and codes. Rules may be learned from
half "tune"; half "aside" was only measured while the rules were written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parseaddr
from itertools import product
from pathlib import Path
from typing import Any

from inbox_agent.core.draft import compose, template_name
from inbox_agent.core.drafting import Kind
from inbox_agent.core.facts import Facts
from inbox_agent.core.mail import Address, Unreadable
from inbox_agent.core.outgoing import Outgoing, outgoing_of_mail
from inbox_agent.core.owner import Owner, Update
from inbox_agent.core.parse import parse
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.program_choice import chosen
from inbox_agent.core.program_list import read_programs
from inbox_agent.shell.render import Renderer

_BARE = Owner("Leila Haddad", "leila.haddad@post.example", "Asia/Amman")
OWNERS = (
    _BARE,
    replace(
        _BARE, credential="MBBS", aamc_id="15820347", country="Jordan", career="neurology",
        school="University of Jordan", graduation_year="2024",
        visa="citizen of Jordan; I would need J-1 sponsorship.",
        updates=(
            Update(date(2027, 1, 12), "I passed Step 3 (228)"),
            Update(date(2027, 1, 20), "our paper on free air was accepted"),
        ),
    ),
)  # fmt: skip
_HERE = Path(__file__).resolve().parent
_CORPUS = _HERE / "corpus"
_OWN = _HERE / "own"


@dataclass(frozen=True, slots=True)
class LabelledDraft:
    """A draft, where it goes, and what lint has to say about its text."""

    name: str
    letter: Outgoing
    kind: Kind
    program: Program
    programs: tuple[Program, ...]
    verdict: str
    codes: tuple[str, ...]


def corpus_drafts() -> Iterator[LabelledDraft]:
    """The drafts of the corpus."""
    programs = _programs(_CORPUS / "programs.csv")
    for text in (_CORPUS / "drafts" / "labels.jsonl").read_text("utf-8").splitlines():
        line = json.loads(text)
        mail = parse((_CORPUS / "drafts" / line["file"]).read_bytes())
        assert not isinstance(mail, Unreadable), line["file"]
        yield _labelled(line["file"], line, outgoing_of_mail(mail), programs)


def own_drafts(half: str) -> Iterator[LabelledDraft]:
    """Our own drafts of one half: tune or aside."""
    programs = _programs(_OWN / "draft_programs.csv")
    for line in own_lines():
        if line["half"] == half:
            to, cc = _addresses(line["to"]), _addresses(line.get("cc", ()))
            letter = Outgoing(to, line["subject"], line["body"], cc)
            yield _labelled(line["id"], line, letter, programs)


def own_lines() -> tuple[dict[str, Any], ...]:
    """Every line of our own drafts."""
    text = (_OWN / "drafts.jsonl").read_text("utf-8")
    return tuple(json.loads(line) for line in text.splitlines())


def composed_drafts() -> Iterator[LabelledDraft]:
    """A draft of every kind and role, by our own templates, for each program of both lists, from
    an owner of whom little is known and from one of whom much is. Nothing in them is amiss, but
    that a letter of intent says what it is there to say."""
    renderer = Renderer()
    programs = (*_programs(_CORPUS / "programs.csv"), *_programs(_OWN / "draft_programs.csv"))
    for program, owner, (kind, role) in product(programs, OWNERS, _occasions()):
        director = program.contacts[0]
        other = Contact("Ann Lee", f"ann.lee@{program.domains[0]}", role)
        for nth in range(5 if role == "interviewer" else 1):
            facts = Facts(
                owner=owner, program=program, nth=nth, interview_day=date(2026, 11, 12),
                recipient=director if role == "program director" else other,
                impressions="the way the interns presented" if owner.career else "",
                updates=owner.updates, mentor=Contact("Dr. Nabil Qasem", "qasem@home.example"),
            )  # fmt: skip
            made = compose(kind, facts, renderer.source(template_name(kind)), renderer.text)
            letter = Outgoing(
                tuple(Address(made.to_name, addr) for addr in made.to), made.subject, made.body
            )
            codes = ("top_choice",) if kind is Kind.LETTER_OF_INTENT else ()
            name = f"{kind} {role} {nth} {program.name}"
            verdict = "warn" if codes else "ok"
            yield LabelledDraft(name, letter, kind, program, programs, verdict, codes)


def _occasions() -> tuple[tuple[Kind, str], ...]:
    roles = ("program director", "coordinator", "interviewer", "chief resident")
    return (
        *((kind, "program director") for kind in Kind if kind is not Kind.THANK_YOU),
        *((Kind.THANK_YOU, role) for role in roles),
    )


def _labelled(
    name: str, line: dict[str, Any], letter: Outgoing, programs: tuple[Program, ...]
) -> LabelledDraft:
    return LabelledDraft(
        name, letter, Kind(line["kind"]), chosen(line["program"], programs), programs,
        line["verdict"], tuple(sorted(line["codes"])),
    )  # fmt: skip


def _programs(path: Path) -> tuple[Program, ...]:
    programs, problems = read_programs(path.read_text("utf-8"))
    assert not problems
    return programs


def _addresses(texts: list[str] | tuple[()]) -> tuple[Address, ...]:
    return tuple(Address(name, addr.lower()) for name, addr in map(parseaddr, texts))
