"""Values to rows and back. A column is called like the field; nothing else needs to be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import LargeBinary, Table
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

V = TypeVar("V")


class RowMapping(Generic[V]):
    """Maps one dataclass of the core onto one table."""

    def __init__(self, value_type: type[V], row_type: type[SQLModel]) -> None:
        self._value_type = value_type
        self.table: Table = row_type.__table__  # type: ignore[attr-defined]
        names = {field.name for field in fields(value_type)}  # type: ignore[arg-type]
        self._columns = tuple(c.name for c in self.table.columns if c.name in names)
        # What the database types take as they are; all else goes in its JSON form.
        self._native = frozenset(
            c.name for c in self.table.columns if isinstance(c.type, UTCDateTime | LargeBinary)
        )
        self.keys = tuple(column.name for column in self.table.primary_key)

    @cached_property
    def _adapter(self) -> TypeAdapter[V]:
        """Made when the first row is read: a command looks at few of the tables."""
        return TypeAdapter(self._value_type)

    def to_row(self, account: str, value: V) -> dict[str, Any]:
        plain = self._adapter.dump_python(value, mode="json", exclude=set(self._native))
        row = {
            name: getattr(value, name) if name in self._native else plain[name]
            for name in self._columns
        }
        row["account"] = account
        return row

    def to_value(self, row: Mapping[str, Any]) -> V:
        # By way of JSON: there a plain day and a midnight are told apart by how they are written.
        return self._adapter.validate_json(to_json({name: row[name] for name in self._columns}))
