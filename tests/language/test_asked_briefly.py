"""What a few words ask: a figure divided otherwise, whose names, who has reported, a file."""

from datetime import date

import pytest

from domain.figures import Dimension
from language.reading import Form, Intent
from language.understanding import understand

SENT_ON = date(2025, 10, 16)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("độ tuổi thì sao", Dimension.AGE),
        ("nghe nghiep", Dimension.CATEGORY),
        ("tỷ lệ nữ", Dimension.GENDER),
        ("ti le dan toc thieu so", Dimension.ETHNICITY),
        ("các bản thì sao", Dimension.UNIT),
        ("theo từng năm thì sao", Dimension.YEAR),
        ("trung binh moi thang may nguoi", Dimension.MONTH),
        ("bình quân mỗi năm mấy người", Dimension.YEAR),
    ],
)
def test_a_division_alone_leans_on_the_last_figure(text: str, by: Dimension) -> None:
    reading = understand(text, SENT_ON)
    assert (reading.intent, reading.leans_on_last) == (Intent.QUERY_TOTALS, True)
    assert [found.value for found in reading.breakdown] == [by]


@pytest.mark.parametrize("text", ["nữ", "nam", "chi bộ", "trẻ"])
def test_what_may_be_an_answer_asks_for_no_division(text: str) -> None:
    assert understand(text, SENT_ON).intent is Intent.NONE


@pytest.mark.parametrize("text", ["ai trong số đó là nữ", "danh sách nữ", "trong do ai la giao vien"])
def test_who_of_them_it_is_wants_names(text: str) -> None:
    reading = understand(text, SENT_ON)
    assert reading.form is not None and reading.form.value is Form.LIST
    assert reading.leans_on_last and reading.parts


def test_nobody_in_a_month_stays_a_report() -> None:
    assert understand("tháng 9 không có ai", SENT_ON).intent is Intent.REPORT_ADMISSION


@pytest.mark.parametrize("text", ["kết nạp chia theo nam nữ", "ket nap chia theo nam nu"])
def test_men_and_women_are_no_years(text: str) -> None:
    assert [found.value for found in understand(text, SENT_ON).breakdown] == [Dimension.GENDER]


@pytest.mark.parametrize("text", ["các xã đã báo cáo hết chưa", "cac chi bo bao cao du chua"])
def test_whether_all_have_reported_asks_who_has_not(text: str) -> None:
    assert understand(text, SENT_ON).asks_unreported


@pytest.mark.parametrize("text", ["ai chờ thẩm tra lâu nhất", "ho so nao cho lau nhat"])
def test_who_waits_longest_is_nobody_by_the_name_of_longest(text: str) -> None:
    assert understand(text, SENT_ON).intent is Intent.QUERY_DEADLINES


@pytest.mark.parametrize(
    "text", ["ai được kết nạp gần đây nhất", "dang vien moi nhat la ai", "tháng 9 kết nạp ai"]
)
def test_who_came_last_wants_names(text: str) -> None:
    form = understand(text, SENT_ON).form
    assert form is not None and form.value is Form.LIST


@pytest.mark.parametrize("text", ["tải excel", "cho tai file excel"])
def test_a_workbook_is_fetched_too(text: str) -> None:
    form = understand(text, SENT_ON).form
    assert form is not None and form.value is Form.WORKBOOK
