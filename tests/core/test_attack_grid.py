"""Every way to forge, times every command, times every folder: not one is accepted."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from inbox_agent.core.approve import WAIT_FOR_SENT, Outcome
from inbox_agent.core.mail import Unreadable
from inbox_agent.core.parse import parse
from tests.core.a_draft import NOW
from tests.core.a_mail import SIGNED, mail_bytes
from tests.core.a_store import ask
from tests.core.test_trust import FORGED

BODIES = (
    "approve K7M2RX",
    "yes",
    "approve K7M2RX 2HDFC4",
    "reject K7M2RX",
    "edit K7M2RX\nDear Dr. Ng,",
    "note K7M2RX kind people",
    "hold K7M2RX 12h",
    "sent K7M2RX\nagain 2HDFC4",
)
ROLES = ("sent", "inbox", "all")
ELSEWHERE = (
    {"To": "mentor@school.example"},
    {"Cc": "mentor@school.example"},
    {"Bcc": "mentor@school.example"},
    {"To": "leila@post.example, mentor@school.example"},
    {"To": "undisclosed-recipients:;"},
    {"below": "To: mentor@school.example"},
)
MACHINES = (
    {"top": "Auto-Submitted: auto-replied"},
    {"top": "Precedence: list"},
    {"top": "List-Unsubscribe: <https://x.example>"},
    {"top": "Return-Path: <>"},
    {"top": "X-Inbox-Agent: digest"},
    {"Subject": "Out of office: [K7M2RX]"},
    {"Content_Type": "multipart/report; boundary=b"},
    {"Message_ID": "<n1@post.example>"},
)
DELIVERED = (
    {"top": "Delivered-To: leila@post.example"},
    {"top": "Authentication-Results: mx.post.example; dkim=pass header.d=post.example"},
    {"top": "Received: from evil.example by mx.post.example with ESMTPS id 1; x"},
    {"top": "Received: from evil.example by mx.post.example with ESMTP id 1; x"},
)
WEAK = (
    replace(SIGNED, valid=False),
    replace(SIGNED, domain="evil.example"),
    replace(SIGNED, body_length_tag=True),
    replace(SIGNED, testing=True),
    replace(SIGNED, key_bits=512),
    *(
        replace(SIGNED, signed_headers=tuple(h for h in SIGNED.signed_headers if h != name))
        for name in SIGNED.signed_headers
    ),
)


def test_no_forged_automatic_or_misdirected_mail_is_accepted() -> None:
    changes = [*({"From": value} for value in FORGED), *ELSEWHERE, *MACHINES]
    tried = 0
    for change, body, role in product(changes, BODIES, ROLES):
        raw = mail_bytes(body, **change)  # type: ignore[arg-type]
        for signatures in ([], [SIGNED]):
            answer = ask(raw, role, signatures=signatures, now=NOW + WAIT_FOR_SENT)
            assert answer.outcome in (Outcome.REFUSED, Outcome.IGNORED), (change, body, role)
            assert answer.decisions == ()
            tried += 1
    assert tried > 3_000


def test_no_delivered_copy_with_a_weak_signature_is_accepted() -> None:
    tried = 0
    for change, body, role, weak in product(({}, *DELIVERED), BODIES, ROLES, WEAK):
        if not change and role == "sent":
            continue  # that is the owner's own copy
        answer = ask(mail_bytes(body, **change), role, signatures=[weak], now=NOW + WAIT_FOR_SENT)  # type: ignore[arg-type]
        assert answer.outcome is Outcome.REFUSED, (change, body, role)
        assert answer.decisions == ()
        tried += 1
    assert tried > 1_000


@given(st.binary(max_size=400), st.sampled_from(["sent", "inbox", "drafts", ""]))
def test_no_bytes_break_the_gate_or_open_it(raw: bytes, role: str) -> None:
    if not isinstance(parse(raw), Unreadable):
        assert ask(raw, role, signatures=[SIGNED]).outcome is not Outcome.ACCEPTED


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_around_an_approval_never_turn_it_into_another_command(
    before: str, after: str
) -> None:
    answer = ask(mail_bytes(f"{before}\napprove K7M2RX\n{after}".replace("\0", "")))
    if answer.outcome is Outcome.ACCEPTED:
        for decision in answer.decisions:
            assert decision.command.code == "K7M2RX" or decision.refusal
