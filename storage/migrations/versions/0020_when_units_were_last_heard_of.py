"""When each unit was last heard of, so that those who have not reported are found without their events."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_EVENT_TOLD = (
    "CREATE TRIGGER event_told AFTER INSERT ON event WHEN new.kind IN ('stage', 'described', 'count') BEGIN\n"
    "    UPDATE unit SET heard_on = max(date(new.recorded_at, '+7 hours'), coalesce(new.happened_on, "
    "'')) WHERE id = new.unit_id AND coalesce(heard_on, '') < max(date(new.recorded_at, '+7 hours'), "
    "coalesce(new.happened_on, ''));\n"
    "    UPDATE unit SET heard_on = max(date(new.recorded_at, '+7 hours'), coalesce(new.happened_on, "
    "'')) WHERE id = new.unit_id AND heard_on = '9999-12-31' AND NOT EXISTS (SELECT 1 FROM event "
    "WHERE unit_id = new.unit_id AND recorded_at > new.recorded_at) AND NOT EXISTS (SELECT 1 FROM "
    "event WHERE unit_id = new.unit_id AND happened_on > max(date(new.recorded_at, '+7 hours'), "
    "coalesce(new.happened_on, '')));\n"
    "END"
)
_EVENT_UNDONE = (
    "CREATE TRIGGER event_undone AFTER INSERT ON event WHEN new.kind = 'undone' BEGIN\n"
    "    UPDATE unit SET heard_on = '9999-12-31' WHERE id = new.unit_id AND heard_on <= (SELECT "
    "max(date(recorded_at, '+7 hours'), coalesce(happened_on, '')) FROM event WHERE id = "
    "new.corrects AND kind IN ('stage', 'described', 'count'));\n"
    "END"
)


def upgrade() -> None:
    with op.batch_alter_table("unit", schema=None, recreate="always") as batch_op:
        batch_op.add_column(sa.Column("heard_on", sa.Text(), nullable=True), insert_after="successor_id")
    op.create_index(
        "ix_unit_cells",
        "unit",
        ["left", "heard_on", "valid_from", "valid_to"],
        sqlite_where=sa.text("kind = 'party_cell'"),
    )
    op.create_index("ix_claim_end", "claim", ["end", "start", "position"])
    op.execute(
        "UPDATE unit SET heard_on = "
        "(SELECT max(max(date(recorded_at, '+7 hours'), coalesce(happened_on, ''))) FROM event "
        "WHERE unit_id = unit.id AND kind IN ('stage', 'described', 'count') "
        "AND NOT EXISTS (SELECT 1 FROM event AS undo WHERE undo.unit_id = event.unit_id "
        "AND undo.kind = 'undone' AND undo.corrects = event.id))"
    )
    op.execute(_EVENT_TOLD)
    op.execute(_EVENT_UNDONE)
