"""The few statements that everything in the store is made of. Each names the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, delete, select

from inbox_agent.shell.store import tables
from inbox_agent.shell.store.mapping import RowMapping

V = TypeVar("V")

_FACT: Table = tables.FactRow.__table__  # type: ignore[attr-defined]
_COUNTER = "id counter"


@cache  # a few for each table; building one takes longer than running it
def _upsert(table: Table, names: tuple[str, ...], dialect: str, keep: bool) -> Any:
    insert: Any = _insert(dialect)(table)
    keys = [column.name for column in table.primary_key]
    rest = {name: insert.excluded[name] for name in names if name not in keys}
    if keep or not rest:
        return insert.on_conflict_do_nothing(index_elements=keys)
    return insert.on_conflict_do_update(index_elements=keys, set_=rest)


class AccountRows:
    """Reads and writes the rows of one account inside one transaction."""

    def __init__(self, connection: Connection, account: str) -> None:
        self._connection = connection
        self._account = account
        self._counter: int | None = None  # of ids; written back by flush()

    # --- one way in, one way out ----------------------------------------------------------

    def _all(
        self, mapping: RowMapping[V], *where: ColumnElement[bool], order: Sequence[Any] = (),
        limit: int | None = None,
    ) -> tuple[V, ...]:  # fmt: skip
        statement = select(mapping.table).where(mapping.table.c.account == self._account, *where)
        rows = self._connection.execute(statement.order_by(*order).limit(limit)).mappings()
        return tuple(mapping.to_value(dict(row)) for row in rows)

    def _one(
        self, mapping: RowMapping[V], *where: ColumnElement[bool], order: Sequence[Any] = ()
    ) -> V | None:
        found = self._all(mapping, *where, order=order, limit=1)
        return found[0] if found else None

    def _save(self, mapping: RowMapping[V], value: V) -> None:
        self._upsert(mapping.table, mapping.to_row(self._account, value))

    def _upsert(self, table: Table, row: Mapping[str, Any], *, keep: bool = False) -> None:
        """Insert, or replace the row with the same primary key (``keep``: leave it as it is)."""
        dialect = self._connection.dialect.name
        self._connection.execute(_upsert(table, tuple(row), dialect, keep), dict(row))

    # --- ids and facts --------------------------------------------------------------------

    def new_id(self, prefix: str) -> str:
        if self._counter is None:
            self._counter = int(self.fact(_COUNTER) or 0)
        self._counter += 1
        return f"{prefix}{self._counter}"

    def flush(self) -> None:
        """Write back what was only counted; called once, before the commit."""
        if self._counter is not None:
            self.save_fact(_COUNTER, str(self._counter))

    def fact(self, key: str) -> str | None:
        statement = select(_FACT.c.value).where(
            _FACT.c.account == self._account, _FACT.c.key == key
        )
        return self._connection.execute(statement).scalar()

    def save_fact(self, key: str, value: str) -> None:
        self._upsert(_FACT, {"account": self._account, "key": key, "value": value})

    def remove_fact(self, key: str) -> None:
        self._connection.execute(
            delete(_FACT).where(_FACT.c.account == self._account, _FACT.c.key == key)
        )

    def facts(self) -> Mapping[str, str]:
        statement = select(_FACT.c.key, _FACT.c.value).where(_FACT.c.account == self._account)
        return {row.key: row.value for row in self._connection.execute(statement)}


def _insert(dialect: str) -> Any:
    """The INSERT … ON CONFLICT of this database; the other's drivers are not even imported."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as into_postgres

        return into_postgres
    from sqlalchemy.dialects.sqlite import insert as into_sqlite

    return into_sqlite
