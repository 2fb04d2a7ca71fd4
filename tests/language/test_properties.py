"""Whatever comes in: no exception, places inside the text, work in proportion to its length."""

import sys
from dataclasses import fields, is_dataclass
from datetime import date
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.annotation import to_annotation
from language.normalise import normalise
from language.reading import Field, Found, Intent, Problem, Reading
from language.understanding import understand
from tests.language.generator import Composer

_SENT_ON = date(2025, 10, 20)
_SEEDS = (
    "kết nạp đ/c Lò Thị Mai, sn 1998, nữ, dân tộc Thái, giáo viên, ngày 5/10. ",
    "chưa kết nạp ",
    "(kn ",
    "1/1/2024 ",
    "lo thi mai va ",
    "không phải Dao ",
    "quý 1 và ",
    "QĐ số 12 ngày 1/1 ",
    "1\tLò Thị Mai\t1998\tThái\n",
    "cả hai đều là người Tày, Lò A, ",
    "còn Lò Thị A chưa kết nạp, ",
    "âm lịch ",
    "đang học đại học ",
    "a\u0301\u0323",
    "<b>*_",
)
_PIECES = (
    "kết nạp|KN|đ/c|Lò Thị Mai|lo van a|H'Hen Niê|sn|12/3/98|ngày|30/2|5.10|bản Hỏm|chi bộ|nữ",
    "dân tộc|Dao|chưa|sẽ|công nhận chính thức|CT|bao nhiêu|quý 3|từ đầu năm|đến|nhiệm kỳ|chỉ tiêu",
    "nhầm|không phải|hủy|hồ sơ|thẩm tra|,|.|\n|\t|(|)|:|;|-|/|?|'|9999999999|0|29/2|mùng 6 Tết|rằm tháng 8",
    "năm|Năm|2 sai|còn|N/12|12/12|so với cùng kỳ|\u200b|\u0301|🎉|<b>|năm 0|tháng 13|ngày 0/0|99/99/9999",
    "quý 9|1.000.000|từ 5/5 đến 3/3|²|½|٣",
)
_WORDS = st.sampled_from([piece for line in _PIECES for piece in line.split("|")])
_TEXTS = st.one_of(st.text(max_size=10_000), st.lists(_WORDS, max_size=80).map(" ".join))


def _places(value: Any) -> list[tuple[int, int]]:
    """Every place [start, end) of a reading, however deep."""
    if isinstance(value, tuple):
        return [place for item in value for place in _places(item)]
    if not is_dataclass(value):
        return []
    own = [(value.start, value.end)] if isinstance(value, Found) else []
    return own + [place for f in fields(value) for place in _places(getattr(value, f.name))]


@settings(max_examples=300, deadline=None)
@given(text=_TEXTS, expecting=st.sampled_from([None, *Field]))
def test_any_text_gives_a_reading_with_places_inside_it(text: str, expecting: Field | None) -> None:
    reading = understand(text, _SENT_ON, expecting=expecting)
    to_annotation(reading)
    assert all(0 <= start <= end <= len(text) for start, end in _places(reading))
    if len(text) > 4096:
        assert reading == Reading(intent=Intent.NONE, problems=(Problem.TOO_LONG,))


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=500))
def test_normalising_keeps_every_character_at_a_place_of_the_raw_text(text: str) -> None:
    clean = normalise(text)
    assert len(clean.origin) == len(clean.text) + 1
    assert list(clean.origin) == sorted(clean.origin)
    assert all(0 <= place <= len(text) for place in clean.origin)


def test_a_slot_stands_where_the_writer_typed_it() -> None:
    composer = Composer(5)
    for _ in range(200):
        case = composer.case()
        for person in understand(case.text, case.sent_on).people:
            if person.full_name is not None:
                found = person.full_name
                assert case.text[found.start : found.end].casefold() == found.value.casefold()


def _steps(text: str) -> int:
    """Lines of our own code that run: a counter, not a clock."""
    count = 0

    def on_line(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return on_line

    def on_call(frame: FrameType, event: str, argument: object) -> Any:
        return on_line if "language" in frame.f_code.co_filename else None

    previous = sys.gettrace()
    sys.settrace(on_call)
    try:
        understand(text, _SENT_ON)
    finally:
        sys.settrace(previous)
    return count


@pytest.mark.parametrize("seed", _SEEDS)
def test_twice_the_text_is_at_most_about_twice_the_work(seed: str) -> None:
    understand(seed, _SENT_ON)
    short = (seed * 4000)[:1500]
    long = (seed * 4000)[:3000]
    assert _steps(long) <= 2.3 * _steps(short) + 2000
