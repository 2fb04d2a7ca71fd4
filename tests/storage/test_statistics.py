"""What counts in a figure: names, numbers without them, spans, units and what people are."""

from datetime import date

import pytest

from domain.people import BirthDate, Category, Gender, PersonFacts
from domain.periods import Period, PeriodKind, month_period, range_period, year_period
from domain.pipeline import Stage
from handlers import recording
from storage import statistics, stock
from storage.database import Tx
from tests.rules import BOOK
from tests.storage.commune import NEVER_EARLIER, Commune, told_on


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
    cell, told = commune.cells[0], told_on(date(2025, 6, 1))
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
