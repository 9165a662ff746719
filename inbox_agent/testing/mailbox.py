"""``MemoryMailbox``: the port Mailbox in memory, with a server's moods on request."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import compat32

from inbox_agent.errors import TryAgain, UserError
from inbox_agent.ports import Fetched, Folder, FolderStatus

USUAL_FOLDERS = {"INBOX": "inbox", "Sent": "sent", "Junk": "junk", "Drafts": "drafts"}
LONG_AGO = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)  # INTERNALDATE where a test names none
FIRST_UIDVALIDITY = 1


@dataclass(slots=True)
class _Stored:
    role: str
    uidvalidity: int | None = FIRST_UIDVALIDITY
    uidnext: int = 1
    messages: dict[int, Fetched] = field(default_factory=dict)

    def status(self) -> FolderStatus:
        return FolderStatus(self.uidvalidity, self.uidnext, len(self.messages))


class MemoryMailbox:
    """A mailbox that tests fill and disturb.

    ``failures`` are raised by the next calls, one a call, before anything is done.
    ``wait`` never sleeps: it says whether the folder changed since ``examine`` or the last wait.
    """

    def __init__(self, folders: Mapping[str, str] = USUAL_FOLDERS) -> None:
        self._folders = {name: _Stored(role) for name, role in folders.items()}
        self._told: dict[str, int | None] = {}
        self._seen: dict[str, FolderStatus] = {}
        self.failures: deque[Exception] = deque()
        self.calls: list[str] = []
        self.closed = False

    # --- what a test does to it ---------------------------------------------------------------

    def deliver(
        self,
        raw: bytes,
        folder: str = "INBOX",
        *,
        at: datetime | None = LONG_AGO,
        flags: Sequence[str] = (),
        truncated: bool = False,
    ) -> int:
        """Put a message there, bytes unchanged; its UID."""
        stored = self._folders[folder]
        uid = stored.uidnext
        stored.messages[uid] = Fetched(uid, raw, at, len(raw), truncated, frozenset(flags))
        stored.uidnext += 1
        return uid

    def expunge(self, uid: int, folder: str = "INBOX") -> None:
        del self._folders[folder].messages[uid]

    def renumber(self, folder: str = "INBOX", *, uidvalidity: int | None) -> None:
        """Another UIDVALIDITY (None: the server tells none), all UIDs from 1 again."""
        stored = self._folders[folder]
        kept = list(stored.messages.values())
        stored.messages = {n: replace(old, uid=n) for n, old in enumerate(kept, start=1)}
        stored.uidvalidity, stored.uidnext = uidvalidity, len(kept) + 1

    def add_folder(self, name: str, role: str = "") -> None:
        self._folders[name] = _Stored(role)

    def held(self, folder: str = "INBOX") -> tuple[Fetched, ...]:
        """What lies in the folder, oldest first."""
        return tuple(self._folders[folder].messages.values())

    # --- the port -----------------------------------------------------------------------------

    def folders(self) -> tuple[Folder, ...]:
        self._called("folders")
        return tuple(Folder(name, stored.role) for name, stored in self._folders.items())

    def examine(self, folder: str) -> FolderStatus:
        self._called("examine")
        status = self._open(folder).status()
        self._told[folder] = status.uidvalidity
        self._seen[folder] = status
        return status

    def uids(self, folder: str, first: int, last: int | None = None) -> tuple[int, ...]:
        self._called("uids")
        there = self._same(folder).messages
        return tuple(uid for uid in there if first <= uid <= (uid if last is None else last))

    def sizes(self, folder: str, uids: Sequence[int]) -> dict[int, int]:
        self._called("sizes")
        there = self._same(folder).messages
        return {uid: there[uid].size for uid in uids if uid in there}

    def fetch(self, folder: str, uids: Sequence[int]) -> tuple[Fetched, ...]:
        self._called("fetch")
        there = self._same(folder).messages
        return tuple(there[uid] for uid in uids if uid in there)

    def append(self, folder: str, raw: bytes, flags: Sequence[str], at: datetime) -> None:
        self._called("append")
        self._open(folder)
        self.deliver(raw, folder, at=at, flags=flags)

    def remove(self, folder: str, uid: int, header: str, value: str) -> bool:
        self._called("remove")
        there = self._same(folder).messages
        if uid not in there or not _has(there[uid].raw, header, value):
            return False
        del there[uid]
        return True

    def copy(self, folder: str, uid: int, target: str) -> None:
        self._called("copy")
        there = self._same(folder).messages
        if target not in self._folders:
            self.add_folder(target)
        if uid in there:
            got = there[uid]
            self.deliver(got.raw, target, at=got.internal_date, flags=tuple(got.flags))

    def find(self, folder: str, header: str, value: str) -> tuple[int, ...]:
        self._called("find")
        there = self._same(folder).messages
        return tuple(uid for uid, got in there.items() if _has(got.raw, header, value))

    def wait(self, folder: str, seconds: float) -> bool:
        if self.closed:
            return False
        self._called("wait")
        status = self._open(folder).status()
        known, self._seen[folder] = self._seen.get(folder, status), status
        return status != known

    def close(self) -> None:
        self.closed = True

    def reopen(self) -> None:
        """The same account seen by a new connection, after a restart."""
        self.closed = False
        self._told.clear()
        self._seen.clear()

    def _called(self, name: str) -> None:
        if self.closed:
            raise TryAgain("the mailbox was closed")
        self.calls.append(name)
        if self.failures:
            raise self.failures.popleft()

    def _open(self, folder: str) -> _Stored:
        if folder not in self._folders:
            names = ", ".join(sorted(self._folders))
            raise UserError(f"there is no folder {folder!r}", f"the account has: {names}")
        return self._folders[folder]

    def _same(self, folder: str) -> _Stored:
        stored = self._open(folder)
        if self._told.setdefault(folder, stored.uidvalidity) != stored.uidvalidity:
            raise TryAgain(f"the folder {folder} was renumbered meanwhile; it is read again")
        return stored


def _has(raw: bytes, header: str, value: str) -> bool:
    """As SEARCH HEADER does: the value contains it, case does not matter."""
    values = message_from_bytes(raw, policy=compat32).get_all(header, [])
    return any(value.lower() in str(found).lower() for found in values)
