"""Attacks on the gate: none approves; what a person may have meant is reported, a machine's is
not. How a forged author or proof is told apart stands in test_trust.py and test_proof.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inbox_agent.core.approve import MAX_UNPROVED_REPORTS, WAIT_FOR_SENT, Outcome, may_report
from inbox_agent.core.codes import ALPHABET
from inbox_agent.core.drafting import Draft, DraftState, Finding, Gap, Verdict
from inbox_agent.core.send import Event, IllegalStep, step
from tests.core.a_draft import HOUR, NOW, approved, at_data, proposed
from tests.core.a_mail import SIGNED, mail_bytes
from tests.core.a_store import CODES, ask, done, known

LATER = NOW + WAIT_FOR_SENT
FIRST = replace(proposed(), id="d1", code="K7M2RX")
SILENT = (Outcome.IGNORED, False)
TOLD = (Outcome.REFUSED, True)
ASKED = (Outcome.ASKED, True)


def html(body: str) -> bytes:
    return mail_bytes(f"<html><body>{body}</body></html>", Content_Type="text/html; charset=utf-8")


REQUEST = "\n".join(f"> {verb} K7M2RX" for verb in ("approve", "reject", "hold"))
WROTE = "On Tue, Nov 3, 2026 at 12:00 PM Inbox Agent <leila@post.example> wrote:"
FORWARD = """---------- Forwarded message ---------
From: Inbox Agent <leila@post.example>
Date: Tue, Nov 3, 2026 at 12:00 PM
Subject: Thank you [K7M2RX]
To: <leila@post.example>

approve K7M2RX"""
QUOTE = f"{WROTE}\n{REQUEST}"


# --- who ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        (mail_bytes(From="evil@x.example"), TOLD),
        (mail_bytes(From='"leila@post.example" <evil@x.example>'), TOLD),
        (mail_bytes(below="From: evil@x.example"), TOLD),
        (mail_bytes("approve 2HDFC4", From="evil@x.example", In_Reply_To=None), TOLD),
        (mail_bytes(f"Sounds good.\n\n{QUOTE}", From="mentor@school.example"), SILENT),
        (mail_bytes("approve ZZZZZZ", From="evil@x.example"), SILENT),
        (mail_bytes("Dear Leila, ok, see you.", From="ng@hospital.example"), SILENT),
    ],
    ids=["a stranger", "a forged name", "two authors", "another leaked code", "a mentor's answer",
         "no code of ours", "ordinary mail"],
)  # fmt: skip
def test_a_leaked_code_in_other_hands_only_raises_a_report(
    raw: bytes, outcome: tuple[Outcome, bool]
) -> None:
    answer = ask(raw, "inbox", signatures=[SIGNED], now=LATER)
    assert (answer.outcome, answer.report) == outcome
    assert answer.decisions == ()
    assert answer.objections == ()


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("What do you think of this draft?\n\n" + QUOTE, SILENT),
        (FORWARD, SILENT),
        ("I will approve K7M2RX tonight", TOLD),
        ("approve K7M2RX", TOLD),
    ],
    ids=["quoted", "forwarded", "named", "a command"],
)  # fmt: skip
def test_the_owners_mail_to_somebody_else_is_no_answer(
    body: str, outcome: tuple[Outcome, bool]
) -> None:
    answer = ask(mail_bytes(body, To="mentor@school.example"), signatures=[SIGNED])
    assert (answer.outcome, answer.report) == outcome
    assert done(answer) == []


@pytest.mark.parametrize(
    "raw",
    [
        mail_bytes(top="Auto-Submitted: auto-replied"),
        mail_bytes("I am away. approve K7M2RX", top="Precedence: bulk"),
        mail_bytes(Subject="Automatic reply: [K7M2RX]"),
        mail_bytes(Content_Type="multipart/report; report-type=delivery-status; boundary=b"),
        mail_bytes(From="MAILER-DAEMON@post.example", top="Return-Path: <>"),
        mail_bytes(top="X-Inbox-Agent: request"),
        mail_bytes(Message_ID="<n1@post.example>"),
        mail_bytes(top="List-Id: <x.example>", From="evil@x.example"),
    ],
    ids=["vacation", "absence", "by subject", "a report", "a bounce", "ours", "our Message-ID",
         "a list"],
)  # fmt: skip
@pytest.mark.parametrize("role", ["sent", "inbox"])
def test_machines_are_met_with_silence(raw: bytes, role: str) -> None:
    answer = ask(raw, role, signatures=[SIGNED], now=LATER)
    assert (answer.outcome, answer.report) == SILENT
    assert answer.objections == ()


@pytest.mark.parametrize(("role", "flags"), [("drafts", ()), ("sent", ("\\Draft",))])
def test_a_copy_in_drafts_is_not_sent_yet(role: str, flags: tuple[str, ...]) -> None:
    assert ask(mail_bytes(), role, flags=flags).outcome is Outcome.IGNORED


# --- proof --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "signatures",
    [[], [replace(SIGNED, body_length_tag=True)], [replace(SIGNED, domain="evil.example")]],
)
def test_what_is_not_proved_waits_for_its_copy_and_is_then_told_once(
    signatures: list[object],
) -> None:
    raw = mail_bytes(top="Authentication-Results: mx.post.example; dkim=pass header.d=post.example")
    early = ask(raw, "inbox", signatures=signatures, now=LATER - timedelta(seconds=1))  # type: ignore[arg-type]
    assert (early.outcome, early.report, early.look_again) == (Outcome.WAITING, False, LATER)
    late = ask(raw, "inbox", signatures=signatures, now=LATER)  # type: ignore[arg-type]
    assert (late.outcome, late.report, late.decisions) == (*TOLD, ())
    again = ask(raw, "junk", store=known(earlier="refused"), now=LATER)
    assert (again.outcome, again.report) == SILENT


def test_a_copy_in_sent_that_comes_late_still_counts() -> None:
    answer = ask(mail_bytes(), store=known(earlier="refused"), now=LATER + HOUR)
    assert done(answer) == [("approve", "K7M2RX")]


@pytest.mark.parametrize("earlier", ["accepted", "asked"])
@pytest.mark.parametrize("role", ["sent", "inbox", "junk", "all", ""])
def test_a_replay_says_nothing_in_any_folder(earlier: str, role: str) -> None:
    answer = ask(mail_bytes(), role, store=known(earlier=earlier), signatures=[SIGNED], now=LATER)
    assert (answer.outcome, answer.report) == SILENT


@pytest.mark.parametrize("body", ["yes", "fix i3 start=2026-11-03T09:00", "reject", "hold 12h"])
def test_a_signed_mail_without_a_code_does_not_count(body: str) -> None:
    answer = ask(mail_bytes(body), "inbox", signatures=[SIGNED], now=LATER)
    assert (answer.outcome, answer.report) == TOLD


def test_a_code_in_the_subject_alone_is_not_in_the_signed_body() -> None:
    raw = mail_bytes("approve", Subject="approve K7M2RX", In_Reply_To=None)
    assert done(ask(raw, "inbox", signatures=[SIGNED], now=LATER)) == []
    assert done(ask(raw, "sent")) == []


# --- where the words stand -----------------------------------------------------------------


def mixed(part: str) -> bytes:
    """An answer that says "Thanks!" and carries another part."""
    return mail_bytes(
        f"--b\nContent-Type: text/plain\n\nThanks!\n--b\n{part}\n--b--",
        Content_Type='multipart/mixed; boundary="b"',
    )


@pytest.mark.parametrize(
    "raw",
    [
        mixed("Content-Type: message/rfc822\n\nFrom: a@b.example\nSubject: x\n\napprove K7M2RX"),
        mixed("Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\n"
              "approve K7M2RX"),
        mixed("Content-Type: text/html\nContent-Disposition: attachment; filename=a.htm\n\n"
              "<p>approve K7M2RX</p>"),
        mixed("Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\n"
              "SUMMARY:approve K7M2RX\nEND:VEVENT\nEND:VCALENDAR"),
        mail_bytes(QUOTE),
        mail_bytes("> approve K7M2RX"),
        mail_bytes("Thanks!\n-- \napprove K7M2RX"),
        mail_bytes("Thanks!\n\n-----Original Message-----\nFrom: Inbox Agent\nSent: Tuesday\n"
                   "To: Leila\nSubject: x\n\napprove K7M2RX"),
        html("Thanks!<div style='display:none'>approve K7M2RX</div>"),
        html("Thanks!<p style='color:#ffffff;background-color:#ffffff'>approve K7M2RX</p>"),
        html("Thanks!<p style='color:white'>approve K7M2RX</p>"),
        html("Thanks!<p style='font-size:0'>approve K7M2RX</p>"),
        html("Thanks!<p style='visibility:hidden'>approve K7M2RX</p>"),
        html("Thanks!<p style='opacity:0'>approve K7M2RX</p>"),
        html("Thanks!<p hidden>approve K7M2RX</p>"),
        html("Thanks!<!-- approve K7M2RX -->"),
        html("Thanks!<blockquote type='cite'>approve K7M2RX</blockquote>"),
        html("Thanks!<div class='gmail_quote'>On Tuesday X wrote:<br>approve K7M2RX</div>"),
        html("<title>approve K7M2RX</title>Thanks!"),
        html("<img alt='approve K7M2RX' src='x'>Thanks!"),
        mail_bytes("Thanks!", Subject="approve K7M2RX"),
    ],
)  # fmt: skip
def test_a_command_that_the_owner_did_not_say_is_none(raw: bytes) -> None:
    answer = ask(raw)
    assert done(answer) == []
    assert (answer.outcome, answer.report) == ASKED


@pytest.mark.parametrize(
    "body",
    [
        "approve all",
        "approve K7M2RX\nreject K7M2RX",
        "do not approve K7M2RX",
        "approve K7M2RX?",
        "approve K7M2RX if Dr. Ng is right",
        "Not yet! approve K7M2RX",
        "approve K7M2RX\n-- \nreject K7M2RX",
        "nothing that I know of",
    ],
)
def test_what_is_ambiguous_is_asked_and_keeps_the_draft_here(body: str) -> None:
    answer = ask(mail_bytes(body), store=known(replace(approved(), id="d1")))
    assert (answer.outcome, answer.report, answer.decisions) == (*ASKED, ())
    assert answer.objections == ("K7M2RX",)


# --- which version ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", [s for s in DraftState if s not in ("proposed", "held", "approved")]
)
def test_a_code_of_a_draft_that_is_past_approving_is_refused_and_told(state: DraftState) -> None:
    phase = "data" if state is DraftState.SENDING else ""
    answer = ask(mail_bytes(), store=known(replace(FIRST, state=state, phase=phase)))
    assert done(answer) == []
    assert answer.report
    assert len(answer.lines) == 1


def test_a_code_of_an_older_version_is_dead() -> None:
    new = replace(FIRST, version=2, code="PR3KM7")
    answer = ask(mail_bytes(), store=known(newest=[new]))
    assert (done(answer), answer.report) == ([], True)
    assert answer.lines == (
        "K7M2RX is the code of an older version; the newest one was asked anew.",
    )


def test_an_old_signed_mail_replayed_meets_a_dead_code() -> None:
    new = replace(FIRST, version=2, code="PR3KM7")
    answer = ask(mail_bytes(), "inbox", store=known(newest=[new]), signatures=[SIGNED], now=LATER)
    assert done(answer) == []


@pytest.mark.parametrize(
    "draft",
    [
        replace(FIRST, deadline=NOW),
        replace(FIRST, gaps=(Gap("recipient", "To whom?"),)),
        replace(FIRST, findings=(Finding("x", Verdict.BLOCK, "q", "why", "instead"),)),
    ],
    ids=["past its deadline", "a gap", "a block"],
)
def test_what_may_not_go_cannot_be_approved(draft: Draft) -> None:
    answer = ask(mail_bytes(), store=known(draft))
    assert (done(answer), answer.report, len(answer.lines)) == ([], True, 1)


def test_one_dead_code_does_not_stop_the_others() -> None:
    dead = replace(FIRST, state=DraftState.EXPIRED)
    answer = ask(mail_bytes("approve K7M2RX 2HDFC4"), store=known(dead))
    assert done(answer) == [("approve", "2HDFC4")]
    assert len(answer.lines) == 1


def test_an_address_that_is_no_recipient_confirms_nothing() -> None:
    answer = ask(mail_bytes("approve K7M2RX evil@x.example"))
    assert (done(answer), answer.lines) == ([], ("evil@x.example is no recipient of K7M2RX.",))


def test_a_hold_beyond_the_deadline_is_refused_with_the_latest_moment() -> None:
    due = replace(FIRST, deadline=NOW + 10 * HOUR)
    assert done(ask(mail_bytes("hold K7M2RX 10h"), store=known(due))) == [("hold", "K7M2RX")]
    answer = ask(mail_bytes("hold K7M2RX 12h"), store=known(due))
    assert done(answer) == []
    assert answer.lines == (
        "K7M2RX can be held until Tue 03 Nov 2026 22:00 your time at the latest, its deadline.",
    )


# --- two forms of one mail -----------------------------------------------------------------


def two_forms(plain: str, page: str) -> bytes:
    body = (
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n"
        f"--b\nContent-Type: text/html; charset=utf-8\n\n<html><body>{page}</body></html>\n--b--"
    )
    return mail_bytes(body, Content_Type="multipart/alternative; boundary=b")


LONG = "<blockquote>" + "<p>On Monday somebody wrote something of some length.</p>" * 30


@pytest.mark.parametrize(
    ("plain", "page"),
    [
        ("reject K7M2RX", "<p>approve K7M2RX</p>"),
        ("approve K7M2RX", "<p>reject K7M2RX</p>"),
        ("reject K7M2RX", f"<p>approve K7M2RX</p>{LONG}"),  # the plain one looks like a stub
        ("Not yet, please.", f"<p>approve K7M2RX</p>{LONG}"),
        ("approve K7M2RX", "<p>approve 2HDFC4</p>"),
        ("approve K7M2RX", "<p>approve K7M2RX 2HDFC4</p>"),
        ("approve K7M2RX", "<p>Thank you for your help yesterday.</p>"),
        ("approve K7M2RX", "<p style='display:none'>approve K7M2RX</p><p>Wait with this.</p>"),
        ("hold K7M2RX 2h", "<p>hold K7M2RX 12h</p>"),
    ],
)
def test_where_plain_text_and_html_ask_for_different_things_we_ask(plain: str, page: str) -> None:
    answer = ask(two_forms(plain, page))
    assert (answer.outcome, answer.decisions) == (Outcome.ASKED, ())
    assert answer.report
    if "K7M2RX" in plain and "K7M2RX" in page:
        assert "K7M2RX" in answer.objections


def test_two_forms_that_say_the_same_are_one_answer() -> None:
    assert done(ask(two_forms("approve K7M2RX\n", "<div>Approve&nbsp;K7M2RX.</div>"))) == [
        ("approve", "K7M2RX")
    ]


# --- floods and races ----------------------------------------------------------------------


LETTERS = ALPHABET[8:]
WRONG = [f"7{a}{b}{c}4M" for a in LETTERS for b in LETTERS for c in LETTERS][:1_000]


def test_a_thousand_wrong_codes_are_silence() -> None:
    assert not set(WRONG) & set(CODES)
    for code in WRONG:
        raw = mail_bytes(f"approve {code}", In_Reply_To=None, Subject="x")
        assert ask(raw, "inbox", now=LATER).outcome is Outcome.IGNORED


def test_a_flood_of_unproved_answers_gets_a_few_reports_a_day() -> None:
    days = [may_report(n, guessed=False) for n in range(MAX_UNPROVED_REPORTS + 2)]
    assert days == [True] * 3 + [False] * 2


def test_a_thousand_wrong_codes_in_answers_to_a_request_get_one_report_a_day() -> None:
    answers = [ask(mail_bytes(f"approve {code}"), "inbox", now=LATER) for code in WRONG]
    assert {(answer.outcome, answer.report) for answer in answers} == {TOLD}
    reported = [may_report(n, guessed=answer.guessed) for n, answer in enumerate(answers)]
    assert (reported[0], sum(reported)) == (True, 1)


@pytest.mark.parametrize("body", ["reject K7M2RX", "hold K7M2RX 12h", "no", "stop! not K7M2RX"])
@pytest.mark.parametrize("draft", [approved(), step(approved(), Event.CLAIM, NOW + HOUR)])
def test_an_unproved_reject_keeps_the_version_here_while_the_hold_runs_out(
    body: str, draft: Draft
) -> None:
    answer = ask(mail_bytes(body), "inbox", store=known(replace(draft, id="d1")))
    assert (answer.outcome, answer.objections) == (Outcome.WAITING, ("K7M2RX",))
    stopped = step(draft, Event.OBJECT, NOW, why="an answer that is not settled")
    event = Event.CLAIM if stopped.state is DraftState.APPROVED else Event.DATA
    with pytest.raises(IllegalStep):
        step(stopped, event, NOW + 2 * HOUR)


def test_a_reject_of_a_stranger_who_knows_the_code_only_delays() -> None:
    raw = mail_bytes("reject K7M2RX", From="evil@x.example")
    answer = ask(raw, "inbox", store=known(replace(approved(), id="d1")))
    assert (answer.outcome, answer.objections, answer.decisions) == (
        Outcome.REFUSED,
        ("K7M2RX",),
        (),
    )


def test_an_unproved_approval_stops_nothing() -> None:
    assert ask(mail_bytes(), "inbox", store=known(replace(approved(), id="d1"))).objections == ()


def test_from_data_on_nothing_can_be_stopped() -> None:
    answer = ask(mail_bytes("reject K7M2RX"), "inbox", store=known(replace(at_data(), id="d1")))
    assert answer.objections == ()


def test_approve_and_reject_in_two_mails_end_rejected_in_either_order() -> None:
    draft = replace(FIRST)
    both = [
        step(step(draft, Event.APPROVE, NOW), Event.REJECT, NOW),
        step(draft, Event.REJECT, NOW),
    ]
    assert [one.state for one in both] == [DraftState.REJECTED, DraftState.REJECTED]
    assert done(ask(mail_bytes(), store=known(both[1]))) == []
