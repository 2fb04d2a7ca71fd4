"""Changes of units in set words."""

from datetime import date

import pytest

from domain.units import Change
from language.requests.reorganising import (
    ChangesAheadRequest,
    ReorganiseRequest,
    read_reorganisation,
)
from language.slots.former_units import without_which_units
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
        (
            "từ 1/7 chuyển chi bộ bản Hỏm, bản Lầu về xã Púng Bánh",
            Change.MOVED,
            ("chi bộ bản Hỏm", "bản Lầu"),
            ("xã Púng Bánh",),
            JULY,
        ),
        ("từ 1/1 năm sau gộp A với B thành AB", Change.MERGED, ("A", "B"), ("AB",), date(2026, 1, 1)),
        ("từ 10/1 sang năm đổi tên bản A thành B", Change.RENAMED, ("bản A",), ("B",), date(2026, 1, 10)),
        (
            "từ ngày 1 tháng 1 năm 2026 sáp nhập bản A vào bản B",
            Change.MERGED,
            ("bản A",),
            ("bản B",),
            date(2026, 1, 1),
        ),
    ],
)
def test_a_change_is_read_with_its_units_and_day(
    text: str, change: Change, units: tuple[str, ...], into: tuple[str, ...], on: date | None
) -> None:
    assert read_reorganisation(text, SENT_ON) == ReorganiseRequest(
        change=change, units=units, into=into, on=on
    )


def test_a_day_without_a_year_is_the_nearest() -> None:
    days = {
        sent_on: read.on
        for sent_on in (date(2025, 11, 20), date(2025, 2, 10))
        if isinstance(read := read_reorganisation("từ 1/1 đổi tên bản A thành B", sent_on), ReorganiseRequest)
    }
    assert days == {date(2025, 11, 20): date(2026, 1, 1), date(2025, 2, 10): date(2025, 1, 1)}


@pytest.mark.parametrize("text", ["quyết định tổ chức sắp tới", "co quyet dinh sap nhap nao sap toi khong?"])
def test_what_is_decided_for_days_to_come_is_asked_for(text: str) -> None:
    assert isinstance(read_reorganisation(text, SENT_ON), ChangesAheadRequest)


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp đ/c Lò Thị Mai ngày 1/7",
        "bản A đã sáp nhập chưa?",
        "tách",
        "nhập học",
        "từ 31/2 đổi tên bản A thành B",
        "chuyển Lò Văn Bản sang xã Púng Bánh",
        "chuyển sinh hoạt đ/c Tô Thị Hoa về xã Púng Bánh",
        "chuyển Tô Thị Hoa về bản Lầu",
        "chuyển Tô Thị Hoa sang xã Púng Bánh",
        "chuyen Ban Van Bun, Truong Thi Hoa ve xa Pung Banh",
        "",
    ],
)
def test_other_messages_are_no_change_of_units(text: str) -> None:
    assert read_reorganisation(text, SENT_ON) is None


def test_the_units_of_then_are_asked_for_in_words_that_the_rest_does_not_see() -> None:
    asked = "từ đầu năm kết nạp bao nhiêu, theo đơn vị cũ"
    bare, as_it_was = without_which_units(asked)
    assert as_it_was and len(bare) == len(asked) and bare.strip() == "từ đầu năm kết nạp bao nhiêu"
    assert understand(asked, SENT_ON).as_it_was
    assert not understand("từ đầu năm kết nạp bao nhiêu theo đơn vị hiện nay", SENT_ON).as_it_was


@pytest.mark.parametrize("text", ["đổi tên Tuấn thành Tuân", "doi ten hien thanh Hiền"])
def test_a_person_gets_another_name_without_any_change_of_units(text: str) -> None:
    assert read_reorganisation(text, date(2025, 10, 16)) is None


def test_a_commune_is_renamed_too() -> None:
    request = read_reorganisation("đổi tên xã Mường Lạn thành xã Mường Lạn Mới", date(2025, 10, 16))
    assert isinstance(request, ReorganiseRequest) and request.units == ("xã Mường Lạn",)
