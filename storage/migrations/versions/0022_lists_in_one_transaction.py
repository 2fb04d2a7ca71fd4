"""A list is stored in one transaction: no slice of it is done before the others."""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.execute("ALTER TABLE import_job DROP COLUMN slices")
