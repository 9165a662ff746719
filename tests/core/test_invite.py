"""Calendar parts: what event they ask for, move or cancel, and what a mail makes of them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from inbox_agent.core.invite import Event, events
from inbox_agent.core.mail import Mail
from inbox_agent.core.reading import Category, InterviewTime, Person, Slot
from inbox_agent.core.schedule import Schedule, when_and_where
from inbox_agent.core.zones import zone_of_tzid

SENT = datetime(2026, 11, 2, 9, 0, tzinfo=timezone(timedelta(hours=-5)))
MADE_UP_ZONE = """\
BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0600
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:-0600
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*entries: str, method: str = "REQUEST", zone: str = "") -> str:
    """A calendar with one event for each of ``entries``: its lines, parted by newlines."""
    body = "".join(f"BEGIN:VEVENT\n{entry.strip()}\nEND:VEVENT\n" for entry in entries)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{method}\n{zone}{body}END:VCALENDAR\n"


def entry(
    start: str = ":20261208T140000Z",
    end: str = ":20261208T180000Z",
    summary: str = "Interview",
    more: str = "",
    uid: str = "1@x",
) -> str:
    return f"UID:{uid}\nDTSTART{start}\nDTEND{end}\nSUMMARY:{summary}\n{more}"


def only(text: str) -> Event:
    (event,) = events(text)
    return event


def read(
    *calendars: str,
    text: str = "",
    category: Category = Category.INTERVIEW_SCHEDULED,
    program: str | None = "America/Chicago",
) -> Schedule:
    mail = Mail("0" * 64, new=text, text=text, calendars=calendars)
    return when_and_where(mail, category, program_zone=program, owner_zone=None, sent=SENT)


def interview_of(schedule: Schedule) -> InterviewTime:
    assert schedule.interview is not None
    return schedule.interview


def start_of(schedule: Schedule) -> str:
    start = interview_of(schedule).start
    return start.isoformat() if start else ""


# One part


def test_an_event_has_everything_that_the_part_says() -> None:
    more = (
        "SEQUENCE:3\nSTATUS:CONFIRMED\nLOCATION:Zoom\nDESCRIPTION:Dr. Lind\\, then Dr. Osei\n"
        "ORGANIZER;CN=Jo Trujillo:mailto:Jo@X.example\nATTENDEE;CN=Leila:mailto:l@post.example"
    )
    assert only(calendar(entry(more=more))) == Event(
        uid="1@x",
        sequence=3,
        method="REQUEST",
        start=datetime(2026, 12, 8, 14, tzinfo=UTC),
        end=datetime(2026, 12, 8, 18, tzinfo=UTC),
        summary="Interview",
        location="Zoom",
        organizer=Person("Jo Trujillo", "jo@x.example"),
        attendees=(Person("Leila", "l@post.example"),),
        description="Dr. Lind, then Dr. Osei",
        status="CONFIRMED",
        zone="UTC",
    )


@pytest.mark.parametrize(
    ("start", "zone", "offset"),
    [
        (";TZID=America/Chicago:20261208T080000", "America/Chicago", -6),
        (';TZID="Eastern Standard Time":20261208T080000', "America/New_York", -5),
        (";TZID=Eastern Standard Time:20261020T080000", "America/New_York", -4),
        (";TZID=SA Western Standard Time:20261208T080000", "America/Puerto_Rico", -4),
        (";TZID=US Mountain Standard Time:20261020T080000", "America/Phoenix", -7),
        (';TZID="(UTC-06:00) Central Time (US & Canada)":20261208T080000', "America/Chicago", -6),
        (";TZID=/vendor.example/1_2/America/Denver:20261208T080000", "America/Denver", -7),
        (":20261208T080000Z", "UTC", 0),
    ],
)
def test_the_zone_of_an_event_is_found_behind_its_name(start: str, zone: str, offset: int) -> None:
    event = only(calendar(entry(start=start)))
    assert isinstance(event.start, datetime)
    assert (event.zone, event.start.utcoffset()) == (zone, timedelta(hours=offset))


def test_a_zone_that_only_the_part_describes_gives_its_offset() -> None:
    start = ";TZID=Customized Time Zone:20261208T080000"
    event = only(calendar(entry(start=start), zone=MADE_UP_ZONE))
    assert (event.zone, event.start) == (
        "-06:00",
        datetime(2026, 12, 8, 8, tzinfo=timezone(timedelta(hours=-6))),
    )


def test_a_floating_time_stays_without_a_zone() -> None:
    event = only(calendar(entry(start=":20261208T080000")))
    assert (event.zone, getattr(event.start, "tzinfo", "")) == (None, None)


def test_an_all_day_event_is_a_day_without_end() -> None:
    event = only(calendar(entry(start=";VALUE=DATE:20261208", end=";VALUE=DATE:20261209")))
    assert (event.start, event.end) == (date(2026, 12, 8), None)


def test_a_duration_in_the_calendar_ends_the_event() -> None:
    text = calendar("UID:1\nDTSTART:20261208T140000Z\nDURATION:PT4H\nSUMMARY:Interview")
    assert only(text).end == datetime(2026, 12, 8, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
        calendar(entry()).replace("END:VCALENDAR", ""),
        calendar(entry(start=":tomorrow")),
        calendar(entry()) + "\x00\n",
        "BEGIN:VCALENDAR\n" * 5000,
        "A" * 300_000,
    ],
    ids=["empty", "words", "no event", "cut off", "no date", "binary", "deep", "long"],
)
def test_a_broken_part_is_doubted_and_the_text_still_counts(text: str) -> None:
    schedule = read(text, text="Your interview is December 8 at 8:00 AM CT.")
    assert start_of(schedule) == "2026-12-08T08:00:00-06:00"


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("US/Eastern", "US/Eastern"),
        ("(UTC-07:00) Arizona", "America/Phoenix"),
        ("(UTC+03:00) Amman", "Asia/Amman"),
        ("Central Daylight Time", "America/Chicago"),
        ("GMT-5", "-05:00"),
        ("Customized Time Zone", None),
        ("../../etc/passwd", None),
        ("America/Nowhere", None),
        ("", None),
    ],
)
def test_zone_names_mean_a_zone_or_nothing(name: str, zone: str | None) -> None:
    assert zone_of_tzid(name) == zone


# What a mail makes of it


def test_utc_is_shown_in_the_zone_that_the_text_names() -> None:
    schedule = read(calendar(entry()), text="The interview is on December 8, 7 AM Mountain.")
    assert (start_of(schedule), schedule.doubts) == ("2026-12-08T07:00:00-07:00", ())


def test_utc_is_shown_in_the_programs_zone_else_stays_utc() -> None:
    assert start_of(read(calendar(entry()))) == "2026-12-08T08:00:00-06:00"
    assert start_of(read(calendar(entry()), program=None)) == "2026-12-08T14:00:00+00:00"


def test_a_floating_time_is_the_programs_and_assumed() -> None:
    floating = calendar(entry(start=":20261208T080000", end=":20261208T120000"))
    interview = interview_of(read(floating))
    assert (interview.start, interview.end, interview.time_zone_assumed) == (
        datetime.fromisoformat("2026-12-08T08:00:00-06:00"),
        datetime.fromisoformat("2026-12-08T12:00:00-06:00"),
        True,
    )


def test_a_floating_time_without_any_zone_has_no_offset_and_a_doubt() -> None:
    floating = calendar(entry(start=":20261208T080000", end=":20261208T120000"))
    schedule = read(floating, program=None)
    assert (start_of(schedule), len(schedule.doubts)) == ("2026-12-08T08:00:00", 1)


@pytest.mark.parametrize(
    "summary", ["Intern hangout (optional)", "Virtual social with residents", "Tech check"]
)
def test_an_event_beside_the_interview_is_none(summary: str) -> None:
    schedule = read(calendar(entry(summary=summary)), category=Category.INTERVIEW_DETAILS)
    assert schedule.interview is None


def test_text_and_calendar_that_differ_are_doubted_and_the_calendar_counts() -> None:
    schedule = read(calendar(entry()), text="Your interview is December 8 at 9:00 AM CT.")
    assert start_of(schedule) == "2026-12-08T08:00:00-06:00"
    assert len(schedule.doubts) == 1


def test_an_update_counts_by_its_sequence() -> None:
    old = calendar(entry(more="SEQUENCE:0"))
    new = calendar(entry(start=":20261215T140000Z", end=":20261215T180000Z", more="SEQUENCE:1"))
    interview = interview_of(read(new, old, category=Category.INTERVIEW_RESCHEDULED))
    assert (interview.start, interview.sequence, interview.uid) == (
        datetime.fromisoformat("2026-12-15T08:00:00-06:00"), 1, "1@x",
    )  # fmt: skip


def test_of_a_cancelled_and_a_new_event_the_category_takes_its_own() -> None:
    gone = calendar(entry(uid="1@x"), method="CANCEL")
    new = calendar(entry(start=":20261215T140000Z", end=":20261215T180000Z", uid="2@x"))
    moved = read(gone, new, category=Category.INTERVIEW_RESCHEDULED)
    cancelled = read(gone, new, category=Category.INTERVIEW_CANCELLED)
    assert (start_of(moved), start_of(cancelled)) == (
        "2026-12-15T08:00:00-06:00",
        "2026-12-08T08:00:00-06:00",
    )


def test_talks_that_follow_one_another_are_one_day() -> None:
    talks = calendar(
        entry(":20261208T140000Z", ":20261208T143000Z", "Dr. Lind", uid="1"),
        entry(":20261208T143000Z", ":20261208T150000Z", "Dr. Osei", uid="2"),
    )
    interview = interview_of(read(talks))
    assert (interview.start, interview.end) == (
        datetime.fromisoformat("2026-12-08T08:00:00-06:00"),
        datetime.fromisoformat("2026-12-08T09:00:00-06:00"),
    )


def test_events_on_several_days_of_an_invitation_are_options() -> None:
    choices = calendar(
        entry(":20261208T140000Z", ":20261208T180000Z", uid="1"),
        entry(":20261215T140000Z", ":20261215T180000Z", uid="2"),
    )
    interview = interview_of(read(choices, category=Category.INTERVIEW_INVITATION))
    assert interview.start is None
    assert [slot.start for slot in interview.options] == [
        datetime(2026, 12, 8, 14, tzinfo=UTC),
        datetime(2026, 12, 15, 14, tzinfo=UTC),
    ]
    assert all(isinstance(slot, Slot) for slot in interview.options)


def test_an_all_day_event_takes_its_hour_from_the_text() -> None:
    day = calendar(entry(start=";VALUE=DATE:20261208", end=";VALUE=DATE:20261209"))
    schedule = read(day, text="We start at 8:00 AM Central on December 8.")
    assert start_of(schedule) == "2026-12-08T08:00:00-06:00"
    assert start_of(read(day)) == "2026-12-08"


def test_the_first_of_recurring_events_counts() -> None:
    weekly = calendar(entry(more="RRULE:FREQ=WEEKLY;COUNT=9"))
    assert start_of(read(weekly)) == "2026-12-08T08:00:00-06:00"


def test_a_folded_line_is_read_whole() -> None:
    text = calendar(entry(more="LOCATION:https://zoom.example/j/12345678901234567890"))
    folded = re.sub(r"(LOCATION:https://zoom)", r"\1\n ", text)
    assert interview_of(read(folded)).place == "https://zoom.example/j/12345678901234567890"
