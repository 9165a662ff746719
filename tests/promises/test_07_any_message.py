"""Promise 7: any message is handled in under 2 s and 200 MB, or set aside; the rest goes on."""

from __future__ import annotations

import resource
import time

import pytest

from inbox_agent.core.mail import Unreadable
from inbox_agent.core.parse import parse
from inbox_agent.shell.reader import reader

SECONDS = 2.0
MEGABYTES = 200
HEAD = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
NESTED = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"


def _html(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body


HOSTILE = {
    "ten nested parts": HEAD + NESTED * 10 + b"\r\nhello\r\n",
    "a thousand nested parts": HEAD + NESTED * 1_000 + b"\r\nhello\r\n",
    "a hundred thousand nested parts": HEAD + NESTED * 100_000,
    "ten thousand parts": HEAD + NESTED[:-5] + b"--x\r\n\r\nhi\r\n" * 10_000,
    "a header of a megabyte": b"X-Long: " + b"a" * 1_000_000 + b"\r\n" + HEAD + b"\r\nhello\r\n",
    "fifty thousand recipients": HEAD + b"Cc: " + b", ".join([b"x@y.example"] * 50_000)
    + b"\r\n\r\nhello\r\n",
    "an unknown charset": HEAD + b"Content-Type: text/plain; charset=bogus\r\n\r\nh\xe9llo\r\n",
    "no boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\nhello\r\n",
    "broken base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\naGVsbG8\xff=\r\n",
    "two From headers": b"From: x@y.example\r\n" + HEAD + b"\r\nhello\r\n",
    "a line break in the subject": HEAD + b"Subject: =?utf-8?q?a=0ABcc:_e@f.g?=\r\n\r\nhello\r\n",
    "no header at all": b"hello\r\n",
    "nothing": b"",
    "nulls": b"\x00" * 100_000,
    "a megabyte of >": HEAD + b"\r\n" + b">" * 1_000_000,
    "a megabyte of On": HEAD + b"\r\n" + b"On " * 333_333,
    "a megabyte of spaces": HEAD + b"\r\n" + b" " * 1_000_000 + b"x",
    "many dates": HEAD + b"\r\n" + b"Nov 12 at 8 AM CT, " * 20_000,
    "many quoted levels": HEAD + b"\r\n" + b"".join(b">" * n + b" hi\r\n" for n in range(1000)),
    "deep html": _html(b"<div>" * 50_000 + b"hello"),
    "a wide table": _html(b"<table>" + b"<tr><td>x</td></tr>" * 50_000 + b"</table>"),
    "unclosed html": _html(b"<a href='" + b"x" * 500_000),
    "a broken calendar": HEAD + b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nX\r\n",
    "a calendar of 20,000 events": HEAD + b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n"
    + b"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261112T080000Z\r\nEND:VEVENT\r\n" * 20_000
    + b"END:VCALENDAR\r\n",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """Building the reader once is not what a message costs."""
    mail = parse(HEAD + b"\r\nhello\r\n")
    assert not isinstance(mail, Unreadable)
    reader().read(mail)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_read_or_refused_within_its_bounds(name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()  # of this process: another one's load is not the message's fault
    mail = parse(HOSTILE[name])
    if not isinstance(mail, Unreadable):
        reading = reader().read(mail)
        assert reading.category
    else:
        assert mail.reason
    assert time.process_time() - begun < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MEGABYTES
