"""A small IMAP server on a raw socket, for answers that no good server gives.

It behaves by itself for LOGIN, LIST, EXAMINE, UID SEARCH, UID FETCH, IDLE, APPEND, NOOP and
LOGOUT over ``messages`` of one folder. ``on[VERB]`` replaces what it does for one verb.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from inbox_agent.shell.server import Server
from tests.servers.listener import LOOPBACK, Hangup, Listener

USER, PASSWORD = "leila", "secret"
PATIENCE = 1.0  # seconds that our client waits for an answer
LITERAL = re.compile(rb"\{(\d+)(\+?)\}$")

Handler = Callable[["Session", str, str], None]


@dataclass
class ScriptedImap:
    messages: dict[int, bytes] = field(default_factory=dict)
    capabilities: str = "IMAP4rev1 IDLE UIDPLUS SPECIAL-USE"
    folders: tuple[str, ...] = (r'(\HasNoChildren) "/" INBOX', r'(\Sent) "/" Sent')
    uidvalidity: int | None = 7
    tells_uidnext: bool = True
    on: dict[str, Handler] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    appended: list[bytes] = field(default_factory=list)
    port: int = 0
    listener: Listener | None = None

    @property
    def connections(self) -> int:
        return self.listener.connections if self.listener else 0

    def verbs(self) -> list[str]:
        """What was asked, "UID FETCH" as "FETCH"; without the CAPABILITY questions."""
        words = [command.upper().removeprefix("UID ").split(" ")[0] for command in self.commands]
        return [word for word in words if word != "CAPABILITY"]

    def server(self, **more: Any) -> Server:
        values: dict[str, Any] = {
            "connect_seconds": PATIENCE,
            "read_seconds": PATIENCE,
            "password": lambda: PASSWORD,
            **more,
        }
        return Server(LOOPBACK, self.port, "plain", USER, **values)


@contextmanager
def scripted_imap(**settings: Any) -> Iterator[ScriptedImap]:
    server = ScriptedImap(**settings)
    with Listener(lambda sock: Session(server, sock).run()) as listener:
        server.port, server.listener = listener.port, listener
        yield server


class Session:
    def __init__(self, server: ScriptedImap, sock: socket.socket) -> None:
        self.server = server
        self.sock = sock
        self.file = sock.makefile("rb")

    def run(self) -> None:
        try:
            self._do("GREETING", "*", "")
            while line := self._read_command():
                tag, _, rest = line.partition(" ")
                self.server.commands.append(rest)
                verb = rest.upper().removeprefix("UID ").split(" ")[0]
                self._do(verb, tag, rest)
        finally:
            self.file.close()  # first: an open file keeps the socket open
            self.sock.close()

    def say(self, *lines: str | bytes) -> None:
        for line in lines:
            self.sock.sendall((line.encode() if isinstance(line, str) else line) + b"\r\n")

    def hang_up(self) -> None:
        raise Hangup

    def _read_command(self) -> str:
        line = self.file.readline()
        while found := LITERAL.search(line.rstrip(b"\r\n")):
            if not found[2]:
                self.say("+ go on")
            literal = self.file.read(int(found[1]))
            self.server.appended.append(literal)
            line = line[: found.start()] + b"LITERAL" + self.file.readline()
        return line.decode("utf-8", "replace").rstrip("\r\n")

    def _do(self, verb: str, tag: str, rest: str) -> None:
        handler = self.server.on.get(verb)
        if handler is not None:
            handler(self, tag, rest)
        else:
            self.behave(verb, tag, rest)

    def behave(self, verb: str, tag: str, rest: str) -> None:
        """What a good server does; a handler may call it too."""
        method = getattr(self, f"_{verb.lower()}", None)
        if method is None:
            self.say(f"{tag} BAD unknown command")
        else:
            method(tag, rest)

    def _greeting(self, tag: str, rest: str) -> None:
        self.say(f"* OK [CAPABILITY {self.server.capabilities}] ready")

    def _capability(self, tag: str, rest: str) -> None:
        self.say(f"* CAPABILITY {self.server.capabilities}", f"{tag} OK done")

    def _login(self, tag: str, rest: str) -> None:
        good = PASSWORD in rest
        self.say(f"{tag} OK hello" if good else f"{tag} NO [AUTHENTICATIONFAILED] wrong")

    def _list(self, tag: str, rest: str) -> None:
        self.say(*(f"* LIST {line}" for line in self.server.folders), f"{tag} OK done")

    def _examine(self, tag: str, rest: str) -> None:
        server = self.server
        self.say(f"* {len(server.messages)} EXISTS", "* 0 RECENT", r"* FLAGS (\Seen)")
        if server.uidvalidity is not None:
            self.say(f"* OK [UIDVALIDITY {server.uidvalidity}] valid")
        if server.tells_uidnext:
            self.say(f"* OK [UIDNEXT {max(server.messages, default=0) + 1}] next")
        self.say(f"{tag} OK [READ-ONLY] done")

    def _search(self, tag: str, rest: str) -> None:
        uids = self._range(rest) if " UID " in rest[3:] else list(self.server.messages)
        self.say("* SEARCH" + "".join(f" {uid}" for uid in uids), f"{tag} OK done")

    def _fetch(self, tag: str, rest: str) -> None:
        _, _, uids, items = rest.split(" ", 3)
        for uid in self.listed(uids):
            self.give(uid, items)
        self.say(f"{tag} OK done")

    def give(self, uid: int, items: str) -> None:
        """One FETCH response with what ``items`` ask for."""
        raw = self.server.messages[uid]
        number = list(self.server.messages).index(uid) + 1
        parts = [f"UID {uid}".encode()]
        if "RFC822.SIZE" in items:
            parts.append(b"RFC822.SIZE %d" % len(raw))
        if "INTERNALDATE" in items:
            parts.append(b'INTERNALDATE "12-Nov-2026 08:00:00 -0600"')
        if "FLAGS" in items:
            parts.append(rb"FLAGS (\Seen)")
        if "BODY.PEEK[]" in items:
            parts.append(b"BODY[] {%d}\r\n%s" % (len(raw), raw))
        if "BODY.PEEK[HEADER]" in items:
            header = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            parts.append(b"BODY[HEADER] {%d}\r\n%s" % (len(header), header))
        self.say(b"* %d FETCH (%s)" % (number, b" ".join(parts)))

    def listed(self, uids: str) -> list[int]:
        wanted: list[int] = []
        for part in uids.split(","):
            first, _, last = part.partition(":")
            wanted += range(int(first), int(last or first) + 1)
        return [uid for uid in wanted if uid in self.server.messages]

    def _range(self, rest: str) -> list[int]:
        first, _, last = rest.rsplit(" ", 1)[1].partition(":")
        newest = max(self.server.messages, default=0)
        ends = sorted([newest if end == "*" else int(end) for end in (first, last or first)])
        return [uid for uid in self.server.messages if ends[0] <= uid <= ends[1]]

    def _idle(self, tag: str, rest: str) -> None:
        self.say("+ idling")
        self.await_done(tag)

    def await_done(self, tag: str) -> None:
        line = self.file.readline()
        self.server.commands.append(line.decode().strip())
        self.say(f"{tag} OK idle done")

    def _append(self, tag: str, rest: str) -> None:
        self.say(f"{tag} OK appended")

    def _noop(self, tag: str, rest: str) -> None:
        self.say(f"{tag} OK done")

    def _logout(self, tag: str, rest: str) -> None:
        self.say("* BYE bye", f"{tag} OK done")
        raise Hangup
