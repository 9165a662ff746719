"""A real PostgreSQL in a temporary folder; each test gets a database of its own."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.servers.process import (
    LOOPBACK,
    START_SECONDS,
    DidNotStart,
    NotThere,
    free_port,
    running,
    temporary_folder,
)

USER = "agent"
_PUT_OUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
CARELESS = ("-c", "fsync=off", "-c", "full_page_writes=off")  # no test cuts the power
DEBIAN = Path("/usr/lib/postgresql")  # Debian keeps the server's programs out of PATH


@dataclass(frozen=True, slots=True)
class Postgres:
    port: int
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, database: str) -> str:
        """As SQLAlchemy wants it."""
        return f"postgresql+psycopg://{USER}@{LOOPBACK}:{self.port}/{database}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a new, empty database, dropped at the end whoever is still connected."""
        name = sql.Identifier(f"test{next(self._numbers)}")
        with self._administer() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield self.url(name.as_string().strip('"'))
        finally:
            with self._administer() as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def create(self, name: str, template: str = "template1") -> None:
        """A database, empty or a copy of another; whoever is connected to either is put out."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self.drop(name)
        with self._administer() as connection:
            connection.execute(_PUT_OUT, (template,))
            self._patiently(connection, statement.format(_id(name), _id(template)))

    def drop(self, name: str) -> None:
        with self._administer() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(_id(name)))

    def query(self, database: str, statement: str) -> list[tuple[Any, ...]]:
        """A statement of a test's own making."""
        with psycopg.connect(
            host=LOOPBACK, port=self.port, user=USER, dbname=database
        ) as connection:
            return connection.execute(statement.encode()).fetchall()

    def _patiently(self, connection: psycopg.Connection[Any], statement: sql.Composed) -> None:
        """A backend that was put out takes a moment to go."""
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                connection.execute(statement)
            except psycopg.errors.ObjectInUse:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)
            else:
                return

    def wait(self) -> None:
        """It accepts connections a moment before it lets anybody in."""
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                self._administer().close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return

    def _administer(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=LOOPBACK, port=self.port, user=USER, dbname="postgres", autocommit=True
        )


@contextmanager
def run_postgres() -> Iterator[Postgres]:
    """Raises NotThere where this machine has none."""
    programs, user = _programs(), _user()
    with temporary_folder("postgres") as folder:
        if user:
            shutil.chown(folder, user)
        data, port = folder / "data", free_port()
        _initialise(programs / "initdb", data, user)
        where = ["-D", str(data), "-k", str(folder), "-h", LOOPBACK, "-p", str(port)]
        command = [str(programs / "postgres"), *where, *CARELESS]
        with running(command, [port], folder / "out.log", user=user):
            server = Postgres(port)
            server.wait()
            yield server


def _id(name: str) -> sql.Identifier:
    return sql.Identifier(name)


def _initialise(initdb: Path, data: Path, user: str | None) -> None:
    command = [str(initdb), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "-N"]
    done = subprocess.run(
        [*command, "--locale=C.UTF-8"], capture_output=True, text=True, user=user, cwd=data.parent
    )
    if done.returncode:
        raise DidNotStart(done.stderr)


def _programs() -> Path:
    if found := shutil.which("postgres"):
        return Path(found).parent
    versions = [path for path in DEBIAN.glob("*/bin") if (path / "postgres").exists()]
    if not versions:
        raise NotThere("not installed: postgres")
    return max(versions, key=lambda path: int(path.parent.name))


def _user() -> str | None:
    """PostgreSQL refuses to run as root; its own user exists where it was installed."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NotThere("running as root, and there is no user postgres") from None
