"""One person taken off a report of several."""

from datetime import date

import pytest

from language.reading import Intent
from language.understanding import understand

_SENT_ON = date(2025, 10, 20)
_CARD = ("Lò Văn Tướng", "Quàng Thị Mới", "Giàng A Sùng")


@pytest.mark.parametrize(
    "text",
    [
        "bỏ người số 2",
        "bo nguoi so 2",
        "BỎ NGƯỜI THỨ HAI",
        "xoa nguoi thu 2",
        "thôi bỏ số 2 đi",
        "số 2 bỏ đi",
        "gạch tên đ/c thứ 2 giúp em",
        "bỏ Quàng Thị Mới ra, nhầm",
        "bo dc Moi ra",
        "ko có quàng thị mới đâu, xóa đi",
        "Mới chưa kết nạp, bỏ ra",
        "mới bỏ ra",
        "đ/c Mới thì bỏ ra nhé",
        "moi bo ra",
        "Mới thôi bỏ đi em",
        "à mà Mới chưa làm lễ đâu, bỏ ra",
        "moi chua lam le, bo ra nhe",
        "Mới hoãn lại rồi, rút ra",
        "cho Mới ra khỏi phiếu nhé, em ấy chưa xong hồ sơ",
    ],
)
def test_whoever_is_taken_off_is_said_by_number_or_by_name(text: str) -> None:
    reading = understand(text, _SENT_ON, on_card=_CARD)
    assert reading.intent is Intent.CORRECT_LAST
    (told,) = reading.people
    assert told.is_taken_off
    assert told.position == 2


def test_the_only_one_goes_with_the_card() -> None:
    assert understand("bỏ người số 1", _SENT_ON, on_card=_CARD[:1]).intent is Intent.UNDO_LAST


@pytest.mark.parametrize(
    "text",
    [
        "bỏ Lò Thị Mai",
        "cho Mới ra khỏi Đảng",
        "kết nạp Lò Thị Mai ngày 5/10, Mới hoãn",
        "2 sai năm sinh, 1999",
        "số 2 là nữ",
        "xóa tên đ/c Lò Thị Mai ngày 5/10",
        "Hủy",
    ],
)
def test_nobody_is_taken_off_by_anything_else(text: str) -> None:
    reading = understand(text, _SENT_ON, on_card=_CARD)
    assert not any(person.is_taken_off for person in reading.people)
