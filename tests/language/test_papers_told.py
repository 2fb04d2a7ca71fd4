"""A paper of a dossier, told with its own day."""

from datetime import date

import pytest

from language.requests.papers_told import read_paper

SENT_ON = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("Lò Văn Pánh có nghị quyết Đoàn ngày 5/1", "second_referral"),
        ("lo van panh da co y kien noi cu tru ngay 5/1", "local_opinions"),
        ("Lò Văn Pánh có giấy chứng nhận lớp đảng viên mới ngày 5/1", "new_member_certificate"),
        ("Lò Văn Pánh có giấy giới thiệu mới ngày 5/1", "first_referral"),
        ("Lò Văn Pánh học xong lớp bồi dưỡng đảng viên mới ngày 5/1", "new_member_certificate"),
        ("đ/c Lò Thị Phai hoàn thành lớp đảng viên mới ngày 5/1", "new_member_certificate"),
    ],
)
def test_whose_paper_is_there_since_when(text: str, paper: str) -> None:
    told = read_paper(text, SENT_ON)
    assert told is not None
    assert (told.name.split()[-1][0], told.paper, told.on) in {
        ("P", paper, date(2026, 1, 5)),
        ("p", paper, date(2026, 1, 5)),
    }


def test_a_name_that_is_also_a_word_for_tomorrow_has_its_papers() -> None:
    told = read_paper("Lò Thị Mai đã có giấy chứng nhận lớp bồi dưỡng đảng viên mới ngày 5/1", SENT_ON)
    assert told is not None
    assert told.name == "Lò Thị Mai"
    assert read_paper("Lò Văn Pánh mai có giấy chứng nhận lớp đảng viên mới ngày 5/1", SENT_ON) is None


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp Lò Văn Pánh ngày 5/10, đã có nghị quyết đoàn",
        "hồ sơ Lò Văn Pánh có yếu tố nước ngoài",
        "đoàn xã ra nghị quyết giới thiệu Lò Văn Pánh vào Đảng ngày 12/1/2025",
        "chi bộ có ý kiến đề nghị kết nạp Lò Văn Pánh ngày 5/10",
        "Lò Văn Pánh có nghị quyết Đoàn chưa?",
    ],
)
def test_an_event_or_a_question_is_no_paper(text: str) -> None:
    assert read_paper(text, SENT_ON) is None
