"""Which unit goes on in place of one that ended, and what units were called before."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    # Made anew rather than altered, so that its text is the one of a new database.
    with op.batch_alter_table("unit", schema=None, recreate="always") as batch_op:
        batch_op.add_column(sa.Column("successor_id", sa.Integer(), nullable=True), insert_after="valid_to")
        batch_op.create_foreign_key(op.f("fk_unit_successor_id"), "unit", ["successor_id"], ["id"])
    op.create_table(
        "former_name",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_former_name_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "until", name=op.f("pk_former_name")),
    )
    with op.batch_alter_table("former_name", schema=None) as batch_op:
        batch_op.create_index("ix_former_name_folded", ["folded"], unique=False)
