"""An account that takes no password: signing in, checking, reading, sending; over real servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inbox_agent.cli import main
from tests.servers.certificates import Authority, Certificate
from tests.servers.dovecot import Account, run_dovecot
from tests.servers.process import NotThere
from tests.servers.scripted_smtp import ScriptedSmtp, scripted_smtp
from tests.servers.token_server import CLIENT, Provider, token_server

OWNER = "leila@school.example"
pytestmark = pytest.mark.dovecot


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return Authority(tmp_path).sign("127.0.0.1")


@pytest.fixture
def provider(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.ca_file))
    with token_server(certificate, OWNER) as running:
        yield running


@pytest.fixture
def mailbox(provider: Provider, certificate: Certificate) -> Iterator[Account]:
    """A Dovecot that asks the provider about each token, and takes no password."""
    try:
        with run_dovecot(certificate, introspect=provider.introspection) as dovecot:
            yield Account(OWNER, dovecot)
    except NotThere as missing:
        pytest.skip(str(missing))


@pytest.fixture
def smtp(provider: Provider) -> Iterator[ScriptedSmtp]:
    with scripted_smtp(extensions=("AUTH XOAUTH2",), tokens=provider.good) as server:
        yield server


@pytest.fixture
def config(provider: Provider, mailbox: Account, smtp: ScriptedSmtp, tmp_path: Path) -> Path:
    server = f'host = "127.0.0.1"\nsecurity = "plain"\nuser = "{OWNER}"\nsign_in = "microsoft"\n'
    path = tmp_path / "agent.toml"
    path.write_text(
        f'[owner]\nname = "Leila Haddad"\nemail = "{OWNER}"\ntime_zone = "Asia/Amman"\n'
        f"[imap]\nport = {mailbox.dovecot.ports.imap}\n{server}"
        f"[smtp]\nport = {smtp.port}\n{server}"
        f'[oauth]\nmicrosoft_client_id = "{CLIENT}"\nmicrosoft_authority = "{provider.authority}"\n'
    )
    return path


def run(config: Path, *words: str) -> int:
    return main(["--config", str(config), *words])


def test_before_the_sign_in_check_and_poll_say_what_to_type(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(config, "check") == 1
    assert "inbox-agent sign-in" in capsys.readouterr().out
    assert run(config, "poll") == 1
    assert "inbox-agent sign-in" in capsys.readouterr().err


def test_after_it_mail_is_read_and_sent_with_tokens(
    config: Path, mailbox: Account, smtp: ScriptedSmtp, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(config, "sign-in", "--no-browser") == 0
    assert "inbox-agent check" in capsys.readouterr().err
    assert run(config, "check") == 0
    mailbox.deliver((Path(__file__).parent.parent / "accuracy/corpus/mail/d022.eml").read_bytes())
    assert run(config, "poll") == 0
    assert "new 1" in capsys.readouterr().out
    assert run(config, "digest", "--send") == 0
    assert len(smtp.stored) == 1
    assert not [word for word in smtp.commands if "secret" in word]


def test_a_token_that_the_servers_refuse_is_renewed_once_and_goes_on(
    config: Path, provider: Provider
) -> None:
    run(config, "sign-in", "--no-browser")
    provider.good.clear()
    assert run(config, "check") == 0
    assert provider.asked.count("refresh_token") == 1


def test_a_revoked_consent_is_told_and_signing_in_again_mends_it(
    config: Path, provider: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    run(config, "sign-in", "--no-browser")
    provider.revoked = True
    provider.good.clear()
    assert run(config, "poll") == 1
    said = capsys.readouterr().err
    assert "no longer accepts the sign-in (invalid_grant" in said
    assert "inbox-agent sign-in" in said
    provider.revoked = False
    assert run(config, "sign-in", "--no-browser") == 0
    assert run(config, "poll") == 0


def test_the_token_file_is_the_owners_alone_and_holds_what_no_log_shows(
    config: Path, provider: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    run(config, "sign-in", "--no-browser")
    run(config, "poll")
    (kept,) = config.parent.glob("*.token")
    assert kept.stat().st_mode & 0o777 == 0o600
    shown = capsys.readouterr()
    assert not [token for token in provider.good if token in shown.out + shown.err]


def test_sign_in_without_an_account_that_needs_it_says_what_to_set(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text(config.read_text().replace('sign_in = "microsoft"\n', ""))
    assert run(config, "sign-in") == 2
    assert "sign_in" in capsys.readouterr().err


def test_a_provider_without_a_registration_is_a_mistake_of_the_configuration(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text(config.read_text().replace("microsoft_client_id", "# microsoft_client_id"))
    assert run(config, "check") == 2
    assert "oauth.microsoft_client_id" in capsys.readouterr().err
