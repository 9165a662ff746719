"""Each thing that the calendar makes hard: said in one digest, once, and in `interviews` always."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inbox_agent.core.conflicts import conflicts
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.program import Program
from inbox_agent.pipeline.morning import make_digest, send_digest
from tests.flow.memory_agent import OWNER, Home

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOON = datetime(2026, 12, 8, 9, tzinfo=NEW_YORK)  # 16:00 in Amman


def booked(row: str, start: datetime = NOON, hours: float = 3, **more: object) -> Interview:
    """An interview of a program of its own, told of today: by itself it is worth no word."""
    usual = Interview(
        row, "p" + row[1:], f"Hospital {row[1:]}", "Prelim", InterviewState.SCHEDULED, start=start,
        end=start + hours * HOUR, time_zone="America/New_York", source_date=NOW, answered=True,
    )  # fmt: skip
    return replace(usual, **more)  # type: ignore[arg-type]


KINDS = {
    "overlap": ([booked("i1"), booked("i2", NOON + 2 * HOUR)], "overlap on Tue 08 Dec"),
    "under an hour": ([booked("i1"), booked("i2", NOON + 3.5 * HOUR)], "Only 30 minutes lie"),
    "two on one day": ([booked("i1"), booked("i2", NOON + 5 * HOUR)], "are on one day"),
    "two tracks of one hospital on one day": (
        [booked("i1"), booked("i2", NOON + 5 * HOUR, program="Hospital 1", track="DR")],
        "Hospital 1 / Prelim and Hospital 1 / DR are on one day",
    ),
    "2 a.m. of the owner's night": (
        [booked("i1", NOON.replace(hour=19))], "starts at 03:00 of your night",
    ),
    "a change of the clocks": (
        [booked("i1", invited_at=datetime(2026, 10, 20, 12, tzinfo=UTC))], "The clocks change",
    ),
    "a zone that was assumed": (
        [booked("i1", time_zone_assumed=True)], "America/New_York was assumed",
    ),
    "less than 14 days": (
        [booked("i1", datetime(2026, 11, 20, 9, tzinfo=NEW_YORK))], "is 10 days away",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_said_in_one_digest_once_and_in_interviews_always(kind: str) -> None:
    interviews, words = KINDS[kind]
    home = Home()
    with home.store.write() as records:
        for interview in interviews:
            records.save_program(Program(
                interview.program, interview.track, id=interview.program_id,
                nrmp_participating="yes", time_zone="America/New_York",
            ))  # fmt: skip
            records.save_interview(interview)
    first = make_digest(home.agent(), home.records(), NOW).notes
    assert [words in note for note in first] == [True]
    assert asyncio.run(send_digest(home.agent(), NOW))
    tomorrow = NOW + timedelta(days=1)
    assert make_digest(home.agent(), home.records(), tomorrow).notes == ()
    assert [each.text for each in conflicts(interviews, OWNER.time_zone, NOW)] == list(first)


def test_whether_a_booked_program_takes_part_in_the_match_is_asked_once() -> None:
    home = Home()
    with home.store.write() as records:
        records.save_program(Program("Hospital 1", "Prelim", id="p1", time_zone="UTC"))
        records.save_interview(booked("i1"))
    (question,) = make_digest(home.agent(), home.records(), NOW).notes
    assert "fix p1 nrmp_participating=yes" in question
    asyncio.run(send_digest(home.agent(), NOW))
    assert make_digest(home.agent(), home.records(), NOW + timedelta(days=1)).notes == ()
