"""The documents keep up with the program: commands, settings and promises are named in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from inbox_agent.cli import app

ROOT = Path(__file__).parent.parent
DOCS = "\n".join(
    path.read_text("utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
)


def _commands() -> list[str]:
    group = get_command(app)
    return sorted(getattr(group, "commands", {}))


@pytest.mark.parametrize("command", _commands())
def test_every_command_is_named(command: str) -> None:
    assert re.search(rf"`(?:inbox-agent )?{command}\b|inbox-agent {command}\b", DOCS)


def test_every_promise_has_its_test_file() -> None:
    named = re.findall(r"`(test_\d\d_\w+\.py)`", (ROOT / "README.md").read_text("utf-8"))
    assert sorted(named) == sorted(
        path.name for path in (ROOT / "tests/promises").glob("test_*.py")
    )


def test_every_link_between_documents_leads_somewhere() -> None:
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


RELIABILITY = (ROOT / "docs/reliability.md").read_text("utf-8")
NAMED_TESTS = re.findall(r"`(\w+/\w+\.py)::(\w+)`", RELIABILITY)


def test_the_failures_are_listed() -> None:
    assert len(NAMED_TESTS) > 60


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED_TESTS)))
def test_every_test_that_is_named_for_a_failure_exists(file: str, name: str) -> None:
    text = (ROOT / "tests" / file).read_text("utf-8")
    assert re.search(rf"^(?:async )?def {name}\(", text, re.MULTILINE)
