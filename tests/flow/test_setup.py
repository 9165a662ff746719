"""``setup`` as an owner meets it: answers from a pipe, a real Dovecot, the first digest."""

from __future__ import annotations

import io
import stat
import tomllib
from pathlib import Path

import pytest

from tests.flow.house import OWNER, Done, House
from tests.servers.dovecot import PASSWORD


class Desk:
    """The house before its owner sat down: servers, and no configuration."""

    def __init__(self, home: House, monkeypatch: pytest.MonkeyPatch) -> None:
        old = tomllib.loads(home.config.read_text("utf-8"))
        self.smtp_port = str(old["smtp"]["port"])
        self.imap_port = str(old["imap"]["port"])
        self.home, self._patch = home, monkeypatch
        home.config = home.config.parent / "new" / "agent.toml"

    def servers(self) -> list[str]:
        """The options that name both servers."""
        return [
            "--imap-host", "127.0.0.1", "--imap-port", self.imap_port,
            "--smtp-host", "127.0.0.1", "--smtp-port", self.smtp_port,
            "--imap-security", "plain", "--smtp-security", "plain",
            "--user", self.home.account.user,
        ]  # fmt: skip

    def sit_down(self, *answers: str, options: tuple[str, ...] = ()) -> Done:
        self._patch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in answers)))
        return self.home.run("setup", "--offline", "--keep", "file", *options)

    @property
    def settings(self) -> dict[str, dict[str, object]]:
        return tomllib.loads(self.home.config.read_text("utf-8"))


@pytest.fixture
def desk(home: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    return Desk(home, monkeypatch)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_from_nothing_to_the_first_digest(desk: Desk, tmp_path: Path) -> None:
    listed = tmp_path / "programs.csv"
    listed.write_text("name,domains\nGreat Sauk Medical Center,sauk.example\n", encoding="utf-8")
    done = desk.sit_down(
        OWNER, PASSWORD, "Leila Haddad", "amman", "1234 5678", "Preliminary Medicine",
        "Neurology", "I will need J-1 sponsorship", str(listed), "no", "yes",
        options=tuple(desk.servers()),
    )  # fmt: skip
    assert done.code == 0, done.out + done.err
    owner = desk.settings["owner"]
    assert owner["time_zone"] == "Asia/Amman"
    assert owner["aamc_id"] == "12345678"
    assert owner["tracks"] == ["Preliminary Medicine"]
    assert "Sent (sent mail" in done.out
    assert "Junk (junk" in done.out
    assert "Drafts (drafts)" in done.out
    assert "1 programs read, 1 new" in done.out
    (digest,) = desk.home.inbox("digest")
    assert b"first digest" in digest
    assert desk.home.run("check").code == 0


def test_what_it_writes_is_the_owners_alone_and_holds_no_password(desk: Desk) -> None:
    desk.sit_down(OWNER, PASSWORD, options=tuple(desk.servers()))
    folder = desk.home.config.parent
    assert mode(folder) == 0o700
    for name in ("agent.toml", "mail.password", "agent.db"):
        assert mode(folder / name) == 0o600, name
    text = desk.home.config.read_text("utf-8")
    assert PASSWORD not in text
    assert "# skip_empty = false" in text  # the other settings stand there, explained


def test_running_it_again_changes_only_what_is_answered(desk: Desk) -> None:
    desk.sit_down(OWNER, PASSWORD, "Leila Haddad", "amman", options=tuple(desk.servers()))
    with desk.home.config.open("a", encoding="utf-8") as file:
        file.write("# a line of mine\n")
    before = desk.home.config.read_text("utf-8").splitlines()
    done = desk.sit_down(options=("--visa", "I hold a green card"))
    assert done.code == 0, done.out
    after = desk.home.config.read_text("utf-8").splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert changed[0].startswith('visa = "I hold a green card"')


def test_a_wrong_password_is_told_and_the_rest_is_kept(desk: Desk) -> None:
    done = desk.sit_down(OWNER, "wrong", "Leila Haddad", "amman", options=tuple(desk.servers()))
    assert done.code == 1
    assert "BAD" in done.out
    assert "app password" in done.out
    assert desk.settings["owner"]["time_zone"] == "Asia/Amman"
    assert desk.sit_down("", PASSWORD).code == 0


def test_every_question_can_be_left_for_later(desk: Desk) -> None:
    done = desk.sit_down(options=("--email", "leila.haddad@nowhere.example"))
    assert done.code == 1  # no server let us in yet
    owner = desk.settings["owner"]
    assert owner["name"] == "Leila Haddad"  # guessed from the address
    assert "aamc_id" not in owner


def test_options_without_sense_are_told_at_once_before_anything_is_written(desk: Desk) -> None:
    done = desk.sit_down(options=("--email", "leila", "--aamc-id", "12", "--zone", "nowhere"))
    assert done.code == 2
    for option in ("--email", "--aamc-id", "--zone"):
        assert option in done.err
    assert not desk.home.config.exists()


def test_a_provider_that_wants_a_browser_says_what_to_type(desk: Desk) -> None:
    done = desk.sit_down(options=("--email", "leila@hotmail.com", "--yes"))
    assert "inbox-agent sign-in" in done.out
    assert desk.settings["smtp"]["host"] == "smtp-mail.outlook.com"
    assert desk.settings["watch"]["file_sent"] is False


def test_the_service_starts_this_program_with_this_configuration(
    desk: Desk, tmp_path: Path
) -> None:
    desk.sit_down(OWNER, PASSWORD, options=(*desk.servers(), "--service", "systemd"))
    unit = (tmp_path / "xdg/systemd/user/inbox-agent.service").read_text("utf-8")
    assert f"--config {desk.home.config} run" in unit
    assert f"ReadWritePaths={desk.home.config.parent}" in unit
    desk.sit_down(options=("--service", "compose"))
    assert "cap_drop" in (desk.home.config.parent / "compose.yaml").read_text("utf-8")


def test_the_first_digest_of_a_large_mailbox_fits_into_a_mail(desk: Desk) -> None:
    for number in range(60):
        desk.home.account.deliver(
            f"From: Coordinator <c{number}@h{number}.example>\r\nTo: {OWNER}\r\n"
            f"Subject: Your application to Hospital {number}\r\nMessage-ID: <{number}@x>\r\n\r\n"
            "We regret that we cannot offer you an interview at our residency program.\r\n".encode()
        )
    desk.sit_down(
        OWNER, PASSWORD, options=(*desk.servers(), "--service", "no", "--first-digest")
    )  # fmt: skip
    (digest,) = desk.home.inbox("digest")
    assert b"20 more program mails" in digest.replace(b"=\r\n", b"")
