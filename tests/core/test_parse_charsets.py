"""Text comes out readable and clean, whatever charset the message claims."""

# ruff: noqa: E501  (a list of labels is easier to read in few lines)
from __future__ import annotations

import json

import pytest

from inbox_agent.core.charset import clean, decode, one_line
from inbox_agent.core.mail import Mail
from inbox_agent.core.parse import parse


def read(charset: str, content: bytes) -> Mail:
    raw = f"From: a@b.example\nDate: Tue, 8 Dec 2026 06:02:00 +0000\nContent-Type: text/plain{charset}\n\n"
    parsed = parse(raw.encode() + content)
    assert isinstance(parsed, Mail)
    return parsed


SAID = {  # label → how the words were really encoded
    "utf-8": "utf-8",
    "UTF8": "utf-8",
    '"utf-8"': "utf-8",
    "utf-8;": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "ISO-8859-1": "utf-8",
    "windows-1252": "cp1252",
    "latin1": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "unknown-8bit": "cp1252",
    "cp1252": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-7": "utf-7",
    "ansi": "cp1252",
}


@pytest.mark.parametrize("label", SAID)
def test_words_are_read_as_they_were_written(label: str) -> None:
    words = "Résumé “received” – thank you"
    assert read(f"; charset={label}", words.encode(SAID[label])).text == words


BOGUS = [
    "uft-8", "utf8mb4", "1", "bogus", "x-user-defined", "utf-8 8bit", "none", "_iso",
    "unicode_escape", "raw_unicode_escape", "punycode", "idna", "rot13", "hex", "base64", "zlib",
    "undefined", "mbcs", "oem", "string-escape", "charmap", "palmos", "default", "unknown", "x" * 500,
    "utf-8\x00", "\u00fc", "'", "utf-8,iso-8859-1",
]  # fmt: skip


@pytest.mark.parametrize("label", BOGUS)
def test_a_charset_that_does_not_exist_costs_no_word(label: str) -> None:
    words = "Résumé received"
    assert read(f"; charset={label}", words.encode()).text == words
    assert read(f"; charset={label}", words.encode("cp1252")).text == words


OTHERS = {
    "windows-1256": "مقابلة يوم الثلاثاء",
    "iso-8859-6": "مقابلة",
    "koi8-r": "собеседование",
    "windows-1251": "собеседование",
    "gb2312": "面试邀请",
    "gbk": "面试邀请",
    "big5": "面試邀請",
    "euc-kr": "면접",
    "ks_c_5601-1987": "면접",
    "iso-2022-jp": "面接のご案内",
    "shift_jis": "面接のご案内",
    "euc-jp": "面接のご案内",
    "iso-8859-9": "görüşme",
    "windows-1254": "görüşme",
    "iso-8859-2": "rozmowa kwalifikacyjna ąęć",
    "tis-620": "สัมภาษณ์",
}


@pytest.mark.parametrize("label", OTHERS)
def test_charsets_of_the_world_are_known(label: str) -> None:
    assert read(f"; charset={label}", OTHERS[label].encode(label)).text == OTHERS[label]


def test_a_lie_about_the_charset_is_a_defect() -> None:
    assert read("; charset=bogus", b"hi").defects == ("unknown charset 'bogus'",)
    assert read("; charset=us-ascii", "é".encode()).defects == ("labelled us-ascii, is utf-8",)
    assert read("; charset=utf-8", "é".encode("cp1252")).defects == ("labelled utf-8, is not",)
    assert read("; charset=utf-8", b"h\xc3\xa9 \xff").defects == ("invalid utf-8",)
    assert read("", b"hi").defects == ()


@pytest.mark.parametrize(
    "content", [b"\xe9", b"\xed\xa0\x80", b"\xff\xfe\x00\xd8", b"+2D8-", b"\x00"]
)
@pytest.mark.parametrize("label", ["", "; charset=utf-8", "; charset=utf-16", "; charset=utf-7"])
def test_no_text_holds_half_a_character(label: str, content: bytes) -> None:
    mail = read(label, b"a" + content + b"b")
    assert json.loads(json.dumps(mail.text).encode()) == mail.text
    mail.text.encode("utf-8")


@pytest.mark.parametrize(
    "raw",
    [
        "Content-Type: text/html; charset=utf-7\n\n<p>a +2D8- b</p>",
        "Content-Disposition: attachment; filename*=utf-7''%2B2D8-.pdf\nContent-Type: application/pdf\n\nx",
        "Content-Type: multipart/mixed; boundary*=utf-7''%2B2D8-\n\nx",
        "Subject: =?utf-7?q?+2D8-?=\nFrom: =?utf-7?q?+2D8-?= <a@b.example>\n\nx",
    ],
)
def test_half_a_character_spelt_in_utf_7_is_replaced_everywhere(raw: str) -> None:
    mail = parse(raw.encode())
    assert isinstance(mail, Mail)
    repr(mail).encode("utf-8")


def test_clean_text_has_newlines_as_its_only_line_ends_and_no_invisible_characters() -> None:
    assert clean("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h") == "a\nb\nc\nd\ne\nf\ng\nh"
    assert clean("a\tb\x00\x1b[31m\x7f\x9b\ufffe\ufdd0") == "a\tb[31m"
    assert clean("8:00\u202fAM\u00a0CT\u2009\u3000") == "8:00 AM CT  "
    assert clean("in\u00advis\u200bi\ufeffble\u2060") == "invisible"
    assert clean("\ud83d x \ude00") == "\ufffd x \ufffd"
    assert clean("😀 مي‌خواهم") == "😀 مي‌خواهم"


def test_one_line_is_one_line() -> None:
    assert one_line(" a \r\n b\tc\x00\x1fd\u2028e\x85f ") == "a b c d e f"


def test_a_mark_of_byte_order_wins_over_the_label() -> None:
    assert decode("é".encode("utf-16"), "utf-8") == ("é", "")
    assert decode(b"\xef\xbb\xbf\xc3\xa9", "iso-8859-1") == ("é", "")
