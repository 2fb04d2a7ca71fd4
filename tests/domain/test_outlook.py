"""Which open dossiers come to the ceremony in time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.outlook import FEWEST_CASES, OutlookMethod, in_time
from domain.pipeline import OPEN_DOSSIER, RANK, Stage
from tests.rules import BOOK

AS_OF, YEAR_END = date(2022, 9, 30), date(2022, 12, 31)
DAY = timedelta(days=1)


def test_by_the_limits_whoever_has_the_decision_is_in_time() -> None:
    found = in_time({}, BOOK, as_of=AS_OF, last_day=YEAR_END)
    assert found.method is OutlookMethod.LIMITS
    # The ceremony may take 30 working days from the decision: one of today is held by mid November.
    assert found.latest[Stage.DECISION] == AS_OF


def test_by_the_limits_a_resolution_may_be_too_young() -> None:
    """60 working days for the decision and 30 for the ceremony: 90 before the end of the year."""
    latest = in_time({}, BOOK, as_of=AS_OF, last_day=YEAR_END).latest
    decided = BOOK.calendar.add_working_days(latest[Stage.CELL_RESOLUTION], 60)
    assert BOOK.calendar.add_working_days(max(decided, AS_OF), 30) <= YEAR_END
    a_day_later = BOOK.calendar.add_working_days(latest[Stage.CELL_RESOLUTION] + DAY, 60)
    assert BOOK.calendar.add_working_days(max(a_day_later, AS_OF), 30) > YEAR_END


def test_what_cannot_be_done_even_when_all_is_late_is_not_in_time() -> None:
    found = in_time({}, BOOK, as_of=date(2022, 12, 29), last_day=YEAR_END)
    assert Stage.VERIFICATION_SENT not in found.latest  # the committee alone may take 60 working days
    # The limit of the ceremony may be over: it can be held on any day that is left.
    assert found.latest[Stage.DECISION] < date(2022, 12, 1)


def test_ten_cases_of_its_own_win_over_the_limits() -> None:
    took = dict.fromkeys(OPEN_DOSSIER, [40] * FEWEST_CASES)
    found = in_time(took, BOOK, as_of=AS_OF, last_day=YEAR_END)
    assert (found.method, found.cases) == (OutlookMethod.OWN_PACE, FEWEST_CASES)
    assert found.latest[Stage.DOSSIER_OPENED] == AS_OF
    slow = in_time({**took, Stage.DOSSIER_OPENED: [120] * 10}, BOOK, as_of=AS_OF, last_day=YEAR_END)
    assert slow.latest[Stage.DOSSIER_OPENED] == YEAR_END - timedelta(days=120)


def test_nine_cases_are_too_few() -> None:
    few = in_time({Stage.DECISION: [5] * (FEWEST_CASES - 1)}, BOOK, as_of=AS_OF, last_day=YEAR_END)
    assert few.method is OutlookMethod.LIMITS
    some = in_time({Stage.DECISION: [5] * FEWEST_CASES}, BOOK, as_of=AS_OF, last_day=YEAR_END)
    assert some.method is OutlookMethod.BOTH


def test_one_slow_case_does_not_move_the_median() -> None:
    took = {stage: [*[30] * 10, 900] for stage in OPEN_DOSSIER}
    assert in_time(took, BOOK, as_of=AS_OF, last_day=YEAR_END).latest[Stage.DECISION] == AS_OF


@given(st.dates(date(2021, 1, 1), date(2021, 12, 30)))
def test_a_later_step_is_never_later_in_time(as_of: date) -> None:
    latest = in_time({}, BOOK, as_of=as_of, last_day=date(2021, 12, 31)).latest
    known = [(RANK[stage], day) for stage, day in latest.items()]
    assert all(day <= as_of for _, day in known)
    for rank, day in known:
        assert all(other >= day for later, other in known if later > rank)


@pytest.mark.parametrize("stage", OPEN_DOSSIER)
def test_on_the_last_day_nobody_is_in_time(stage: Stage) -> None:
    found = in_time({}, BOOK, as_of=YEAR_END, last_day=YEAR_END)
    assert stage not in found.latest
