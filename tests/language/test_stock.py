"""Questions without a word that asks: what there is and where, and how old people are on average."""

from datetime import date

import pytest

from domain.pipeline import Stage
from domain.questions import Dimension
from language.reading import Intent
from language.understanding import understand

SENT_ON = date(2025, 10, 15)


@pytest.mark.parametrize(
    "text",
    [
        "nguồn của bản Hỏm",
        "nguon ban Hom",
        "hồ sơ đang làm",
        "ho so dang lam",
        "hồ sơ đang làm theo chi bộ",
        "ho so dang lam theo chi bo",
        "hồ sơ đang làm của từng chi bộ",
        "hồ sơ theo chi bộ",
        "nguồn theo chi bộ",
        "nguồn chi bộ em",
        "nguồn của trường THCS",
        "ho so tram y te",
        "dự bị của trường tiểu học",
        "nguồn của xã",
        "nguon xa minh",
        "dự bị của xã",
        "dang vien du bi",
        "hien co bao nhieu quan chung uu tu, may nguoi hoc lop cam tinh roi",
    ],
)
def test_what_there_is_and_where_is_a_question(text: str) -> None:
    assert understand(text, SENT_ON).intent is Intent.QUERY_PIPELINE


@pytest.mark.parametrize(
    "text", ["đang làm hồ sơ cho Lò Thị Mai", "nguồn: Lò Thị Mai sn 1999", "thêm 2 nguồn bản Hỏm"]
)
def test_whoever_is_named_or_counted_is_reported(text: str) -> None:
    assert understand(text, SENT_ON).intent is not Intent.QUERY_PIPELINE


@pytest.mark.parametrize(
    "text",
    [
        "tuổi bình quân của đảng viên mới năm nay",
        "tuoi binh quan dang vien moi ket nap 9 thang",
        "độ tuổi trung bình đảng viên mới kết nạp nhiệm kỳ này",
        "tuổi bình quân",
        "đảng viên mới trung bình bao nhiêu tuổi",
    ],
)
def test_the_average_age_is_asked_for(text: str) -> None:
    read = understand(text, SENT_ON)
    assert read.intent is Intent.QUERY_TOTALS
    assert [found.value for found in read.breakdown] == [Dimension.AGE]


@pytest.mark.parametrize(
    "text",
    [
        "còn ai chưa có kết quả thẩm tra",
        "con ai chua co ket qua tham tra",
        "ai chưa có kết quả thẩm tra",
        "còn ai chưa thẩm tra xong",
    ],
)
def test_whose_verification_is_still_out_is_asked_with_con_ai_too(text: str) -> None:
    reading = understand(text, date(2026, 11, 20))
    assert reading.intent is Intent.QUERY_PIPELINE
    assert reading.stage is not None
    assert reading.stage.value is Stage.VERIFICATION_SENT
