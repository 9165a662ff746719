"""Real sockets between the agent and the outside: an IMAP and an SMTP server over the same things,
whose replies are numbered. At one of them the connection is cut: before it, in its middle, or
after it.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from inbox_agent.ports import Envelope, Refusal, Unclear
from inbox_agent.shell.server import Server
from tests.faults.outside import Plan, Things
from tests.servers.listener import LOOPBACK, Hangup, Listener
from tests.servers.scripted_imap import PASSWORD, USER, ScriptedImap, Session

PATIENCE = 20.0  # seconds; nothing here is silent, so nobody ever waits so long


class How(StrEnum):
    BEFORE = "before"  # what was asked is done, and the reply never comes
    HALF = "half"
    AFTER = "after"


@dataclass
class Cut:
    """Cut at reply number ``at``, counted from 1; never where it is 0. Notes what was passed."""

    at: int = 0
    how: How = How.AFTER
    names: list[str] = field(default_factory=list)

    def say(self, sock: socket.socket, name: str, reply: bytes) -> None:
        """Send one reply, or what the cut leaves of it. Raises Hangup where it is cut."""
        self.names.append(name)
        if len(self.names) != self.at:
            sock.sendall(reply)
            return
        left = {How.BEFORE: 0, How.HALF: len(reply) // 2, How.AFTER: len(reply)}[self.how]
        sock.sendall(reply[:left])
        raise Hangup


@dataclass
class Wires:
    things: Things
    plans: Mapping[str, Sequence[Plan]]
    owner: str
    files: bool
    cut: Cut

    @contextmanager
    def servers(self) -> Iterator[tuple[Server, Server]]:
        """IMAP and SMTP, listening until the block ends."""
        with (
            Listener(lambda sock: _Imap(self, sock).run()) as imap,
            Listener(lambda sock: _Smtp(self, sock).run()) as smtp,
        ):
            yield _server(imap.port), _server(smtp.port)


def _server(port: int) -> Server:
    return Server(
        LOOPBACK, port, "plain", USER, lambda: PASSWORD, connect_seconds=PATIENCE,
        read_seconds=PATIENCE, data_seconds=PATIENCE,
    )  # fmt: skip


class _Imap(Session):
    """The mailbox of the things; a command's whole answer is one reply."""

    def __init__(self, wires: Wires, sock: socket.socket) -> None:
        super().__init__(ScriptedImap(), sock)
        self._box, self._cut = wires.things.mailbox, wires.cut
        self._folder = "INBOX"
        self._lines: list[bytes] | None = None  # of the answer that is being made

    def say(self, *lines: str | bytes) -> None:
        data = [line.encode() if isinstance(line, str) else line for line in lines]
        if self._lines is None:
            self._cut.say(self.sock, "imap +", b"".join(line + b"\r\n" for line in data))
        else:
            self._lines += data

    def _do(self, verb: str, tag: str, rest: str) -> None:
        self._lines = []
        try:
            super()._do(verb, tag, rest)
        finally:
            said, self._lines = b"".join(line + b"\r\n" for line in self._lines), None
            self._cut.say(self.sock, f"imap {verb}", said)

    def _list(self, tag: str, rest: str) -> None:
        roles = {"sent": r"\Sent", "junk": r"\Junk", "drafts": r"\Drafts"}
        for folder in self._box.folders():
            self.say(f'* LIST ({roles.get(folder.role, "")}) "/" {folder.name}')
        self.say(f"{tag} OK done")

    def _examine(self, tag: str, rest: str) -> None:
        self._folder = rest.split(" ")[1].strip('"')
        held = self._box.held(self._folder)
        self.server.messages = {item.uid: item.raw for item in held}
        self.server.uidvalidity = self._box.examine(self._folder).uidvalidity
        super()._examine(tag, rest)

    def _search(self, tag: str, rest: str) -> None:
        if " HEADER " not in rest:
            super()._search(tag, rest)
            return
        name, value = rest.partition(" HEADER ")[2].split(" ", 1)
        uids = self._box.find(self._folder, name, value.strip('"'))
        self.say("* SEARCH" + "".join(f" {uid}" for uid in uids), f"{tag} OK done")

    def give(self, uid: int, items: str) -> None:
        item = next(item for item in self._box.held(self._folder) if item.uid == uid)
        at = (item.internal_date or datetime.now(UTC)).strftime("%d-%b-%Y %H:%M:%S +0000")
        facts = f'UID {uid} RFC822.SIZE {item.size} INTERNALDATE "{at}"'.encode()
        facts += f" FLAGS ({' '.join(item.flags)})".encode()
        if "BODY.PEEK[]" in items:
            facts += b" BODY[] {%d}\r\n%s" % (len(item.raw), item.raw)
        self.say(b"* %d FETCH (%s)" % (uid, facts))

    def _append(self, tag: str, rest: str) -> None:
        folder = rest.split(" ")[1].strip('"')
        at = datetime.strptime(rest.split('"')[-2].strip(), "%d-%b-%Y %H:%M:%S %z")
        self._box.append(folder, self.server.appended.pop(), ["\\Seen"], at.astimezone(UTC))
        self.say(f"{tag} OK appended")


class _Smtp:
    """Takes mail as the plans say."""

    def __init__(self, wires: Wires, sock: socket.socket) -> None:
        self._wires, self._sock = wires, sock
        self._file = sock.makefile("rb")

    def run(self) -> None:
        try:
            self._say("greeting", "220 ready")
            while line := self._file.readline():
                self._obey(line.decode().strip())
        finally:
            self._file.close()  # first: an open file keeps the socket open
            self._sock.close()

    def _obey(self, command: str) -> None:
        verb = command.split(" ")[0].upper()
        if verb == "EHLO":
            self._say(verb, "250-here\r\n250-SIZE 1000000\r\n250 AUTH PLAIN")
        elif verb == "AUTH":
            self._say(verb, "235 welcome")
        elif verb == "RCPT":
            self._recipient(command.partition("<")[2].partition(">")[0])
        elif verb == "DATA":
            self._say(verb, "354 go on")
            self._body()
        elif verb == "QUIT":
            self._say(verb, "221 bye")
            raise Hangup
        else:
            self._say(verb, "250 ok")

    def _recipient(self, to: str) -> None:
        self._to = to
        self._plan = self._wires.things.attempt(to, self._wires.plans)
        refused = None if self._plan.after_data else self._plan.outcome
        if isinstance(refused, Refusal):
            self._say("RCPT", f"{refused.code} {refused.reply}")
        else:
            self._say("RCPT", "250 ok")

    def _body(self) -> None:
        lines = [self._file.readline()]
        self._say("in the body", "")
        while lines[-1] and lines[-1] != b".\r\n":
            lines.append(self._file.readline())
        if lines.pop() != b".\r\n":
            return  # the other side went away: nothing was taken
        raw = b"".join(line.removeprefix(b".") for line in lines)
        wires, outcome = self._wires, self._plan.outcome
        if self._plan.taken:
            wires.things.take(Envelope(wires.owner, (self._to,)), raw, wires.owner,
                              files=wires.files)  # fmt: skip
        if isinstance(outcome, Unclear):
            raise Hangup
        reply = f"{outcome.code} {outcome.reply}" if isinstance(outcome, Refusal) else "250 queued"
        self._say("the dot", reply)

    def _say(self, name: str, reply: str) -> None:
        self._wires.cut.say(self._sock, f"smtp {name}", f"{reply}\r\n".encode() if reply else b"")
