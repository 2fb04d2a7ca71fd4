"""What stands on record of a unit beside its people: since when a step is, and what was published."""

from datetime import date

from domain.figures import Published
from domain.pipeline import Stage
from domain.units import Unit, UnitKind
from storage import statistics, units
from storage.database import Tx


def first_year(tx: Tx, stage: Stage, unit: Unit) -> int | None:
    """Since when the step is on record. Of a cell alone it says little: its first years may have had nobody,
    so it is asked of the unit above."""
    whole = unit
    if unit.kind is UnitKind.PARTY_CELL and unit.parent_id is not None:
        whole = units.get(tx, unit.parent_id)
    return statistics.first_year(tx, stage, (whole.left, whole.right))


def published(tx: Tx, unit: Unit, name: str, on: date) -> Published | None:
    """The figure of that name as it was published for the unit last, on that day or before."""
    known = units.figure(tx, unit.id, name, on)
    return Published(value=known.value, as_of=known.as_of) if known else None
