"""Frozen bytes: only our headers, only clean lines, and the owner's words unchanged."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_agent.core.codes import without_date
from inbox_agent.core.freeze import (
    DRAFT_HEADER,
    draft_mark,
    freeze,
    message_id,
    notice_bytes,
    notice_message_id,
    with_date,
)
from inbox_agent.core.owner import Owner
from inbox_agent.core.stored import Notice
from inbox_agent.core.wire import needs_smtputf8
from inbox_agent.errors import UserError
from tests.core.a_draft import NOW, proposed

OWNER = Owner("Leila Haddad", "leila.haddad@post.example", "Asia/Amman", credential="MD")
DRAFT = replace(
    proposed(body="Dear Dr. Ng,\n\nThank you.\n\nLeila"), message_id="<d1.1.x@post.example>"
)
NAMES = ["From", "To", "Subject", "Message-ID", DRAFT_HEADER, "MIME-Version", "Content-Type",
         "Content-Transfer-Encoding"]  # fmt: skip
ANY_TEXT = st.text(alphabet=st.characters(), max_size=200)
HOSTILE = st.one_of(
    ANY_TEXT,
    st.text(alphabet='\r\n\0\x0b\x0c\x1c\x85\u2028\u2029 aB:é=?."\\,<>@', max_size=120),
)


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def assert_clean(raw: bytes) -> None:
    """Nothing that a server on the way would need to change."""
    assert raw.isascii()
    assert b"\0" not in raw
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 998
        assert not line.startswith((b".", b"From "))
    assert max(map(len, raw.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76


def test_the_frozen_bytes_of_a_thank_you() -> None:
    assert freeze(DRAFT, OWNER) == (
        b"From: Leila Haddad <leila.haddad@post.example>\r\n"
        b"To: ng@hospital.example\r\n"
        b"Subject: Thank you\r\n"
        b"Message-ID: <d1.1.x@post.example>\r\n"
        b"X-Inbox-Agent-Draft: d1.1.x\r\n"
        b"MIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"\r\n"
        b"Dear Dr. Ng,\r\n\r\nThank you.\r\n\r\nLeila\r\n"
    )


def test_the_date_comes_on_top_when_it_leaves_and_changes_nothing_else() -> None:
    raw = freeze(DRAFT, OWNER)
    amman = datetime(2026, 11, 3, 12, 0, tzinfo=timezone(timedelta(hours=3)))
    sent = with_date(raw, amman)
    assert sent == b"Date: Tue, 03 Nov 2026 12:00:00 +0300\r\n" + raw
    assert without_date(sent) == raw


@given(subject=HOSTILE, name=HOSTILE, body=HOSTILE, owner_name=HOSTILE)
def test_no_field_of_a_draft_can_add_a_header_or_a_line(
    subject: str, name: str, body: str, owner_name: str
) -> None:
    raw = freeze(
        replace(DRAFT, subject=subject, to_name=name, body=body), replace(OWNER, name=owner_name)
    )
    message = read(raw)
    assert message.keys() == NAMES
    assert_clean(raw)
    assert [a.addr_spec for a in message["To"].addresses] == ["ng@hospital.example"]
    assert [a.addr_spec for a in message["From"].addresses] == ["leila.haddad@post.example"]


@given(body=ANY_TEXT)
def test_the_words_of_the_body_arrive_as_they_were_written(body: str) -> None:
    visible = re.sub(
        "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]", "", body.replace("\r", "\n")
    )
    wanted = re.sub("[\u2028\u2029\x85]", "\n", visible).rstrip("\n") + "\n"
    content = read(freeze(replace(DRAFT, body=body), OWNER)).get_content()
    assert content.replace("\r\n", "\n") == wanted


@given(
    subject=st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Z"]),
        min_size=1,
        max_size=150,
    )
)
def test_the_words_of_the_subject_arrive_as_they_were_written(subject: str) -> None:
    assert read(freeze(replace(DRAFT, subject=subject), OWNER))["Subject"] == subject


@pytest.mark.parametrize(
    "body",
    [
        ".\nMAIL FROM:<evil@x.example>",
        "first\n.\nsecond",
        "From the first day\nFrom here",
        "a" * 2_000,
        "é" * 400,
        "trailing space \nand tab\t\n",
        "lone \r and \r\n and \n",
        "",
        "x" * 76,
        "x" * 75 + "é",
        "=" * 200,
    ],
)
def test_no_line_of_a_body_can_end_the_message_or_be_rewritten(body: str) -> None:
    raw = freeze(replace(DRAFT, body=body), OWNER)
    assert_clean(raw)
    content = read(raw).get_content().replace("\r\n", "\n")
    assert content == body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


@pytest.mark.parametrize(
    "address",
    ["a@b.example\r\nRCPT TO:<c@d.example>", "a@b.example, c@d.example", "a b@c.example", "a@b@c",
     "<a@b.example>", "a\0@b.example", "", "nobody", "a@b.example\u2028", "a@[1.2.3.4]"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UserError):
        freeze(replace(DRAFT, to=(address,)), OWNER)


def test_a_draft_without_a_recipient_can_be_shown_but_has_no_to() -> None:
    assert "To" not in read(freeze(replace(DRAFT, to=()), OWNER))


def test_an_address_beyond_ascii_is_not_re_encoded_and_is_told() -> None:
    to = ("josé@hospital.example", "ng@hospital.example")
    raw = freeze(replace(DRAFT, to=to), OWNER)
    assert "To: josé@hospital.example, ng@hospital.example\r\n".encode() in raw
    assert needs_smtputf8(to) == ("josé@hospital.example",)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Dr. Ann Ng", b'To: "Dr. Ann Ng" <ng@hospital.example>'),
        ("Ng, Ann", b'To: "Ng, Ann" <ng@hospital.example>'),
        ('Ann "Annie" Ng', b'To: "Ann \\"Annie\\" Ng" <ng@hospital.example>'),
        ("Ann Ng\r\nBcc: x@y.example", b'To: "Ann Ng Bcc: x@y.example" <ng@hospital.example>'),
        ("José Ng", b"To: =?utf-8?B?Sm9zw6kgTmc=?= <ng@hospital.example>"),
        ("=?utf-8?q?a=0AB:?=", b"To: =?utf-8?B?PT91dGYtOD9xP2E9MEFCOj89?= <ng@hospital.example>"),
    ],
)  # fmt: skip
def test_names_are_quoted_or_encoded(name: str, line: bytes) -> None:
    assert line in freeze(replace(DRAFT, to_name=name), OWNER).split(b"\r\n")


def test_an_answer_stays_in_its_thread_and_takes_only_clean_message_ids() -> None:
    draft = replace(
        DRAFT,
        in_reply_to="<q1@hospital.example>",
        references=("<q0@hospital.example>", "<q1@hospital.example>\r\nBcc: x@y.example", "junk",
                    "<" + "a" * 5_000 + "@x>", "<q1@hospital.example>"),
    )  # fmt: skip
    message = read(freeze(draft, OWNER))
    assert message["In-Reply-To"] == "<q1@hospital.example>"
    assert message["References"] == "<q0@hospital.example> <q1@hospital.example>"
    assert read(freeze(replace(DRAFT, in_reply_to="<a@b>\nBcc: x"), OWNER)).keys() == NAMES


def test_message_ids_are_stable_and_belong_to_one_version() -> None:
    first = message_id(OWNER, DRAFT)
    assert first == message_id(OWNER, DRAFT)
    assert re.fullmatch(r"<d1\.1\.[0-9a-f]{24}@post\.example>", first)
    assert message_id(OWNER, replace(DRAFT, version=2)) != first
    assert message_id(OWNER, replace(DRAFT, body="other")) != first
    assert draft_mark(replace(DRAFT, message_id=first)) == first[1:-14]
    assert notice_message_id(OWNER, "n1", "k", b"a") != notice_message_id(OWNER, "n1", "k", b"b")


NOTICE = Notice(
    id="n1", key="request d1 1", kind="request", subject="Thank you to Dr. Ng? [K7M2RX]",
    text="Shall this go?\n\napprove K7M2RX", html="<p>Shall this go? ✔</p>", created=NOW,
    message_id="<n1.abc@post.example>", in_reply_to="<q@post.example>",
)  # fmt: skip


def test_a_notice_goes_from_and_to_the_owner_and_says_that_it_is_automatic() -> None:
    raw = notice_bytes(NOTICE, OWNER, NOW)
    message = read(raw)
    assert dict(message.items()) == {
        "Date": "Tue, 03 Nov 2026 09:00:00 +0000",
        "From": "Inbox Agent <leila.haddad@post.example>",
        "To": "Leila Haddad <leila.haddad@post.example>",
        "Subject": "Thank you to Dr. Ng? [K7M2RX]",
        "Message-ID": "<n1.abc@post.example>",
        "In-Reply-To": "<q@post.example>",
        "References": "<q@post.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Inbox-Agent": "request",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }
    assert_clean(raw)
    plain, html = message.iter_parts()
    assert plain.get_content().splitlines() == ["Shall this go?", "", "approve K7M2RX"]
    assert html.get_content_type() == "text/html"
    assert html.get_content().strip() == "<p>Shall this go? ✔</p>"


def test_a_notice_without_html_is_plain() -> None:
    message = read(notice_bytes(replace(NOTICE, html="", in_reply_to=""), OWNER, NOW))
    assert message.get_content_type() == "text/plain"
    assert message["In-Reply-To"] is None


@given(subject=HOSTILE, text=HOSTILE, html=HOSTILE)
def test_no_words_of_a_notice_can_add_a_header_or_a_part(
    subject: str, text: str, html: str
) -> None:
    raw = notice_bytes(replace(NOTICE, subject=subject, text=text, html=html or "x"), OWNER, NOW)
    message = read(raw)
    assert_clean(raw)
    assert message["Auto-Submitted"] == "auto-generated"
    assert len(message.keys()) == 12
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
