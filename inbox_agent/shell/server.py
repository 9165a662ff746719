"""Where a mail server is, and how we sign in: the same value for IMAP and SMTP.

``security`` is one of
  tls       TLS from the first byte (IMAP 993, submissions 465; RFC 8314)
  starttls  plain greeting, then STARTTLS; a server that does not offer it is refused, never
            spoken to in the clear
  plain     no encryption; only to this very machine
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from inbox_agent.errors import UserError

Security = Literal["plain", "tls", "starttls"]
SignIn = Literal["password", "xoauth2"]

CONNECT_SECONDS = 20.0  # TCP and TLS together; a healthy server needs under two
READ_SECONDS = 60.0  # silence inside one answer; a SEARCH over a big mailbox takes its time
MAIL_DATA_SECONDS = 600.0  # RFC 5321, 4.5.3.2.6: ten minutes for the reply after the final dot

MICROSOFT_HINT = 'Microsoft takes no password here: set sign_in = "microsoft"; see docs/sign-in.md'

# What providers want instead of the password that opens their web page.
# Google, Yahoo, Apple and Fastmail document app passwords; Microsoft ended passwords over IMAP.
APP_PASSWORD_HINTS = {
    "gmail.com": "Gmail wants an app password: https://myaccount.google.com/apppasswords",
    "googlemail.com": "Gmail wants an app password: https://myaccount.google.com/apppasswords",
    "yahoo.com": "Yahoo wants an app password: Account security, Generate app password",
    "aol.com": "AOL wants an app password: Account security, Generate app password",
    "mail.me.com": "iCloud wants an app-specific password: https://account.apple.com, Sign-in",
    "fastmail.com": "Fastmail wants an app password: Settings, Privacy & Security",
    "yandex.com": "Yandex wants an app password: https://id.yandex.com/security/app-passwords",
    "zoho.com": "Zoho wants an application-specific password: https://accounts.zoho.com",
    "office365.com": MICROSOFT_HINT,
    "outlook.com": MICROSOFT_HINT,
    "gmx.net": "GMX and WEB.DE open IMAP only after it is switched on in their settings",
    "gmx.com": "GMX and WEB.DE open IMAP only after it is switched on in their settings",
    "web.de": "GMX and WEB.DE open IMAP only after it is switched on in their settings",
}
SIGN_IN_AGAIN = "type: inbox-agent sign-in (and name the account you consent with in user)"
USUAL_HINT = "check user and password; many providers want an app password for mail programs"


@dataclass(frozen=True, slots=True)
class Server:
    """One IMAP or submission server. ``password`` is asked anew at each sign-in.

    With ``sign_in="xoauth2"`` it returns a fresh access token, and ``renew`` another one where the
    server refuses that. An empty ``user`` means no
    sign-in (SMTP only). Raises UserError for ``plain`` to another machine.
    """

    host: str
    port: int
    security: Security
    user: str
    password: Callable[[], str] = field(repr=False)
    sign_in: SignIn = "password"
    renew: Callable[[], str] | None = field(default=None, repr=False)
    ca_file: Path | None = None  # trust this authority instead of the system's
    connect_seconds: float = CONNECT_SECONDS
    read_seconds: float = READ_SECONDS
    data_seconds: float = MAIL_DATA_SECONDS

    def __post_init__(self) -> None:
        if self.security == "plain" and not is_loopback(self.host):
            raise UserError(
                f"plain (unencrypted) mail to {self.host} is refused",
                'set security = "tls" or "starttls"; "plain" is for this machine only',
            )

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def tls_context(self) -> ssl.SSLContext:
        """Verifies certificate and host name, TLS 1.2 or newer. Raises UserError: no ca_file."""
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError as unreadable:
            raise UserError(
                f"the certificate file {self.ca_file} cannot be read ({unreadable})"
            ) from unreadable

    @property
    def sign_in_hint(self) -> str:
        """What helps when this server refuses our password."""
        if self.sign_in == "xoauth2":
            return SIGN_IN_AGAIN
        host = self.host.lower()
        for domain, hint in APP_PASSWORD_HINTS.items():
            if host == domain or host.endswith("." + domain):
                return hint
        return USUAL_HINT


def is_loopback(host: str) -> bool:
    """True only for addresses that cannot leave this machine; a name could resolve elsewhere."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
