"""A dossier sent back or handed in again, as people write it."""

from datetime import date

import pytest

from language.requests.returning import read_return

SENT_ON = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "names", "reason"),
    [
        ("đảng ủy trả hồ sơ của Lò Văn Pánh vì thiếu giấy xác minh", ("Lò Văn Pánh",), "thiếu giấy xác minh"),
        ("bt tra ho so lo van panh vi thieu giay xac minh", ("Lo Van Panh",), "thieu giay xac minh"),
        ("hồ sơ Lò Văn Pánh bị trả về, thiếu lý lịch", ("Lò Văn Pánh",), "thiếu lý lịch"),
        ("đảng ủy yêu cầu bổ sung hồ sơ Lò Thị Mai: chưa có đơn", ("Lò Thị Mai",), "chưa có đơn"),
        ("đảng ủy trả hs của đ/c Lò Văn A, Hà Thị Bun do sai ngày", ("Lò Văn A", "Hà Thị Bun"), "sai ngày"),
        ("đảng ủy trả hồ sơ Lò Văn Pánh", ("Lò Văn Pánh",), None),
    ],
)
def test_whose_dossier_came_back_and_why(text: str, names: tuple[str, ...], reason: str | None) -> None:
    told = read_return(text, SENT_ON)
    assert told is not None
    assert (told.names, told.reason, told.is_up_again) == (names, reason, False)


def test_a_surname_that_reads_like_the_word_for_because_is_a_name() -> None:
    told = read_return("hs đ/c Đỗ Văn Do bị đảng ủy trả lại hôm qua do sai ngày sinh", SENT_ON)
    assert told is not None
    assert (told.names, told.reason, told.on) == (("Đỗ Văn Do",), "sai ngày sinh", date(2026, 11, 19))


@pytest.mark.parametrize(
    "text", ["nộp lại hồ sơ Lò Văn Pánh ngày 19/11", "da bo sung ho so cua Lo Van Panh va gui lai ngay 19/11"]
)
def test_a_dossier_goes_up_again(text: str) -> None:
    told = read_return(text, SENT_ON)
    assert told is not None
    assert (told.is_up_again, told.on) == (True, date(2026, 11, 19))


@pytest.mark.parametrize("day", ["20/12/2026", "31/11/2026"])
def test_a_day_that_there_is_not_or_not_yet_is_no_other_day(day: str) -> None:
    told = read_return(f"đảng ủy trả hồ sơ Lò Văn Pánh ngày {day} vì thiếu đơn", SENT_ON)
    assert told is not None
    assert (told.on, told.has_bad_day) == (None, True)


@pytest.mark.parametrize(
    "text",
    [
        "công an xã đã trả kết quả thẩm tra lý lịch Lò Văn Pánh",
        "hồ sơ Lò Văn Pánh chưa bị trả",
        "sẽ nộp lại hồ sơ Lò Văn Pánh",
        "hồ sơ nào bị trả lại",
        "hồ sơ Lò Văn Pánh có bị trả không?",
        "kết nạp Lò Văn A ngày 5/10, trả lời giúp em",
    ],
)
def test_what_is_no_return_is_read_as_ever(text: str) -> None:
    assert read_return(text, SENT_ON) is None
