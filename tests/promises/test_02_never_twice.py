"""Promise 2: no version is sent twice; where it cannot be known, it looks in Sent, then asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.flow.house import CORPUS, House
from tests.servers.scripted_smtp import ScriptedSmtp, scripted_smtp

APPROVED = "2026-11-12T20:10:00+00:00"
SENT_AT = "2026-11-12T20:11:00+00:00"
LATER = tuple(f"2026-11-12T20:{minute}:00+00:00" for minute in (13, 17, 42, 50))
NEXT_DAY = "2026-11-13T12:00:00+00:00"


@pytest.fixture
def asked(home: House) -> House:
    home.deliver("d022", "d024")
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll("2026-11-01T09:00:00+00:00")
    home.poll("2026-11-12T20:00:00+00:00")
    return home


@contextmanager
def submission(house: House, mood: str) -> Iterator[ScriptedSmtp]:
    """The owner's provider misbehaves from now on."""
    with scripted_smtp(mood) as server:
        head, _, tail = house.config.read_text().partition("[smtp]")
        tail = re.sub(r"port = \d+", f"port = {server.port}", tail)
        tail = re.sub(r'user = "[^"]+"', 'user = "leila"', tail)
        house.config.write_text(f"{head}[smtp]{tail}")
        yield server


def only(house: House) -> dict[str, Any]:
    (draft,) = house.drafts(APPROVED)
    return draft


def handed_over(server: ScriptedSmtp, draft: dict[str, Any]) -> int:
    """How often the server was given this draft, whatever it said about it."""
    return sum(draft["message_id"].encode() in raw for raw in server.stored)


def approve(house: House) -> dict[str, Any]:
    draft = only(house)
    assert house.run("drafts", "approve", draft["code"], now=APPROVED).code == 0
    return draft


@pytest.mark.parametrize("mood", ["closes_after_dot", "resets_after_dot"])
def test_a_connection_lost_after_the_dot_is_unknown_and_never_tried_again(
    asked: House, mood: str
) -> None:
    draft = approve(asked)
    with submission(asked, mood) as server:
        asked.poll(SENT_AT)
        assert only(asked)["state"] == "unknown"
        for now in (*LATER, NEXT_DAY):
            asked.poll(now)
        assert handed_over(server, draft) == 1
        assert only(asked)["state"] == "unknown"


def test_a_copy_in_sent_settles_an_unknown_one(asked: House) -> None:
    draft = approve(asked)
    with submission(asked, "closes_after_dot") as server:
        asked.poll(SENT_AT)
        with asked.mailbox() as client:
            client.append("Sent", server.stored[-1])  # the provider files its own copy
        asked.poll(LATER[0])
    assert only(asked)["state"] == "sent"
    assert handed_over(server, draft) == 1


def test_a_copy_in_drafts_settles_nothing(asked: House) -> None:
    approve(asked)
    with submission(asked, "closes_after_dot") as server:
        asked.poll(SENT_AT)
        with asked.mailbox() as client:
            client.append("Drafts", server.stored[-1], [b"\\Draft"])
        for now in LATER:
            asked.poll(now)
    assert only(asked)["state"] == "unknown"


def test_the_owner_settles_an_unknown_one_as_sent_or_has_it_made_anew(asked: House) -> None:
    draft = approve(asked)
    with submission(asked, "closes_after_dot"):
        for now in (SENT_AT, *LATER):
            asked.poll(now)
    done = asked.run("drafts", "again", draft["code"], now=NEXT_DAY)
    assert done.code == 0, done.err
    fresh = only(asked)
    assert (fresh["state"], fresh["version"]) == ("proposed", 2)
    assert fresh["message_id"] != draft["message_id"]
    assert asked.run("drafts", "sent", draft["code"], now=NEXT_DAY).code == 1  # it is settled


@pytest.mark.parametrize("mood", ["greylists", "content_later", "closes_at_rcpt", "wrong_password"])
def test_a_definite_no_for_now_is_tried_again_with_the_same_bytes(asked: House, mood: str) -> None:
    draft = approve(asked)
    with submission(asked, mood):
        asked.poll(SENT_AT)
        assert only(asked)["state"] == "approved"
    with submission(asked, "polite") as server:
        asked.poll("2026-11-12T20:11:30+00:00")
        assert handed_over(server, draft) == 0  # the backoff is not over
        asked.poll("2026-11-12T20:30:00+00:00")
        asked.poll("2026-11-12T20:40:00+00:00")
        assert handed_over(server, draft) == 1
    assert only(asked)["state"] == "sent"


@pytest.mark.parametrize("mood", ["content_refused", "refuses_sender"])
def test_a_definite_no_for_good_fails_and_stays_so(asked: House, mood: str) -> None:
    draft = approve(asked)
    with submission(asked, mood):
        asked.poll(SENT_AT)
    assert only(asked)["state"] == "failed"
    with submission(asked, "polite") as server:
        for now in LATER:
            asked.poll(now)
        assert handed_over(server, draft) == 0


@pytest.mark.parametrize("mood", ["closes_at_quit", "resets_after_250", "251_after_dot"])
def test_what_happens_after_the_servers_yes_changes_nothing(asked: House, mood: str) -> None:
    draft = approve(asked)
    with submission(asked, mood) as server:
        asked.poll(SENT_AT)
        asked.poll(LATER[0])
        assert handed_over(server, draft) == 1
    assert only(asked)["state"] == "sent"


def test_a_restored_backup_sends_nothing_again(asked: House) -> None:
    approve(asked)
    store = asked.config.parent / "agent.db"
    assert asked.run("backup", str(store.with_suffix(".copy"))).code == 0
    asked.poll(SENT_AT)
    assert len(asked.delivered) == 1
    for leftover in asked.config.parent.glob("agent.db*"):
        leftover.unlink()
    store.with_suffix(".copy").rename(store)
    asked.poll(LATER[0])
    asked.poll(LATER[1])
    assert len(asked.delivered) == 1
    assert only(asked)["state"] == "sent"  # its copy was found in Sent
