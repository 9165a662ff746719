"""A season of 62 mails over ten programs: its final table, whole; a crash changes nothing.

The mails are our own (tests/flow/season/mails.jsonl); the table beside them was checked by hand.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from inbox_agent.core.rows import iso
from inbox_agent.testing import MemoryStore
from inbox_agent.testing.store import MemoryRecords
from tests.flow.memory_agent import OWNER, Home, letter

SEASON = Path(__file__).parent / "season"
LISTED = (SEASON / "programs.csv").read_text("utf-8")
EXPECTED = json.loads((SEASON / "table.json").read_text("utf-8"))
BEGIN = datetime.fromisoformat("2026-09-24T08:00:00+03:00")
END = datetime.fromisoformat("2026-12-01T12:00:00+02:00")


class Crash(BaseException):
    """The process dies: nothing catches it."""


class FragileStore(MemoryStore):
    """Dies instead of the ``dies_at``-th commit from now on; 0: never."""

    dies_at = 0

    @contextmanager
    def write(self) -> Iterator[MemoryRecords]:
        with super().write() as records:
            yield records
            self.dies_at -= 1
            if self.dies_at == 0:
                raise Crash


@dataclass(frozen=True)
class Arrival:
    at: datetime
    folder: str
    raw: bytes


def arrivals() -> list[Arrival]:
    lines = (SEASON / "mails.jsonl").read_text("utf-8").splitlines()
    return [_arrival(number, json.loads(line)) for number, line in enumerate(lines)]


def _arrival(number: int, row: dict[str, Any]) -> Arrival:
    reply = {"In_Reply_To": row["reply"]} if "reply" in row else {}
    raw = letter(
        row["from"], row["subject"], row["text"], row["at"],
        to=row.get("to", f"Leila Haddad <{OWNER.email}>"),
        message_id=row.get("id", f"<season-{number}@post.example>"),
        calendar=calendar(*row["ics"]) if "ics" in row else "", **reply,
    )  # fmt: skip
    return Arrival(datetime.fromisoformat(row["at"]), row.get("folder", "INBOX"), raw)


def calendar(uid: str, sequence: int, start: str, end: str) -> str:
    return "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Season//EN", "METHOD:REQUEST",
        "BEGIN:VEVENT", f"UID:{uid}", f"SEQUENCE:{sequence}", "DTSTAMP:20261001T000000Z",
        f"DTSTART:{start}", f"DTEND:{end}", "SUMMARY:Residency interview", "END:VEVENT",
        "END:VCALENDAR", "",
    ])  # fmt: skip


def lived(crashes: int = 0) -> Home:
    """The season, mail by mail, with a look every morning; the process is a new one each time.

    ``crashes``: the pass after every mail dies at a commit between the first and this one."""
    store = FragileStore(OWNER.email)
    home = Home(store=store)
    home.list_programs(LISTED)
    days = (END - BEGIN).days
    looks = [(BEGIN + timedelta(days=n), None) for n in range(days + 1)]
    mails = [(each.at + timedelta(minutes=2), each) for each in arrivals()]
    for number, (now, mail) in enumerate(sorted([*looks, *mails], key=lambda each: each[0])):
        if mail is not None:
            home.deliver(mail.raw, mail.folder)
            store.dies_at = 1 + number % crashes if crashes else 0
        try:
            home.poll(now)
        except Crash:
            home.poll(now)
        store.dies_at = 0
    home.poll(END)
    return home


def table(home: Home) -> dict[str, Any]:
    records = home.records()
    subjects = {message.id: message.subject for message in records.messages()}
    programs = [
        [p.full_name, p.confirmed, p.contact_policy, [f"{c.name} ({c.role})" for c in p.contacts]]
        for p in records.programs()
    ]
    interviews = [
        [i.program, i.track, i.state.value, iso(i.start), iso(i.end), i.end_assumed, i.answered,
         [person.name for person in i.interviewers], subjects[i.source]]
        for i in records.interviews()
    ]  # fmt: skip
    drafts = [
        [d.kind.value, d.program, list(d.to), d.version, d.state.value, d.note]
        for d in records.drafts()
    ]
    return {"programs": sorted(programs), "interviews": sorted(interviews, key=str),
            "drafts": sorted(drafts)}  # fmt: skip


@cache
def usual() -> Home:
    return lived()


def test_the_season_has_sixty_mails_over_ten_programs() -> None:
    assert len(arrivals()) >= 60
    assert len(EXPECTED["programs"]) == 10


@pytest.mark.parametrize("part", ["programs", "interviews", "drafts"])
def test_the_final_table_is_this_one(part: str) -> None:
    assert table(usual())[part] == EXPECTED[part]


@pytest.mark.parametrize("crashes", [1, 5])
def test_a_crash_at_any_commit_after_any_mail_changes_nothing(crashes: int) -> None:
    home = lived(crashes)
    assert table(home) == EXPECTED
    assert {alert.title for alert in home.alerts.heard} == {
        alert.title for alert in usual().alerts.heard
    }


def test_nothing_was_sent_that_nobody_approved() -> None:
    assert all(envelope.recipients == (OWNER.email,) for envelope, _ in usual().outbox.taken)


@pytest.mark.parametrize("seed", [1, 4, 7])
def test_the_same_mails_shuffled_end_in_the_same_programs_and_interviews(seed: int) -> None:
    order = random.Random(seed)
    shuffled = arrivals()
    order.shuffle(shuffled)
    home = Home()
    home.list_programs(LISTED)
    for mail in shuffled:
        home.deliver(mail.raw, mail.folder)
        if order.random() < 0.2:
            home.poll(END)
    home.poll(END)
    made = table(home)
    assert made["programs"] == EXPECTED["programs"]
    assert made["interviews"] == EXPECTED["interviews"]
