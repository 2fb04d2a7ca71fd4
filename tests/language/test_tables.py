"""Thirty people in one message, in every layout that is pasted from somewhere: nobody is lost or changed."""

from collections.abc import Sequence
from datetime import date

import pytest

from domain.people import Gender
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
