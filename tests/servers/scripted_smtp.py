"""An SMTP server whose misbehaviour has a name.

A mood says what happens at each event instead of the polite reply. Events are the verbs, and
GREETING, DOT (the message is complete) and BODY (its first bytes came).
"""

from __future__ import annotations

import base64
import socket
import ssl
import time
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from inbox_agent.shell.server import Security, Server
from tests.servers.listener import LOOPBACK, Hangup, Listener, reset

USER, PASSWORD = "leila", "secret"
PATIENCE, DATA_PATIENCE = 1.0, 3.0  # seconds


@dataclass(frozen=True, slots=True)
class Say:
    """Reply so; ``after`` seconds later; ``then`` close or reset the connection."""

    reply: str = ""
    after: float = 0.0
    then: str = ""  # "", "close" or "reset"


SILENT = Say()
CLOSE = Say(then="close")
RESET = Say(then="reset")
EXTENSIONS = ("SIZE 100000", "AUTH PLAIN LOGIN")
OK = "250 2.0.0 ok"

# Event -> what happens there, in turn; the last is repeated.
Mood = Mapping[str, tuple[Say, ...]]

MOODS: dict[str, Mood] = {
    "polite": {},
    "refuses_to_greet": {"GREETING": (Say("554 5.3.2 not today"),)},
    "silent_greeting": {"GREETING": (SILENT,)},
    "closes_at_greeting": {"GREETING": (CLOSE,)},
    "garbled_greeting": {"GREETING": (Say("HTTP/1.1 400 Bad Request"),)},
    "refuses_ehlo": {"EHLO": (Say("550 5.7.1 who are you"),)},
    "closes_at_ehlo": {"EHLO": (CLOSE,)},
    "closes_after_ehlo": {"EHLO": (Say("250-test.example\r\n250 AUTH PLAIN", then="close"),)},
    "closes_after_auth": {"AUTH": (Say("235 2.7.0 welcome", then="close"),)},
    "refuses_starttls": {"STARTTLS": (Say("454 4.7.0 TLS not available"),)},
    "offers_no_starttls": {},
    "closes_after_starttls": {"STARTTLS": (Say("220 2.0.0 go", then="close"),)},
    "wrong_password": {"AUTH": (Say("535 5.7.8 bad credentials"),)},
    "login_busy": {"AUTH": (Say("454 4.7.0 too many login attempts"),)},
    "closes_at_auth": {"AUTH": (CLOSE,)},
    "refuses_sender": {"MAIL": (Say("550 5.7.1 not your address"),)},
    "sender_later": {"MAIL": (Say("451 4.3.0 later"),)},
    "closes_after_mail": {"MAIL": (Say(OK, then="close"),)},
    "refuses_second_recipient": {"RCPT": (Say(OK), Say("550 5.1.1 no such person"))},
    "greylists": {"RCPT": (Say("450 4.2.0 greylisted, come back"),)},
    "closes_at_rcpt": {"RCPT": (CLOSE,)},
    "closes_after_rcpt": {"RCPT": (Say(OK, then="close"),)},
    "silent_at_rcpt": {"RCPT": (SILENT,)},
    "shuts_down_at_rcpt": {"RCPT": (Say("421 4.3.2 shutting down", then="close"),)},
    "refuses_data": {"DATA": (Say("554 5.5.1 no valid recipients"),)},
    "data_later": {"DATA": (Say("451 4.3.0 later"),)},
    "says_250_to_data": {"DATA": (Say(OK),)},
    "closes_at_data": {"DATA": (CLOSE,)},
    "resets_at_data": {"DATA": (RESET,)},
    "silent_at_data": {"DATA": (SILENT,)},
    "resets_in_body": {"BODY": (RESET,)},
    "closes_after_dot": {"DOT": (CLOSE,)},
    "resets_after_dot": {"DOT": (RESET,)},
    "silent_after_dot": {"DOT": (SILENT,)},
    "garbled_after_dot": {"DOT": (Say("what?"),)},
    "half_a_reply_after_dot": {"DOT": (Say("250-2.0.0 almost", then="close"),)},
    "says_354_after_dot": {"DOT": (Say("354 go on"),)},
    "250_after_delay": {"DOT": (Say("250 2.0.0 queued as 7", after=1.5),)},
    "251_after_dot": {"DOT": (Say("251 2.1.5 will forward"),)},
    "content_refused": {"DOT": (Say("550 5.7.1 looks like spam"),)},
    "content_later": {"DOT": (Say("451 4.7.1 try again later"),)},
    "shuts_down_after_dot": {"DOT": (Say("421 4.3.2 shutting down", then="close"),)},
    "closes_at_quit": {"QUIT": (CLOSE,)},
    "silent_at_quit": {"QUIT": (SILENT,)},
    "resets_after_250": {"DOT": (Say("250 2.0.0 queued as 7", then="reset"),)},
}


@dataclass
class ScriptedSmtp:
    """``stored``: what it took, though it may have said nothing or something else about it."""

    mood: Mood
    extensions: tuple[str, ...] = EXTENSIONS
    tls: ssl.SSLContext | None = None
    tokens: Container[str] | None = None  # the access tokens that it takes, instead of a password
    commands: list[str] = field(default_factory=list)
    stored: list[bytes] = field(default_factory=list)
    port: int = 0

    def server(
        self,
        security: Security = "plain",
        *,
        user: str = USER,
        password: str = PASSWORD,
        ca_file: Path | None = None,
    ) -> Server:
        """As a client sees it that waits PATIENCE for a reply and DATA_PATIENCE for the last."""
        return Server(
            LOOPBACK,
            self.port,
            security,
            user,
            lambda: password,
            ca_file=ca_file,
            connect_seconds=PATIENCE,
            read_seconds=PATIENCE,
            data_seconds=DATA_PATIENCE,
        )

    def verbs(self) -> list[str]:
        return [command.split()[0].upper() for command in self.commands if command]


@contextmanager
def scripted_smtp(
    mood: str | Mood = "polite",
    *,
    extensions: tuple[str, ...] = EXTENSIONS,
    tls: ssl.SSLContext | None = None,
    tokens: Container[str] | None = None,
) -> Iterator[ScriptedSmtp]:
    server = ScriptedSmtp(MOODS[mood] if isinstance(mood, str) else mood, extensions, tls, tokens)
    with Listener(lambda sock: _Session(server, sock).run()) as listener:
        server.port = listener.port
        yield server


class _Session:
    def __init__(self, server: ScriptedSmtp, sock: socket.socket) -> None:
        self._server = server
        self._sock = sock
        self._file = sock.makefile("rb")
        self._seen: dict[str, int] = {}
        self._encrypted = False

    def run(self) -> None:
        try:
            self._answer("GREETING", "220 test.example ESMTP")
            while line := self._file.readline():
                command = line.decode("utf-8", "replace").strip()
                self._server.commands.append(command)
                self._obey(command)
        finally:
            self._file.close()  # first: an open file keeps the socket open
            self._sock.close()

    def _obey(self, command: str) -> None:
        verb = command.split(" ")[0].upper()
        if verb == "EHLO":
            self._answer(verb, self._greeting())
        elif verb == "AUTH":
            self._authenticate(command)
        elif verb == "STARTTLS":
            self._answer(verb, "220 2.0.0 go ahead")
            self._encrypt()
        elif verb == "DATA":
            if self._answer(verb, "354 end with a dot").startswith("354"):
                self._take_message()
        elif verb == "QUIT":
            self._answer(verb, "221 2.0.0 bye")
            raise Hangup
        else:
            self._answer(verb, OK)

    def _greeting(self) -> str:
        extensions = list(self._server.extensions)
        if self._server.tls and not self._encrypted:
            extensions.append("STARTTLS")
        lines = ["test.example", *extensions]
        return "\r\n".join(
            f"250{' ' if last else '-'}{text}"
            for text, last in ((text, index == len(lines) - 1) for index, text in enumerate(lines))
        )

    def _authenticate(self, command: str) -> None:
        words = command.split()
        if self._server.tokens is not None:
            self._take_token(words)
            return
        right = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
        if words[1].upper() == "LOGIN":
            self._send("334 UGFzc3dvcmQ6")
            self._server.commands.append(self._file.readline().decode().strip())
            self._answer("AUTH", "235 2.7.0 welcome")
            return
        good = words[1].upper() != "PLAIN" or words[2] == right
        self._answer("AUTH", "235 2.7.0 welcome" if good else "535 5.7.8 bad credentials")

    def _take_token(self, words: list[str]) -> None:
        """XOAUTH2 as Google describes it: a refusal is a challenge, then the reply."""
        if words[1].upper() != "XOAUTH2":
            self._answer("AUTH", "504 5.5.4 tokens only")
            return
        told = base64.b64decode(words[2]).decode().partition("auth=Bearer ")[2].rstrip("\1")
        if self._server.tokens is not None and told in self._server.tokens:
            self._answer("AUTH", "235 2.7.0 welcome")
            return
        self._send("334 eyJzdGF0dXMiOiI0MDEifQ==")
        self._server.commands.append(self._file.readline().decode().strip())
        self._answer("AUTH", "535 5.7.8 token refused")

    def _encrypt(self) -> None:
        if self._server.tls is None:
            raise Hangup
        self._file.close()
        self._sock = self._server.tls.wrap_socket(self._sock, server_side=True)
        self._file = self._sock.makefile("rb")
        self._encrypted = True

    def _take_message(self) -> None:
        lines: list[bytes] = []
        while (line := self._file.readline()) and line != b".\r\n":
            if not lines:
                self._happen(self._next("BODY"))
            lines.append(line.removeprefix(b"."))
        if not line:
            return
        self._server.stored.append(b"".join(lines))
        self._answer("DOT", "250 2.0.0 queued as 1")

    def _next(self, event: str) -> Say | None:
        says = self._server.mood.get(event)
        if says is None:
            return None
        turn = self._seen.get(event, 0)
        self._seen[event] = turn + 1
        return says[min(turn, len(says) - 1)]

    def _answer(self, event: str, polite: str) -> str:
        say = self._next(event) or Say(polite)
        self._happen(say)
        return say.reply

    def _happen(self, say: Say | None) -> None:
        if say is None:
            return
        time.sleep(say.after)
        if say.reply:
            self._send(say.reply)
        if say.then == "reset":
            self._file.close()
            reset(self._sock)
        if say.then:
            raise Hangup

    def _send(self, reply: str) -> None:
        self._sock.sendall(reply.encode() + b"\r\n")
