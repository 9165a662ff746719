"""Which parts a message has, and which of them are its words."""

# ruff: noqa: E501  (lines of mail are as long as they come)

from __future__ import annotations

import email

import fast_mail_parser
import pytest

from inbox_agent.core.headers import scan
from inbox_agent.core.mail import Attachment, Mail
from inbox_agent.core.parse import parse
from inbox_agent.core.structure import tree
from tests.core.corpus import messages

Leaf = tuple[str, bytes]


def read(text: str) -> Mail:
    parsed = parse(text.encode())
    assert isinstance(parsed, Mail)
    return parsed


def ours(raw: bytes) -> list[Leaf]:
    return [(part.kind, part.content()[0]) for part in tree(raw, scan(raw))[0].leaves()]


def of_the_standard_library(raw: bytes) -> list[Leaf]:
    leaves = [part for part in email.message_from_bytes(raw).walk() if not part.is_multipart()]
    return [(leaf.get_content_type(), bytes(leaf.get_payload(decode=True))) for leaf in leaves]


def of_fast_mail_parser(raw: bytes) -> list[Leaf]:
    parts = fast_mail_parser.walk(fast_mail_parser.parse_email_tree(raw))
    return [(part.content_type, part.content) for part in parts if not part.children]


def ends_alike(leaves: list[Leaf]) -> list[Leaf]:
    return [(kind, content.replace(b"\r\n", b"\n").rstrip(b"\n")) for kind, content in leaves]


def test_the_whole_corpus_has_the_parts_that_fast_mail_parser_finds() -> None:
    for name, raw in messages().items():
        assert (name, ends_alike(ours(raw))) == (name, ends_alike(of_fast_mail_parser(raw)))


def test_the_whole_corpus_has_the_parts_that_the_standard_library_finds() -> None:
    for name, raw in messages().items():
        if b"message/delivery-status" not in raw:  # which the library takes apart further
            assert (name, ends_alike(ours(raw))) == (name, ends_alike(of_the_standard_library(raw)))


BOTH = """\
From: a@b.example
Content-Type: multipart/alternative; boundary="x y"

--x y
Content-Type: text/plain

{plain}
--x y
Content-Type: text/html

{html}
--x y--
"""
INVITATION = "<p>You are invited to interview on <b>December 10</b>. <a href='https://t.example/i'>Schedule</a></p>"


def test_plain_text_is_preferred_and_the_links_of_its_html_twin_are_kept() -> None:
    mail = read(BOTH.format(plain="You are invited to interview on December 10.", html=INVITATION))
    assert (mail.text, mail.is_html) == ("You are invited to interview on December 10.", False)
    assert [link.href for link in mail.links] == ["https://t.example/i"]


@pytest.mark.parametrize(
    "stub",
    [
        "",
        " \n\n",
        "View this email in your browser: https://t.example/v",
        "Your e-mail client does not support HTML.",
        "This message contains HTML content that your program cannot display as HTML.",
        "To view this message, please use an HTML compatible email viewer.",
        "text version",
        "<html><body><p>You are invited</p></body></html>",
        "Hello",
    ],
)
def test_a_plain_part_that_says_nothing_gives_way_to_html(stub: str) -> None:
    mail = read(BOTH.format(plain=stub, html=INVITATION + "<p>We look forward to seeing you.</p>"))
    assert mail.text.startswith("You are invited to interview on December 10.")
    assert mail.is_html


def test_a_short_answer_in_plain_text_is_no_stub() -> None:
    mail = read(BOTH.format(plain="Yes, gladly.", html="<div>Yes, gladly.</div>"))
    assert (mail.text, mail.is_html) == ("Yes, gladly.", False)


def test_several_text_parts_are_read_in_order_around_an_attachment() -> None:
    mail = read(
        "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\npreamble\n--x\n\nOne\n--x\n"
        "Content-Type: application/pdf; name=map.pdf\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n"
        "--x\nContent-Type: text/plain\n\nTwo\n--x--\nepilogue\n"
    )
    assert mail.text == "One\n\nTwo"
    assert mail.attachments == (Attachment("map.pdf", "application/pdf", 5),)


@pytest.mark.parametrize(
    ("fields", "filename"),
    [
        ('Content-Disposition: attachment; filename="CV.pdf"', "CV.pdf"),
        ("Content-Disposition: attachment; filename=CV.pdf", "CV.pdf"),
        ('Content-Type: application/pdf; name="CV.pdf"', "CV.pdf"),
        ("Content-Disposition: attachment; filename*=utf-8''R%C3%A9sum%C3%A9.pdf", "Résumé.pdf"),
        (
            ("Content-Disposition: attachment; filename*0*=utf-8''R%C3%A9;\n filename*1*=sum%C3%A9;"
            " filename*2=.pdf"),
            "Résumé.pdf",
        ),
        ('Content-Disposition: attachment; filename="=?utf-8?q?R=C3=A9sum=C3=A9=2Epdf?="', "Résumé.pdf"),
        ('Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
        (r'Content-Disposition: attachment; filename="C:\\Users\\x\\CV.pdf"', "CV.pdf"),
        ('Content-Disposition: attachment; filename="a\x00b\x1b.pdf"', "ab.pdf"),
        ('Content-Disposition: attachment; filename="say \\"hi\\".pdf"', 'say "hi".pdf'),
        ('Content-Disposition: attachment; filename="unclosed.pdf', "unclosed.pdf"),
        ("Content-Disposition: attachment", ""),
    ],
)  # fmt: skip
def test_file_names_are_decoded_and_made_harmless(fields: str, filename: str) -> None:
    mail = read(
        f"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nHi\n--x\n{fields}\n\nabc\n--x--\n"
    )
    assert [one.filename for one in mail.attachments] == [filename]
    assert mail.text == "Hi"


CALENDAR = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR"


@pytest.mark.parametrize(
    "fields",
    [
        "Content-Type: text/calendar; method=REQUEST",
        "Content-Type: TEXT/CALENDAR; charset=utf-8\nContent-Disposition: attachment; filename=i.ics",
        "Content-Type: application/ics; name=invite.ics",
        "Content-Type: application/octet-stream; name=INVITE.ICS",
        "Content-Disposition: attachment; filename=invite.ics",
    ],
)
def test_calendar_parts_are_found_whatever_they_are_called(fields: str) -> None:
    mail = read(
        f"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nHi\n--x\n{fields}\n\n{CALENDAR}\n--x--\n"
    )
    assert (mail.text, mail.calendars) == ("Hi", (CALENDAR,))


def test_a_calendar_alone_has_no_text() -> None:
    mail = read(f"From: a@b.example\nContent-Type: text/calendar; charset=utf-8\n\n{CALENDAR}\n")
    assert (mail.text, mail.calendars, mail.attachments) == ("", (CALENDAR,), ())


def test_the_same_calendar_inline_and_attached_counts_once() -> None:
    part = "Content-Type: text/calendar{}\n\n" + CALENDAR
    mail = read(
        "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n"
        f"--x\n{part.format('')}\n--x\n{part.format('; name=i.ics')}\n--x--\n"
    )
    assert mail.calendars == (CALENDAR,)


def test_a_forwarded_message_is_quoted_with_its_header() -> None:
    mail = read(
        "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee below.\n--x\n"
        "Content-Type: message/rfc822\n\nReceived: by c.example\nFrom: Jane <j@c.example>\n"
        "Subject: =?utf-8?q?Entrevista_=C3=BAnica?=\n\nYou are invited.\n--x--\n"
    )
    assert mail.new == "See below."
    assert mail.quoted == "From: Jane <j@c.example>\nSubject: Entrevista única\n\nYou are invited."


def test_a_bounce_quotes_its_report_and_the_message_that_came_back() -> None:
    mail = read(
        "From: MAILER-DAEMON@b.example\nContent-Type: multipart/report; boundary=x\n\n--x\n\n"
        "It could not be delivered.\n--x\nContent-Type: message/delivery-status\n\nAction: failed\n"
        "--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: <1@post.example>\nSubject: Thanks\n--x--\n"
    )
    assert mail.new == "It could not be delivered."
    assert mail.quoted == "Action: failed\n\nMessage-ID: <1@post.example>\nSubject: Thanks"


def test_a_forwarded_message_in_base64_is_read() -> None:
    mail = read(
        "From: a@b.example\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
        "U3ViamVjdDogaW4KCmlubmVyCg==\n"
    )
    assert mail.quoted == "Subject: in\n\ninner"


REPAIRED = {
    "no boundary announced": "Content-Type: multipart/mixed\n\n--x\n\nHi\n--x--\n",
    "another boundary announced": "Content-Type: multipart/mixed; boundary=y\n\n--x\n\nHi\n--x--\n",
    "never closed": "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nHi\n",
    "closed by the outer one": (
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n"
        "Content-Type: multipart/alternative; boundary=z\n\n--z\n\nHi\n--x--\n"
    ),
    "header cut by the delimiter": (
        "Content-Type: multipart/mixed; boundary=x\n\n--x\nX-A: b\n--x\n\nHi\n--x--\n"
    ),
    "boundary that begins another": (
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nHi\n--x--\n--xx\n\nnot a part\n"
    ),
    "delimiters with spaces after": "Content-Type: multipart/mixed; boundary=x\n\n--x  \n\nHi\n--x-- \n",
    "text instead of parts": "Content-Type: multipart/mixed; boundary=x\n\nHi\n",
    "two content types": "Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=x\n\nHi\n",
    "content type without subtype": "Content-Type: text\n\nHi\n",
    "nonsense content type": "Content-Type: ;;;/\n\nHi\n",
    "unknown transfer encoding": "Content-Transfer-Encoding: x-none\n\nHi\n",
    "base64 that is none": "Content-Transfer-Encoding: base64\n\nHi, we have got it!\n",
    "base64 with a comment": "Content-Transfer-Encoding: base64 (MIME)\n\nSGk=\n",
    "base64 cut short": "Content-Transfer-Encoding: base64\n\nSGk\n",
    "base64 with strange characters": "Content-Transfer-Encoding: base64\n\nSGksIHdlIGhh*dmUgaXQh\n",
    "broken quoted-printable": "Content-Transfer-Encoding: quoted-printable\n\nH=69=\n",
    "carriage returns only": "Content-Type: text/plain\r\rHi\r",
    "an mbox line first": "From a@b.example Mon Jan  1 00:00:00 2027\nContent-Type: text/plain\n\nHi\n",
}


@pytest.mark.parametrize("oddity", REPAIRED)
def test_a_broken_message_is_read_all_the_same(oddity: str) -> None:
    text = REPAIRED[oddity]
    raw = f"{text}" if text.startswith("From ") else f"From: a@b.example\n{text}"
    if "\r" in raw:
        raw = raw.replace("\n", "\r")
    assert read(raw).text.split(",")[0] == "Hi"


def test_flowed_text_is_joined_within_one_depth_of_quoting() -> None:
    mail = read(
        "From: a@b.example\nContent-Type: text/plain; format=flowed\n\n"
        "We would like \nto meet you.\n\n> Is the 9th \n> possible?\n>> Yes \n From here\n-- \nJane\n"
    )
    assert mail.new == "We would like to meet you.\n\nFrom here"
    assert mail.quoted == "> Is the 9th possible?\n>> Yes "
    assert mail.boilerplate == "-- \nJane"


def test_flowed_text_with_delsp_loses_the_space() -> None:
    mail = read(
        "From: a@b.example\nContent-Type: text/plain; format=flowed; delsp=yes\n\n"
        "https://t.example/a \nbc\n"
    )
    assert mail.text == "https://t.example/abc"
    assert mail.links[0].href == "https://t.example/abc"
