"""A list of one's own: columns guessed, shown first, stored once, taken back whole."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook

from bot.assistant import rule_book
from domain.cards import ReorganisationCard
from domain.errors import AgeOutOfRange, MonthLocked, NothingToUndo, PapersExpired, UnitEnded
from domain.messages import ChannelName
from domain.people import BirthDate, PersonFacts
from domain.periods import year_period
from domain.pipeline import Stage
from domain.rules import RuleBook, Subject
from domain.rules_file import load_book
from domain.sheets import Value
from domain.units import Change
from domain.users import Role, User
from handlers.context import Context
from handlers.importing import jobs
from handlers.importing.answered import Answered, UnitQuestion
from handlers.importing.columns import layout_of
from handlers.importing.headers import Meaning
from handlers.importing.problems import RowFault
from handlers.importing.replies import Preview
from handlers.importing.slices import rows_of_slice, told_of
from handlers.importing.work import work, work_off
from handlers.importing.worker import Outcome, Worker
from handlers.organising import unit_changes
from handlers.recording import Origin, add_person, add_stage, settle_person
from rendering.wording import importing as wording
from storage import deadlines, events, imports, locks, people, rebuild, statistics, units, users
from storage.database import Store, Tx
from storage.ids import new_id
from storage.imports import Job, JobState
from tests.cast import Cast
from tests.handlers.chat import Chat
from tests.handlers.test_unreported import NOW

BOOK = rule_book()
TODAY = date(2025, 10, 15)

LIST: list[tuple[Value, ...]] = [
    ("DANH SÁCH ĐẢNG VIÊN MỚI KẾT NẠP", None, None, None, None),
    ("TT", "Họ và tên", "Năm sinh", "Chi bộ", "Ngày vào Đảng"),
    (1, "Lò Thị Mai", 1998, "bản Hỏm", date(2025, 3, 8)),
    (2, "VÌ THỊ ÁNH", "05/09/1995", "CB bản Lầu", "15/4/2025"),
    (3, "Quàng Văn Trai", 1990, "bản Không Có", date(2025, 5, 1)),
    (4, "Cà Văn Trẻ", 2012, "bản Hỏm", date(2025, 5, 1)),
    (5, "Lò Văn Xuân", 1990, "bản Hỏm", "31/2/2025"),
    (6, "Lò Thị Mai", 1998, "bản Hỏm", date(2025, 3, 8)),
    (None, "Tổng cộng: 6", None, None, None),
]


def user_of(tx: Tx, account: str) -> User:
    user = users.by_identity(tx, ChannelName.TERMINAL, account, NOW)
    assert user is not None
    return user


def as_file(rows: Sequence[Sequence[Value]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


async def nobody_listens(job: Job, text: str) -> None:
    raise AssertionError("no word is due in two seconds of a clock that stands still")


def worker(store: Store, book: RuleBook = BOOK) -> Worker:
    return Worker(store=store, book=book, clock=lambda: NOW, seconds=lambda: 0.0, say=nobody_listens)


async def shown(
    store: Store, account: str, rows: Sequence[Sequence[Value]] = LIST, book: RuleBook = BOOK
) -> tuple[Job, Outcome]:
    def start(tx: Tx) -> Job:
        user = user_of(tx, account)
        return imports.start(
            tx, user_id=user.id, address=None, name="danh-sach.xlsx", content=as_file(rows), now=NOW
        )

    job = await store.write(start)
    return job, await work(worker(store, book), job)


async def planned(
    store: Store, account: str, rows: Sequence[Sequence[Value]] = LIST, book: RuleBook = BOOK
) -> Preview:
    _, outcome = await shown(store, account, rows, book)
    assert outcome.found is not None
    return outcome.found


async def stored(store: Store, account: str, rows: Sequence[Sequence[Value]] = LIST) -> tuple[Preview, int]:
    job, outcome = await shown(store, account, rows)
    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    await work_off(worker(store))
    assert outcome.found is not None
    return outcome.found, job.report_id


def admitted(tx: Tx, cast: Cast) -> int:
    return admitted_in(tx, cast, 2025)


def admitted_in(tx: Tx, cast: Cast, year: int) -> int:
    interval = (cast.commune.left, cast.commune.right)
    return statistics.total(tx, Stage.ADMISSION, interval, year_period(year), TODAY).value


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


def many(count: int) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = [("Họ và tên", "Ngày sinh", "Chi bộ", "Ngày kết nạp", "Ngày chính thức")]
    for number in range(count):
        born = date(1990, 1, 1) + timedelta(days=number)
        name = f"Lò Văn {FAMILY[number % len(FAMILY)]} {FAMILY[number // len(FAMILY) % len(FAMILY)]}"
        rows.append((name, born, "bản Hỏm" if number % 2 else "bản Lầu", date(2023, 5, 1), date(2024, 5, 1)))
    return rows


FAMILY = ("An", "Bình", "Cường", "Dũng", "Giang", "Hà", "Khoa", "Linh", "Minh", "Nam", "Phúc", "Quân", "Sơn")


async def test_whoever_asks_while_a_list_is_stored_or_taken_back_sees_none_of_it_or_all(
    store: Store, cast: Cast
) -> None:
    job, _ = await shown(store, "xa", many(1_100))
    seen = set()

    async def watch(work: asyncio.Task[int]) -> None:
        while not work.done():
            seen.add(await store.read(admitted_in, cast, 2023))

    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    await watch(asyncio.create_task(work_off(worker(store))))
    assert await store.read(admitted_in, cast, 2023) == 1_100
    await store.write(lambda tx: jobs.decide_undo(tx, user_of(tx, "xa"), job.report_id, NOW))
    await watch(asyncio.create_task(work_off(worker(store))))
    assert await store.read(admitted_in, cast, 2023) == 0
    assert seen == {0, 1_100}
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


async def test_the_next_steps_of_people_on_record_are_stored_together_too(store: Store, cast: Cast) -> None:
    rows = many(1_100)
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
    assert await store.read(official) == 1_100
    assert 0 in seen <= {0, 1_100}
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
    job, _ = await shown(store, "xa", many(1_100))
    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    await died_half_way(store, job)
    assert await store.read(admitted_in, cast, 2023) == 0
    await work_off(worker(store))
    assert await store.read(admitted_in, cast, 2023) == 1_100
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []
    done = await store.read(imports.by_id, job.id)
    assert done is not None
    assert (done.state, done.stored) == (JobState.DONE, 1_100)
    assert [path.name for path in store.path.parent.glob("*.import-rows")] == []


async def test_an_undo_that_died_in_the_middle_took_nothing_back_and_is_begun_anew(
    store: Store, cast: Cast
) -> None:
    _, report = await stored(store, "xa", many(1_100))
    job = await store.write(lambda tx: jobs.decide_undo(tx, user_of(tx, "xa"), report, NOW))
    await died_half_way(store, job)
    assert await store.read(admitted_in, cast, 2023) == 1_100
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
    rows = many(1_100)
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
    assert await store.read(admitted_in, cast, 2023) == 1_100
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


async def test_a_unit_that_ends_while_a_list_is_made_ready_has_its_people_where_it_goes_on(
    store: Store, cast: Cast
) -> None:
    job = await confirmed(store, many(1_100))
    await meanwhile(store, job, lambda: merge_hom_into_lau(store, cast))
    assert await store.read(admitted_in, cast, 2023) == 1_100
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


async def test_a_month_that_is_locked_while_a_list_is_made_ready_takes_nothing(
    store: Store, cast: Cast
) -> None:
    job = await confirmed(store, many(1_100))

    def lock(tx: Tx) -> None:
        locks.lock(tx, cast.lau.id, date(2023, 5, 1), user_of(tx, "xa").id, NOW)

    await meanwhile(store, job, lambda: store.write(lock))
    assert await store.read(admitted_in, cast, 2023) == 550


async def test_a_right_that_ends_while_a_list_is_made_ready_ends_the_import(store: Store, cast: Cast) -> None:
    job = await confirmed(store, many(1_100))

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
    job = await confirmed(store, many(1_100))
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
    rows = many(1_100)
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
    assert await store.read(admitted_in, cast, 2023) == 1_100
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


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
        *[(n, f"Lò Văn {name}", 1990, on) for n, name in enumerate(FAMILY, start=1)],
        (None, "II. CHI BỘ BẢN LẦU"),
        (1, "Vì Thị Ánh", 1990, on),
    ]
    made = await planned(store, "xa", sections)
    assert (made.fresh, made.problems) == (len(FAMILY) + 1, [])
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


def of_one(name: str, unit: str, step: str, on: date, born: int = 1990) -> list[tuple[Value, ...]]:
    return [("Họ và tên", "Năm sinh", "Chi bộ", step), (name, born, unit, on)]


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


async def merge_hom_into_lau(store: Store, cast: Cast) -> None:
    def merge(tx: Tx) -> None:
        card = ReorganisationCard(
            change=Change.MERGED, unit_ids=(cast.hom.id, cast.lau.id), into=("bản Lầu",), on=date(2025, 7, 1)
        )
        origin = Origin(report_id=new_id(), recorded_at=NOW)
        unit_changes.carry_out(tx, Context(now=NOW, book=BOOK), card, origin)

    await store.write(merge)


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


def unclear(cells: Sequence[str]) -> list[tuple[Value, ...]]:
    head: tuple[Value, ...] = ("Họ và tên", "Năm sinh", "Chi bộ", "Ngày kết nạp")
    people = enumerate(zip(FAMILY, cells, strict=False))
    return [head, *((f"Lò Văn {name}", 1980 + n, cell, date(2023, 5, 1)) for n, (name, cell) in people)]


async def test_the_unit_that_most_rows_may_mean_is_asked_about_first(store: Store, cast: Cast) -> None:
    found = await planned(store, "xa", unclear(["bản Lậuu", "bản Hỏng", "bản Hỏng", "bản Hỏm"]))
    asked = found.question
    assert isinstance(asked, UnitQuestion)
    assert (asked.words, asked.rows, [unit.name for unit in asked.near]) == ("bản Hỏng", 2, ["bản Hỏm"])


async def test_a_unit_like_none_is_told_in_words(store: Store, cast: Cast) -> None:
    found = await planned(store, "xa", unclear(["Nơi Khác Xa", "bản Hỏm"]))
    assert found.question is None
    assert [problem.fault for problem in found.problems] == [RowFault.NO_UNIT]


async def test_an_answer_about_a_unit_reaches_no_further_than_its_giver(store: Store, cast: Cast) -> None:
    job, _ = await shown(store, "hom", unclear(["bản Hỏng", "bản Hỏm"]))
    known = Answered(asked="bản Hỏng").with_unit(cast.lau.id)
    await store.write(lambda tx: imports.keep_answers(tx, job.id, known.as_plain()))
    told = await store.read(told_of, job, NOW)
    assert told is not None
    rows = await store.read(rows_of_slice, job, told, 0)
    assert [row.problem and row.problem.fault for row in rows] == [RowFault.NO_UNIT, None]


async def test_a_column_told_is_no_longer_guessed_or_asked_about(store: Store, cast: Cast) -> None:
    rows: list[tuple[Value, ...]] = [("Họ và tên", "Năm sinh", "Mốc 1", "Mốc 2")]
    rows += [(f"Lò Văn {name}", 1990, date(2023, 1, 5), date(2023, 4, 5)) for name in FAMILY]
    layout = layout_of(rows, TODAY, {2: Meaning.CANDIDATE, 3: None})
    assert layout is not None
    assert (layout.columns[Meaning.CANDIDATE], layout.titles[Meaning.CANDIDATE]) == (2, "Mốc 1")
    assert Meaning.ADMISSION not in layout.columns
    assert layout.doubtful == ()


def office_sheet() -> bytes:
    """A list as an office keeps it: merged titles, a merged header of two rows, dates of every sort."""
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (
        ("ĐẢNG BỘ XÃ MƯỜNG LẠN",),
        ("DANH SÁCH ĐẢNG VIÊN KẾT NẠP NĂM 2023",),
        (),
        ("TT", "Họ và tên", "Ngày, tháng, năm sinh", None, "Chi bộ", "Ngày vào Đảng", None),
        (None, None, "Nam", "Nữ", None, "Dự bị", "Chính thức"),
        (1, "Lò Thị Mai", None, "12/3/1998", "bản Hỏm", date(2023, 5, 1), "01/05/2024"),
        (2, "Vì Văn Ánh", 1995, None, None, 45048, 45414),  # 2 May 2023 and 2024, as numbers of days
        (3, "Cà Văn Trẻ", "05.09.1990", None, "bản Lầu", "3-5-2023", None),
        (4, "Lò Văn Bình", "1988", None, None, "4.5.2023", None),
    ):
        page.append(row)
    for area in ("A1:G1", "A2:G2", "A4:A5", "B4:B5", "C4:D4", "E4:E5", "F4:G4", "E6:E7", "E8:E9"):
        page.merge_cells(area)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


async def test_a_list_as_an_office_keeps_it_is_read_whole(store: Store, cast: Cast) -> None:
    def start(tx: Tx) -> Job:
        user = user_of(tx, "xa")
        return imports.start(
            tx, user_id=user.id, address=None, name="xa.xlsx", content=office_sheet(), now=NOW
        )

    job = await store.write(start)
    outcome = await work(worker(store), job)
    assert outcome.found is not None
    assert (outcome.found.fresh, outcome.found.problems, outcome.found.question) == (4, [], None)
    assert outcome.found.steps == {Stage.ADMISSION: 4, Stage.OFFICIAL: 2}
    told = await store.read(told_of, job, NOW)
    assert told is not None
    rows = [row.told for row in await store.read(rows_of_slice, job, told, 0)]
    assert [str(row.facts.birth_date) for row in rows] == ["1998-03-12", "1995", "1990-09-05", "1988"]
    assert [row.steps[Stage.ADMISSION] for row in rows] == [date(2023, 5, day) for day in (1, 2, 3, 4)]


async def test_a_list_of_a_header_alone_is_said_to_hold_nobody(store: Store, cast: Cast) -> None:
    _, outcome = await shown(store, "xa", LIST[:2])
    assert outcome.text.endswith(wording.only_a_header())
