"""No message, whatever is in it, takes 2 seconds, 200 MB, or an exception."""

# ruff: noqa: E501
from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inbox_agent.core.mail import Mail, Unreadable
from inbox_agent.core.parse import MAX_SIZE, parse
from inbox_agent.core.quotes import split
from inbox_agent.core.structure import MAX_DEPTH, MAX_PARTS
from tests.core.corpus import messages

LIMIT = 2.0  # seconds of processor time: the promise for any message
MEMORY = 200 << 20  # bytes of the whole process while it reads the message

HEAD = "From: a@b.example\nMessage-ID: <1@b.example>\nSubject: odd\n"


def nested(depth: int, inner: str = "\nhi\n") -> str:
    levels = (f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(depth))
    return HEAD + "".join(levels) + inner


def forwarded(depth: int) -> str:
    return (
        HEAD + "Content-Type: message/rfc822\n\n" * depth + "Subject: in\n\n" + "hello\n" * 90_000
    )


def timed(raw: str | bytes) -> tuple[Mail | Unreadable, float]:
    raw = raw if isinstance(raw, bytes) else raw.encode()
    started = time.process_time()
    return parse(raw), time.process_time() - started


@pytest.mark.parametrize("make", [nested, forwarded])
@pytest.mark.parametrize("depth", [10, MAX_DEPTH - 1])
def test_deep_nesting_within_the_bound_is_read(make: Callable[[int], str], depth: int) -> None:
    mail, seconds = timed(make(depth))
    assert isinstance(mail, Mail)
    assert mail.text
    assert seconds < LIMIT


@pytest.mark.parametrize("make", [nested, forwarded])
@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 100, 300, 1_000, 100_000])
def test_deeper_nesting_is_set_aside_with_its_reason(
    make: Callable[[int], str], depth: int
) -> None:
    mail, seconds = timed(make(depth))
    assert isinstance(mail, Unreadable)
    assert (mail.reason, mail.message_id, mail.subject, mail.from_addr) == (
        "nested more than 50 levels deep",
        "<1@b.example>",
        "odd",
        "a@b.example",
    )
    assert seconds < LIMIT


def test_a_message_too_large_is_set_aside_with_its_reason() -> None:
    mail, seconds = timed(HEAD.encode() + b"\n" + b"x" * MAX_SIZE)
    assert isinstance(mail, Unreadable)
    assert mail.reason == f"larger than {MAX_SIZE} bytes"
    assert seconds < LIMIT


def test_ten_thousand_parts_are_read_up_to_the_bound() -> None:
    mail, seconds = timed(
        f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nhi\n" * 10_000 + "--b--\n"
    )
    assert isinstance(mail, Mail)
    assert mail.text.count("hi") == MAX_PARTS
    assert f"more than {MAX_PARTS} parts, the rest left out" in mail.defects
    assert seconds < LIMIT


FIELDS = [
    "(",
    "<",
    '"',
    ",",
    "@",
    "\\",
    '<"',
    "=?utf-8?q?a?= ",
    "=?",
    ":",
    ";",
    " x",
    "\n x",
    '"\\"',
    "a@b, ",
]


@pytest.mark.parametrize("piece", FIELDS)
def test_a_megabyte_in_each_field_is_read(piece: str) -> None:
    value = piece * (150_000 // len(piece))
    names = ("From", "To", "Cc", "Reply-To", "Subject", "Message-ID", "References", "Date")
    text = "".join(f"{name}: {value}\n" for name in names)
    mail, seconds = timed(f"{text}\nhi\n")
    assert isinstance(mail, Mail)
    assert seconds < LIMIT


BLOCKS = {
    "one field of 30 MB": "Subject: " + "x" * 30_000_000 + "\n\nhi\n",
    "100,000 fields": "".join(f"X-{i}: y\n" for i in range(100_000)) + "\nhi\n",
    "30,000 stray lines": "stray\nX: y\n" * 30_000 + "From: a@b.example\n\nhi\n",
    "300,000 folds": "Subject: x\n" + " y\n" * 300_000 + "\nhi\n",
    "50,000 parameters": "Content-Type: text/plain; "
    + "; ".join(f"a*{i}=b" for i in range(50_000))
    + "\n\nhi\n",
    "a type of semicolons": "Content-Type: text/plain" + ";" * 900_000 + "\n\nhi\n",
    "open quotes": "Content-Type: text/plain" + '; a="' * 200_000 + "\n\nhi\n",
    "a type of spaces": "Content-Type: " + " " * 900_000 + "x\n\nhi\n",
    "lines like delimiters": "Content-Type: multipart/mixed; boundary=b\n\n" + "--bx\n" * 500_000,
    "8 million dashes": "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + "--\n" * 2_700_000,
    "forwards in base64": "Content-Type: multipart/mixed; boundary=b\n\n"
    + "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA==\n"
    * 900,
}


@pytest.mark.parametrize("oddity", BLOCKS)
def test_a_monstrous_block_is_read(oddity: str) -> None:
    mail, seconds = timed(BLOCKS[oddity])
    assert isinstance(mail, Mail)
    assert seconds < LIMIT


TEXTS = [
    ">", "On ", " ", "\n", "a@", "a:\n", "On x wrote:\n", "On a at b ", "From: a@b\n", "-", "--\n", "-- \n",
    "_" * 12 + "\n", "confidential message is ", "message intended ", "to unsubscribe ", "\t", "> ",
    "2026 8:00 a@b:\n", "\u00a0", "\u200b", "http://", "www.", "Begin forwarded message:\n", "كتب:\n",
    "Sent from my iPhone\n", "*", "x" * 400 + "\n", "received the ", "(", "\x00", "é", "😀",
]  # fmt: skip


@pytest.mark.parametrize("piece", TEXTS)
@pytest.mark.parametrize("kind", ["plain", "plain; format=flowed; delsp=yes", "html"])
def test_a_text_of_nothing_but_one_thing_is_read(kind: str, piece: str) -> None:
    text = piece * (300_000 // len(piece))
    mail, seconds = timed(f"{HEAD}Content-Type: text/{kind}; charset=utf-8\n\n{text}")
    assert isinstance(mail, Mail)
    assert seconds < LIMIT


@pytest.mark.parametrize("piece", TEXTS)
def test_splitting_a_megabyte_takes_less_than_the_limit(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    split(text)
    assert time.process_time() - started < LIMIT


HTML = [
    "<div>", "<p>x", "<ul><li>", "<dl><dd>", "<b a={i}>x", "<font size={i}><p>x", "<a href='http://x{i}'>",
    "<span>", "<table><tr><td>", "<td>x", "<tr>", "<blockquote>", "<div class=gmail_quote>", "<br>", "<!--",
    "<style>", "<style>.a{{display:none}}</style>", "<script>", "<svg>", "<pre>\n", "<", ">", "&", "&#38;",
    '<p style="display:none">x', '<p style="font-size:0">x', '<p style="color:#fff">x', "<select><option>",
    '<div bgcolor=#fff style="color:#fff">x', '<img src="data:image/png;base64,', "<style>@media x {{",
    "<form><div>", "<body a{i}=1>", "<p a{i}>",
]  # fmt: skip


@pytest.mark.parametrize("piece", HTML)
@pytest.mark.parametrize("size", [60_000, 700_000])
def test_hostile_html_is_read(size: int, piece: str) -> None:
    html = "".join(piece.format(i=i) for i in range(size // len(piece)))
    mail, seconds = timed(f"{HEAD}Content-Type: text/html; charset=utf-8\n\n{html}")
    assert isinstance(mail, Mail)
    assert seconds < LIMIT


@pytest.mark.parametrize("attribute", ["a{i}=1 ", 'a{i}=">" ', "a{i}='<' ", "a{i}/"])
@pytest.mark.parametrize("size", [60_000, 400_000])
def test_a_tag_with_thousands_of_attributes_is_read(size: int, attribute: str) -> None:
    attributes = "".join(attribute.format(i=i) for i in range(size // len(attribute)))
    mail, seconds = timed(f"{HEAD}Content-Type: text/html\n\n<p {attributes}>You are invited.</p>")
    assert isinstance(mail, Mail)
    assert seconds < LIMIT


def test_selectors_of_a_hostile_style_sheet_are_bounded() -> None:
    for sheet in (
        ".a," * 100_000,
        "{" * 200_000,
        ".a{display:none}" * 20_000,
        "@media{a{" * 30_000,
    ):
        mail, seconds = timed(
            f"{HEAD}Content-Type: text/html\n\n<style>{sheet}</style>" + "<p class=a>x" * 500
        )
        assert isinstance(mail, Mail)
        assert seconds < LIMIT


_MEASURE = """
import sys
from inbox_agent.core.parse import parse
size = int(sys.argv[2])
line = {"base64": b"aGVsbG8gd29ybGQhaGVsbG8gd29ybGQhaGVsbG8gd29ybGQhaGVsbG8h\\r\\n", "html": b"<p>hello you</p>\\n",
        "text": b"hello \\xe9 you\\n", "qp": b"=C3=A9=\\n"}[sys.argv[1]]
kind = {"base64": b"application/pdf\\nContent-Transfer-Encoding: base64", "html": b"text/html", "text": b"text/plain",
        "qp": b"text/plain; charset=utf-8\\nContent-Transfer-Encoding: quoted-printable"}[sys.argv[1]]
raw = b"From: a@b.example\\nContent-Type: " + kind + b"\\n\\n" + line * (size // len(line))
parse(raw)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) * 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc to measure")
@pytest.mark.parametrize("kind", ["base64", "html", "text", "qp"])
def test_the_largest_messages_need_less_than_the_memory_promised(kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, kind, str(MAX_SIZE - 1_000)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert int(done.stdout) < MEMORY


SPOILERS = [
    b"\r\n", b"\n", b"\r", b"--", b"=?utf-8?b?", b"?=", b"\x00", b"\xff", b"\xed\xa0\x80", b"<", b">", b'"',
    b"(", b"@", b",", b";", b":", b" \n", b"\n\n", b"boundary=", b"base64", b"multipart/mixed",
    b"message/rfc822", b"charset=utf-16", b"charset=utf-7", b"charset=hz", b"&#5;", b"<table>", b"</table>",
    b"<blockquote>", b"On x wrote:", b"\xe2\x80\xa8", b"format=flowed",
]  # fmt: skip


def spoilt(raw: bytes, chance: random.Random) -> bytes:
    """``raw`` with some of its bytes cut out, doubled or replaced."""
    mail = bytearray(raw)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(len(mail) + 1)
        mail[at : at + chance.choice((0, 0, 1, 10, 100))] = chance.choice(SPOILERS)
    return bytes(mail)


def is_clean(text: str) -> bool:
    return all(c in "\n\t" or (c >= " " and not "\x7f" <= c <= "\x9f") for c in text)


def filled(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def test_thousands_of_spoilt_messages_are_read_and_clean() -> None:
    chance = random.Random(20261208)
    corpus = list(messages().values())
    for _ in range(1_500):
        raw = spoilt(chance.choice(corpus), chance)
        mail = parse(raw)
        assert isinstance(mail, Mail)
        sections = (mail.new, mail.quoted, mail.boilerplate)
        assert sorted(filled(mail.text)) == sorted(
            line for one in sections for line in filled(one)
        ), raw
        for text in (mail.text, mail.hidden, *mail.calendars, *mail.defects):
            assert is_clean(text), raw
            text.encode("utf-8")
        lines = [
            mail.subject,
            mail.message_id,
            *mail.references,
            *(value for _, value in mail.headers),
        ]
        lines += [
            str(one) for one in (*mail.from_, *mail.to, *mail.cc, *mail.reply_to, *mail.sender)
        ]
        lines += [one.filename for one in mail.attachments]
        lines += [f"{link.text} {link.href}" for link in mail.links]
        for line in lines:
            assert len(line.splitlines()) <= 1, raw
            assert is_clean(line), raw
            line.encode("utf-8")
