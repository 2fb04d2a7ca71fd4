from datetime import date, timedelta

import pytest

from domain.deadlines import Deadline
from domain.units import Unit
from storage import pending
from storage.database import Store, Tx
from tests.storage.test_deadlines import DUE_ON, Place

SUCCESSIONS = (("probation_end", "recognition"),)


@pytest.fixture
async def place(store: Store) -> Place:
    return await Place(store).founded()


def known(
    tx: Tx, /, unit: Unit, today: date, first: date = date.min, last: date = date.max
) -> tuple[pending.Pending, list[Deadline]]:
    """The same by the index of dates, as for a province, and by that of places, as for what is smaller."""
    by_date, by_place = (
        (
            pending.count(tx, interval, today, SUCCESSIONS, first=first, last=last),
            pending.page(tx, interval, today, SUCCESSIONS, most=10, first=first, last=last),
        )
        for interval in ((unit.left, unit.right), (unit.left, unit.right - 1))
    )
    assert by_date == by_place
    return by_date


async def test_what_is_open_in_a_subtree_comes_soonest_first_and_is_counted(place: Place) -> None:
    await place.replan(place.plan(DUE_ON), subject=1)
    await place.replan(place.plan(DUE_ON - timedelta(days=5)), subject=2)
    await place.replan(place.plan(DUE_ON, settled=True), subject=3)

    async def subjects(unit: Unit, **span: date) -> list[int]:
        counted, rows = await place.store.read(known, unit, DUE_ON, **span)
        assert counted.all == len(rows)
        assert counted.overdue == sum(row.due_on < DUE_ON for row in rows)
        return [row.subject_id for row in rows]

    assert await subjects(place.unit) == [2, 1]
    assert await subjects(place.unit, last=DUE_ON - timedelta(days=1)) == [2]
    assert await subjects(place.unit, first=DUE_ON) == [1]


async def test_nothing_of_another_subtree_is_listed(place: Place) -> None:
    await place.replan(place.plan())
    beside = (place.unit.right, place.unit.right + 1)
    assert await place.store.read(pending.count, beside, DUE_ON, SUCCESSIONS) == pending.Pending(
        all=0, overdue=0
    )


async def test_a_passed_date_gives_way_to_the_limit_that_opened_on_it(place: Place) -> None:
    ended = place.plan(DUE_ON - timedelta(days=20), rule="probation_end")
    await place.replan(ended, place.plan(DUE_ON, rule="recognition"), subject=1)
    await place.replan(ended, subject=2)
    counted, rows = await place.store.read(known, place.unit, DUE_ON - timedelta(days=1))
    assert [(row.subject_id, row.rule) for row in rows] == [(2, "probation_end"), (1, "recognition")]
    assert counted == pending.Pending(all=2, overdue=1)
    (mine,) = await place.store.read(pending.of_person, 1, DUE_ON - timedelta(days=1), SUCCESSIONS)
    assert mine.rule == "recognition"


async def test_a_date_still_ahead_stands_beside_the_limit_after_it(place: Place) -> None:
    ends = place.plan(DUE_ON - timedelta(days=20), rule="probation_end")
    await place.replan(ends, place.plan(DUE_ON, rule="recognition"))
    counted, rows = await place.store.read(known, place.unit, DUE_ON - timedelta(days=30))
    assert [row.rule for row in rows] == ["probation_end", "recognition"]
    assert counted == pending.Pending(all=2, overdue=0)


async def test_pages_follow_one_another_without_a_gap(place: Place) -> None:
    for subject in range(1, 8):
        await place.replan(place.plan(DUE_ON + timedelta(days=subject % 3)), subject=subject)
    interval = (place.unit.left, place.unit.right)
    seen = [
        row.subject_id
        for skipped in range(0, 8, 3)
        for row in await place.store.read(
            pending.page, interval, DUE_ON, SUCCESSIONS, most=3, skipped=skipped
        )
    ]
    assert sorted(seen) == list(range(1, 8))
