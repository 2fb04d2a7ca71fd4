"""The tally by month; beside it the same counted by block, and who stands where now."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_ADD_TALLY = (
    "INSERT INTO month_tally VALUES (new.stage, new.tag, new.month, new.position >> 40, 1) "
    "ON CONFLICT DO UPDATE SET people = people + 1"
)
_TAKE_TALLY = (
    "UPDATE month_tally SET people = people - 1 WHERE stage = old.stage AND tag = old.tag "
    "AND month = old.month AND block = old.position >> 40"
)
_ADD_STANDING = (
    "INSERT INTO standing SELECT new.stage, new.position >> 40, 1 WHERE new.until IS NULL "
    "ON CONFLICT DO UPDATE SET people = people + 1"
)
_TAKE_STANDING = (
    "UPDATE standing SET people = people - 1 WHERE stage = old.stage "
    "AND block = old.position >> 40 AND old.until IS NULL"
)
_TRIGGERS = (
    ("tally_added", "INSERT", "tally", (_ADD_TALLY,)),
    ("tally_removed", "DELETE", "tally", (_TAKE_TALLY,)),
    ("tally_changed", "UPDATE", "tally", (_TAKE_TALLY, _ADD_TALLY)),
    ("milestone_added", "INSERT", "milestone", (_ADD_STANDING,)),
    ("milestone_removed", "DELETE", "milestone", (_TAKE_STANDING,)),
    ("milestone_changed", "UPDATE", "milestone", (_TAKE_STANDING, _ADD_STANDING)),
)


def upgrade() -> None:
    op.drop_index("ix_tally_event_id", "tally")
    op.rename_table("tally", "tally_by_year")
    op.create_table(
        "tally",
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_tally_event_id")),
        sa.PrimaryKeyConstraint(
            "stage", "tag", "month", "position", "happened_on", "event_id", name=op.f("pk_tally")
        ),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO tally SELECT stage, tag, substr(happened_on, 1, 7), position, happened_on, event_id "
        "FROM tally_by_year ORDER BY stage, tag, substr(happened_on, 1, 7), position, happened_on, event_id"
    )
    op.drop_table("tally_by_year")
    op.create_index("ix_tally_event_id", "tally", ["event_id"])
    op.create_index("ix_milestone_since", "milestone", ["since"])
    op.create_index("ix_milestone_until", "milestone", ["until"], sqlite_where=sa.text("until IS NOT NULL"))
    op.create_table(
        "month_tally",
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stage", "tag", "month", "block", name=op.f("pk_month_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standing",
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stage", "block", name=op.f("pk_standing")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO month_tally SELECT stage, tag, month, position >> 40, count(*) "
        "FROM tally GROUP BY 1, 2, 3, 4"
    )
    op.execute(
        "INSERT INTO standing SELECT stage, position >> 40, count(*) "
        "FROM milestone WHERE until IS NULL GROUP BY 1, 2"
    )
    for name, when, table, statements in _TRIGGERS:
        body = "".join(f"\n    {statement};" for statement in statements)
        op.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} BEGIN{body}\nEND")
