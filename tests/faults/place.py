"""Where one life keeps what outlives a crash: a folder with the outside and the key, and the store.

A place is copied in a millisecond or a few, so that each point starts from the state before its
step and no story is lived from its beginning.
"""

from __future__ import annotations

import hashlib
import pickle
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.faults.outside import Things
from tests.servers.postgres import Postgres

WATCHED = ("INBOX", "Sent", "Junk")
AT_DATA = "SELECT id FROM draft WHERE state='sending' AND phase='data'"


class Place(Protocol):
    folder: Path

    @property
    def url(self) -> str: ...

    def sibling(self, name: str) -> Place:
        """Another place of the same kind; nothing is there yet."""

    def copy_to(self, other: Place) -> None:
        """Everything as it is now; whatever was at ``other`` goes."""

    def remove(self) -> None: ...

    def query(self, statement: str) -> list[tuple[Any, ...]]: ...

    def rows(self) -> Iterator[str]:
        """Every row of every table, in an order that depends on nothing else."""


@dataclass(frozen=True)
class SqlitePlace:
    folder: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder}/agent.db"

    def sibling(self, name: str) -> SqlitePlace:
        return SqlitePlace(self.folder.parent / name)

    def copy_to(self, other: Place) -> None:
        _copy_folder(self.folder, other.folder)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "agent.db")) as database:
            return database.execute(statement).fetchall()

    def rows(self) -> Iterator[str]:
        with closing(sqlite3.connect(self.folder / "agent.db")) as database:
            names = database.execute(
                "SELECT name FROM sqlite_master WHERE type='table' ORDER BY name"
            ).fetchall()
            for (name,) in names:
                rows = database.execute(f'SELECT * FROM "{name}"')  # noqa: S608
                yield from (name, *sorted(map(repr, rows)))


@dataclass(frozen=True)
class PostgresPlace:
    """The folder, and beside it a database of the same name."""

    folder: Path
    server: Postgres

    @property
    def url(self) -> str:
        return self.server.url(self._database)

    @property
    def _database(self) -> str:
        return hashlib.sha256(str(self.folder).encode()).hexdigest()[:24]

    def sibling(self, name: str) -> PostgresPlace:
        return PostgresPlace(self.folder.parent / name, self.server)

    def create(self) -> None:
        self.server.create(self._database)

    def copy_to(self, other: Place) -> None:
        assert isinstance(other, PostgresPlace)
        _copy_folder(self.folder, other.folder)
        self.server.create(other._database, template=self._database)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.server.drop(self._database)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        return self.server.query(self._database, statement)

    def rows(self) -> Iterator[str]:
        names = self.query("SELECT tablename FROM pg_tables WHERE schemaname='public' ORDER BY 1")
        for (name,) in names:
            rows = self.query(f'SELECT t::text FROM "{name}" t ORDER BY 1')  # noqa: S608
            yield from (name, *(row[0] for row in rows))


def things_at(place: Place) -> Things:
    things: Things = pickle.loads((place.folder / "outside").read_bytes())  # noqa: S301 -- our own
    return things


def at_data(place: Place) -> set[str]:
    """Drafts that a crash left between ``phase = data`` and the recorded reply."""
    return {row[0] for row in place.query(AT_DATA)}


def state_of(place: Place) -> str:
    """A hash over every row of every table, the key, and all that lies outside."""
    found = hashlib.sha256((place.folder / "key").read_bytes())
    for row in place.rows():
        found.update(row.encode())
    things = things_at(place)
    held = [things.mailbox.held(name) for name in WATCHED]
    outside = (held, things.taken, sorted(things.alerts), sorted(things.happened))
    found.update(repr(outside).encode())
    return found.hexdigest()


def _copy_folder(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for path in source.iterdir():
        shutil.copy(path, target / path.name)
