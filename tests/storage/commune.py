"""A commune with three cells, of which a test tells who was admitted and what was told as a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.localtime import VIET_NAM
from domain.people import PersonFacts
from domain.periods import Period
from domain.pipeline import Stage
from domain.units import Unit, UnitKind
from handlers import recording
from handlers.recording import Origin
from storage import statistics, units
from storage.database import Tx
from storage.ids import new_id
from tests.rules import BOOK

NEVER_EARLIER = date(2030, 1, 1)  # an as-of date after everything here


@dataclass(frozen=True, kw_only=True)
class Commune:
    """A commune with three cells, the third without anything told of it unless a test does."""

    tx: Tx
    unit: Unit
    cells: tuple[Unit, ...]

    @classmethod
    def founded(cls, tx: Tx) -> "Commune":
        unit = units.add(tx, parent=None, kind=UnitKind.COMMUNE, name="xã Mường Lạn")
        cells = tuple(
            units.add(tx, parent=unit, kind=UnitKind.PARTY_CELL, name=f"bản {name}") for name in "ABC"
        )
        return cls(tx=tx, unit=unit, cells=cells)

    @property
    def places(self) -> tuple[Unit, ...]:
        return (self.unit, *self.cells)

    def admit(self, place: Unit, on: date, facts: PersonFacts | None = None) -> int:
        """Somebody admitted there on that date; returns the report's id."""
        origin = told_on(on)
        person = recording.add_person(self.tx, origin, place, facts or PersonFacts(full_name="Lò Thị Mai"))
        recording.add_stage(self.tx, origin, place, person, Stage.ADMISSION, on)
        recording.settle_person(self.tx, BOOK, person, origin.recorded_at)
        return origin.report_id

    def claim(
        self,
        place: Unit,
        period: Period,
        count: int,
        told: date | None = None,
        parts: Mapping[str, int] | None = None,
    ) -> int:
        """A number without names for the period; returns the report's id."""
        origin, span = told_on(told or period.last_day), (period.start, period.end)
        recording.add_count(self.tx, origin, place, Stage.ADMISSION, *span, count, parts=parts or {})
        return origin.report_id

    def women(self, period: Period, as_of: date = NEVER_EARLIER) -> dict[str, int]:
        interval = (self.unit.left, self.unit.right)
        return statistics.breakdown_by_tag(self.tx, Stage.ADMISSION, interval, period, as_of, "gender:")

    def total(self, place: Unit, period: Period, as_of: date = NEVER_EARLIER) -> int:
        interval = (place.left, place.right)
        return statistics.total(self.tx, Stage.ADMISSION, interval, period, as_of).value


def told_on(day: date) -> Origin:
    return Origin(report_id=new_id(), recorded_at=datetime.combine(day, time(17), VIET_NAM))
