"""Passwords come from where the owner keeps them; the key for codes is whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from inbox_agent.errors import UserError
from inbox_agent.ports import Keys
from inbox_agent.shell.secrets import load_keys, password, save_keys
from inbox_agent.shell.settings import ServerSection


def server(**source: str) -> ServerSection:
    return ServerSection(host="127.0.0.1", port=143, security="plain", user="leila", **source)  # type: ignore[arg-type]


def test_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "secret word")
    assert password(server(password_env="MAIL_PASSWORD"), tmp_path, "imap") == "secret word"
    monkeypatch.delenv("MAIL_PASSWORD")
    with pytest.raises(UserError, match="not set"):
        password(server(password_env="MAIL_PASSWORD"), tmp_path, "imap")


def test_from_a_command(tmp_path: Path) -> None:
    assert password(server(password_command="printf 'a b\\n'"), tmp_path, "imap") == "a b"


def test_a_command_that_fails_does_not_show_what_it_printed(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        password(server(password_command="echo hunter2; exit 3"), tmp_path, "imap")
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_from_a_file_that_only_the_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / "mail.password"
    path.write_text("secret\n")
    path.chmod(0o600)
    assert password(server(password_file="mail.password"), tmp_path, "imap") == "secret"
    path.chmod(0o644)
    with pytest.raises(UserError, match="chmod 600"):
        password(server(password_file="mail.password"), tmp_path, "imap")


def test_without_a_keyring_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with pytest.raises(UserError, match="keyring"):
        password(server(), tmp_path, "imap")


def test_the_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / "inbox-agent.key"
    first = load_keys(path)
    assert len(first.secret) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_keys(path) == first
    save_keys(path, Keys(first.secret, 7))
    assert load_keys(path) == Keys(first.secret, 7)
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "inbox-agent.key"
    load_keys(path)
    path.chmod(0o644)
    with pytest.raises(UserError, match="chmod 600"):
        load_keys(path)


def test_a_key_does_not_show_itself() -> None:
    assert "secret" not in repr(Keys(b"\x01" * 32, 0))
