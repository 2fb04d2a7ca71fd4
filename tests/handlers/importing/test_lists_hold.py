"""Whatever stands in a list and happens while it is made ready, it is stored right, once, and goes whole."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.importing import jobs
from handlers.importing.work import work, work_off
from handlers.importing.worker import Worker
from handlers.recording import settle_person
from storage import imports, locks, people, schema, units
from storage.database import Store, Tx
from storage.imports import ROWS_IN_A_SLICE, Job, JobState
from tests.handlers.by_hand import compare
from tests.handlers.world import FIRST, NOW, TODAY, Happening, World
from tests.rules import BOOK
from tests.stores import store_of_its_own

EXAMPLES = 500 if "CHIBO_SOAK" in os.environ else 12
DAYS = st.integers(0, (TODAY - FIRST).days)
BEFORE = st.lists(
    st.tuples(
        st.sampled_from(("appears", "appears", "goes on", "described", "moves", "merged", "taken back")),
        st.integers(0, 50),
        st.integers(0, 50),
        DAYS,
    ),
    max_size=15,
)
MEANWHILE = st.lists(
    st.tuples(
        st.sampled_from(("appears", "goes on", "moves", "merged", "split", "taken back", "erased", "locked")),
        st.integers(0, 50),
        st.integers(0, 50),
        DAYS,
    ),
    max_size=3,
)
# Who (even: somebody on record, odd: somebody new), which cell (None: where they are), and the days of steps.
LINE = st.tuples(st.integers(0, 30), st.none() | st.integers(0, 5), st.none() | DAYS, st.none() | DAYS)
Line = tuple[int, int | None, int | None, int | None]
HEAD = "Họ và tên;Ngày sinh;Nam/Nữ;Chi bộ;Đưa vào nguồn;Ngày kết nạp;Ngày chính thức"
NOBODY = "-;;;;;;"
_person, _deadline = schema.person.c, schema.deadline.c
PROJECTED = (
    sa.select(schema.tally),
    sa.select(schema.milestone.c.event_id, schema.milestone.c.position, schema.milestone.c.reached_on),
    sa.select(schema.person_word),
    sa.select(schema.month_tally).where(schema.month_tally.c.people != 0),
    sa.select(schema.standing).where(schema.standing.c.people != 0),
    sa.select(_person.id, _person.position, _person.stage, _person.gender).where(_person.stage.is_not(None)),
    sa.select(_deadline.subject_id, _deadline.rule, _deadline.position, _deadline.due_on).where(
        _deadline.settled_by.is_(None)
    ),
)
Tables = dict[sa.Select[Any], list[tuple[Any, ...]]]


class Living(World):
    """What else may happen to the people of a list."""

    def _erased(self, a: int, b: int, on: date) -> None:
        for person in self._somebody(a):
            people.erase(self.tx, person.id)
            settle_person(self.tx, BOOK, person.id, NOW)

    def _locked(self, a: int, b: int, on: date) -> None:
        locks.lock(self.tx, self._cell(a).id, on.replace(day=1), self.user, NOW)

    def listed(self, lines: Sequence[Line]) -> bytes:
        """The list, with as many lines of nobody between as make two slices of it."""
        told = [self._line(*line) for line in lines]
        half = len(told) // 2
        rows = [HEAD, *told[:half], *[NOBODY] * ROWS_IN_A_SLICE, *told[half:]]
        return "\n".join(rows).encode()

    def _line(self, who: int, where: int | None, admitted: int | None, official: int | None) -> str:
        person = next(self._somebody(who // 2), None) if who % 2 == 0 else None
        cell = units.get(self.tx, person.unit_id) if person and where is None else self._cell(where or 0)
        name = person.name if person else f"Vì Thị {'ABCDEFGHIJKLMNOP'[who // 2]}"
        born = "" if person else f"{1 + who // 2:02}/03/1990"
        steps = ["" if d is None else f"{FIRST + timedelta(days=d):%d/%m/%Y}" for d in (admitted, official)]
        listed_on = f"{FIRST - timedelta(days=who):%d/%m/%Y}" if who % 3 == 0 else ""
        return ";".join([name, born, "Nữ" if who % 2 else "", cell.name, listed_on, *steps])


def tables(tx: Tx) -> Tables:
    """Every figure, date and who is where; who was taken back whole is nowhere."""
    return {statement: sorted(tuple(row) for row in tx.execute(statement)) for statement in PROJECTED}


async def nobody_listens(job: Job, text: str) -> None:
    """Nothing happens meanwhile."""


def worker_of(store: Store) -> Worker:
    return Worker(store=store, book=BOOK, clock=lambda: NOW, seconds=lambda: 0.0, say=nobody_listens)


async def decided(store: Store, world: World, content: bytes) -> Job:
    """The list has been read and shown, and is to be stored if there is anything new in it."""

    def start(tx: Tx) -> Job:
        return imports.start(tx, user_id=world.user, address=None, name="ds.csv", content=content, now=NOW)

    job = await store.write(start)
    await work(worker_of(store), job)
    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    return job


async def lives(store: Store, before: list[Happening], lines: list[Line], during: list[Happening]) -> None:
    world = await store.write(Living)
    without_list: list[Tables] = []

    def begin(tx: Tx) -> bytes:
        world.tx = tx
        world.found()
        world.live(before)
        return world.listed(lines)

    def go_on(tx: Tx) -> None:
        world.tx = tx
        if not without_list:
            world.live(during)
            without_list.append(tables(tx))

    def checked(tx: Tx) -> Tables:
        world.tx = tx
        compare(tx, world)
        return tables(tx)

    def take_back(tx: Tx) -> None:
        world.tx = tx
        jobs.decide_undo(tx, world.turn().user, job.report_id, NOW)

    async def happen(job: Job, text: str) -> None:
        await store.write(go_on)

    content = await store.write(begin)
    job = await decided(store, world, content)
    seconds = iter(range(0, 1_000_000, 100))
    await work_off(replace(worker_of(store), seconds=lambda: next(seconds), say=happen))
    after = await store.read(checked)
    if not without_list:
        return  # there was nothing to store in it
    await decided(store, world, content)
    await work_off(worker_of(store))
    assert await store.read(checked) == after
    await store.write(take_back)
    await work_off(worker_of(store))
    assert await store.read(checked) == without_list[0]


@pytest.mark.soak  # more of it there; it also runs every time
@settings(max_examples=EXAMPLES, deadline=None)
@given(before=BEFORE, lines=st.lists(LINE, min_size=1, max_size=12), during=MEANWHILE)
@example(before=[("appears", 0, 0, 0), ("goes on", 0, 11, 0)], lines=[(0, None, None, None)], during=[])
async def test_a_list_is_stored_right_once_and_goes_whole_whatever_happens_meanwhile(
    empty_database: Path, before: list[Happening], lines: list[Line], during: list[Happening]
) -> None:
    async with store_of_its_own(empty_database) as store:
        await lives(store, before, lines, during)
