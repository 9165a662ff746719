"""``explain``: exactly the promised keys, and nothing but the files named is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from inbox_agent.cli import app

CORPUS = Path(__file__).parent.parent / "accuracy" / "corpus"
KEYS = [
    "file", "message_id", "from", "subject", "date", "category", "confidence", "flags", "program",
    "program_known", "track", "candidates", "interview", "respond_by", "reasons", "doubts",
    "unreadable",
]  # fmt: skip
INTERVIEW_KEYS = [
    "start", "end", "options", "time_zone", "time_zone_assumed", "mode", "place", "interviewers",
]  # fmt: skip


def explain(*arguments: str | Path, code: int = 0) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ["explain", *map(str, arguments), "--json"])
    assert result.exit_code == code, result.output
    return [json.loads(line) for line in result.stdout.splitlines()] if code == 0 else []


def test_a_line_has_exactly_the_promised_keys_in_their_order() -> None:
    (line,) = explain(CORPUS / "mail" / "d020.eml", "--programs", CORPUS / "programs.csv")
    assert list(line) == KEYS
    assert list(line["interview"]) == INTERVIEW_KEYS
    assert line["file"] == "d020.eml"
    assert line["category"] == "interview_scheduled"
    assert line["program_known"] == "Marrowstone University"
    assert line["message_id"].startswith("<")
    assert line["unreadable"] is None


def test_a_folder_is_read_with_its_folders_in_order_of_name(tmp_path: Path) -> None:
    raw = (CORPUS / "mail" / "d001.eml").read_bytes()
    for name in ("b.EML", "a/z.eml", "a/b/c.eml", "notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    assert [line["file"] for line in explain(tmp_path)] == ["a/b/c.eml", "a/z.eml", "b.EML"]


def test_an_unreadable_file_is_a_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"")
    (tmp_path / "b.eml").write_bytes((CORPUS / "mail" / "d001.eml").read_bytes())
    bad, good = explain(tmp_path)
    assert list(bad) == KEYS
    assert (bad["category"], bad["flags"], bad["reasons"]) == (None, [], [])
    assert bad["unreadable"]
    assert good["category"] == "acknowledgement"


@pytest.mark.parametrize(
    "arguments",
    [
        ("missing.eml",),
        (str(CORPUS / "mail" / "d001.eml"), "--zone", "Mars/Olympus"),
        (str(CORPUS / "mail" / "d001.eml"), "--programs", "missing.csv"),
    ],
)
def test_what_does_not_exist_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    explain(*arguments, code=2)


def test_people_get_a_few_lines_with_the_reasons() -> None:
    result = CliRunner().invoke(app, ["explain", str(CORPUS / "mail" / "d019.eml")])
    assert result.exit_code == 0
    assert "interview invitation" in result.stdout
    assert "because" in result.stdout
