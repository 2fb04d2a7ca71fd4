"""Changes of units in set words."""

from datetime import date

import pytest

from domain.units import Change
from language.reorganising import ReorganiseRequest, read_reorganisation, without_which_units
from language.understanding import understand

SENT_ON = date(2025, 7, 2)
JULY = date(2025, 7, 1)


@pytest.mark.parametrize(
    ("text", "change", "units", "into", "on"),
    [
        ("từ 1/7 sáp nhập bản A và bản B thành bản AB", Change.MERGED, ("bản A", "bản B"), ("bản AB",), JULY),
        (
            "tu 1/7 sap nhap ban a voi ban b thanh ban ab",
            Change.MERGED,
            ("ban a", "ban b"),
            ("ban ab",),
            JULY,
        ),
        ("sáp nhập bản Lầu vào bản Hỏm từ ngày 1/7/2025", Change.MERGED, ("bản Lầu",), ("bản Hỏm",), JULY),
        (
            "hợp nhất thôn 1, thôn 2, thôn 3 thành thôn Đoài",
            Change.MERGED,
            ("thôn 1", "thôn 2", "thôn 3"),
            ("thôn Đoài",),
            None,
        ),
        ("đổi tên bản Hỏm thành bản Hỏm Mới từ 1/7", Change.RENAMED, ("bản Hỏm",), ("bản Hỏm Mới",), JULY),
        ("tách bản C thành D, E", Change.SPLIT, ("bản C",), ("D", "E"), None),
    ],
)
def test_a_change_is_read_with_its_units_and_day(
    text: str, change: Change, units: tuple[str, ...], into: tuple[str, ...], on: date | None
) -> None:
    assert read_reorganisation(text, SENT_ON) == ReorganiseRequest(
        change=change, units=units, into=into, on=on
    )


@pytest.mark.parametrize(
    "text", ["kết nạp đ/c Lò Thị Mai ngày 1/7", "bản A đã sáp nhập chưa?", "tách", "nhập học", ""]
)
def test_other_messages_are_no_change_of_units(text: str) -> None:
    assert read_reorganisation(text, SENT_ON) is None


def test_the_units_of_then_are_asked_for_in_words_that_the_rest_does_not_see() -> None:
    asked = "từ đầu năm kết nạp bao nhiêu, theo đơn vị cũ"
    bare, as_it_was = without_which_units(asked)
    assert as_it_was and len(bare) == len(asked) and bare.strip() == "từ đầu năm kết nạp bao nhiêu"
    assert understand(asked, SENT_ON).as_it_was
    assert not understand("từ đầu năm kết nạp bao nhiêu theo đơn vị hiện nay", SENT_ON).as_it_was
