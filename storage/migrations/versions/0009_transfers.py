"""Where somebody stands after a transfer, told apart from a step that was reached there."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index("ix_milestone_stage_position")
    # Made anew rather than altered, so that its text is the one of a new database.
    with op.batch_alter_table("milestone", schema=None, recreate="always") as batch_op:
        batch_op.add_column(sa.Column("reached_on", sa.Text(), nullable=True), insert_after="until")
        batch_op.create_index(
            "ix_milestone_stage_position", ["stage", "position", "since", "until", "reached_on"], unique=False
        )
