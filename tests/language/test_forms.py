"""How an answer is wanted."""

from datetime import date

import pytest

from language.reading import Form, Intent
from language.understanding import understand

TODAY = date(2025, 10, 15)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("năm nay so với cùng kỳ", Form.COMPARISON),
        ("9 thang dau nam so voi cung ky nam truoc", Form.COMPARISON),
        ("chi bộ nào kết nạp nhiều nhất", Form.MOST),
        ("xep hang cac chi bo", Form.MOST),
        ("chi bộ nào ít nhất", Form.LEAST),
        ("xa nao cham", Form.SLOWEST),
        ("đơn vị nào còn chậm", Form.SLOWEST),
        ("ai cham", Form.SLOWEST),
        ("danh sách kết nạp năm nay", Form.LIST),
        ("năm nay kết nạp những ai", Form.LIST),
        ("chi bộ bản Hỏm thế nào rồi", Form.STATUS),
        ("tinh hinh chi bo ban lau", Form.STATUS),
        ("xã có bao nhiêu đảng viên", Form.MEMBERS),
        ("danh sách đảng viên", Form.MEMBERS),
        ("danh sach dang vien nam nay", Form.LIST),
        ("viết đoạn báo cáo 9 tháng", Form.PARAGRAPH),
        ("viet giup em bao cao quy 3", Form.PARAGRAPH),
        ("viết lại cho 6 tháng đầu năm thôi", Form.PARAGRAPH),
        ("viet cho toi doan van bao cao ket qua ket nap 9 thang dau nam", Form.PARAGRAPH),
        ("soan giup chi doan van bao cao quy 3", Form.PARAGRAPH),
        ("vẽ biểu đồ tiến độ", Form.CHART),
        ("xuất excel 9 tháng đầu năm", Form.WORKBOOK),
        ("9 tháng đầu năm kết nạp được bao nhiêu", None),
        ("năm nay có bao nhiêu đảng viên mới", None),
    ],
)
def test_the_form_of_a_question(text: str, form: Form | None) -> None:
    reading = understand(text, TODAY)
    assert reading.intent.is_question
    assert (reading.form and reading.form.value) is form


@pytest.mark.parametrize(
    "text",
    [
        "danh sách kết nạp: Lò Thị Mai sn 1998 ngày 5/10",
        "kết nạp đ/c Lò Thị Mai nhiều nhất ngày 5/10",
        "báo cáo tình hình: kết nạp đ/c Lò Thị Mai ngày 5/10",
    ],
)
def test_what_names_people_stays_a_report(text: str) -> None:
    reading = understand(text, TODAY)
    assert reading.form is None
    assert reading.intent is Intent.REPORT_ADMISSION


def test_who_is_late_for_recognition_is_late_by_a_limit() -> None:
    assert understand("đảng viên nào chậm chính thức", TODAY).intent is Intent.QUERY_DEADLINES
