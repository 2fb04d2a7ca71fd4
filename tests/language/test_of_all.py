"""Replies to a card that tell something of everybody on it, and something else of some."""

from datetime import date

import pytest

from language.reading import Intent, PersonReading
from language.understanding import understand

_SENT_ON = date(2020, 11, 20)
_CARD = ("Lò Văn Thư", "Quàng Thị Xuân")


def _values(person: PersonReading) -> str:
    """What is told of somebody in one line: "2000 Thái militia"."""
    born = str(person.birth_date.value.year) if person.birth_date else ""
    ethnicity = person.ethnicity.value if person.ethnicity else ""
    education = person.education.value if person.education else ""
    mentor = person.mentor.value if person.mentor else ""
    groups = [category.value.value for category in person.categories]
    return " ".join(filter(None, (born, ethnicity, education, mentor, *groups)))


def _line(person: PersonReading) -> int:
    return person.position or 1 + _CARD.index(person.full_name.value if person.full_name else "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hai người đều dân tộc Thái, Thư là dân quân", {1: "Thái militia", 2: "Thái"}),
        ("ca hai deu dan toc thai, thu la dan quan", {1: "Thái militia", 2: "Thái"}),
        ("cả hai đều là đoàn viên, riêng Xuân 12/12", {1: "youth_union", 2: "12/12 youth_union"}),
        ("cả hai đều là đoàn viên trừ Thư", {2: "youth_union"}),
        ("ca hai deu la doan vien tru thu", {2: "youth_union"}),
        ("đều là đoàn viên, trừ chị Xuân", {1: "youth_union"}),
        (
            "cả hai đều là đoàn viên, trình độ 12/12, người giúp đỡ của cả hai là Lò Văn Inh, bí thư",
            {1: "12/12 Lò Văn Inh youth_union", 2: "12/12 Lò Văn Inh youth_union"},
        ),
        (
            "cả hai đều sinh năm 2000 và đều là giáo viên trường mầm non bản Hỏm, Xuân thì trình độ đại học "
            "còn Thư cao đẳng",
            {1: "2000 cao đẳng teacher", 2: "2000 đại học teacher"},
        ),
        ("sn cua thu la 2000", {1: "2000"}),
        ("nam sinh cua xuan 2001 nhe", {2: "2001"}),
    ],
)
def test_what_is_told_of_all_is_everybodys_and_the_rest_theirs_who_are_named(
    text: str, told: dict[int, str]
) -> None:
    reading = understand(text, _SENT_ON, on_card=_CARD)
    assert reading.intent is Intent.CORRECT_LAST
    assert reading.event_date is None
    assert {_line(person): _values(person) for person in reading.people} == told
