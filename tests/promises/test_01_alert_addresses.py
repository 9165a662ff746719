"""Promise 1, alert addresses: one request to confirm, nothing else before a yes from there."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message as Parsed
from email.policy import default

import pytest

from tests.flow.house import CORPUS, OWNER, House

HELPER = "amal.nasser@clinic.example"
START = "2026-10-15T09:00:00+03:00"
INVITED = "2026-10-15T16:10:00+03:00"
INVITATION = """\
From: Coordinator <im@sauk.example>
To: leila.haddad@post.example
Subject: Interview invitation
Date: Thu, 15 Oct 2026 {time} +0300
Message-ID: <inv{time}@sauk.example>
Content-Type: text/plain; charset=utf-8

Dear Dr. Haddad,
we are pleased to invite you to interview for the preliminary medicine position at Great Sauk
Medical Center. Please choose your date at https://scheduler.example.com/sauk.
"""


@pytest.fixture
def helped(home: House) -> House:
    """An owner who named a trusted person; the first pass is done."""
    text = home.config.read_text("utf-8")
    home.config.write_text(f'{text}\n[alerts]\nmail = ["{HELPER}"]\n', encoding="utf-8")
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll(START)
    return home


def invite(home: House, time: str) -> None:
    home.account.deliver(INVITATION.format(time=time).replace("\n", "\r\n").encode())


def mails(home: House) -> list[Parsed]:
    """What went to the helper, and to nobody else."""
    assert all(each.recipients == (HELPER,) for each in home.delivered)
    return [message_from_bytes(each.raw, policy=default) for each in home.delivered]


def reply(home: House, words: str, *, sender: str = HELPER, to: str = "", head: str = "") -> None:
    named = to or mails(home)[0]["Message-ID"]
    home.account.deliver((
        f"From: <{sender}>\r\nTo: <{OWNER}>\r\nSubject: Re: May I?\r\nIn-Reply-To: {named}\r\n"
        f"Message-ID: <{abs(hash((words, sender, head, to)))}@clinic.example>\r\n"
        f"Date: Thu, 15 Oct 2026 10:00:00 +0300\r\n{head}\r\n{words}\r\n"
    ).encode())  # fmt: skip


def test_it_is_asked_once_and_gets_nothing_before_it_agreed(helped: House) -> None:
    invite(helped, "16:00:00")
    for minute in ("16:31", "16:33", "20:00"):
        helped.poll(f"2026-10-15T{minute}:00+03:00")
    (asked,) = mails(helped)
    assert asked["X-Inbox-Agent"] == "confirm"
    assert "Sauk" not in asked.as_string()


def test_after_a_yes_from_there_it_gets_the_alert_and_no_word_of_the_mail(helped: House) -> None:
    reply(helped, "Yes, gladly.\n\n> May Leila's alerts come to you?")
    helped.poll("2026-10-15T10:05:00+03:00")
    invite(helped, "16:00:00")
    helped.poll(INVITED)
    _, alert = mails(helped)
    body = alert.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Great Sauk" in text
    assert "scheduler.example.com" in text  # the link's host
    assert "your time" in text
    assert "pleased to invite" not in text
    assert not re.search(r"https?://", text)
    assert any(b"agreed" in report for report in helped.inbox("report"))


@pytest.mark.parametrize("case", ["stranger", "machine", "guess", "question", "quoted"])
def test_nobody_else_and_nothing_less_confirms(helped: House, case: str) -> None:
    match case:
        case "stranger":
            reply(helped, "yes", sender="thief@elsewhere.example")
        case "machine":
            reply(helped, "yes", head="Auto-Submitted: auto-replied\r\n")
        case "guess":
            reply(helped, "yes", to="<n1.guess@post.example>")
        case "question":
            reply(helped, "What is this about?")
        case "quoted":
            reply(helped, "> yes")
    helped.poll("2026-10-15T10:05:00+03:00")
    invite(helped, "16:00:00")
    helped.poll(INVITED)
    assert len(mails(helped)) == 1  # the request to confirm


def test_stop_ends_it_at_once_and_so_does_the_configuration(helped: House) -> None:
    reply(helped, "yes")
    helped.poll("2026-10-15T10:05:00+03:00")
    invite(helped, "16:00:00")
    helped.poll(INVITED)
    reply(helped, "Stop.", to=str(mails(helped)[1]["Message-ID"]))
    helped.poll("2026-10-15T16:40:00+03:00")
    helped.poll("2026-10-15T17:40:00+03:00")  # the alarm rings again for the owner
    assert len(mails(helped)) == 2
    listed = helped.run("alerts", now="2026-10-15T17:41:00+03:00")
    assert f"{HELPER}: declined" in listed.out
