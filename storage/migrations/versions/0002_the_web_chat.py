"""The web chat: sign-in codes, sessions, and the history of a chat in order."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "web_code",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_web_code_user_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_web_code")),
    )
    with op.batch_alter_table("web_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_code_user_id"), ["user_id"], unique=False)

    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_account"), ["account"], unique=False)

    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbox_history", ["chat_id", "id"], unique=False, sqlite_where=sa.text("channel = 'web'")
        )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_history",
            ["chat_id", "platform_message_id"],
            unique=False,
            sqlite_where=sa.text("channel = 'web' AND state = 'sent'"),
        )
