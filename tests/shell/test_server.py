"""Where a server is: what may be configured at all."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from inbox_agent.errors import UserError
from inbox_agent.shell.server import Security, Server


def server(host: str, security: Security = "tls", ca_file: Path | None = None) -> Server:
    return Server(host, 993, security, "leila", lambda: "secret", ca_file=ca_file)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "::1", "localhost", "LOCALHOST"])
def test_plain_is_allowed_inside_this_machine(host: str) -> None:
    assert server(host, "plain").host == host


@pytest.mark.parametrize(
    "host",
    ["mail.example", "10.0.0.1", "127.0.0.1.evil.example", "localhost.example", ""],
)
def test_plain_is_refused_elsewhere(host: str) -> None:
    with pytest.raises(UserError, match="plain"):
        server(host, "plain")


def test_the_password_is_not_in_what_gets_logged() -> None:
    assert "secret" not in repr(server("mail.example"))
    assert str(server("mail.example")) == "mail.example:993"


def test_certificates_and_names_are_verified() -> None:
    context = server("mail.example").tls_context()
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_a_certificate_file_that_is_not_there_is_the_owners_to_mend(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        server("mail.example", ca_file=tmp_path / "none.pem").tls_context()


@pytest.mark.parametrize(
    ("host", "word"),
    [
        ("imap.gmail.com", "apppasswords"),
        ("outlook.office365.com", "sign_in"),
        ("imap.mail.me.com", "iCloud"),
        ("imap.web.de", "switched on"),
        ("notgmail.com", "check user and password"),
        ("mail.example", "check user and password"),
    ],
)
def test_a_refused_password_gets_the_providers_own_hint(host: str, word: str) -> None:
    assert word in server(host).sign_in_hint


def test_the_last_reply_of_a_dispatch_is_waited_for_ten_minutes() -> None:
    assert server("mail.example").data_seconds >= 600  # RFC 5321, 4.5.3.2.6
