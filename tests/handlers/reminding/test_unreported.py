"""Who has not reported, and who may ask them to."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from domain.errors import NotAllowed
from domain.localtime import VIET_NAM
from domain.messages import Reply
from domain.people import PersonFacts
from domain.periods import month_period
from domain.pipeline import Stage
from domain.quotas import Quota
from domain.units import Unit
from domain.users import Role
from handlers import recording
from handlers.recording import Origin
from handlers.reminding import unreported
from storage import events, nudges, rebuild, reporting, users
from storage.database import Store, Tx
from storage.ids import new_id
from storage.schema import unit as unit_table
from tests.cast import Cast
from tests.handlers.chat import BOOK
from tests.handlers.turns import NOW, turn

OCTOBER = month_period(2025, 10)


def nudge(tx: Tx, account: str, unit: Unit) -> Reply:
    return unreported.nudge(tx, turn(tx, account), {"unit": unit.id})


def missing(tx: Tx, unit: Unit) -> list[str]:
    found = reporting.missing(tx, (unit.left, unit.right), OCTOBER, NOW.date(), most=100)
    return [cell.name for cell in found]


async def test_what_was_taken_back_was_not_heard_until_it_is_told_again(store: Store, cast: Cast) -> None:
    def told(tx: Tx, month: int) -> Origin:
        origin = Origin(report_id=new_id(), recorded_at=datetime(2025, month, 9, 9, tzinfo=VIET_NAM))
        person = recording.add_person(tx, origin, cast.hom, PersonFacts(full_name="Lò Thị Mai"))
        recording.settle_person(tx, BOOK, person, origin.recorded_at)
        return origin

    def is_heard(tx: Tx) -> list[bool]:
        known = list(rebuild.differences(tx, BOOK))
        assert known == []
        months = [month_period(2025, month) for month in (8, 9, 10, 11)]
        whole = (cast.hom.left, cast.hom.right)
        return [reporting.count(tx, whole, month, date(2025, 12, 1)).missing == 0 for month in months]

    def live(tx: Tx) -> list[list[bool]]:
        seen = [is_heard(tx)]
        for month in (8, 10):
            last = told(tx, month)
            seen.append(is_heard(tx))
        recording.take_back(tx, BOOK, last, events.of_report(tx, last.report_id))
        seen.append(is_heard(tx))
        told(tx, 11)
        return [*seen, is_heard(tx)]

    assert await store.write(live) == [
        [False, False, False, False],
        [True, False, False, False],
        [True, False, True, False],
        [True, False, False, False],
        [True, False, False, True],
    ]


async def test_a_number_told_for_the_month_is_a_report_and_its_undo_is_none(store: Store, cast: Cast) -> None:
    origin = Origin(report_id=new_id(), recorded_at=datetime(2025, 11, 2, 9, tzinfo=VIET_NAM))

    def tell(tx: Tx) -> list[str]:
        told = recording.add_count(tx, origin, cast.hom, Stage.ADMISSION, OCTOBER.start, OCTOBER.end, 0)
        before = missing(tx, cast.commune)
        recording.take_back(tx, BOOK, origin, [told])
        return before

    assert await store.write(tell) == ["bản Lầu", "trường THCS Mường Lạn"]
    assert await store.read(missing, cast.commune) == ["bản Hỏm", "bản Lầu", "trường THCS Mường Lạn"]


async def test_a_quota_given_to_a_cell_is_no_report_of_it(store: Store, cast: Cast) -> None:
    origin = Origin(report_id=new_id(), recorded_at=NOW)
    target = Quota(unit_id=cast.lau.id, period=OCTOBER, low=1)
    await store.write(recording.add_quota, BOOK, origin, cast.lau, target)
    assert "bản Lầu" in await store.read(missing, cast.commune)


async def test_a_secretary_asks_nobody_to_report(store: Store, cast: Cast) -> None:
    for unit in (cast.hom, cast.commune):
        with pytest.raises(NotAllowed):
            await store.write(nudge, "hom", unit)


async def test_two_officers_ask_a_secretary_once_a_day(store: Store, cast: Cast) -> None:
    def ask(tx: Tx) -> int | None:
        recipient = users.holders(tx, cast.hom, Role.SECRETARY, NOW)[0]
        return nudges.add(tx, cast.hom.id, recipient, NOW.date(), NOW)

    assert await store.write(ask) is not None
    assert await store.write(ask) is None


async def test_a_day_of_which_no_event_tells_is_found(store: Store, cast: Cast) -> None:
    def tamper(tx: Tx) -> list[str]:
        tx.execute(
            sa.update(unit_table).where(unit_table.c.id == cast.hom.id).values(heard_on=date(2025, 1, 1))
        )
        return list(rebuild.differences(tx, BOOK))

    assert await store.write(tamper) == [f"heard_on of unit {cast.hom.id}"]
