"""The lint command: verdict by exit code, findings as JSON, mistakes in usage told together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inbox_agent.cli import main

LIST = """name,track,contacts
Great Sauk Medical Center,Preliminary Medicine,Walter Nygaard <wnygaard@greatsauk.example>
Hospital San Telmo,Diagnostic Radiology,
Hospital San Telmo,Preliminary Medicine,
"""


@pytest.fixture(name="letter")
def _letter(tmp_path: Path) -> Path:
    return tmp_path / "letter.eml"


def write(path: Path, words: str) -> None:
    path.write_text(
        "From: Leila <leila@post.example>\nTo: Walter Nygaard <wnygaard@greatsauk.example>\n"
        f"Subject: A note\n\nDear Dr. Nygaard,\n\n{words}\n\nSincerely,\nLeila Haddad\n"
    )
    path.with_name("programs.csv").write_text(LIST)


def run(letter: Path, *more: str) -> int:
    listed = str(letter.with_name("programs.csv"))
    return main(["lint", str(letter), "--programs", listed, *more])


def test_a_clean_letter_exits_zero(letter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(letter, "I enjoyed the talk about night float.")
    assert run(letter, "--program", "Great Sauk Medical Center") == 0
    assert capsys.readouterr().out == "ok: nothing found\n"


def test_a_warning_exits_zero_and_a_block_one(
    letter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(letter, "Great Sauk is my first choice.")
    assert run(letter, "--program", "Great Sauk Medical Center", "--json") == 0
    warned = json.loads(capsys.readouterr().out)
    assert warned["verdict"] == "warn"
    assert [set(each) for each in warned["findings"]] == [
        {"code", "verdict", "quote", "why", "instead"}
    ]
    write(letter, "Where will you rank me?")
    assert run(letter, "--program", "Great Sauk Medical Center", "--json") == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(each["code"], each["quote"]) for each in found] == [
        ("asks_rank", "Where will you rank me?")
    ]


def test_an_ambiguous_name_exits_two_with_the_choices(
    letter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(letter, "Hello.")
    assert run(letter, "--program", "Hospital San Telmo") == 2
    told = capsys.readouterr().err
    assert "Hospital San Telmo / Diagnostic Radiology" in told
    assert "Hospital San Telmo / Preliminary Medicine" in told


def test_all_mistakes_are_told_at_once(letter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(letter, "Hello.")
    letter.unlink()
    assert run(letter, "--program", "Nowhere", "--kind", "love_letter") == 2
    told = capsys.readouterr().err
    assert "cannot be read" in told
    assert "love_letter" in told
    assert "Nowhere" in told
    assert "Traceback" not in told


def test_without_a_list_the_given_name_is_the_program(letter: Path) -> None:
    write(letter, "I would be honored to train at Great Sauk.")
    assert main(["lint", str(letter), "--program", "Great Sauk Medical Center"]) == 0
