"""What mail teaches about a program: people, policy, and programs nobody listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inbox_agent.core.correct import corrected_program
from inbox_agent.core.found_program import (
    described,
    found_program,
    hospital_and_track,
    program_of,
    redescribed,
)
from inbox_agent.core.learn import relearned
from inbox_agent.core.program import OWNER, Contact, Program
from inbox_agent.core.reading import (
    Acceptance,
    Category,
    Flag,
    FlagFinding,
    InterviewTime,
    Person,
    Reading,
    Severity,
)
from inbox_agent.core.stored import Message

SENT = datetime(2026, 10, 15, 12, tzinfo=UTC)
SAUK = Program("Great Sauk", "Preliminary Medicine", domains=("sauk.example",), id="p1",
               contacts=(Contact("Walter N", "w@sauk.example", "program director"),))  # fmt: skip
SHARED = frozenset({"thalamusgme.com", "gmail.com"})
INVITED = Category.INTERVIEW_INVITATION


def mail(
    hours: int, reading: Reading | None, sender: str = "b@sauk.example", name: str = "Brenda K"
) -> Message:
    return Message(
        id=f"m{hours}", account="l@post.example", folder="INBOX", fingerprint=f"f{hours}",
        message_id=f"<{hours}@x>", received=SENT + timedelta(hours=hours), subject="s",
        from_addr=sender, from_name=name, reading=reading,
    )  # fmt: skip


def flagged(flag: Flag, quote: str, category: Category = INVITED) -> Reading:
    return Reading(category, 1.0, flags=(FlagFinding(flag, Severity.BOUNDARY, quote, "", ""),))


REFUSES = flagged(Flag.NO_CONTACT_POLICY, "no notes please")
DISCOURAGES = flagged(Flag.CONTACT_DISCOURAGED, "not needed")


def test_the_sender_of_an_invitation_is_learned_as_coordinator_with_the_mail_it_came_from() -> None:
    after = relearned(SAUK, [mail(1, Reading(INVITED, 1.0))])
    assert after.contacts[1:] == (Contact("Brenda K", "b@sauk.example", "coordinator", "m1"),)


def test_a_stranger_to_the_programs_domains_is_nobody_s_contact() -> None:
    assert relearned(SAUK, [mail(1, Reading(INVITED, 1.0), "b@thalamusgme.com")]) == SAUK


def test_interviewers_with_an_address_are_learned() -> None:
    time = InterviewTime(interviewers=(Person("Ada", "Ada@sauk.example"), Person("Bo")))
    after = relearned(SAUK, [mail(1, Reading(Category.INTERVIEW_DETAILS, 1.0, interview=time))])
    assert Contact("Ada", "ada@sauk.example", "interviewer", "m1") in after.contacts
    assert all(contact.name != "Bo" for contact in after.contacts)


def test_a_resident_who_takes_questions_is_learned_with_the_mail() -> None:
    words = "Questions? Our chief resident Bo Li (bli@sauk.example) is happy to answer them."
    message = replace(mail(1, Reading(Category.INTERVIEW_DETAILS, 1.0)), text=words)
    after = relearned(SAUK, [message])
    assert Contact("Bo Li", "bli@sauk.example", "resident", "m1") in after.contacts


@pytest.mark.parametrize("reading", [
    Reading(Category.UNRELATED, 1.0), flagged(Flag.IMPERSONATION, "x"), None,
])  # fmt: skip
def test_a_forged_or_unrelated_mail_teaches_nothing(reading: Reading | None) -> None:
    assert relearned(SAUK, [mail(1, reading)]) == SAUK


def test_the_stricter_policy_stands_with_its_words_in_any_order() -> None:
    mails = [mail(1, REFUSES), mail(2, DISCOURAGES)]
    for order in (mails, mails[::-1]):
        after = relearned(SAUK, order)
        assert (after.contact_policy, after.policy_quote) == ("refused", "no notes please")


def says_of_visas(answer: str) -> Reading:
    return Reading(INVITED, 1.0, accepts=(Acceptance("visa_j1", answer, f"J-1: {answer}"),))


def test_whom_it_accepts_is_what_the_latest_mail_says_with_that_mail_and_its_words() -> None:
    after = relearned(SAUK, [mail(1, says_of_visas("yes")), mail(5, says_of_visas("no"))])
    assert after.accepts == (Acceptance("visa_j1", "no", "J-1: no", "m5"),)
    assert relearned(after, []).accepts == ()


def test_the_owners_word_on_whom_it_accepts_stands_against_any_mail() -> None:
    own = corrected_program(SAUK, [("visa_j1", "Yes")])
    after = relearned(own, [mail(99, says_of_visas("no"))])
    assert after.accepting("visa_j1") == Acceptance("visa_j1", "yes", "", OWNER)
    taken_back = corrected_program(after, [("visa_j1", "")])
    again = relearned(taken_back, [mail(99, says_of_visas("no"))]).accepting("visa_j1")
    assert again is not None
    assert (again.answer, again.source) == ("no", "m99")


def test_a_forged_mail_says_nothing_of_visas() -> None:
    forged = replace(flagged(Flag.IMPERSONATION, "x"), accepts=says_of_visas("yes").accepts)
    assert relearned(SAUK, [mail(1, forged)]).accepts == ()


def test_the_lists_own_column_counts_before_mail_and_after_the_owners_correction() -> None:
    listed = replace(SAUK, extra=(("visa_j1", "No"),))
    known = relearned(listed, [mail(1, says_of_visas("yes"))]).accepting("visa_j1")
    assert known is not None
    assert (known.answer, known.source) == ("no", OWNER)
    fixed = corrected_program(listed, [("visa_j1", "sometimes")]).accepting("visa_j1")
    assert fixed is not None
    assert fixed.answer == "sometimes"


def test_what_was_learned_is_learned_anew_each_time() -> None:
    once = relearned(SAUK, [mail(1, REFUSES)])
    assert relearned(once, [mail(1, REFUSES)]) == once
    assert relearned(once, []) == SAUK


def test_the_owners_policy_yields_to_newer_mail_only() -> None:
    fixed = {"contact_policy": SENT + timedelta(hours=5)}
    assert relearned(SAUK, [mail(1, REFUSES)], fixed).contact_policy == ""
    assert relearned(SAUK, [mail(9, REFUSES)], fixed).contact_policy == "refused"


@pytest.mark.parametrize(("phrase", "parts"), [
    ("Foo Hospital, Preliminary Medicine", ("Foo Hospital", "Preliminary Medicine")),
    ("Preliminary Medicine at Foo Hospital", ("Foo Hospital", "Preliminary Medicine")),
    ("Foo Hospital Internal Medicine Residency Program", ("Foo Hospital", "Internal Medicine")),
    ("Foo (Diagnostic Radiology)", ("Foo", "Diagnostic Radiology")),
    ("Foo Hospital", ("Foo Hospital", "")),
    ("Foo College of Medicine", ("Foo College of Medicine", "")),
])  # fmt: skip
def test_a_name_is_parted_from_its_track(phrase: str, parts: tuple[str, str]) -> None:
    assert hospital_and_track(phrase) == parts


def named(phrase: str, track: str | None = None, *candidates: str) -> Reading:
    return Reading(INVITED, 1.0, program=phrase, track=track, candidates=candidates)


def test_a_program_nobody_listed_is_found_without_its_track_in_the_name() -> None:
    found = found_program(mail(1, named("Foo Hospital, Preliminary Medicine")), (), SHARED)
    assert found == Program("Foo Hospital", "Preliminary Medicine", domains=("sauk.example",),
                            confirmed=False)  # fmt: skip


def test_a_mail_that_may_be_of_several_finds_nothing() -> None:
    programs = (SAUK, Program("Great Sauk", "Diagnostic Radiology", id="p2"))
    reading = named("Great Sauk", None, *(each.full_name for each in programs))
    assert found_program(mail(1, reading), programs, SHARED) is None
    assert program_of(reading, programs) is None


def test_a_rejection_or_a_newsletter_finds_nothing() -> None:
    for category in (Category.REJECTION, Category.ANNOUNCEMENT):
        reading = Reading(category, 1.0, program="Foo Hospital")
        assert found_program(mail(1, reading), (), SHARED) is None


def test_a_further_track_of_a_hospital_is_a_program_of_its_own() -> None:
    reading = named("Great Sauk, Diagnostic Radiology", None, SAUK.full_name)
    assert program_of(reading, (SAUK,)) is None
    found = found_program(mail(1, reading), (SAUK,), SHARED)
    assert found is not None
    assert (found.name, found.track) == ("Great Sauk", "Diagnostic Radiology")


def test_a_departments_name_means_its_preliminary_year_too() -> None:
    assert program_of(named("Great Sauk", "Internal Medicine", SAUK.full_name), (SAUK,)) == SAUK
    categorical = named("Great Sauk", "Categorical Medicine", SAUK.full_name)
    assert program_of(categorical, (SAUK,)) is None


def test_a_found_program_is_described_by_its_mail_in_order_of_date() -> None:
    mails = [
        mail(1, named("Foo Hospital"), "u@foo.example"),
        mail(2, named("Foo Hospital, Preliminary Medicine"), "no-reply@thalamusgme.com"),
    ]
    found = described(mails, SHARED)
    assert found == Program("Foo Hospital", "Preliminary Medicine", domains=("foo.example",),
                            confirmed=False)  # fmt: skip
    assert redescribed(SAUK, mails, SHARED) == SAUK  # the owner's list is the owner's
