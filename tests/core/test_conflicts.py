"""What the owner is told about the calendar, once each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.core.conflicts import collides, conflicts
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.reading import Moment, Slot

CENTRAL = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 10, tzinfo=UTC)
DAY = datetime(2026, 12, 8, 8, tzinfo=CENTRAL)
HOURS = timedelta(hours=1)


def booked(row: str, start: Moment, end: Moment | None = None, **more: object) -> Interview:
    interview = Interview(
        row, "p1", f"Hospital {row}", "", InterviewState.SCHEDULED, start=start, end=end,
        time_zone="America/Chicago", source_date=NOW,
    )  # fmt: skip
    return replace(interview, **more)  # type: ignore[arg-type]


def said(*interviews: Interview, zone: str = "America/Chicago", now: datetime = NOW) -> list[str]:
    return [each.key.partition(":")[0] for each in conflicts(interviews, zone, now)]


def test_an_ordinary_day_is_worth_no_word() -> None:
    assert said(booked("i1", DAY, DAY + 5 * HOURS)) == []


def test_two_that_overlap_are_said_with_both_names_and_the_day() -> None:
    (found,) = conflicts(
        [booked("i1", DAY, DAY + 5 * HOURS), booked("i2", DAY + 4 * HOURS, DAY + 9 * HOURS)],
        "America/Chicago", NOW,
    )  # fmt: skip
    assert found.text == "Hospital i1 and Hospital i2 overlap on Tue 08 Dec."
    assert found.interviews == ("i1", "i2")


def test_less_than_an_hour_between_two_is_said_an_hour_only_as_one_day() -> None:
    first = booked("i1", DAY, DAY + 3 * HOURS)
    assert said(first, booked("i2", DAY + 3.5 * HOURS)) == ["gap"]
    assert said(first, booked("i2", DAY + 4 * HOURS)) == ["day"]


def test_two_days_without_hours_on_one_day_are_said() -> None:
    assert said(booked("i1", date(2026, 12, 8)), booked("i2", date(2026, 12, 8))) == ["day"]


def test_an_interview_in_the_owners_night_is_said() -> None:
    late = booked("i1", DAY.replace(hour=16), DAY.replace(hour=20))  # 01:00 in Amman
    assert said(late, zone="Asia/Amman") == ["night"]


def test_clocks_that_change_between_the_invitation_and_the_day_are_said() -> None:
    before = datetime(2026, 10, 20, tzinfo=UTC)
    told = booked("i1", DAY, DAY + HOURS, invited_at=before)
    assert said(told, zone="Asia/Amman") == ["clocks"]
    assert said(replace(told, invited_at=NOW), zone="Asia/Amman") == []


def test_a_zone_that_was_assumed_is_said() -> None:
    assert said(booked("i1", DAY, DAY + HOURS, time_zone_assumed=True)) == ["zone"]


def test_the_last_fortnight_before_an_interview_is_said() -> None:
    one = booked("i1", DAY, DAY + HOURS)
    assert said(one, now=DAY - timedelta(days=14)) == []
    assert said(one, now=DAY - timedelta(days=13)) == ["notice"]


def test_a_key_stays_as_long_as_the_time_does() -> None:
    one = booked("i1", DAY, DAY + HOURS, time_zone_assumed=True)
    key = conflicts([one], "America/Chicago", NOW)[0].key
    assert conflicts([one], "America/Chicago", NOW + timedelta(days=1))[0].key == key
    moved = replace(one, start=DAY + timedelta(days=1))
    assert conflicts([moved], "America/Chicago", NOW)[0].key != key


def test_what_is_not_booked_or_over_is_not_worth_a_word() -> None:
    night = booked("i1", DAY.replace(hour=2), time_zone_assumed=True)
    assert said(replace(night, state=InterviewState.CANCELLED)) == []
    assert said(night, now=DAY + timedelta(days=1)) == []


def test_a_slot_collides_with_a_booked_interview_up_to_an_hour_from_it() -> None:
    one = booked("i1", DAY, DAY + 5 * HOURS)
    assert collides(Slot(DAY + 5.5 * HOURS), one)
    assert not collides(Slot(DAY + 6 * HOURS), one)
    assert collides(Slot(DAY.date()), one)
    assert not collides(Slot(DAY.date() + timedelta(days=1)), one)
