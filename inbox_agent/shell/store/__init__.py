"""The store: SQLModel tables, their mapping to values, migrations. SQLite by default."""

from inbox_agent.shell.store.engine import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
