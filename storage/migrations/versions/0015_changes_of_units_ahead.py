"""What is decided about units for a day to come is found without reading the log."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_index(
        "ix_event_to_reorganise",
        "event",
        ["happened_on"],
        sqlite_where=sa.text("kind = 'to_reorganise'"),
    )
