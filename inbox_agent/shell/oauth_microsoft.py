"""Microsoft's device flow (RFC 8628): the owner types a code on a page, on any machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from inbox_agent.errors import TryAgain
from inbox_agent.shell.oauth import Show, no_longer

SCOPES = (
    "https://outlook.office.com/IMAP.AccessAsUser.All",
    "https://outlook.office.com/SMTP.Send",
)
PASSING = frozenset({"temporarily_unavailable", "server_error", "request_timeout"})
ANSWER_SECONDS = 20  # for one answer of the token server; a healthy one needs under two
NAME = "Microsoft"


@dataclass(frozen=True)
class Microsoft:
    """``client_id`` of a public client registration; ``authority`` says whose accounts."""

    client_id: str
    authority: str

    def consent(self, user: str, show: Show, *, browser: bool) -> str:
        with _in_words():
            flow = self._app.initiate_device_flow(scopes=list(SCOPES))
            if "user_code" not in flow:
                raise no_longer(NAME, _why(flow))
            show(f"Open {flow['verification_uri']} in any browser, type {flow['user_code']},")
            show(f"sign in as {user} and agree. This waits for it.")
            if browser:
                import webbrowser

                webbrowser.open(flow["verification_uri"])
            self._cache.deserialize(None)
            _token(self._app.acquire_token_by_device_flow(flow))
        return str(self._cache.serialize())

    def access(self, consent: str, *, renew: bool) -> tuple[str, str]:
        with _in_words():
            self._cache.deserialize(consent)
            account = next(iter(self._app.get_accounts()), None)
            token = _token(
                self._app.acquire_token_silent_with_error(
                    list(SCOPES), account, force_refresh=renew
                )
            )
        return token, str(self._cache.serialize()) if self._cache.has_state_changed else consent

    @cached_property
    def _cache(self) -> Any:
        from msal import SerializableTokenCache

        return SerializableTokenCache()

    @cached_property
    def _app(self) -> Any:
        """Asks the authority where its token endpoint is, once a process."""
        from msal import PublicClientApplication

        return PublicClientApplication(
            self.client_id,
            authority=self.authority,
            token_cache=self._cache,
            timeout=ANSWER_SECONDS,
            instance_discovery=False,  # the owner named the authority; Microsoft need not vouch
        )


def _token(result: dict[str, Any] | None) -> str:
    if result is None:
        raise no_longer(NAME, "the sign-in is not complete")
    if "access_token" in result:
        return str(result["access_token"])
    if result.get("error") in PASSING:
        raise TryAgain(f"{NAME}'s token server is busy ({_why(result)})")
    raise no_longer(NAME, _why(result))


def _why(result: dict[str, Any]) -> str:
    """The error code, and the first line of what Microsoft says about it (AADSTS…)."""
    lines = str(result.get("error_description", "")).splitlines()
    return ": ".join(part for part in (str(result.get("error", "")), *lines[:1]) if part)[:300]


@contextmanager
def _in_words() -> Iterator[None]:
    from msal.exceptions import MsalServiceError

    try:
        yield
    except (MsalServiceError, OSError) as away:  # OSError: also what requests raises
        raise TryAgain(f"{NAME} cannot be reached ({type(away).__name__})") from None
    except ValueError as strange:  # msal: an authority that is none, or answers no JSON
        raise TryAgain(f"{NAME} did not answer as it should ({strange})"[:300]) from None
