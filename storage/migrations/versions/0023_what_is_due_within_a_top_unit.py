"""What is unsettled by its date, within each unit at the top: a province's is one range."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.drop_index("ix_deadline_due", "deadline")
    op.create_index(
        "ix_deadline_due",
        "deadline",
        ["subject_kind", sa.text("position >> 50"), "due_on", "subject_id", "rule"],
        sqlite_where=sa.text("settled_by IS NULL"),
    )
