"""People are counted by their level of education as well: by trình độ, beside their sex and age."""

from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    # The counts by month follow: triggers keep them.
    op.execute(
        "INSERT INTO tally (stage, tag, month, position, happened_on, event_id) "
        "SELECT told.stage, 'education:' || person.education, told.month, told.position, told.happened_on, "
        "told.event_id FROM person JOIN milestone ON milestone.person_id = person.id "
        "JOIN tally AS told ON told.event_id = milestone.event_id AND told.tag = '' "
        "WHERE person.education IS NOT NULL"
    )
