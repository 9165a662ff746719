"""Every kind of letter, whole: with all facts, with gaps, and with hostile facts.

The expected letters stand in tests/core/letters/*.txt, to be read aloud. After a change on purpose:
``python -m tests.core.test_letters`` writes them anew; then read what changed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from inbox_agent.core.draft import compose, template_name
from inbox_agent.core.drafting import Kind
from inbox_agent.core.facts import Facts
from inbox_agent.core.impression import impression
from inbox_agent.core.owner import Owner, Update
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.reading import Slot
from inbox_agent.shell.render import Renderer

LETTERS = Path(__file__).parent / "letters"
RENDERER = Renderer()
CENTRAL = ZoneInfo("America/Chicago")
LEILA = Owner(
    "Leila Haddad", "leila.haddad@post.example", "Asia/Amman", credential="MBBS",
    aamc_id="15820347", country="Jordan", school="the University of Jordan",
    graduation_year="2024", career="neurology",
    visa="citizen of Jordan; I would need J-1 sponsorship.",
)  # fmt: skip
NYGAARD = Contact("Walter Nygaard, MD", "wnygaard@greatsauk.example", "program director")
SAUK = Program(
    "Great Sauk Medical Center", "Preliminary Medicine", time_zone="America/Chicago",
    domains=("greatsauk.example",), contacts=(NYGAARD,),
)  # fmt: skip
FULL = Facts(
    LEILA, SAUK, NYGAARD, date(2026, 11, 12), over=True,
    impressions="Dr. Nygaard described how the night float shares the pages",
    updates=(Update(date(2027, 1, 12), "I passed Step 3 (228)"),),
    choices=tuple(Slot(datetime(2026, 12, day, 9, 30, tzinfo=CENTRAL)) for day in (9, 4)),
    mentor=Contact("Dr. Nabil Qasem", "qasem@home.example"),
    mentor_link="you were chief resident there.", invitation="Interview at Great Sauk",
    explanation="In 2022 I looked after my father and worked half days",
)  # fmt: skip
EVIL = "{{ 7*7 }}\nBcc: all@x.example \u202egnp.exe\u202c <script>"
HOSTILE = replace(
    FULL, program=replace(SAUK, name="{{ x }}{% raw %}", track=EVIL, contacts=()),
    recipient=Contact("Ann\r\nSubject: other, MD", "ann@x.example", "program director"),
    impressions=EVIL, updates=(Update(date(2027, 1, 12), EVIL),), invitation=EVIL,
    explanation=EVIL, mentor_link=EVIL, owner=replace(LEILA, career=EVIL, visa=EVIL, school=EVIL),
    mentor=Contact("Dr. {{ y }}", "y@home.example"),
)  # fmt: skip
CASES = {"full": FULL, "gaps": Facts(Owner(LEILA.name, LEILA.email, LEILA.time_zone), SAUK),
         "hostile": HOSTILE}  # fmt: skip
ROLES = {"interviewer": "interviewer", "resident": "chief resident", "coordinator": "coordinator"}


def letters(case: str) -> dict[str, Facts]:
    """name of the letter -> its facts: each kind, and a thank-you for each role."""
    facts = CASES[case]
    named = {kind.value: facts for kind in Kind}
    for name, role in ROLES.items():
        other = Contact("Ann Lee", "ann.lee@greatsauk.example", role)
        named[f"thank_you.{name}"] = replace(facts, recipient=other if case == "full" else None)
    return named if case == "full" else {k: v for k, v in named.items() if "." not in k}


def written(name: str, facts: Facts) -> str:
    kind = Kind(name.partition(".")[0])
    made = compose(kind, facts, RENDERER.source(template_name(kind)), RENDERER.text)
    gaps = "".join(f"MISSING: {gap.question}\n" for gap in made.gaps)
    return f"To: {', '.join(made.to)}\nSubject: {made.subject}\n{gaps}\n{made.body}"


@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_letter_is_whole_as_it_was_read_aloud(case: str) -> None:
    for name, facts in letters(case).items():
        expected = (LETTERS / f"{case}.{name}.txt").read_text("utf-8")
        assert written(name, facts) == expected, f"{case}.{name}"


def test_nothing_of_hostile_facts_is_evaluated_or_begins_a_line() -> None:
    for name, facts in letters("hostile").items():
        text = written(name, facts)
        assert "49" not in text
        assert not [line for line in text.split("\n") if line.startswith("Bcc")]
        assert not {"\u202e", "\u202c", "\r"} & set(text)


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("Dr. Nygaard described the night float",
         "One moment has stayed with me: you described the night float."),
        ("the interns corrected their attending",
         "One moment has stayed with me: the interns corrected their attending."),
        ("Dr. Walter Nygaard's rounds", "I keep thinking of your rounds."),
        ("how Dr. Nygaard is with students", "I keep thinking of how you are with students."),
        ("the way the interns presented", "I keep thinking of the way the interns presented."),
        ("The morning report", "I keep thinking of the morning report."),
        ("night float, friendly residents; the view",
         "I often think back to night float, friendly residents and the view."),
        ("ICU months", "I often think back to ICU months."),
        ("I loved the morning report", "I loved the morning report."),
        ("It's a kind place! Everyone stays for lunch.",
         "It's a kind place! Everyone stays for lunch."),
        ("Dr. Nygaardson asked me twice",
         "One moment has stayed with me: Dr. Nygaardson asked me twice."),
        ("", ""),
    ],
)  # fmt: skip
def test_a_note_in_haste_becomes_a_sentence_to_this_person(note: str, sentence: str) -> None:
    assert impression(note, "Walter Nygaard, MD") == sentence


if __name__ == "__main__":
    LETTERS.mkdir(exist_ok=True)
    for which in CASES:
        for title, known in letters(which).items():
            (LETTERS / f"{which}.{title}.txt").write_text(written(title, known), "utf-8")
