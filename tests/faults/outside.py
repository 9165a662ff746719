"""What outlives a crash: the mailbox, the SMTP server, the alert channel. Kept in one file.

Every call of the agent to the outside, every transaction and every phase of SMTP passes a
numbered point; at one of them the process may be killed.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from inbox_agent.pipeline.agent import KeyRing
from inbox_agent.ports import (
    Accepted,
    Alert,
    BeforeData,
    Envelope,
    Fetched,
    Folder,
    FolderStatus,
    Keys,
    NotHanded,
    Outcome,
    Records,
    Store,
)
from inbox_agent.shell import secrets
from inbox_agent.testing import MemoryMailbox


@dataclass
class Points:
    """Counts the points that are passed; kills this process at number ``die_at``."""

    die_at: int | None = None
    names: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Plan:
    """What the server says to the first attempts of one recipient; after that it accepts."""

    outcome: Outcome
    taken: bool = False
    after_data: bool = True


@dataclass
class Things:
    """The state of the outside."""

    mailbox: MemoryMailbox = field(default_factory=MemoryMailbox)
    taken: list[tuple[Envelope, bytes]] = field(default_factory=list)
    attempts: dict[str, int] = field(default_factory=dict)  # by recipient
    alerts: list[str] = field(default_factory=list)
    happened: set[int] = field(default_factory=set)  # steps whose part of the world is done

    def attempt(self, to: str, plans: Mapping[str, Sequence[Plan]]) -> Plan:
        """One more attempt to reach this recipient: what the server does about it."""
        nth = self.attempts[to] = self.attempts.get(to, 0) + 1
        own = plans.get(to, ())
        return own[nth - 1] if nth <= len(own) else Plan(Accepted("250 queued"), taken=True)

    def take(self, envelope: Envelope, raw: bytes, owner: str, *, files: bool) -> None:
        """The server keeps it, delivers what is for the owner, files what is not."""
        self.taken.append((envelope, raw))
        if envelope.recipients == (owner,):
            self.mailbox.deliver(raw)
        elif files:
            self.mailbox.deliver(raw, "Sent")


class Outside:
    """``Things`` in a file, written whole at each change."""

    def __init__(self, path: Path, points: Points) -> None:
        self._path, self.point = path, points
        self.things: Things = pickle.loads(path.read_bytes()) if path.exists() else Things()  # noqa: S301 -- our own
        self.things.mailbox.reopen()
        self.things.mailbox.calls.clear()

    def save(self) -> None:
        fresh = self._path.with_suffix(".new")
        self.things.mailbox.calls.clear()
        fresh.write_bytes(pickle.dumps(self.things))
        fresh.replace(self._path)


class PointedMailbox:
    """A point before and after each call."""

    def __init__(self, outside: Outside) -> None:
        self._outside, self._box = outside, outside.things.mailbox

    @contextmanager
    def _call(self, name: str) -> Iterator[None]:
        self._outside.point(f"imap {name}, before")
        yield
        self._outside.point(f"imap {name}, after")

    def folders(self) -> tuple[Folder, ...]:
        with self._call("LIST"):
            return self._box.folders()

    def examine(self, folder: str) -> FolderStatus:
        with self._call("EXAMINE"):
            return self._box.examine(folder)

    def uids(self, folder: str, first: int, last: int | None = None) -> tuple[int, ...]:
        with self._call("SEARCH UID"):
            return self._box.uids(folder, first, last)

    def sizes(self, folder: str, uids: Sequence[int]) -> Mapping[int, int]:
        with self._call("FETCH size"):
            return self._box.sizes(folder, uids)

    def fetch(self, folder: str, uids: Sequence[int]) -> tuple[Fetched, ...]:
        with self._call("FETCH body"):
            return self._box.fetch(folder, uids)

    def append(self, folder: str, raw: bytes, flags: Sequence[str], at: datetime) -> None:
        with self._call("APPEND"):
            self._box.append(folder, raw, flags, at)
            self._outside.save()

    def find(self, folder: str, header: str, value: str) -> tuple[int, ...]:
        with self._call("SEARCH HEADER"):
            return self._box.find(folder, header, value)

    def wait(self, folder: str, seconds: float) -> bool:
        return False

    def close(self) -> None:
        return


class PointedOutbox:
    """An SMTP server that keeps what it took, whatever becomes of us."""

    def __init__(
        self, outside: Outside, plans: Mapping[str, Sequence[Plan]], owner: str, files: bool
    ) -> None:
        self._outside, self._plans = outside, plans
        self._owner, self._files = owner, files

    async def send(self, envelope: Envelope, raw: bytes, before_data: BeforeData) -> Outcome:
        things, point = self._outside.things, self._outside.point
        plan = self._plan(envelope)
        for phase in ("before connect", "greeted", "after EHLO", "after AUTH", "after MAIL"):
            point(f"smtp, {phase}")
        point("smtp, after RCPT")
        if not plan.after_data:
            return plan.outcome
        if not await before_data():
            return NotHanded("withdrawn")
        point("smtp, before DATA")
        point("smtp, DATA allowed")
        point("smtp, in the middle of the body")
        if plan.taken:
            things.take(envelope, raw, self._owner, files=self._files)
            self._outside.save()
        point("smtp, after the dot")
        point("smtp, reply read")
        return plan.outcome

    def _plan(self, envelope: Envelope) -> Plan:
        plan = self._outside.things.attempt(envelope.recipients[0], self._plans)
        self._outside.save()
        return plan

    async def check(self) -> str:
        return "220"


class PointedAlerts:
    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def hand_over(self, alert: Alert) -> tuple[str, ...]:
        self._outside.point("alert, before")
        self._outside.things.alerts.append(alert.title)
        self._outside.save()
        self._outside.point("alert, after")
        return ("memory",)

    def failing(self) -> tuple[str, ...]:
        return ()


class PointedStore:
    """A point inside each transaction, before its commit and after it."""

    def __init__(self, store: Store, point: Points) -> None:
        self._store, self._point, self.account = store, point, store.account

    def read(self) -> Any:
        return self._store.read()

    @contextmanager
    def write(self) -> Iterator[Records]:
        with self._store.write() as records:
            self._point("store, begun")
            yield records
            self._point("store, before commit")
        self._point("store, committed")


def pointed_keys(path: Path, point: Points) -> KeyRing:
    def save(keys: Keys) -> None:
        point("key, before write")
        secrets.save_keys(path, keys)
        point("key, written")

    return KeyRing(lambda: secrets.load_keys(path), save)
