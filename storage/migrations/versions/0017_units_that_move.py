"""Units that move to another committee, and which ones a unit goes on for, wherever these are."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "former_place",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_former_place_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_former_place_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "until", name=op.f("pk_former_place")),
    )
    op.create_index("ix_former_place_parent_id", "former_place", ["parent_id"])
    op.create_index(
        "ix_unit_successor_id",
        "unit",
        ["successor_id"],
        sqlite_where=sa.text("successor_id IS NOT NULL"),
    )
