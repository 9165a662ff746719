"""Interviewers named one a line: each with an address gets a thank-you, the others a line."""

from __future__ import annotations

from datetime import datetime

from tests.flow.memory_agent import CORPUS, Home, letter

BOOKED = letter(
    "Brenda Kowalczyk <bkowalczyk@greatsauk.example>", "Interview confirmed", """Dear Dr. Haddad,

Your interview at Great Sauk Medical Center is confirmed for Thursday, November 12, 2026,
8:00 AM to 1:15 PM CT.

Your interviewers:

Walter Nygaard, MD \u2013 Program Director
Ada Lind, MD \u2013 Associate Program Director, Internal Medicine (alind@greatsauk.example)
Omar Said, DO \u2013 Core Faculty

Brenda Kowalczyk
Program Coordinator
""", "2026-10-16T08:00:00-05:00", message_id="<b1@greatsauk.example>",
)  # fmt: skip


def test_each_interviewer_with_an_address_is_thanked_and_the_others_are_named() -> None:
    home = Home()
    home.list_programs((CORPUS / "programs.csv").read_text("utf-8"))
    home.deliver(BOOKED)
    home.poll(datetime.fromisoformat("2026-10-16T17:00:00+03:00"))
    home.poll(datetime.fromisoformat("2026-11-12T22:00:00+02:00"))
    (interview,) = home.records().interviews()
    assert [person.name for person in interview.interviewers] == [
        "Walter Nygaard, MD", "Ada Lind, MD", "Omar Said, DO",
    ]  # fmt: skip
    drafts = home.records().drafts()
    assert [draft.to for draft in drafts] == [
        ("wnygaard@greatsauk.example",), ("alind@greatsauk.example",),
    ]  # fmt: skip
    assert "Omar Said, DO interviewed you too" in " ".join(drafts[0].lines)
    assert drafts[1].body.startswith("Dear Dr. Lind,")
    program = next(p for p in home.records().programs() if "Sauk" in p.name)
    assert ("alind@greatsauk.example", "interviewer") in {
        (contact.email, contact.role) for contact in program.contacts
    }
