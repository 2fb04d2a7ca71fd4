"""What was said beside an event, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    # Made anew rather than altered, so that its text is the one of a new database.
    with op.batch_alter_table("person_identity", schema=None, recreate="always") as batch_op:
        batch_op.add_column(
            sa.Column("remark_sealed", sa.LargeBinary(), nullable=True), insert_after="mentor_sealed"
        )
