"""whom a program says it takes, and the names of rows that were merged into it"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for name in ("accepts", "aliases"):
        with op.batch_alter_table("program", schema=None) as batch_op:
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
        with op.batch_alter_table("program", schema=None) as batch_op:
            batch_op.alter_column(name, server_default=None)
