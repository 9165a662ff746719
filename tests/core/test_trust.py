"""Who may speak for the owner: nobody but the owner, proved, in person, and to us."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_agent.core.freeze import notice_bytes
from inbox_agent.core.proof import Signature
from inbox_agent.core.stored import Notice
from inbox_agent.core.trust import Standing, marks, may_need_dkim
from tests.core.a_draft import NOW
from tests.core.a_mail import OWNER, SIGNED, look, mail_bytes, parsed

# --- who and to whom ----------------------------------------------------------------------

FORGED = [
    "evil@x.example",
    '"leila@post.example" <evil@x.example>',
    "leila@post.example <evil@x.example>",
    "Leila Haddad <leila@post.example> <evil@x.example>",
    "leila@post.example, evil@x.example",
    "evil@x.example, leila@post.example",
    "leila@post.example(<evil@x.example>)",
    "(leila@post.example) evil@x.example",
    "evil@x.example (leila@post.example)",
    "<leila@post.example>evil@x.example",
    "<@x.example:leila@post.example>",
    "<leila@post.example@x.example>",
    "leila@post.example@x.example",
    '"leila"@post.example',
    '"leila@post.example"@x.example',
    "leila @post.example",
    "leila@ post.example",
    "leila@post.example.",
    "leila@.post.example",
    "leila@post..example",
    "leila@post.example.x.example",
    "leila@xpost.example",
    "leila@post.example>",
    "<leila@post.example",
    "Friends: leila@post.example;",
    "=?utf-8?q?leila=40post=2Eexample?=",
    "=?utf-8?q?leila=40post=2Eexample?= <evil@x.example>",
    "=?utf-8?q?Leila_=3Cleila=40post=2Eexample=3E?= <evil@x.example>",
    "Leila Haddad",
    "",
    "leila@pоst.example",  # a Cyrillic о
    "lеila@post.example",  # a Cyrillic е
    "leila@post.example\u200b",
    "leila@post.exаmple",
    "leila@post\u3002example",
    "leila@post．example",
    "ⓛeila@post.example",
    "leila@post.example%x.example",
    "leila%post.example@x.example",
    "leila@[post.example]",
    "leila\\@post.example",
    "leila@post.example;evil@x.example",
    "leila@post.example evil@x.example",
    "Leila\\ <leila@post.example",
    '"Leila" "Haddad <evil@x.example>" <leila@post.example>, <evil@x.example>',
    "undisclosed-recipients:;",
    "leila+x@post.example",
    "leila@post.example\x00",
    "xn--leila@post.example",
]


@pytest.mark.parametrize("value", FORGED)
def test_a_forged_from_is_never_the_owner(value: str) -> None:
    raw = mail_bytes(From=value)
    assert look(raw, "sent", signatures=[SIGNED]).standing is Standing.STRANGER


def test_there_are_at_least_forty_forged_shapes() -> None:
    assert len(set(FORGED)) >= 40


@pytest.mark.parametrize(
    ("top", "below"),
    [
        ("From: evil@x.example", ""),
        ("", "From: evil@x.example"),
        ("", "From: Leila Haddad <leila@post.example>"),
        ("", "from : evil@x.example"),
        ("", "Sender: evil@x.example"),
        ("", "Sender: leila@post.example\nSender: leila@post.example"),
        ("", "Resent-From: evil@x.example"),
        ("Resent-To: leila@post.example", ""),
    ],
)
def test_two_authors_are_none(top: str, below: str) -> None:
    raw = mail_bytes(top=top, below=below)
    assert look(raw, "sent", signatures=[SIGNED]).standing is Standing.STRANGER


def test_a_second_from_behind_a_thousand_fields_is_seen() -> None:
    below = "\n".join(["X-Padding: x"] * 1_200) + "\nFrom: evil@x.example"
    assert look(mail_bytes(below=below), "sent").standing is Standing.STRANGER


@pytest.mark.parametrize(
    "value",
    ["leila@post.example", "<leila@post.example>", "Leila Haddad <LEILA@Post.Example>",
     '"Haddad, Leila" <leila@post.example>', "=?utf-8?q?Le=C3=AFla?= <leila@post.example>",
     "ليلى حداد <leila@post.example>", "Leila <lhaddad@school.example>"],
)  # fmt: skip
def test_the_owner_is_known_in_every_plain_shape(value: str) -> None:
    assert look(mail_bytes(From=value), "sent").standing is Standing.PROVED


def test_a_sender_may_be_another_address_of_the_owner() -> None:
    raw = mail_bytes(From="lhaddad@school.example", below="Sender: leila@post.example")
    assert look(raw, "sent").standing is Standing.PROVED


@pytest.mark.parametrize(
    "changed",
    [
        {"To": "mentor@school.example"},
        {"To": "leila@post.example, mentor@school.example"},
        {"Cc": "mentor@school.example"},
        {"Bcc": "mentor@school.example"},
        {"To": "leila@post.example <evil@x.example>"},
        {"To": '"leila@post.example" <evil@x.example>'},
        {"To": "Me: leila@post.example;"},
        {"To": "undisclosed-recipients:;"},
        {"To": ""},
        {"To": None},
        {"To": None, "Cc": "leila@post.example"},
        {"To": "leila@post.example (evil@x.example)"},
        {"below": "To: evil@x.example"},
        {"below": "To: leila@post.example"},
        {"below": "Cc: leila@post.example\nCc: evil@x.example"},
    ],
)
def test_a_mail_to_somebody_else_is_never_an_answer(changed: dict[str, str | None]) -> None:
    raw = mail_bytes(**changed)  # type: ignore[arg-type]
    assert look(raw, "sent", signatures=[SIGNED]).standing is Standing.ELSEWHERE


@pytest.mark.parametrize(
    "to",
    ["Leila <leila@post.example>", "leila@post.example, lhaddad@school.example",
     '"Haddad, Leila" <leila@post.example>'],
)  # fmt: skip
def test_the_owners_own_addresses_are_the_owner(to: str) -> None:
    assert look(mail_bytes(To=to, Cc="leila@post.example"), "sent").standing is Standing.PROVED


# --- machines -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "top",
    [
        "Auto-Submitted: auto-replied",
        "auto-submitted: auto-generated (vacation)",
        "Auto-Submitted: auto-notified; owner-email=x",
        "Auto-Submitted: nonsense",
        "Auto-Submitted: no\nAuto-Submitted: auto-replied",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "List-Id: <list.example>",
        "List-Unsubscribe: <mailto:x@y.example>",
        "X-Autoreply: yes",
        "X-Auto-Response-Suppress: All",
        "Return-Path: <>",
        "Return-Path: < >",
    ],
)
def test_what_no_person_wrote_is_automatic(top: str) -> None:
    raw = mail_bytes(top=top)
    assert look(raw, "sent", signatures=[SIGNED]).standing is Standing.AUTOMATIC


@pytest.mark.parametrize(
    "changed",
    [
        {"Content_Type": "multipart/report; report-type=delivery-status; boundary=x"},
        {"Content_Type": 'Multipart/Report; boundary="x"'},
        {"Subject": "Automatic reply: Thank you to Dr. Ng? [K7M2RX]"},
        {"Subject": "Out of Office: Thank you"},
        {"Subject": "Réponse automatique : Thank you"},
        {"Subject": "Automatische Antwort: Thank you"},
        {"Subject": "Undeliverable: Thank you"},
        {"Subject": "رد تلقائي: Thank you"},
        {"Subject": "自动回复: Thank you"},
    ],
)
def test_reports_and_absences_are_automatic(changed: dict[str, str]) -> None:
    raw = mail_bytes(**changed)  # type: ignore[arg-type]
    assert look(raw, "sent", signatures=[SIGNED]).standing is Standing.AUTOMATIC


def test_a_person_may_say_that_no_machine_sent_it() -> None:
    assert look(mail_bytes(top="Auto-Submitted: no"), "sent").standing is Standing.PROVED


# --- our own notices ----------------------------------------------------------------------

NOTICE = Notice(
    id="n1", key="request", kind="request", subject="Thank you to Dr. Ng? [K7M2RX]",
    text="Answer with: approve K7M2RX", html="", created=NOW, message_id="<n1@post.example>",
)  # fmt: skip
REQUEST = notice_bytes(NOTICE, OWNER, NOW)
MARKS = marks(REQUEST, NOTICE.text)


def without(raw: bytes, *names: bytes) -> bytes:
    head, blank, body = raw.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(names)]
    return b"\r\n".join(kept) + blank + body


WORDS = b"Answer with: approve K7M2RX\r\n"
BASE64 = (
    without(REQUEST, b"auto-", b"x-", b"content-transfer", b"message-id").removesuffix(
        b"\r\n" + WORDS
    )
    + b"Content-Transfer-Encoding: base64\r\n\r\n"
    + base64.b64encode(WORDS)
)


@pytest.mark.parametrize(
    ("raw", "signatures"),
    [
        (REQUEST, []),
        (without(REQUEST, b"auto-submitted"), []),
        (without(REQUEST, b"auto-submitted", b"x-"), []),
        (without(REQUEST, b"auto-submitted", b"x-", b"message-id"), []),
        (without(REQUEST, b"auto-submitted", b"x-").replace(b"<n1@", b"<n2@"), []),
        (without(REQUEST, b"auto-", b"x-").replace(b"<n1@", b"<n2@") + b"\r\n\r\n", []),
        (without(REQUEST, b"auto-", b"x-").replace(b"<n1@", b"<n2@").replace(b"\r\n", b"\n"), []),
        (BASE64, []),
        (
            mail_bytes("changed on the way"),
            [replace(SIGNED, body_hash=base64.b64encode(
                hashlib.sha256(REQUEST.partition(b"\r\n\r\n")[2]).digest()).decode())],
        ),
    ],
    ids=["as it is", "no Auto-Submitted", "no header of ours", "no Message-ID",
         "another Message-ID", "blank lines", "bare newlines", "base64", "its bh"],
)  # fmt: skip
def test_our_own_request_replayed_never_counts(raw: bytes, signatures: Sequence[Signature]) -> None:
    found = look(raw, "sent", our_marks=MARKS, signatures=[*signatures, SIGNED])
    assert found.standing in (Standing.OURS, Standing.AUTOMATIC)


def test_an_answer_does_not_look_like_our_notice() -> None:
    assert marks(mail_bytes(), "approve K7M2RX").isdisjoint(MARKS)


# --- when DNS is asked --------------------------------------------------------------------

SIGNATURE = "DKIM-Signature: v=1; a=rsa-sha256"


@pytest.mark.parametrize(
    ("raw", "role", "wanted"),
    [
        (mail_bytes(top=SIGNATURE), "inbox", True),
        (mail_bytes(top=SIGNATURE), "sent", False),
        (mail_bytes(top=SIGNATURE), "drafts", False),
        (mail_bytes(), "inbox", False),
        (mail_bytes(top=SIGNATURE, From="evil@x.example"), "inbox", False),
        (mail_bytes(top=SIGNATURE, To="mentor@school.example"), "inbox", False),
        (mail_bytes(top=SIGNATURE + "\nPrecedence: bulk"), "inbox", False),
    ],
)
def test_dns_is_asked_only_where_the_answer_matters(raw: bytes, role: str, wanted: bool) -> None:
    assert may_need_dkim(parsed(raw), raw, folder_role=role, owner=OWNER) is wanted


@given(st.binary(max_size=300), st.sampled_from(["inbox", "sent", "drafts"]))
def test_no_bytes_break_the_judgement_or_speak_for_the_owner(raw: bytes, role: str) -> None:
    assert look(raw, role, signatures=[SIGNED]).standing is not Standing.PROVED
