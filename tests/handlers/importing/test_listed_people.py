"""Whom the rows of a list mean, and what may be told of them."""

from datetime import date

import pytest

from domain.errors import AgeOutOfRange, PapersExpired, UnitEnded
from domain.rules import Subject
from domain.rules_file import load_book
from domain.sheets import Value
from handlers.importing.problems import RowFault
from handlers.importing.work import work_off
from storage import deadlines, imports, people, rebuild, units
from storage.database import Store
from storage.imports import JobState
from tests.cast import Cast
from tests.handlers.importing.lists import (
    GIVEN,
    admitted_in,
    many,
    merge_hom_into_lau,
    of_one,
    planned,
    shown,
    stored,
    worker,
)
from tests.handlers.turns import NOW
from tests.rules import BOOK


async def test_somebody_on_record_is_told_of_by_one_row_of_a_list(store: Store, cast: Cast) -> None:
    head: tuple[Value, ...] = ("Họ và tên", "Ngày sinh", "Chi bộ", "Ngày kết nạp", "Ngày chính thức")
    first, second = date(1990, 1, 1), date(1990, 6, 1)
    await stored(store, "xa", [head, ("Lò Thị Mai", 1990, "bản Hỏm", date(2023, 5, 1), None)])
    rows: list[tuple[Value, ...]] = [head, ("Lò Thị Mai", first, "bản Hỏm", None, date(2024, 5, 1))]
    rows += many(600)[1:]
    rows.append(("Lò Thị Mai", second, "bản Hỏm", None, date(2024, 6, 1)))
    found, _ = await stored(store, "xa", rows)
    assert [(p.number, p.fault, p.told) for p in found.problems] == [(603, RowFault.REPEATED, "2")]
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


async def test_what_others_report_meanwhile_is_not_stored_twice(store: Store, cast: Cast) -> None:
    rows = many(3)
    job, _ = await shown(store, "xa", rows)
    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    other = [rows[0], rows[2]]
    await stored(store, "hom", other)
    await work_off(worker(store))
    assert await store.read(admitted_in, cast, 2023) == 3


async def test_the_same_date_of_birth_in_another_cell_is_asked_about(store: Store, cast: Cast) -> None:
    head: tuple[Value, ...] = ("Họ và tên", "Ngày sinh", "Chi bộ", "Ngày kết nạp")
    born, on = date(1998, 3, 12), date(2025, 3, 8)
    await stored(store, "xa", [head, ("Lò Thị Mai", born, "bản Hỏm", on)])
    made = await planned(
        store,
        "xa",
        [head, ("Lò Thị Mai", born, "bản Lầu", on), ("Lò Thị Mai", date(1998, 4, 1), "bản Lầu", on)],
    )
    assert made.fresh == 1
    assert [(p.number, p.fault, p.told) for p in made.problems] == [(2, RowFault.ELSEWHERE, "bản Hỏm")]


async def test_two_people_of_one_name_and_year_in_one_list_are_two(store: Store, cast: Cast) -> None:
    rows: list[tuple[Value, ...]] = [("Họ và tên", "Ngày sinh", "Chi bộ", "Ngày kết nạp")]
    rows += [("Lò Thị Mai", date(1990, 1, 1), "bản Hỏm", date(2023, 5, 1))]
    rows += many(120)[1:]
    rows += [("Lò Thị Mai", date(1990, 6, 1), "bản Hỏm", date(2023, 5, 1))]
    assert (await planned(store, "xa", rows)).fresh == 122
    await stored(store, "xa", rows)
    assert await store.read(admitted_in, cast, 2023) == 122
    again = await planned(store, "xa", rows)
    assert (again.count, again.known) == (0, 122)


async def test_a_unit_stands_above_its_people_or_once_for_several(store: Store, cast: Cast) -> None:
    on = date(2023, 5, 1)
    sections: list[tuple[Value, ...]] = [
        ("TT", "Họ và tên", "Năm sinh", "Ngày kết nạp"),
        ("I. Chi bộ bản Hỏm (2 đồng chí)",),
        *[(n, f"Lò Văn {name}", 1990, on) for n, name in enumerate(GIVEN, start=1)],
        (None, "II. CHI BỘ BẢN LẦU"),
        (1, "Vì Thị Ánh", 1990, on),
    ]
    made = await planned(store, "xa", sections)
    assert (made.fresh, made.problems) == (len(GIVEN) + 1, [])
    merged: list[tuple[Value, ...]] = [
        ("Chi bộ", "Họ và tên", "Năm sinh", "Ngày kết nạp"),
        ("bản Lầu", "Lò Văn An", 1990, on),
        (None, "Lò Văn Bình", 1990, on),
        (None, "Lò Văn Cường", 1990, on),
        ("bản Hỏm", "Lò Văn Dũng", 1990, on),
        ("-nt-", "Lò Văn Giang", 1990, on),
        (None, "Lò Văn Hà", 1990, on),
    ]
    await stored(store, "xa", merged)
    again = await planned(
        store, "lau", [("Họ và tên", "Năm sinh", "Ngày kết nạp"), *[r[1:] for r in merged[1:]]]
    )
    assert (again.known, again.fresh) == (3, 3)


async def test_a_year_and_a_day_of_that_year_in_one_cell_are_one_person(store: Store, cast: Cast) -> None:
    on = date(2023, 5, 1)
    rows: list[tuple[Value, ...]] = [
        ("Họ và tên", "Ngày sinh", "Chi bộ", "Ngày kết nạp"),
        ("Lò Thị Mai", 1990, "bản Hỏm", on),
        ("Lò Thị Mai", "12/3/1990", "bản Hỏm", on),
        ("Lò Thị Mai", "12/3/1990", "bản Lầu", on),
        ("Lò Thị Mai", "13/3/1990", "bản Lầu", on),
    ]
    made = await planned(store, "xa", rows)
    assert [(p.number, p.fault, p.told) for p in made.problems] == [
        (3, RowFault.REPEATED, "2"),
        (4, RowFault.REPEATED, "3"),
    ]
    await stored(store, "xa", rows)
    assert await store.read(admitted_in, cast, 2023) == made.fresh == 2


async def test_a_list_is_held_against_the_bounds_of_the_operators_file(store: Store, cast: Cast) -> None:
    book = load_book(
        '[[bound]]\nname = "least_age"\namount = 30\ndocument = "Của đơn vị"\nverified = true\n', BOOK.rules
    )
    rows = of_one("Lò Văn Xuân", "bản Hỏm", "Ngày vào Đảng", date(2025, 3, 8), born=2000)
    assert (await planned(store, "xa", rows)).problems == []
    assert [type(p.refusal) for p in (await planned(store, "xa", rows, book)).problems] == [AgeOutOfRange]


async def test_a_listed_resolution_is_held_against_how_long_the_certificate_was_good(
    store: Store, cast: Cast
) -> None:
    for resolved_on, refused in ((date(2025, 1, 15), []), (date(2025, 2, 3), [PapersExpired])):
        rows: list[tuple[Value, ...]] = [
            ("Họ và tên", "Năm sinh", "Chi bộ", "Ngày học lớp cảm tình", "Ngày nghị quyết chi bộ"),
            ("Lò Văn Xuân", 1990, "bản Hỏm", date(2020, 1, 15), resolved_on),
        ]
        found = await planned(store, "xa", rows)
        assert [type(problem.refusal) for problem in found.problems] == refused


async def test_a_list_tells_an_ended_unit_nothing_of_later_days(store: Store, cast: Cast) -> None:
    await store.write(units.close, cast.hom.id, date(2025, 7, 1), cast.lau.id)
    late = await planned(store, "xa", of_one("Lò Văn Xuân", "bản Hỏm", "Ngày vào Đảng", date(2025, 8, 1)))
    assert [type(problem.refusal) for problem in late.problems] == [UnitEnded]
    early = await planned(store, "xa", of_one("Lò Văn Xuân", "bản Hỏm", "Ngày vào Đảng", date(2025, 6, 1)))
    assert (early.fresh, early.problems) == (1, [])


@pytest.mark.parametrize("unit", ["bản Hỏm", "bản Lầu"])
async def test_after_a_merge_a_list_finds_its_people_under_the_old_name_and_the_new(
    store: Store, cast: Cast, unit: str
) -> None:
    await stored(store, "xa", of_one("Lò Văn Xuân", "bản Hỏm", "Ngày vào Đảng", date(2025, 6, 1)))
    await merge_hom_into_lau(store, cast)
    again = await planned(store, "xa", of_one("Lò Văn Xuân", unit, "Ngày vào Đảng", date(2025, 6, 1)))
    assert (again.fresh, again.known, again.problems) == (0, 1, [])


async def test_who_is_told_late_of_a_merged_cell_is_with_the_one_that_goes_on(
    store: Store, cast: Cast
) -> None:
    await merge_hom_into_lau(store, cast)
    await stored(store, "xa", of_one("Lò Văn Xuân", "bản Hỏm", "Ngày vào Đảng", date(2025, 6, 1)))
    lau = (cast.lau.left, cast.lau.right)
    (person,) = await store.read(people.find_by_name, "Lò Văn Xuân", [lau])
    assert person.unit_id == cast.lau.id
    due = await store.read(deadlines.of_subject, Subject.PERSON, person.id)
    assert {one.unit_id for one in due} == {cast.lau.id}
    assert list(await store.read(rebuild.differences, BOOK)) == []


async def test_two_names_with_other_marks_and_one_year_are_two_people_also_the_second_time(
    store: Store, cast: Cast
) -> None:
    head: tuple[Value, ...] = ("Họ và tên", "Năm sinh", "Chi bộ", "Ngày kết nạp")
    rows: list[tuple[Value, ...]] = [
        head,
        ("Lò Thị Hạnh", 1988, "bản Hỏm", "19/5/2010"),
        ("LÒ THỊ HÀNH", 1988, "bản Hỏm", "2/9/2012"),
        ("LO THI HANH", 1988, "bản Hỏm", "2/9/2012"),
    ]
    found, _ = await stored(store, "xa", rows)
    assert (found.fresh, [(p.number, p.fault) for p in found.problems]) == (2, [(4, RowFault.REPEATED)])
    again = await planned(store, "xa", rows[:3])
    assert (again.known, again.problems) == (2, [])


@pytest.mark.parametrize(
    ("name", "born", "cell", "on", "fault"),
    [
        ("Lò Thị Mai", date(1989, 3, 12), "bản Hỏm", date(2025, 3, 8), RowFault.LIKE),
        ("Lò Thị Mai", 1989, "bản Hỏm", date(2025, 3, 8), RowFault.LIKE),
        ("Lò Thị Mai", date(1989, 3, 12), "bản Hỏm", date(2025, 3, 9), RowFault.LIKE),
        ("Lò Thị Mái", date(1989, 3, 12), "bản Hỏm", date(2025, 3, 8), None),
        ("Lò Thị Mai", date(1989, 5, 20), "bản Hỏm", date(2025, 3, 9), None),
        ("Lò Thị Mau", date(1998, 3, 12), "bản Hỏm", date(2025, 3, 8), RowFault.LIKE),
        ("Lò Thị Mau", date(1998, 4, 12), "bản Hỏm", date(2025, 3, 8), None),
        ("Lò Thị Lan", date(1998, 3, 12), "bản Hỏm", date(2025, 3, 8), None),
        ("Lò Thị Mai", None, "bản Lầu", date(2025, 3, 8), RowFault.ELSEWHERE),
        ("Lò Thị Mai", None, "bản Lầu", date(2025, 3, 9), None),
        ("Lò Thị Mai", 1990, "bản Lầu", date(2025, 3, 8), None),
    ],
)
async def test_whoever_is_like_somebody_on_record_is_not_counted_a_second_time(
    store: Store, cast: Cast, name: str, born: Value, cell: str, on: date, fault: RowFault | None
) -> None:
    head: tuple[Value, ...] = ("Họ và tên", "Ngày sinh", "Chi bộ", "Ngày kết nạp")
    await stored(store, "xa", [head, ("Lò Thị Mai", date(1998, 3, 12), "bản Hỏm", date(2025, 3, 8))])
    made = await planned(store, "xa", [head, (name, born, cell, on)])
    assert [p.fault for p in made.problems] == ([fault] if fault else [])
    assert made.fresh == (0 if fault else 1)


async def test_two_who_are_alike_and_stand_in_one_list_are_two(store: Store, cast: Cast) -> None:
    head: tuple[Value, ...] = ("Họ và tên", "Ngày sinh", "Chi bộ", "Ngày kết nạp")
    first = ("Lò Thị Mai", date(1998, 3, 12), "bản Hỏm", date(2025, 3, 8))
    second = ("Lò Thị Mai", date(1989, 3, 12), "bản Hỏm", date(2025, 3, 8))
    await stored(store, "xa", [head, first])
    assert (await planned(store, "xa", [head, first, second])).fresh == 1
