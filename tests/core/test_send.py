"""The states of a draft: only the table moves them, and nothing leaves that was not approved."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from inbox_agent.core.commands import WITHOUT_CODE, Verb
from inbox_agent.core.drafting import Draft, DraftState, Finding, Verdict
from inbox_agent.core.send import (
    ENDED,
    EVENT_OF,
    LOOK_AFTER,
    OPEN,
    TRANSITIONS,
    Event,
    IllegalStep,
    new_version,
    next_lookup,
    permits,
    retry_time,
    step,
    unbound,
)
from tests.core.a_draft import (
    HOUR,
    MINUTE,
    NOW,
    RAW,
    SHA256,
    TO,
    approved,
    at_data,
    claimed,
    proposed,
)

# --- the table ----------------------------------------------------------------------------


def test_an_approval_binds_bytes_and_recipients_and_says_when_it_leaves() -> None:
    draft = approved()
    assert draft == proposed(
        state=DraftState.APPROVED,
        approved_at=NOW,
        approved_sha256=SHA256,
        approved_to=TO,
        approved_by="sent-folder",
        held_until=NOW + 3 * MINUTE,
    )
    assert unbound(draft) == ""


@pytest.mark.parametrize("state", list(DraftState))
def test_every_step_that_the_table_lacks_is_an_error(state: DraftState) -> None:
    for phase, event in product(["", "claimed", "data"], Event):
        draft = replace(approved(held_until=None), state=state, phase=phase)
        if (state, phase, event) in TRANSITIONS:
            assert step(draft, event, NOW).state in DraftState
        else:
            with pytest.raises(IllegalStep):
                step(draft, event, NOW)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_an_ended_draft_never_moves_again(state: DraftState) -> None:
    assert not [key for key in TRANSITIONS if key[0] is state]
    assert state not in OPEN


def test_sent_is_reached_only_by_a_reply_a_found_copy_or_the_owners_word() -> None:
    ways = {
        (state, event) for (state, _, event), to in TRANSITIONS.items() if to is DraftState.SENT
    }
    assert ways == {
        (DraftState.SENDING, Event.ACCEPTED),
        (DraftState.SENDING, Event.FOUND),
        (DraftState.PROPOSED, Event.FOUND),  # a restored store
        (DraftState.HELD, Event.FOUND),
        (DraftState.APPROVED, Event.FOUND),
        (DraftState.UNKNOWN, Event.FOUND),
        (DraftState.UNKNOWN, Event.OWNER_SAYS_SENT),
    }


def test_an_unknown_one_is_never_sent_again_as_it_is() -> None:
    after = {to for (state, _, _), to in TRANSITIONS.items() if state is DraftState.UNKNOWN}
    assert after == {DraftState.SENT, DraftState.UNKNOWN, DraftState.WITHDRAWN}


def test_sending_is_entered_only_by_a_claim_of_an_approved_one() -> None:
    ways = {
        (state, event)
        for (state, _, event), to in TRANSITIONS.items()
        if to is DraftState.SENDING and state is not DraftState.SENDING
    }
    assert ways == {(DraftState.APPROVED, Event.CLAIM)}


def test_approved_is_entered_only_by_an_approval_or_from_a_dispatch_that_took_nothing() -> None:
    ways = {
        (state, phase, event)
        for (state, phase, event), to in TRANSITIONS.items()
        if to is DraftState.APPROVED and state is not DraftState.APPROVED
    }
    assert ways == {
        (DraftState.PROPOSED, "", Event.APPROVE),
        (DraftState.HELD, "", Event.APPROVE),
        (DraftState.SENDING, "claimed", Event.REFUSED_TEMPORARY),
        (DraftState.SENDING, "claimed", Event.NOT_HANDED),
        (DraftState.SENDING, "claimed", Event.DIED),
        (DraftState.SENDING, "data", Event.REFUSED_TEMPORARY),
    }


def test_every_command_of_the_owner_but_a_correction_is_an_event() -> None:
    assert set(EVENT_OF) == set(Verb) - WITHOUT_CODE


# --- approvals ----------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [b"", RAW + b"PS: send money\r\n"])
def test_bytes_that_are_not_the_frozen_ones_cannot_be_approved(raw: bytes) -> None:
    with pytest.raises(IllegalStep):
        step(proposed(raw=raw), Event.APPROVE, NOW)


@pytest.mark.parametrize(
    "changed",
    [{"raw": RAW + b"x"}, {"to": ("evil@x.example",)}, {"approved_sha256": ""}, {"to": ()},
     {"approved_at": None}],
)  # fmt: skip
def test_what_changed_after_the_approval_cannot_be_claimed(changed: dict[str, object]) -> None:
    with pytest.raises(IllegalStep):
        step(approved(**changed), Event.CLAIM, NOW + HOUR)


@pytest.mark.parametrize("changed", [{"raw": RAW + b"x"}, {"objection": "a reject"}])
def test_what_changed_after_the_claim_never_reaches_data(changed: dict[str, object]) -> None:
    with pytest.raises(IllegalStep):
        step(claimed(**changed), Event.DATA, NOW + HOUR)


def test_a_claim_before_the_hold_is_over_is_an_error() -> None:
    with pytest.raises(IllegalStep):
        step(approved(), Event.CLAIM, NOW + 2 * MINUTE)


def test_a_second_approval_changes_nothing() -> None:
    draft = approved()
    assert step(draft, Event.APPROVE, NOW + HOUR, by="dkim", until=NOW + 2 * HOUR) == draft


def test_an_objection_keeps_it_until_a_proved_approval_settles_it() -> None:
    stopped = step(approved(), Event.OBJECT, NOW, why="an unproved reject")
    assert stopped.objection == "an unproved reject"
    with pytest.raises(IllegalStep):
        step(stopped, Event.CLAIM, NOW + HOUR)
    held = step(stopped, Event.HOLD, NOW, until=NOW + HOUR)
    assert held.objection == "an unproved reject"
    settled = step(held, Event.APPROVE, NOW + HOUR, by="dkim", until=NOW + 2 * HOUR)
    assert settled.objection == ""
    assert settled.held_until == NOW + 2 * HOUR
    assert step(settled, Event.CLAIM, NOW + 3 * HOUR).state is DraftState.SENDING


def test_an_answer_that_is_proved_after_all_takes_its_own_objection_back() -> None:
    stopped = step(approved(), Event.OBJECT, NOW, why="a hold, not proved yet")
    assert step(stopped, Event.SETTLE, NOW) == approved()


def test_a_hold_postpones_and_never_hastens_or_approves() -> None:
    assert step(proposed(), Event.HOLD, NOW, until=NOW + HOUR) == proposed(held_until=NOW + HOUR)
    assert step(approved(), Event.HOLD, NOW, until=NOW + MINUTE).held_until == NOW + 3 * MINUTE
    assert step(approved(), Event.HOLD, NOW, until=NOW + HOUR).held_until == NOW + HOUR


@pytest.mark.parametrize("draft", [proposed(), approved(), claimed()])
def test_a_reject_wins_until_data(draft: Draft) -> None:
    assert step(draft, Event.REJECT, NOW).state is DraftState.REJECTED


def test_from_data_on_a_reject_comes_too_late() -> None:
    assert not permits(at_data(), Event.REJECT)


def test_a_block_that_appears_takes_the_approval_back() -> None:
    finding = Finding("rank_talk", Verdict.BLOCK, "first", "why", "instead")
    draft = step(approved(asked=1), Event.LINT_BLOCKS, NOW, findings=(finding,), why="SOAP began")
    assert draft == proposed(findings=(finding,), note="SOAP began")


def test_a_new_version_keeps_nothing_of_the_old_approval() -> None:
    old = approved(objection="x", asked=2, retry_at=NOW, attempts=3, deadline=NOW + HOUR)
    new = new_version(old, NOW + HOUR, body="Dear Dr. Ng, again")
    assert new == proposed(
        version=2,
        body="Dear Dr. Ng, again",
        created=NOW + HOUR,
        code="",
        raw=b"",
        sha256="",
        deadline=NOW + HOUR,
    )
    assert step(old, Event.REPLACE, NOW).state is DraftState.WITHDRAWN


# --- a dispatch ---------------------------------------------------------------------------


def test_a_reply_after_data_is_sent() -> None:
    sent = step(at_data(), Event.ACCEPTED, NOW + HOUR, why="250 ok")
    assert (sent.state, sent.sent, sent.phase, sent.note) == (
        DraftState.SENT,
        NOW + HOUR,
        "",
        "250 ok",
    )


@pytest.mark.parametrize("event", [Event.UNCLEAR, Event.DIED, Event.NOT_HANDED])
def test_whatever_ends_a_dispatch_after_data_without_a_reply_is_unknown(event: Event) -> None:
    after = step(at_data(), event, NOW + HOUR, why="the connection ended")
    assert (after.state, after.unknown_since, after.phase) == (DraftState.UNKNOWN, NOW + HOUR, "")


@pytest.mark.parametrize("event", [Event.DIED, Event.NOT_HANDED, Event.REFUSED_TEMPORARY])
def test_what_ends_a_dispatch_before_data_is_definite_and_waits(event: Event) -> None:
    after = step(claimed(), event, NOW + HOUR, why="450 try later")
    assert (after.state, after.phase, after.attempts, after.retry_at, after.note) == (
        DraftState.APPROVED,
        "",
        1,
        NOW + HOUR + MINUTE,
        "450 try later",
    )
    assert unbound(after) == ""


@pytest.mark.parametrize("draft", [claimed(), at_data()])
def test_a_permanent_refusal_fails(draft: Draft) -> None:
    after = step(draft, Event.REFUSED_PERMANENT, NOW + HOUR, why="550 no such user")
    assert (after.state, after.note, after.phase) == (DraftState.FAILED, "550 no such user", "")
    assert permits(after, Event.AGAIN)


def test_tries_are_further_and_further_apart_and_never_more_than_an_hour() -> None:
    waits = [(retry_time(n, NOW) - NOW) // MINUTE for n in range(1, 10)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert retry_time(10_000, NOW) == NOW + HOUR


def test_a_refused_one_is_given_up_at_its_deadline() -> None:
    draft = claimed(deadline=NOW + HOUR + MINUTE)
    assert step(draft, Event.REFUSED_TEMPORARY, NOW + HOUR).state is DraftState.APPROVED
    late = step(draft, Event.REFUSED_TEMPORARY, NOW + HOUR + MINUTE, why="450 later")
    assert (late.state, late.note, late.phase) == (DraftState.FAILED, "450 later", "")


def test_without_a_deadline_it_is_given_up_a_day_after_the_approval() -> None:
    almost = NOW + 24 * HOUR - MINUTE
    assert step(claimed(), Event.NOT_HANDED, almost).state is DraftState.APPROVED
    assert step(claimed(), Event.NOT_HANDED, almost + MINUTE).state is DraftState.FAILED


def test_an_unknown_one_is_looked_up_three_times_and_then_the_owner_is_asked() -> None:
    draft = step(at_data(), Event.UNCLEAR, NOW)
    looks = []
    while (due := next_lookup(draft)) is not None:
        looks.append(due)
        draft = step(draft, Event.NOT_FOUND, due)
    assert looks == [NOW + MINUTE, NOW + 5 * MINUTE, NOW + 30 * MINUTE]
    assert len(looks) == len(LOOK_AFTER)
    assert draft.state is DraftState.UNKNOWN
    assert step(draft, Event.OWNER_SAYS_SENT, NOW).state is DraftState.SENT
    assert step(draft, Event.FOUND, NOW).state is DraftState.SENT
