"""Words written as they are spoken, South, Centre and among the young, mean the words they stand for."""

from datetime import date

import pytest

from domain.people import Gender
from language.reading import Intent
from language.understanding import understand

_ON = date(2025, 10, 20)


@pytest.mark.parametrize(
    ("as_spoken", "as_written"),
    (
        ("thag nay hok kn dc ai het ak", "thang nay khong kn dc ai het a"),
        ("A Nhì bản Cang vô đảng rùi á, hôm mùng 8/10", "A Nhì bản Cang vô đảng rồi á, hôm mùng 8/10"),
        ("tháng này hổng có ai dzô đảng hết nghen", "tháng này không có ai vô đảng hết nghen"),
        ("cb nào chưa kn đc ai z mn", "cb nào chưa kn đc ai vậy mọi người"),
        ("thui hủy đi nha", "thôi hủy đi nha"),
        ("ngày 5/10 kết nạp đx đ/c Lò Thị Mai", "ngày 5/10 kết nạp được đ/c Lò Thị Mai"),
    ),
)
def test_a_word_as_it_is_spoken_is_the_word_it_stands_for(as_spoken: str, as_written: str) -> None:
    spoken, written = understand(as_spoken, _ON), understand(as_written, _ON)
    assert spoken.intent is written.intent is not Intent.NONE
    assert [p.full_name and p.full_name.value for p in spoken.people] == [
        p.full_name and p.full_name.value for p in written.people
    ]
    dates = [reading.event_date and reading.event_date.value for reading in (spoken, written)]
    assert dates[0] == dates[1]


@pytest.mark.parametrize(
    ("name", "message"),
    (
        ("Giàng Mí Sình", "kết nạp đ/c Giàng Mí Sình ngày 5/10"),
        ("Zơ Râm Thị Nhung", "kết nạp đ/c Zơ Râm Thị Nhung ngày 5/10"),
        ("Hà Thị Lun", "kết nạp đ/c hà thị lun ngày 5/10"),
    ),
)
def test_a_name_is_no_word_as_it_is_spoken(name: str, message: str) -> None:
    (person,) = understand(message, _ON).people
    assert person.full_name is not None
    assert person.full_name.value == name


@pytest.mark.parametrize(
    "question",
    (
        "Chi bộ mô chưa kết nạp được ai rứa",
        "e Hặc đc kết nạp chưa z ad",
        "Lò Văn Hặc kết nạp chưa, sao em không thấy tên trong danh sách",
        "em Lò Thị Xôm đã chuyển chính thức chưa ạ, em tìm không ra",
    ),
)
def test_what_is_asked_in_ones_own_words_is_no_report(question: str) -> None:
    assert understand(question, _ON).intent.is_question


def test_a_year_behind_a_name_is_a_birth_whatever_the_name_ends_in() -> None:
    reading = understand("kn 2 bạn: Hà Văn Tú 1999, Lò Hoàng Nam 2k4 ngày 10/10", _ON)
    assert [p.birth_date and p.birth_date.value.year for p in reading.people] == [1999, 2004]


def test_2k_alone_is_the_year_2000() -> None:
    (person,) = understand("hqua cb e kn đc Vàng A Sình 2k nam dt mông nha a", _ON).people
    assert person.birth_date is not None
    assert person.birth_date.value.year == 2000
    assert person.gender is not None
    assert person.gender.value is Gender.MALE
