"""Folding a message for patterns in set words."""

from hypothesis import given
from hypothesis import strategies as st

from domain.text import fold
from language.folding import folded_in_place


@given(st.text(max_size=60))
def test_every_letter_folded_in_place_stays_where_it_was(text: str) -> None:
    line = folded_in_place(text)
    assert len(line) == len(text)
    assert fold(line) == fold(text)
