import asyncio
import struct
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import backup, ids, schema
from storage.database import Store, Tx
from storage.keys import KeyProblem, Keys
from storage.sqlite import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseInUse,
    DatabaseOutOfOrder,
    DatabaseProblem,
    FileLock,
    hold_run_lock,
)

PUT = sa.insert(schema.fact)
GET = sa.select(schema.fact.c.value).where(schema.fact.c.name == sa.bindparam("name"))
NAMES = sa.select(schema.fact.c.name).where(schema.fact.c.name != "key_check").order_by(schema.fact.c.name)


class Refused(Exception):
    pass


def put(tx: Tx, name: str, value: str = "x") -> str:
    tx.execute(PUT, {"name": name, "value": value})
    return name


def put_then_fail(tx: Tx, name: str) -> None:
    put(tx, name)
    raise Refused(name)


def get(tx: Tx, name: str) -> str | None:
    value: str | None = tx.execute(GET, {"name": name}).scalar()
    return value


def names(tx: Tx) -> list[str]:
    return list(tx.execute(NAMES).scalars())


def commits(database: Path) -> int:
    """How many commits stand in the write-ahead log: frames that carry a database size."""
    wal = database.with_name(database.name + "-wal").read_bytes()
    (page_size,) = struct.unpack(">I", wal[8:12])
    salts = wal[16:24]
    frames = [wal[i : i + 24] for i in range(32, len(wal), page_size + 24)]
    return sum(frame[8:16] == salts and frame[4:8] != b"\0\0\0\0" for frame in frames)


async def test_what_was_written_is_there_for_every_later_read(store: Store) -> None:
    for number in range(30):
        await store.write(put, f"{number}")
        assert await store.read(get, f"{number}") == "x"


async def test_a_function_that_raises_leaves_nothing_and_its_error_reaches_its_caller(store: Store) -> None:
    with pytest.raises(Refused):
        await store.write(put_then_fail, "lost")
    assert await store.read(names) == []


async def test_what_a_use_case_rehearses_is_answered_and_taken_back(store: Store) -> None:
    def play(tx: Tx) -> str:
        put(tx, "kept")
        answered = tx.rehearse(put, "rehearsed")
        with pytest.raises(Refused):
            tx.rehearse(put_then_fail, "refused")
        return answered

    assert await store.write(play) == "rehearsed"
    assert await store.read(names) == ["kept"]


async def test_one_that_fails_takes_nobody_with_it(store: Store) -> None:
    jobs = [store.write(put_then_fail if n % 3 == 0 else put, f"{n:02}") for n in range(30)]
    results = await asyncio.gather(*jobs, return_exceptions=True)
    kept = [f"{n:02}" for n in range(30) if n % 3]
    assert await store.read(names) == kept
    assert [r for r in results if isinstance(r, str)] == kept
    assert sum(isinstance(r, Refused) for r in results) == 10


async def test_writes_that_arrive_together_share_a_commit(store: Store, database: Path) -> None:
    before = commits(database)
    await asyncio.gather(*(store.write(put, f"{n}") for n in range(100)))
    assert len(await store.read(names)) == 100
    assert commits(database) - before < 25  # two, where the machine is not kept busy by others


async def test_functions_run_in_the_order_they_came(store: Store) -> None:
    order: list[int] = []

    def note(tx: Tx, number: int) -> None:
        order.append(number)

    await asyncio.gather(*(store.write(note, n) for n in range(300)))
    assert order == list(range(300))


async def test_what_goes_ahead_runs_before_what_already_waits(store: Store) -> None:
    order: list[str] = []
    release = threading.Event()

    def note(_: Tx, name: str) -> None:
        order.append(name)

    held = asyncio.create_task(store.write(lambda _: release.wait()))
    await asyncio.sleep(0)
    waiting = [asyncio.create_task(store.write(note, f"report {n}")) for n in range(3)]
    ahead = [asyncio.create_task(store.write_ahead(note, f"answer {n}")) for n in range(2)]
    await asyncio.sleep(0)
    release.set()
    await asyncio.gather(held, *waiting, *ahead)
    assert order == ["answer 0", "answer 1", "report 0", "report 1", "report 2"]


async def test_what_goes_ahead_waits_for_one_write_of_a_crowd_and_not_for_its_whole_batch(
    store: Store,
) -> None:
    order: list[str] = []
    begun, release = threading.Event(), threading.Event()

    def report(_: Tx, name: str) -> None:
        begun.set()
        release.wait()
        time.sleep(0.003)
        order.append(name)

    waiting = [asyncio.create_task(store.write(report, f"report {n}")) for n in range(3)]
    await asyncio.to_thread(begun.wait)
    ahead = asyncio.create_task(store.write_ahead(lambda _: order.append("answer")))
    await asyncio.sleep(0)
    release.set()
    await asyncio.gather(ahead, *waiting)
    assert order == ["report 0", "answer", "report 1", "report 2"]


async def test_however_much_goes_ahead_the_others_get_their_turns(store: Store) -> None:
    is_over = False

    async def keep_asking() -> None:
        while not is_over:
            await store.write_ahead(lambda _: None)

    asking = [asyncio.create_task(keep_asking()) for _ in range(3)]
    async with asyncio.timeout(30):
        await asyncio.gather(*(store.write(put, f"{n}") for n in range(20)))
    is_over = True
    await asyncio.gather(*asking)
    assert len(await store.read(names)) == 20


async def test_a_crowd_of_slow_writes_does_not_wait_for_its_last(store: Store, database: Path) -> None:
    """Each takes longer than a batch may, so each is acknowledged by a commit of its own."""
    before = commits(database)

    def slow(tx: Tx, name: str) -> str:
        time.sleep(0.02)
        return put(tx, name)

    done = await asyncio.gather(*(store.write(slow, f"{n}") for n in range(5)))
    assert done == ["0", "1", "2", "3", "4"]
    assert await store.read(names) == done
    assert commits(database) - before == 5


async def test_a_full_disk_fails_the_one_that_needs_room_and_only_it(store: Store) -> None:
    def fill(tx: Tx) -> None:
        tx.execute(sa.text("PRAGMA max_page_count = 100"))
        put(tx, "big", "x" * 4_000_000)

    results = await asyncio.gather(
        store.write(put, "a"), store.write(fill), store.write(put, "b"), return_exceptions=True
    )
    assert [type(r) for r in results] == [str, DatabaseOutOfOrder, str]
    assert await store.read(names) == ["a", "b"]


async def test_when_the_common_commit_fails_only_the_guilty_is_refused(store: Store) -> None:
    def dangle(tx: Tx) -> None:
        tx.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        link = sa.insert(schema.person_word)
        tx.execute(link, {"word_digest": b"w", "position": 1, "person_id": 404})

    jobs = [store.write(put, "a"), store.write(dangle), store.write(put, "b")]
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert [isinstance(r, BaseException) for r in results] == [False, True, False]
    assert await store.read(names) == ["a", "b"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError])
async def test_even_an_exit_inside_a_function_leaves_no_open_transaction(
    store: Store, error: type[BaseException]
) -> None:
    def leave(tx: Tx) -> None:
        put(tx, "half")
        raise error

    caught = []
    try:
        await store.write(leave)
    except BaseException as raised:  # noqa: BLE001 - that is what is looked at
        caught.append(type(raised))
    assert caught == [error]
    await store.write(put, "whole")
    assert await store.read(names) == ["whole"]


async def test_a_stray_stop_iteration_becomes_an_ordinary_error(store: Store) -> None:
    with pytest.raises(RuntimeError):
        await store.write(lambda tx: next(iter(())))


async def test_a_cancelled_caller_leaves_all_or_nothing(store: Store) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        put(tx, "first half")
        entered.set()
        go_on.wait(5)
        put(tx, "second half")

    running = asyncio.create_task(store.write(slow))
    await asyncio.to_thread(entered.wait, 5)
    waiting = asyncio.create_task(store.write(put, "never begun"))
    await asyncio.sleep(0)
    running.cancel()
    waiting.cancel()
    go_on.set()
    await asyncio.gather(running, waiting, return_exceptions=True)
    await store.write(put, "after")
    assert await store.read(names) == ["after", "first half", "second half"]


async def test_a_read_sees_one_moment_whatever_is_written_meanwhile(store: Store) -> None:
    looked, written = threading.Event(), threading.Event()

    def look_twice(tx: Tx) -> tuple[str | None, str | None]:
        first = get(tx, "news")
        looked.set()
        written.wait(5)
        return first, get(tx, "news")

    reading = asyncio.create_task(store.read(look_twice))
    await asyncio.to_thread(looked.wait, 5)
    await store.write(put, "news")
    written.set()
    assert await reading == (None, None)
    assert await store.read(get, "news") == "x"


async def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(DatabaseOutOfOrder):
        await store.read(put, "a")
    assert await store.read(names) == []


async def test_a_rehearsal_changes_nothing(store: Store) -> None:
    await store.write(put, "a")

    def play(tx: Tx) -> list[str]:
        put(tx, "b")
        return names(tx)

    assert await store.rehearse(play) == ["a", "b"]
    assert await store.read(names) == ["a"]


async def test_closing_first_finishes_what_was_asked(database: Path, keys: Keys) -> None:
    store = await Store.open(database, keys)
    jobs = [asyncio.create_task(store.write(put, f"{n:03}")) for n in range(300)]
    await asyncio.sleep(0)
    await store.close()
    assert len(await asyncio.gather(*jobs)) == 300
    with pytest.raises(DatabaseProblem):
        await store.write(put, "too late")
    again = await Store.open(database, keys)
    assert len(await again.read(names)) == 300
    await again.close()


async def test_two_processes_may_write_beside_each_other(database: Path, keys: Keys) -> None:
    one, two = await Store.open(database, keys), await Store.open(database, keys)
    await asyncio.gather(*(s.write(put, f"{n}{s is one}") for n in range(100) for s in (one, two)))
    assert len(await one.read(names)) == len(await two.read(names)) == 200
    await one.close()
    await two.close()


def test_a_lock_that_nobody_gives_back_is_reported(tmp_path: Path) -> None:
    mine, theirs = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    with theirs.held(), pytest.raises(DatabaseBusy), mine.held(patience=0.02):
        pass
    with mine.held(patience=0.0):
        pass
    mine.close()
    theirs.close()


def test_only_one_process_may_run_on_a_database(database: Path) -> None:
    with hold_run_lock(database), pytest.raises(DatabaseInUse), hold_run_lock(database):
        pass
    with hold_run_lock(database):
        pass


async def test_another_key_is_refused_before_anything_is_sealed_with_it(
    store: Store, database: Path, keys: Keys
) -> None:
    await store.write(put, "a")
    threads = threading.active_count()
    with pytest.raises(KeyProblem):
        await Store.open(database, Keys({1: b"z" * 32}))
    assert threading.active_count() <= threads + 1  # no connection is left open; to_thread keeps a worker


async def test_ids_grow_whatever_the_clock_does() -> None:
    made = [ids.new_id() for _ in range(10_000)]
    assert made == sorted(set(made))
    ids.start_after(made[-1] + 10**15)
    assert ids.new_id() > made[-1] + 10**15
    assert ids.new_id() < 2**63


# --- copies ---------------------------------------------------------------------------------------


async def test_a_backup_made_while_writing_holds_a_whole_moment(
    store: Store, tmp_path: Path, keys: Keys
) -> None:
    writing = [asyncio.create_task(store.write(_put_pair, n)) for n in range(200)]
    await store.backup(tmp_path / "copy")
    await asyncio.gather(*writing)
    copy = await Store.open(tmp_path / "copy", keys)
    kept = await copy.read(names)
    assert len(kept) % 2 == 0
    await copy.close()


def _put_pair(tx: Tx, number: int) -> None:
    put(tx, f"{number}a")
    put(tx, f"{number}b")


async def test_a_restored_backup_is_what_it_was(store: Store, tmp_path: Path, keys: Keys) -> None:
    await store.write(put, "a")
    await store.backup(tmp_path / "copy")
    await store.write(put, "b")
    await store.close()
    backup.restore(tmp_path / "copy", store.path, keys)
    again = await Store.open(store.path, keys)
    assert await again.read(names) == ["a"]
    await again.close()
    before = await Store.open(store.path.with_name(store.path.name + ".before-restore"), keys)
    assert await before.read(names) == ["a", "b"]
    await before.close()


async def test_a_restore_beside_a_running_assistant_is_refused(
    store: Store, tmp_path: Path, keys: Keys
) -> None:
    await store.backup(tmp_path / "copy")
    with hold_run_lock(store.path), pytest.raises(DatabaseInUse):
        backup.restore(tmp_path / "copy", store.path, keys)


async def test_a_damaged_backup_is_refused_and_the_database_stays(
    store: Store, tmp_path: Path, keys: Keys
) -> None:
    await store.write(put, "a")
    copy = tmp_path / "copy"
    await store.backup(copy)
    _damage(copy)
    with pytest.raises(DatabaseDamaged):
        backup.restore(copy, store.path, keys)
    assert await store.read(names) == ["a"]


def _damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 100] = b"\xaa" * 100
    path.write_bytes(bytes(content))


async def test_a_backup_sealed_with_another_key_is_refused(store: Store, tmp_path: Path) -> None:
    await store.backup(tmp_path / "copy")
    with pytest.raises(KeyProblem):
        backup.verify(tmp_path / "copy", Keys({1: b"z" * 32}))


async def test_a_backup_is_nobody_elses_to_read(store: Store, tmp_path: Path) -> None:
    await store.backup(tmp_path / "copy")
    assert _mode(tmp_path / "copy") == 0o600


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777
