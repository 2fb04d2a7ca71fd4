"""Who has told anything for a month, and which cells are to be asked."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from domain.pipeline import Stage
from domain.rules import Subject
from domain.units import Unit, UnitKind
from storage import units
from storage.database import Tx
from storage.schema import claim, deadline, milestone, unit

_OF: sa.BindParameter[int] = sa.bindparam("units", expanding=True)
_NAMED = sa.select(milestone.c.unit_id).where(
    milestone.c.unit_id.in_(_OF),
    milestone.c.stage == sa.bindparam("stage"),
    milestone.c.since >= sa.bindparam("since", type_=milestone.c.since.type),
    milestone.c.since < sa.bindparam("until", type_=milestone.c.since.type),
    milestone.c.reached_on.is_(None),
)
_COUNTED = sa.select(claim.c.unit_id).where(
    claim.c.unit_id.in_(_OF),
    claim.c.stage == sa.bindparam("stage"),
    claim.c.start < sa.bindparam("until", type_=claim.c.start.type),
    claim.c.end > sa.bindparam("since", type_=claim.c.end.type),
)
_UNASKED = (
    sa.select(unit.c.id)
    .where(
        unit.c.kind == UnitKind.PARTY_CELL.value,
        sa.or_(
            unit.c.valid_to.is_(None), unit.c.valid_to > sa.bindparam("today", type_=unit.c.valid_to.type)
        ),
        ~sa.exists().where(
            deadline.c.subject_kind == Subject.UNIT.value,
            deadline.c.subject_id == unit.c.id,
            deadline.c.rule == sa.bindparam("rule"),
        ),
    )
    .order_by(unit.c.id)
    .limit(sa.bindparam("most"))
)


def told_by(tx: Tx, unit_ids: Collection[int], stage: Stage, start: date, end: date) -> set[int]:
    """Which of these units have told of the step within [start, end), by name or number, zero included."""
    if not unit_ids:
        return set()
    bounds = {"units": list(unit_ids), "stage": stage.value, "since": start, "until": end}
    return {row.unit_id for query in (_NAMED, _COUNTED) for row in tx.execute(query, bounds)}


def cells_without(tx: Tx, rule: str, today: date, limit: int) -> list[Unit]:
    """Party cells that exist and have no deadline under this rule yet; one page of them."""
    rows = tx.execute(_UNASKED, {"rule": rule, "today": today, "most": limit})
    return list(units.by_ids(tx, [row.id for row in rows]).values())
