"""What is suspicious or binding in a mail, in the meaning of docs/labels.md."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inbox_agent.core.reading import SEVERITY, Category, Flag, Severity
from inbox_agent.core.rules import Rule, RuleBook, Sentence
from inbox_agent.core.sentences import MAX_TEXT, sentences
from inbox_agent.shell.data import flag_advice, rules
from tests.core.a_suspect import PROGRAM, SENT, a_mail, findings, flags, hours

INVITED = Category.INTERVIEW_INVITATION
CONTRACT = "We offer you a PGY-1 position from July 1, 2027. Please sign the attached contract."
TOLD_APART = {
    "You will definitely match with us.": [Flag.POSITION_GUARANTEE],
    CONTRACT: [Flag.OFFER_OUTSIDE_MATCH],
    "If you put us first, we will place you high enough to match.": [Flag.RANK_BARGAIN],
    "Where do we stand on your rank list?": [Flag.RANK_SOLICITATION],
    "Silence after your interview will be read as a lack of interest.": [Flag.CONTACT_SOLICITATION],
    "You are ranked to match with us.": [Flag.RANK_DISCLOSURE],
    "Where else have you been interviewing?": [Flag.PROHIBITED_QUESTION],
    "The fee for a guaranteed interview is $900, payable in advance.": [Flag.PAYMENT_REQUEST],
    "Please do not send thank-you notes.": [Flag.NO_CONTACT_POLICY],
    "Thank-you notes are kind but not necessary.": [Flag.CONTACT_DISCOURAGED],
}
NOT_MEANT_SO = [
    "Programs may not ask how you will rank them.",
    "We cannot guarantee anyone a position.",
    "We hope that you will rank us highly.",
    "It would be wonderful to see you here in July.",
    "A sample contract and our policies are enclosed, as NRMP requires; sign the acknowledgment.",
    "Will you need visa sponsorship?",
    "We are pleased to offer you an interview.",
    "The rank order list deadline is March 3.",
    "Parking is guaranteed for all guests.",
    "Why our program? Be ready to talk about it.",
    "Are you bringing a guest to the dinner?",
    "My wife and I have three children and love it here.",
]


@pytest.mark.parametrize(("words", "raised"), TOLD_APART.items())
def test_each_flag_is_told_from_its_neighbours(words: str, raised: list[Flag]) -> None:
    assert flags(words) == raised


@pytest.mark.parametrize("words", NOT_MEANT_SO)
def test_words_that_are_not_meant_so_raise_nothing(words: str) -> None:
    assert flags(words) == []


def test_a_condition_may_stand_in_one_sentence_and_the_promise_in_the_next() -> None:
    words = "I could get you into the first five. All I would need is your word to rank us first."
    assert Flag.RANK_BARGAIN in flags(words)


def test_the_applicants_own_quoted_words_raise_nothing() -> None:
    mail = a_mail("Thank you, that was kind.", quoted="You are my first choice. Will you rank me?")
    assert flags(mail) == []


def test_quotes_are_the_senders_own_words_even_where_they_were_hurried() -> None:
    mail = a_mail("Between us \u2014 you\u2019re  ranked to match. pls dont tell")
    quotes = [finding.quote for finding in findings(mail)]
    assert quotes == ["Between us \u2014 you\u2019re ranked to match"]


def test_friends_and_family_carry_no_flag_whatever_words_they_use() -> None:
    words = "My dear, where do we stand on your list? You are my number one. Are you married yet?"
    assert flags(a_mail(words, "Auntie <auntie@post.example>"), Category.UNRELATED) == []


def test_an_agency_that_sells_a_seat_carries_what_it_does() -> None:
    words = "A PGY-1 seat is 100% guaranteed and you skip the Match. Deposit of $4,000 due now."
    mail = a_mail(words, "Seats Direct <info@seatsdirect.example>")
    assert flags(mail, Category.UNRELATED) == [
        Flag.POSITION_GUARANTEE, Flag.OFFER_OUTSIDE_MATCH, Flag.PAYMENT_REQUEST,
    ]  # fmt: skip


def test_a_platform_that_states_the_rules_breaks_none() -> None:
    words = "A program may say: if you rank us first, we will rank you first. Are you married?"
    mail = a_mail(words, "NRMP <info@nrmp.org>")
    assert flags(mail, Category.ANNOUNCEMENT) == []


def test_forbidding_notes_outweighs_calling_them_unnecessary() -> None:
    words = "Thank-you notes are not necessary. In fact, please do not send thank-you notes."
    assert flags(words) == [Flag.NO_CONTACT_POLICY]


# --- offers outside the Match ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (CONTRACT, {"program": replace(PROGRAM, nrmp_participating="no")}),
        (f"We take no part in the NRMP Match. {CONTRACT}", {}),
        ("We can offer you an off-cycle PGY-1 position starting January 4.", {}),
        (f"{CONTRACT}", {"soap_over": True}),
    ],
)
def test_an_offer_that_may_be_in_order_is_to_be_checked(words: str, known: dict[str, Any]) -> None:
    assert [finding.severity for finding in findings(words, **known)] == [Severity.CHECK]


def test_an_offer_that_has_no_excuse_is_a_warning() -> None:
    assert [finding.severity for finding in findings(CONTRACT)] == [Severity.WARNING]


def test_papers_of_the_matched_program_after_match_day_carry_no_flag() -> None:
    words = "Congratulations on matching with us! Please sign the attached contract for July 1."
    assert flags(words, Category.ACTION_REQUEST, match_over=True, soap_over=True) == []


def test_a_place_that_soap_left_empty_is_still_an_offer() -> None:
    words = "One preliminary place went unfilled. We would like to offer you this PGY-1 position."
    raised = findings(words, Category.CORRESPONDENCE, match_over=True, soap_over=True)
    assert [(each.flag, each.severity) for each in raised] == [
        (Flag.OFFER_OUTSIDE_MATCH, Severity.CHECK)
    ]


# --- short deadlines ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("respond_by", "short"),
    [
        (hours(47.9), True),
        (hours(48), False),
        (hours(72), False),
        (date(2027, 1, 13), True),  # the end of tomorrow is less than 48 hours away
        (date(2027, 1, 14), False),
    ],
)
def test_only_less_than_48_hours_is_short(respond_by: object, short: bool) -> None:
    raised = flags("Please accept by noon on Thursday.", INVITED, respond_by=respond_by)
    assert raised == ([Flag.SHORT_DEADLINE] if short else [])


def test_seconds_of_the_date_header_do_not_make_48_hours_short() -> None:
    mail = a_mail("Please answer within 48 hours.", date=SENT.replace(second=30))
    assert flags(mail, INVITED, respond_by=hours(48)) == []


def test_an_opening_on_the_waitlist_may_have_any_limit() -> None:
    words = "A spot has opened for you from our waitlist. Please accept within 4 hours."
    assert flags(words, INVITED, respond_by=hours(4)) == []


def test_a_link_that_expires_in_a_day_is_a_limit_even_where_no_moment_was_read() -> None:
    assert flags("Your scheduling link expires in 24 hours.", INVITED) == [Flag.SHORT_DEADLINE]


def test_a_short_limit_on_anything_but_an_invitation_is_none() -> None:
    words = "Please send the form within 24 hours."
    assert flags(words, Category.ACTION_REQUEST, respond_by=hours(24)) == []


# --- what the owner is told -----------------------------------------------------------------------


def test_every_flag_has_its_texts_and_none_says_that_a_rule_was_broken() -> None:
    told = flag_advice()
    assert {(each.flag, each.severity) for each in told} == {
        *SEVERITY.items(), (Flag.OFFER_OUTSIDE_MATCH, Severity.CHECK),
    }  # fmt: skip
    accusing = ("violat", "illegal act", "broke", "breach", "unlawful")
    assert [each.flag for each in told if any(word in each.why.lower() for word in accusing)] == []
    assert all(each.source.startswith("https://") and each.advice for each in told)


def test_mail_made_to_be_slow_is_read_in_time() -> None:
    hostile = ["if you rank us first we will " * 3000, "please do not " * 5000, "a" * MAX_TEXT]
    started = time.perf_counter()
    for words in hostile:
        flags(words)
    assert time.perf_counter() - started < 2 * len(hostile)  # seconds; promise 7 of the design


@pytest.mark.parametrize("rule", rules("flag"), ids=lambda rule: rule.id)
def test_every_rule_meets_its_examples_and_no_near_miss(rule: Rule) -> None:
    book = RuleBook([rule])

    def met(text: str) -> bool:
        return bool(book.hits([Sentence(each) for each in sentences(text)]))

    assert [text for text in rule.must if not met(text)] == []
    assert [text for text in rule.must_not if met(text)] == []
    assert rule.must
    assert rule.must_not


@pytest.mark.parametrize("category", [Category.UNRELATED, Category.ACTION_REQUEST])
def test_a_contract_of_the_present_employer_touches_no_rule_of_the_match(
    category: Category,
) -> None:
    words = "Please sign the enclosed letter to extend your contract and return it to us."
    assert findings(words, category=category, program=None) == ()
