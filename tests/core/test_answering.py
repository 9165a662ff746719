"""The invitation's clock: how long, when it rings again, what to choose."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.core.answering import answer_until, choices, is_open, rings
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.reading import Slot

ASKED = datetime(2026, 10, 15, 12, tzinfo=UTC)
CENTRAL = ZoneInfo("America/Chicago")
INVITED = Interview("i1", "p1", "Sauk", "", InterviewState.INVITED, invited_at=ASKED)
HOURS = timedelta(hours=1)


def test_without_a_deadline_the_owner_has_the_48_hours_of_the_nrmp() -> None:
    assert answer_until(INVITED, "America/Chicago") == ASKED + 48 * HOURS


def test_a_deadline_of_the_mail_counts_be_it_shorter_or_longer() -> None:
    for hours in (3, 200):
        named = replace(INVITED, respond_by=ASKED + hours * HOURS)
        assert answer_until(named, "America/Chicago") == ASKED + hours * HOURS


def test_a_day_without_an_hour_ends_with_the_programs_office() -> None:
    named = replace(INVITED, respond_by=date(2026, 10, 19))
    until = datetime(2026, 10, 19, 17, tzinfo=CENTRAL)
    assert answer_until(named, "America/Chicago") == until


def test_the_alarm_rings_early_and_late_and_no_more() -> None:
    spans = [moment - ASKED for moment in rings(INVITED, "America/Chicago")]
    assert spans == [0.5 * HOURS, 3 * HOURS, 24 * HOURS, 36 * HOURS, 44 * HOURS]


def test_a_waitlist_opening_of_two_hours_rings_within_them() -> None:
    opening = replace(INVITED, respond_by=ASKED + 2 * HOURS)
    spans = [moment - ASKED for moment in rings(opening, "America/Chicago")]
    assert spans == [0.5 * HOURS, 1 * HOURS, 1.5 * HOURS]


def test_it_is_open_until_it_is_answered_or_over() -> None:
    assert is_open(INVITED, "America/Chicago", ASKED + HOURS)
    assert not is_open(replace(INVITED, answered=True), "America/Chicago", ASKED + HOURS)
    assert not is_open(INVITED, "America/Chicago", ASKED + 48 * HOURS)
    booked = replace(INVITED, state=InterviewState.SCHEDULED)
    assert not is_open(booked, "America/Chicago", ASKED + HOURS)


def test_the_first_options_that_collide_with_nothing_are_chosen_in_the_mails_order() -> None:
    day = datetime(2026, 11, 12, 8, tzinfo=CENTRAL)
    slots = tuple(Slot(day + timedelta(days=n)) for n in (-40, 0, 5, 1))
    taken = replace(INVITED, state=InterviewState.SCHEDULED, start=day, end=day + 5 * HOURS)
    offered = replace(INVITED, options=slots)
    assert choices(offered, [taken], ASKED) == (slots[2], slots[3])


def test_a_single_date_is_the_only_choice() -> None:
    day = datetime(2026, 11, 12, 8, tzinfo=CENTRAL)
    assert choices(replace(INVITED, start=day), [], ASKED) == (Slot(day),)
