"""What happens while a list is made ready, stored or taken back: all of it or nothing, and nobody twice."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.people import BirthDate, PersonFacts
from domain.periods import year_period
from domain.pipeline import Stage
from domain.sheets import Value
from domain.users import Role
from handlers.importing import jobs
from handlers.importing.work import work, work_off
from handlers.importing.worker import Outcome
from handlers.recording import Origin, add_person, add_stage, settle_person
from rendering.wording import importing as wording
from storage import events, imports, locks, people, rebuild, statistics, units, users
from storage.database import Store, Tx
from storage.ids import new_id
from storage.imports import ROWS_IN_A_SLICE, Job, JobState
from tests.cast import Cast
from tests.handlers.chat import Chat
from tests.handlers.importing.lists import (
    TODAY,
    admitted,
    admitted_in,
    many,
    merge_hom_into_lau,
    of_one,
    shown,
    stored,
    user_of,
    worker,
)
from tests.handlers.turns import NOW
from tests.rules import BOOK

LONG = ROWS_IN_A_SLICE + 20  # people, in two slices


async def test_whoever_asks_while_a_list_is_stored_or_taken_back_sees_none_of_it_or_all(
    store: Store, cast: Cast
) -> None:
    job, _ = await shown(store, "xa", many(LONG))
    seen = set()

    async def watch(work: asyncio.Task[int]) -> None:
        while not work.done():
            seen.add(await store.read(admitted_in, cast, 2023))

    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    await watch(asyncio.create_task(work_off(worker(store))))
    assert await store.read(admitted_in, cast, 2023) == LONG
    await store.write(lambda tx: jobs.decide_undo(tx, user_of(tx, "xa"), job.report_id, NOW))
    await watch(asyncio.create_task(work_off(worker(store))))
    assert await store.read(admitted_in, cast, 2023) == 0
    assert seen == {0, LONG}
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


async def test_the_next_steps_of_people_on_record_are_stored_together_too(store: Store, cast: Cast) -> None:
    rows = many(LONG)
    await stored(store, "xa", [row[:-1] for row in rows])
    job, _ = await shown(store, "xa", rows)
    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)

    def official(tx: Tx) -> int:
        interval = (cast.commune.left, cast.commune.right)
        return statistics.total(tx, Stage.OFFICIAL, interval, year_period(2024), TODAY).value

    working = asyncio.create_task(work_off(worker(store)))
    seen = set()
    while not working.done():
        seen.add(await store.read(official))
    assert await store.read(official) == LONG
    assert 0 in seen <= {0, LONG}
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


async def died_half_way(store: Store, job: Job) -> None:
    """A worker that dies at the first word it says, after some slice."""
    steps = iter(range(1_000))

    async def die(job: Job, text: str) -> None:
        raise ConnectionError("killed")

    with pytest.raises(ConnectionError):
        await work_off(replace(worker(store), seconds=lambda: next(steps) * 10.0, say=die))


async def test_an_import_that_died_in_the_middle_left_nothing_and_is_begun_anew(
    store: Store, cast: Cast
) -> None:
    job, _ = await shown(store, "xa", many(LONG))
    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    await died_half_way(store, job)
    assert await store.read(admitted_in, cast, 2023) == 0
    await work_off(worker(store))
    assert await store.read(admitted_in, cast, 2023) == LONG
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []
    done = await store.read(imports.by_id, job.id)
    assert done is not None
    assert (done.state, done.stored) == (JobState.DONE, LONG)
    assert [path.name for path in store.path.parent.glob("*.import-rows")] == []


async def test_an_undo_that_died_in_the_middle_took_nothing_back_and_is_begun_anew(
    store: Store, cast: Cast
) -> None:
    _, report = await stored(store, "xa", many(LONG))
    job = await store.write(lambda tx: jobs.decide_undo(tx, user_of(tx, "xa"), report, NOW))
    await died_half_way(store, job)
    assert await store.read(admitted_in, cast, 2023) == LONG
    await work_off(worker(store))
    assert await store.read(admitted_in, cast, 2023) == 0
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


async def meanwhile(store: Store, job: Job, does: Callable[[], Awaitable[object]]) -> Outcome:
    """The job is carried through, and this happens once its first slices are ready."""
    seconds = iter(range(0, 1_000_000, 100))
    has_happened = False

    async def happen(job: Job, text: str) -> None:
        nonlocal has_happened
        if not has_happened:
            has_happened = True
            await does()

    outcome = await work(replace(worker(store), seconds=lambda: next(seconds), say=happen), job)
    assert has_happened
    return outcome


async def confirmed(store: Store, rows: Sequence[Sequence[Value]]) -> Job:
    job, _ = await shown(store, "xa", rows)
    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    known = await store.read(imports.by_id, job.id)
    assert known is not None
    return known


async def test_who_is_reported_while_a_list_is_made_ready_is_not_stored_twice(
    store: Store, cast: Cast
) -> None:
    rows = many(LONG)
    job = await confirmed(store, rows)

    async def report() -> None:
        unit, facts = (
            cast.lau,
            PersonFacts(full_name=str(rows[1][0]), birth_date=BirthDate.parse("1990-01-01")),
        )

        def add(tx: Tx) -> None:
            origin = Origin(report_id=new_id(), recorded_at=NOW)
            person = add_person(tx, origin, unit, facts)
            add_stage(tx, origin, unit, person, Stage.ADMISSION, date(2023, 5, 1))
            settle_person(tx, BOOK, person, NOW)

        await store.write(add)

    assert (await meanwhile(store, job, report)).state is JobState.DONE
    assert await store.read(admitted_in, cast, 2023) == LONG
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


async def test_a_unit_that_ends_while_a_list_is_made_ready_has_its_people_where_it_goes_on(
    store: Store, cast: Cast
) -> None:
    job = await confirmed(store, many(LONG))
    await meanwhile(store, job, lambda: merge_hom_into_lau(store, cast))
    assert await store.read(admitted_in, cast, 2023) == LONG
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


async def test_a_month_that_is_locked_while_a_list_is_made_ready_takes_nothing(
    store: Store, cast: Cast
) -> None:
    job = await confirmed(store, many(LONG))

    def lock(tx: Tx) -> None:
        locks.lock(tx, cast.lau.id, date(2023, 5, 1), user_of(tx, "xa").id, NOW)

    await meanwhile(store, job, lambda: store.write(lock))
    assert await store.read(admitted_in, cast, 2023) == LONG // 2


async def test_a_right_that_ends_while_a_list_is_made_ready_ends_the_import(store: Store, cast: Cast) -> None:
    job = await confirmed(store, many(LONG))

    def end(tx: Tx) -> None:
        users.end_roles(tx, user_of(tx, "xa").id, [cast.commune.id], list(Role), NOW - timedelta(minutes=1))

    await meanwhile(store, job, lambda: store.write(end))
    assert await store.read(admitted_in, cast, 2023) == 0


async def test_a_list_of_a_month_that_was_locked_since_is_not_taken_back(store: Store, cast: Cast) -> None:
    _, report = await stored(store, "xa", of_one("Lò Văn Xuân", "bản Hỏm", "Ngày vào Đảng", date(2025, 3, 8)))

    def lock(tx: Tx) -> Job:
        locks.lock(tx, cast.hom.id, date(2025, 3, 1), user_of(tx, "xa").id, NOW)
        return jobs.decide_undo(tx, user_of(tx, "xa"), report, NOW)

    job = await store.write(lock)
    await work_off(worker(store))
    assert await store.read(admitted, cast) == 1
    kept = await store.read(imports.by_id, job.id)
    assert kept is not None
    assert kept.state is JobState.DONE


async def test_who_has_lost_the_unit_since_takes_no_list_of_it_back(store: Store, cast: Cast) -> None:
    _, report = await stored(store, "xa", of_one("Lò Văn Xuân", "bản Hỏm", "Ngày vào Đảng", date(2025, 3, 8)))

    def move(tx: Tx) -> None:
        user = user_of(tx, "xa")
        users.end_roles(tx, user.id, [cast.commune.id], list(Role), NOW - timedelta(minutes=1))
        users.assign(tx, user.id, Role.SECRETARY, cast.lau.id, NOW - timedelta(minutes=1))
        jobs.decide_undo(tx, user_of(tx, "xa"), report, NOW)

    await store.write(move)
    await work_off(worker(store))
    assert await store.read(admitted, cast) == 1


async def test_what_was_done_last_is_taken_back_though_the_list_was_begun_before_the_report(
    store: Store, cast: Cast
) -> None:
    job = await confirmed(store, many(LONG))
    chat = Chat(store, "xa", NOW)

    async def report() -> None:
        await chat.say("chi bộ bản Hỏm kết nạp đ/c Lò Thị Xôm sn 1998 nữ ngày 8/3/2025")
        assert "Đã ghi nhận" in (await chat.say("đúng")).text

    await meanwhile(store, job, report)
    await chat.show("năm 2025 kết nạp được bao nhiêu?")  # the buttons of the receipts are gone
    assert (await chat.say("hoàn tác")).text == wording.undoing(job.name)
    await work_off(worker(store))
    assert await store.read(admitted_in, cast, 2023) == 0
    assert await store.read(admitted, cast) == 1
    assert "Lò Thị Xôm" in (await chat.say("hoàn tác")).text
    assert await store.read(admitted, cast) == 0


async def test_a_report_after_a_list_is_taken_back_before_it(store: Store, cast: Cast) -> None:
    await stored(store, "xa", of_one("Lò Văn Xuân", "bản Hỏm", "Ngày vào Đảng", date(2025, 3, 8)))
    chat = Chat(store, "xa", NOW)
    await chat.say("chi bộ bản Hỏm kết nạp đ/c Lò Thị Xôm sn 1998 nữ ngày 8/3/2025")
    await chat.say("đúng")
    assert "Lò Thị Xôm" in (await chat.say("hoàn tác")).text
    assert (await chat.say("hoàn tác")).text == wording.undoing("danh-sach.xlsx")


async def test_what_is_told_of_somebody_while_an_import_is_taken_back_keeps_it(
    store: Store, cast: Cast
) -> None:
    rows = many(LONG)
    _, report = await stored(store, "xa", [row[:-1] for row in rows])
    job = await store.write(lambda tx: jobs.decide_undo(tx, user_of(tx, "xa"), report, NOW))

    def build_on(tx: Tx) -> None:
        (first, *_) = events.people_of_report(tx, report)
        origin = Origin(report_id=new_id(), recorded_at=NOW)
        unit = units.get(tx, people.load(tx, [first])[first].unit_id)
        add_stage(tx, origin, unit, first, Stage.OFFICIAL, date(2024, 5, 1))
        settle_person(tx, BOOK, first, NOW)

    undoing = await store.read(imports.by_id, job.id)
    assert undoing is not None
    assert (await meanwhile(store, undoing, lambda: store.write(build_on))).state is JobState.DONE
    assert await store.read(admitted_in, cast, 2023) == LONG
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []
