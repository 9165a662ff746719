"""Which mail programs, places and languages the answers in tests/mails/answers cover."""

from __future__ import annotations

from pathlib import Path

import pytest

ANSWERS = Path(__file__).parents[1] / "mails" / "answers"
NAMES = {path.stem for path in ANSWERS.glob("*.eml")}
PROGRAMS = {
    "Gmail in the browser": "gmail-web",
    "Gmail's app": "gmail-app",
    "Outlook on the desktop": "outlook-desktop",
    "Outlook on iOS": "outlook-ios",
    "Outlook in the browser": "outlook-web",
    "Apple Mail": "apple-mail",
    "Apple Mail on the phone": "apple-iphone",
    "Yahoo": "yahoo",
    "Thunderbird": "thunderbird",
    "Samsung's mail": "samsung",
    "mutt": "mutt",
}
LANGUAGES = ("english", "arabic", "french", "spanish", "german", "portuguese", "turkish", "urdu",
             "hindi", "chinese", "russian")  # fmt: skip
WAYS = {
    "an answer below the quote": ("thunderbird-bottom", b"Content-Type: text/plain"),
    "an answer in the quote": ("thunderbird-inline", b"\r\n>"),
    "HTML alone": ("outlook-web-html-only", b"text/html"),
    "format=flowed": ("apple-mail-flowed", b"format=flowed"),
    "base64": ("base64-with-nbsp-and-zero-width", b"base64"),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_mail_program_has_its_answer(program: str) -> None:
    assert [name for name in NAMES if name.startswith(PROGRAMS[program])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_quote_header(language: str) -> None:
    assert [name for name in NAMES if name.endswith(language)]


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_writing_is_there(way: str) -> None:
    name, mark = WAYS[way]
    raw = (ANSWERS / f"{name}.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert mark.lower() in raw.lower()
