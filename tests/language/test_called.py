"""Words that may be somebody's given name alone, as the reading of a message tells them."""

from datetime import date

import pytest

from language.reading import Intent
from language.understanding import understand

_TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("ho so cua dung den dau roi", ["dung"]),
        ("chị Muôn còn bao lâu nữa chính thức", ["Muôn"]),
        ("xem a tuong", ["tuong"]),  # A Tường, or anh Tường
        ("phân công đ/c Hà Văn Bun kèm piêng", ["piêng"]),
        ("nga do ông Lò Văn Inh giúp đỡ", ["nga"]),
        ("người giúp đỡ khánh là ông Lò Văn Inh", ["khánh"]),
        ("hồ sơ của dũng và xoan", ["dũng", "xoan"]),
    ],
)
def test_a_given_name_alone_is_told_at_its_place(text: str, called: list[str]) -> None:
    found = understand(text, _TODAY).called
    assert [one.value for one in found] == called
    assert all(text[one.start : one.end].endswith(one.value) for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "năm 2024 kết nạp được bao nhiêu",
        "chi bộ nào chưa báo cáo tháng này",
        "kết nạp đ/c Lò Thị Mai sinh 1998 ngày 5/5",
    ],
)
def test_where_no_word_is_left_over_or_the_whole_name_is_told_nobody_is_called_so(text: str) -> None:
    assert understand(text, _TODAY).called == ()


@pytest.mark.parametrize(
    "text",
    [
        "còn ai nhắc vụ chính thức của Hà Thị Muôn",
        "con ai nhac vu chinh thuc cua ha thi muon",
        "Hà Thị Muôn còn bao nhiêu ngày nữa hết hạn làm lễ, QĐ ký 3/11",
    ],
)
def test_who_sees_to_somebodys_step_and_how_long_it_has_is_asked_and_no_report(text: str) -> None:
    assert understand(text, _TODAY).intent is Intent.QUERY_PERSON
