"""Header fields: all of them, in order, clean; addresses, dates and message-ids out of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from inbox_agent.core.addresses import MAX_ADDRESSES, addresses
from inbox_agent.core.headers import date, decoded, message_ids, only_clean_address, scan
from inbox_agent.core.mail import Address, Mail
from inbox_agent.core.parse import UNCLEAN_FROM, clean_author, parse


def read(text: str | bytes) -> Mail:
    parsed = parse(text.encode() if isinstance(text, str) else text)
    assert isinstance(parsed, Mail)
    return parsed


def test_every_field_is_kept_in_order_on_one_line() -> None:
    mail = read(
        "Received: from a\n\tby b; Tue, 8 Dec 2026\nReceived: from c\nX-Odd : value\n"
        "subject:\n  Hello\n there \nDKIM-Signature: v=1; a=rsa-sha256;\n b=abc\nEmpty:\n\nbody\n"
    )
    assert mail.headers == (
        ("Received", "from a by b; Tue, 8 Dec 2026"),
        ("Received", "from c"),
        ("X-Odd", "value"),
        ("subject", "Hello there"),
        ("DKIM-Signature", "v=1; a=rsa-sha256; b=abc"),
        ("Empty", ""),
    )
    assert (mail.subject, mail.text) == ("Hello there", "body")
    assert mail.header_all("RECEIVED") == ("from a by b; Tue, 8 Dec 2026", "from c")


DECODED = {
    b"plain": "plain",
    b"=?utf-8?q?R=C3=A9sum=C3=A9_1?=": "Résumé 1",
    b"=?UTF-8?B?UsOpc3Vtw6k=?=": "Résumé",
    b"=?utf-8?B?UsOpc3Vtw6?=": "Résum\ufffd",  # cut short
    b"=?iso-8859-1?q?caf=E9?= au =?utf-8?q?lait?=": "café au lait",
    b"=?utf-8?q?one?= =?utf-8?q?_two?=": "one two",
    b"=?utf-8?b?4pyT4p?= =?utf-8?b?yT?=": "\u2713\ufffd\ufffd",
    b"=?utf-8?q?=E2=9C?= =?utf-8?q?=93?=": "\u2713",  # one character over two words
    b"=?utf-8*en?q?language?=": "language",
    b"=?x-unknown?q?caf=C3=A9?=": "café",
    b"=?utf-8?x?broken?=": "=?utf-8?x?broken?=",
    b"=?utf-8?q?with space?=": "with space",
    b"caf\xc3\xa9": "café",
    b"caf\xe9": "café",
    b"=?utf-8?q?hi=0ABcc:_evil@x.example?=": "hi Bcc: evil@x.example",
    b"=?utf-8?q?hi=0D=0A=00=1Bx?=": "hi x",
    b"=?utf-8?b?aGkg4oCo4oCpIHg=?=": "hi x",  # U+2028 and U+2029
    b"=?utf-7?q?hi_+2D8-?=": "hi \ufffd",  # half of a pair
    b"a\x00b\x0bc\x7f": "ab c",
}


@pytest.mark.parametrize("value", DECODED)
def test_values_are_decoded_and_can_do_no_harm(value: bytes) -> None:
    assert decoded(value) == DECODED[value]


def test_a_second_subject_or_from_is_seen() -> None:
    mail = read("From: a@b.example\nSubject: one\nsubject: two\nFROM: c@d.example\n\nhi\n")
    assert [one.addr for one in mail.from_] == ["a@b.example", "c@d.example"]
    assert mail.author == Address("", "")
    assert mail.header_all("subject") == ("one", "two")
    assert {"more than one From", "more than one Subject", UNCLEAN_FROM} <= set(mail.defects)


ADDRESSES = {
    "jane@b.example": [("", "jane@b.example")],
    "Jane Roe <Jane@B.example>": [("Jane Roe", "jane@b.example")],
    '"Roe, Jane" <jane@b.example>': [("Roe, Jane", "jane@b.example")],
    "Roe, Jane <jane@b.example>": [("Roe", ""), ("Jane", "jane@b.example")],
    "=?utf-8?q?Ren=C3=A9e?= <r@b.example>": [("Renée", "r@b.example")],
    "=?utf-8?Q?Roe,_Jane?= <r@b.example>": [("Roe, Jane", "r@b.example")],
    '"=?utf-8?q?Ren=C3=A9e?=" <r@b.example>': [("Renée", "r@b.example")],
    "jane@b.example (Jane Roe)": [("Jane Roe", "jane@b.example")],
    "a@b.example, C D <c@d.example>": [("", "a@b.example"), ("C D", "c@d.example")],
    "a@b.example; c@d.example": [("", "a@b.example"), ("", "c@d.example")],
    "Team: a@b.example, c@d.example;": [("", "a@b.example"), ("", "c@d.example")],
    "undisclosed-recipients:;": [],
    "": [],
    "<>": [("", "")],
    "Only A Name": [("Only A Name", "")],
    'say \\"x\\" <a@b.example>': [("say \\", "a@b.example")],
    "two@b.example <a@b.example> <c@d.example>": [
        ("two@b.example", "a@b.example"),
        ("", "c@d.example"),
    ],
    "Dr. Jane Roe, M.D. <jane@b.example>": [("Dr. Jane Roe", ""), ("M.D.", "jane@b.example")],
    '"a b"@c.example': [("", "@c.example")],
}  # fmt: skip


@pytest.mark.parametrize("value", ADDRESSES)
def test_every_address_that_a_field_may_mean_is_found(value: str) -> None:
    assert [(one.name, one.addr) for one in addresses(value)] == ADDRESSES[value]


def test_recipients_beyond_the_bound_are_left_out() -> None:
    value = ", ".join(f"A {i} <a{i}@b.example>" for i in range(50_000))
    mail = read(f"To: {value}\n\nhi\n")
    assert len(mail.to) == MAX_ADDRESSES
    assert mail.to[0] == Address("A 0", "a0@b.example")


OWNER = "leila@post.example"
HOSTILE = [
    f"{OWNER}(<evil@x.example>",
    f"({OWNER}) evil@x.example",
    f"{OWNER} <evil@x.example>",
    f"<evil@x.example> {OWNER}",
    f"{OWNER}, evil@x.example",
    f"{OWNER}; evil@x.example",
    f"{OWNER} evil@x.example",
    f"evil@x.example, {OWNER}",
    f"<{OWNER}><evil@x.example>",
    f"<{OWNER}> (comment)",
    f"{OWNER} (Leila)",
    f"Leila (x) <{OWNER}>",
    f"Leila: {OWNER};",
    f"Leila:; <{OWNER}>",
    f"<@x.example:{OWNER}>",
    f"<{OWNER}",
    f"{OWNER}>",
    f"<<{OWNER}>>",
    f"< {OWNER} >",
    "leila @post.example",
    "leila@ post.example",
    "leila@post.example\x00",
    "leila\x00@post.example",
    '"leila"@post.example',
    '"leila@post.example"',
    "leila@post.example@x.example",
    "leila@post..example",
    ".leila@post.example",
    "leila.@post.example",
    "leila@[127.0.0.1]",
    "leila@post",
    "leila@post.example.",
    "leila@pоst.example",  # a Cyrillic o
    "=?utf-8?q?leila=40post=2Eexample?=",
    "=?utf-8?q?=3Cleila=40post.example=3E?=",
    "=?utf-8?q?Leila_=3Cleila=40post.example=3E?= <evil@x.example>, <evil@x.example>",
    f'"Leila" "x" <{OWNER}>, ',
    f'"unclosed <{OWNER}>',
    f"Leila\\ <{OWNER}>",
    f"Leila \x7f <{OWNER}>",
    f"Leila [x] <{OWNER}>",
    f"{OWNER}\n evil@x.example",
    f"{OWNER}\r\n\t(x) <evil@x.example>",
    "",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_tricky_from_is_nobody(value: str) -> None:
    assert only_clean_address((value,)) is None
    mail = read(f"From: {value}\nSubject: x\n\napprove ABC234\n")
    assert clean_author(mail) is None


def test_a_display_name_that_looks_like_the_owner_is_not_the_owner() -> None:
    for value in (
        f'"{OWNER}" <evil@x.example>',
        "=?utf-8?q?leila=40post.example?= <evil@x.example>",
    ):
        assert only_clean_address((value,)) == "evil@x.example"
        assert clean_author(read(f"From: {value}\n\nhi\n")) == "evil@x.example"


@pytest.mark.parametrize(
    "value",
    [
        OWNER,
        f"<{OWNER}>",
        "Leila Haddad <Leila@Post.Example>",
        f'"Haddad, Leila (Dr.)" <{OWNER}>',
        f'"{OWNER}" <{OWNER}>',
        f"Dr. Leila Haddad <{OWNER}>",
        f"=?utf-8?q?Le=C3=AFla?= =?utf-8?q?_Haddad?= <{OWNER}>",
        f"ليلى حداد <{OWNER}>",
        f"Leila\n Haddad\n <{OWNER}>",
    ],
)
def test_one_plain_address_is_its_author(value: str) -> None:
    assert clean_author(read(f"From: {value}\nSubject: x\n\nhi\n")) == OWNER


def test_two_from_fields_are_nobody_even_when_equal() -> None:
    assert only_clean_address((OWNER, OWNER)) is None
    assert only_clean_address(()) is None
    assert clean_author(read(f"From: {OWNER}\nFrom: {OWNER}\n\nhi\n")) is None
    assert clean_author(read(f"From: {OWNER}\nfrom : evil@x.example\n\nhi\n")) is None


def test_a_from_after_a_stray_line_still_counts() -> None:
    mail = read(f"From: {OWNER}\nthis line is no field\nFrom: evil@x.example\n\nhi\n")
    assert [one.addr for one in mail.from_] == [OWNER, "evil@x.example"]
    assert clean_author(mail) is None


@pytest.mark.parametrize(
    "raw",
    [
        f"From: {OWNER}\nSubject: x\rFrom: evil@x.example\n\nhi\n",
        f"From: {OWNER}\nSubject: x\0\n\nhi\n",
        f"From: {OWNER}\n"
        + "".join(f"X-{i}: y\n" for i in range(1_100))
        + "From: evil@x.example\n\nhi\n",
        f"From: {OWNER}\nX: " + "y" * 1_100_000 + "\nFrom: evil@x.example\n\nhi\n",
        f"From: {OWNER}\nContent-Type: multipart/mixed; boundary=b\nFrom: evil@x.example\n\n"
        + "".join(f"--b\nContent-Type: text/plain; charset=x{i}\n\nhi\n" for i in range(100)),
    ],
)
def test_a_header_that_can_be_read_in_two_ways_is_nobodys(raw: str) -> None:
    assert clean_author(read(raw)) is None


EAST = timezone(timedelta(hours=-5))
DATES = {
    "Tue, 08 Dec 2026 06:02:00 -0500": datetime(2026, 12, 8, 6, 2, tzinfo=EAST),
    "8 Dec 2026 06:02:10 +0330": datetime(
        2026, 12, 8, 6, 2, 10, tzinfo=timezone(timedelta(hours=3, minutes=30))
    ),
    "Tue, 8 Dec 2026 06:02 -0500 (EST)": datetime(2026, 12, 8, 6, 2, tzinfo=EAST),
    "Tue, 8 Dec 2026 06:02:00 EST": datetime(2026, 12, 8, 6, 2, tzinfo=EAST),
    "Tue, 8 Dec 2026 06:02:00 GMT": datetime(2026, 12, 8, 6, 2, tzinfo=UTC),
    "Tue, 8 Dec 2026 06:02:00 -0000": datetime(2026, 12, 8, 6, 2, tzinfo=UTC),
    "Tue, 8 Dec 2026 06:02:00": datetime(2026, 12, 8, 6, 2, tzinfo=UTC),
    "Tue, 8 Dec 2026 06:02:60 +0000": datetime(2026, 12, 8, 6, 2, 59, tzinfo=UTC),  # leap second
    "tue, 8 dec 26 6:2:0 -0500": datetime(2026, 12, 8, 6, 2, tzinfo=EAST),
    "": None,
    "tomorrow": None,
    "Tue, 31 Jun 2026 06:02:00 +0000": None,
    "Tue, 8 Dec 2026 25:02:00 +0000": None,
    "Tue, 8 Dec 2026 06:02:00 +9900": None,
    "Thu, 1 Jan 1604 00:00:00 +0000": None,
    "Tue, 8 Dec 99999 06:02:00 +0000": None,
    "2026-12-08": None,
    "(" * 1000: None,
}


@pytest.mark.parametrize("value", DATES)
def test_a_date_has_its_offset_or_is_nothing(value: str) -> None:
    assert date(value) == DATES[value]


def test_message_ids_have_angle_brackets() -> None:
    assert message_ids("<a@b>") == ("<a@b>",)
    assert message_ids("<a@b> <c@d>\n\t<e@f>") == ("<a@b>", "<c@d>", "<e@f>")
    assert message_ids("a@b") == ("<a@b>",)
    assert message_ids("[abc]") == ()
    assert message_ids("") == ()


def test_a_giant_message_id_is_cut() -> None:
    mail = read("Message-ID: <" + "x" * 100_000 + "@b.example>\n\nhi\n")
    assert len(mail.message_id) == 998


def test_a_message_without_an_id_has_none_and_two_of_them_differ_by_fingerprint() -> None:
    one, two = read("Subject: x\n\none\n"), read("Subject: x\n\ntwo\n")
    assert (one.message_id, two.message_id) == ("", "")
    assert one.fingerprint != two.fingerprint


def test_text_without_any_header_is_all_body() -> None:
    mail = read("hello there\nthis is no header\n\nat all\n")
    assert (mail.headers, mail.text) == ((), "hello there\nthis is no header\n\nat all")
    assert "no header" in mail.defects


def test_a_body_that_begins_without_a_blank_line_is_found() -> None:
    mail = read("From: a@b.example\nSubject: x\nDear Leila,\nyou are invited.\n\nJane\n")
    assert (mail.subject, mail.text) == ("x", "Dear Leila,\nyou are invited.\n\nJane")


def test_a_broken_folding_does_not_cost_the_fields_after_it() -> None:
    mail = read(
        "Subject: a long\nsubject\nFrom: a@b.example\nContent-Type: text/html\n\n<p>hi</p>\n"
    )
    assert (mail.subject, mail.author.addr, mail.text) == ("a long", "a@b.example", "hi")
    assert "a line in the header that is no field" in mail.defects


@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
def test_an_ordinary_header_has_no_defect_whatever_its_line_ends(newline: bytes) -> None:
    raw = newline.join([b"From: Leila <l@post.example>", b"Subject: hi", b"", b"body", b""])
    assert scan(raw).defects == ()
