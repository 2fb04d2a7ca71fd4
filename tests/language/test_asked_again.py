"""Questions that lean on the last one, and several figures asked for in one message."""

from datetime import date

import pytest

from domain.periods import range_period
from language.reading import Intent, Metric, Reading
from language.understanding import understand
from language.words.phrases import phrase

_SENT_ON = date(2025, 10, 20)


def _read(text: str) -> Reading:
    return understand(text, _SENT_ON)


@pytest.mark.parametrize(
    "text",
    ["năm nay KN mấy, CT mấy", "kn may ct may", "quý 3 kết nạp được bao nhiêu, chuyển chính thức bao nhiêu"],
)
def test_each_figure_asked_for_is_a_question_of_its_own(text: str) -> None:
    reading = _read(text)
    asked = [one.metric.value for one in (reading, *reading.others) if one.metric]
    assert asked == [Metric.ADMISSION, Metric.OFFICIAL]
    assert all(one.period == reading.period for one in reading.others)


def test_one_figure_stays_one_question() -> None:
    assert _read("năm nay kết nạp bao nhiêu, trong đó nữ bao nhiêu").others == ()


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("còn CT thì sao", Metric.OFFICIAL),
        ("con chinh thuc thi sao", Metric.OFFICIAL),
        ("thế lớp cảm tình thì sao", Metric.CLASS),
    ],
)
def test_another_step_is_asked_of_the_same_unit_and_period(text: str, metric: Metric) -> None:
    reading = _read(text)
    assert reading.intent is Intent.QUERY_TOTALS
    assert reading.leans_on_last
    assert reading.metric is not None
    assert reading.metric.value is metric


@pytest.mark.parametrize("text", ["chỉ tính nữ thôi", "riêng nữ", "chi tinh nu thoi"])
def test_only_a_group_is_asked_of_the_same_question(text: str) -> None:
    reading = _read(text)
    assert reading.leans_on_last
    assert [part.value for part in reading.parts] == ["female"]


@pytest.mark.parametrize("text", ["chi bộ mình đã báo cáo chưa", "chi bo minh bao cao thang nay chua"])
def test_a_cell_asks_whether_it_has_reported(text: str) -> None:
    assert _read(text).asks_unreported


def test_a_page_is_said_by_its_number() -> None:
    told = phrase("page").whole("xem trang 3 đi em")
    assert told is not None
    assert told.number("page") == 3


@pytest.mark.parametrize(
    "text", ["giai đoạn 2016-2018", "giai doan 2016 den 2018", "2016-2018", "bản Hỏm 2016-2018"]
)
def test_years_from_one_to_another_are_whole_years(text: str) -> None:
    reading = _read(text)
    assert reading.intent is Intent.QUERY_TOTALS
    assert reading.period is not None
    assert reading.period.value == range_period(date(2016, 1, 1), date(2018, 12, 31))


@pytest.mark.parametrize("text", ["ngày mai là hạn gì", "mai có việc gì", "ngay mai la han gi"])
def test_what_falls_due_tomorrow_is_asked_of_that_one_day(text: str) -> None:
    reading = _read(text)
    assert reading.intent is Intent.QUERY_DEADLINES
    assert reading.period is not None
    assert reading.period.value == range_period(date(2025, 10, 21), date(2025, 10, 21))


@pytest.mark.parametrize("text", ["hạn tuần này", "han sap toi", "hạn tháng 12"])
def test_a_limit_and_a_span_alone_ask_what_falls_due(text: str) -> None:
    assert _read(text).intent is Intent.QUERY_DEADLINES


@pytest.mark.parametrize(
    "text", ["tuan nay chi bo nao bao cao roi", "bản nào đã báo cáo rồi", "đơn vị nào đã nộp báo cáo"]
)
def test_who_has_reported_is_the_question_of_who_has_not(text: str) -> None:
    assert _read(text).asks_unreported
