"""What a mail is: the cases that sentences alone cannot settle."""

from __future__ import annotations

from datetime import UTC, datetime

from inbox_agent.core.classify import Context
from inbox_agent.core.decide_category import decided
from inbox_agent.core.mail import Address, Mail
from inbox_agent.core.match_week import after_match_day, after_soap, match_day
from inbox_agent.core.program import Program
from inbox_agent.core.reading import Category, Reading
from inbox_agent.shell.reader import reader


def read(text: str, subject: str = "Hello", addr: str = "gme@stonegatehospital.example") -> Reading:
    mail = Mail(
        fingerprint="", subject=subject, from_=(Address("GME Office", addr),),
        date=datetime(2026, 11, 3, 15, tzinfo=UTC), text=text, new=text,
    )  # fmt: skip
    return reader().read(mail)


def chances(**given: float) -> dict[Category, float]:
    return {category: given.get(category.value, 0.0) for category in Category}


def test_an_invitation_in_the_last_sentence_is_one() -> None:
    text = (
        "Dear Dr. Silva,\n\nThe transcript arrived, and the photograph too. It has rained for a "
        "week at Stonegate Hospital and the residents have taken to wearing boots.\n\nOh, and the "
        "committee would like to invite you to interview with our residency program. Please choose "
        "one of these days: December 2, December 9 or December 16."
    )
    assert read(text).category is Category.INTERVIEW_INVITATION


def test_a_polite_no_is_a_no() -> None:
    text = (
        "Thank you for applying to the residency program of Stonegate Hospital. We regret that we "
        "are unable to offer you an interview this season. We wish you well in the Match."
    )
    assert read(text, "Your interview status").category is Category.REJECTION


def test_every_reading_says_why() -> None:
    reading = read("We have received your application to the residency of Stonegate Hospital.")
    assert reading.reasons
    assert all(reason.quote for reason in reading.reasons)


def test_a_mail_without_a_word_is_still_read() -> None:
    assert read("", "").category in Category


def test_ordinary_mail_that_speaks_of_interviews_is_unrelated() -> None:
    text = "Your visa interview is confirmed for Monday at 9:00. Please bring your passport."
    assert read(text, addr="visa@consulate.example").category is Category.UNRELATED


def test_a_no_that_names_a_waitlist_is_a_waitlist() -> None:
    text = (
        "We are not able to offer you an interview at Stonegate Hospital. We have placed you on "
        "our residency program's interview waitlist and will write if somebody cancels."
    )
    assert read(text).category is Category.WAITLIST


def test_without_any_sign_of_a_residency_doubt_decides_for_unrelated() -> None:
    likely = chances(interview_invitation=0.6, unrelated=0.4)
    assert decided(likely, ["word:interview"], (), Context())[0] is Category.UNRELATED
    assert decided(likely, ["mail:listed"], (), Context())[0] is Category.INTERVIEW_INVITATION


def test_a_listed_program_that_invites_is_believed_but_with_a_doubt() -> None:
    mail = Mail(
        "f" * 64, from_=(Address("Brenda", "b@greatsauk.example"),), subject="hello",
        text="We invite you to interview.", new="We invite you to interview.",
    )  # fmt: skip
    listed = Program("Great Sauk Medical Center", domains=("greatsauk.example",))
    reading = reader().read(mail, Context(programs=(listed,)))
    assert reading.category is Category.INTERVIEW_INVITATION


def test_match_day_is_the_third_friday_of_march() -> None:
    assert [match_day(year).day for year in (2025, 2026, 2027)] == [21, 20, 19]


def test_soap_is_over_on_the_evening_before_match_day() -> None:
    thursday, friday = datetime(2027, 3, 18, 20, tzinfo=UTC), datetime(2027, 3, 19, 17, tzinfo=UTC)
    assert [after_soap(thursday), after_soap(friday)] == [False, True]
    assert [after_match_day(friday), after_match_day(datetime(2026, 11, 1, tzinfo=UTC))] == [
        True,
        False,
    ]


def test_an_old_subject_invites_nobody_to_a_day_that_is_booked() -> None:
    words = "For your interview day on December 15, 2026 you will meet Dr. Noor Albright."
    reading = read(words, "Re: Invitation to interview", addr="upell@ironwoodvalley.example")
    assert reading.category in {Category.INTERVIEW_SCHEDULED, Category.INTERVIEW_DETAILS}
