"""Whom a step lacks: asked in many ways, and never taken for what happened."""

from datetime import date

import pytest

from domain.figures import Among
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
