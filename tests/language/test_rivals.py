"""Two readings that fit about equally are both named; what is clear has no rival."""

from datetime import date

import pytest

from language.intents.rivals import CLOSE
from language.reading import Intent, Problem, full_names
from language.understanding import understand
from tests.language.corpus import messages

_SENT_ON = date(2025, 10, 20)


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("kết nạp chính thức Lò Thị Mai ngày 5/10", (Intent.REPORT_OFFICIAL, Intent.REPORT_ADMISSION)),
        ("ket nap chinh thuc lo thi mai 5/10", (Intent.REPORT_OFFICIAL, Intent.REPORT_ADMISSION)),
        ("hủy kết nạp Lò Thị Mai", (Intent.UNDO_LAST, Intent.REPORT_DROPPED)),
        ("xoá Lò Thị Mai", (Intent.NONE, Intent.UNDO_LAST, Intent.REPORT_DROPPED)),
        ("bo Lo Thi Mai", (Intent.NONE, Intent.UNDO_LAST, Intent.REPORT_DROPPED)),
        ("giới thiệu Lò Thị Mai sn 1999", (Intent.NONE, Intent.REPORT_CANDIDATE, Intent.REPORT_STAGE)),
        ("Lò Thị Mai hết dự bị ngày 5/10", (Intent.NONE, Intent.REPORT_OFFICIAL, Intent.QUERY_PERSON)),
        ("công nhận đ/c Lò Thị Mai ngày 5/10", (Intent.NONE, Intent.REPORT_OFFICIAL, Intent.QUERY_PERSON)),
        ("chuyển đảng Lò Thị Mai 5/10", (Intent.NONE, Intent.REPORT_OFFICIAL, Intent.REPORT_DROPPED)),
    ],
)
def test_what_can_be_meant_in_two_ways_names_both(text: str, intents: tuple[Intent, ...]) -> None:
    reading = understand(text, _SENT_ON)
    assert (reading.intent, *reading.alternatives) == intents
    assert reading.confidence == CLOSE
    assert Problem.AMBIGUOUS_INTENT in reading.problems


def test_a_person_without_an_event_names_the_events_it_can_be() -> None:
    described = understand("Lò Văn Tuấn sn 1999 nữ dân tộc Thái", _SENT_ON)
    dated = understand("Lò Văn Tuấn 5/10", _SENT_ON)
    assert described.intent is dated.intent is Intent.NONE
    assert Intent.REPORT_CANDIDATE in described.alternatives
    assert dated.alternatives[0] is Intent.REPORT_ADMISSION
    bare = understand("cong nhan lo thi mai", _SENT_ON)
    assert Intent.REPORT_OFFICIAL in bare.alternatives  # a worker, or công nhận
    assert understand("hôm nay anh Hùng ốm", _SENT_ON).alternatives == ()


def test_the_annotated_messages_that_are_clear_have_no_rival() -> None:
    for name in ("dev", "hand", "fresh_a", "fresh_b", "fresh_c", "fresh_d", "fresh_e"):
        for message in messages(f"{name}.jsonl"):
            reading = understand(message.text, message.sent_on)
            assert reading.intent is Intent.NONE or reading.alternatives == (), message.text


def test_what_the_writer_chose_is_read_as_that() -> None:
    text = "giới thiệu Lò Thị Mai sn 1999, ngày 5/10"
    for intent in (Intent.REPORT_CANDIDATE, Intent.REPORT_STAGE, Intent.QUERY_PERSON):
        reading = understand(text, _SENT_ON, meant=intent)
        assert reading.intent is intent
        assert reading.alternatives == ()
        assert full_names(reading.people) == ["Lò Thị Mai"]
    admitted = understand("kết nạp chính thức Lò Thị Mai ngày 5/10", _SENT_ON, meant=Intent.REPORT_ADMISSION)
    assert admitted.event_date is not None
    assert admitted.event_date.value == date(2025, 10, 5)
