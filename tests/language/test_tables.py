"""Thirty people in one message, in every layout that is pasted from somewhere: nobody is lost or changed."""

from collections.abc import Sequence
from datetime import date

import pytest

from domain.people import Gender
from language.reading import Field, full_names
from language.understanding import understand

_FAMILIES = (
    *("Lò", "Quàng", "Cà", "Vì", "Tòng", "Lường", "Hà", "Giàng", "Sùng", "Thào"),
    *("Hoàng", "Nguyễn", "Bạc", "Cầm", "Mùa"),
)
_GIVEN = (
    *(
        "Mai",
        "Lan",
        "Hặc",
        "Pánh",
        "Ún",
        "Tếnh",
        "Dung",
        "Hoan",
        "Ía",
        "Châu",
        "Pản",
        "Inh",
        "Xuyến",
        "Ngoan",
    ),
    *("Sơn", "Hùng", "Dũng", "Bình", "Tuyết", "Hương", "Đôi", "Xôm", "Khặm", "Bun", "Phương", "Đoan"),
    *("Thắng", "Liên", "Hiền", "Cường"),
)
_PEOPLE = [
    (
        f"{_FAMILIES[n % 15]} {'Thị' if n % 3 else 'Văn'} {given}",
        date(1985 + n % 20, 1 + n % 12, 1 + n % 28),
        "nữ" if n % 3 else "nam",
        "Mông" if _FAMILIES[n % 15] in ("Giàng", "Sùng", "Thào", "Mùa") else "Thái",
    )
    for n, given in enumerate(_GIVEN)
]
_HEADER = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc")


def _rows(between: str, *, numbered: str = "", header: bool = False) -> str:
    rows = [
        (f"{n}{numbered}" if numbered else "") + between.join((name, f"{born:%d/%m/%Y}", *more))
        for n, (name, born, *more) in enumerate(_PEOPLE, start=1)
    ]
    return "\n".join([between.join(_HEADER), *rows] if header else rows)


_LAYOUTS = {
    "tabs": _rows("\t"),
    "tabs, header": _rows("\t", numbered="\t", header=True),
    "pipes": _rows(" | "),
    "pipes, header": _rows(" | ", numbered=" | ", header=True),
    "spaces": _rows("     ", numbered="     "),
    "spaces, header": _rows("     ", numbered="     ", header=True),
    "one space": _rows(" ", numbered=" "),
    "numbered": _rows(", ", numbered=". "),
    "dashes": _rows(" - ", numbered=". "),
}


def _told(text: str) -> Sequence[tuple[str, date | None, Gender | None, str | None]]:
    reading = understand(f"kết nạp ngày 10/10 các đồng chí sau:\n{text}", date(2025, 10, 20))
    assert reading.event_date is not None
    assert reading.event_date.value == date(2025, 10, 10)
    return [
        (
            person.full_name.value if person.full_name else "",
            person.birth_date.value.earliest() if person.birth_date else None,
            person.gender.value if person.gender else None,
            person.ethnicity.value if person.ethnicity else None,
        )
        for person in reading.people
    ]


@pytest.mark.parametrize("layout", _LAYOUTS)
@pytest.mark.parametrize("small", [False, True])
def test_thirty_people_are_read_from_every_layout(layout: str, small: bool) -> None:
    text = _LAYOUTS[layout].lower() if small else _LAYOUTS[layout]
    assert _told(text) == [
        (name, born, Gender.FEMALE if gender == "nữ" else Gender.MALE, ethnicity)
        for name, born, gender, ethnicity in _PEOPLE
    ]


_DAYS = {"Lò Thị Mai": date(2025, 10, 5), "Cà Văn Bun": date(2025, 10, 6)}


@pytest.mark.parametrize(
    "text",
    [
        "Kết nạp:\nSTT | Họ và tên | Ngày sinh | Ngày kết nạp\n"
        "1 | Lò Thị Mai | 12/3/1998 | 5/10/2025\n2 | Cà Văn Bun | 1/2/1997 | 6/10/2025",
        "Kết nạp\nHọ tên\tNăm sinh\tNgày KN\nLò Thị Mai\t1998\t5/10\nCà Văn Bun\t1997\t6/10",
        "Danh sách kết nạp\nHọ tên | Ngày sinh | Ngày vào Đảng\n"
        "Lò Thị Mai | 12/3/1998 | 5/10/2025\nCà Văn Bun | 1/2/1997 | 6/10/2025",
        "Báo cáo kết nạp\nNgày KN | Họ tên | Năm sinh\n5/10 | Lò Thị Mai | 1998\n6/10 | Cà Văn Bun | 1997",
        "Kết nạp:\nHọ tên | Số QĐ | Ngày QĐ | Ngày kết nạp\n"
        "Lò Thị Mai | 12-QĐ/HU | 1/10/2025 | 5/10/2025\nCà Văn Bun | 13-QĐ/HU | 2/10/2025 | 6/10/2025",
        "Công nhận chính thức\nHọ tên | Ngày kết nạp | Ngày chính thức\n"
        "Lò Thị Mai | 1/10/2024 | 5/10/2025\nCà Văn Bun | 3/10/2024 | 6/10/2025",
        "Kết nạp:\n1 | Lò Thị Mai | 1998 | Ngày KN: 5/10\n2 | Cà Văn Bun | 1997 | Ngày KN: 6/10",
        "Kết nạp:\n1. Lò Thị Mai, sn 1998, ngày kết nạp 5/10\n2. Cà Văn Bun, sn 1997, ngày kết nạp 6/10",
    ],
)
def test_each_row_keeps_its_own_day(text: str) -> None:
    reading = understand(text, date(2025, 10, 20))
    common = reading.event_date.value if reading.event_date else None
    assert {
        person.full_name.value: person.event_date.value if person.event_date else common
        for person in reading.people
        if person.full_name
    } == _DAYS
    assert not any(person.birthday for person in reading.people)


def test_a_row_without_a_day_is_not_of_the_first_row_s_day() -> None:
    text = "Kết nạp:\nHọ tên | Ngày KN\nLò Thị Mai | 5/10\nCà Văn Bun |\nQuàng Thị Lan | 12/10"
    reading = understand(text, date(2025, 10, 20))
    assert reading.event_date is None
    assert Field.EVENT_DATE in reading.missing
    assert [person.event_date and person.event_date.value for person in reading.people] == [
        date(2025, 10, 5),
        None,
        date(2025, 10, 12),
    ]


def test_a_short_title_is_nobody() -> None:
    text = "Kết nạp\nStt | Họ tên | N.sinh | DT | Ngày KN\n1 | Chamaléa Thị Hạnh | 1998 | Raglai | 3/2/2025"
    assert full_names(understand(text, date(2025, 10, 20)).people) == ["Chamaléa Thị Hạnh"]


@pytest.mark.parametrize(
    "text",
    [
        "Kết nạp:\nSTT | Họ và tên | Năm sinh | Chi bộ | Ngày KN\n1 | Lò Thị Mai | 1998 | bản Hỏm | 5/10\n"
        "2 | Cà Văn Bun | 1997 | bản Lầu | 6/10\n3 | Hà Thị Lan | 1999 | bản Hỏm | 12/10",
        "Kết nạp đảng viên\nĐơn vị\tHọ tên\tNgày KN\n"
        "bản Hỏm\tLò Thị Mai\t5/10\nbản Lầu\tCà Văn Bun\t6/10\nbản Hỏm\tHà Thị Lan\t12/10",
        "bản Hỏm kết nạp Lò Thị Mai ngày 5/10, Hà Thị Lan ngày 12/10, bản Lầu kết nạp Cà Văn Bun ngày 6/10",
        "chi bộ bản Hỏm kết nạp Lò Thị Mai, Hà Thị Lan ngày 5/10; còn chi bộ bản Lầu kết nạp Cà Văn Bun 6/10",
        "Kết nạp ngày 5/10:\n- Chi bộ bản Hỏm: Lò Thị Mai, Hà Thị Lan\n- Chi bộ bản Lầu: Cà Văn Bun",
    ],
)
def test_people_of_several_units_are_not_put_to_the_first(text: str) -> None:
    reading = understand(text, date(2025, 10, 20))
    assert {told.unit.value: full_names(told.people) for told in (reading, *reading.others) if told.unit} == {
        "bản Hỏm": ["Lò Thị Mai", "Hà Thị Lan"],
        "bản Lầu": ["Cà Văn Bun"],
    }


def test_a_column_of_units_without_their_kind_names_nobody() -> None:
    text = "Kết nạp\nHọ tên | Chi bộ | Ngày KN\nLò Thị Mai | Hà Lan | 5/10\nCà Văn Bun | Nà Hin | 5/10"
    reading = understand(text, date(2025, 10, 20))
    told = [(one.unit and one.unit.value, full_names(one.people)) for one in (reading, *reading.others)]
    assert told == [("Hà Lan", ["Lò Thị Mai"]), ("Nà Hin", ["Cà Văn Bun"])]
