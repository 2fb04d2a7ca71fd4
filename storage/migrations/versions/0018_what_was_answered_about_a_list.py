"""What was answered about a list on its way in."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "import_answer",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["import_job.id"], name=op.f("fk_import_answer_job_id")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_import_answer")),
    )
