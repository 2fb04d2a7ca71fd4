"""Progress against quotas, with the published figures as vectors."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import Period, PeriodKind, month_period, party_term, range_period, year_period
from domain.quotas import (
    Quota,
    QuotaState,
    forecast,
    is_below_pace,
    percent_of,
    progress,
    resolve,
)

TERM = Period(kind=PeriodKind.TERM, start=date(2020, 1, 1), end=date(2026, 1, 1))


def quota(low: int, high: int | None = None, period: Period | None = None, event_id: int = 1) -> Quota:
    return Quota(unit_id=1, period=period or year_period(2022), low=low, high=high, event_id=event_id)


@pytest.mark.parametrize(
    ("achieved", "low", "percent", "gap", "over"),
    [
        (50, 92, "54.3", 42, 0),  # huyện Đầm Hà
        (60, 75, "80.0", 15, 0),  # huyện Thạnh Hóa
        (21, 15, "140.0", 0, 6),  # xã Tân Đông
        (48, 204, "23.5", 156, 0),  # huyện Hàm Thuận Bắc
        (4, 4, "100.0", 0, 0),
        (1, 16, "6.3", 15, 0),  # 6.25 goes up
    ],
)
def test_published_progress_is_reproduced(achieved: int, low: int, percent: str, gap: int, over: int) -> None:
    found = progress(achieved, quota(low))
    assert (found.percent, found.gap, found.over) == (Decimal(percent), gap, over)


@pytest.mark.parametrize(
    ("achieved", "state", "gap", "over"),
    [
        (9, QuotaState.BELOW, 1, 0),
        (10, QuotaState.IN_RANGE, 0, 0),
        (15, QuotaState.IN_RANGE, 0, 0),
        (17, QuotaState.EXCEEDED, 0, 2),
    ],
)
def test_a_range_is_missed_below_its_low_end_and_exceeded_above_its_high_end(
    achieved: int, state: QuotaState, gap: int, over: int
) -> None:
    found = progress(achieved, quota(10, 15))
    assert (found.state, found.gap, found.over) == (state, gap, over)
    assert found.percent == percent_of(achieved, 10)


def test_reaching_a_count_is_not_exceeding_it() -> None:
    assert progress(4, quota(4)).state is QuotaState.REACHED
    assert progress(5, quota(4)).state is QuotaState.EXCEEDED


def test_a_quota_of_none_has_no_percentage() -> None:
    assert progress(0, quota(0)).percent is None
    assert progress(2, quota(0)).state is QuotaState.EXCEEDED


def test_a_quota_for_each_cell_grows_with_the_cells() -> None:
    each = Quota(unit_id=1, period=year_period(2015), low=1, high=2, per_cell=True)
    whole = each.for_cells(12)  # xã Đắk Ha
    assert (whole.low, whole.high, whole.per_cell) == (12, 24, False)
    assert progress(7, whole).gap == 5


def test_a_quota_cannot_end_below_its_start() -> None:
    with pytest.raises(ValueError, match="quota"):
        quota(10, 9)


def test_a_period_is_measured_against_its_own_quota_before_a_longer_one() -> None:
    year, term = quota(4, period=year_period(2023)), quota(15, period=TERM)
    assert resolve([term, year], year_period(2023)) == year
    assert resolve([term, year], TERM) == term
    assert resolve([term, year], range_period(date(2023, 1, 1), date(2023, 10, 15))) == year
    assert resolve([term, year], month_period(2024, 3)) == term
    assert resolve([year], TERM) is None


def test_of_two_quotas_for_one_period_the_later_stands() -> None:
    old, new = quota(4, event_id=1), quota(6, event_id=2)
    assert resolve([old, new], year_period(2022)) == new
    assert resolve([new, old], year_period(2022)) == new


def test_the_pace_of_dam_ha_leads_to_72_7_percent() -> None:
    found = forecast(50, 92, year_period(2022), date(2022, 9, 30))
    assert found is not None
    assert (found.expected, found.percent) == (67, Decimal("72.7"))
    assert percent_of(50 + 26, 92) == Decimal("82.6")


def test_ham_thuan_bac_needs_27_3_a_month_on_day_191() -> None:
    found = forecast(48, 204, year_period(2018), date(2018, 7, 10))
    assert found is not None
    assert (found.percent, found.needed, found.pace) == (Decimal("45.0"), Decimal("27.3"), Decimal("7.6"))


def test_what_the_top_of_a_range_still_takes_is_told_a_month() -> None:
    found = forecast(10, 10, year_period(2020), date(2020, 11, 20))
    assert found is not None
    assert (found.needed, found.needed_for(5)) == (Decimal("0.0"), Decimal("3.7"))


def test_there_is_no_forecast_before_or_after_the_period() -> None:
    assert forecast(3, 4, year_period(2022), date(2021, 12, 31)) is None
    assert forecast(3, 4, year_period(2022), date(2022, 12, 31)) is None


def test_pace_is_counted_in_whole_people() -> None:
    year = year_period(2025)
    assert not is_below_pace(0, 1, year, date(2025, 6, 25))
    assert is_below_pace(0, 1, year, date(2025, 7, 25))
    assert not is_below_pace(1, 1, year, date(2025, 7, 25))
    assert is_below_pace(3, 4, year, date(2025, 11, 26))
    assert is_below_pace(48, 204, year_period(2018), date(2018, 7, 10))


@given(st.integers(0, 500), st.integers(0, 500), st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_whoever_reached_the_quota_is_never_behind(achieved: int, low: int, today: date) -> None:
    behind = is_below_pace(achieved, low, year_period(2025), today)
    if achieved >= low or today < date(2025, 1, 1):
        assert not behind
    if today >= date(2025, 12, 31):
        assert behind == (achieved < low)


@given(st.integers(0, 500), st.integers(1, 500), st.dates(date(2025, 1, 1), date(2025, 12, 30)))
def test_what_the_needed_pace_adds_closes_the_gap(achieved: int, low: int, today: date) -> None:
    period = year_period(2025)
    found = forecast(achieved, low, period, today)
    assert found is not None
    days_left = (period.end - today - timedelta(days=1)).days
    added = float(found.needed) * days_left / 30.4375
    assert abs(added - max(0, low - achieved)) <= 0.05 * days_left / 30.4375 + 1e-9


@pytest.mark.parametrize(
    ("today", "first_year"),
    [
        (date(2019, 12, 31), 2015),
        (date(2020, 6, 30), 2015),
        (date(2020, 7, 1), 2020),
        (date(2023, 3, 1), 2020),
        (date(2025, 3, 1), 2020),
        (date(2026, 1, 1), 2025),
    ],
)
def test_this_term_is_the_one_between_two_congresses(today: date, first_year: int) -> None:
    term = party_term(today)
    assert (term.start, term.last_day) == (date(first_year, 1, 1), date(first_year + 5, 12, 31))
    assert today in term
