"""Google's loopback flow (RFC 8252): the owner consents in a browser on this machine.

Google's device flow does not allow mail (developers.google.com, OAuth 2.0 for TV and
limited-input devices: allowed scopes), so a machine without a browser needs an SSH tunnel.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from inbox_agent.errors import TryAgain, UserError
from inbox_agent.shell.oauth import Show, damaged, no_longer

SCOPE = "https://mail.google.com/"  # IMAP and SMTP; there is no smaller one for them
CONSENT_SECONDS = 600  # the owner reads, signs in, confirms a second factor
ANSWER_SECONDS = 20  # for one answer of the token server; a healthy one needs under two
HERE = "127.0.0.1"
WELCOME = "inbox-agent is signed in. You can close this page."


@dataclass(frozen=True, slots=True)
class Google:
    """``client_file``: the JSON of an OAuth client of the type Desktop, from Google's console."""

    client_file: Path
    port: int = 0  # of the page that the browser comes back to; 0: any free one

    def consent(self, user: str, show: Show, *, browser: bool) -> str:
        from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
        from oauthlib.oauth2 import OAuth2Error

        flow = InstalledAppFlow.from_client_config(self._client(), [SCOPE])
        tell_address(flow, show)
        try:
            given = flow.run_local_server(
                host=HERE, port=self.port, authorization_prompt_message=None,
                success_message=WELCOME, open_browser=browser, timeout_seconds=CONSENT_SECONDS,
                login_hint=user, prompt="consent",
            )  # fmt: skip
        except WSGITimeoutError:
            raise TryAgain(
                "nobody signed in within ten minutes", "Type the command again."
            ) from None
        except OAuth2Error as no:
            raise no_longer("Google", no.error or type(no).__name__) from None
        except OSError as away:  # also what requests raises
            raise TryAgain(f"Google cannot be reached ({type(away).__name__})") from None
        return str(given.to_json())

    def access(self, consent: str, *, renew: bool) -> tuple[str, str]:
        credentials = _kept(json.loads(consent))
        if not renew and credentials.valid:
            return str(credentials.token), consent
        _refresh(credentials)
        return str(credentials.token), str(credentials.to_json())

    def _client(self) -> dict[str, Any]:
        try:
            document = json.loads(self.client_file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise UserError(
                f"oauth.google_client_file {self.client_file} cannot be read: {error}",
                "Download the JSON of your OAuth client again; see docs/sign-in.md.",
            ) from None
        if not isinstance(document, dict) or not isinstance(document.get("installed"), dict):
            raise UserError(
                f"{self.client_file} is no OAuth client of the type Desktop",
                "Make one of that type; see docs/sign-in.md.",
            )
        return document


def tell_address(flow: Any, show: Show) -> None:
    """Have ``show`` say the address when the flow makes it, on one line of its own."""
    make = flow.authorization_url

    def told(**options: Any) -> tuple[str, str]:
        address, state = make(**options)
        show("Open this address in a browser on this machine, and agree:")
        show(address)
        return address, state

    flow.authorization_url = told


def _kept(table: dict[str, Any]) -> Any:
    """The Credentials that ``to_json`` wrote; the library's own reader forgets the token_uri."""
    from google.oauth2 import credentials

    make: Any = credentials.Credentials  # the library has no types
    try:
        expiry = datetime.fromisoformat(table["expiry"]).replace(tzinfo=None)  # the library's UTC
        return make(
            table["token"], refresh_token=table["refresh_token"], token_uri=table["token_uri"],
            client_id=table["client_id"], client_secret=table["client_secret"],
            scopes=[SCOPE], expiry=expiry,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise damaged() from None


def _refresh(credentials: Any) -> None:
    from google.auth.exceptions import RefreshError, TransportError
    from google.auth.transport.requests import Request

    try:
        credentials.refresh(partial(Request(), timeout=ANSWER_SECONDS))
    except (TransportError, OSError) as away:
        raise TryAgain(f"Google's token server cannot be reached ({away})"[:300]) from None
    except RefreshError as no:
        said = no.args[-1] if no.args else ""
        why = said.get("error", "") if isinstance(said, dict) else str(said)[:200]
        if no.retryable:
            raise TryAgain(f"Google's token server is busy ({why})") from None
        raise no_longer("Google", why or "no reason given") from None
