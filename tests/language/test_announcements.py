"""Announcements: to whom, and the text as it was typed, line breaks and all."""

import pytest

from language.requests.announcements import AnnounceRequest, WhoReadRequest, read_announcement


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("thông báo cho các chi bộ xã Mường Lạn: họp lúc 8h: mang theo sổ", "chi bộ xã Mường Lạn"),
        ("thong bao cho cac chi bo: họp lúc 8h: mang theo sổ", None),
        ("Thông báo: họp lúc 8h: mang theo sổ", None),
        ("gửi thông báo tới bản Hỏm : họp lúc 8h: mang theo sổ", "bản Hỏm"),
        ("thông báo cho tất cả: họp lúc 8h: mang theo sổ", None),
    ],
)
def test_an_announcement_says_to_whom_and_what(text: str, unit: str | None) -> None:
    assert read_announcement(text) == AnnounceRequest(unit=unit, text="họp lúc 8h: mang theo sổ")


def test_lines_stay_lines() -> None:
    found = read_announcement("thông báo cho các chi bộ:\n1. Họp\n2. Nộp hồ sơ")
    assert found == AnnounceRequest(unit=None, text="1. Họp\n2. Nộp hồ sơ")


@pytest.mark.parametrize(
    "text",
    [
        "ai đã đọc thông báo?",
        "ai chua doc thong bao",
        "thông báo đã gửi đến đâu?",
        "bí thư nào chưa xem thông báo",
    ],
)
def test_who_has_read_it_is_a_question(text: str) -> None:
    assert read_announcement(text) == WhoReadRequest()


@pytest.mark.parametrize(
    "text",
    [
        "thông báo kết quả kết nạp đ/c Lò Thị Mai ngày 5/10",
        "thông báo",
        "thông báo cho các chi bộ:",
        "kết nạp đ/c Lò Thị Mai: sn 1998",
        "ai đọc báo",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert read_announcement(text) is None
