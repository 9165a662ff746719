"""The whole life of a draft at random: what reaches the server was approved, and goes once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from inbox_agent.core.drafting import DraftState
from inbox_agent.core.send import Event, IllegalStep, new_version, step
from tests.core.a_draft import HOUR, MINUTE, NOW, RAW, TO, proposed


class Life(RuleBasedStateMachine):
    """A draft, an owner, a server and a clock that does what it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.draft = proposed()
        self.approvals: set[tuple[str, tuple[str, ...]]] = set()
        self.handed: list[int] = []  # versions that reached DATA

    def apply(self, event: Event, **details: object) -> bool:
        before = self.draft
        try:
            self.draft = step(self.draft, event, self.now, **details)  # type: ignore[arg-type]
        except IllegalStep:
            assert self.draft == before
            return False
        return True

    @rule(minutes=st.integers(-120, 600))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def owner_approves(self) -> None:
        if self.apply(Event.APPROVE, by="sent-folder", until=self.now + 3 * MINUTE):
            self.approvals.add((self.draft.sha256, self.draft.to))

    @rule(event=st.sampled_from([Event.REJECT, Event.OBJECT, Event.EXPIRE, Event.WITHDRAW]))
    def something_stops_it(self, event: Event) -> None:
        self.apply(event, why="stopped")

    @rule(hours=st.integers(1, 30))
    def owner_holds(self, hours: int) -> None:
        self.apply(Event.HOLD, until=self.now + hours * HOUR)

    @rule(event=st.sampled_from([Event.REPLACE, Event.AGAIN]), text=st.text(max_size=5))
    def a_new_version_takes_its_place(self, event: Event, text: str) -> None:
        old = self.draft
        if self.apply(event):
            raw = RAW + text.encode("utf-8", "replace") + str(old.version).encode()
            new = new_version(old, self.now, body=text)
            self.draft = replace(new, raw=raw, sha256=hashlib.sha256(raw).hexdigest())

    @rule(raw=st.sampled_from([b"", RAW, b"other"]), to=st.sampled_from([TO, (), ("e@x.example",)]))
    def a_bug_or_a_thief_changes_the_row(self, raw: bytes, to: tuple[str, ...]) -> None:
        if not self.draft.phase:  # after the commit of ``data`` the bytes are on the wire
            self.draft = replace(self.draft, raw=raw, to=to)

    @rule()
    def lint_blocks(self) -> None:
        self.apply(Event.LINT_BLOCKS)

    @precondition(lambda self: self.draft.state is DraftState.APPROVED)
    @rule()
    def dispatcher_claims(self) -> None:
        self.apply(Event.CLAIM)

    @precondition(lambda self: self.draft.state is DraftState.SENDING)
    @rule()
    def dispatcher_comes_to_data(self) -> None:
        if self.apply(Event.DATA):
            sent = (hashlib.sha256(self.draft.raw).hexdigest(), self.draft.to)
            assert sent in self.approvals
            self.handed.append(self.draft.version)

    @rule(
        event=st.sampled_from(
            [Event.ACCEPTED, Event.REFUSED_TEMPORARY, Event.REFUSED_PERMANENT, Event.NOT_HANDED,
             Event.UNCLEAR, Event.DIED, Event.FOUND, Event.NOT_FOUND, Event.OWNER_SAYS_SENT]
        )
    )  # fmt: skip
    def the_world_answers(self, event: Event) -> None:
        refused = self.draft.phase == "data" and event in (
            Event.REFUSED_TEMPORARY,
            Event.REFUSED_PERMANENT,
        )
        if self.apply(event) and refused:
            self.handed.pop()  # a written reply: the server did not take it

    @invariant()
    def no_version_is_handed_over_twice(self) -> None:
        assert len(self.handed) == len(set(self.handed))

    @invariant()
    def a_phase_belongs_to_sending_only(self) -> None:
        assert (self.draft.phase != "") == (self.draft.state is DraftState.SENDING)

    @invariant()
    def an_approval_belongs_to_states_that_had_one(self) -> None:
        if self.draft.state in (DraftState.PROPOSED, DraftState.HELD):
            assert not self.draft.approved_sha256


TestLife = Life.TestCase


@given(st.lists(st.sampled_from(list(Event)), max_size=30))
def test_no_order_of_events_reaches_data_without_an_approval(events: list[Event]) -> None:
    draft, was_approved = proposed(), False
    for event in events:
        try:
            draft = step(draft, event, NOW)
        except IllegalStep:
            continue
        was_approved = was_approved or event is Event.APPROVE
        if event is Event.DATA:
            assert was_approved
