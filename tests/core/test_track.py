"""The table of an interview's states, and the fold that tells a program's mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.program import Program
from inbox_agent.core.reading import Category, InterviewTime, Moment, Person, Reading, Slot
from inbox_agent.core.track import (
    TRANSITIONS,
    Correction,
    Event,
    Story,
    Told,
    adopt,
    fold,
    with_clock,
)

CENTRAL = ZoneInfo("America/Chicago")
SAUK = Program("Great Sauk", "Preliminary Medicine", time_zone="America/Chicago", id="p1")
SENT = datetime(2026, 10, 15, 12, tzinfo=UTC)
NOV12 = datetime(2026, 11, 12, 8, tzinfo=CENTRAL)
DEC1 = datetime(2026, 12, 1, 8, tzinfo=CENTRAL)
S = InterviewState
MOVED = Category.INTERVIEW_RESCHEDULED
INVITED = Category.INTERVIEW_INVITATION
BOOKED = Category.INTERVIEW_SCHEDULED
CANCELLED = Category.INTERVIEW_CANCELLED
DETAILS = Category.INTERVIEW_DETAILS


def at(start: Moment | None = None, end: Moment | None = None, **more: object) -> InterviewTime:
    time = InterviewTime(start=start, end=end, time_zone="America/Chicago")
    return replace(time, **more)  # type: ignore[arg-type]


def says(hours: float, category: Category, time: InterviewTime | None = None) -> Told:
    """A mail, ``hours`` after the first."""
    when = SENT + timedelta(hours=hours)
    return Told(f"m{hours}", when, Reading(category, 1.0, interview=time), key=f"{hours}")


def told(*items: Told) -> tuple[Interview, ...]:
    return tuple(story.interview for story in fold(SAUK, items))


def the_only(*items: Told) -> Interview:
    (interview,) = told(*items)
    return interview


def reached(state: InterviewState) -> tuple[Told, ...]:
    """Mail that brings an interview into ``state``."""
    return {
        S.INVITED: (says(0, INVITED),),
        S.WAITLISTED: (says(0, Category.WAITLIST),),
        S.SCHEDULED: (says(0, BOOKED, at(NOV12)),),
        S.CANCELLED: (says(0, BOOKED, at(NOV12)), says(1, CANCELLED)),
        S.DECLINED: (says(0, INVITED), Told("m1", SENT, event=Event.DECLINE, key="z")),
    }[state]


@pytest.mark.parametrize("before", [s for s in S if s is not S.DONE])
@pytest.mark.parametrize("event", list(Event))
def test_every_pair_of_state_and_event_does_what_the_table_says(
    before: InterviewState, event: Event
) -> None:
    reading = Reading(INVITED, 1.0, interview=at(NOV12))
    item = Told("last", SENT + timedelta(hours=5), reading, event=event)
    interview = the_only(*reached(before), item)
    assert interview.state is TRANSITIONS.get((before, event), before)


def test_a_detail_without_a_time_is_no_booking() -> None:
    assert told(says(0, DETAILS)) == ()


def test_a_rejection_alone_makes_no_interview() -> None:
    assert told(says(0, Category.REJECTION)) == ()


def test_an_invitation_and_its_confirmation_are_one_interview() -> None:
    slots = (Slot(NOV12), Slot(DEC1))
    interview = the_only(says(0, INVITED, at(options=slots)), says(1, BOOKED, at(DEC1)))
    assert (interview.state, interview.start, interview.options) == (S.SCHEDULED, DEC1, ())
    assert interview.answered


def test_a_reminder_without_options_keeps_those_of_the_invitation() -> None:
    slots = (Slot(NOV12), Slot(DEC1))
    reminder = says(30, INVITED, at(mode="virtual"))
    interview = the_only(says(0, INVITED, at(options=slots)), reminder)
    assert (interview.options, interview.mode) == (slots, "virtual")


def test_any_order_of_the_same_mail_tells_the_same() -> None:
    items = (
        says(0, INVITED, at(options=(Slot(NOV12),))),
        says(1, BOOKED, at(NOV12, uid="u", sequence=0)),
        says(2, MOVED, at(DEC1, uid="u", sequence=1)),
        says(3, CANCELLED, at(NOV12)),
        says(4, DETAILS, at(date(2026, 12, 1), interviewers=(Person("Ada"),))),
    )
    assert len({fold(SAUK, order) for order in permutations(items)}) == 1
    assert the_only(*items).start == DEC1


def test_mail_of_one_second_is_told_in_one_order_whatever_its_ids() -> None:
    one, other = says(1, BOOKED, at(NOV12)), says(1, BOOKED, at(DEC1))
    first = [replace(one, source="m1", key="a"), replace(other, source="m2", key="b")]
    second = [replace(other, source="m1", key="b"), replace(one, source="m2", key="a")]
    assert the_only(*first).start == the_only(*second).start


def test_the_cancellation_of_a_slot_that_was_moved_away_cancels_nothing() -> None:
    interview = the_only(
        says(0, BOOKED, at(NOV12)), says(1, MOVED, at(DEC1)), says(2, CANCELLED, at(NOV12))
    )
    assert (interview.state, interview.start) == (S.SCHEDULED, DEC1)


def test_a_move_within_the_day_survives_the_cancellation_of_the_old_hour() -> None:
    afternoon = NOV12.replace(hour=13)
    interview = the_only(
        says(0, BOOKED, at(NOV12)), says(1, MOVED, at(afternoon)), says(2, CANCELLED, at(NOV12))
    )
    assert (interview.state, interview.start) == (S.SCHEDULED, afternoon)


def test_a_cancellation_that_names_the_slot_a_little_otherwise_cancels_it() -> None:
    interview = the_only(
        says(0, BOOKED, at(NOV12)), says(1, CANCELLED, at(NOV12.replace(minute=15)))
    )
    assert interview.state is S.CANCELLED


def test_a_cancellation_by_its_day_alone_cancels() -> None:
    assert the_only(says(0, BOOKED, at(NOV12)), says(1, CANCELLED, at(NOV12.date()))).state is (
        S.CANCELLED
    )


def test_a_cancelled_interview_that_is_offered_anew_lives_again() -> None:
    interview = the_only(
        says(0, BOOKED, at(NOV12)), says(1, CANCELLED), says(2, INVITED, at(options=(Slot(DEC1),)))
    )
    assert (interview.state, interview.answered) == (S.INVITED, False)
    assert the_only(
        says(0, BOOKED, at(NOV12)), says(1, CANCELLED), says(2, BOOKED, at(DEC1))
    ).state is S.SCHEDULED  # fmt: skip


def test_an_update_of_the_same_event_moves_and_an_older_one_sent_late_does_not() -> None:
    new = says(1, BOOKED, at(DEC1, uid="u", sequence=2))
    old = says(2, BOOKED, at(NOV12, uid="u", sequence=1))
    assert the_only(says(0, BOOKED, at(NOV12, uid="u")), new, old).start == DEC1


def test_the_cancellation_of_an_event_that_was_replaced_cancels_nothing() -> None:
    interview = the_only(
        says(0, BOOKED, at(NOV12, uid="old")), says(1, BOOKED, at(DEC1, uid="new")),
        says(2, CANCELLED, at(uid="old", sequence=1)),
    )  # fmt: skip
    assert interview.state is S.SCHEDULED


def test_a_slot_taken_back_leaves_an_invitation_that_its_own_cancellation_keeps() -> None:
    interview = the_only(says(0, BOOKED, at(NOV12)), says(1, MOVED), says(2, CANCELLED, at(NOV12)))
    assert (interview.state, interview.start, interview.answered) == (S.INVITED, None, False)


def test_a_confirmation_that_names_only_the_day_keeps_the_hour() -> None:
    end = NOV12.replace(hour=13)
    interview = the_only(says(0, BOOKED, at(NOV12, end)), says(1, BOOKED, at(NOV12.date())))
    assert (interview.start, interview.end) == (NOV12, end)


def test_a_later_mail_with_the_hour_makes_a_day_finer() -> None:
    interview = the_only(says(0, BOOKED, at(NOV12.date())), says(1, DETAILS, at(NOV12)))
    assert interview.start == NOV12


def test_an_hour_without_a_zone_is_the_hour_of_the_zone_that_was_named() -> None:
    amman = NOV12.replace(tzinfo=ZoneInfo("Asia/Amman"))
    vague = at(amman, time_zone="Asia/Amman", time_zone_assumed=True)
    interview = the_only(says(0, BOOKED, at(NOV12)), says(1, BOOKED, vague))
    assert (interview.start, interview.time_zone_assumed) == (NOV12, False)


def test_a_named_zone_corrects_an_assumed_one() -> None:
    amman = NOV12.replace(tzinfo=ZoneInfo("Asia/Amman"))
    vague = at(amman, time_zone="Asia/Amman", time_zone_assumed=True)
    interview = the_only(says(0, BOOKED, vague), says(1, BOOKED, at(NOV12)))
    assert (interview.start, interview.time_zone_assumed) == (NOV12, False)


def test_after_one_took_place_a_further_booking_is_a_second_interview() -> None:
    first, second = told(
        says(0, BOOKED, at(NOV12)), says(24 * 40, BOOKED, at(DEC1 + timedelta(30)))
    )
    assert (first.start, second.start) == (NOV12, DEC1 + timedelta(30))


@pytest.mark.parametrize("late", [
    says(24 * 40, BOOKED, at(NOV12)), says(24 * 40, BOOKED), says(24 * 40, CANCELLED, at(NOV12)),
    says(24 * 40, DETAILS, at(NOV12)), says(24 * 40, MOVED), says(24 * 40, Category.REJECTION),
])  # fmt: skip
def test_talk_of_an_interview_that_took_place_changes_nothing(late: Told) -> None:
    booked = says(0, BOOKED, at(NOV12))
    assert told(booked, late) == told(booked)


def test_a_decline_in_the_owners_own_words_ends_an_invitation_but_no_booking() -> None:
    mine = Told("m9", SENT + timedelta(hours=9), event=Event.LET_GO)
    assert the_only(says(0, INVITED), mine).state is S.DECLINED
    assert the_only(says(0, BOOKED, at(NOV12)), mine).state is S.SCHEDULED


def corrected(hours: float, about: set[str], **values: object) -> Told:
    def apply(interview: Interview) -> Interview:
        return replace(interview, **values, owner_fields=frozenset(values))  # type: ignore[arg-type]

    correction = Correction(frozenset(about), frozenset(values), apply)
    return Told("owner", SENT + timedelta(hours=hours), correction=correction)


def test_a_correction_stands_against_older_mail_that_arrives_later() -> None:
    fix = corrected(5, {"m0"}, start=DEC1)
    interview = the_only(
        says(0, BOOKED, at(NOV12)), fix, says(1, BOOKED, at(NOV12.replace(hour=9)))
    )
    assert (interview.start, interview.owner_fields) == (DEC1, {"start"})


def test_newer_mail_with_another_time_changes_a_corrected_one() -> None:
    newer = says(9, MOVED, at(DEC1 + timedelta(days=7)))
    interview = the_only(says(0, BOOKED, at(NOV12)), corrected(5, {"m0"}, start=DEC1), newer)
    assert (interview.start, interview.owner_fields) == (DEC1 + timedelta(days=7), frozenset())


def test_newer_mail_that_only_repeats_what_was_corrected_does_not_undo_it() -> None:
    again = says(9, BOOKED, at(NOV12))
    interview = the_only(says(0, BOOKED, at(NOV12)), corrected(5, {"m0"}, start=DEC1), again)
    assert interview.start == DEC1


def test_a_corrected_start_takes_its_end_along() -> None:
    booked = says(0, BOOKED, at(NOV12, NOV12.replace(hour=13)))
    assert the_only(booked, corrected(5, {"m0"}, start=DEC1)).end == DEC1.replace(hour=13)


def test_what_the_owner_declined_stays_declined_through_reminders() -> None:
    fix = corrected(5, {"m0"}, state=S.DECLINED)
    interview = the_only(says(0, BOOKED, at(NOV12)), fix, says(9, DETAILS, at(NOV12)))
    assert interview.state is S.DECLINED


def test_a_row_keeps_its_id_when_older_mail_makes_another_interview_before_it() -> None:
    late = fold(SAUK, [says(-24 * 60, BOOKED, at(NOV12 - timedelta(days=60))),
                       says(0, BOOKED, at(NOV12))])  # fmt: skip
    assert adopt(late, {"i7": frozenset({"m0"})}) == ("", "i7")


def test_one_row_goes_on_in_one_story_only() -> None:
    one = Story(Interview("", "p1", "x", "", S.SCHEDULED), sources=frozenset({"m1", "m2"}))
    other = replace(one, sources=frozenset({"m2"}))
    assert adopt([one, other], {"i3": frozenset({"m2"})}) == ("i3", "")


def test_a_day_without_hours_ends_at_17_in_the_programs_zone() -> None:
    booked = the_only(says(0, BOOKED, at(NOV12.date(), time_zone=None)))
    shown = with_clock(booked, "America/Chicago", SENT)
    assert (shown.end, shown.end_assumed) == (datetime(2026, 11, 12, 17, tzinfo=CENTRAL), True)
    assert with_clock(booked, "America/Chicago", datetime(2026, 11, 13, tzinfo=UTC)).state is S.DONE
