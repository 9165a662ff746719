"""what proves a message later, and alerts that go to more than the owner"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "witness",
        sa.Column("account", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("fingerprint", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kept", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("truncated", sa.Boolean(), nullable=False),
        sa.Column("checked", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("signatures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("account", "fingerprint"),
    )
    text = sqlmodel.sql.sqltypes.AutoString()
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to", text, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("reason", text, nullable=False, server_default=""))
