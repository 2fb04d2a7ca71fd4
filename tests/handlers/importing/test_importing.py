"""A list of one's own: columns guessed, shown first, stored once, taken back whole."""

from datetime import date

import pytest

from domain.errors import MonthLocked, NothingToUndo
from domain.pipeline import Stage
from domain.sheets import Value
from handlers.importing import jobs
from handlers.importing.problems import RowFault
from handlers.importing.work import work_off
from storage import imports, locks, rebuild
from storage.database import Store, Tx
from storage.imports import Job, JobState
from tests.cast import Cast
from tests.handlers.importing.lists import admitted, planned, shown, stored, user_of, worker
from tests.handlers.turns import NOW
from tests.rules import BOOK


async def test_the_preview_counts_and_names_what_it_cannot_take(store: Store, cast: Cast) -> None:
    made = await planned(store, "xa")
    assert (made.fresh, made.more, made.known) == (2, 0, 0)
    assert [(p.number, p.fault, p.told) for p in made.problems if p.fault] == [
        (5, RowFault.NO_UNIT, "bản Không Có"),
        (7, RowFault.UNREAD, "31/2/2025"),
        (8, RowFault.REPEATED, "3"),
    ]
    assert [p.number for p in made.problems if p.refusal] == [6]
    assert await store.read(admitted, cast) == 0


async def test_a_row_of_a_locked_month_is_not_taken_and_those_of_other_cells_are(
    store: Store, cast: Cast
) -> None:
    def lock(tx: Tx) -> None:
        locks.lock(tx, cast.lau.id, date(2025, 4, 1), user_of(tx, "xa").id, NOW)

    await store.write(lock)
    rows: list[tuple[Value, ...]] = [
        ("Họ và tên", "Năm sinh", "Chi bộ", "Ngày vào Đảng"),
        ("Lò Thị Mai", 1998, "bản Hỏm", date(2025, 4, 8)),
        ("Vì Thị Ánh", 1995, "bản Lầu", date(2025, 4, 15)),
        ("Cà Văn Trẻ", 1990, "bản Lầu", date(2025, 3, 8)),
    ]
    made, _ = await stored(store, "xa", rows)
    assert made.fresh == 2
    [problem] = made.problems
    assert problem.number == 3
    assert isinstance(problem.refusal, MonthLocked)
    assert (problem.refusal.month, problem.refusal.unit) == (date(2025, 4, 1), cast.lau)
    assert await store.read(admitted, cast) == 2


async def test_the_same_list_again_changes_nothing(store: Store, cast: Cast) -> None:
    await stored(store, "xa")
    assert await store.read(admitted, cast) == 2
    again, _ = await stored(store, "xa")
    assert (again.count, again.known) == (0, 2)
    assert await store.read(admitted, cast) == 2
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


async def test_an_import_is_taken_back_whole_and_once(store: Store, cast: Cast) -> None:
    _, report = await stored(store, "xa")

    def undo(tx: Tx, account: str) -> Job:
        return jobs.decide_undo(tx, user_of(tx, account), report, NOW)

    with pytest.raises(NothingToUndo):
        await store.write(undo, "hom")
    job = await store.write(undo, "xa")
    await work_off(worker(store))
    assert await store.read(admitted, cast) == 0
    with pytest.raises(NothingToUndo):
        await store.write(undo, "xa")
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []
    done = await store.read(imports.by_id, job.id)
    assert done is not None
    assert done.state is JobState.UNDONE
    await stored(store, "xa")
    assert await store.read(admitted, cast) == 2


async def test_an_import_that_was_built_on_is_not_taken_back(store: Store, cast: Cast) -> None:
    rows: list[tuple[Value, ...]] = [
        ("Họ và tên", "Năm sinh", "Ngày kết nạp", "Ngày chính thức"),
        ("Lò Thị Mai", 1998, date(2024, 3, 8), None),
    ]
    _, report = await stored(store, "hom", rows)
    rows[1] = ("Lò Thị Mai", 1998, date(2024, 3, 8), date(2025, 3, 8))
    await stored(store, "hom", rows)
    await store.write(lambda tx: jobs.decide_undo(tx, user_of(tx, "hom"), report, NOW))
    await work_off(worker(store))
    job = await store.read(imports.by_report, report)
    assert job is not None
    assert job.state is JobState.DONE


async def test_a_secretary_imports_into_the_own_cell_only(store: Store, cast: Cast) -> None:
    made = await planned(store, "hom")
    assert made.fresh == 1
    _, refused = await shown(store, "admin")
    assert (refused.state, refused.found) == (JobState.REFUSED, None)


async def test_a_later_list_adds_the_next_step_to_the_same_people(store: Store, cast: Cast) -> None:
    rows: list[tuple[Value, ...]] = [
        ("Họ và tên", "Năm sinh", "Ngày kết nạp", "Ngày chính thức"),
        ("Lò Thị Mai", 1998, date(2024, 3, 8), None),
    ]
    await stored(store, "hom", rows)
    rows[1] = ("Lo Thi Mai", 1998, date(2024, 3, 8), date(2025, 3, 8))
    made, _ = await stored(store, "hom", rows)
    assert (made.fresh, made.more, made.steps) == (0, 1, {Stage.OFFICIAL: 1})
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []
