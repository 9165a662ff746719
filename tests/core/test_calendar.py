"""The calendar file, read by a second parser that knows RFC 5545 only and forgives nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inbox_agent.core.calendar import calendar, shown
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.reading import Person

CENTRAL = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
BOOKED = Interview(
    "i7", "p1", "St. Brânnoc; Medical, Center", "Preliminary Medicine", InterviewState.SCHEDULED,
    start=datetime(2026, 11, 12, 8, tzinfo=CENTRAL),
    end=datetime(2026, 11, 12, 13, 15, tzinfo=CENTRAL),
    time_zone="America/Chicago", place="https://zoom.example/j/1,2;3\nsecond line " + "é" * 60,
    interviewers=(Person("Ada Wrenfield, MD"),),
)  # fmt: skip
_LINE = re.compile(r'([A-Z][A-Z0-9-]*)((?:;[A-Z-]+=(?:"[^"]*"|[^:;,"]*))*):(.*)', re.DOTALL)


def unfolded(raw: bytes) -> list[str]:
    """Content lines (RFC 5545, 3.1): CRLF, at most 75 octets, no cut inside a character."""
    assert raw.endswith(b"\r\n")
    physical = raw[:-2].split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in physical)
    assert max(len(line) for line in physical) <= 75
    lines: list[bytes] = []
    for line in physical:
        line.decode("utf-8")
        if line[:1] in {b" ", b"\t"}:
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return [line.decode("utf-8") for line in lines]


def components(raw: bytes) -> list[tuple[str, dict[str, str]]]:
    """Every component with its properties, innermost closed first."""
    open_: list[tuple[str, dict[str, str]]] = []
    closed: list[tuple[str, dict[str, str]]] = []
    for line in unfolded(raw):
        match = _LINE.fullmatch(line)
        assert match, line
        name, parameters, value = match.groups()
        if name == "BEGIN":
            open_.append((value, {}))
        elif name == "END":
            assert open_[-1][0] == value
            closed.append(open_.pop())
        else:
            assert name not in open_[-1][1], f"{name} twice"
            open_[-1][1][name + parameters] = value
    assert open_ == []
    return closed


def the_event(interview: Interview, sequence: int = 0) -> dict[str, str]:
    raw = calendar([interview], {interview.id: sequence}, "Asia/Amman", NOW)
    return next(properties for name, properties in components(raw) if name == "VEVENT")


def test_an_event_has_its_times_in_utc_and_both_zones_in_its_words() -> None:
    event = the_event(BOOKED, 3)
    assert {key: event[key] for key in ("UID", "SEQUENCE", "DTSTART", "DTEND", "STATUS")} == {
        "UID": "interview-i7@inbox-agent", "SEQUENCE": "3", "DTSTART": "20261112T140000Z",
        "DTEND": "20261112T191500Z", "STATUS": "CONFIRMED",
    }  # fmt: skip
    assert event["SUMMARY"] == "Interview: St. Brânnoc\\; Medical\\, Center (Preliminary Medicine)"
    assert "There: Thu 12 Nov 2026 08:00 America/Chicago" in event["DESCRIPTION"]
    assert "Here: Thu 12 Nov 2026 17:00 Asia/Amman" in event["DESCRIPTION"]
    assert "Ada Wrenfield\\, MD" in event["DESCRIPTION"]


def test_it_rings_a_day_and_an_hour_before() -> None:
    made = components(calendar([BOOKED], {}, "Asia/Amman", NOW))
    alarms = [properties for name, properties in made if name == "VALARM"]
    assert [alarm["TRIGGER"] for alarm in alarms] == ["-P1D", "-PT1H"]
    assert all(alarm["ACTION"] == "DISPLAY" and alarm["DESCRIPTION"] for alarm in alarms)


def test_a_cancelled_or_declined_one_keeps_its_uid_and_rings_no_more() -> None:
    for state in (InterviewState.CANCELLED, InterviewState.DECLINED):
        raw = calendar([replace(BOOKED, state=state)], {"i7": 1}, "Asia/Amman", NOW)
        assert [name for name, _ in components(raw)] == ["VEVENT", "VCALENDAR"]
        event = the_event(replace(BOOKED, state=state), 1)
        assert (event["UID"], event["STATUS"]) == ("interview-i7@inbox-agent", "CANCELLED")


def test_a_day_without_hours_is_a_day() -> None:
    event = the_event(replace(BOOKED, start=date(2026, 11, 12), end=NOW, end_assumed=True))
    assert event["DTSTART;VALUE=DATE"] == "20261112"
    assert "DTEND" not in event


def test_what_is_only_an_invitation_is_no_event() -> None:
    raw = calendar([replace(BOOKED, state=InterviewState.INVITED)], {}, "Asia/Amman", NOW)
    ((name, properties),) = components(raw)
    assert (name, properties["VERSION"]) == ("VCALENDAR", "2.0")
    assert properties["PRODID"]


@pytest.mark.parametrize("change", [
    {"start": datetime(2026, 11, 12, 9, tzinfo=CENTRAL)}, {"state": InterviewState.CANCELLED},
    {"place": "room 5"}, {"interviewers": ()},
    {"end": datetime(2026, 11, 12, 14, tzinfo=CENTRAL)},
])  # fmt: skip
def test_what_the_calendar_shows_changes_with(change: dict[str, object]) -> None:
    assert shown(replace(BOOKED, **change)) != shown(BOOKED)  # type: ignore[arg-type]


def test_nothing_shown_changes_when_it_is_over_or_told_by_another_mail() -> None:
    done = replace(BOOKED, state=InterviewState.DONE, source="m9", sequence=4)
    assert shown(done) == shown(BOOKED)
    assumed = replace(BOOKED, end=None)
    later = replace(BOOKED, end=NOW + timedelta(days=1), end_assumed=True)
    assert shown(assumed) == shown(later)
