"""The names of units without their first word, by which people call a village."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_index("ix_unit_folded_ending", "unit", [sa.text("substr(folded, instr(folded, ' ') + 1)")])
