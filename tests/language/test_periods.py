"""The span of a question, in the forms that people use."""

from datetime import date

import pytest

from language.reading import Metric
from language.understanding import understand

SENT_ON = date(2020, 10, 5)


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        ("giai đoạn 2018-2020", date(2018, 1, 1), date(2020, 12, 31)),
        ("giai đoạn 2018 đến 2019", date(2018, 1, 1), date(2019, 12, 31)),
        ("đến 10/7/2018", date(2018, 1, 1), date(2018, 7, 10)),
        ("từ đầu năm 2018 đến 10/7", date(2018, 1, 1), date(2018, 7, 10)),
        ("tu dau nam 2018 den 10/7", date(2018, 1, 1), date(2018, 7, 10)),
        ("từ đầu năm đến 10/7", date(2020, 1, 1), date(2020, 7, 10)),
        ("15 tháng qua", date(2019, 7, 6), SENT_ON),
        ("6 tháng qua", date(2020, 4, 6), SENT_ON),
        ("ba tháng gần đây", date(2020, 7, 6), SENT_ON),
        ("30 ngày qua", date(2020, 9, 6), SENT_ON),
        ("hai tuần gần đây", date(2020, 9, 22), SENT_ON),
        ("3 năm qua", date(2017, 10, 6), SENT_ON),
        ("năm 2017 đến 2019", date(2017, 1, 1), date(2019, 12, 31)),
        ("2 năm trước", date(2018, 1, 1), date(2018, 12, 31)),
        ("ba nam truoc", date(2017, 1, 1), date(2017, 12, 31)),
        ("cách đây 2 năm", date(2018, 1, 1), date(2018, 12, 31)),
        ("tháng 2 năm trước", date(2019, 2, 1), date(2019, 2, 28)),
        ("quý 2 năm trước", date(2019, 4, 1), date(2019, 6, 30)),
        ("hai quý đầu năm", date(2020, 1, 1), date(2020, 6, 30)),
        ("2 quy cuoi nam 2019", date(2019, 7, 1), date(2019, 12, 31)),
        ("2 tháng cuối năm ngoái", date(2019, 11, 1), date(2019, 12, 31)),
        ("hai tháng cuối năm 2019", date(2019, 11, 1), date(2019, 12, 31)),
        ("ba thang cuoi nam ngoai", date(2019, 10, 1), date(2019, 12, 31)),
        ("2 thang cuoi nam 2018", date(2018, 11, 1), date(2018, 12, 31)),
        ("3 tháng cuối năm 2019", date(2019, 10, 1), date(2019, 12, 31)),
        ("tháng cuối năm 2019", date(2019, 12, 1), date(2019, 12, 31)),
        ("thang cuoi nam ngoai", date(2019, 12, 1), date(2019, 12, 31)),
        ("tháng cuối năm", date(2019, 12, 1), date(2019, 12, 31)),
        ("tháng cuối cùng của năm 2018", date(2018, 12, 1), date(2018, 12, 31)),
        ("thang dau nam 2019", date(2019, 1, 1), date(2019, 1, 31)),
        ("trước năm 2018", date(1930, 1, 1), date(2017, 12, 31)),
        ("trước tháng 7", date(2020, 1, 1), date(2020, 6, 30)),
        ("truoc 1/7", date(2020, 1, 1), date(2020, 6, 30)),
        ("sau tháng 6", date(2020, 7, 1), SENT_ON),
        ("sau thang 6", date(2020, 7, 1), SENT_ON),
        ("sau năm 2018", date(2019, 1, 1), SENT_ON),
        ("sau 1/7", date(2020, 7, 2), SENT_ON),
        ("quý cuối năm ngoái", date(2019, 10, 1), date(2019, 12, 31)),
        ("ngày 10/7/2018", date(2018, 7, 10), date(2018, 7, 10)),
        ("năm 2017, 2018 và 2019", date(2017, 1, 1), date(2019, 12, 31)),
        ("đến tháng 8", date(2020, 1, 1), date(2020, 8, 31)),
        ("đến quý 2", date(2020, 1, 1), date(2020, 6, 30)),
        ("năm qua", date(2019, 1, 1), date(2019, 12, 31)),
        ("tháng qua", date(2020, 9, 1), date(2020, 9, 30)),
        ("2 năm nay", date(2018, 10, 6), SENT_ON),
        ("hai năm nay", date(2018, 10, 6), SENT_ON),
        ("3 tháng nay", date(2020, 7, 6), SENT_ON),
        ("tháng 2 năm nay", date(2020, 2, 1), date(2020, 2, 29)),
        ("2016 đến nay", date(2016, 1, 1), SENT_ON),
        ("nam 2016 den nay", date(2016, 1, 1), SENT_ON),
        ("nhiệm kỳ 15-20", date(2015, 1, 1), date(2020, 12, 31)),
        ("nk 20-25", date(2020, 1, 1), date(2025, 12, 31)),
        ("từ trước đến nay", date(1930, 1, 1), SENT_ON),
        ("tu truoc toi gio", date(1930, 1, 1), SENT_ON),
        ("xưa nay", date(1930, 1, 1), SENT_ON),
    ],
)
def test_a_span_is_read_however_it_is_said(span: str, first: date, last: date) -> None:
    period = understand(f"{span} kết nạp được bao nhiêu", SENT_ON).period
    assert period is not None
    assert (period.value.start, period.value.last_day) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("năm nay kết nạp bao nhiêu tính đến hết tháng 9", date(2020, 1, 1), date(2020, 9, 30)),
        ("nam ngoai ket nap bao nhieu tinh den het thang 10", date(2019, 1, 1), date(2019, 10, 31)),
        ("năm 2016 kết nạp bao nhiêu tính đến hết tháng 2", date(2016, 1, 1), date(2016, 2, 29)),
        ("năm 2018 kết nạp được mấy người đến 30/6", date(2018, 1, 1), date(2018, 6, 30)),
        ("năm 2018 kết nạp được mấy người đến 30/6/2018", date(2018, 1, 1), date(2018, 6, 30)),
    ],
)
def test_a_year_until_a_month_or_day_of_it_ends_there(text: str, first: date, last: date) -> None:
    read = understand(text, SENT_ON)
    assert read.period is not None and not read.others
    assert (read.period.value.start, read.period.value.last_day) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "quý này và quý trước kết nạp được bao nhiêu",
        "quy nay va quy truoc",
        "tháng này với tháng trước được mấy",
        "năm nay và năm ngoái kết nạp bao nhiêu",
    ],
)
def test_the_running_span_and_the_one_before_are_each_asked_about(text: str) -> None:
    read = understand(text, SENT_ON)
    spans = [one.period.value for one in (read, *read.others) if one.period]
    assert len(spans) == 2 and spans[0].start == spans[1].end


@pytest.mark.parametrize(
    "text",
    [
        "từ năm 2025 kết nạp được bao nhiêu",
        "tu nam 2025 ket nap duoc bao nhieu",
        "từ 2025 kết nạp được mấy người",
        "chi bộ nào không kết nạp từ 2025",
        "từ năm 2025 chi bộ nào chưa kết nạp được ai",
        "từ 2025 tới chừ được mấy đảng viên mới rứa",
        "tu nam 2025 den chu ket nap duoc may nguoi",
        "từ 2025 tới ni kết nạp được mấy",
        "từ 2025 đến hôm nay kết nạp bao nhiêu",
        "từ năm 2025 đến bây giờ kết nạp bao nhiêu",
    ],
)
def test_a_span_that_begins_with_a_year_goes_on_until_today(text: str) -> None:
    period = understand(text, date(2026, 11, 20)).period
    assert period is not None
    assert (period.value.start, period.value.last_day) == (date(2025, 1, 1), date(2026, 11, 20))


@pytest.mark.parametrize(
    "text",
    [
        "số đảng viên là nữ kết nạp từ 2016 đến 2019",
        "so dang vien nu ket nap tu nam 2016 den 2019",
        "bao nhiêu nữ kết nạp từ 2016 - 2019",
        "2016, 2017, 2018 và 2019 kết nạp mấy ng, nữ mấy",
    ],
)
def test_a_span_that_begins_with_a_year_ends_with_the_year_told_behind_it(text: str) -> None:
    period = understand(text, SENT_ON).period
    assert period is not None
    assert (period.value.start, period.value.last_day) == (date(2016, 1, 1), date(2019, 12, 31))


@pytest.mark.parametrize("text", ["2 năm nay kết nạp được mấy", "chi bo nao khong co ai ket nap 2 nam nay"])
def test_so_many_years_to_now_are_not_this_year(text: str) -> None:
    period = understand(text, SENT_ON).period
    assert period is not None
    assert (period.value.start, period.value.last_day) == (date(2018, 10, 6), SENT_ON)


def test_two_people_of_this_year_are_no_two_years() -> None:
    period = understand("kết nạp 2 năm nay", SENT_ON).period
    assert period is None or period.value.start == date(2020, 1, 1)


def test_new_this_year_typed_with_no_marks_is_no_every_year() -> None:
    period = understand("dang vien moi nam nay theo tuoi", SENT_ON).period
    assert period is not None
    assert (period.value.start, period.value.last_day) == (date(2020, 1, 1), date(2020, 12, 31))


def test_april_typed_with_no_marks_is_april() -> None:
    period = understand("thang tu nam 2025 ket nap duoc bao nhieu", date(2026, 11, 20)).period
    assert period is not None
    assert (period.value.start, period.value.last_day) == (date(2025, 4, 1), date(2025, 4, 30))


def test_the_end_of_uu_tu_opens_no_span() -> None:
    reading = understand("qc uu tu thang 6: Ha Thi Doan nu Muong 1997 nong dan", SENT_ON)
    assert reading.intent.is_report and len(reading.people) == 1


@pytest.mark.parametrize(
    "text", ["đến tháng 10", "den thang 10 ket nap dc may nguoi", "tới tháng 10 thì sao"]
)
def test_a_figure_until_a_month_is_of_the_year_until_its_end(text: str) -> None:
    asked = understand(text, date(2025, 11, 20)).period
    assert asked is not None
    assert (asked.value.start, asked.value.last_day) == (date(2025, 1, 1), date(2025, 10, 31))


@pytest.mark.parametrize("text", ["số kết nạp quý 1 quý 2 quý 3", "so ket nap quy 1 quy 2 quy 3 nam nay"])
def test_spans_side_by_side_are_each_asked_about(text: str) -> None:
    read = understand(text, date(2025, 11, 20))
    asked = [one.period.value.start.month for one in (read, *read.others) if one.period]
    assert asked == [1, 4, 7]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("6 tháng đầu năm và 6 tháng cuối năm 2024 kết nạp mấy", [date(2024, 1, 1), date(2024, 7, 1)]),
        ("6 thang dau nam va 6 thang cuoi nam 2024 so ra sao", [date(2024, 1, 1), date(2024, 7, 1)]),
        ("năm 2023 kết nạp mấy, 2024 mấy", [date(2023, 1, 1), date(2024, 1, 1)]),
        ("2021, 2023 kết nạp mấy người", [date(2021, 1, 1), date(2023, 1, 1)]),
    ],
)
def test_the_year_told_once_is_of_both_spans(text: str, starts: list[date]) -> None:
    read = understand(text, date(2025, 11, 20))
    assert [one.period.value.start for one in (read, *read.others) if one.period] == starts


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("ai hết dự bị trước 31/12", date(2025, 12, 30)),
        ("ai het du bi truoc ngay 31/12", date(2025, 12, 30)),
        ("hồ sơ nào đến hạn trước tháng 1", date(2025, 12, 31)),
    ],
)
def test_what_falls_due_before_a_day_is_asked_from_now_on(text: str, last: date) -> None:
    period = understand(text, date(2025, 11, 20)).period
    assert period is not None
    assert (period.value.start, period.value.last_day) == (date(2025, 11, 20), last)


@pytest.mark.parametrize("text", ["tổng số người học lớp năm nay", "tong so nguoi hoc lop nam nay"])
def test_people_at_a_course_are_no_admissions(text: str) -> None:
    metric = understand(text, date(2025, 11, 20)).metric
    assert metric is not None and metric.value is Metric.CLASS
