"""Papers of a dossier are good for a time, counted from their own day."""

from datetime import date

import pytest

from domain.errors import PapersExpired, TogetherTooShort
from domain.pipeline import Stage
from domain.steps import check_together
from domain.validity import check_papers, expired_papers
from tests.domain.paths import path
from tests.rules import BOOK


def test_a_certificate_is_good_for_sixty_months_to_the_day() -> None:
    taken = path(("class", date(2020, 1, 15)))
    assert list(expired_papers(taken, date(2025, 1, 15), BOOK)) == []
    (expired,) = expired_papers(taken, date(2025, 2, 3), BOOK)
    assert (expired.paper.id, expired.good_until) == ("awareness_certificate", date(2025, 1, 15))
    assert expired.edition.clause == "điểm 5.4"


def test_a_newer_paper_of_the_sort_stands_for_the_old_one() -> None:
    anew = path(("class", date(2020, 1, 15)), ("awareness_certificate", date(2025, 1, 20)))
    assert list(expired_papers(anew, date(2025, 2, 3), BOOK)) == []
    again = path(("second_referral", date(2024, 1, 15)), ("second_referral", date(2025, 1, 20)))
    assert list(expired_papers(again, date(2025, 2, 3), BOOK)) == []


def test_a_paper_of_a_later_day_does_not_stand_for_the_old_one() -> None:
    later = path(("class", date(2020, 1, 15)), ("awareness_certificate", date(2025, 3, 1)))
    assert [one.paper.id for one in expired_papers(later, date(2025, 2, 3), BOOK)] == [
        "awareness_certificate"
    ]


@pytest.mark.parametrize("paper", ["referral", "verification_done", "second_referral", "local_opinions"])
def test_what_nobody_has_read_in_the_full_text_is_asked_about_and_may_be_accepted(paper: str) -> None:
    old = path((paper, date(2025, 1, 10)))
    check_papers("A", old, Stage.CELL_RESOLUTION, date(2026, 1, 10), BOOK, accepted=False)
    with pytest.raises(PapersExpired):
        check_papers("A", old, Stage.CELL_RESOLUTION, date(2026, 1, 11), BOOK, accepted=False)
    check_papers("A", old, Stage.CELL_RESOLUTION, date(2026, 1, 11), BOOK, accepted=True)


def test_what_was_read_in_the_full_text_is_refused_whoever_accepts_it() -> None:
    old = path(("class", date(2020, 1, 15)))
    with pytest.raises(PapersExpired):
        check_papers("A", old, Stage.CELL_RESOLUTION, date(2025, 2, 3), BOOK, accepted=True)


def test_another_step_rests_on_none_of_them() -> None:
    check_papers(
        "A", path(("class", date(2020, 1, 15))), Stage.DECISION, date(2025, 2, 3), BOOK, accepted=False
    )


def test_twelve_months_together_are_counted_to_the_day() -> None:
    check_together(date(2024, 1, 10), date(2025, 1, 10), BOOK.rules.bounds)
    with pytest.raises(TogetherTooShort) as refused:
        check_together(date(2024, 1, 11), date(2025, 1, 10), BOOK.rules.bounds)
    assert refused.value.possible_on == date(2025, 1, 11)
