"""Committees that merge, split, and units that move to another one: everything below goes with them."""

from datetime import date, datetime

import pytest

from bot.assistant import rule_book
from domain.cards import ReorganisationCard
from domain.localtime import VIET_NAM
from domain.people import PersonFacts
from domain.periods import Period, year_period
from domain.pipeline import Stage
from domain.quotas import Quota
from domain.rules import Subject
from domain.units import Change, Unit, UnitKind
from domain.users import Role
from handlers import recording
from handlers.context import Context
from handlers.organising import unit_changes
from handlers.recording import Origin
from storage import deadlines, locks, moving, people, quotas, rebuild, statistics, units, users
from storage.database import Store, Tx
from storage.ids import new_id
from storage.recipients import Recipients
from tests.cast import Cast, found_commune

BOOK = rule_book()
NOW = datetime(2025, 7, 2, 9, tzinfo=VIET_NAM)
CHANGED = date(2025, 7, 1)


@pytest.fixture
async def cast(store: Store) -> Cast:
    """Somebody admitted in each of bản Hỏm of xã Mường Lạn and bản Phải of xã Púng Bánh."""
    cast = await store.write(found_commune, BOOK)

    def report(tx: Tx) -> None:
        (phai,) = units.children(tx, _other(tx).id)
        for cell, name in ((cast.hom, "Lò Thị Mai"), (phai, "Vì Văn Sơn")):
            origin = Origin(report_id=new_id(), recorded_at=NOW)
            person = recording.add_person(tx, origin, cell, PersonFacts(full_name=name))
            recording.add_stage(tx, origin, cell, person, Stage.ADMISSION, date(2025, 5, 5))
            recording.settle_person(tx, BOOK, person, NOW)
        other = _other(tx)
        target = Quota(unit_id=other.id, period=year_period(2025), low=5)
        recording.add_quota(tx, BOOK, Origin(report_id=new_id(), recorded_at=NOW), other, target)

    await store.write(report)
    return cast


def _other(tx: Tx) -> Unit:
    return next(unit for unit in units.children(tx, units.roots(tx)[0].id) if unit.name == "xã Púng Bánh")


def merge(tx: Tx, cast: Cast) -> Unit:
    ids = (cast.commune.id, _other(tx).id)
    card = ReorganisationCard(change=Change.MERGED, unit_ids=ids, into=("xã Mường Púng",), on=CHANGED)
    carry_out(tx, card)
    return units.present(tx, units.get(tx, cast.commune.id))


def carry_out(tx: Tx, card: ReorganisationCard) -> None:
    origin = Origin(report_id=new_id(), recorded_at=NOW)
    unit_changes.carry_out(tx, Context(now=NOW, book=BOOK), card, origin)


def admitted(tx: Tx, unit: Unit, period: Period) -> int:
    interval = (unit.left, unit.right)
    return statistics.total(tx, Stage.ADMISSION, interval, period, NOW.date()).value


async def test_what_lay_below_both_lies_below_the_new_one_and_can_be_computed_again(
    store: Store, cast: Cast
) -> None:
    merged = await store.write(merge, cast)
    below = await store.read(units.children, merged.id)
    assert {unit.name for unit in below} == {"bản Hỏm", "bản Lầu", "trường THCS Mường Lạn", "bản Phải"}
    assert all(merged.contains(unit) for unit in below)
    assert await store.read(admitted, merged, year_period(2025)) == 2
    assert list(await store.read(rebuild.differences, BOOK)) == []


async def test_the_targets_are_summed_and_those_of_the_cells_stay(store: Store, cast: Cast) -> None:
    merged = await store.write(merge, cast)
    (target,) = await store.read(quotas.of_unit, merged.id)
    (of_cell,) = await store.read(quotas.of_unit, cast.hom.id)
    assert (target.low, of_cell.low) == (20, 4)


async def test_limits_of_the_cells_go_on_and_climb_to_the_officers_of_the_new_one(
    store: Store, cast: Cast
) -> None:
    merged = await store.write(merge, cast)

    def look(tx: Tx) -> tuple[set[int], list[int], list[int]]:
        hom = units.get(tx, cast.hom.id)
        (person,) = people.find_by_name(tx, "Lò Thị Mai", [(hom.left, hom.right)])
        due = deadlines.of_subject(tx, Subject.PERSON, person.id)
        officers = users.holders(tx, merged, Role.OFFICER, NOW)
        rule = BOOK.rules.by_id["probation_end"]
        return {one.unit_id for one in due}, officers, list(Recipients(tx, NOW).of(rule, hom.id, 1))

    unit_ids, officers, reminded = await store.read(look)
    assert unit_ids == {cast.hom.id}
    assert officers and set(officers) < set(reminded)


async def test_a_month_locked_for_the_old_one_stays_locked_for_its_cells_only(
    store: Store, cast: Cast
) -> None:
    await store.write(lambda tx: locks.lock(tx, cast.commune.id, date(2025, 5, 1), _somebody(tx), NOW))
    await store.write(merge, cast)

    def closed(tx: Tx, name: str) -> set[date]:
        merged = units.present(tx, units.get(tx, cast.commune.id))
        (cell,) = (unit for unit in units.children(tx, merged.id) if unit.name == name)
        return set(locks.closed(tx, cell, [date(2025, 5, 5), date(2025, 7, 5)]))

    assert await store.read(closed, "bản Hỏm") == {date(2025, 5, 1)}
    assert await store.read(closed, "bản Phải") == set()


def _somebody(tx: Tx) -> int:
    return users.accounts(tx, NOW)[0][1].id


async def test_namesakes_are_told_apart_by_where_they_come_from(store: Store, cast: Cast) -> None:
    def found(tx: Tx) -> None:
        units.add(tx, parent=_other(tx), kind=UnitKind.PARTY_CELL, name="bản Hỏm")

    await store.write(found)
    merged = await store.write(merge, cast)
    names = {unit.name for unit in await store.read(units.children, merged.id)}
    assert {"bản Hỏm", "bản Hỏm (xã Púng Bánh)"} <= names


async def test_where_a_unit_lay_at_each_date_is_known(store: Store, cast: Cast) -> None:
    merged = await store.write(merge, cast)
    old = {p.unit.name: (p.since, p.until) for p in await store.read(moving.placements, cast.commune)}
    new = {p.unit.name: (p.since, p.until) for p in await store.read(moving.placements, merged)}
    assert old["bản Hỏm"] == (None, CHANGED)
    assert new["bản Hỏm"] == (CHANGED, None)


async def test_below_a_committee_of_another_level_everything_keeps_its_order(
    store: Store, cast: Cast
) -> None:
    """As when the districts were abolished: a commune moves from its district right below the province."""

    def under(to: Unit) -> ReorganisationCard:
        ids = (cast.commune.id,)
        return ReorganisationCard(change=Change.MOVED, unit_ids=ids, into=(to.name,), on=CHANGED, under=to.id)

    def move_down_and_up(tx: Tx) -> tuple[list[str], list[str]]:
        root = units.roots(tx)[0]
        district = units.add(tx, parent=root, kind=UnitKind.DISTRICT, name="huyện Sốp Cộp")
        carry_out(tx, under(district))
        inside = [unit.name for unit in units.within(tx, district.left, district.right)]
        assert admitted(tx, district, year_period(2025)) == 1
        carry_out(tx, under(root))
        after = [unit.name for unit in units.within(tx, district.left, district.right)]
        return inside, after

    inside, after = await store.write(move_down_and_up)
    assert inside == ["huyện Sốp Cộp", "xã Mường Lạn", "bản Hỏm", "bản Lầu", "trường THCS Mường Lạn"]
    assert after == ["huyện Sốp Cộp"]
    assert list(await store.read(rebuild.differences, BOOK)) == []
