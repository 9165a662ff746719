"""Dates, times, ranges and zones as people write them, read by ``when_and_where``."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from inbox_agent.core.mail import Mail
from inbox_agent.core.reading import Category, InterviewTime, Moment
from inbox_agent.core.schedule import Schedule, when_and_where

HERE = Path(__file__).parent
PHRASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (HERE / "when_phrases.toml").read_text("utf-8")
)
MAILS: list[dict[str, str]] = tomllib.loads((HERE / "when_mails.toml").read_text("utf-8"))["mail"]
MONDAY = datetime(2026, 10, 26, 9, 0, tzinfo=timezone(timedelta(hours=-4)))
AMMAN, CHICAGO = "Asia/Amman", "America/Chicago"


def read(
    text: str,
    category: Category = Category.INTERVIEW_SCHEDULED,
    *,
    program: str | None = CHICAGO,
    owner: str | None = AMMAN,
    sent: datetime | None = MONDAY,
    subject: str = "",
) -> Schedule:
    mail = Mail("0" * 64, subject=subject, text=text, new=text)
    return when_and_where(mail, category, program_zone=program, owner_zone=owner, sent=sent)


def iso(moment: Moment | None) -> str:
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat() if moment else ""


def span(start: Moment | None, end: Moment | None) -> str:
    return f"{iso(start)}/{iso(end)}" if end else iso(start)


def time_of(schedule: Schedule) -> str:
    """The interview as "start/end", or its options, or nothing."""
    interview = schedule.interview or InterviewTime()
    if interview.options:
        return " ".join(span(slot.start, slot.end) for slot in interview.options)
    return span(interview.start, interview.end)


def interview_of(schedule: Schedule) -> InterviewTime:
    assert schedule.interview is not None
    return schedule.interview


def phrases(name: str) -> Any:
    return pytest.mark.parametrize(
        ("text", "means"), [(row["text"], row["means"]) for row in PHRASES[name]]
    )


@phrases("booked")
def test_a_booked_day_is_read(text: str, means: str) -> None:
    assert time_of(read(text)) == means


@phrases("moved")
def test_a_moved_day_is_the_new_one(text: str, means: str) -> None:
    assert time_of(read(text, Category.INTERVIEW_RESCHEDULED)) == means


@phrases("offered")
def test_several_dates_are_options_and_no_start(text: str, means: list[str]) -> None:
    schedule = read(text, Category.INTERVIEW_INVITATION)
    options = [span(slot.start, slot.end) for slot in interview_of(schedule).options]
    assert (options, interview_of(schedule).start) == (means, None)


@phrases("single")
def test_one_date_on_offer_is_the_start(text: str, means: str) -> None:
    assert time_of(read(text, Category.INTERVIEW_INVITATION)) == means


@phrases("cancelled")
def test_a_cancelled_day_is_the_one_that_was_cancelled(text: str, means: str) -> None:
    assert time_of(read(text, Category.INTERVIEW_CANCELLED)) == means


@phrases("answer")
def test_a_limit_to_answer_is_read_and_others_are_not(text: str, means: str) -> None:
    assert iso(read(text, Category.INTERVIEW_INVITATION).respond_by) == means


@pytest.mark.parametrize("row", MAILS, ids=[row["subject"] for row in MAILS])
def test_a_whole_mail_names_its_times(row: dict[str, str]) -> None:
    mail = Mail(
        "0" * 64,
        subject=row["subject"],
        text=row["new"],
        new=row["new"],
        quoted=row.get("quoted", ""),
    )
    schedule = when_and_where(
        mail,
        Category(row["category"]),
        program_zone=row.get("program_zone"),
        owner_zone=None,
        sent=datetime.fromisoformat(row["sent"]),
    )
    interview = schedule.interview or InterviewTime()
    read_times = (iso(interview.start), iso(interview.end), iso(schedule.respond_by))
    assert read_times == (row.get("start", ""), row.get("end", ""), row.get("respond_by", ""))


# Zones


@pytest.mark.parametrize("row", PHRASES["zone"], ids=[row["text"][:60] for row in PHRASES["zone"]])
def test_an_hour_is_on_the_clock_that_is_meant(row: dict[str, str]) -> None:
    assert time_of(read(row["text"], program=row.get("program_zone"), owner=None)) == row["means"]


def test_a_zone_that_the_mail_names_is_not_assumed() -> None:
    interview = interview_of(read("Your interview is December 8 at 8:00 AM Eastern."))
    assert (interview.time_zone, interview.time_zone_assumed) == ("America/New_York", False)


def test_the_programs_zone_stands_in_where_the_mail_names_none() -> None:
    schedule = read("Your interview is December 8 at 8:00 AM.")
    interview = interview_of(schedule)
    assert (iso(interview.start), interview.time_zone, interview.time_zone_assumed) == (
        "2026-12-08T08:00-06:00", CHICAGO, True,
    )  # fmt: skip
    assert schedule.doubts == ()


def test_the_owners_zone_comes_last_and_is_doubted() -> None:
    schedule = read("Your interview is December 8 at 8:00 AM.", program=None)
    interview = interview_of(schedule)
    assert (iso(interview.start), interview.time_zone_assumed) == ("2026-12-08T08:00+03:00", True)
    assert schedule.doubts == ("the message names no zone; the owner's (Asia/Amman) is assumed",)


def test_without_any_zone_a_time_has_no_offset_and_a_doubt() -> None:
    schedule = read("Your interview is December 8 at 8:00 AM.", program=None, owner=None)
    interview = interview_of(schedule)
    assert (iso(interview.start), interview.time_zone) == ("2026-12-08T08:00", None)
    assert schedule.doubts == ("the message names no zone, and none is known for the program",)


def test_a_zone_that_does_not_exist_never_becomes_an_offset() -> None:
    schedule = read("Your interview is December 8 at 8:00 AM.", program="Mars/Olympus", owner=None)
    assert iso(interview_of(schedule).start) == "2026-12-08T08:00"


@pytest.mark.parametrize(
    ("words", "offset"),
    [
        ("8:00 AM EDT", "-05:00"),  # December: Eastern wall clock is meant
        ("8:00 AM CST", "-06:00"),
        ("8:00 AM Mountain Daylight Time", "-07:00"),
    ],
)
def test_a_season_that_does_not_hold_is_local_time_and_doubted(words: str, offset: str) -> None:
    schedule = read(f"Your interview is December 8 at {words}.")
    assert iso(interview_of(schedule).start) == f"2026-12-08T08:00{offset}"
    assert bool(schedule.doubts) is ("EDT" in words or "Daylight" in words)


def test_arizona_keeps_its_clock_when_others_change_theirs() -> None:
    text = "Your interview is October 29 at 8:00 AM MST."
    assert time_of(read(text, program="America/Phoenix")) == "2026-10-29T08:00-07:00"
    assert time_of(read(text, program="America/Denver")) == "2026-10-29T08:00-06:00"


def test_two_zones_that_do_not_agree_are_doubted() -> None:
    schedule = read("Your interview is December 8 at 9 AM ET / 7 AM CT.")
    assert schedule.doubts == ("the hours given in two zones are not the same moment",)


def test_an_hour_worked_out_for_the_applicant_is_not_the_interviews() -> None:
    text = "Your interview is December 8, 8:00 AM Central (5 PM in Amman)."
    assert time_of(read(text)) == "2026-12-08T08:00-06:00"


def test_indiana_time_is_the_programs_where_that_is_known() -> None:
    text = "Your interview is December 8, 8:00 AM Indiana time."
    assert time_of(read(text, program=CHICAGO)) == "2026-12-08T08:00-06:00"
    assert time_of(read(text, program=None)) == "2026-12-08T08:00-05:00"


# Days


def test_a_weekday_that_does_not_fit_its_date_is_doubted_not_believed() -> None:
    schedule = read("Your interview is Tuesday, December 10, at 8:00 AM CT.")
    assert time_of(schedule) == "2026-12-10T08:00-06:00"
    assert schedule.doubts == ("the message says Tuesday, but 10 December 2026 is a Thursday",)


def test_a_weekday_settles_the_order_of_day_and_month() -> None:
    schedule = read("Your interview is on Thursday 10/12 at 8:00 AM CT.")
    assert (time_of(schedule), schedule.doubts) == ("2026-12-10T08:00-06:00", ())


def test_digits_that_lie_behind_us_are_read_the_other_way_and_doubted() -> None:
    schedule = read("Your interview is on 10/12/2026 at 8:00 AM CT.")
    assert time_of(schedule) == "2026-12-10T08:00-06:00"
    assert len(schedule.doubts) == 1


@pytest.mark.parametrize(
    ("sent", "means"),
    [
        (datetime(2026, 10, 26, 9, tzinfo=UTC), "2027-01-08"),
        (datetime(2027, 1, 4, 9, tzinfo=UTC), "2027-01-08"),
        (datetime(2027, 9, 30, 9, tzinfo=UTC), "2028-01-08"),
    ],
)
def test_a_date_without_a_year_is_that_of_its_season(sent: datetime, means: str) -> None:
    assert time_of(read("Your interview is on January 8.", sent=sent)) == means


def test_without_a_date_of_writing_a_year_is_not_guessed() -> None:
    schedule = read("Your interview is on January 8 at 8 AM CT.", sent=None)
    assert (schedule.interview, schedule.doubts) == (
        None,
        ('"january 8" has no year that is known',),
    )


def test_without_a_date_of_writing_a_full_date_is_enough() -> None:
    text = "Your interview is on January 8, 2027 at 8 AM CT."
    assert time_of(read(text, sent=None)) == "2027-01-08T08:00-06:00"


def test_tomorrow_is_counted_where_the_program_is_when_the_mail_is_stamped_in_utc() -> None:
    night = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)  # still the evening of the 7th in Chicago
    text = "Reminder: your interview is tomorrow at 8:00 AM Central."
    assert time_of(read(text, sent=night)) == "2026-12-08T08:00-06:00"


def test_a_day_of_the_month_is_looked_up_in_the_quoted_mail() -> None:
    mail = Mail("0" * 64, new="The 20th at 9 it is!", quoted="> November 20 would be perfect.")
    schedule = when_and_where(
        mail,
        Category.INTERVIEW_SCHEDULED,
        program_zone="America/Denver",
        owner_zone=None,
        sent=datetime(2026, 10, 5, 9, tzinfo=UTC),
    )
    assert time_of(schedule) == "2026-11-20T09:00-07:00"


# What a category has, and has not


@pytest.mark.parametrize(
    "category",
    [Category.POST_INTERVIEW, Category.REJECTION, Category.ANNOUNCEMENT, Category.WAITLIST],
)
def test_mail_that_is_about_no_interview_ahead_has_none(category: Category) -> None:
    assert read("Your interview was on December 8 at 8:00 AM CT.", category).interview is None


def test_unrelated_mail_has_no_times_at_all() -> None:
    text = "Reply within 24 hours! Your interview is December 8 at 8:00 AM CT."
    assert read(text, Category.UNRELATED) == Schedule()


def test_correspondence_names_the_interview_only_outright() -> None:
    at_rsna = read("I am at RSNA on December 1.", Category.CORRESPONDENCE)
    booked = read("We look forward to your interview on December 8.", Category.CORRESPONDENCE)
    assert (at_rsna.interview, time_of(booked)) == (None, "2026-12-08")


def test_hours_of_a_limit_are_counted_by_the_stopwatch_and_days_by_the_calendar() -> None:
    friday = datetime(2026, 10, 30, 9, 0, tzinfo=timezone(timedelta(hours=-5)))  # clocks change
    hours = read("Please reply within 72 hours.", Category.INTERVIEW_INVITATION, sent=friday)
    days = read("Please reply within three days.", Category.INTERVIEW_INVITATION, sent=friday)
    assert (iso(hours.respond_by), iso(days.respond_by)) == (
        "2026-11-02T08:00-06:00", "2026-11-02T09:00-06:00",
    )  # fmt: skip


def test_business_days_name_a_day_and_no_hour() -> None:
    schedule = read("Please reply within two business days.", Category.INTERVIEW_INVITATION)
    assert schedule.respond_by == date(2026, 10, 28)


def test_the_reason_quotes_the_sentence() -> None:
    schedule = read("Hello! Your interview is December 8 at 8:00 AM CT. Bye.")
    assert [(reason.rule, reason.quote) for reason in schedule.reasons] == [
        ("interview", "Your interview is December 8 at 8:00 AM CT.")
    ]


# Hostile mail


@pytest.mark.parametrize(
    "text",
    [
        "Dec 1 8am " * 6000,
        "9 " * 30_000,
        "1/" * 30_000,
        "the 9th, " * 8000,
        "from 8 to 9 to 10 to " * 3000,
        "within 48 hours " * 4000,
        "between November 30 and " * 3000,
        "half past quarter to " * 3000,
        "(" * 60_000,
        "8:00 AM CT / 9:00 AM ET / " * 3000,
        "Monday, Tuesday, Wednesday " * 3000,
        "America/" * 8000,
        "99999999999999999999 " * 3000,
        "a@" * 30_000,
        "\u0665\u0666:\u0660\u0660 " * 5000,  # digits that are no ASCII
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_is_read_in_bounded_time(text: str) -> None:
    started = datetime.now(UTC)
    read(text, Category.INTERVIEW_INVITATION)
    assert datetime.now(UTC) - started < timedelta(seconds=2)


def test_impossible_dates_are_no_dates() -> None:
    text = "Your interview is on February 30, 13/32/2026, 0/0, 99/99, 31 April, at 25:00 or 8:75."
    assert read(text).interview is None
