"""What cannot be is refused in words with the rule, and nothing is written."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from domain.localtime import VIET_NAM
from storage import schema
from storage.database import Store, Tx
from tests.cast import Cast, found_commune
from tests.handlers.chat import BOOK, Chat

NOW = datetime(2025, 11, 24, 8, 0, tzinfo=VIET_NAM)
# What stands on record before each of the messages below.
BEFORE = (
    "kết nạp đ/c Lò Thị Mai sn 1998 ngày 5/10/2025",
    "kết nạp đ/c Lò Văn Pánh sn 1990 ngày 3/3/2015",
    "công nhận chính thức Lò Văn Pánh ngày 3/3/2016",
    "xóa tên Lò Văn Pánh ngày 1/2/2024",
    "thêm quần chúng ưu tú Hà Thị Bun sn 1960 ngày 1/2/2025",
    "gửi thẩm tra lý lịch Hà Thị Bun ngày 15/10/2025",
)
TRUTH = (schema.event, schema.person, schema.unit, schema.quota, schema.deadline, schema.assignment)


def _rows(tx: Tx) -> list[int]:
    return [tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in TRUTH]


@pytest.fixture
async def cast(store: Store) -> Cast:
    """The commune in November, with bản Lầu merged into the school's cell at the end of October."""
    made = await store.write(found_commune, BOOK)
    hom, xa = Chat(store, "hom", NOW - timedelta(minutes=5)), Chat(store, "xa", NOW - timedelta(minutes=5))
    for text in BEFORE:
        await hom.say(text)
        assert "Đã ghi" in (await hom.say("đúng")).text, text
    await xa.say("sáp nhập bản Lầu vào trường THCS Mường Lạn từ 31/10/2025")
    assert "Đã sáp nhập" in (await xa.say("đúng")).text
    return made


@pytest.mark.parametrize(
    ("who", "text", "rule"),
    [
        # The order of the steps.
        ("hom", "thẩm tra xong lý lịch Hà Thị Bun ngày 10/10/2025", "Sai thứ tự"),
        ("hom", "công nhận chính thức Hà Thị Bun ngày 10/11/2025", "chưa có báo cáo kết nạp đảng viên"),
        ("hom", "công nhận chính thức Lò Thị Mai ngày 20/11/2025", "mới đủ 12 tháng dự bị"),
        ("hom", "chi bộ ra nghị quyết đề nghị kết nạp Lò Thị Mai ngày 10/11/2025", "Sai thứ tự"),
        ("hom", "kết nạp Lò Văn Pánh ngày 10/11/2025", "Muốn theo dõi lại"),
        # Dates that cannot be.
        ("hom", "kết nạp Cà Văn Thưởng sn 1999 ngày 25/12/2025", "chưa tới"),
        ("hom", "kết nạp Cà Văn Thưởng sn 2010 ngày 10/11/2025", "phải đủ 18 tuổi (Điều lệ Đảng, Điều 1)"),
        ("hom", "chi bộ ra nghị quyết đề nghị kết nạp Hà Thị Bun ngày 10/11/2025", "trên 60 tuổi"),
        ("hom", "đ/c Lò Thị Mai chuyển sinh hoạt sang trường THCS Mường Lạn ngày 1/10/2025", "Sai thứ tự"),
        ("hom", "đ/c Lò Thị Mai chuyển sinh hoạt sang trường THCS Mường Lạn ngày 25/11/2025", "chưa tới"),
        # Votes.
        ("hom", "nghị quyết chi bộ kết nạp Cà Văn Thưởng sn 1999 ngày 10/11, đồng ý 12/19", "hai phần ba"),
        # Who and where.
        ("hom", "chi bộ bản Không Có kết nạp Cà Văn Thưởng sn 1999 ngày 10/11", "chưa được phân công"),
        ("hom", "xóa tên Vàng A Sếnh ngày 10/11", "Chưa có Vàng A Sếnh"),
        ("hom", "đ/c Vàng A Sếnh chuyển sinh hoạt sang trường THCS Mường Lạn", "Không tìm thấy Vàng A Sếnh"),
        ("hom", "đ/c Lò Thị Mai chuyển sinh hoạt sang bản Hỏm", "đang sinh hoạt ở đơn vị này"),
        ("hom", "đổi tên bản Hỏm thành bản Mới từ 1/11", "vai trò của bạn không làm được"),
        ("hom", "Vàng A Sếnh bỏ sinh hoạt từ tháng 9", "Không tìm thấy Vàng A Sếnh"),
        # Units that have ended, and changes that cannot be.
        ("lau", "chi bộ bản Lầu kết nạp Cà Văn Thưởng sn 1999 ngày 10/11", "nay là trường THCS Mường Lạn"),
        ("xa", "giao chỉ tiêu năm 2026: bản Lầu 2", "nay là trường THCS Mường Lạn"),
        ("xa", "giao chỉ tiêu năm 2026: bản Không Có 2", "chưa được phân công"),
        ("xa", "sáp nhập bản Lầu và bản Hỏm thành bản Mới từ 1/11", "nay là trường THCS Mường Lạn"),
        ("xa", "sáp nhập bản Hỏm và xã Mường Lạn thành bản Mới từ 1/11/2025", "cùng một cấp ủy"),
        ("xa", "đổi tên bản Hỏm thành trường THCS Mường Lạn", "tên mới không trùng"),
        ("xa", "tách bản Hỏm thành bản Hỏm", "Chưa thể thay đổi tổ chức"),
        ("xa", "sáp nhập xã Mường Lạn và bản Hỏm thành xã Mới", "Chưa thể thay đổi tổ chức"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_with_its_rule_and_leaves_the_record_alone(
    store: Store, cast: Cast, who: str, text: str, rule: str
) -> None:
    before = await store.read(_rows)
    chat = Chat(store, who, NOW)
    assert rule in (await chat.say(text)).text
    await chat.say("đúng")
    assert await store.read(_rows) == before
