"""Folding: one form in which every word is compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import fold, may_be_written

_TYPED = st.text(alphabet=st.characters(max_codepoint=0x1EFF, exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Lò Thị Mai", "lo thi mai"),
        ("ĐÀO  ĐỨC\tÔng", "dao duc ong"),
        ("H’Hen `Niê", "h'hen 'nie"),
        (unicodedata.normalize("NFD", " chi bộ\u200b Nậm Giắt "), "chi bo nam giat"),
        ("Nguyễn 한글", "nguyen 한글"),
    ],
)
def test_words_are_compared_in_small_letters_without_marks(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(_TYPED)
def test_a_latin_word_folds_alike_beside_a_letter_of_any_other_script(text: str) -> None:
    assert fold(f"{text} 한") == f"{fold(text)} 한".strip()


@pytest.mark.parametrize(
    "other", ["LÒ THÚY HÒA", "lo thuy hoa", "Lò Thuý Hoà", unicodedata.normalize("NFD", "Lò Thúy Hòa")]
)
def test_a_name_in_capitals_without_marks_or_with_the_tone_on_its_other_letter_is_the_same(
    other: str,
) -> None:
    assert may_be_written("Lò Thúy Hòa", other)


def test_two_names_with_their_marks_are_two_names() -> None:
    assert not may_be_written("Lò Thị Hạnh", "Lò Thị Hành")
    assert not may_be_written("Lò Thị Hạnh", "Lò Thị Hà")
