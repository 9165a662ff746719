"""Lint: what names, form, policy, clock and ledger say about a letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inbox_agent.core.drafting import Kind, Verdict
from inbox_agent.core.ledger import Ledger, Letter
from inbox_agent.core.lint import lint, verdict
from inbox_agent.core.lint_codes import CODES
from inbox_agent.core.mail import Address
from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.owner import Owner
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.stored import LedgerEntry
from inbox_agent.shell.data import season
from inbox_agent.shell.letters import lint_model, lint_rules

SAUK = Program(
    "Great Sauk Medical Center", "Preliminary Medicine", id="p1", domains=("greatsauk.example",),
    contacts=(
        Contact("Walter Nygaard", "wnygaard@greatsauk.example", "program director"),
        Contact("Brenda Kowalczyk", "bkowalczyk@greatsauk.example", "coordinator"),
    ),
)  # fmt: skip
CALUMET = Program(
    "Calumet General Hospital", "Preliminary Medicine", id="p2", domains=("calumet.example",),
    contacts=(Contact("Femi Adebayo-Ross", "fadebayo@calumet.example", "program director"),),
)  # fmt: skip
MERCY = Program("Mercy Hospital", id="p3", domains=("mercy.example",))
TELMO = Program("Hospital San Telmo", id="p4", domains=("hospitalsantelmo.example",))
PROGRAMS = (SAUK, CALUMET, MERCY, TELMO)
NYGAARD = Address("Walter Nygaard", "wnygaard@greatsauk.example")
NOW = datetime(2027, 1, 20, 12, tzinfo=UTC)
PLAIN = "I enjoyed the talk about night float and would be honored to train with your team."


def letter(
    words: str = PLAIN, greeting: str = "Dear Dr. Nygaard,", to: tuple[Address, ...] = (NYGAARD,),
    subject: str = "Thank you", cc: tuple[Address, ...] = (), in_reply_to: str = "",
) -> Outgoing:  # fmt: skip
    body = f"{greeting}\n\n{words}\n\nSincerely,\nLeila Haddad, MBBS\nAAMC ID: 15820347\n"
    return Outgoing(to, subject, body, cc, in_reply_to)


def codes(draft: Outgoing, **known: object) -> list[str]:
    given = {"kind": Kind.INTEREST_UPDATE, "program": SAUK, "programs": PROGRAMS, **known}
    found = lint(draft, rules=lint_rules(), model=lint_model(), **given)  # type: ignore[arg-type]
    return sorted(each.code for each in found)


def test_a_plain_letter_has_no_findings() -> None:
    assert codes(letter()) == []


def test_every_finding_has_its_quote_its_reason_and_a_better_way() -> None:
    found = lint(
        letter("Great Sauk is my first choice. Where will you rank me?"),
        kind=Kind.LETTER_OF_INTENT, program=SAUK, programs=PROGRAMS, rules=lint_rules(),
    )  # fmt: skip
    assert [(each.code, each.verdict, each.quote) for each in found] == [
        ("asks_rank", Verdict.BLOCK, "Where will you rank me?"),
        ("top_choice", Verdict.WARN, "Great Sauk is my first choice."),
    ]
    assert all(each.why.endswith(")") and each.instead for each in found)
    assert verdict(found) is Verdict.BLOCK
    assert verdict(found[1:]) is Verdict.WARN
    assert verdict(()) is Verdict.OK


def test_there_are_twenty_two_codes() -> None:
    blocks = [code for code, usual in CODES.items() if usual.verdict is Verdict.BLOCK]
    assert (len(CODES), len(blocks)) == (22, 10)


# --- names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "draft",
    [
        letter("I would be honored to train at Calumet General Hospital."),
        letter("I felt at home in Calumet from the first minute."),
        letter("I felt at home at San Telmo from the first minute."),
        letter("Thank you for the introduction by Dr. Adebayo-Ross."),
        letter("I would be honored to train at Lakeshore General Hospital."),
        letter(greeting="Dear Dr. Adebayo-Ross,"),
        letter(greeting="Dear Ms. Kowalczyk,"),
        letter(subject="Interest in Calumet General Hospital"),
        letter(to=(Address("Walter Nygaard", "fadebayo@calumet.example"),)),
    ],
)
def test_another_program_hospital_or_person_is_a_wrong_name(draft: Outgoing) -> None:
    assert codes(draft) == ["wrong_name"]


@pytest.mark.parametrize(
    "draft",
    [
        letter("My mentor at Calumet General Hospital taught me to percuss."),
        letter("I am a graduate of the University of Jordan and work at Prince Hamza Hospital."),
        letter("Please give my regards to Dr. Omar Reyes."),
        letter("The patient had a good pulse, mercy be praised."),
        letter(greeting="Dear Walter,"),
        letter(greeting="Dear Program Director,"),
        letter(greeting="Hello Dr. Nygaard and Ms. Kowalczyk,"),
        letter(greeting="", words=PLAIN),
        letter(to=(Address("", "wnygaard@greatsauk.example"),)),
        letter(greeting="Dear Dr. Nygaard,", to=(Address("Program Office", "gme@x.example"),)),
        letter(greeting="Querido Dr. Nygaard,"),
    ],
)
def test_names_that_belong_there_are_no_finding(draft: Outgoing) -> None:
    assert codes(draft) == []


def test_a_place_of_the_owners_own_story_may_be_named() -> None:
    owner = Owner("L", "l@post.example", "Asia/Amman", advanced_position="Calumet General Hospital")
    draft = letter("My years at Calumet General Hospital begin afterwards.")
    assert codes(draft, owner=owner) == []


def test_recipients_at_two_programs_are_stopped_also_in_cc() -> None:
    other = Address("Femi Adebayo-Ross", "fadebayo@calumet.example")
    assert codes(letter(cc=(other,))) == ["several_programs"]


def test_two_tracks_of_one_hospital_are_one_place() -> None:
    radiology = replace(SAUK, track="Diagnostic Radiology", id="p9", contacts=())
    second = Address("Brenda Kowalczyk", "bkowalczyk@greatsauk.example")
    assert codes(letter(cc=(second,)), programs=(*PROGRAMS, radiology)) == []


# --- form ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "Thank you for the interview at [Program Name].",
        "Thank you for {{ topic }}.",
        "Thank you, Dr. ____, for the tour.",
        "We spoke about XXX and TBD.",
        "Thank you for (insert topic).",
        "We met on <date>.",
    ],
)
def test_a_gap_left_open_is_a_placeholder(words: str) -> None:
    assert codes(letter(words)) == ["placeholder"]


def test_brackets_of_a_citation_are_none() -> None:
    words = "Haddad L. Flashlight films [article in Arabic]. Levant J Med 2027;12 [in press]."
    assert codes(letter(words)) == []


def test_two_hundred_words_are_enough_without_greeting_and_signature() -> None:
    assert codes(letter("word " * 200)) == []
    assert codes(letter("word " * 201)) == ["too_long"]


def test_words_below_the_signature_are_judged_too() -> None:
    draft = letter()
    late = replace(draft, body=draft.body + "\nP.S. Could you tell me where I stand?\n")
    assert codes(late) == ["asks_rank"]


def test_quoted_mail_is_not_the_owners_word() -> None:
    draft = letter()
    quoted = replace(draft, body=draft.body + "\n> If you rank us first we will rank you.\n")
    assert codes(quoted) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("I confirm Wednesday, December 9, at 9:30 a.m.", ["unclear_time"]),
        ("Could we speak on Thursday at 6 pm?", ["unclear_time"]),
        ("I confirm Wednesday, December 9, at 9:30 a.m. Eastern.", []),
        ("I am free on Monday at 10:00 (Phoenix time).", []),
        ("Thursday at 7 pm EST is fine.", []),
        ("The intern who called at 3 a.m. had done everything right.", []),
        ("Thank you for your time on Friday.", []),
    ],
)
def test_the_time_of_an_appointment_needs_its_zone(words: str, found: list[str]) -> None:
    assert codes(letter(words)) == found


# --- policy, clock, ledger ----------------------------------------------------------------


def test_unasked_mail_to_a_program_that_refuses_it_is_stopped_but_answers_go() -> None:
    refusing = replace(SAUK, contact_policy="refused", policy_quote="Please do not write to us.")
    assert codes(letter(), program=refusing, kind=Kind.THANK_YOU) == ["no_contact"]
    assert codes(letter(), program=refusing, kind=Kind.REPLY) == []
    assert codes(letter(), program=refusing, kind=Kind.DECLINE) == []
    answer = letter(in_reply_to="<a@greatsauk.example>")
    assert codes(answer, program=refusing, kind=None) == []


def test_discouraged_mail_is_a_warning() -> None:
    program = replace(SAUK, contact_policy="discouraged", policy_quote="Notes are not needed.")
    assert codes(letter(), program=program) == ["contact_discouraged"]


@pytest.mark.parametrize(
    ("kind", "found"),
    [(Kind.QUESTION, ["soap_contact"]), (Kind.REPLY, []), (Kind.DECLINE, ["soap_contact"])],
)
def test_while_soap_runs_the_applicant_does_not_write_first(kind: Kind, found: list[str]) -> None:
    during = datetime(2027, 3, 16, 12, tzinfo=UTC)
    assert codes(letter(), kind=kind, now=during, season=season()) == found
    assert codes(letter(), kind=kind, now=during + timedelta(days=4), season=season()) == []


def test_after_the_rank_deadline_other_positions_are_not_spoken_of() -> None:
    words = "I have been looking at another position for July in Newark."
    before = datetime(2027, 3, 4, 1, 59, tzinfo=UTC)
    assert codes(letter(words), now=before, season=season()) == []
    after = before + timedelta(minutes=2)
    assert codes(letter(words), now=after, season=season()) == ["after_rank_deadline"]


def test_a_thank_you_is_late_after_forty_eight_hours() -> None:
    end = NOW - timedelta(hours=48)
    assert codes(letter(), kind=Kind.THANK_YOU, now=NOW, interview_end=end) == []
    late = NOW + timedelta(seconds=1)
    assert codes(letter(), kind=Kind.THANK_YOU, now=late, interview_end=end) == ["late_thanks"]


def told(program: Program, claim: str = "first_choice") -> LedgerEntry:
    return LedgerEntry("l1", "2026-27", program.id, program.name, NOW, claim, "quote", "d1")


def went(program: Program, words: str, to: str, days: int = 2, *, unasked: bool = True) -> Letter:
    at = NOW - timedelta(days=days)
    return Letter(program.id, program.name, (to,), at, words, f"d-{to}", unasked)


def test_a_second_first_choice_is_stopped_and_the_same_one_only_warned_of() -> None:
    draft = letter("Great Sauk is my first choice.")
    assert codes(draft, ledger=Ledger((told(CALUMET),))) == [
        "second_letter_of_intent",
        "top_choice",
    ]
    assert codes(draft, ledger=Ledger((told(SAUK),))) == ["top_choice"]


def test_a_first_choice_that_is_approved_and_not_gone_yet_counts() -> None:
    waiting = went(CALUMET, "Calumet is my first choice.", "fadebayo@calumet.example")
    draft = letter("Great Sauk is my first choice.")
    assert "second_letter_of_intent" in codes(draft, ledger=Ledger(letters=(waiting,)))


def test_unasked_mail_within_three_weeks_is_too_soon() -> None:
    last = went(SAUK, "Another text altogether.", "bkowalczyk@greatsauk.example", days=20)
    assert codes(letter(), ledger=Ledger(letters=(last,)), now=NOW) == ["too_soon"]
    older = replace(last, at=NOW - timedelta(days=21))
    assert codes(letter(), ledger=Ledger(letters=(older,)), now=NOW) == []
    assert codes(letter(), ledger=Ledger(letters=(replace(last, unasked=False),)), now=NOW) == []
    assert codes(letter(), ledger=Ledger(letters=(last,)), now=NOW, kind=Kind.REPLY) == []


def test_a_thank_you_in_time_is_never_too_soon() -> None:
    last = went(SAUK, "Another text altogether.", "bkowalczyk@greatsauk.example")
    known = {"ledger": Ledger(letters=(last,)), "now": NOW, "kind": Kind.THANK_YOU}
    assert codes(letter(), interview_end=NOW - timedelta(hours=30), **known) == []


def test_the_same_words_to_two_people_of_one_program_are_repetitive() -> None:
    same = went(SAUK, PLAIN, "bkowalczyk@greatsauk.example", unasked=False)
    assert codes(letter(), ledger=Ledger(letters=(same,))) == ["repetitive"]


def test_the_same_words_to_many_programs_are_repetitive() -> None:
    many = tuple(
        replace(went(SAUK, PLAIN, f"pd@{n}.example"), program_id=f"q{n}", program=f"Hospital {n}")
        for n in range(3)
    )
    assert codes(letter(), ledger=Ledger(letters=many)) == ["repetitive"]
    assert codes(letter(), ledger=Ledger(letters=many[:2])) == []


def test_a_draft_is_not_compared_with_itself() -> None:
    own = went(SAUK, PLAIN, "bkowalczyk@greatsauk.example")
    assert codes(letter(), ledger=Ledger(letters=(own,)), now=NOW, source=own.source) == []


def test_a_hostile_letter_is_judged_in_no_time() -> None:
    words = "if you rank me " * 3_000 + "[" * 5_000 + "Dear " * 3_000 + "\u202e" * 1_000
    assert "too_long" in codes(letter(words))
