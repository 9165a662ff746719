"""What protects the owner from a runaway: limits, office hours, known recipients, a kill switch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

import pytest

from inbox_agent.core.commands import Command, Verb
from inbox_agent.core.drafting import Draft, DraftState
from inbox_agent.core.limits import Limits
from inbox_agent.core.owner import Mentor
from inbox_agent.core.program import Contact
from inbox_agent.errors import Refused
from inbox_agent.pipeline import Agent, Policy, one_pass
from inbox_agent.pipeline.commands import run_command
from inbox_agent.pipeline.dispatch import PAUSED
from inbox_agent.ports import BeforeData, Envelope, Outcome
from tests.faults.agents import AFTER, NIGHT, Desk
from tests.faults.story import PROGRAMS, booking

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FRIDAY = datetime(2026, 11, 13, 22, 30, tzinfo=UTC)  # 16:30 in Chicago


def a_desk(*, limits: Limits | None = None, count: int = len(PROGRAMS)) -> Desk:
    """So many interviews are over, and all thank-yous are asked about."""
    desk = Desk(policy=Policy(hold=timedelta(), limits=limits or Limits()))
    for nth in range(count):
        desk.know(PROGRAMS[nth])
        desk.mailbox.deliver(booking(nth))
    work(desk.agent(), NIGHT + HOUR)
    work(desk.agent(), AFTER)
    return desk


def work(agent: Agent, at: datetime) -> None:
    asyncio.run(one_pass(agent, at))


def drafts(desk: Desk) -> tuple[Draft, ...]:
    with desk.store.read() as records:
        return records.drafts()


def approve_all(desk: Desk, at: datetime) -> None:
    for draft in drafts(desk):
        run_command(desk.agent(), Command(Verb.APPROVE, draft.code), at)


def sent_after(desk: Desk, *moments: datetime) -> list[int]:
    """How many had reached programs after a pass at each of the moments."""
    found = []
    for moment in moments:
        work(desk.agent(), moment)
        found.append(len(desk.to_programs()))
    return found


def test_no_more_than_so_many_leave_in_an_hour_and_in_a_day() -> None:
    desk = a_desk(limits=Limits(per_hour=2, per_day=3))
    approve_all(desk, AFTER)
    moments = [AFTER + span for span in (MINUTE, 59 * MINUTE, 62 * MINUTE, 3 * HOUR, 23 * HOUR)]
    assert sent_after(desk, *moments) == [2, 2, 3, 3, 3]
    assert sent_after(desk, AFTER + DAY + 2 * MINUTE) == [4]


def test_none_at_all_leave_where_the_owner_allows_none() -> None:
    desk = a_desk(limits=Limits(per_hour=0), count=1)
    approve_all(desk, AFTER)
    assert sent_after(desk, AFTER + MINUTE, AFTER + 30 * HOUR) == [0, 0]


def test_one_of_which_nobody_knows_whether_it_went_counts_as_sent() -> None:
    desk = a_desk(limits=Limits(per_hour=1), count=2)
    first, second = drafts(desk)
    with desk.store.write() as records:
        records.save_draft(replace(first, state=DraftState.UNKNOWN, unknown_since=AFTER))
    run_command(desk.agent(), Command(Verb.APPROVE, second.code), AFTER)
    assert sent_after(desk, AFTER + MINUTE, AFTER + 2 * HOUR) == [0, 1]


def test_office_hours_are_kept_in_the_programs_zone_when_the_owner_wants_them() -> None:
    desk = a_desk(limits=Limits(office_hours=(time(8), time(17))), count=1)
    run_command(desk.agent(), Command(Verb.APPROVE, drafts(desk)[0].code), FRIDAY)
    weekend = (FRIDAY + HOUR, FRIDAY + DAY, FRIDAY + 2 * DAY)
    monday = datetime(2026, 11, 16, 13, 59, tzinfo=UTC)  # 07:59 in Chicago
    assert sent_after(desk, *weekend, monday, monday + MINUTE) == [0, 0, 0, 0, 1]


# --- recipients ------------------------------------------------------------------------------


def readdressed(desk: Desk, *to: str) -> Draft:
    with desk.store.write() as records:
        (draft,) = records.drafts()
        records.save_draft(replace(draft, to=to))
    return replace(draft, to=to)


@pytest.mark.parametrize(
    "to",
    [PROGRAMS[1].contacts[0].email, "director@aldercreek.exarnple", "nobody@elsewhere.example"],
)
def test_a_contact_of_another_program_or_a_stranger_must_be_confirmed_by_address(to: str) -> None:
    desk = a_desk(count=1)
    desk.know(PROGRAMS[1])
    draft = readdressed(desk, to)
    with pytest.raises(Refused, match=f"{to} is no known contact"):
        run_command(desk.agent(), Command(Verb.APPROVE, draft.code), AFTER)
    assert sent_after(desk, AFTER + MINUTE) == [0]


def test_a_mentor_of_the_owner_is_a_known_recipient() -> None:
    desk = a_desk(count=1)
    mentor = "hana.saleh@ju.example"
    agent = desk.agent()
    owner = replace(agent.owner, mentors=(Mentor("Hana Saleh", mentor),))
    draft = readdressed(desk, mentor)
    said = run_command(replace(agent, owner=owner), Command(Verb.APPROVE, draft.code), AFTER)
    assert "is approved" in said


def test_a_contact_that_left_the_list_after_the_approval_gets_nothing() -> None:
    desk = a_desk(count=1)
    approve_all(desk, AFTER)
    with desk.store.write() as records:
        (program,) = records.programs()
        records.save_program(replace(program, contacts=(Contact("N", "new@aldercreek.example"),)))
    assert sent_after(desk, AFTER + MINUTE) == [0]
    assert any("is no known contact" in line for line in desk.said)


# --- the kill switch -------------------------------------------------------------------------


@dataclass
class Interrupted:
    """An outbox during whose work for a program, before DATA, something happens."""

    desk: Desk
    happens: Callable[[], None]

    async def send(self, envelope: Envelope, raw: bytes, before_data: BeforeData) -> Outcome:
        if envelope.recipients != (self.desk.agent().owner.email,):
            self.happens()
        return await self.desk.outbox.send(envelope, raw, before_data)

    async def check(self) -> str:
        return "220"


def pause(desk: Desk) -> None:
    with desk.store.write() as records:
        records.save_fact(PAUSED, "now")


def test_a_pause_stops_the_letter_whose_recipients_were_accepted_already() -> None:
    desk = a_desk()
    approve_all(desk, AFTER)
    work(replace(desk.agent(), outbox=Interrupted(desk, lambda: pause(desk))), AFTER + MINUTE)
    assert desk.to_programs() == []
    assert {draft.state for draft in drafts(desk)} == {DraftState.APPROVED}
    assert sent_after(desk, AFTER + HOUR) == [0]
    with desk.store.write() as records:
        records.remove_fact(PAUSED)
    assert sent_after(desk, AFTER + 2 * HOUR) == [len(PROGRAMS)]


def test_the_stop_file_stops_it_at_the_same_moment_and_as_long_as_it_lies_there() -> None:
    desk = a_desk()
    approve_all(desk, AFTER)
    lies_there: list[bool] = []
    agent = replace(desk.agent(), stopped=lambda: bool(lies_there))
    work(replace(agent, outbox=Interrupted(desk, lambda: lies_there.append(True))), AFTER + MINUTE)
    work(agent, AFTER + HOUR)
    assert desk.to_programs() == []
    lies_there.clear()
    work(agent, AFTER + 2 * HOUR)
    assert len(desk.to_programs()) == len(PROGRAMS)


def test_while_it_is_paused_the_owner_still_hears_of_everything() -> None:
    desk = a_desk(count=1)
    pause(desk)
    run_command(desk.agent(), Command(Verb.APPROVE, drafts(desk)[0].code), AFTER)
    before = len(desk.notices("request"))
    desk.know(PROGRAMS[1])
    desk.mailbox.deliver(booking(1), at=AFTER)
    work(desk.agent(), AFTER + MINUTE)
    assert len(desk.notices("request")) == before + 1
    assert desk.to_programs() == []
