"""Words written as they are spoken, South, Centre and among the young, mean the words they stand for."""

from datetime import date

import pytest

from domain.people import Gender
from language.reading import Intent, full_names
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
    ("hurried", "in_full"),
    (
        ("knap dc Lo Thi Mai 5/10 cb ban lau", "ket nap duoc Lo Thi Mai 5/10 cb ban lau"),
        ("hom wa kn lo van pao", "hom qua kn lo van pao"),
        ("gui ttra llich cua vang a pao 5/10 r", "gui tham tra ly lich cua vang a pao 5/10 roi"),
        ("mo hso kn cho qc phan thi hue 7/10", "mo ho so ket nap cho quan chung phan thi hue 7/10"),
        ("dang uy tdinh hso cua lo van binh 5/10", "dang uy tham dinh ho so cua lo van binh 5/10"),
        (
            "doan xa gthieu dvut Le Hong Quan vao dang 4/10",
            "doan xa gioi thieu dvut Le Hong Quan vao dang 4/10",
        ),
        ("co qdinh knap cua lo thi mai r,ky 5/10", "co quyet dinh ket nap cua lo thi mai roi, ky 5/10"),
        ("chuyen cthuc cho lo van pao 5/10", "chuyen chinh thuc cho lo van pao 5/10"),
        ("chuyển cthức cho Lò Văn Páo 5/10", "chuyển chính thức cho Lò Văn Páo 5/10"),
        ("Ctieu nam nay bn,dat dc may r", "Chi tieu nam nay bao nhieu, dat duoc may roi"),
        ("conbn hs dang cho tham tra", "con bao nhieu ho so dang cho tham tra"),
        ("t9 kndc may dv moi", "t9 kn duoc may dv moi"),
    ),
)
def test_two_words_typed_as_one_are_the_two(hurried: str, in_full: str) -> None:
    short, long = understand(hurried, _ON), understand(in_full, _ON)
    assert short.intent is not Intent.NONE
    assert (short.intent, short.stage and short.stage.value) == (long.intent, long.stage and long.stage.value)
    assert full_names(short.people) == full_names(long.people)
    assert (short.unit and short.unit.value) == (long.unit and long.unit.value)
    assert (short.event_date and short.event_date.value) == (long.event_date and long.event_date.value)


@pytest.mark.parametrize(
    ("name", "message"),
    (
        ("Tran Van Tu", "dang uy da xet hs kn cua tran van tu hom 3/10"),
        ("Ly Van Cu", "xoa ten dc ly van cu hom 3/10"),
        ("Lo Thi Chieu", "chuyen chinh thuc lo thi chieu 3/10"),
        ("Lo Van Den", "kn lo van den hom 3/10"),
        ("Thao A Su", "hom kia gui tham tra ll cua thao a su r nhe"),
        ("Thành Văn Nghiệp", "kết nạp Thành Văn Nghiệp ngày 5/10"),
        ("Đạt Thị Lợi", "chi bộ em kết nạp Đạt Thị Lợi ngày 5/10"),
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
