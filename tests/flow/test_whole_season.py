"""A whole season with the clock moved day by day: each letter is offered once, in its time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from inbox_agent.core.commands import Command, Verb
from inbox_agent.core.drafting import Draft, DraftState, Kind
from inbox_agent.core.owner import Mentor, Update
from inbox_agent.core.reading import Person
from inbox_agent.core.season import season_from_table
from inbox_agent.errors import NotFound, Refused
from inbox_agent.pipeline import Policy
from inbox_agent.pipeline.commands import run_command
from inbox_agent.pipeline.listing import mark_program
from inbox_agent.pipeline.morning import make_digest, render_digest, send_digest
from inbox_agent.pipeline.occasion import new_draft
from inbox_agent.pipeline.season_now import season_now
from inbox_agent.shell.data import data_folder, load_toml
from tests.flow.memory_agent import OWNER, Home, letter
from tests.flow.test_season import calendar as invitation

NAMES = {
    "Alder": "Alder Valley Hospital", "Birch": "Birch County Hospital",
    "Cedar": "Cedar Medical Center", "Doak": "Doak General", "Elm": "Elm Clinic",
    "Fir": "Fir Hospital",
}  # fmt: skip
PROGRAMS = "name,track,time_zone,domains,nrmp_participating,contacts\n" + "".join(
    f"{name},Preliminary Medicine,America/Chicago,{short.lower()}.example,yes,"
    f"Ann {short} <ann@{short.lower()}.example> (program director)\n"
    for short, name in NAMES.items()
)
WISHES = {"Alder": "first", "Birch": "top", "Cedar": "top", "Doak": "interest",
          "Elm": "interest"}  # fmt: skip
DAYS = {"Alder": date(2026, 11, 12), "Birch": date(2026, 11, 19), "Cedar": date(2026, 12, 2),
        "Doak": date(2026, 12, 10)}  # fmt: skip
STEP_3 = Update(date(2026, 10, 20), "I passed USMLE Step 3 (231)")
OFFERED = [
    ("2026-10-21", "interest_update", "Elm"),  # news before an interview, where none is booked
    ("2026-12-01", "mentor_request", "Alder"),
    ("2026-12-04", "interest_update", "Alder"),  # 21 days after its thank-you
    ("2026-12-11", "interest_update", "Birch"),
    ("2027-01-01", "interest_update", "Doak"),
    ("2027-01-04", "letter_of_intent", "Alder"),
    ("2027-02-02", "final_note", "Birch"),
]


@pytest.fixture
def home() -> Home:
    """Six programs, four interviews; one refuses all mail afterwards."""
    owner = replace(
        OWNER, updates=(STEP_3,), career="neurology",
        mentors=(Mentor("Dr. Nabil Qasem", "qasem@home.example", ("Alder Valley Hospital",)),),
    )  # fmt: skip
    made = Home(owner=owner, hold=Policy(hold=timedelta(0)))
    made.list_programs(PROGRAMS)
    for name, wish in WISHES.items():
        mark_program(made.agent(), full(made, name), wish, datetime(2026, 9, 2, tzinfo=UTC))
    for name, day in DAYS.items():
        made.deliver(confirmation(name, day))
    return made


def confirmation(name: str, day: date) -> bytes:
    """A program's mail that books one morning; Cedar's says that it wants no letters."""
    boundary = (
        " Please do not send thank-you notes, letters of intent or any other communication after "
        "the interview; we do not read them." if name == "Cedar" else ""
    )  # fmt: skip
    lower = name.lower()
    return letter(
        f"Coordinator <office@{lower}.example>", f"Interview confirmed: {name}",
        f"Dear Dr. Haddad, your interview on {day:%B} {day.day}, 2026 from 9:00 AM to 1:00 PM "
        f"Central Time is confirmed.{boundary}\n", "2026-10-05T10:00:00-05:00",
        calendar=invitation(
            f"{lower}-1@{lower}.example", 0, f"{day:%Y%m%d}T150000Z", f"{day:%Y%m%d}T190000Z"
        ),
    )  # fmt: skip


def full(home: Home, name: str) -> str:
    return next(p.full_name for p in home.records().programs() if p.name.startswith(name))


def days(first: str, last: str) -> Iterator[datetime]:
    now = datetime.fromisoformat(first)
    while now <= datetime.fromisoformat(last):
        yield now
        now += timedelta(days=1)


def waiting(home: Home) -> list[Draft]:
    states = (DraftState.PROPOSED, DraftState.HELD)
    return [d for d in home.records().drafts(states=states) if d.kind is not Kind.THANK_YOU]


def approve_all(home: Home, now: datetime) -> None:
    for draft in home.records().drafts(states=(DraftState.PROPOSED,)):
        run_command(home.agent(), Command(Verb.APPROVE, draft.code), now)


def test_each_letter_is_offered_once_and_in_time_and_none_to_those_who_refuse(home: Home) -> None:
    offered: list[tuple[str, str, str]] = []
    for now in days("2026-10-06T12:00:00+00:00", "2027-03-20T12:00:00+00:00"):
        told = now >= datetime(2026, 10, 20, tzinfo=UTC)
        home.owner = replace(home.owner, updates=(STEP_3,) if told else ())
        home.poll(now)
        day = (now - timedelta(hours=12)).date().isoformat()
        offered += [(day, d.kind.value, d.program.split()[0]) for d in waiting(home)]
        if home.records().drafts(states=(DraftState.PROPOSED,)):
            approve_all(home, now)
            home.poll(now)
    early = [row for row in offered if row[0] < "2026-11-01"]
    assert sorted(row[2] for row in early) == ["Alder", "Birch", "Doak", "Elm"]
    assert {row[:2] for row in early} == {("2026-10-20", "interest_update")}
    assert offered[4:] == OFFERED[1:]
    sent = [e for e in home.records().ledger(home.season.name) if e.claim == "first_choice"]
    assert [entry.program.split()[0] for entry in sent] == ["Alder"]


def test_one_who_never_answers_is_offered_each_letter_once_and_it_expires(home: Home) -> None:
    seen: dict[str, set[str]] = {}
    for now in days("2026-11-10T12:00:00+00:00", "2027-03-05T12:00:00+00:00"):
        home.poll(now)
        for draft in waiting(home):
            seen.setdefault(draft.occasion, set()).add(draft.code)
    assert all(len(codes) == 1 for codes in seen.values())
    assert waiting(home) == []
    left = {d.state for d in home.records().drafts() if d.occasion in seen}
    assert left == {DraftState.EXPIRED, DraftState.WITHDRAWN}  # news, once an interview was held


def test_when_another_program_becomes_first_the_letter_waits_for_that_one(home: Home) -> None:
    home.poll(datetime(2026, 11, 1, tzinfo=UTC))
    now = datetime(2027, 1, 5, 12, tzinfo=UTC)
    home.poll(now)
    letters = [d.program for d in waiting(home) if d.kind is Kind.LETTER_OF_INTENT]
    assert letters == ["Alder Valley Hospital"]
    mark_program(home.agent(), full(home, "Birch"), "first", now)
    home.poll(now + timedelta(hours=1))
    home.poll(now + timedelta(days=10))
    letters = [d.program for d in waiting(home) if d.kind is Kind.LETTER_OF_INTENT]
    assert letters == ["Birch County Hospital"]


def test_a_second_letter_of_intent_cannot_be_approved(home: Home) -> None:
    home.poll(datetime(2026, 11, 1, tzinfo=UTC))
    now = datetime(2027, 1, 5, 12, tzinfo=UTC)
    home.poll(now)
    approve_all(home, now)
    home.poll(now + timedelta(minutes=1))
    second = new_draft(home.agent(), "letter_of_intent", full(home, "Doak"), now)
    assert "second_letter_of_intent" in {finding.code for finding in second.findings}
    with pytest.raises(Refused):
        run_command(home.agent(), Command(Verb.APPROVE, second.code), now)
    with pytest.raises(Refused, match="first choice"):
        mark_program(home.agent(), full(home, "Doak"), "first", now)


def test_the_owners_dates_move_the_occasions(home: Home) -> None:
    table = load_toml(data_folder("config") / "season-2027.toml")
    home.season = season_from_table(
        table, {"letter_of_intent_from": datetime(2027, 2, 1, tzinfo=UTC)}
    )
    home.poll(datetime(2026, 11, 1, tzinfo=UTC))
    home.poll(datetime(2027, 1, 20, tzinfo=UTC))
    assert Kind.LETTER_OF_INTENT not in {d.kind for d in waiting(home)}
    home.poll(datetime(2027, 2, 2, tzinfo=UTC))
    assert Kind.LETTER_OF_INTENT in {d.kind for d in waiting(home)}


def test_the_digest_says_what_is_fitting_now_and_what_is_still_to_do(home: Home) -> None:
    home.poll(datetime(2026, 11, 1, tzinfo=UTC))
    now = datetime(2027, 1, 5, 12, tzinfo=UTC)
    home.poll(now)
    agent = home.agent()
    text = render_digest(agent, make_digest(agent, home.records(), now), now, "txt")
    part = text[text.index("IN THIS PART OF THE SEASON") :]
    assert "The letter of intent: One letter to one program" in part
    assert "Waits for your word: Alder Valley Hospital (" in part
    assert "None for Cedar Medical Center: it asks for no such mail." in part
    assert "[ ] Ask for no position outside the Match, and accept none.  no_early_offers" in part
    assert "Next: " in part


def test_an_out_of_date_season_file_is_said(home: Home) -> None:
    now = datetime(2027, 9, 20, 12, tzinfo=UTC)
    agent = home.agent()
    text = render_digest(agent, make_digest(agent, home.records(), now), now, "txt")
    assert "season 2026-27, which is over" in text
    assert "season-YEAR.toml" in text


def test_an_item_is_ticked_by_the_owners_reply_to_the_digest(home: Home) -> None:
    now = datetime(2027, 1, 5, 12, tzinfo=UTC)
    home.poll(now)
    asyncio.run(send_digest(home.agent(), now))
    digest = next(n for n in home.records().notices() if n.kind == "digest")
    home.deliver(letter(
        f"Leila Haddad <{OWNER.email}>", f"Re: {digest.subject}", "done no_early_offers consistent",
        "2027-01-05T15:00:00+03:00", In_Reply_To=digest.message_id,
    ), "Sent")  # fmt: skip
    home.poll(now + timedelta(minutes=10))
    agent = home.agent()
    part = season_now(agent, home.records(), now)
    assert {"no_early_offers", "consistent"}.isdisjoint(each.item.id for each in part.todo)
    reports = [n.text for n in home.records().notices() if n.kind == "report"]
    assert "Done: Ask for no position outside the Match, and accept none." in reports[-1]


def test_an_item_that_no_checklist_has_is_said_to_be_none(home: Home) -> None:
    with pytest.raises(NotFound, match="no item 'dishes'"):
        run_command(home.agent(), Command(Verb.DONE, row_id="dishes"), datetime.now(UTC))


def after_alder(home: Home) -> datetime:
    """The interview at Alder is over and its thank-you went."""
    home.poll(datetime(2026, 11, 1, tzinfo=UTC))
    now = datetime(2026, 11, 13, 12, tzinfo=UTC)
    home.poll(now)
    approve_all(home, now)
    home.poll(now + timedelta(minutes=1))
    return now + timedelta(hours=1)


def test_an_answer_to_an_invitation_after_the_day_carries_a_word(home: Home) -> None:
    now = after_alder(home)
    reply = new_draft(home.agent(), "reply", full(home, "Alder"), now)
    assert "Your interview there took place on 12 November" in " ".join(reply.lines)
    decline = new_draft(home.agent(), "decline", full(home, "Alder"), now)
    assert "this withdraws your application" in " ".join(decline.lines)
    assert "withdrawing my application" in decline.body


def test_a_second_thank_you_to_the_same_person_carries_a_word(home: Home) -> None:
    now = after_alder(home)
    second = new_draft(home.agent(), "thank_you", full(home, "Alder"), now)
    assert "A thank-you to ann@alder.example went on 13 November already." in second.lines


def test_a_letter_out_of_season_says_so(home: Home) -> None:
    letter_ = new_draft(home.agent(), "letter_of_intent", full(home, "Alder"), after_alder(home))
    assert "It is out of season: such letters go from 4 January" in " ".join(letter_.lines)


def test_a_note_on_one_letter_stands_in_no_other_letter_of_that_day(home: Home) -> None:
    home.poll(datetime(2026, 11, 1, tzinfo=UTC))
    with home.store.write() as records:
        found = next(i for i in records.interviews() if i.program.startswith("Alder"))
        records.save_interview(replace(
            found, interviewers=(Person("Dr. Bo Reed", "reed@alder.example"),)
        ))  # fmt: skip
    now = datetime(2026, 11, 13, 12, tzinfo=UTC)
    home.poll(now)
    for address, words in (("reed@alder.example", "the ECG quiz"), ("ann@alder.example", "tea")):
        drafts = home.records().drafts(states=(DraftState.PROPOSED,))
        code = next(d.code for d in drafts if d.to == (address,))
        run_command(home.agent(), Command(Verb.NOTE, code, text=words), now)
    bodies = {d.to[0]: d.body for d in home.records().drafts() if d.kind is Kind.THANK_YOU}
    assert "the ECG quiz" in bodies["reed@alder.example"]
    assert "the ECG quiz" not in bodies["ann@alder.example"]
    assert "tea" in bodies["ann@alder.example"]
