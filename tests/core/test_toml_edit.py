"""The owner's file is changed where it was asked, and nowhere else."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_agent.core.toml_edit import set_values
from inbox_agent.errors import UserError
from inbox_agent.shell.data import data_folder

EXAMPLE = (data_folder("config") / "agent.example.toml").read_text("utf-8")


def test_a_commented_example_becomes_the_value_and_keeps_its_comment() -> None:
    changed = set_values(EXAMPLE, {("owner", "visa"): "I hold a green card"})
    (line,) = [line for line in changed.splitlines() if line.startswith("visa")]
    assert line.startswith('visa = "I hold a green card"')
    assert line.endswith("# your CURRENT status: NRMP wants no hopes here")
    assert len(changed.splitlines()) == len(EXAMPLE.splitlines())


def test_everything_else_stays_as_the_owner_wrote_it() -> None:
    text = "# mine\n[owner]\nname='A'   # me\n\n[ imap ] # here\nport = 1\n[x.y]\nz = 2\n"
    changed = set_values(text, {("owner", "name"): "B", ("imap", "port"): 993})
    assert changed == (
        '# mine\n[owner]\nname = "B"                               # me\n\n'
        "[ imap ] # here\nport = 993\n[x.y]\nz = 2\n"
    )


def test_a_missing_key_and_a_missing_table_are_added() -> None:
    changed = set_values(
        "[owner]\nname = 'A'\n", {("owner", "year"): "2024", ("send", "per_day"): 3}
    )
    assert tomllib.loads(changed) == {
        "owner": {"name": "A", "year": "2024"},
        "send": {"per_day": 3},
    }


def test_a_key_of_another_table_is_not_taken_for_ours() -> None:
    changed = set_values("[imap]\nhost = 'a'\n[smtp]\nhost = 'b'\n", {("smtp", "host"): "c"})
    assert tomllib.loads(changed) == {"imap": {"host": "a"}, "smtp": {"host": "c"}}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_words_come_back_as_they_were_typed(words: str) -> None:
    changed = set_values(EXAMPLE, {("owner", "career"): words, ("owner", "tracks"): (words, "x")})
    owner = tomllib.loads(changed)["owner"]
    assert (owner["career"], owner["tracks"]) == (words, [words, "x"])


def test_a_form_it_does_not_understand_is_refused_and_named() -> None:
    with pytest.raises(UserError, match=r"owner\.aliases"):
        set_values("[owner]\naliases = [\n  'a',\n]\n", {("owner", "aliases"): ("b",)})
