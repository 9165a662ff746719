"""``Mailboxes``: several mailboxes of one owner as one (a school's beside Gmail).

Folders of the first keep their names; those of another are called ``school:INBOX``. A mailbox that
is out does not hide the others: its folders are still listed, and a call about one of them raises
what is wrong until ``folders`` finds it well again. So a pass reads what can be read, and fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from inbox_agent.errors import GiveUp, TryAgain
from inbox_agent.ports import Fetched, Folder, FolderStatus, Mailbox

MARK = ":"  # between the name of a mailbox and its folder
INBOX = "INBOX"  # the one folder that every mailbox has (RFC 3501, 5.1)


class Mailboxes:
    """``first`` takes what is appended without a name before it; ``others`` by their names."""

    def __init__(self, first: Mailbox, others: Mapping[str, Mailbox]) -> None:
        self._parts = {"": first, **others}
        self._known: dict[str, tuple[Folder, ...]] = {}  # as last listed
        self._out: dict[str, TryAgain | GiveUp] = {}  # why a mailbox cannot be read now

    def folders(self) -> tuple[Folder, ...]:
        return tuple(folder for name in self._parts for folder in self._folders(name))

    def examine(self, folder: str) -> FolderStatus:
        part, name = self._of(folder)
        return part.examine(name)

    def uids(self, folder: str, first: int, last: int | None = None) -> tuple[int, ...]:
        part, name = self._of(folder)
        return part.uids(name, first, last)

    def sizes(self, folder: str, uids: Sequence[int]) -> Mapping[int, int]:
        part, name = self._of(folder)
        return part.sizes(name, uids)

    def fetch(self, folder: str, uids: Sequence[int]) -> tuple[Fetched, ...]:
        part, name = self._of(folder)
        return part.fetch(name, uids)

    def append(self, folder: str, raw: bytes, flags: Sequence[str], at: datetime) -> None:
        part, name = self._of(folder)
        part.append(name, raw, flags, at)

    def remove(self, folder: str, uid: int, header: str, value: str) -> bool:
        part, name = self._of(folder)
        return part.remove(name, uid, header, value)

    def copy(self, folder: str, uid: int, target: str) -> None:
        part, name = self._of(folder)
        _, there = self._of(target)
        part.copy(name, uid, there)

    def find(self, folder: str, header: str, value: str) -> tuple[int, ...]:
        part, name = self._of(folder)
        return part.find(name, header, value)

    def wait(self, folder: str, seconds: float) -> bool:
        part, name = self._of(folder)
        return part.wait(name, seconds)

    def close(self) -> None:
        for part in self._parts.values():
            part.close()

    def _folders(self, name: str) -> tuple[Folder, ...]:
        try:
            listed = self._parts[name].folders()
        except (TryAgain, GiveUp) as out:
            self._out[name] = out
            return self._known.get(name) or (_named(name, Folder(INBOX, "inbox")),)
        self._out.pop(name, None)
        self._known[name] = tuple(_named(name, folder) for folder in listed)
        return self._known[name]

    def _of(self, folder: str) -> tuple[Mailbox, str]:
        name, mark, rest = folder.partition(MARK)
        if not mark or name not in self._parts:
            name, rest = "", folder
        if name in self._out:
            raise self._out[name]
        return self._parts[name], rest


def _named(name: str, folder: Folder) -> Folder:
    return replace(folder, name=f"{name}{MARK}{folder.name}", mailbox=name) if name else folder
