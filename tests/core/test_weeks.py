"""The coming weeks: interview days on the owner's clock, and nothing where there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.reading import Moment
from inbox_agent.core.weeks import SHOWN_WEEKS, weeks

NOW = datetime(2026, 11, 18, 22, 30, tzinfo=UTC)  # Thursday the 19th in Amman
HAWAII = timezone(timedelta(hours=-10))


def booked(start: Moment, state: InterviewState = InterviewState.SCHEDULED) -> Interview:
    return Interview("i1", "p1", "Great Sauk", "Prelim", state, start=start)


def test_an_evening_far_away_is_the_next_day_here() -> None:
    (week,) = weeks([booked(datetime(2026, 11, 19, 15, tzinfo=HAWAII))], "Asia/Amman", NOW)
    (day,) = week.busy
    assert (day.on, day.programs) == (date(2026, 11, 20), ("Great Sauk",))


def test_the_weeks_begin_on_monday_and_know_today() -> None:
    first, second = weeks([booked(date(2026, 11, 23))], "Asia/Amman", NOW)
    assert first.days[0].on == date(2026, 11, 16)
    assert [day.on for day in first.days if day.today] == [date(2026, 11, 19)]
    assert [day.past for day in first.days] == [True] * 3 + [False] * 4
    assert second.busy


def test_two_on_one_day_are_both_named() -> None:
    (week,) = weeks([booked(date(2026, 11, 20)), booked(date(2026, 11, 20))], "UTC", NOW)
    assert len(week.busy[0].programs) == 2


def test_what_is_over_cancelled_or_far_away_makes_no_calendar() -> None:
    far = NOW.date() + timedelta(weeks=SHOWN_WEEKS + 1)
    cancelled = booked(date(2026, 11, 20), InterviewState.CANCELLED)
    assert weeks([booked(date(2026, 11, 17)), cancelled, booked(far)], "UTC", NOW) == ()
