"""Schema changes: run at start, after a backup; a store from a newer version is refused."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from inbox_agent.errors import UserError
from inbox_agent.shell.store.copy import copy_store

HEAD = "0005"  # the revision this program works with: the last file in migrations/versions
_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Bring the schema to ``HEAD``.

    Alembic is imported only when there is something to do: it is heavy."""
    current = _revision(engine)
    if current == HEAD:
        return
    if current is not None:
        _refuse_newer(current)
        _backup(engine, current)
    _upgrade(engine)


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_newer(current: str) -> None:
    known = {file.name.split("_")[0] for file in (_SCRIPTS / "versions").glob("[0-9]*.py")}
    if current not in known:
        raise UserError(
            f"the store was written by a newer inbox-agent (schema {current}, known {HEAD})",
            "Install that version again, or restore the backup beside the store.",
        )


def _backup(engine: Engine, current: str) -> None:
    """A copy beside an SQLite store before its schema changes; servers have their own backups."""
    database = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not database or database == ":memory:":
        return
    copy_store(engine, Path(f"{database}.schema-{current}.backup"))


def _upgrade(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    writer = engine.execution_options(inbox_agent_write=True)
    with writer.begin() as connection:
        _take_turns(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _take_turns(connection: Connection) -> None:
    """Two programs that start at once migrate one after the other."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(4747)"))
