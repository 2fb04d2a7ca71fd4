"""Files that come in, what a card became, and groups that may ask for totals."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "received_file",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("attached_at", sa.Text(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_received_file_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_file")),
    )
    op.create_index("ix_received_file_user_id", "received_file", ["user_id", "id"])
    op.create_index("ix_received_file_report_id", "received_file", ["report_id"])
    op.create_table(
        "group_chat",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("bound_by", sa.Integer(), nullable=False),
        sa.Column("bound_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bound_by"], ["user.id"], name=op.f("fk_group_chat_bound_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_group_chat_unit_id")),
        sa.PrimaryKeyConstraint("channel", "chat_id", name=op.f("pk_group_chat")),
    )
    op.create_table(
        "group_code",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_group_code_created_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_group_code_unit_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_group_code")),
    )
    # Made anew rather than altered, so that its text is the one of a new database.
    with op.batch_alter_table("draft", schema=None, recreate="always") as batch_op:
        batch_op.add_column(sa.Column("message_id", sa.Text(), nullable=True), insert_after="state")
        batch_op.add_column(sa.Column("report_id", sa.Integer(), nullable=True), insert_after="message_id")
        batch_op.create_index("ix_draft_message", ["chat_id", "message_id"])
