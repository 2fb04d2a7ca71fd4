"""Another name for somebody on a card or in a stored report, and people meant by their place on it."""

from datetime import date

import pytest

from language.reading import Intent, Reading
from language.understanding import understand

_SENT_ON = date(2025, 10, 20)
_CARD = ("Lò Văn Tướng", "Quàng Thị Mới")


def _read(text: str, on_card: tuple[str, ...] | None = _CARD) -> Reading:
    return understand(text, _SENT_ON, on_card=on_card)


@pytest.mark.parametrize(
    "text",
    [
        "k phải Mới, là Quàng Thị Mơ",
        "không phải Mới mà là Quàng Thị Mơ",
        "là Quàng Thị Mơ chứ không phải Mới",
        "nhầm tên người 2, phải là Quàng Thị Mơ",
        "tên người thứ hai là Quàng Thị Mơ",
        "nhầm tên người cuối, phải là Quàng Thị Mơ",
        "người 2 sai tên, phải là Quàng Thị Mơ",
        "sửa Mới thành Quàng Thị Mơ",
        "sửa tên Mới thành Mơ",
        "SỬA TÊN MỚI THÀNH MƠ",
        "Mới viết là Mơ nhé",
        "tên Mới ghi đúng là Quàng Thị Mơ",
    ],
)
def test_the_person_of_that_line_is_called_otherwise_and_nobody_is_added(text: str) -> None:
    reading = _read(text)
    assert reading.intent is Intent.CORRECT_LAST
    (told,) = reading.people
    assert told.position == 2
    assert told.full_name is not None
    assert told.full_name.value == "Quàng Thị Mơ"


@pytest.mark.parametrize("text", ["không phải nữ, là nam", "không phải Thái mà là Mường"])
def test_what_is_no_name_on_the_card_is_no_name_to_change(text: str) -> None:
    assert not any(person.full_name for person in _read(text).people)


def test_of_a_stored_report_the_old_name_says_who_is_meant() -> None:
    (told,) = _read("sửa tên Dung thành Dúng", None).people
    assert told.full_name is not None
    assert told.new_name is not None
    assert (told.full_name.value, told.new_name.value) == ("Dung", "Dúng")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("người đầu sinh 1999", 1),
        ("người cuối sn 1999", 2),
        ("người sau sinh 1999", 2),
        ("đ/c trước sn 1999", 1),
    ],
)
def test_the_first_and_the_last_are_lines_of_the_card(text: str, line: int) -> None:
    (told,) = _read(text).people
    assert told.position == line
    assert told.birth_date is not None


def test_somebody_is_taken_off_a_stored_report_by_name_where_it_speaks_of_the_report() -> None:
    reading = _read("xóa tên Quàng Thị Mới ra khỏi báo cáo", None)
    assert reading.intent is Intent.CORRECT_LAST
    assert reading.people[0].is_taken_off
    assert _read("xóa tên Quàng Thị Mới", None).intent is not Intent.CORRECT_LAST


@pytest.mark.parametrize(
    "text", ["xóa tên đảng viên làm thế nào", "ai ký giấy giới thiệu", "thủ tục khai trừ"]
)
def test_how_a_thing_is_done_is_neither_a_figure_nor_a_report(text: str) -> None:
    assert _read(text, None).intent is Intent.HELP


@pytest.mark.parametrize(
    "text",
    [
        "quý 3 KN 5 trong đó 1 nữ với 1 đoàn viên",
        "quý 3 KN 5, 1 nữ, 1 đoàn viên",
        "tháng 9 kết nạp 5 đồng chí, 1 nữ với 1 đoàn viên",
        "quy 3 kn 5 trong do 1 nu voi 1 doan vien",
    ],
)
def test_youth_union_members_beside_another_group_are_some_of_those_counted(text: str) -> None:
    reading = _read(text, None)
    assert reading.count is not None
    assert reading.count.value == 5
    assert [(part.value, part.count) for part in reading.parts] == [("female", 1), ("youth_union", 1)]
