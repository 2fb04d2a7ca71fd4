"""Months whose figures are locked."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "month_lock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("locked_by", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.Text(), nullable=False),
        sa.Column("reopened_by", sa.Integer(), nullable=True),
        sa.Column("reopened_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["locked_by"], ["user.id"], name=op.f("fk_month_lock_locked_by")),
        sa.ForeignKeyConstraint(["reopened_by"], ["user.id"], name=op.f("fk_month_lock_reopened_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_month_lock_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_lock")),
    )
    op.create_index(
        "ix_month_lock_month",
        "month_lock",
        ["month", "unit_id"],
        sqlite_where=sa.text("reopened_at IS NULL"),
    )
