"""How numbers, dates, periods and units are written."""

from datetime import date
from decimal import Decimal

import pytest

from domain.people import BirthDate
from domain.periods import Period, PeriodKind, month_period, range_period, year_period
from domain.quotas import Quota, progress
from domain.units import Unit, UnitKind
from rendering.wording import format as written
from rendering.wording.progress import progress_text


def test_thousands_have_a_dot_and_decimals_a_comma() -> None:
    assert written.number(1669) == "1.669"
    assert written.decimal(Decimal("27.3")) == "27,3"
    assert written.decimal(Decimal("1234.5")) == "1.234,5"
    assert written.decimal(Decimal("0.25")) == "0,3"
    assert written.percent(Decimal("54.3")) == "54,3%"
    assert written.percent(Decimal("80.0")) == "80%"
    assert written.quota_range(10, 15) == "10–15"


def test_a_birth_date_is_written_as_precisely_as_it_is_known() -> None:
    assert written.birth_date(BirthDate(year=1998, month=3, day=12)) == "12/03/1998"
    assert written.birth_date(BirthDate(year=1998, month=3)) == "03/1998"
    assert written.birth_date(BirthDate(year=1998)) == "1998"


def _period(kind: PeriodKind, start: date, end: date) -> Period:
    return Period(kind=kind, start=start, end=end)


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (month_period(2025, 9), "tháng 9/2025"),
        (_period(PeriodKind.QUARTER, date(2025, 7, 1), date(2025, 10, 1)), "quý III/2025"),
        (_period(PeriodKind.HALF, date(2025, 1, 1), date(2025, 7, 1)), "6 tháng đầu năm 2025"),
        (_period(PeriodKind.HALF, date(2025, 7, 1), date(2026, 1, 1)), "6 tháng cuối năm 2025"),
        (_period(PeriodKind.NINE_MONTHS, date(2025, 1, 1), date(2025, 10, 1)), "9 tháng đầu năm 2025"),
        (year_period(2025), "năm 2025"),
        (_period(PeriodKind.TERM, date(2020, 1, 1), date(2026, 1, 1)), "nhiệm kỳ 2020–2025"),
        (range_period(date(2023, 1, 1), date(2023, 10, 15)), "từ đầu năm 2023 đến 15/10/2023"),
        (range_period(date(2016, 1, 1), date(2017, 3, 31)), "từ 01/01/2016 đến 31/03/2017"),
    ],
)
def test_a_period_is_called_as_people_call_it(period: Period, name: str) -> None:
    assert written.period_name(period) == name


@pytest.mark.parametrize(
    ("kind", "name", "title"),
    [
        (UnitKind.PARTY_CELL, "bản Hỏm", "Chi bộ bản Hỏm"),
        (UnitKind.COMMUNE, "xã Chiềng Bôm", "Đảng bộ xã Chiềng Bôm"),
        (UnitKind.DISTRICT, "huyện Lệ Thủy", "Đảng bộ huyện Lệ Thủy"),
    ],
)
def test_a_unit_is_called_by_its_organisation(kind: UnitKind, name: str, title: str) -> None:
    unit = Unit(id=1, parent_id=None, kind=kind, name=name, left=0, right=1)
    assert written.unit_title(unit) == title


@pytest.mark.parametrize(
    ("achieved", "told"),
    [
        (8, "8/10–15, đạt 80% mức thấp nhất của kế hoạch năm, còn thiếu 2"),
        (10, "10/10–15, đạt kế hoạch năm (100% mức thấp nhất, 66,7% mức cao nhất)"),
        (18, "18/10–15, đạt kế hoạch năm (180% mức thấp nhất, 120% mức cao nhất), vượt 3"),
    ],
)
def test_the_percent_of_a_target_is_told_also_where_a_range_is_reached(achieved: int, told: str) -> None:
    year = year_period(2020)
    measured = progress(achieved, Quota(unit_id=1, period=year, low=10, high=15))
    assert progress_text(measured, year) == told
