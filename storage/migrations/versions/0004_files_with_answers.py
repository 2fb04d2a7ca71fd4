"""Files that leave with an answer: their figures beside its text."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # Made anew rather than altered, so that its text is the one of a new database.
    with op.batch_alter_table("outbox", schema=None, recreate="always") as batch_op:
        batch_op.add_column(
            sa.Column("attachment_sealed", sa.LargeBinary(), nullable=True), insert_after="body_sealed"
        )
