"""``SmtpOutbox``: the port Outbox over a real submission server (RFC 6409, RFC 5321).

The phases are driven one by one, because what an error means depends on where it comes:

  connect, EHLO, STARTTLS, AUTH   NotHanded: nothing of the message left this machine
  MAIL FROM, RCPT TO              a refusing reply is a Refusal; a lost connection NotHanded
  before_data()                   the caller commits that DATA comes next; False: NotHanded
  DATA, message, final dot        a reply decides (2yz Accepted, 4yz and 5yz Refusal);
                                  anything else is Unclear (RFC 1047: nobody can know)
  RSET, QUIT                      courtesy: what happens there changes nothing
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl

import aiosmtplib
from aiosmtplib import SMTPDataError, SMTPException, SMTPResponse, SMTPResponseException

from inbox_agent.core.unchanged import why_not_unchanged
from inbox_agent.errors import GiveUp, TryAgain, UserError
from inbox_agent.ports import (
    Accepted,
    BeforeData,
    Envelope,
    NotHanded,
    Outcome,
    Refusal,
    Unclear,
)
from inbox_agent.shell.server import Server

OUR_NAME = "[127.0.0.1]"  # in EHLO: submission servers ignore it, so the machine's name stays here
FAREWELL_SECONDS = 5.0  # RSET and QUIT; nobody waits longer for a courtesy
ADDRESS_BYTES = 254  # RFC 5321, 4.5.3.1.3, with erratum 1690
_ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f@]+@[^\s<>\x00-\x1f\x7f@]+")

# Replies that we give ourselves, before anything is said to the server (RFC 3463, RFC 6531)
BAD_ADDRESS = (553, "5.1.3 not an address")
NEEDS_SMTPUTF8 = (553, "5.6.7 the address needs SMTPUTF8, which this server does not offer")
TOO_BIG = 552
FAILED = (
    SMTPException,
    OSError,
    ValueError,
)  # OSError: TLS failures, which aiosmtplib lets through


class _Stop(Exception):
    """The transaction is over, with this outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


class SmtpOutbox:
    """One submission server; each message has a connection of its own."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def send(self, envelope: Envelope, raw: bytes, before_data: BeforeData) -> Outcome:
        """One attempt. ``raw`` is sent byte for byte, or not at all where it could not be.

        Raises only what ``before_data`` raises (nothing is handed over then).
        """
        client = self._new_client()
        try:
            await self._sign_in(client)
            await self._introduce(client, envelope, raw)
            if not await before_data():
                await _say_farewell(client, reset=True)
                return NotHanded("withdrawn")
            outcome = await self._hand_over(client, raw)
            await _say_farewell(client)
        except _Stop as stop:
            await _say_farewell(client, reset=True)
            return stop.outcome
        else:
            return outcome
        finally:
            client.close()

    async def check(self) -> str:
        client = self._new_client()
        try:
            greeting = await self._sign_in(client)
            await _say_farewell(client)
        except _Stop as stop:
            raise self._error(stop.outcome) from None
        else:
            return greeting
        finally:
            client.close()

    def _error(self, outcome: Outcome) -> TryAgain | GiveUp:
        why = outcome.why if isinstance(outcome, NotHanded) else str(outcome)
        if isinstance(outcome, NotHanded) and outcome.hopeless:
            return GiveUp(why, self._server.sign_in_hint)
        return TryAgain(why)

    def _new_client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            local_hostname=OUR_NAME,
            use_tls=self._server.security == "tls",
            start_tls=False,  # driven below: aiosmtplib would go on without it
            tls_context=None if self._server.security == "plain" else self._server.tls_context(),
            timeout=self._server.connect_seconds,
        )

    # --- connect, EHLO, STARTTLS, AUTH ------------------------------------------------------

    async def _sign_in(self, client: aiosmtplib.SMTP) -> str:
        """The greeting. Raises _Stop(NotHanded)."""
        try:
            greeting = await client.connect()
            client.timeout = self._server.read_seconds
            await client.ehlo()
            if self._server.security == "starttls":
                await self._encrypt(client)
            if self._server.user:
                await self._authenticate(client)
        except FAILED as failure:
            raise _Stop(NotHanded(self._words(failure))) from failure
        except TryAgain as later:  # the secret, or a fresh token, cannot be had now
            raise _Stop(NotHanded(str(later))) from later
        except (GiveUp, UserError) as never:
            raise _Stop(NotHanded(str(never), hopeless=True)) from never
        return greeting.message

    async def _encrypt(self, client: aiosmtplib.SMTP) -> None:
        if not client.supports_extension("starttls"):
            why = f"{self._server} offers no STARTTLS, and nothing is sent to it unencrypted"
            raise self._lacking(client, why)
        await client.starttls()
        await client.ehlo()

    async def _authenticate(self, client: aiosmtplib.SMTP) -> None:
        """One attempt with one mechanism: more would count as more wrong passwords. Only a token
        that is refused is renewed, once."""
        server = self._server
        try:
            try:
                await self._say_who(client, await asyncio.to_thread(server.password))
            except SMTPResponseException as no:
                if server.renew is None or no.code < 500:
                    raise
                await self._say_who(client, await asyncio.to_thread(server.renew))
        except SMTPResponseException as no:
            why = f"{server} does not let {server.user} in ({no.code} {_line(no.message)})"
            raise _Stop(NotHanded(why, hopeless=no.code >= 500)) from None

    async def _say_who(self, client: aiosmtplib.SMTP, secret: str) -> None:
        user, offered = self._server.user, client.server_auth_methods
        if self._server.sign_in == "xoauth2":
            await client.auth_xoauth2(user, secret)
        elif "plain" in offered:
            await client.auth_plain(user, secret)
        elif "login" in offered:
            await client.auth_login(user, secret)
        elif "cram-md5" in offered:
            await client.auth_crammd5(user, secret)
        else:
            raise self._lacking(client, f"{self._server} offers no sign-in that we know")

    def _lacking(self, client: aiosmtplib.SMTP, why: str) -> _Stop:
        """What it does not offer is hopeless; with a lost connection all its offers are gone."""
        return self._hung_up() if not client.is_connected else _Stop(NotHanded(why, hopeless=True))

    def _hung_up(self) -> _Stop:
        return _Stop(NotHanded(f"{self._server} hung up before the message was begun"))

    # --- MAIL FROM, RCPT TO -----------------------------------------------------------------

    async def _introduce(self, client: aiosmtplib.SMTP, envelope: Envelope, raw: bytes) -> None:
        """The envelope, all of it accepted. Raises _Stop(Refusal or NotHanded)."""
        if not client.is_connected:  # then it seems to offer nothing at all
            raise self._hung_up()
        _forestall(client, envelope, raw)
        parameters = [b"SIZE=%d" % len(raw)] if client.supports_extension("size") else []
        if not _is_ascii(envelope):
            parameters.append(b"SMTPUTF8")
        sender = b"FROM:<" + envelope.sender.encode() + b">"
        _need(await self._command(client, b"MAIL", sender, *parameters), envelope.sender)
        for recipient in envelope.recipients:
            path = b"TO:<" + recipient.encode() + b">"
            _need(await self._command(client, b"RCPT", path), recipient)

    async def _command(self, client: aiosmtplib.SMTP, *words: bytes) -> SMTPResponse:
        try:
            return await client.execute_command(*words)
        except FAILED as failure:
            raise _Stop(NotHanded(self._words(failure))) from failure

    # --- DATA -------------------------------------------------------------------------------

    async def _hand_over(self, client: aiosmtplib.SMTP, raw: bytes) -> Outcome:
        if not client.is_connected:
            return NotHanded(f"{self._server} hung up before the message was begun")
        try:
            reply = await client.data(raw, timeout=self._server.data_seconds)
        except SMTPDataError as said:
            return _verdict(said.code, said.message)
        except FAILED as failure:
            return Unclear(self._words(failure))
        return Accepted(f"{reply.code} {_line(reply.message)}")

    def _words(self, failure: BaseException) -> str:
        cause = failure.__cause__ or failure
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"the certificate of {self._server} does not prove who it is "
                f"({cause.verify_message})"
            )
        if isinstance(failure, SMTPResponseException):
            return f"{self._server}: {failure.code} {_line(failure.message)}"
        return f"{self._server}: {_line(str(failure)) or type(failure).__name__}"


def _forestall(client: aiosmtplib.SMTP, envelope: Envelope, raw: bytes) -> None:
    """Refuse ourselves what the server must not see, or has said that it cannot take."""
    if why := why_not_unchanged(raw) if envelope.recipients else "no recipient":
        raise _Stop(NotHanded(why, hopeless=True))
    for address in (envelope.sender, *envelope.recipients):
        if not _ADDRESS.fullmatch(address) or len(address.encode()) > ADDRESS_BYTES:
            raise _Stop(Refusal(BAD_ADDRESS[0], f"{BAD_ADDRESS[1]}: {address!r}", permanent=True))
    if not _is_ascii(envelope) and not client.supports_extension("smtputf8"):
        raise _Stop(Refusal(*NEEDS_SMTPUTF8, permanent=True))
    limit = client.esmtp_extensions.get("size", "")
    if limit.isdecimal() and 0 < int(limit) < len(raw):
        reply = f"5.3.4 {len(raw)} bytes, and the server takes {limit}"
        raise _Stop(Refusal(TOO_BIG, reply, permanent=True))


def _need(reply: SMTPResponse, address: str) -> None:
    """Anything but 2yz ends the transaction, for all recipients."""
    if 200 <= reply.code < 300:
        return
    said = f"{address}: {_line(reply.message)}"
    raise _Stop(Refusal(reply.code, said, permanent=reply.code >= 500))


def _verdict(code: int, message: str) -> Outcome:
    """What a reply to DATA or to the dot means that aiosmtplib takes for an error.

    It wants 354 and then exactly 250; other 2yz are success all the same. A 250 or 354 here
    came in the other's place, so what the server believes is anybody's guess.
    """
    said = f"{code} {_line(message)}"
    if 400 <= code < 600:
        return Refusal(code, _line(message), permanent=code >= 500)
    if 200 < code < 300 and code != 250:
        return Accepted(said)
    return Unclear(f"a reply that makes no sense here: {said}")


async def _say_farewell(client: aiosmtplib.SMTP, *, reset: bool = False) -> None:
    with contextlib.suppress(*FAILED):
        if reset and client.is_connected:
            await client.rset(timeout=FAREWELL_SECONDS)
        if client.is_connected:
            await client.quit(timeout=FAREWELL_SECONDS)


def _is_ascii(envelope: Envelope) -> bool:
    return all(address.isascii() for address in (envelope.sender, *envelope.recipients))


def _line(text: str) -> str:
    """A reply as one line of printable text, at most 300 characters."""
    clean = text.encode("utf-8", "replace").decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in clean).split())[:300]
