"""A code stands for one version, its bytes and its recipients, and is hard to misread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_agent.core.codes import (
    ALPHABET,
    binds,
    code,
    fold,
    free_code,
    looks_like_code,
    normalise,
)

SECRET = bytes(range(32))
RAW = b"From: a@b.example\r\nSubject: Thank you\r\n\r\nDear Dr. Ng,\r\n"
TO = ("ng@hospital.example",)


def test_the_same_version_has_the_same_code() -> None:
    assert code(SECRET, "d1", 1, RAW, TO) == code(SECRET, "d1", 1, RAW, TO)


@pytest.mark.parametrize(
    ("secret", "draft_id", "version", "raw", "to"),
    [
        (b"x" * 32, "d1", 1, RAW, TO),
        (SECRET, "d2", 1, RAW, TO),
        (SECRET, "d1", 2, RAW, TO),
        (SECRET, "d1", 1, RAW + b".", TO),
        (SECRET, "d1", 1, RAW, ("ng@other.example",)),
        (SECRET, "d1", 1, RAW, (*TO, "second@hospital.example")),
        (SECRET, "d11", 1, RAW, TO),
    ],
)
def test_anything_else_has_another_code(
    secret: bytes, draft_id: str, version: int, raw: bytes, to: tuple[str, ...]
) -> None:
    assert code(secret, draft_id, version, raw, to) != code(SECRET, "d1", 1, RAW, TO)


def test_the_date_is_not_bound_because_it_is_written_when_the_mail_leaves() -> None:
    dated = b"Date: Tue, 03 Nov 2026 09:00:00 +0000\r\n" + RAW
    folded = RAW.replace(b"Subject", b"Date: Tue,\r\n 03 Nov 2026\r\nSubject")
    wanted = code(SECRET, "d1", 1, RAW, TO)
    assert code(SECRET, "d1", 1, dated, TO) == wanted
    assert code(SECRET, "d1", 1, folded, TO) == wanted


def test_a_date_in_the_body_is_bound() -> None:
    assert code(SECRET, "d1", 1, RAW + b"Date: 3 November\r\n", TO) != code(
        SECRET, "d1", 1, RAW, TO
    )


def test_order_and_case_of_recipients_do_not_matter() -> None:
    one = code(SECRET, "d1", 1, RAW, ("a@x.example", "B@x.example"))
    assert one == code(SECRET, "d1", 1, RAW, ("b@x.example", "A@x.example"))


@given(st.binary(min_size=32, max_size=32), st.text(max_size=8), st.integers(1, 99))
def test_every_code_has_six_clear_characters_with_a_digit_and_a_letter(
    secret: bytes, draft_id: str, version: int
) -> None:
    found = code(secret, draft_id, version, RAW, TO)
    assert len(found) == 6
    assert set(found) <= set(ALPHABET)
    assert any(char.isdigit() for char in found)
    assert any(char.isalpha() for char in found)
    assert fold(found.lower()) == found


def test_the_alphabet_has_no_pair_that_looks_alike_and_no_vowel() -> None:
    assert not set(ALPHABET) & set("0O1IL5S8B2Z6GUV") - set("2568V")
    assert not set(ALPHABET) & set("AEIOU")


def test_a_code_that_another_version_has_is_not_given_twice() -> None:
    first = free_code(SECRET, "d1", 1, RAW, TO, lambda _: False)
    second = free_code(SECRET, "d1", 1, RAW, TO, lambda candidate: candidate == first)
    assert first == code(SECRET, "d1", 1, RAW, TO, salt=0)
    assert second == code(SECRET, "d1", 1, RAW, TO, salt=1) != first
    assert binds(first, SECRET, "d1", 1, RAW, TO)
    assert binds(second, SECRET, "d1", 1, RAW, TO)
    assert not binds(first, SECRET, "d1", 2, RAW, TO)


def test_a_store_that_calls_every_code_taken_is_an_error_and_no_endless_loop() -> None:
    with pytest.raises(ValueError, match="no free code"):
        free_code(SECRET, "d1", 1, RAW, TO, lambda _: True)


@pytest.mark.parametrize(
    "typed",
    [
        "k7m2rx",
        "K7M2RX",
        "K\u200b7M\u200d2RX",  # zero width
        "\u200eK7M2RX\u200f",  # marks of direction
        "K7M2\u00adRX",  # a soft hyphen
        "Ｋ７Ｍ２ＲＸ",  # full width
        "k٧m٢rx",  # Arabic-Indic digits
        "k۷m۲rx",  # Persian digits
        "k७m२rx",  # Devanagari digits
        "К7М2RХ",  # Cyrillic К М Х
        "Κ7Μ2RΧ",  # Greek Kappa, Mu, Chi
        "K7MZRX",  # a 2 read as Z
        "𝐊𝟕𝐌𝟐𝐑𝐗",  # mathematical bold
    ],
)
def test_a_code_is_known_however_it_was_typed(typed: str) -> None:
    assert fold(typed) == "K7M2RX"
    assert looks_like_code(fold(typed))


@pytest.mark.parametrize("word", ["THANKS", "thanks", "K7M2R", "K7M2RXX", "234567", "CDFHJK", ""])
def test_words_and_numbers_are_no_codes(word: str) -> None:
    assert not looks_like_code(fold(word))


def test_plain_characters_keep_their_case_and_spaces() -> None:
    assert normalise("Approve\u00a0K٧\u200b") == "Approve K7"
