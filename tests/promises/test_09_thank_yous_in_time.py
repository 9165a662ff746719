"""Promise 9: every interview that took place has its thank-yous proposed and asked in time."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from tests.flow.house import CORPUS, House, owner_mail

# Great Sauk: booked for 12 November 08:00-13:15 Central (d024); the end is 19:15 UTC.
START = "2026-11-01T09:00:00+00:00"


@pytest.fixture
def booked(home: House) -> House:
    home.deliver("d022", "d024")
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll(START)
    return home


def _states(house: House, now: str) -> list[str]:
    return [draft["state"] for draft in house.drafts(now)]


def test_before_the_end_there_is_none_and_at_the_end_there_is_one(booked: House) -> None:
    booked.poll("2026-11-12T19:14:00+00:00")
    assert _states(booked, START) == []
    booked.poll("2026-11-12T19:15:00+00:00")
    assert _states(booked, START) == ["proposed"]


def test_it_is_asked_again_at_20_and_44_hours_and_then_no_more(booked: House) -> None:
    asked = {}
    for now in ("2026-11-12T19:15:00+00:00", "2026-11-13T15:14:00+00:00",
                "2026-11-13T15:15:00+00:00", "2026-11-14T15:14:00+00:00",
                "2026-11-14T15:15:00+00:00", "2026-11-14T19:00:00+00:00"):  # fmt: skip
        booked.poll(now)
        asked[now[8:16]] = len(booked.inbox("request"))
    assert list(asked.values()) == [1, 1, 2, 2, 3, 3]


def test_at_48_hours_it_expires_and_one_late_version_follows(booked: House) -> None:
    booked.poll("2026-11-12T19:15:00+00:00")
    (first,) = booked.drafts(START)
    booked.poll("2026-11-14T19:16:00+00:00")
    (late,) = booked.drafts(START)
    assert (late["id"], late["version"], late["state"]) == (first["id"], 2, "proposed")
    assert late["code"] != first["code"]
    assert "late_thanks" in {finding["code"] for finding in late["findings"]}
    assert late["deadline"] == "2026-11-19T19:15:00+00:00"
    old = booked.run("drafts", "show", first["code"], "--json").json
    assert old["state"] == "expired"
    booked.poll("2026-11-19T19:15:00+00:00")
    assert _states(booked, START) == ["expired"]


def test_an_approved_one_goes_also_after_its_deadline(booked: House) -> None:
    booked.poll("2026-11-14T19:10:00+00:00")
    (draft,) = booked.drafts(START)
    booked.answer(f"approve {draft['code']}", "2026-11-14T19:14:00+00:00")
    booked.poll("2026-11-14T19:14:30+00:00")
    assert len(booked.delivered) == 1


def test_a_cancelled_interview_withdraws_them(booked: House) -> None:
    booked.poll("2026-11-12T19:15:00+00:00")
    booked.account.deliver(
        b"From: Brenda Kowalczyk <bkowalczyk@greatsauk.example>\r\n"
        b"To: leila.haddad@post.example\r\nSubject: your interview on November 12 is cancelled\r\n"
        b"Date: Thu, 12 Nov 2026 07:00:00 -0600\r\nMessage-ID: <c@greatsauk.example>\r\n\r\n"
        b"Dear Dr. Haddad,\r\n\r\nI am sorry: we have to cancel your interview at Great Sauk "
        b"Medical Center on November 12. Dr. Nygaard is ill.\r\n\r\nBrenda\r\n"
    )
    booked.poll("2026-11-12T19:20:00+00:00")
    assert _states(booked, START) == ["withdrawn"]


def test_one_that_the_owner_wrote_by_hand_withdraws_its_draft(booked: House) -> None:
    booked.poll("2026-11-12T19:15:00+00:00")
    mail = owner_mail(
        "Dear Dr. Nygaard,\n\nThank you for the day!\n\nLeila", "2026-11-12T20:00:00+00:00"
    )
    mail = mail.replace(
        b"To: Leila Haddad <leila.haddad@post.example>", b"To: wnygaard@greatsauk.example"
    )
    with booked.mailbox() as client:
        client.append("Sent", mail)
    booked.poll("2026-11-12T20:05:00+00:00")
    assert _states(booked, START) == ["withdrawn"]
    assert booked.delivered == []


def test_a_program_that_refuses_such_mail_gets_none_and_the_digest_says_why(home: House) -> None:
    home.deliver("d094")  # Weybridge Mercy, 11 December, with a strict policy
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll("2026-12-01T09:00:00+00:00")
    home.poll("2026-12-11T18:00:00+00:00")
    assert _states(home, START) == []
    digest = home.run("digest", now="2026-12-12T07:00:00+00:00").out
    assert "No thank-you was written for Weybridge Mercy Hospital" in digest
    assert home.inbox("request") == []


def test_where_notes_are_discouraged_one_is_held_without_a_request(home: House) -> None:
    home.deliver("d041")  # St. Brannoc, 9 December 09:30 Eastern: no notes needed
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll("2026-12-01T09:00:00+00:00")
    home.poll("2026-12-09T21:00:00+00:00")
    (draft,) = home.drafts(START)
    assert draft["state"] == "held"
    assert home.inbox("request") == []
    assert draft["code"] in home.run("digest", now="2026-12-10T07:00:00+00:00").out
    home.answer(f"approve {draft['code']}", "2026-12-10T08:00:00+00:00")
    home.poll("2026-12-10T08:01:00+00:00")
    assert len(home.delivered) == 1


def test_on_a_first_run_nothing_is_made_up_for_what_was_long_over(home: House) -> None:
    home.deliver("d022", "d024")
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll("2026-11-20T09:00:00+00:00")
    assert _states(home, START) == []
    assert home.inbox("alert") == []


def test_after_48_hours_of_sleep_a_late_one_is_proposed(booked: House) -> None:
    booked.poll("2026-11-15T09:00:00+00:00")
    (draft,) = booked.drafts(START)
    assert draft["state"] == "proposed"
    assert "late_thanks" in {finding["code"] for finding in draft["findings"]}
    request = message_from_bytes(booked.inbox("request")[0], policy=policy.default)
    assert f"[{draft['code']}]" in request["Subject"]
