"""Spans that lie ahead, and words that are said beside the matter."""

from datetime import date

import pytest

from language.reading import Intent
from language.understanding import understand

_SENT_ON = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("trước ngày 1/12 hồ sơ nào đến hạn", date(2026, 11, 20), date(2026, 12, 1)),
        ("truoc ngay 5/1 ai den han xet chinh thuc", date(2026, 11, 20), date(2027, 1, 5)),
        ("đến ngày 15/12 có việc gì đến hạn", date(2026, 11, 20), date(2026, 12, 16)),
        ("ngày 1/12 có hồ sơ nào đến hạn", date(2026, 12, 1), date(2026, 12, 2)),
    ],
)
def test_a_day_of_what_falls_due_lies_ahead(text: str, start: date, end: date) -> None:
    asked = understand(text, _SENT_ON)
    assert asked.intent is Intent.QUERY_DEADLINES
    assert asked.period is not None
    assert (asked.period.value.start, asked.period.value.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("giao chỉ tiêu quý 1: nà la 2", date(2027, 1, 1)),
        ("giao chỉ tiêu quý 4: nà la 2", date(2026, 10, 1)),
        ("giao chỉ tiêu quý 1/2026: nà la 2", date(2026, 1, 1)),
        ("giao chi tieu nam 2025 cho na la 2", date(2025, 1, 1)),
    ],
)
def test_a_target_is_for_a_span_that_is_not_over_unless_its_year_is_told(text: str, start: date) -> None:
    order = understand(text, _SENT_ON)
    assert order.intent is Intent.SET_QUOTA
    meant = order.next_period or order.period
    assert meant is not None and meant.value.start == start


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("chi tieu ban khong co 4", "ban khong co"),
        ("chi tieu ban hom nam 2027 la 4", "ban hom"),
        ("giao chi tieu muonglai nam 2027 la 4", "muonglai"),
        ("giao chỉ tiêu cho bản không tên là 4", "bản không tên"),
    ],
)
def test_for_whom_a_target_is_does_not_get_lost(text: str, whom: str) -> None:
    order = understand(text, _SENT_ON)
    named = order.unit.value if order.unit else "".join(run.value for run in order.unread)
    assert named == whom


@pytest.mark.parametrize("text", ["chỉ tiêu năm 2027 là 15", "giao chi tieu xa minh nam 2027 la 15"])
def test_a_target_for_nobody_is_for_the_own_unit(text: str) -> None:
    assert understand(text, _SENT_ON).unread == ()


@pytest.mark.parametrize("text", ["lưu nha em", "ok luu cho toi", "ghi nha chị", "đúng rồi em lưu cho tôi"])
def test_a_yes_may_say_to_whom_and_for_whom(text: str) -> None:
    assert understand(text, _SENT_ON, on_card=("Lò Thị Sen",)).confirms


def test_wait_is_nobodys_name() -> None:
    told = understand("a khoan ngày 8 mới đúng", _SENT_ON, on_card=("Lò Thị Sen",))
    assert told.people == ()
    assert told.event_date is not None and told.event_date.value == date(2026, 11, 8)


def test_a_gender_behind_one_small_word_is_no_given_name() -> None:
    told = understand("mai nữ sn 99", _SENT_ON)
    (person,) = told.people
    assert person.full_name is not None and person.full_name.value == "Mai"
    (whole,) = understand("kết nạp trần thị nữ sn 99 ngày 5/11", _SENT_ON).people
    assert whole.full_name is not None and whole.full_name.value == "Trần Thị Nữ"


def test_a_body_that_approves_somebody_has_decided() -> None:
    told = understand("huyện ủy đã chuẩn y Cà Văn Thuận", _SENT_ON)
    assert told.stage is not None and told.stage.value == "decision"
