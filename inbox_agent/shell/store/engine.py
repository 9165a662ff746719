"""Opening the store: engine, durable transactions, one account's view of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from inbox_agent.errors import TryAgain
from inbox_agent.shell.store.migrate import migrate
from inbox_agent.shell.store.records import SqlRecords

BUSY_TIMEOUT = 30  # seconds a writer waits for another; a backup of a large store takes a few
OWNER_ONLY = 0o600  # file mode: nobody else on the machine may read the owner's mail


class SqlStore:
    """One account's rows in one database. Safe to share between threads."""

    def __init__(self, engine: Engine, account: str) -> None:
        self.engine = engine
        self.account = account
        self._writer = engine.execution_options(inbox_agent_write=True)

    @contextmanager
    def read(self) -> Iterator[SqlRecords]:
        """A consistent view; nothing that is saved in it is kept."""
        with _database_errors(), self.engine.connect() as connection:
            yield SqlRecords(connection, self.account)

    @contextmanager
    def write(self) -> Iterator[SqlRecords]:
        """One durable transaction: all of it is there after a crash, or none of it."""
        with _database_errors(), self._writer.begin() as connection:
            records = SqlRecords(connection, self.account)
            yield records
            records.flush()

    def close(self) -> None:
        self.engine.dispose()


def open_store(url: str, account: str) -> SqlStore:
    """The store at ``url``, migrated to this program's schema (after a backup).

    Raises UserError for a store written by a newer version, TryAgain when it can't be reached."""
    parsed = make_url(_with_driver(url))
    if parsed.get_backend_name() == "sqlite":
        _make_private(parsed)
    with _database_errors():
        engine = connect(parsed)
        migrate(engine)
    return SqlStore(engine, account)


def connect(url: URL) -> Engine:
    """An engine whose transactions are durable and begin with their lock."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, see _begin_sqlite
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: a read that grows into a write would fail as busy."""
    write = connection.get_execution_options().get("inbox_agent_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _make_private(url: URL) -> None:
    if not url.database or url.database == ":memory:":
        return
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=OWNER_ONLY, exist_ok=True)
    path.chmod(OWNER_ONLY)


def _with_driver(url: str) -> str:
    """``postgresql://`` means the driver that we ship."""
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgresql", "postgres"}:
        scheme = "postgresql+psycopg"
    return f"{scheme}{separator}{rest}"


@contextmanager
def _database_errors() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise TryAgain(
            f"the store did not answer: {str(error.orig).strip()}",
            "Is the disk full, or another program holding the database? It is tried again.",
        ) from error
