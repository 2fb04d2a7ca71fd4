"""Slips of the finger in the words of events; names and groups are never repaired."""

from datetime import date

import pytest

from language.reading import Intent
from language.understanding import understand

_SENT_ON = date(2025, 10, 15)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("kết nạpp đ/c Lò Thị Mai ngày 5/10", Intent.REPORT_ADMISSION),
        ("công nhậm chính thức Hà Văn Cương 2/10", Intent.REPORT_OFFICIAL),
        ("đã gửi thẩm trra lý lịch Lò Văn Biên hôm qua", Intent.REPORT_STAGE),
        ("quan chug uu tu moi: lo van tinh", Intent.REPORT_CANDIDATE),
    ],
)
def test_one_wrong_letter_in_a_long_word_is_forgiven(text: str, intent: Intent) -> None:
    assert understand(text, _SENT_ON).intent is intent


def test_a_group_is_never_guessed_from_a_misspelt_word() -> None:
    reading = understand("kết nạp đ/c Lò Thị Mai, dân tộc Muwongg, ngày 5/10", _SENT_ON)
    assert reading.people[0].ethnicity is None
    assert understand("kết nạp Lò Thị Mai dt Mongg 5/10", _SENT_ON).people[0].ethnicity is None


def test_the_place_of_a_repaired_word_stays_that_of_the_text() -> None:
    text = "kết nạpp đ/c Lò Thị Mai ngày 5/10"
    name = understand(text, _SENT_ON).people[0].full_name
    assert name is not None
    assert text[name.start : name.end] == "Lò Thị Mai"
