"""The configuration: small is enough, every mistake is told with its cure, secrets stay out."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from inbox_agent.errors import UserError
from inbox_agent.service import renderer
from inbox_agent.shell.data import data_folder, season_of
from inbox_agent.shell.settings import Settings, config_path, load_settings

SMALLEST = """
[owner]
name = "Leila Haddad"
email = "Leila.Haddad@post.example"
time_zone = "Asia/Amman"
[imap]
host = "127.0.0.1"
port = 10143
security = "plain"
user = "leila"
[smtp]
host = "127.0.0.1"
port = 10587
security = "plain"
user = "leila"
"""


def load(folder: Path, text: str = SMALLEST) -> Settings:
    path = folder / "agent.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(UserError) as caught:
        load(folder, text)
    return [problem.what for problem in caught.value.problems]


def test_the_smallest_configuration_is_enough(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.account == "leila.haddad@post.example"
    assert settings.approval.hold_minutes == 3
    assert settings.store_url == f"sqlite:///{tmp_path}/agent.db"


def test_the_example_configuration_loads_and_names_every_setting(tmp_path: Path) -> None:
    example = (data_folder("config") / "agent.example.toml").read_text("utf-8")
    load(tmp_path, example)
    named = set(re.findall(r"^#?\s*(\w+) = ", example, re.MULTILINE))
    for section in (
        "owner", "oauth", "watch", "store", "digest", "approval", "send", "alerts", "season",
        "drafts", "spelling",
    ):  # fmt: skip
        model = Settings.model_fields[section].annotation
        assert model is not None
        assert set(model.model_fields) <= named, section
    assert {"sign_in", "password_env", "password_command", "password_file", "ca_file"} <= named


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = (
        SMALLEST.replace("Asia/Amman", "Asia/Nowhere")
        .replace("10143", '"many"')
        .replace('user = "leila"\n[smtp]', "[smtp]")
        + '[digest]\nat = "25:00"\n[watch]\nfolder = "x"\n'
    )
    told = "\n".join(problems(tmp_path, text))
    for where in ("owner.time_zone", "imap.port", "imap.user", "digest.at", "watch.folder"):
        assert where in told


@pytest.mark.parametrize("key", ["password", "secret", "token"])
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    text = SMALLEST.replace("[smtp]", f'{key} = "hunter2"\n[smtp]')
    (told,) = problems(tmp_path, text)
    assert "secrets never stand" in told
    assert "hunter2" not in told


def test_plain_connections_are_refused_except_to_this_machine(tmp_path: Path) -> None:
    text = SMALLEST.replace(
        'host = "127.0.0.1"\nport = 10143', 'host = "imap.x.example"\nport = 143'
    )
    (told,) = problems(tmp_path, text)
    assert "readable to imap.x.example" in told


def test_one_source_of_a_password_is_enough(tmp_path: Path) -> None:
    text = SMALLEST.replace("[smtp]", 'password_env = "A"\npassword_file = "b"\n[smtp]')
    (told,) = problems(tmp_path, text)
    assert "not more" in told


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOX_AGENT_DIGEST__AT", "06:30")
    monkeypatch.setenv("INBOX_AGENT_APPROVAL__HOLD_MINUTES", "0")
    settings = load(tmp_path)
    assert (settings.digest.at, settings.approval.hold_minutes) == ("06:30", 0)


def test_the_variable_that_names_the_file_is_no_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INBOX_AGENT_CONFIG", str(tmp_path / "agent.toml"))
    assert load(tmp_path).owner.name == "Leila Haddad"
    assert config_path(None) == tmp_path / "agent.toml"
    assert config_path(tmp_path / "other.toml") == tmp_path / "other.toml"


def test_a_broken_file_says_where(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, "[owner\n")
    assert "not valid TOML" in told


def test_a_missing_file_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no configuration"):
        load_settings(tmp_path / "nowhere.toml")


def test_the_owners_dates_override_those_of_the_season_file(tmp_path: Path) -> None:
    text = SMALLEST + "[season]\nrank_deadline = 2027-03-04T21:00:00-05:00\n"
    season = season_of(load(tmp_path, text))
    assert season.rank_deadline == datetime.fromisoformat("2027-03-04T21:00:00-05:00")


def test_a_date_that_is_none_or_unknown_is_told_with_its_cure(tmp_path: Path) -> None:
    (what,) = problems(tmp_path, SMALLEST + "[season]\nrank_deadline = 2027-03-04\n")
    assert "write 2027-03-03T21:00:00-05:00" in what
    settings = load(tmp_path, SMALLEST + "[season]\nrank_day = 2027-03-04T21:00:00-05:00\n")
    with pytest.raises(UserError, match="no date called rank_day"):
        season_of(settings)


def test_the_owner_may_name_another_season_file(tmp_path: Path) -> None:
    file = (data_folder("config") / "season-2027.toml").read_text("utf-8")
    (tmp_path / "mine.toml").write_text(file.replace("2026-27", "mine"), "utf-8")
    assert season_of(load(tmp_path, SMALLEST + '[season]\nfile = "mine.toml"\n')).name == "mine"
    with pytest.raises(UserError, match="cannot be read"):
        season_of(load(tmp_path, SMALLEST + '[season]\nfile = "nowhere.toml"\n'))


def test_templates_of_the_owner_replace_ours(tmp_path: Path) -> None:
    (tmp_path / "mine" / "drafts").mkdir(parents=True)
    (tmp_path / "mine" / "drafts" / "reply.txt").write_text("Subject: Mine\n\nYes.")
    text = SMALLEST + '[drafts]\ntemplates = "mine"\n'
    made = renderer(load(tmp_path, text))
    assert made.source("drafts/reply.txt") == "Subject: Mine\n\nYes."
    assert made.source("drafts/decline.txt").startswith("Subject:")
    with pytest.raises(UserError, match="is no folder"):
        renderer(load(tmp_path, text.replace("mine", "yours")))


SCHOOL = '[[mailbox]]\nname = "school"\nhost = "imap.school.example"\nport = 993\nuser = "l"\n'


def test_further_mailboxes_have_names_of_their_own(tmp_path: Path) -> None:
    settings = load(tmp_path, SMALLEST + SCHOOL)
    assert [each.name for each in settings.mailbox] == ["school"]
    (told,) = problems(tmp_path, SMALLEST + SCHOOL + SCHOOL)
    assert "are called school" in told


def test_filing_needs_folders_and_knows_its_categories(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, SMALLEST + "[watch]\nfiling = true\n")
    assert "needs a table [filing]" in told
    (told,) = problems(tmp_path, SMALLEST + '[filing]\ninvitations = "X"\n')
    assert "no such category: invitations" in told
    good = SMALLEST + '[watch]\nfiling = true\n[filing]\nrejection = "No"\n'
    assert load(tmp_path, good).filing == {"rejection": "No"}
