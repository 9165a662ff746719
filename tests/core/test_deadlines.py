"""When thank-yous are due: real elapsed hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.core.deadlines import (
    ThankYouTimes,
    interview_end,
    requests_due,
    thank_you_times,
)
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.reading import Moment

CHICAGO = ZoneInfo("America/Chicago")


def interview(
    start: Moment | None, end: Moment | None = None, zone: str | None = None
) -> Interview:
    return Interview(
        "i1", "p1", "Great Sauk", "", InterviewState.SCHEDULED, start=start, end=end, time_zone=zone
    )


def test_an_end_that_was_named_counts_as_it_is() -> None:
    end = datetime(2026, 11, 12, 12, 30, tzinfo=CHICAGO)
    found = interview_end(interview(datetime(2026, 11, 12, 8, tzinfo=CHICAGO), end))
    assert found == (end, False)


def test_an_end_that_nobody_named_is_five_hours_after_the_start() -> None:
    start = datetime(2026, 11, 12, 8, tzinfo=CHICAGO)
    assert interview_end(interview(start)) == (datetime(2026, 11, 12, 13, tzinfo=CHICAGO), True)


def test_a_day_without_hours_ends_at_five_in_the_zone_of_the_program() -> None:
    found = interview_end(interview(date(2026, 11, 12)), zone="America/Chicago")
    assert found == (datetime(2026, 11, 12, 17, tzinfo=CHICAGO), True)


def test_an_hour_without_zone_is_read_in_the_zone_of_the_interview() -> None:
    start = datetime(2026, 11, 12, 8)  # noqa: DTZ001 (a mail that names no zone)
    found = interview_end(interview(start, zone="Pacific/Honolulu"), zone="America/Chicago")
    assert found == (datetime(2026, 11, 12, 23, tzinfo=UTC), True)


def test_nothing_is_assumed_where_day_or_zone_is_unknown() -> None:
    naive = datetime(2026, 11, 12, 8)  # noqa: DTZ001 (a mail that names no zone)
    assert interview_end(interview(None)) == (None, True)
    assert interview_end(interview(naive)) == (None, True)
    assert interview_end(interview(date(2026, 11, 12)), zone="Mars/Olympus") == (None, True)
    assert thank_you_times(interview(None)) is None


def test_an_end_before_the_start_is_not_believed() -> None:
    start = datetime(2026, 11, 12, 8, tzinfo=CHICAGO)
    found = interview_end(interview(start, start - timedelta(hours=2)))
    assert found == (start + timedelta(hours=5), True)


def test_hours_are_counted_in_real_time_across_the_change_of_clocks() -> None:
    end = datetime(2026, 10, 31, 15, tzinfo=CHICAGO)  # clocks go back on November 1
    times = thank_you_times(interview(end - timedelta(hours=4), end))
    assert times == ThankYouTimes(
        end=end,
        end_assumed=False,
        due=datetime(2026, 11, 1, 14, tzinfo=CHICAGO),
        deadline=datetime(2026, 11, 2, 14, tzinfo=CHICAGO),
        reminders=(
            datetime(2026, 11, 1, 10, tzinfo=CHICAGO),
            datetime(2026, 11, 2, 10, tzinfo=CHICAGO),
        ),
        late_deadline=datetime(2026, 11, 7, 14, tzinfo=CHICAGO),
    )
    assert times.deadline.astimezone(UTC) - end.astimezone(UTC) == timedelta(hours=48)


def test_requests_come_at_the_end_and_at_each_reminder_until_the_deadline() -> None:
    end = datetime(2026, 11, 12, 12, tzinfo=UTC)
    times = thank_you_times(interview(end - timedelta(hours=4), end))
    assert times is not None
    asked = [requests_due(times, end + timedelta(hours=h)) for h in (-1, 0, 19, 20, 43, 44, 47, 48)]
    assert asked == [0, 1, 1, 2, 2, 3, 3, 0]
