"""Numbers told without names, to see whether a new one says the same again."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from domain.pipeline import Stage
from storage.database import Tx
from storage.schema import claim, event

_OVERLAPPING = (
    sa.select(claim, event.c.recorded_at, event.c.reported_by)
    .join(event, event.c.id == claim.c.event_id)
    .where(
        claim.c.unit_id == sa.bindparam("unit"),
        claim.c.stage == sa.bindparam("stage"),
        claim.c.start < sa.bindparam("until", type_=claim.c.start.type),
        claim.c.end > sa.bindparam("since", type_=claim.c.start.type),
    )
    .order_by(claim.c.event_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Số liệu chưa có tên: a number for [start, end), and the event that told it."""

    event_id: int
    start: date
    end: date
    count: int
    recorded_at: datetime
    reported_by: int | None


def overlapping(tx: Tx, unit_id: int, stage: Stage, start: date, end: date) -> list[Claim]:
    """The unit's numbers for spans that share a day with [start, end)."""
    rows = tx.execute(_OVERLAPPING, {"unit": unit_id, "stage": stage.value, "since": start, "until": end})
    return [
        Claim(
            event_id=r.event_id,
            start=r.start,
            end=r.end,
            count=r._mapping["count"],
            recorded_at=r.recorded_at,
            reported_by=r.reported_by,
        )
        for r in rows
    ]
