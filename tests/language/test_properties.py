"""Whatever comes in: no exception, places inside the text, work in proportion to its length."""

import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from functools import partial
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.annotation import to_annotation
from language.reading import Field, Found, Intent, Problem, Reading
from language.unclear.repairing import repaired
from language.unclear.suggesting import nearest_questions
from language.understanding import understand
from language.words.normalise import normalise
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
    # What nobody types, but somebody may send.
    "1",
    "9999999999 ",
    ",",
    ", 1 ",
    "kết nạp ",
    "KẾT NẠP LÒ THỊ MAI, CÀ VĂN BUN ",
    "A",
    "A ",
    "Lò ",
    "lo thi mai ",
    "và ",
    "?",
    "\n",
    "1. Lò Thị Mai\n2. Cà Văn Bun\n",
    "từ 1/1 đến 2/2 ",
    "tháng 1, 2, 3 ",
    "Tổ 5 phường 3, ",
    "giới thiệu Lò Thị Mai, chuyển Cà Văn Bun ",
    "phân công A giúp đỡ B, ",
    "❓ viết có dấu là gì? · ",
    "nữ 3, DTTS 4; ",
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


def _steps(text: str, read: Callable[[str], object] | None = None) -> int:
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
        (read or _understood)(text)
    finally:
        sys.settrace(previous)
    return count


def _understood(text: str) -> Reading:
    return understand(text, _SENT_ON)


def _answered(text: str) -> Reading:
    """The text as a reply to an open card."""
    return understand(
        text, _SENT_ON, on_card=("Lò Thị Mai", "Cà Văn Bun", *(f"Lò Văn {n}" for n in "ABCDEF"))
    )


@pytest.mark.parametrize("seed", _SEEDS)
def test_twice_the_text_is_at_most_about_twice_the_work(seed: str) -> None:
    understand(seed, _SENT_ON)
    short = (seed * 4000)[:1500]
    long = (seed * 4000)[:3000]
    assert _steps(long) <= 2.3 * _steps(short) + 2000


@pytest.mark.parametrize("read", [_answered, nearest_questions, partial(repaired, sent_on=_SENT_ON)])
@pytest.mark.parametrize(
    "seed", ["kết nạp Lò Thị Mai, ", "1 nữ, 2 nam, ", "Mai nữ, Bun nam, ", "Lò Văn A sn 30/2 ", "bao nhiêu "]
)
def test_replies_and_repairs_too_take_work_in_proportion(seed: str, read: Callable[[str], object]) -> None:
    read(seed)
    assert _steps((seed * 400)[:3000], read) <= 2.3 * _steps((seed * 400)[:1500], read) + 2000


@settings(max_examples=100, deadline=None)
@given(text=_TEXTS, on_card=st.lists(_WORDS, max_size=3).map(tuple), meant=st.sampled_from(Intent))
def test_any_reply_and_any_chosen_meaning_is_read(text: str, on_card: tuple[str, ...], meant: Intent) -> None:
    for reading in (understand(text, _SENT_ON, on_card=on_card), understand(text, _SENT_ON, meant=meant)):
        assert all(0 <= start <= end <= len(text) for start, end in _places(reading))
