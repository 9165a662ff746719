"""Signing in with OAuth2: consent, renewal, revocation; over the providers' own libraries."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from inbox_agent.errors import GiveUp, TryAgain, UserError
from inbox_agent.shell.oauth import InFile, Tokens
from inbox_agent.shell.oauth_google import Google
from inbox_agent.shell.oauth_microsoft import Microsoft
from inbox_agent.shell.secrets import write_private
from tests.servers.certificates import Authority
from tests.servers.token_server import CLIENT, CODE, USER_CODE, Provider, token_server

USER = "leila@school.example"


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    certificate = Authority(tmp_path).sign("127.0.0.1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.ca_file))
    with token_server(certificate, USER) as running:
        yield running


def google(provider: Provider, folder: Path) -> Tokens:
    file = folder / "google-client.json"
    file.write_text(provider.google_client())
    return Tokens(USER, Google(file), InFile(folder / "token"))


def microsoft(provider: Provider, folder: Path) -> Tokens:
    return Tokens(USER, Microsoft(CLIENT, provider.authority), InFile(folder / "token"))


def agrees(line: str) -> None:
    """The owner's browser: what Google sends it back to, once the owner agreed."""
    if not line.startswith("https://"):
        return
    asked = {key: values[0] for key, values in parse_qs(urlsplit(line).query).items()}
    assert asked["login_hint"] == USER
    back = f"{asked['redirect_uri']}?code={CODE}&state={asked['state']}"
    threading.Thread(target=lambda: urllib.request.urlopen(back).close()).start()  # noqa: S310


def signed_in(kind: str, provider: Provider, folder: Path) -> Tokens:
    tokens = (google if kind == "google" else microsoft)(provider, folder)
    tokens.sign_in(agrees, browser=False)
    return tokens


both = pytest.mark.parametrize("kind", ["google", "microsoft"])


@both
def test_a_consent_gives_tokens_until_they_expire(
    kind: str, provider: Provider, tmp_path: Path
) -> None:
    tokens = signed_in(kind, provider, tmp_path)
    assert tokens.access_token() == tokens.access_token() == "access-1"
    assert len(provider.asked) == 1
    assert (tmp_path / "token").stat().st_mode & 0o777 == 0o600


@both
def test_a_token_is_renewed_before_it_expires(
    kind: str, provider: Provider, tmp_path: Path
) -> None:
    provider.lifetime = 60  # it still lives, but not for long
    tokens = signed_in(kind, provider, tmp_path)
    provider.lifetime = 3600
    assert tokens.access_token() == "access-2"
    assert tokens.access_token() == "access-2"
    assert provider.asked[1:] == ["refresh_token"]


@both
def test_a_token_that_a_server_refuses_is_renewed_at_once(
    kind: str, provider: Provider, tmp_path: Path
) -> None:
    tokens = signed_in(kind, provider, tmp_path)
    assert tokens.renewed() == "access-2"
    again = (google if kind == "google" else microsoft)(provider, tmp_path)
    assert again.access_token() == "access-2"  # kept for the next process too


@both
def test_a_revoked_consent_is_told_with_the_command_that_mends_it(
    kind: str, provider: Provider, tmp_path: Path
) -> None:
    tokens = signed_in(kind, provider, tmp_path)
    kept = (tmp_path / "token").read_text()
    provider.revoked = True
    with pytest.raises(GiveUp, match="no longer accepts") as gone:
        tokens.renewed()
    assert "inbox-agent sign-in" in gone.value.cure
    assert (tmp_path / "token").read_text() == kept
    provider.revoked = False
    tokens.sign_in(agrees, browser=False)
    assert tokens.access_token() in provider.good


@both
def test_a_token_server_that_is_away_or_busy_is_asked_again_later(
    kind: str, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = signed_in(kind, provider, tmp_path)
    provider.busy = True
    with pytest.raises(TryAgain):
        tokens.renewed()
    provider.busy = False
    (tmp_path / "other").mkdir()
    stranger = Authority(tmp_path / "other").ca_file  # as behind a hotel's login page
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(stranger))
    fresh = (google if kind == "google" else microsoft)(provider, tmp_path)
    with pytest.raises(TryAgain):
        fresh.renewed()


def test_the_device_flow_shows_code_and_page_and_waits(provider: Provider, tmp_path: Path) -> None:
    provider.pending = 2
    shown: list[str] = []
    microsoft(provider, tmp_path).sign_in(shown.append, browser=False)
    assert USER_CODE in shown[0]
    assert "https://login.example/device" in shown[0]
    assert len(provider.asked) == 3


@both
def test_without_a_consent_nothing_is_asked(kind: str, provider: Provider, tmp_path: Path) -> None:
    tokens = (google if kind == "google" else microsoft)(provider, tmp_path)
    with pytest.raises(GiveUp, match="nobody has signed in"):
        tokens.access_token()
    assert provider.asked == []


@pytest.mark.parametrize("text", ["", "[]", '{"web": {}}'])
def test_a_client_file_of_another_kind_is_told_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "client.json").write_text(text)
    with pytest.raises(UserError, match=r"client\.json"):
        Google(tmp_path / "client.json").consent(USER, print, browser=False)


@pytest.mark.parametrize("text", ["", "no JSON", json.dumps({"token": "x"}), "[]"])
@both
def test_a_damaged_token_file_is_mended_by_signing_in(
    kind: str, provider: Provider, tmp_path: Path, text: str
) -> None:
    write_private(tmp_path / "token", text)
    tokens = (google if kind == "google" else microsoft)(provider, tmp_path)
    with pytest.raises(GiveUp) as damaged:
        tokens.access_token()
    assert "inbox-agent sign-in" in damaged.value.cure
