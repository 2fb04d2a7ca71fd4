"""Who asks to come in, whom an invitation replaces, and digests that go another way."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "join_request",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_join_request_decided_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_join_request_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_request")),
    )
    sender = ["channel", "external_id"]
    op.create_index("ix_join_request_sender", "join_request", [*sender, "created_at"])
    op.create_index(
        "ix_join_request_open", "join_request", sender, unique=True, sqlite_where=sa.text("state = 'open'")
    )
    # Made anew rather than altered, so that the text of each is the one of a new database.
    with op.batch_alter_table("invitation", schema=None, recreate="always") as batch_op:
        batch_op.add_column(sa.Column("name_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("replaces", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("more_units", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.create_foreign_key(op.f("fk_invitation_replaces"), "user", ["replaces"], ["id"])
        batch_op.create_index("ix_invitation_unit_id", ["unit_id"])
    with op.batch_alter_table("outbox", schema=None, recreate="always") as batch_op:
        batch_op.add_column(sa.Column("instead_of", sa.Integer(), nullable=True), insert_after="settled_at")
