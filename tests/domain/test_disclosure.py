"""Small groups are named without their number, and no answers about one figure give it back together."""

from itertools import accumulate, product

from hypothesis import given
from hypothesis import strategies as st

from domain.disclosure import (
    SMALLEST_SHOWN,
    UNKNOWN,
    hidden_beside,
    hidden_groups,
    hidden_tags,
    told_apart,
)
from domain.tags import KINH, MINORITY

COUNT = st.integers(0, 30)


def test_the_only_small_group_takes_the_next_smallest_with_it() -> None:
    assert hidden_groups({"a": 8, "b": 6, "c": 2}) == {"b", "c"}


def test_large_and_empty_groups_are_shown() -> None:
    assert hidden_groups({"a": 8, "b": 5, "c": 0}) == frozenset()


@given(st.lists(COUNT, min_size=2, max_size=8))
def test_no_small_group_can_be_had_back_by_subtraction(counts: list[int]) -> None:
    hidden = hidden_groups(dict(enumerate(counts)))
    assert all(place in hidden for place, count in enumerate(counts) if 0 < count < SMALLEST_SHOWN)
    others = [count for place, count in enumerate(counts) if place not in hidden and count]
    assert len(hidden) != 1 or not others


def test_one_mong_among_nine_of_minorities_is_not_told_by_telling_the_eight_thai() -> None:
    counted = {"ethnicity:Thái": 8, "ethnicity:Mông": 1, KINH: 1, MINORITY: 9}
    assert hidden_tags(counted, 10) == {"ethnicity:Thái", "ethnicity:Mông", KINH}


def test_a_few_of_minorities_are_not_told_by_telling_the_kinh() -> None:
    assert hidden_tags({KINH: 9, "ethnicity:Mông": 1, MINORITY: 1}, 10) == {KINH, "ethnicity:Mông", MINORITY}


def test_large_groups_are_all_told() -> None:
    assert hidden_tags({KINH: 9, "ethnicity:Thái": 6, "ethnicity:Mông": 5, MINORITY: 11}, 20) == frozenset()


@given(st.lists(COUNT, max_size=4), COUNT, COUNT, COUNT)
def test_the_sums_of_a_figure_leave_no_small_group_alone(
    peoples: list[int], untold: int, kinh: int, unknown: int
) -> None:
    of_peoples = {f"ethnicity:{place}": count for place, count in enumerate(peoples)}
    minorities = sum(peoples) + untold
    hidden = hidden_tags({**of_peoples, KINH: kinh, MINORITY: minorities}, minorities + kinh + unknown)
    assert all(tag in hidden for tag, count in of_peoples.items() if 0 < count < SMALLEST_SHOWN)
    assert (MINORITY in hidden) == (0 < minorities < SMALLEST_SHOWN)
    of_whole = [count for tag, count in ((KINH, kinh), (UNKNOWN, unknown)) if count and tag in hidden]
    if MINORITY in hidden:  # the whole is told: who is hidden with them keeps them from being its rest
        assert of_whole or not (kinh or unknown)
    elif untold == 0:
        alone = [tag for tag, count in of_peoples.items() if count and tag in hidden]
        assert len(alone) != 1 or sum(map(bool, peoples)) == 1


def test_nine_months_give_way_to_the_year_that_tells_one_more() -> None:
    assert told_apart(9, [4, 8]) == {0, 9}
    assert told_apart(8, [4, 8]) == {0, 8}
    assert told_apart(14, [6, 8, 9]) == {0, 6, 14}


@given(st.lists(COUNT, min_size=1, max_size=12))
def test_between_any_two_counts_told_of_a_year_there_is_nobody_or_no_small_group(months: list[int]) -> None:
    *cuts, whole = accumulate(months)
    told = told_apart(whole, reversed(cuts))
    assert all(a == b or abs(a - b) >= SMALLEST_SHOWN for a, b in product(told, repeat=2))
    assert (whole in told) == (whole == 0 or whole >= SMALLEST_SHOWN)


def test_who_must_not_be_told_is_not_told_by_the_sums_of_the_figure() -> None:
    counted = {KINH: 9, "ethnicity:Thái": 6, "ethnicity:Mông": 5, MINORITY: 11}
    assert hidden_beside(counted, 20, {"ethnicity:Thái"}) == {"ethnicity:Thái", "ethnicity:Mông"}
    assert hidden_beside(counted, 20, {MINORITY}) == {*counted, UNKNOWN}
    assert hidden_beside(counted, 20, ()) == frozenset()
