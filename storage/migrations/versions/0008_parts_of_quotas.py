"""Parts of a target, for people of a tag."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    # Made anew rather than altered, so that its text is the one of a new database.
    with op.batch_alter_table("quota", schema=None, recreate="always") as batch_op:
        batch_op.add_column(
            sa.Column("tag", sa.Text(), server_default="", nullable=False), insert_after="per_cell"
        )
