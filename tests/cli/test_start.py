"""The quick way into ``explain``: it takes only what it fully understands, and answers the same."""

from __future__ import annotations

import subprocess
import sys

import pytest

from inbox_agent import start
from inbox_agent.cli import main as commands
from tests.accuracy.data import CORPUS

MAIL = str(CORPUS / "mail" / "d001.eml")
PROGRAMS = str(CORPUS / "programs.csv")


@pytest.mark.parametrize(
    "words",
    [
        ["explain", MAIL],
        ["explain", MAIL, MAIL, "--json"],
        ["explain", "--json", "--programs", PROGRAMS, "--zone", "Asia/Amman", MAIL],
        ["explain", MAIL, "--owner", "a@b.example", "--owner", "c@d.example"],
        ["explain", MAIL, "--zone", "Nowhere/Land"],
        ["explain", "no-such-file.eml"],
        ["explain", MAIL, "--programs", "no-such-list.csv"],
    ],
)
def test_plain_forms_say_the_same_as_the_long_way(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert start.plain_explain(words) is not None
    quick = start.main(words), capsys.readouterr()
    assert quick == (commands(words), capsys.readouterr())


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["messages"],
        ["explain"],
        ["explain", "--json"],
        ["explain", "--help"],
        ["explain", MAIL, "--zone"],
        ["explain", MAIL, "--zone", "--json"],
        ["explain", MAIL, "--zone=Asia/Amman"],
        ["explain", "--", MAIL],
        ["--config", "x.toml", "explain", MAIL],
    ],
)
def test_every_other_form_is_left_to_the_commands(words: list[str]) -> None:
    assert start.plain_explain(words) is None


def test_explaining_a_file_loads_neither_the_commands_nor_the_store() -> None:
    script = (
        "import sys; from inbox_agent.start import main; "
        f"main(['explain', {MAIL!r}]); "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert loaded.isdisjoint({"typer", "pydantic", "sqlalchemy", "imapclient", "asyncio", "httpx"})
