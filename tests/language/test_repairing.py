"""A text that was not read comes back repaired, with its holes marked; questions that are near it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.reading import Intent
from language.unclear.repairing import HOLE, Lack, repaired
from language.unclear.suggesting import examples, nearest_questions
from language.understanding import understand

_SENT_ON = date(2025, 10, 20)


@pytest.mark.parametrize(
    ("text", "back", "lacks"),
    [
        ("kết nạp đ/c Lò Mai sn 1990 ngày 30/2", "kết nạp đ/c Lò Mai sn 1990 ngày …", [Lack.DATE]),
        ("kn đ/c Lò Mai, 31/9, nữ", "kn đ/c Lò Mai, ngày …, nữ", [Lack.DATE]),
        ("kết nạp đ/c Lò Thị Mai", "kết nạp đ/c Lò Thị Mai, ngày …", [Lack.DATE]),
        ("kết nạp ngày 3/10", "kết nạp … ngày 3/10", [Lack.NAME]),
        ("Lò Văn Tuấn sn 1999", "… Lò Văn Tuấn sn 1999", [Lack.EVENT]),
        ("<b>keets napj</b>  Lò Văn A ngày 5/10", "kết nạp Lò Văn A ngày 5/10", []),
        ("kết nạp đ/c Lò Thị Mai\nsn 1999\nngày 5/10", "kết nạp đ/c Lò Thị Mai\nsn 1999\nngày 5/10", []),
    ],
)
def test_the_own_text_comes_back_with_its_holes(text: str, back: str, lacks: list[Lack]) -> None:
    mended = repaired(text, _SENT_ON)
    assert mended.text == back
    assert list(mended.lacks) == lacks


def test_a_unit_that_is_not_there_gives_way_to_the_likeliest_or_to_a_hole() -> None:
    text = "kết nạp đ/c Lò Thị Ín chi bộ bản Hom Mới ngày 5/10"
    unit = understand(text, _SENT_ON).unit
    assert unit is not None
    place = (unit.start, unit.end)
    likeliest = repaired(text, _SENT_ON, {place: "bản Hỏm"})
    assert likeliest.text == "kết nạp đ/c Lò Thị Ín bản Hỏm ngày 5/10"
    assert likeliest.lacks == ()
    hole = repaired(text, _SENT_ON, {place: HOLE})
    assert hole.text == "kết nạp đ/c Lò Thị Ín … ngày 5/10"
    assert hole.lacks == (Lack.UNIT,)


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=2000))
def test_any_text_is_repaired_without_an_exception(text: str) -> None:
    assert len(repaired(text, _SENT_ON).text) <= len(text) + 40
    assert len(nearest_questions(text)) == 3


def test_a_text_with_its_hole_filled_in_is_read() -> None:
    mended = repaired("kết nạp đ/c Lò Văn Pánh sn 1990 ngày 30/2", _SENT_ON)
    reading = understand(mended.text.replace(HOLE, "5/10"), _SENT_ON)
    assert reading.missing == ()
    assert reading.event_date is not None


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("ho so thi sao nhi", "Hồ sơ đang làm có bao nhiêu, ở bước nào?"),
        ("đảng viên", "Đơn vị có bao nhiêu đảng viên?"),
        ("chi tieu the nao roi em oi", "Còn thiếu bao nhiêu so với chỉ tiêu?"),
        ("nguồn đâu", "Nguồn hiện có bao nhiêu quần chúng ưu tú?"),
        ("xyz", "Từ đầu năm kết nạp được bao nhiêu?"),
    ],
)
def test_the_nearest_question_shares_its_words(text: str, nearest: str) -> None:
    assert nearest in nearest_questions(text)[:2]


def test_every_example_question_is_one_that_is_understood() -> None:
    for example in examples():
        intent = understand(example.text, _SENT_ON).intent
        assert intent.is_question or intent is Intent.HELP
