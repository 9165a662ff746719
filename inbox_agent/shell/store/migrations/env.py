"""Alembic's entry: migrations run on the connection that the program hands over."""

from alembic import context
from sqlmodel import SQLModel

from inbox_agent.shell.store import tables  # noqa: F401  (registers the tables)

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
context.run_migrations()
