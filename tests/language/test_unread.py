"""Words of a question that mean nothing else: they may name a unit, and are never passed over."""

from datetime import date

import pytest

from language.reading import Intent
from language.understanding import understand
from tests.language.corpus import DATA, messages, understood

_SENT_ON = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("muonglai nam nay ket nap dc may nguoi", ["muonglai"]),
        ("năm nay Pa Khoang với Mường Lói kết nạp bao nhiêu", ["Pa Khoang", "Mường Lói"]),
        ("kết nạp mấy người ở xyz rồi", ["xyz"]),
        ("ai sắp đến hạn ở tabong", ["tabong"]),
        ("em chào chị Vân Anh, quý 3 kết nạp bao nhiêu ạ", []),
        ("lịch sử chỉ tiêu xa năm 2026, năm nay đạt bao nhiêu", []),
        ("bao nhiu nguoi dc kn nam nay z", []),
        ("gui file excel danh sach dang vien moi ket nap nam 2020", []),
        ("toản bao giờ kết nạp", ["toản"]),
    ],
)
def test_what_no_rule_knows_in_a_question_is_told(text: str, words: list[str]) -> None:
    read = understand(text, _SENT_ON)
    assert read.intent.is_question
    assert [run.value for run in read.unread] == words
    assert all(text[run.start : run.end] == run.value for run in read.unread)


@pytest.mark.parametrize("span", ["năm 2017", "tháng này"])
def test_the_span_behind_a_unit_is_no_part_of_its_name(span: str) -> None:
    read = understand(f"bản Pom Ca {span} kết nạp mấy", _SENT_ON)  # "cả năm", "cả tháng" but for a mark
    assert read.unit is not None
    assert read.unit.value == "bản Pom Ca"


def test_who_is_greeted_is_no_place() -> None:
    read = understand("em chào chị Vân Anh, quý 3 kết nạp bao nhiêu ạ", _SENT_ON)
    assert (read.unit, read.unread) == (None, ())


def test_questions_of_the_corpora_leave_nothing_unread_where_they_name_no_unit() -> None:
    asked = odd = 0
    for path in sorted(DATA.glob("*.jsonl")):
        for message in messages(path.name):
            read = understood(message.text, message.sent_on)
            if read.intent.is_question and read.intent is not Intent.QUERY_PERSON and read.unit is None:
                asked += 1
                odd += bool(read.unread)
    assert asked > 400
    assert odd <= asked / 100
