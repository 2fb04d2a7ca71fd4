"""The pieces of composed messages: people with what is said of them, days, party cells, in many forms.

Nothing here is taken from the lexicon or from the corpus.
"""

import random
from datetime import date, timedelta
from typing import Any

Record = dict[str, Any]

# Twenty peoples: family names, middle words, given names.
PEOPLES: dict[str, tuple[str, str, str]] = {
    "Kinh": (
        "Nguyễn|Trần|Lê|Phạm|Hoàng|Vũ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Phan|Trịnh|Đinh|Lương|Tạ|Cao",
        "Văn|Thị|Thị Thu|Hữu|Minh|Đức|Thị Ngọc|Quang|Thanh|Thị Bích|Xuân",
        "Hùng|Lan|Dũng|Hạnh|Tuấn|Hương|Thành|Nhung|Đạt|Loan|Phúc|Trang|Kiên|Vân|Quân|Thảo|Nam|Mai|Sơn",
    ),
    "Tày": (
        "Nông|Hoàng|Ma|Lương|Triệu|Bế|Đàm|Chu",
        "Văn|Thị|Quốc|Thị Kim|Đình",
        "Hiếu|Liên|Thuần|Duyên|Khoa|Thơm|Tiếp|Nhàn",
    ),
    "Thái": (
        "Lò|Quàng|Cà|Lường|Tòng|Lèo|Cầm|Vì|Hoàng|Điêu",
        "Văn|Thị|Thị Minh|Bá",
        "Panh|Inh|Hặc|Phương|Chung|Tươi|Thoan|Ún|Bun|Diên",
    ),
    "Mường": (
        "Bùi|Quách|Đinh|Hà|Phùng|Xa",
        "Văn|Thị|Công|Thị Thanh",
        "Dậu|Mến|Thắng|Nguyệt|Huấn|Bưởi|Nhất|Lụa",
    ),
    "Mông": (
        "Giàng|Sùng|Vàng|Mùa|Thào|Vừ|Lầu|Hạng|Cứ|Ly|Lý",
        "A|Thị|Seo|Bá|Mí",
        "Páo|Dợ|Chứ|Súa|Mỷ|Phình|Dế|Lử|Tủa|Sính",
    ),
    "Dao": ("Bàn|Triệu|Đặng|Tẩn|Phàn|Chảo|Lý", "Văn|Thị|Mùi|Tả|Ông", "Kiên|Sếnh|Mẩy|Phin|Siệu|Tá|Ghển|Quyên"),
    "Nùng": ("Nông|Lục|Lâm|Vi|Hoàng|Lưu", "Văn|Thị|Viết|Thị Hồng", "Slần|Tích|Phượng|Định|Thiết|Vượng|Én"),
    "Hoa": ("Lâm|Trương|Huỳnh|Châu|Lưu", "Quốc|Mỹ|Chí|Tuyết", "Khải|Phụng|Cường|Linh|Hào"),
    "Khơ Me": ("Thạch|Sơn|Kim|Danh|Lâm", "Sa|Thị|Sóc|Ngọc", "Rinh|Phia|Kha|Rây|Thia"),
    "Gia Rai": ("Ksor|Siu|Rơ Mah|Rmah|Nay|Kpă|Rah Lan|Puih", "H'|", "Thuật|Blinh|Tuyn|Hoan|Lưi|Nhung|Pui"),
    "Ê Đê": ("Y|H'", "", "Bhim Mlô|Wel Ktla|Hen Niê|Nuê Buôn Krông|Bia Êban|Thu Byă|Lan Kbuôr"),
    "Ba Na": ("Đinh", "A|Y|Thị", "Bơng|Hlôi|Khơi|Ngưk|Nhem"),
    "Xơ Đăng": ("A|Y", "", "Thương|Brôm|Phiên|Ngọc Hạnh|Thị Hồng"),
    "Cơ Ho": ("Kră Jăn|Cil|Liêng Hot|Rơ Ông", "K'|Ha|", "Brơi|Diệp|Lin|Thoại"),
    "M'Nông": ("Điểu", "Thị|", "Brớt|Ngân|Krang|Phúc|Xuân"),
    "Bru-Vân Kiều": ("Hồ", "Văn|Thị|A", "Phước|Đào|Thông|Xanh|Nghĩa"),
    "Cơ Tu": ("Bríu|A Lăng|Zơ Râm|Bnướch", "Văn|Thị", "Nem|Bảy|Nhung|Liếc|Pố"),
    "Khơ Mú": ("Lò|Moong|Cụt|Lữ", "Văn|Thị", "Inh|Hà|Ngoan|Thoong|Mười"),
    "Chăm": ("Kiều|Bá|Đàng|Quảng", "Văn|Thị|Thanh", "Tấn|Trúc|Ngọ|Thủy|Đại"),
    "Hà Nhì": ("Pờ|Lỳ|Sừng|Chu", "Lò|Gia|Xè|Mò", "Hừ|Pư|Xè|De|Nu"),
}
_SPOKEN = {
    "Khơ Me": ("Khmer", "Khơ-me", "Khơ Me"),
    "Mông": ("Mông", "H'Mông"),
    "Gia Rai": ("Gia Rai", "Jrai"),
    "Cơ Ho": ("K'Ho", "Cơ Ho"),
    "Bru-Vân Kiều": ("Vân Kiều", "Bru-Vân Kiều"),
}
UNITS = (
    "bản Nậm Pắc",
    "bản Huổi Khoang",
    "thôn 9",
    "thôn Đồng Cháy",
    "buôn Ea Sút",
    "buôn Kốp",
    "bon Pi Nao",
    "làng Kép",
    "plei Ngol",
    "ấp 2",
    "ấp Trà Kháo",
    "khóm 3",
    "khu phố 6",
    "tổ dân phố số 4",
    "TDP 11",
    "xóm Trại Giữa",
    "trường THPT Cao Bá Quát",
    "trường THCS Mường Khoa",
    "trường mầm non Sơn Ca",
    "trường tiểu học Kim Đồng",
    "trạm y tế xã Pú Nhung",
    "công an xã Ia Lâu",
    "tiểu khu 12",
    "HTX Thành Công",
    "khu 5",
)
_JOBS = {
    "teacher": ("giáo viên", "GV"),
    "worker": ("công nhân",),
    "farmer": ("nông dân", "làm ruộng"),
    "demobilised_soldier": ("bộ đội xuất ngũ",),
    "militia": ("dân quân", "DQTV"),
    "youth_union": ("ĐVTN", "đoàn viên"),
    "civil_servant": ("công chức xã", "viên chức"),
    "health_worker": ("y sĩ", "y tá"),
    "student": ("sinh viên",),
    "business_owner": ("chủ doanh nghiệp", "chủ DN"),
    "police": ("công an viên",),
}
_SCHOOLING = ("12/12", "đại học", "cao đẳng", "trung cấp")
_HONORIFICS = (
    ("đ/c", None),
    ("đồng chí", None),
    ("đc", None),
    ("anh", "male"),
    ("chị", "female"),
    ("em", None),
    ("", None),
)


class Pieces:
    """Composes pieces from one seeded source of chance; what is told of somebody goes into their record."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def _pick(self, choices: Any) -> Any:
        return self._chance.choice(choices)

    def name(self) -> tuple[str, str]:
        """A full name and the people it is typical of."""
        people = self._pick(tuple(PEOPLES))
        surnames, middles, given = PEOPLES[people]
        surname = self._pick(surnames.split("|"))
        middle = self._pick(middles.split("|"))
        last = self._pick(given.split("|"))
        if surname == "H'" or middle.endswith("'"):
            name = f"{surname}{last}" if surname == "H'" else f"{surname} {middle}{last}"
        else:
            name = " ".join(word for word in (surname, middle, last) if word)
        return name, people

    def _person(self, sent_on: date, *, rich: bool = True) -> tuple[str, list[str], Record]:
        """A name, the phrases said of it, and the record."""
        name, people = self.name()
        record: Record = {"full_name": name}
        phrases: list[str] = []
        if self._chance.random() < 0.75:
            phrases.append(self._birth(record, sent_on))
        if self._chance.random() < 0.35:
            record["gender"] = self._pick(("male", "female"))
            phrases.append({"male": "nam", "female": "nữ"}[record["gender"]])
        if self._chance.random() < 0.55:
            record["ethnicity"] = people
            spoken = self._pick(_SPOKEN.get(people, (people,)))
            phrases.append(self._pick((f"dân tộc {spoken}", f"dt {spoken}", f"người {spoken}", spoken)))
        if rich and self._chance.random() < 0.4:
            job = self._pick(tuple(_JOBS))
            record["categories"] = [job]
            phrases.append(self._pick(_JOBS[job]))
        if rich and self._chance.random() < 0.2:
            record["education"] = self._pick(_SCHOOLING)
            phrases.append(self._pick(("trình độ ", "TĐ ")) + record["education"])
        return name, phrases, record

    def _born(self, first: int, end: int) -> date:
        """A day in the years [first, end)."""
        chance = self._chance
        return date(chance.randrange(first, end), chance.randrange(1, 13), chance.randrange(1, 29))

    def _birth(self, record: Record, sent_on: date) -> str:
        born = self._born(1975, sent_on.year - 18)
        form = self._chance.randrange(5)
        if form < 3:
            record["birth_date"] = str(born.year)
            return str(
                self._pick((f"sn {born.year}", f"sinh năm {born.year}", f"SN {born.year}", f"{born.year}"))
            )
        record["birth_date"] = born.isoformat()
        return str(
            self._pick(
                (
                    f"sinh ngày {born.day}/{born.month}/{born.year}",
                    f"sn {born:%d/%m/%Y}",
                    f"sinh {born.day}.{born.month}.{born.year}",
                )
            )
        )

    def _day(self, sent_on: date) -> tuple[str, date]:
        """A way to tell a day, and the day."""
        form = self._chance.randrange(11)
        if form == 0:
            return self._pick(("hôm nay", "sáng nay", "chiều nay", "tối nay")), sent_on
        if form == 1:
            return self._pick(("hôm qua", "chiều qua", "tối qua", "sáng qua")), sent_on - timedelta(days=1)
        if form == 2:
            return "hôm kia", sent_on - timedelta(days=2)
        if form == 3:
            weekday = self._chance.randrange(7)
            monday = sent_on - timedelta(days=sent_on.weekday() + 7)
            spoken = ("thứ hai", "thứ 3", "thứ tư", "thứ 5", "thứ sáu", "thứ 7", "chủ nhật")[weekday]
            return f"{spoken} tuần trước", monday + timedelta(days=weekday)
        day = sent_on - timedelta(days=self._chance.randrange(1, 120))
        return (
            self._pick(
                (
                    f"ngày {day.day}/{day.month}",
                    f"ngày {day:%d/%m/%Y}",
                    f"hôm {day.day}/{day.month}",
                    f"ngày {day.day} tháng {day.month} năm {day.year}",
                    f"ngày {day.day} tháng {day.month}",
                    f"ngày {day.day}.{day.month}.{day.year}",
                    f"ngày {day.day}-{day.month}-{day.year}",
                    f"ngày mùng {day.day}/{day.month}"
                    if day.day <= 10
                    else f"ngày {day.day}/{day.month}/{day.year % 100:02}",
                )
            ),
            day,
        )

    def _cell(self, record: Record) -> str:
        """A unit with chi bộ before it, or nothing."""
        if self._chance.random() < 0.45:
            return str(self._pick(("chi bộ em", "cb em", "chi bộ", "bên em")))
        unit = self._pick(UNITS)
        record["unit"] = unit
        return str(self._pick((f"chi bộ {unit}", f"CB {unit}", f"Chi bộ {unit}")))

    def _described(self, name: str, phrases: list[str]) -> str:
        if not phrases:
            return name
        shape = self._chance.randrange(3)
        if shape == 0:
            return f"{name} ({', '.join(phrases)})"
        if shape == 1:
            return f"{name}, {', '.join(phrases)}"
        return f"{name} - {' - '.join(phrases)}"

    def _titled(self, name: str, record: Record) -> str:
        title, gender = self._pick(_HONORIFICS)
        if gender and "gender" not in record:
            record["gender"] = gender
        elif gender and record["gender"] != gender:
            title = "đ/c"
        return f"{title} {name}".strip()
