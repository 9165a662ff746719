"""Invitations: the alarm that gets louder, and the answer where programs schedule by mail."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from inbox_agent.core.drafting import Draft, DraftState, Kind
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.pipeline.morning import make_digest, send_digest
from tests.flow.memory_agent import CORPUS, OWNER, Home, letter

SAUK = "Brenda Kowalczyk <bkowalczyk@greatsauk.example>"
MARROW = "Tamsin Okafor <tokafor@rad.marrowstone.example>"
CAME = datetime.fromisoformat("2026-10-15T08:00:00-05:00")
DATES = letter(SAUK, "Interview invitation", """Dear Dr. Haddad,

We are pleased to invite you to interview for the Preliminary Medicine position at Great Sauk
Medical Center. Please reply with your first and second choice of these dates:

Thursday, November 12, 2026, 8:00 AM CT
Tuesday, December 1, 2026, 8:00 AM CT
Thursday, December 17, 2026, 8:00 AM CT

Brenda Kowalczyk
""", CAME.isoformat(), message_id="<s1@greatsauk.example>")  # fmt: skip
ELSEWHERE = letter(MARROW, "Interview confirmed", """Dear Dr. Haddad,

Your interview at Marrowstone University is confirmed for Thursday, November 12, 2026, 8:00 AM to
1:00 PM PT.
""", "2026-10-12T08:00:00-07:00", message_id="<x1@rad.marrowstone.example>")  # fmt: skip


def confirmed(day: str) -> bytes:
    return letter(SAUK, "Interview confirmed", f"""Dear Dr. Haddad,

Your interview at Great Sauk Medical Center is confirmed for {day}, 2026,
8:00 AM to 1:15 PM CT.
""", "2026-10-15T12:00:00-05:00", message_id="<s2@greatsauk.example>")  # fmt: skip


@pytest.fixture
def home() -> Home:
    here = Home()
    here.list_programs((CORPUS / "programs.csv").read_text("utf-8"))
    here.poll(CAME - timedelta(days=5))
    return here


def replies(home: Home) -> list[Draft]:
    return [draft for draft in home.records().drafts() if draft.kind is Kind.REPLY]


def sauk(home: Home) -> Interview:
    return next(i for i in home.records().interviews() if "Sauk" in i.program)


def invited(home: Home, *more: bytes, after: timedelta = timedelta(minutes=2)) -> Home:
    for raw in (*more, DATES):
        home.deliver(raw)
    home.poll(CAME + after)
    return home


def test_dates_by_mail_get_an_answer_that_takes_the_first_free_ones(home: Home) -> None:
    invited(home, ELSEWHERE)
    (draft,) = replies(home)
    assert draft.to == ("bkowalczyk@greatsauk.example",)
    assert draft.in_reply_to == "<s1@greatsauk.example>"
    assert draft.subject == "Re: Interview invitation"
    assert "December 1" in draft.body
    assert "December 17" in draft.body
    assert "November 12" not in draft.body
    assert draft.deadline == CAME + timedelta(hours=48)
    assert [n.code for n in home.records().notices() if n.kind == "request"] == [draft.code]


def test_the_answer_is_proposed_once(home: Home) -> None:
    invited(home)
    home.poll(CAME + timedelta(hours=1))
    assert len(replies(home)) == 1


def test_a_confirmation_withdraws_the_answer(home: Home) -> None:
    invited(home)
    home.deliver(confirmed("Tuesday, December 1"))
    home.poll(CAME + timedelta(hours=5))
    assert [(d.state, d.note) for d in replies(home)] == [
        (DraftState.WITHDRAWN, "the interview is booked")
    ]


def test_an_answer_by_hand_withdraws_ours_and_silences_the_alarm(home: Home) -> None:
    invited(home)
    home.deliver(letter(
        f"Leila Haddad <{OWNER.email}>", "Re: Interview invitation", "December 1, please.",
        "2026-10-15T17:00:00+03:00", to=SAUK, In_Reply_To="<s1@greatsauk.example>",
    ), "Sent")  # fmt: skip
    home.poll(CAME + timedelta(hours=2))
    home.poll(CAME + timedelta(hours=30))
    assert sauk(home).answered
    assert [draft.state for draft in replies(home)] == [DraftState.WITHDRAWN]
    assert len(home.alerts.heard) == 1  # the invitation itself


def test_an_answer_nobody_approved_expires_with_the_invitation(home: Home) -> None:
    invited(home)
    home.poll(CAME + timedelta(hours=49))
    assert [draft.state for draft in replies(home)] == [DraftState.EXPIRED]


def test_a_scheduler_behind_a_link_gets_no_answer_by_mail(home: Home) -> None:
    home.deliver(letter(SAUK, "Interview invitation", """Dear Dr. Haddad,

We are pleased to invite you to interview at Great Sauk Medical Center on November 12, 2026 or
December 1, 2026. Please choose your date at https://scheduler.example.com/sauk.
""", CAME.isoformat()))  # fmt: skip
    home.poll(CAME + timedelta(minutes=2))
    assert sauk(home).state is InterviewState.INVITED
    assert replies(home) == []


def test_the_alarm_gets_louder_until_the_time_is_over(home: Home) -> None:
    invited(home)
    for minutes in range(0, 60 * 60, 20):
        home.poll(CAME + timedelta(minutes=minutes + 3))
    assert [alert.title.partition(":")[0] for alert in home.alerts.heard] == [
        "Interview invitation", "Not answered yet", "Still unanswered", "Still unanswered",
        "Still unanswered", "LAST CALL",
    ]  # fmt: skip


def test_what_rang_while_we_were_down_rings_once(home: Home) -> None:
    invited(home, after=timedelta(hours=40))
    titles = [alert.title.partition(":")[0] for alert in home.alerts.heard]
    assert titles == ["Interview invitation", "Still unanswered"]


def test_an_invitation_read_on_the_first_day_rings_for_nothing_that_passed_before() -> None:
    here = Home()
    here.list_programs((CORPUS / "programs.csv").read_text("utf-8"))
    invited(here, after=timedelta(hours=40))
    assert [alert.title.partition(":")[0] for alert in here.alerts.heard] == [
        "Interview invitation"
    ]


def test_a_conflict_is_said_in_one_digest_only(home: Home) -> None:
    home.deliver(ELSEWHERE)
    home.deliver(confirmed("Thursday, November 12"))
    now = datetime.fromisoformat("2026-10-16T07:00:00+03:00")
    home.poll(now)
    told = [make_digest(home.agent(), home.records(), now).notes]
    asyncio.run(send_digest(home.agent(), now))
    told.append(make_digest(home.agent(), home.records(), now + timedelta(days=1)).notes)
    said = [[note for note in notes if "overlap" in note] for notes in told]
    assert [len(each) for each in said] == [1, 0]


def test_an_answer_whose_hour_was_booked_meanwhile_is_written_anew(home: Home) -> None:
    invited(home, DATES)
    (before,) = replies(home)
    assert "Thursday, November 12" in before.body
    home.deliver(
        letter(
            MARROW,
            "Interview confirmed",
            """Dear Dr. Haddad,

Your interview at Marrowstone University is confirmed for Thursday, November 12, 2026, 8:00 AM to
1:00 PM PT.
""",
            (CAME + timedelta(hours=1)).isoformat(),
            message_id="<x2@rad.marrowstone.example>",
        )
    )
    home.poll(CAME + timedelta(hours=2))
    (after,) = replies(home)
    assert (after.version, after.state) == (2, DraftState.PROPOSED)
    assert "November 12" not in after.body
    assert "Tuesday, December 1" in after.body
