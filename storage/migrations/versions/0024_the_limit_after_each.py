"""When the open limit falls due that opened on the end of another: what has passed gives way to it unread."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.drop_index("ix_deadline_due", "deadline")
    op.drop_index("ix_deadline_open", "deadline")
    with op.batch_alter_table("deadline", schema=None, recreate="always") as batch_op:
        batch_op.add_column(sa.Column("followed_on", sa.Text(), nullable=True), insert_after="settled_by")
    # A limit opens on the end of another where it begins on that day, by the same event.
    op.execute(
        "UPDATE deadline SET followed_on = (SELECT min(after.due_on) FROM deadline AS after "
        "WHERE after.subject_kind = deadline.subject_kind AND after.subject_id = deadline.subject_id "
        "AND after.event_id = deadline.event_id AND after.trigger_on = deadline.due_on "
        "AND after.rule != deadline.rule AND after.settled_by IS NULL) "
        "WHERE settled_by IS NULL AND subject_kind = 'person'"
    )
    op.create_index(
        "ix_deadline_open",
        "deadline",
        ["subject_kind", "position", "due_on", "followed_on", "rule"],
        sqlite_where=sa.text("settled_by IS NULL"),
    )
    op.create_index(
        "ix_deadline_due",
        "deadline",
        ["subject_kind", sa.text("position >> 50"), "due_on", "followed_on", "rule"],
        sqlite_where=sa.text("settled_by IS NULL"),
    )
