"""Whom the writer takes back in the same message is not reported, and whoever is left is."""

from datetime import date

import pytest

from language.reading import Intent, full_names
from language.understanding import understand

_SENT_ON = date(2025, 6, 17)


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (
            "Lò Văn Huy và Phan Thị Mận, à em nhầm, đ/c Mận thì chưa, đợt này chỉ có đ/c Huy thôi",
            ["Lò Văn Huy"],
        ),
        (
            "Lò Văn Huy, Phan Thị Mận... à em nhầm, Mận thì chưa có quyết định, chỉ có mình Huy thôi",
            ["Lò Văn Huy"],
        ),
        (
            "Lò Văn Huy, Phan Thị Mận, Hồ Thị Nai, ý em nhầm, Mận chưa được kết nạp",
            ["Lò Văn Huy", "Hồ Thị Nai"],
        ),
        ("Lò Văn Huy và Hồ Thị Nai... à nhầm, chỉ có Hồ Thị Nai thôi", ["Hồ Thị Nai"]),
        ("Lò Văn Huy, ấy chết nhầm, chỉ có Phan Thị Mận thôi, Huy thì chưa", ["Phan Thị Mận"]),
        ("Lò Văn Huy và Phan Thị Mận, à quên Mận là giáo viên", ["Lò Văn Huy", "Phan Thị Mận"]),
    ],
)
def test_only_whoever_is_left_behind_a_slip_is_reported(told: str, left: list[str]) -> None:
    reading = understand(f"Ngày 5/6 chi bộ em kết nạp {told}", _SENT_ON)
    assert reading.intent is Intent.REPORT_ADMISSION
    assert full_names(reading.people) == left


def test_of_what_is_called_wrong_only_the_new_values_are_taken() -> None:
    reading = understand(
        "Sáng nay em gửi anh tin về đồng chí Bế Thị Lụa mà bấm nên ghi sai mất hai chỗ. "
        "Em ghi dân tộc Tày, sinh năm 1994 là sai ạ. Đúng ra dân tộc Sán Chay, sinh năm 1996.",
        _SENT_ON,
    )
    assert reading.intent is Intent.CORRECT_LAST
    assert reading.event_date is None
    (person,) = reading.people
    assert person.ethnicity is not None
    assert person.ethnicity.value == "Sán Chay"
    assert person.birth_date is not None
    assert str(person.birth_date.value) == "1996"


@pytest.mark.parametrize(
    "told",
    [
        "Lễ kết nạp thì chi bộ em dự kiến tổ chức vào 22/12 cho gần ngày thành lập quân đội",
        "Lễ kết nạp em Lò Thị Mai chi bộ sẽ làm vào 3/2 năm sau",
        "Việc kết nạp em Lò Thị Mai thì chi bộ định để đến 3/2",
        "Thứ tư họp chi bộ lúc 19h30, bàn việc kết nạp em Hà Thị Quyên, các bác đi đông đủ để bỏ phiếu",
    ],
)
def test_what_is_planned_behind_the_event_is_not_reported(told: str) -> None:
    assert understand(told, _SENT_ON).intent is Intent.NONE


@pytest.mark.parametrize(
    "told",
    [
        "Tháng 5 kết nạp 2 đ/c, họ tên em chưa có, mai em gửi",
        "Quý II chi bộ em đã kết nạp được 2 đảng viên. Tên tuổi cụ thể em chưa có trong tay.",
    ],
)
def test_names_that_are_still_lacking_make_no_report_of_nobody(told: str) -> None:
    reading = understand(told, _SENT_ON)
    assert reading.count is not None
    assert reading.count.value == 2


def test_of_two_who_are_meant_first_the_third_is_not_told() -> None:
    reading = understand(
        "Kết nạp Lò Thị Mai, Zơ Râm Văn Đới và Hồ Thị Xuân ngày 8/6. Cả ba đều là người Cơ Tu, "
        "hai người đầu là giáo viên, còn Xuân là đoàn viên.",
        _SENT_ON,
    )
    assert [[c.value.value for c in p.categories] for p in reading.people] == [
        ["teacher"],
        ["teacher"],
        ["youth_union"],
    ]


def test_whose_kin_died_has_not_left() -> None:
    told = "Chi bộ định tuần này kết nạp em Vàng Thị Sua nhưng nhà em ấy có tang, bà nội mất hôm chủ nhật"
    assert understand(told, _SENT_ON).intent is Intent.NONE


def test_one_matter_after_another_behind_a_semicolon_leaves_the_nil_report() -> None:
    reading = understand(
        "Chi bộ thôn Kon Sơ Lăl tháng 5 vừa qua tình hình như sau: về kinh tế bà con đang làm cỏ lúa nước, "
        "cà phê ra trái đều; về an ninh không có vụ việc gì lớn; "
        "về phát triển Đảng chi bộ không kết nạp được đồng chí nào vì các em chờ xác minh. "
        "Đồng chí A Jar bị tai biến đang nằm viện.",
        _SENT_ON,
    )
    assert reading.intent is Intent.REPORT_ADMISSION
    assert reading.count is not None
    assert reading.count.value == 0


def test_whom_the_writer_helps_is_not_given_the_next_one_s_mentor() -> None:
    reading = understand(
        "Kết nạp Lò Thị Mai và Tòng Văn Thoan ngày 5/6. Mai thì do tôi kèm cặp, "
        "Thoan do anh Cà Văn Pâng kèm.",
        _SENT_ON,
    )
    assert [p.mentor.value if p.mentor else None for p in reading.people] == [None, "Cà Văn Pâng"]


def test_an_excuse_for_something_sent_by_mistake_long_ago_takes_nothing_back() -> None:
    told = (
        "Em chào anh ạ, trước hết em xin lỗi vì tuần trước em gửi nhầm file. Anh cho em hỏi là theo "
        "chỉ tiêu năm nay thì chi bộ ấp 3 của em còn thiếu mấy đồng chí nữa mới đạt, "
        "để em còn báo lại với chi ủy."
    )
    assert understand(told, _SENT_ON).intent is Intent.QUERY_QUOTA_GAP


def test_a_title_of_several_before_one_name_is_that_one_s() -> None:
    reading = understand("kết nạp các thầy Nguyễn Văn Hùng ngày 5/6", _SENT_ON)
    assert full_names(reading.people) == ["Nguyễn Văn Hùng"]
