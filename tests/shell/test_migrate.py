"""A store written by an older version is brought up to date; nothing in it is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
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


EARLIER = sorted(path.name[:4] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))[:-1]
VALUES = {
    "INTEGER": 1, "BIGINT": 1, "BOOLEAN": 1, "BLOB": b"bytes", "JSON": '["a word"]',
    "DATETIME": "2026-11-12 07:00:00.000000",
}  # fmt: skip
Rows = dict[str, list[dict[str, Any]]]


def _filled(revision: str, path: Path) -> Rows:
    """A store of this schema with a row in every table, whatever its columns are called."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with closing(sqlite3.connect(path)) as store:
        for name in _rows(path):
            kinds = [row[2] for row in store.execute(f'PRAGMA table_info("{name}")')]
            marks = ", ".join("?" for _ in kinds)
            values = [VALUES.get(kind, "a word") for kind in kinds]
            store.execute(f'INSERT INTO "{name}" VALUES ({marks})', values)  # noqa: S608
        store.commit()
    return _rows(path)


def _rows(path: Path) -> Rows:
    with closing(sqlite3.connect(path)) as store:
        store.row_factory = sqlite3.Row
        found = store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in found if name[:7] not in {"alembic", "sqlite_"}]
        return {
            name: [dict(row) for row in store.execute(f'SELECT * FROM "{name}"')]  # noqa: S608
            for name in names
        }


@pytest.mark.parametrize("revision", EARLIER)
def test_a_store_of_each_earlier_schema_keeps_every_row_of_every_table(
    revision: str, tmp_path: Path
) -> None:
    before = _filled(revision, tmp_path / "agent.db")
    assert all(len(rows) == 1 for rows in before.values())
    open_store(f"sqlite:///{tmp_path / 'agent.db'}", "a word").close()
    after = _rows(tmp_path / "agent.db")
    for name, (row,) in before.items():
        (kept,) = after[name]
        assert {key: kept[key] for key in row} == row, name
    backup = tmp_path / f"agent.db.schema-{revision}.backup"
    assert _rows(backup) == before
