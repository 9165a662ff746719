"""Drafts: from name, program, date and recipient alone to words that can be approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest

from inbox_agent.core.draft import Composition, compose, template_name
from inbox_agent.core.drafting import Gap, Kind
from inbox_agent.core.facts import Facts
from inbox_agent.core.lint import lint
from inbox_agent.core.lint_ledger import nearly_same
from inbox_agent.core.mail import Address
from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.owner import Owner, Update
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.reading import Slot
from inbox_agent.errors import UserError
from inbox_agent.shell.letters import lint_model, lint_rules
from inbox_agent.shell.render import Renderer
from tests.accuracy.lint_data import LabelledDraft, composed_drafts

RENDERER = Renderer()
LEILA = Owner("Leila Haddad", "leila.haddad@post.example", "Asia/Amman", credential="MBBS")
TIERNEY = Contact("Siobhán Tierney", "stierney@weybridge.example", "program director")
WEYBRIDGE = Program(
    "Weybridge Mercy Hospital", "Preliminary Medicine", time_zone="America/New_York",
    domains=("weybridge.example",), contacts=(TIERNEY,),
)  # fmt: skip
FACTS = Facts(LEILA, WEYBRIDGE, TIERNEY, date(2026, 11, 12))


def made(kind: Kind = Kind.THANK_YOU, facts: Facts = FACTS, template: str = "") -> Composition:
    return compose(kind, facts, template or RENDERER.source(template_name(kind)), RENDERER.text)


def test_a_thank_you_is_addressed_dated_and_signed() -> None:
    draft = made()
    assert draft.to == ("stierney@weybridge.example",)
    assert draft.to_name == "Siobhán Tierney"
    assert draft.subject == "Thank you - preliminary medicine interview, November 12 - Leila Haddad"
    assert draft.body.startswith("Dear Dr. Tierney,\n\n")
    assert draft.body.endswith("Sincerely,\nLeila Haddad, MBBS\n")
    assert "Weybridge Mercy Hospital" in draft.body
    assert draft.gaps == ()


def test_the_aamc_id_stands_below_the_name_where_it_is_known() -> None:
    known = replace(FACTS, owner=replace(LEILA, aamc_id="15820347"))
    assert made(facts=known).body.endswith("Leila Haddad, MBBS\nAAMC ID: 15820347\n")


def test_impressions_updates_and_explanations_are_woven_in() -> None:
    facts = replace(
        FACTS,
        impressions="the interns corrected their attending",
        updates=(Update(date(2027, 1, 12), "I passed Step 3"),),
        explanation="In 2022 I looked after my father",
    )
    assert "the interns corrected their attending." in made(facts=facts).body
    update = made(Kind.INTEREST_UPDATE, facts).body
    assert "January 12: I passed Step 3." in update
    assert "In 2022 I looked after my father." in update


def test_what_is_missing_is_asked_for_and_stays_visible() -> None:
    draft = made(facts=Facts(LEILA, WEYBRIDGE))
    where = "Weybridge Mercy Hospital / Preliminary Medicine"
    assert draft.gaps == (
        Gap("recipient", f"What is the e-mail address of the program director at {where}?"),
        Gap("name", f"What is the full name of the program director at {where}?"),
        Gap("date", f"On which day did you interview at {where}?"),
    )
    assert draft.to == ()
    assert "Dear [name]," in draft.body
    assert "[date]" in draft.body


def test_an_address_without_a_name_asks_for_the_name_only() -> None:
    nameless = replace(FACTS, recipient=Contact("", "gme@weybridge.example", "program director"))
    assert [gap.field for gap in made(facts=nameless).gaps] == ["name"]


def test_a_reply_names_the_slots_in_both_zones_best_first() -> None:
    eastern = ZoneInfo("America/New_York")
    slots = tuple(Slot(datetime(2026, 12, day, 9, 30, tzinfo=eastern)) for day in (9, 4))
    draft = made(Kind.REPLY, replace(FACTS, choices=slots, invitation="Interview at Weybridge"))
    assert draft.subject == "Re: Interview at Weybridge"
    assert "1. Wednesday, December 9, 9:30 AM Eastern (5:30 PM in my time zone)\n" in draft.body
    assert "2. Friday, December 4, 9:30 AM Eastern (5:30 PM in my time zone)\n" in draft.body


def test_a_mentor_is_asked_and_never_told_what_to_say() -> None:
    mentor = Contact("Dr. Nabil Qasem", "qasem@home.example")
    draft = made(Kind.MENTOR_REQUEST, replace(FACTS, mentor=mentor))
    assert draft.to == ("qasem@home.example",)
    assert draft.body.startswith("Dear Dr. Qasem,")
    assert "entirely yours to decide" in draft.body


@pytest.mark.parametrize(
    "name",
    ["{{ 7*7 }}", "{% for x in y %}", "Line\nSubject: other", "\u202eevil\u202c", "a\x00b\r\nc"],
)
def test_hostile_facts_come_out_as_harmless_text(name: str) -> None:
    facts = replace(
        FACTS, program=replace(WEYBRIDGE, name=name),
        recipient=Contact(name, "x@weybridge.example", "program director"),
    )  # fmt: skip
    draft = made(facts=facts)
    assert "49" not in draft.body.replace("[date]", "")
    assert "\n" not in draft.subject
    assert not {"\u202e", "\u202c", "\x00", "\r"} & set(draft.subject + draft.body)
    assert draft.body.count("Subject:") <= draft.body.count("Line Subject: other")


def test_an_arabic_name_stays_as_it_is() -> None:
    facts = replace(FACTS, owner=replace(LEILA, name="ليلى حداد"))
    assert "ليلى حداد" in made(facts=facts).body


def test_an_owners_template_is_used_as_it_is() -> None:
    draft = made(template="Subject: Hi {{ owner }}\n\nDear {{ greeting }},\n\nThanks!\n")
    assert (draft.subject, draft.body) == ("Hi Leila Haddad", "Dear Dr. Tierney,\n\nThanks!\n")


def test_a_template_without_subject_or_with_an_unknown_field_is_told_to_the_owner() -> None:
    with pytest.raises(UserError, match="does not begin with a line 'Subject"):
        made(template="Dear {{ greeting }},\n")
    with pytest.raises(UserError, match="nickname"):
        made(template="Subject: x\n\n{{ nickname }}\n")


def test_nobody_at_one_program_gets_the_words_of_another() -> None:
    interviewer = Contact("Ann Lee", "ann.lee@weybridge.example", "interviewer")
    facts = [FACTS, *(replace(FACTS, recipient=interviewer, nth=n) for n in range(8))]
    letters = [
        Outgoing((), "", made(facts=each).body).words.lower().replace(",", "").split()
        for each in facts
    ]
    assert not [True for one, other in combinations(letters, 2) if nearly_same(one, other)]


@pytest.fixture(scope="module", name="composed")
def _composed() -> list[LabelledDraft]:
    return list(composed_drafts())


def test_every_draft_has_sixty_to_a_hundred_and_sixty_words(composed: list[LabelledDraft]) -> None:
    counts = {each.name: len(each.letter.words.split()) for each in composed}
    assert {name: count for name, count in counts.items() if not 60 <= count <= 160} == {}


def test_every_draft_passes_lint(composed: list[LabelledDraft]) -> None:
    found = {
        each.name: codes
        for each in composed
        if (codes := _codes(each)) != each.codes
    }  # fmt: skip
    assert found == {}


def _codes(each: LabelledDraft) -> tuple[str, ...]:
    findings = lint(
        each.letter, kind=each.kind, program=each.program, programs=each.programs,
        rules=lint_rules(), model=lint_model(),
    )  # fmt: skip
    return tuple(finding.code for finding in findings)


def test_the_recipient_is_the_person_greeted() -> None:
    draft = made()
    letter = Outgoing((Address(draft.to_name, draft.to[0]),), draft.subject, draft.body)
    assert letter.greeting == "Dear Dr. Tierney,"
