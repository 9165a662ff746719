"""Making sure that what was deleted is gone from the disk, and deleting a whole store."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from inbox_agent.errors import Refused

_BESIDE = ("", "-wal", "-shm", "-journal")  # the files of one SQLite database


def compact(engine: Engine) -> None:
    """Write the database anew, so that no deleted page is left in it (SQLite; servers do so in
    their own time)."""
    if engine.url.get_backend_name() != "sqlite":
        return
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is not None:
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                raw.execute(statement).close()


def backups(engine: Engine) -> tuple[Path, ...]:
    """Copies of the store that lie beside it: they still hold what was deleted since."""
    database = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not database:
        return ()
    path = Path(database)
    return tuple(sorted(path.parent.glob(f"{path.name}.*backup*")))


def delete_store(engine: Engine) -> tuple[Path, ...]:
    """Delete an SQLite store with its copies; the files that are gone. Raises Refused for
    another database, where other accounts may lie beside this one."""
    database = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not database:
        raise Refused(
            "only an SQLite store is deleted whole", "For PostgreSQL, drop the database itself."
        )
    engine.dispose()
    files = [Path(database + end) for end in _BESIDE] + list(backups(engine))
    gone = tuple(file for file in files if file.exists())
    for file in gone:
        file.unlink()
    return gone
