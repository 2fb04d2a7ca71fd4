"""What a question names and its answer does not count is said above the answer, whatever way was taken."""

from datetime import datetime

import pytest

from bot.assistant import rule_book
from domain.localtime import VIET_NAM
from storage.database import Store
from tests.cast import found_commune
from tests.handlers.chat import Chat

_SAID = (
    ("ai sắp hết dự bị dưới 30 tuổi", "dưới 30 tuổi"),
    ("bản Hỏm với bản Lầu năm nay kết nạp mấy người dưới 30 tuổi", "dưới 30 tuổi"),
    ("biểu đồ kết nạp dưới 30 tuổi năm nay", "dưới 30 tuổi"),
    ("xuất excel kết nạp trên 40 tuổi năm nay", "từ 41 tuổi trở lên"),
    ("ai sắp hết dự bị, nhất là nữ", "nữ"),
    ("danh sách quần chúng đang học lớp cảm tình Đảng", "học lớp"),
    ("năm nay kết nạp bao nhiêu, nữ bao nhiêu, bình quân bao nhiêu tuổi", "bình quân"),
    ("chi bộ bản Hỏm và quân sự năm nay kết nạp mấy", "quân sự"),
    ("bản Hỏm, Xôm năm nay kết nạp mấy", "Xôm"),
    ("năm nay bản Hỏm kết nạp được mấy, người giúp đỡ là ai", "người giúp đỡ"),
    ("trường nào ai sắp hết dự bị dưới 30 tuổi", "dưới 30 tuổi"),
)
_COUNTED = (
    "năm nay kết nạp mấy người dưới 30 tuổi",
    "năm nay kết nạp bao nhiêu nữ, bao nhiêu đoàn viên",
    "đơn vị nào dưới 50% kế hoạch",
    "đến nay đạt 60% kế hoạch chưa",
    "chi bộ nào kết nạp hơn 1 người",
    "còn thiếu bao nhiêu so với chỉ tiêu năm nay",
    "9 tháng đầu năm kết nạp bao nhiêu theo dân tộc",
    "tháng nào năm 2024 kết nạp nhiều nhất",
    "danh sách hồ sơ đang thẩm tra",
    "ai sắp hết hạn dự bị trong tháng 10",
    "năm ngoái mất mấy đảng viên dự bị",
    "tháng 10 có thêm mấy đảng viên dự bị",
    "so với năm trước kết nạp thế nào",
    "đảng viên mới năm nay có mấy đoàn viên",
    "bản Hỏm và bản Lầu năm nay kết nạp mấy",
    "nguồn theo từng chi bộ",
    "xuất danh sách kết nạp năm nay",
    "ngoài bản Hỏm ra thì năm nay kết nạp mấy",
    "trường nào chưa báo cáo",
    "quý 1 các năm kết nạp mấy",
    "bao nhiêu đảng viên dự bị nữ dưới 30 tuổi",
    "danh sách đảng viên dự bị nữ dưới 30 tuổi",
    "danh sách kết nạp năm 2024 trên 30 tuổi",
)


@pytest.fixture
async def officer(store: Store) -> Chat:
    await store.write(found_commune, rule_book())
    return Chat(store, "xa", datetime(2025, 10, 15, 9, tzinfo=VIET_NAM))


async def test_what_an_answer_does_not_count_is_said_in_its_first_line(officer: Chat) -> None:
    first = {asked: (await officer.say(asked)).text.splitlines()[0] for asked, _ in _SAID}
    unsaid = {
        asked: first[asked]
        for asked, label in _SAID
        if not (first[asked].startswith("⚠️ Chưa tính đến: ") and f"“{label}”" in first[asked])
    }
    assert unsaid == {}


async def test_nothing_is_said_not_to_be_counted_that_is(officer: Chat) -> None:
    told = {asked: (await officer.say(asked)).text for asked in _COUNTED}
    assert not {asked: text for asked, text in told.items() if "Chưa tính đến" in text}
