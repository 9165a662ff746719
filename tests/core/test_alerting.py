"""When an alert may ring, and what its words never hold."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from inbox_agent.core.alerting import DETAILS, AlertPolicy, brief, is_quiet, token_of, without_codes

NIGHT = AlertPolicy(quiet=(time(23), time(6, 30)))
NOON = AlertPolicy(quiet=(time(12), time(13)))


@pytest.mark.parametrize(("hour", "minute", "quiet"), [
    (22, 59, False), (23, 0, True), (0, 0, True), (6, 29, True), (6, 30, False), (12, 0, False),
])  # fmt: skip
def test_a_night_runs_over_midnight_on_the_owners_clock(
    hour: int, minute: int, quiet: bool
) -> None:
    amman = datetime(2026, 11, 20, (hour - 3) % 24, minute, tzinfo=UTC)  # three hours ahead
    assert is_quiet(NIGHT, "warning", "Asia/Amman", amman) is quiet


def test_an_invitation_breaks_through_and_a_warning_waits() -> None:
    night = datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert not is_quiet(NIGHT, "invitation", "UTC", night)
    assert is_quiet(NIGHT, "warning", "UTC", night)
    assert not is_quiet(AlertPolicy(), "warning", "UTC", night)
    assert is_quiet(NOON, "warning", "UTC", night.replace(hour=12))
    assert not is_quiet(NOON, "warning", "UTC", night)


def test_a_code_is_blotted_out_in_any_writing_and_other_words_stay() -> None:
    text = "Sauk [K7QP2M] k7qp2m at 8 AM, room A1B2C3"
    assert without_codes(text, lambda code: code == "K7QP2M") == (
        "Sauk [……] …… at 8 AM, room A1B2C3"
    )


def test_what_other_peoples_services_get_ends_above_the_details() -> None:
    text = f"Interview invitation: Sauk\n\nAnswer by noon.\n\n{DETAILS}\nFrom X: secret words\n"
    assert brief(text) == "Answer by noon."
    assert brief("Only a title\n") == "Only a title"


def test_the_token_of_an_address_is_its_own() -> None:
    secret = b"s" * 32
    assert token_of(secret, "a@x.example") != token_of(secret, "b@x.example")
    assert token_of(secret, "a@x.example") == token_of(secret, "a@x.example")
