"""Templates: values are printed, never evaluated; the owner's files come first."""

from __future__ import annotations

from pathlib import Path

import pytest

from inbox_agent.errors import UserError
from inbox_agent.shell.render import Renderer


def test_html_escapes_its_values_and_text_does_not(tmp_path: Path) -> None:
    for name in ("a.html", "a.txt"):
        (tmp_path / name).write_text("{{ value }}")
    renderer = Renderer([tmp_path])
    value = {"value": "<b>{{ 7*7 }}</b>"}
    assert renderer.render("a.txt", value) == "<b>{{ 7*7 }}</b>"
    assert renderer.render("a.html", value) == "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;"


def test_the_owners_template_replaces_ours_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "question.txt").write_text("Subject: mine\n")
    assert Renderer([tmp_path]).source("drafts/question.txt") == "Subject: mine\n"
    assert Renderer().source("drafts/question.txt") != "Subject: mine\n"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{{ unknown }}", "a.txt: 'unknown' is undefined"),
        ("line\n{% if %}", "a.txt, line 2: "),
        ("{{ value.__class__.__mro__ }}", "a.txt: "),
    ],
)
def test_a_broken_template_is_told_with_its_file(tmp_path: Path, template: str, told: str) -> None:
    (tmp_path / "a.txt").write_text(template)
    with pytest.raises(UserError) as caught:
        Renderer([tmp_path]).render("a.txt", {"value": "x"})
    assert str(caught.value).startswith(told)


def test_a_missing_template_is_told() -> None:
    with pytest.raises(UserError, match=r"no template called drafts/none\.txt"):
        Renderer().source("drafts/none.txt")


def test_templates_cannot_reach_files_above_their_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "templates").mkdir()
    with pytest.raises(UserError):
        Renderer([tmp_path / "templates"]).render("../secret", {})
