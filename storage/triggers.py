"""Triggers: columns and tables that the database keeps itself, in the statement that changes what they count.

No statement that writes an event, a tally or a milestone can forget them (ADR 22). Like the tables they are
built by the migrations alone, and a test compares the two; alembic sees none of them, so a step that changes
one is written by hand.
"""

import sqlalchemy as sa

from storage.schema import event, milestone, tally


def _after(change: str, table: sa.Table, name: str, *statements: str, only: str = "") -> str:
    """Run the statements after each row that is changed so; `only`: where this holds of the row."""
    when = f" WHEN {only}" if only else ""
    body = "".join(f"\n    {statement};" for statement in statements)
    return f"CREATE TRIGGER {name} AFTER {change} ON {table.name}{when} BEGIN{body}\nEND"


# `unit.heard_on` is kept with each event. Where one that may have been the last is taken back it says
# 9999-12-31, look for yourself, until the next report.
_HEARD_LATER = (
    "UPDATE unit SET heard_on = max(date(new.recorded_at, '+7 hours'), coalesce(new.happened_on, '')) "
    "WHERE id = new.unit_id AND coalesce(heard_on, '') "
    "< max(date(new.recorded_at, '+7 hours'), coalesce(new.happened_on, ''))"
)
_HEARD_AGAIN = (
    "UPDATE unit SET heard_on = max(date(new.recorded_at, '+7 hours'), coalesce(new.happened_on, '')) "
    "WHERE id = new.unit_id AND heard_on = '9999-12-31' AND NOT EXISTS (SELECT 1 FROM event "
    "WHERE unit_id = new.unit_id AND recorded_at > new.recorded_at) AND NOT EXISTS (SELECT 1 FROM event "
    "WHERE unit_id = new.unit_id "
    "AND happened_on > max(date(new.recorded_at, '+7 hours'), coalesce(new.happened_on, '')))"
)
_IN_DOUBT = (
    "UPDATE unit SET heard_on = '9999-12-31' WHERE id = new.unit_id AND heard_on <= "
    "(SELECT max(date(recorded_at, '+7 hours'), coalesce(happened_on, '')) FROM event "
    "WHERE id = new.corrects AND kind IN ('stage', 'described', 'count'))"
)
_COUNT_TALLY = (
    "INSERT INTO month_tally VALUES (new.stage, new.tag, new.month, new.position >> 40, 1) "
    "ON CONFLICT DO UPDATE SET people = people + 1"
)
_UNCOUNT_TALLY = (
    "UPDATE month_tally SET people = people - 1 WHERE stage = old.stage AND tag = old.tag "
    "AND month = old.month AND block = old.position >> 40"
)
_COUNT_STANDING = (
    "INSERT INTO standing SELECT new.stage, new.position >> 40, 1 WHERE new.until IS NULL "
    "ON CONFLICT DO UPDATE SET people = people + 1"
)
_UNCOUNT_STANDING = (
    "UPDATE standing SET people = people - 1 WHERE stage = old.stage "
    "AND block = old.position >> 40 AND old.until IS NULL"
)

TRIGGERS = (
    _after(
        "INSERT",
        event,
        "event_told",
        _HEARD_LATER,
        _HEARD_AGAIN,
        only="new.kind IN ('stage', 'described', 'count')",
    ),
    _after("INSERT", event, "event_undone", _IN_DOUBT, only="new.kind = 'undone'"),
    _after("INSERT", tally, "tally_added", _COUNT_TALLY),
    _after("DELETE", tally, "tally_removed", _UNCOUNT_TALLY),
    _after("UPDATE", tally, "tally_changed", _UNCOUNT_TALLY, _COUNT_TALLY),
    _after("INSERT", milestone, "milestone_added", _COUNT_STANDING),
    _after("DELETE", milestone, "milestone_removed", _UNCOUNT_STANDING),
    _after("UPDATE", milestone, "milestone_changed", _UNCOUNT_STANDING, _COUNT_STANDING),
)
