"""Two answers put side by side with "hay" are asked, never reported."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.text import fold
from language.reading import Field, Intent
from language.understanding import understand

_TODAY = date(2025, 11, 20)


@pytest.mark.parametrize("text_as", [str, fold])
@pytest.mark.parametrize(
    "text",
    [
        "đ/c Hoàng Văn Chảo db hay ct r ạ",
        "đ/c Hà Thị Im còn db hay lên ct r",
        "anh Lò Văn Pánh chính thức, hay là còn dự bị",
        "Hà Thị Im đã được công nhận chính thức hay đang bị kéo dài dự bị",
        "Lò Văn Pánh đã kết nạp hay mới xong hồ sơ",
        "em Vì Văn Hải là nguồn hay là đảng viên rồi",
        "Vì Văn Hải gửi thẩm tra hay có kết quả rồi",
        "hồ sơ Quàng Thị Hoa chi bộ ra nghị quyết rồi hay đã lên đảng ủy",
        "anh Cầm Văn Sơn bị xóa tên hay chuyển đi rồi",
        "Cầm Văn Sơn xin rút hay bị đưa ra khỏi danh sách thế",
        "Cầm Văn Sơn kết nạp ngày 5/10 hay ngày 6/10",
        "Vì Văn Hải sinh năm 1998 hay 1999 kết nạp ngày 5/10",
        "Lường Thị Xuân kết nạp ở bản Hỏm hay bản Lầu",
        "Lò Văn Pánh kn r hay c",
        "chuyển chính thức Lò Văn Pánh tháng này hay tháng sau",
        "Lò Văn Pánh nữ hay nam, kết nạp ngày 5/10",
        "Lò Văn Pánh dân tộc Thái hay Mường, kết nạp 5/10",
        "kết nạp Lò Văn Pánh hoặc Lò Văn Hoa ngày 5/10",
        "xóa tên Lò Văn Pánh hay cho rút",
        "Lò Văn Pánh học lớp cảm tình khóa 2 hay khóa 3",
    ],
)
def test_of_somebody_it_is_a_question(text: str, text_as: Callable[[str], str]) -> None:
    assert understand(text_as(text), _TODAY).intent is Intent.QUERY_PERSON


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("tháng này kết nạp 2 hay 3 người", Intent.QUERY_TOTALS),
        ("chỉ tiêu năm nay bản Hỏm 5 hay 6", Intent.QUERY_QUOTA_GAP),
        # "hay" is often, well, or to know
        ("chị ơi em hay quên, kết nạp Lò Văn Pánh ngày 5/10 rồi ạ", Intent.REPORT_ADMISSION),
        ("báo chị hay hôm 5/10 kết nạp Lò Văn Pánh rồi ạ", Intent.REPORT_ADMISSION),
        ("báo anh Nam hay Lò Văn Pánh kết nạp 5/10 rồi", Intent.REPORT_ADMISSION),
        ("chi bộ bản Na Hay kết nạp Lò Văn Pánh ngày 5/10", Intent.REPORT_ADMISSION),
        ("lớp cảm tình hay lắm, em Lò Văn Pánh học xong ngày 5/10", Intent.REPORT_CLASS),
        ("hồ sơ Lò Văn Pánh hay bị trả về, hôm 5/10 mới gửi thẩm tra được", Intent.REPORT_STAGE),
        ("tháng này không có ai xin ra hay bị xóa tên", Intent.REPORT_DROPPED),
    ],
)
def test_of_figures_too_but_not_what_is_often_or_good(text: str, intent: Intent) -> None:
    assert understand(text, _TODAY).intent is intent


def test_a_day_that_nobody_remembers_is_asked_for() -> None:
    told = understand("kết nạp Lò Văn Pánh ngày 5/10 hay 6/10 em không nhớ rõ", _TODAY)
    assert told.intent is Intent.REPORT_ADMISSION
    assert told.event_date is None
    assert told.missing == (Field.EVENT_DATE,)


def test_a_year_that_nobody_knows_is_left_open() -> None:
    told = understand("Lò Văn Pánh sinh năm 1998 hay 1999 em không rõ, kết nạp ngày 5/10", _TODAY)
    assert [person.birth_date for person in told.people] == [None]
