"""a program's mail in order of date, by one index: what one more mail costs does not grow"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("message_program")
        batch_op.create_index(
            "message_program", ["account", "program_id", "received", "id"], unique=False
        )
