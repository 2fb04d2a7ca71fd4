"""What is unsettled by its date too: the first that are due in a whole province."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_index(
        "ix_deadline_due",
        "deadline",
        ["subject_kind", "due_on", "position", "subject_id", "rule"],
        sqlite_where=sa.text("settled_by IS NULL"),
    )
