"""Open dossiers by how long they have been at their step, and how long past ones took."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from domain.pipeline import OPEN_DOSSIER, Stage
from storage.database import Tx
from storage.schema import milestone, tally
from storage.types import LocalDate

Interval = tuple[int, int]

_YEARS_BACK = 3
_CASES = 400  # of a province or the country the newest are enough, and read within milliseconds

_REACHED_ON = sa.func.coalesce(milestone.c.reached_on, milestone.c.since)
_WAITING = sa.select(sa.func.count()).where(
    milestone.c.stage == sa.bindparam("stage"),
    milestone.c.position >= sa.bindparam("left"),
    milestone.c.position < sa.bindparam("right"),
    milestone.c.since <= sa.bindparam("on", type_=LocalDate),
    sa.or_(milestone.c.until.is_(None), milestone.c.until > sa.bindparam("on", type_=LocalDate)),
    sa.bindparam("latest", type_=LocalDate) >= _REACHED_ON,
)
_admission = milestone.alias("admission")
_SAMPLE = (
    sa.select(tally.c.event_id, tally.c.happened_on)
    .where(
        tally.c.stage == Stage.ADMISSION.value,
        tally.c.tag == "",
        tally.c.month.in_(sa.bindparam("months", expanding=True)),
        tally.c.position >= sa.bindparam("left"),
        tally.c.position < sa.bindparam("right"),
        tally.c.happened_on <= sa.bindparam("on", type_=LocalDate),
    )
    .limit(sa.bindparam("most"))
    .subquery()
)
_TOOK = (
    sa.select(
        _SAMPLE.c.event_id,
        _SAMPLE.c.happened_on,
        milestone.c.stage,
        sa.func.min(_REACHED_ON, type_=LocalDate).label("since"),
    )
    .join_from(_SAMPLE, _admission, _admission.c.event_id == _SAMPLE.c.event_id)
    .join(
        milestone,
        sa.and_(
            milestone.c.person_id == _admission.c.person_id,
            milestone.c.stage.in_([stage.value for stage in OPEN_DOSSIER]),
            milestone.c.since <= _SAMPLE.c.happened_on,
        ),
    )
    .group_by(_SAMPLE.c.event_id, milestone.c.stage)
)


def waiting_since(tx: Tx, interval: Interval, on: date, latest: Mapping[Stage, date]) -> int:
    """How many people stand at one of these steps on that day, and came to it by its latest day."""
    bounds = {"left": interval[0], "right": interval[1], "on": on}
    return sum(
        tx.execute(_WAITING, {**bounds, "stage": stage.value, "latest": day}).scalar_one()
        for stage, day in latest.items()
    )


def days_taken(tx: Tx, interval: Interval, on: date) -> dict[Stage, list[int]]:
    """Of each step of a dossier, how many days past cases took from it to the ceremony.

    The cases are those admitted in the interval in this year and the two before, the newest year first and
    at most some hundreds.
    """
    taken: dict[Stage, list[int]] = defaultdict(list)
    left = _CASES
    for year in range(on.year, on.year - _YEARS_BACK, -1):
        months = [f"{year}-{month:02}" for month in range(1, 13)]
        rows = tx.execute(
            _TOOK, {"left": interval[0], "right": interval[1], "months": months, "on": on, "most": left}
        ).all()
        for row in rows:
            taken[Stage(row.stage)].append((row.happened_on - row.since).days)
        left -= len({row.event_id for row in rows})
        if left <= 0:
            break
    return taken
