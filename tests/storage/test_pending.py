from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.deadlines import Deadline, PlannedDeadline, followed
from domain.rules import Subject
from domain.units import Unit, UnitKind
from storage import deadlines, pending, schema, units
from storage.database import Store, Tx
from storage.deadlines import Plans
from storage.ids import new_id
from tests.rules import BOOK
from tests.storage.test_any_history import taken_back
from tests.storage.test_deadlines import DUE_ON, NOW, SCHEDULE, Place

SUCCESSIONS = (("probation_end", "recognition"), ("recognition", "recognition_decision"))
RULES = ("probation_end", "recognition", "recognition_decision", "verification_reply")
DAYS = st.dates(date(2025, 11, 20), date(2025, 12, 5))


@pytest.fixture
async def place(store: Store) -> Place:
    return await Place(store).founded()


def known(
    tx: Tx, /, unit: Unit, today: date, first: date = date.min, last: date = date.max
) -> tuple[pending.Pending, list[Deadline]]:
    """The same by the index of dates, as for a province, and by that of places, as for what is smaller."""
    by_date, by_place = (
        (
            pending.count(tx, interval, today, first=first, last=last),
            pending.page(tx, interval, today, most=10, first=first, last=last),
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
    assert await place.store.read(pending.count, beside, DUE_ON) == pending.Pending(all=0, overdue=0)


async def test_a_passed_date_gives_way_to_the_limit_that_opened_on_it(place: Place) -> None:
    ended = place.plan(DUE_ON - timedelta(days=20), rule="probation_end")
    await place.replan(*followed([ended, place.plan(DUE_ON, rule="recognition")], SUCCESSIONS), subject=1)
    await place.replan(ended, subject=2)
    counted, rows = await place.store.read(known, place.unit, DUE_ON - timedelta(days=1))
    assert [(row.subject_id, row.rule) for row in rows] == [(2, "probation_end"), (1, "recognition")]
    assert counted == pending.Pending(all=2, overdue=1)
    (mine,) = await place.store.read(pending.of_person, 1, DUE_ON - timedelta(days=1))
    assert mine.rule == "recognition"


async def test_a_date_still_ahead_stands_beside_the_limit_after_it(place: Place) -> None:
    ends = place.plan(DUE_ON - timedelta(days=20), rule="probation_end")
    await place.replan(*followed([ends, place.plan(DUE_ON, rule="recognition")], SUCCESSIONS))
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
        for row in await place.store.read(pending.page, interval, DUE_ON, most=3, skipped=skipped)
    ]
    assert sorted(seen) == list(range(1, 8))


@dataclass(frozen=True)
class Limit:
    """One deadline of a random person, who is in the cell number `place`."""

    place: int
    rule: str
    due_on: date
    is_settled: bool


LIMITS = st.lists(
    st.builds(
        Limit, place=st.integers(0, 3), rule=st.sampled_from(RULES), due_on=DAYS, is_settled=st.booleans()
    ),
    max_size=12,
    unique_by=lambda limit: (limit.place, limit.rule, limit.due_on),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIMITS, DAYS, DAYS | st.just(date.min), DAYS | st.just(date.max), st.sets(st.sampled_from(RULES)))
def test_what_is_pending_equals_a_recount_at_every_level(
    tx: Tx, limits: list[Limit], today: date, first: date, last: date, rules: set[str]
) -> None:
    with taken_back(tx):
        provinces = [units.add(tx, parent=None, kind=UnitKind.PROVINCE, name=f"tỉnh {n}") for n in range(2)]
        communes = [
            units.add(tx, parent=one, kind=UnitKind.COMMUNE, name=f"xã {one.name}") for one in provinces
        ]
        cells = [
            units.add(tx, parent=communes[n // 3], kind=UnitKind.PARTY_CELL, name=f"bản {n}")
            for n in range(4)
        ]
        _told(tx, cells, limits)
        for unit in (*provinces, *communes, *cells):
            wanted = _recounted(
                [limit for limit in limits if unit.contains(cells[limit.place])], today, first, last, rules
            )
            asked = (tx, (unit.left, unit.right), today)
            counted = pending.count(*asked, first=first, last=last, rules=rules)
            page = pending.page(*asked, most=100, first=first, last=last, rules=rules)
            assert counted == pending.Pending(
                all=len(wanted), overdue=sum(limit.due_on < today for limit in wanted)
            )
            assert sorted((row.subject_id, row.rule, row.due_on) for row in page) == sorted(
                (limit.place, limit.rule, limit.due_on) for limit in wanted
            )
            assert [row.due_on for row in page] == sorted(row.due_on for row in page)


def _told(tx: Tx, cells: list[Unit], limits: list[Limit]) -> None:
    """One person in each cell, with these deadlines."""
    settled_by = new_id()
    told = {"id": settled_by, "report_id": 1, "unit_id": cells[0].id, "recorded_at": NOW, "kind": "stage"}
    tx.execute(schema.event.insert(), {**told, "data": {}})
    of_place = defaultdict(list)
    for limit in limits:
        of_place[limit.place].append(
            PlannedDeadline(
                rule=limit.rule,
                edition="một văn bản",
                event_id=None,
                trigger_on=limit.due_on,
                due_on=limit.due_on,
                settled_by=settled_by if limit.is_settled else None,
                schedule=SCHEDULE,
            )
        )
    plans = [
        Plans.within(cells[place], Subject.PERSON, place, followed(planned, SUCCESSIONS))
        for place, planned in of_place.items()
    ]
    deadlines.replan_all(tx, plans, calendar=BOOK.calendar, now=NOW)


def _recounted(limits: list[Limit], today: date, first: date, last: date, rules: set[str]) -> list[Limit]:
    """Those that are open in the span, less what has passed and has its successor beside it."""
    is_open = [limit for limit in limits if not limit.is_settled]
    return [
        limit
        for limit in is_open
        if first <= limit.due_on <= last and (not rules or limit.rule in rules)
        if limit.due_on >= today
        or not any(
            other.place == limit.place and (limit.rule, other.rule) in SUCCESSIONS and other.due_on <= last
            for other in is_open
        )
    ]
