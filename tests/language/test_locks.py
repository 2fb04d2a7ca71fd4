"""Locking a month and opening it again, as officers type it."""

from datetime import date

import pytest

from language.requests.locks import LockRequest, read_lock

TODAY = date(2025, 11, 24)


@pytest.mark.parametrize(
    ("text", "month", "unit", "reopens"),
    [
        ("khoá số liệu tháng 10", date(2025, 10, 1), None, False),
        ("khoa so thang 12", date(2024, 12, 1), None, False),
        ("chốt báo cáo tháng 9/2025 của xã Mường Lạn", date(2025, 9, 1), "xã Mường Lạn", False),
        ("mở lại tháng 10", date(2025, 10, 1), None, True),
        ("mo khoa thang 10 nam 2024 cua ban Hom", date(2024, 10, 1), "ban Hom", True),
        ("Khoá số liệu tháng 11.", date(2025, 11, 1), None, False),
    ],
)
def test_a_month_is_locked_or_opened(text: str, month: date, unit: str | None, reopens: bool) -> None:
    assert read_lock(text, TODAY) == LockRequest(month=month, unit=unit, reopens=reopens)


@pytest.mark.parametrize(
    "text",
    [
        "khóa bồi dưỡng tháng 10",
        "khoá học tháng 10",
        "chốt tháng 10 kết nạp 2",
        "tháng 10 không kết nạp ai",
        "mở lớp tháng 10",
        "khoá số liệu tháng 13",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert read_lock(text, TODAY) is None
