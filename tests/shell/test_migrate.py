"""A store written by an older version is brought up to date; nothing in it is lost."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from inbox_agent.shell.store import migrate, open_store

SCRIPTS = Path(migrate.__file__).parent / "migrations"


def written_by(revision: str, path: Path) -> None:
    """A store as the version with this schema made it, with one row of each sort that changed."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.execute(text(
            "INSERT INTO program VALUES ('l@post.example', 'p1', 'Great Sauk', 'Preliminary "
            "Medicine', '', '', '', '[\"sauk.example\"]', '', 'yes', '[]', '[]', '', '', 'top', 1)"
        ))  # fmt: skip
    engine.dispose()


def test_a_store_of_the_first_version_is_opened_with_its_rows_and_a_backup(tmp_path: Path) -> None:
    written_by("0001", tmp_path / "agent.db")
    store = open_store(f"sqlite:///{tmp_path / 'agent.db'}", "l@post.example")
    with store.read() as records:
        (program,) = records.programs()
    with store.engine.connect() as connection:
        drift = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    store.close()
    assert (program.full_name, program.wish) == ("Great Sauk / Preliminary Medicine", "top")
    assert drift == []
    assert (tmp_path / "agent.db.schema-0001.backup").exists()
