"""Small groups are named without their number."""

from hypothesis import given
from hypothesis import strategies as st

from domain.disclosure import SMALLEST_SHOWN, hidden_groups


def test_the_only_small_group_takes_the_next_smallest_with_it() -> None:
    assert hidden_groups([8, 6, 2]) == {1, 2}


def test_large_and_empty_groups_are_shown() -> None:
    assert hidden_groups([8, 5, 0]) == frozenset()


@given(st.lists(st.integers(0, 30), min_size=2, max_size=8))
def test_no_small_group_can_be_had_back_by_subtraction(counts: list[int]) -> None:
    hidden = hidden_groups(counts)
    assert all(place in hidden for place, count in enumerate(counts) if 0 < count < SMALLEST_SHOWN)
    others = [count for place, count in enumerate(counts) if place not in hidden and count]
    assert len(hidden) != 1 or not others
