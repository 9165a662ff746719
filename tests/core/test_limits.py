"""What may leave, and the limits that protect the owner."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from inbox_agent.core.drafting import Draft, Finding, Gap, Verdict
from inbox_agent.core.limits import Limits, Reason, Stay, may_leave
from inbox_agent.core.send import Event, step
from tests.core.a_draft import HOUR, NOW, RAW, TO, approved, at_data, proposed


def stay(draft: Draft, at: datetime = NOW + HOUR, **changed: object) -> Stay | None:
    options: dict[str, object] = {
        "sends_last_hour": 0,
        "sends_last_day": 0,
        "limits": Limits(),
        "paused": False,
        "contacts": TO,
    }
    return may_leave(draft, now=at, **{**options, **changed})  # type: ignore[arg-type]


def test_an_approved_one_whose_hold_is_over_leaves() -> None:
    assert stay(approved()) is None


BLOCK = Finding("x", Verdict.BLOCK, "q", "why", "instead")


@pytest.mark.parametrize(
    ("draft", "changed", "reason"),
    [
        (proposed(), {}, Reason.NOT_APPROVED),
        (at_data(), {}, Reason.NOT_APPROVED),
        (approved(raw=RAW + b"x"), {}, Reason.UNBOUND),
        (approved(to=("evil@x.example",)), {"contacts": ("evil@x.example",)}, Reason.UNBOUND),
        (approved(objection="an unproved reject"), {}, Reason.OBJECTION),
        (approved(gaps=(Gap("name", "Who?"),)), {}, Reason.GAP),
        (approved(findings=(BLOCK,)), {}, Reason.BLOCKED),
        (approved(), {"contacts": ()}, Reason.RECIPIENT),
        (approved(), {"limits": Limits(max_recipients=0)}, Reason.RECIPIENT),
        (approved(), {"paused": True}, Reason.PAUSED),
        (approved(held_until=NOW + 2 * HOUR), {}, Reason.HELD),
        (approved(retry_at=NOW + 2 * HOUR), {}, Reason.BACKOFF),
        (approved(), {"sends_last_hour": 10}, Reason.PER_HOUR),
        (approved(), {"sends_last_day": 40}, Reason.PER_DAY),
    ],
)
def test_what_stays_has_a_reason(draft: Draft, changed: dict[str, object], reason: Reason) -> None:
    found = stay(draft, **changed)
    assert found is not None
    assert found.reason is reason
    assert str(found) != ""


def test_a_recipient_that_is_no_contact_leaves_once_confirmed() -> None:
    draft = step(proposed(), Event.APPROVE, NOW, until=NOW, confirmed=("NG@hospital.example",))
    assert stay(draft, contacts=()) is None


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-03T13:59:00+00:00", "2026-11-03T08:00:00-06:00"),  # Tuesday, 7:59 in Chicago
        ("2026-11-03T23:30:00+00:00", "2026-11-04T08:00:00-06:00"),  # after hours
        ("2026-11-06T23:30:00+00:00", "2026-11-09T08:00:00-06:00"),  # Friday evening
        ("2026-11-07T17:00:00+00:00", "2026-11-09T08:00:00-06:00"),  # Saturday noon
        ("2026-11-03T17:00:00+00:00", None),  # Tuesday, 11:00
    ],
)
def test_office_hours_are_those_of_the_program(at: str, until: str | None) -> None:
    limits = Limits(office_hours=(time(8), time(17)))
    found = stay(
        approved(), datetime.fromisoformat(at), limits=limits, zone=ZoneInfo("America/Chicago")
    )
    assert (found.until.isoformat() if found and found.until else None) == until
