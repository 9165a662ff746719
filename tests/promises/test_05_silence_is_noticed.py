"""Promise 5: no successful round trip for ten minutes turns ``health`` red."""

from __future__ import annotations

from tests.flow.house import House


def test_before_the_first_contact_it_is_not_healthy(home: House) -> None:
    done = home.run("health", "--json")
    assert (done.code, done.json["healthy"]) == (1, False)


def test_after_a_pass_it_is_healthy_for_ten_minutes(home: House) -> None:
    home.poll("2026-11-20T09:00:00+02:00")
    assert home.run("health", now="2026-11-20T09:09:00+02:00").code == 0
    done = home.run("health", "--json", now="2026-11-20T09:11:00+02:00")
    assert done.code == 1
    assert "2026-11-20T" in done.json["reasons"][0]


def test_a_pass_that_fails_is_no_contact(home: House) -> None:
    home.poll("2026-11-20T09:00:00+02:00")
    port = home.account.server().port
    home.config.write_text(home.config.read_text().replace(f"port = {port}", "port = 1", 1))
    assert home.run("poll", now="2026-11-20T09:20:00+02:00").code == 1
    assert home.run("health", now="2026-11-20T09:20:00+02:00").code == 1


def test_a_quiet_mailbox_is_no_silence(home: House) -> None:
    home.deliver("d022")
    home.poll("2026-11-20T09:00:00+02:00")
    home.poll("2026-11-20T09:02:00+02:00")  # the agent's own alert
    home.poll("2026-11-20T09:20:00+02:00")  # nothing at all
    assert home.run("health", now="2026-11-20T09:21:00+02:00").code == 0
