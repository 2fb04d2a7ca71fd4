"""Figures from rows against figures recounted one person at a time."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.localtime import VIET_NAM
from domain.people import BirthDate, Category, Gender, PersonFacts
from domain.periods import Period, PeriodKind, month_period, range_period, year_period
from domain.pipeline import Stage
from domain.tags import MINORITY, tags_at
from domain.units import Unit, UnitKind
from handlers import recording
from handlers.recording import Origin
from storage import events, rebuild, statistics, stock, units
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
        origin = _told_on(on)
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
        origin, span = _told_on(told or period.last_day), (period.start, period.end)
        recording.add_count(self.tx, origin, place, Stage.ADMISSION, *span, count, parts=parts or {})
        return origin.report_id

    def women(self, period: Period, as_of: date = NEVER_EARLIER) -> dict[str, int]:
        interval = (self.unit.left, self.unit.right)
        return statistics.breakdown_by_tag(self.tx, Stage.ADMISSION, interval, period, as_of, "gender:")

    def total(self, place: Unit, period: Period, as_of: date = NEVER_EARLIER) -> int:
        interval = (place.left, place.right)
        return statistics.total(self.tx, Stage.ADMISSION, interval, period, as_of).value


def _told_on(day: date) -> Origin:
    return Origin(report_id=new_id(), recorded_at=datetime.combine(day, time(17), VIET_NAM))


@pytest.fixture
def commune(tx: Tx) -> Commune:
    return Commune.founded(tx)


def test_a_number_and_its_names_are_counted_once(commune: Commune) -> None:
    cell = commune.cells[0]
    commune.claim(cell, month_period(2025, 3), 2)
    assert commune.total(cell, year_period(2025)) == 2
    commune.admit(cell, date(2025, 3, 8))
    assert commune.total(cell, year_period(2025)) == 2
    commune.admit(cell, date(2025, 3, 9))
    commune.admit(cell, date(2025, 3, 10))
    assert commune.total(commune.unit, year_period(2025)) == 3


def test_a_sub_count_counts_until_names_take_its_place(commune: Commune) -> None:
    cell, year = commune.cells[0], year_period(2025)
    commune.claim(cell, month_period(2025, 3), 3, parts={"gender:female": 2, "minority": 3})
    assert commune.women(year) == {"gender:female": 2}
    commune.admit(cell, date(2025, 3, 8), PersonFacts(full_name="Lò Thị Mai", gender=Gender.FEMALE))
    assert commune.women(year) == {"gender:female": 2}
    commune.admit(cell, date(2025, 3, 9), PersonFacts(full_name="Lò Văn A", gender=Gender.MALE))
    assert commune.women(year) == {"gender:female": 2, "gender:male": 1}
    # With the third name nobody is left without one: what the names say stands.
    commune.admit(cell, date(2025, 3, 10), PersonFacts(full_name="Lò Văn B", gender=Gender.MALE))
    assert commune.women(year) == {"gender:male": 2, "gender:female": 1}


def test_a_sub_count_lies_in_the_span_of_its_number(commune: Commune) -> None:
    commune.claim(commune.cells[0], month_period(2025, 3), 3, parts={"gender:female": 2})
    assert commune.women(month_period(2025, 4)) == {}
    interval = (commune.unit.left, commune.unit.right)
    counted = statistics.by_tags(
        commune.tx, Stage.ADMISSION, interval, year_period(2025), NEVER_EARLIER, ["gender:female", "minority"]
    )
    assert counted == {"gender:female": 2, "minority": 0}


def test_each_unit_has_its_own_sub_counts_and_names(commune: Commune) -> None:
    first, second, third = commune.cells
    year = year_period(2025)
    commune.claim(first, month_period(2025, 3), 3, parts={"gender:female": 2})
    commune.claim(commune.unit, month_period(2025, 3), 9, parts={"gender:female": 9})
    commune.admit(second, date(2025, 3, 8), PersonFacts(full_name="Lò Thị Mai", gender=Gender.FEMALE))
    asked = ["gender:female", "gender:male"]
    assert statistics.by_unit_and_tag(
        commune.tx, Stage.ADMISSION, [third, second, first], year, NEVER_EARLIER, asked
    ) == {
        first.id: {"gender:female": 2, "gender:male": 0},
        second.id: {"gender:female": 1, "gender:male": 0},
        third.id: {"gender:female": 0, "gender:male": 0},
    }


def test_a_number_for_a_year_says_nothing_of_a_month(commune: Commune) -> None:
    commune.claim(commune.cells[0], year_period(2025), 5)
    assert commune.total(commune.unit, month_period(2025, 3)) == 0
    assert commune.total(commune.unit, year_period(2025)) == 5


def test_a_number_of_the_commune_is_not_its_cells(commune: Commune) -> None:
    commune.claim(commune.unit, month_period(2025, 3), 5)
    commune.admit(commune.cells[0], date(2025, 3, 8))
    assert commune.total(commune.cells[0], year_period(2025)) == 1
    assert commune.total(commune.unit, year_period(2025)) == 5


def test_a_number_told_within_its_month_counts_from_that_day(commune: Commune) -> None:
    commune.claim(commune.cells[0], month_period(2025, 11), 2, told=date(2025, 11, 25))
    so_far = range_period(date(2025, 1, 1), date(2025, 11, 26))
    assert commune.total(commune.unit, so_far, date(2025, 11, 26)) == 2
    assert commune.total(commune.unit, so_far, date(2025, 11, 24)) == 0
    # Who is admitted after it was told is one more.
    commune.admit(commune.cells[0], date(2025, 11, 28))
    assert commune.total(commune.unit, month_period(2025, 11)) == 3


def test_nothing_after_the_as_of_date_counts(commune: Commune) -> None:
    commune.admit(commune.cells[0], date(2025, 3, 8))
    commune.admit(commune.cells[0], date(2025, 3, 9))
    assert commune.total(commune.unit, year_period(2025), date(2025, 3, 8)) == 1
    assert commune.total(commune.unit, year_period(2025), date(2024, 12, 31)) == 0


def test_a_report_of_nobody_adds_nothing(commune: Commune) -> None:
    commune.claim(commune.cells[0], month_period(2025, 3), 0)
    assert commune.total(commune.unit, year_period(2025)) == 0


def test_units_with_nothing_are_in_the_breakdown(commune: Commune) -> None:
    commune.admit(commune.cells[0], date(2025, 3, 8))
    commune.claim(commune.cells[1], month_period(2025, 4), 2)
    found = statistics.by_unit(commune.tx, Stage.ADMISSION, commune.cells, year_period(2025), NEVER_EARLIER)
    assert [found[cell.id].value for cell in commune.cells] == [1, 2, 0]


def test_months_are_all_there_and_a_longer_number_stands_apart(commune: Commune) -> None:
    commune.admit(commune.cells[0], date(2025, 2, 8))
    commune.claim(commune.cells[1], month_period(2025, 4), 2)
    first_half = Period(kind=PeriodKind.HALF, start=date(2025, 1, 1), end=date(2025, 7, 1))
    commune.claim(commune.cells[2], first_half, 3)
    found = statistics.by_month(
        commune.tx, Stage.ADMISSION, (commune.unit.left, commune.unit.right), first_half, NEVER_EARLIER
    )
    assert [(month.month, month.value) for month in found] == [
        (1, 0), (2, 1), (3, 0), (4, 2), (5, 0), (6, 0), (None, 3),
    ]  # fmt: skip


def test_tags_overlap_and_age_is_taken_at_the_ceremony(commune: Commune) -> None:
    facts = PersonFacts(
        full_name="Lò Thị Mai",
        gender=Gender.FEMALE,
        ethnicity="Thái",
        categories=(Category.TEACHER, Category.YOUTH_UNION),
        birth_date=BirthDate(year=1994, month=3, day=9),
    )
    commune.admit(commune.cells[0], date(2025, 3, 8), facts)  # the day before she turns 31
    commune.admit(commune.cells[1], date(2025, 3, 9), facts)
    interval = (commune.unit.left, commune.unit.right)

    def breakdown(prefix: str) -> dict[str, int]:
        return statistics.breakdown_by_tag(
            commune.tx, Stage.ADMISSION, interval, year_period(2025), NEVER_EARLIER, prefix
        )

    assert breakdown("gender:") == {"gender:female": 2}
    assert breakdown("ethnicity:") == {"ethnicity:Thái": 2}
    assert breakdown("category:") == {"category:teacher": 2, "category:youth_union": 2}
    assert breakdown("age:") == {"age:18-30": 1, "age:31-40": 1}
    assert breakdown("religion:") == {}


def test_the_stock_of_a_past_day_is_what_stood_then(commune: Commune) -> None:
    cell, told = commune.cells[0], _told_on(date(2025, 6, 1))
    person = recording.add_person(commune.tx, told, cell, PersonFacts(full_name="Lò Văn Pánh"))
    for stage, on in (
        (Stage.DOSSIER_OPENED, date(2025, 1, 10)),
        (Stage.VERIFICATION_SENT, date(2025, 2, 10)),
        (Stage.ADMISSION, date(2025, 5, 10)),
    ):
        recording.add_stage(commune.tx, told, cell, person, stage, on)
    recording.settle_person(commune.tx, BOOK, person, told.recorded_at)

    def standing(on: date) -> list[Stage]:
        asked = (Stage.DOSSIER_OPENED, Stage.VERIFICATION_SENT, Stage.ADMISSION)
        interval = (commune.unit.left, commune.unit.right)
        found = stock.standing(commune.tx, interval, on, asked)
        by_unit = stock.by_unit(commune.tx, commune.cells, on, asked)
        assert by_unit == {
            commune.cells[0].id: sum(found.values()),
            commune.cells[1].id: 0,
            commune.cells[2].id: 0,
        }
        return [stage for stage, people in found.items() if people]

    assert standing(date(2025, 1, 9)) == []
    assert standing(date(2025, 1, 10)) == [Stage.DOSSIER_OPENED]
    assert standing(date(2025, 2, 9)) == [Stage.DOSSIER_OPENED]
    assert standing(date(2025, 2, 10)) == [Stage.VERIFICATION_SENT]
    assert standing(date(2025, 12, 31)) == [Stage.ADMISSION]


# --- any history ------------------------------------------------------------------------------------

# Few days and months around a new year, so that names, numbers and periods meet often.
DAYS = st.sampled_from(
    [date(2023, 11, 30), date(2023, 12, 1), date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 20)]
)
AS_OF = st.just(NEVER_EARLIER) | DAYS
UNDONE = st.sampled_from([False, False, False, True])
PERIODS = st.sampled_from(
    [
        year_period(2023),
        year_period(2024),
        month_period(2023, 12),
        month_period(2024, 1),
        range_period(date(2023, 11, 1), date(2024, 2, 29)),
    ]
) | st.builds(lambda one, other: range_period(min(one, other), max(one, other)), DAYS, DAYS)


@dataclass(frozen=True)
class Admitted:
    """Somebody in a random history; `place` 0 is the commune itself."""

    place: int
    on: date
    facts: PersonFacts
    undone: bool


@dataclass(frozen=True)
class Claimed:
    """A number without names in a random history."""

    place: int
    month: tuple[int, int]
    count: int
    undone: bool


PEOPLE = st.builds(
    Admitted,
    place=st.integers(0, 3),
    on=DAYS,
    facts=st.builds(
        PersonFacts,
        full_name=st.just("Lò Thị Mai"),
        gender=st.sampled_from([None, *Gender]),
        ethnicity=st.sampled_from([None, "Kinh", "Thái", "M'Nông"]),
        categories=st.lists(st.sampled_from(list(Category)), max_size=3, unique=True).map(tuple),
        birth_date=st.none() | st.builds(BirthDate, year=st.integers(1950, 2004)),
    ),
    undone=UNDONE,
)
# One number for a unit and month at most: overlapping ones are refused before they are stored.
CLAIMS = st.lists(
    st.builds(
        Claimed,
        place=st.integers(0, 3),
        month=st.sampled_from([(2023, 11), (2023, 12), (2024, 1)]),
        count=st.integers(0, 3),
        undone=UNDONE,
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda claim: (claim.place, claim.month),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PEOPLE, min_size=2, max_size=8), CLAIMS, PERIODS, AS_OF)
def test_figures_equal_a_recount_of_any_history(
    tx: Tx, people: list[Admitted], claims: list[Claimed], period: Period, as_of: date
) -> None:
    with taken_back(tx):
        _compare(tx, people, claims, period, as_of)


def _compare(tx: Tx, people: list[Admitted], claims: list[Claimed], period: Period, as_of: date) -> None:
    commune = Commune.founded(tx)
    _tell(commune, people, claims)
    standing = [person for person in people if not person.undone]
    numbers = [claim for claim in claims if not claim.undone]
    for index, place in enumerate(commune.places):
        inside = [p for p in standing if index in (0, p.place)]
        told = [c for c in numbers if index in (0, c.place)]
        counted = [p for p in inside if p.on in period and p.on <= as_of]
        unnamed = sum(_unnamed(c, standing, period, as_of) for c in told)
        interval = (place.left, place.right)
        total = statistics.total(tx, Stage.ADMISSION, interval, period, as_of)
        assert (total.named, total.unnamed) == (len(counted), unnamed)
        tags = Counter(tag for p in counted for tag in tags_at(p.facts, p.on))
        asked = [*tags, "category:police"]
        assert statistics.by_tags(tx, Stage.ADMISSION, interval, period, as_of, asked) == {
            tag: tags[tag] for tag in asked
        }
        months = statistics.by_month(tx, Stage.ADMISSION, interval, period, as_of)
        assert sum(month.value for month in months) == total.value
        on_record = [p.on.year for p in inside] + [c.month[0] for c in told if c.count]
        assert statistics.first_year(tx, Stage.ADMISSION, interval) == min(on_record, default=None)
    # Of a block each, side by side and with many between, and one of many blocks.
    for among in (commune.cells, [commune.cells[0], commune.cells[-1]], [commune.places[0]]):
        by_unit = statistics.by_unit(tx, Stage.ADMISSION, among, period, as_of)
        assert by_unit == {
            one.id: statistics.total(tx, Stage.ADMISSION, (one.left, one.right), period, as_of)
            for one in among
        }
        groups = ["gender:female", MINORITY, "category:student", "category:police"]
        assert statistics.by_unit_and_tag(tx, Stage.ADMISSION, among, period, as_of, groups) == {
            one.id: statistics.by_tags(tx, Stage.ADMISSION, (one.left, one.right), period, as_of, groups)
            for one in among
        }


@contextmanager
def taken_back(tx: Tx) -> Iterator[None]:
    """Leave the database as it was: hypothesis tries many histories on one."""
    tx.execute(sa.text("SAVEPOINT example"))
    try:
        yield
    finally:
        tx.execute(sa.text("ROLLBACK TO example"))


def _tell(commune: Commune, people: list[Admitted], claims: list[Claimed]) -> None:
    reports = [(commune.admit(commune.places[p.place], p.on, p.facts), p.undone) for p in people]
    for claim in claims:
        period = month_period(*claim.month)
        reports.append((commune.claim(commune.places[claim.place], period, claim.count), claim.undone))
    for report_id, undone in reports:
        if undone:
            told = events.of_report(commune.tx, report_id)
            origin = replace(_told_on(date(2025, 3, 1)), report_id=new_id())
            recording.take_back(commune.tx, BOOK, origin, told)


def _unnamed(claim: Claimed, standing: list[Admitted], period: Period, as_of: date) -> int:
    span = month_period(*claim.month)
    clipped_end = min(period.end, as_of + timedelta(days=1))
    if not (period.start <= span.start and span.end <= clipped_end):
        return 0
    named = sum(p.on in span for p in standing if claim.place in (0, p.place))
    return max(0, claim.count - named)


@pytest.mark.parametrize("table", ["month_tally", "standing"])
def test_a_block_counted_wrongly_is_found(tx: Tx, table: str) -> None:
    commune = Commune.founded(tx)
    commune.admit(commune.cells[0], date(2025, 3, 3))
    assert list(rebuild.differences(tx, BOOK)) == []
    tx.execute(sa.text(f"UPDATE {table} SET people = people + 1"))  # noqa: S608 - our own names
    assert list(rebuild.differences(tx, BOOK)) == [table]
