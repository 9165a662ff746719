"""A consistent copy of a store while others write to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from inbox_agent.errors import Refused


def copy_store(engine: Engine, target: Path) -> None:
    """Copy an SQLite store to ``target`` (mode 0600). Raises Refused for another database."""
    database = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not database:
        raise Refused("only an SQLite store is copied here", "For PostgreSQL, use pg_dump.")
    target.touch(mode=0o600)
    target.chmod(0o600)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
