"""Whom a step lacks: asked in many ways, and never taken for what happened."""

from datetime import date

import pytest

from domain.questions import Among
from language.requests.lacking import read_lacking

SENT_ON = date(2025, 10, 16)


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("ai đã học lớp mà chưa kết nạp", Among.TRAINED),
        ("năm ngoái ai học lớp mà chưa kết nạp", Among.TRAINED),
        ("quan chung nao hoc lop roi chua ket nap", Among.TRAINED),
        ("quần chúng nào chưa học lớp", Among.UNTRAINED),
        ("còn mấy người chưa đi học lớp cảm tình đảng", Among.UNTRAINED),
        ("bao nhiêu người chưa có người giúp đỡ", Among.NO_MENTOR),
        ("Ai chưa học lớp đảng viên mới", Among.NO_COURSE),
        ("bao nhieu du bi chua hoc lop", Among.NO_COURSE),
    ],
)
def test_whom_a_step_lacks(text: str, among: Among) -> None:
    request = read_lacking(text, SENT_ON)
    assert request is not None and request.among is among


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("ai học lớp cảm tình quá 3 tháng chưa kết nạp", Among.TRAINED),
        ("mấy người đi học lớp 3 tháng chưa kết nạp", Among.TRAINED),
        ("ai hoc lop 3 thang roi ma chua co ho so", Among.NO_DOSSIER),
        ("đi học lớp cảm tình về quá 3 tháng chưa làm hồ sơ là ai", Among.NO_DOSSIER),
    ],
)
def test_only_those_whose_course_is_so_long_over(text: str, among: Among) -> None:
    request = read_lacking(text, SENT_ON)
    assert request is not None
    assert (request.among, request.until) == (among, date(2025, 7, 16))


@pytest.mark.parametrize(
    "text",
    [
        "ai có hồ sơ mà chưa kết nạp",
        "bao nhiêu người đã học lớp cảm tình",
        "kết nạp Lò Thị Mai sn 1998 ngày 3/10, chưa có người giúp đỡ",
        "tháng này chưa kết nạp được ai",
    ],
)
def test_what_lacks_nothing_or_tells_is_read_otherwise(text: str) -> None:
    assert read_lacking(text, SENT_ON) is None
