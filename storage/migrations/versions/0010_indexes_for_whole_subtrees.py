"""What is pending, and who was heard of, in a whole subtree: found in indexes, without reading the rows."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_index("ix_deadline_open")
        batch_op.create_index(
            "ix_deadline_open",
            ["subject_kind", "position", "due_on", "subject_id", "rule"],
            unique=False,
            sqlite_where=sa.text("settled_by IS NULL"),
        )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_unit_id_happened_on", ["unit_id", "happened_on"], unique=False)
        batch_op.create_index("ix_event_unit_id_recorded_at", ["unit_id", "recorded_at"], unique=False)
