"""Who introduces is told apart from who is introduced."""

from datetime import date

import pytest

from language.reading import full_names
from language.requests.introducing import read_introduction
from language.understanding import understand

SENT_ON = date(2025, 1, 20)


@pytest.mark.parametrize(
    ("text", "introducers", "introduced"),
    [
        ("đảng viên Hà Văn Bun giới thiệu Lò Văn Pánh vào Đảng ngày 10/1", ["Hà Văn Bun"], ["Lò Văn Pánh"]),
        (
            "Lò Văn Pánh được đ/c Hà Văn Bun và đ/c Lò Văn Minh giới thiệu vào Đảng ngày 10/1",
            ["Hà Văn Bun", "Lò Văn Minh"],
            ["Lò Văn Pánh"],
        ),
        ("đoàn xã giới thiệu Lò Văn Pánh và Vì Thị Ánh vào Đảng", [], ["Lò Văn Pánh", "Vì Thị Ánh"]),
        ("Lò Văn Pánh được giới thiệu vào Đảng ngày 10/1", [], ["Lò Văn Pánh"]),
    ],
)
def test_who_introduces_whom(text: str, introducers: list[str], introduced: list[str]) -> None:
    told = read_introduction(text, understand(text, SENT_ON).people, SENT_ON)
    assert list(told.introducers) == introducers
    assert full_names(told.introduced) == introduced


@pytest.mark.parametrize(
    ("said", "since"),
    [
        ("cùng công tác từ 3/2024", date(2024, 3, 1)),
        ("cung cong tac tu thang 3 nam 2024", date(2024, 3, 1)),
        ("cùng công tác từ 5/12/2023", date(2023, 12, 5)),
        ("cùng chi bộ sinh hoạt hơn 2 năm", date(2023, 1, 20)),
        ("cùng công tác đủ 12 tháng", date(2024, 1, 20)),
        ("giúp đỡ tận tình", None),
    ],
)
def test_since_when_they_have_worked_together(said: str, since: date | None) -> None:
    text = f"đ/c Hà Văn Bun giới thiệu Lò Văn Pánh vào Đảng ngày 10/1, {said}"
    assert read_introduction(text, understand(text, SENT_ON).people, SENT_ON).since == since
