"""A letter that was taken and came back later is shown, by Message-ID, and nothing else changes."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from inbox_agent.core.drafting import Draft, DraftState
from inbox_agent.pipeline import one_pass
from inbox_agent.pipeline.morning import make_digest, render_digest
from tests.faults.agents import AFTER, NIGHT, Desk, answer, invitation

REPORT = (
    "From: MAILER-DAEMON@post.example\r\nTo: leila.haddad@post.example\r\n"
    "Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <dsn{number}@post.example>\r\n"
    "Date: Fri, 13 Nov 2026 02:00:00 +0000\r\nAuto-Submitted: auto-replied\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"'
    "\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nCould not be delivered.\r\n--b\r\n"
    "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; post.example\r\n\r\n"
    "Final-Recipient: rfc822; wnygaard@greatsauk.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
    "Diagnostic-Code: smtp; 550 5.1.1 no such user here\r\n\r\n--b\r\n"
    "Content-Type: message/rfc822-headers\r\n\r\nSubject: Thank you\r\nMessage-ID: {of}\r\n\r\n"
    "--b--\r\n"
)


def run(desk: Desk, at: datetime) -> None:
    asyncio.run(one_pass(desk.agent(), at))


def only_draft(desk: Desk) -> Draft:
    with desk.store.read() as records:
        (draft,) = records.drafts()
    return draft


@pytest.fixture
def desk() -> Desk:
    """A thank-you was sent."""
    desk = Desk()
    desk.know()
    desk.mailbox.deliver(invitation())
    run(desk, NIGHT)
    run(desk, AFTER)
    words = answer(f"approve {only_draft(desk).code}", AFTER)
    desk.mailbox.deliver(words, "Sent", at=AFTER)
    run(desk, AFTER + timedelta(minutes=1))
    assert only_draft(desk).state is DraftState.SENT
    return desk


def bounce(desk: Desk, of: str, action: str = "failed") -> None:
    raw = REPORT.format(number=len(of), of=of, action=action).encode()
    desk.mailbox.deliver(raw, at=AFTER + timedelta(hours=5))
    run(desk, AFTER + timedelta(hours=6))


def test_it_is_noted_reported_once_and_shown_in_the_digest(desk: Desk) -> None:
    bounce(desk, only_draft(desk).message_id)
    draft = only_draft(desk)
    assert (draft.state, draft.note) == (
        DraftState.SENT, "came back: 550 5.1.1 no such user here"
    )  # fmt: skip
    assert sum(b"Not delivered" in raw for raw in desk.notices("report")) == 1
    agent, now = desk.agent(), AFTER + timedelta(hours=9)
    with desk.store.read() as records:
        shown = render_digest(agent, make_digest(agent, records, now), now, "txt")
    assert "no such user here" in shown
    assert "again " + draft.code not in shown
    assert len(desk.to_programs()) == 1


def test_a_report_about_other_mail_changes_nothing(desk: Desk) -> None:
    bounce(desk, "<somebody-elses@post.example>")
    assert only_draft(desk).note.startswith("250")


def test_a_report_of_a_delay_is_no_bounce(desk: Desk) -> None:
    bounce(desk, only_draft(desk).message_id, "delayed")
    assert only_draft(desk).note.startswith("250")
