"""Signing in without a password: access tokens from the owner's consent (OAuth 2.0, RFC 6749).

TERMS
  consent       what the owner gave in a browser, once: a refresh token, kept as the JSON of the
                provider's own library, in a 0600 file or in the keyring
  access token  what a mail server takes in place of a password (XOAUTH2); lives about an hour

A consent that the provider no longer honours (revoked, expired, password changed) is a GiveUp
whose cure is the command; a token endpoint that is away is a TryAgain.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inbox_agent.errors import GiveUp, UserError
from inbox_agent.shell.secrets import KEYRING_SERVICE, read_private, write_private

SIGN_IN_CURE = "Type: inbox-agent sign-in"
_ONE_AT_A_TIME = threading.Lock()  # several connections need a token at once; one asks for it

Show = Callable[[str], None]


class Provider(Protocol):
    """One provider's flow. Raises GiveUp (consent is gone or refused), TryAgain, UserError."""

    def consent(self, user: str, show: Show, *, browser: bool) -> str:
        """Ask the owner; ``show`` says what to open. The consent, to be kept."""
        ...

    def access(self, consent: str, *, renew: bool) -> tuple[str, str]:
        """An access token, renewed where it expires within minutes or where ``renew`` says so,
        and the consent as it is to be kept now."""
        ...


class Keeper(Protocol):
    """Where one consent lies."""

    def load(self) -> str | None: ...
    def save(self, consent: str) -> None: ...


@dataclass(frozen=True, slots=True)
class InFile:
    path: Path

    def load(self) -> str | None:
        return read_private(self.path) if self.path.exists() else None

    def save(self, consent: str) -> None:
        write_private(self.path, consent)


@dataclass(frozen=True, slots=True)
class InKeyring:
    name: str

    def load(self) -> str | None:
        import keyring
        import keyring.errors

        try:
            return keyring.get_password(KEYRING_SERVICE, self.name)
        except keyring.errors.KeyringError:
            return None

    def save(self, consent: str) -> None:
        import keyring
        import keyring.errors

        try:
            keyring.set_password(KEYRING_SERVICE, self.name, consent)
        except keyring.errors.KeyringError as error:
            raise UserError(
                f"the keyring does not take the sign-in ({type(error).__name__})",
                'Unlock it, or set keep_in = "file" below [oauth].',
            ) from None


@dataclass(frozen=True, slots=True)
class Tokens:
    """The access tokens of one account at one provider; shared by its IMAP and SMTP servers."""

    user: str
    provider: Provider
    keeper: Keeper

    def access_token(self) -> str:
        """A token that is good for minutes at least. What was kept is read anew each time, so a
        sign-in by the command counts at once."""
        return self._access(renew=False)

    def renewed(self) -> str:
        """A new token, for a server that refuses one that should still be good."""
        return self._access(renew=True)

    def sign_in(self, show: Show, *, browser: bool) -> None:
        """Ask the owner and keep the consent; only then is the old one gone."""
        self.keeper.save(self.provider.consent(self.user, show, browser=browser))

    def _access(self, *, renew: bool) -> str:
        with _ONE_AT_A_TIME:
            kept = self.keeper.load()
            if not kept:
                raise GiveUp(f"nobody has signed in as {self.user} yet", SIGN_IN_CURE)
            if not _is_document(kept):
                raise damaged()
            token, consent = self.provider.access(kept, renew=renew)
            if consent != kept:
                self.keeper.save(consent)
            return token


def no_longer(provider: str, why: str) -> GiveUp:
    """The provider does not honour the consent any more, or not for this."""
    return GiveUp(f"{provider} no longer accepts the sign-in ({why})", SIGN_IN_CURE)


def damaged() -> GiveUp:
    return GiveUp("the kept sign-in is damaged", SIGN_IN_CURE)


def _is_document(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
