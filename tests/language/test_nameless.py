"""An event of which nobody is named or counted is a report only where it is told as done."""

from datetime import date

import pytest

from language.reading import Field, Intent
from language.understanding import understand

_TODAY = date(2026, 10, 20)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("kết nạp 4 tháng đầu năm", Intent.QUERY_TOTALS),
        ("ket nap dang vien nu nam nay", Intent.QUERY_TOTALS),
        ("chuyển chính thức tháng 9 của xã Mường Bú", Intent.QUERY_TOTALS),
        ("các trường hợp xóa tên năm 2025", Intent.QUERY_TOTALS),
        ("so nguoi hoc lop nhan thuc ve dang 9 thang", Intent.QUERY_TOTALS),
        ("tháng này đã kết nạp được ai chưa", Intent.QUERY_TOTALS),
        ("năm 2025 tổ dân phố 6 có kết nạp được đồng chí nào không ạ", Intent.QUERY_TOTALS),
        ("hạn chuyển chính thức của chi bộ thôn 3", Intent.QUERY_DEADLINES),
        ("quần chúng ưu tú thôn 5", Intent.QUERY_PIPELINE),
    ],
)
def test_what_names_an_event_and_leaves_out_who_asks_for_it(text: str, intent: Intent) -> None:
    assert understand(text, _TODAY).intent is intent


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp đảng viên là việc quan trọng",
        "đã kết nạp thêm một mối tình",
        "hồ sơ kết nạp để trên bàn nhé",
        "đang họp chi bộ xét kết nạp, tí em gọi lại",
        "Ngày tổ chức lễ kết nạp",
        "hôm nay họp Đảng ủy bàn công tác phát triển đảng viên",
        "vừa xem phim về lễ kết nạp Đảng, xúc động thật",
    ],
)
def test_words_of_an_event_without_anybody_are_no_report(text: str) -> None:
    assert understand(text, _TODAY).intent is Intent.NONE


@pytest.mark.parametrize(
    "text",
    [
        "hôm qua chi bộ em đã kết nạp đảng viên mới",
        "chi bộ bản Hỏm vừa làm lễ kết nạp đảng viên mới sáng nay",
    ],
)
def test_what_is_told_as_done_of_members_is_a_report_whose_names_are_asked_for(text: str) -> None:
    reading = understand(text, _TODAY)
    assert reading.intent is Intent.REPORT_ADMISSION
    assert Field.FULL_NAME in reading.missing


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Lò Văn Pánh được kết nạp rồi à", Intent.QUERY_PERSON),
        ("Chị Mai được công nhận chính thức rồi hả em", Intent.QUERY_PERSON),
        ("anh Giàng A Páo vào đảng rồi thì phải", Intent.QUERY_PERSON),
        ("tháng này kết nạp được 5 đồng chí rồi đúng không", Intent.QUERY_TOTALS),
        ("quý 3 kết nạp được 3 hay 4 đồng chí nhỉ", Intent.QUERY_TOTALS),
    ],
)
def test_what_is_asked_only_to_be_sure_is_not_reported(text: str, intent: Intent) -> None:
    assert understand(text, _TODAY).intent is intent


def test_the_particles_of_politeness_at_the_end_of_a_report_ask_nothing() -> None:
    for text in ("kết nạp đ/c Lò Văn Pánh hôm qua ạ", "ket nap dc Lo Van Panh hom qua a"):
        assert understand(text, _TODAY).intent is Intent.REPORT_ADMISSION


def test_how_many_a_mentor_is_given_are_no_new_names_on_the_list() -> None:
    assert understand("Đảng ủy giao đ/c Hà Văn Bun giúp đỡ 2 quần chúng", _TODAY).intent is Intent.NONE
