"""The cell's resolution on recognition, as people write it, and the votes beside it."""

from datetime import date

import pytest

from language.requests.notes import left_before, votes_in
from language.requests.recognition import read_recognition

SENT_ON = date(2026, 10, 6)


@pytest.mark.parametrize(
    "text",
    [
        "nghị quyết chi bộ đề nghị công nhận chính thức Lò Văn Pánh ngày 5/10, đồng ý 15/19",
        "nq de nghi cong nhan dang vien chinh thuc cho Lo Van Panh ngay 5/10, 15/19 phieu",
        "chi bộ đề nghị đảng ủy công nhận Lò Văn Pánh là đảng viên chính thức ngày 5/10, nhất trí 15/19",
    ],
)
def test_the_resolution_names_whom_when_and_the_votes(text: str) -> None:
    told = read_recognition(text, SENT_ON)
    assert told is not None
    assert [name.lower()[:2] for name in told.names] in (["lò"], ["lo"])
    assert (told.on, told.votes) == (date(2026, 10, 5), (15, 19))


@pytest.mark.parametrize(
    "text",
    [
        "công nhận chính thức Lò Văn Pánh ngày 5/10",
        "đảng ủy ra quyết định công nhận chính thức Lò Văn Pánh theo đề nghị của chi bộ",
        "quyết định đề nghị công nhận chính thức Lò Văn Pánh",
        "chưa đề nghị công nhận chính thức Lò Văn Pánh",
        "bao giờ đề nghị công nhận chính thức Lò Văn Pánh?",
    ],
)
def test_a_recognition_or_a_question_is_no_resolution(text: str) -> None:
    assert read_recognition(text, SENT_ON) is None


def test_the_day_of_a_vote_is_no_number_of_votes() -> None:
    assert votes_in("chi bộ biểu quyết ngày 5/11 đề nghị kết nạp Lò Văn Pánh") is None
    assert votes_in("họp ngày 5/11 nhất trí 15/19") == (15, 19)


@pytest.mark.parametrize(
    ("text", "left_on"),
    [
        ("ket nap lai Lau A Vang ngay 5/11 (xin ra dang 1/2024)", date(2024, 1, 1)),
        ("kết nạp lại A, khai trừ ngày 5/3/2022", date(2022, 3, 1)),
        ("kết nạp lại đ/c Vàng Văn Tếnh, trước bị xóa tên năm 2021", date(2021, 1, 1)),
        ("kết nạp lại đ/c Vàng Văn Tếnh ngày 8/11/2026", None),
    ],
)
def test_when_somebody_left_is_the_earliest_day_it_can_have_been(text: str, left_on: date | None) -> None:
    assert left_before(text) == left_on
