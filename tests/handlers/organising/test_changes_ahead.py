"""Changes of units that are decided for a day to come."""

from datetime import date, datetime, timedelta

import pytest

from bot.assistant import rule_book
from domain.localtime import VIET_NAM
from domain.people import PersonFacts
from domain.pipeline import Stage
from handlers import recording
from handlers.context import Context
from handlers.organising import changes_ahead
from handlers.recording import Origin
from scheduler import reminding
from storage import events, units
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import Cast, found_commune
from tests.handlers.chat import Chat

BOOK = rule_book()
DECIDED = datetime(2025, 11, 20, 9, tzinfo=VIET_NAM)
EFFECTIVE = date(2026, 1, 1)


@pytest.fixture
async def cast(store: Store) -> Cast:
    """Bản Hỏm and bản Lầu will be one cell; somebody of bản Hỏm is on probation until 10/01/2026."""
    cast = await store.write(found_commune, BOOK)

    def report(tx: Tx) -> None:
        origin = Origin(report_id=new_id(), recorded_at=DECIDED)
        facts = PersonFacts(full_name="Lò Văn Pánh", mentor="Hà Văn Bun")
        person = recording.add_person(tx, origin, cast.hom, facts)
        recording.add_stage(tx, origin, cast.hom, person, Stage.ADMISSION, date(2025, 1, 10))
        recording.settle_person(tx, BOOK, person, DECIDED)

    await store.write(report)
    officer = Chat(store, "xa", DECIDED)
    await officer.say("từ 1/1/2026 sáp nhập bản Hỏm và bản Lầu thành bản Hỏm Lầu")
    await officer.say("đúng")
    return cast


async def carried_out(store: Store, now: datetime) -> int:
    """How many changes the moment brings."""
    due = await store.read(events.to_reorganise, now.date())
    await changes_ahead.carry_out_due(store, Context(now=now, book=BOOK))
    return len(due)


async def test_nothing_changes_before_the_day_and_the_day_changes_it_once(store: Store, cast: Cast) -> None:
    last_day = datetime(2025, 12, 31, 23, 59, tzinfo=VIET_NAM)
    assert await carried_out(store, last_day) == 0
    assert (await store.read(units.get, cast.hom.id)).valid_to is None
    assert await carried_out(store, last_day + timedelta(minutes=2)) == 1
    assert await carried_out(store, last_day + timedelta(minutes=4)) == 0
    assert (await store.read(units.get, cast.hom.id)).valid_to == EFFECTIVE


async def test_a_machine_that_was_off_on_the_day_makes_up_for_it_with_the_decided_day(
    store: Store, cast: Cast
) -> None:
    assert await carried_out(store, datetime(2026, 1, 20, 9, tzinfo=VIET_NAM)) == 1
    assert (await store.read(units.get, cast.hom.id)).valid_to == EFFECTIVE


async def test_what_no_longer_fits_on_its_day_is_dropped_and_whoever_decided_hears_why(
    store: Store, cast: Cast
) -> None:
    await store.write(units.close, cast.lau.id, date(2025, 12, 1), cast.school.id)
    now = datetime(2026, 1, 2, 9, tzinfo=VIET_NAM)
    assert await carried_out(store, now) == 1
    assert (await store.read(units.get, cast.hom.id)).valid_to is None
    assert await carried_out(store, now) == 0
    assert "Không có quyết định" in (await Chat(store, "xa", now).say("quyết định tổ chức sắp tới")).text


async def test_the_rehearsal_of_days_to_come_sees_the_units_of_then(store: Store, cast: Cast) -> None:
    sends = await store.rehearse(
        reminding.preview,
        BOOK,
        date(2025, 12, 1),
        date(2026, 1, 31),
        today=DECIDED.date(),
        each_morning=lambda tx, now: changes_ahead.carry_out_all_due(tx, Context(now=now, book=BOOK)),
    )
    of_probation = [send for send in sends if send.deadline.rule == "probation_end"]
    about = {(send.on >= EFFECTIVE, send.unit.name) for send in of_probation}
    assert about == {(False, "bản Hỏm"), (True, "bản Hỏm Lầu")}
    assert (await store.read(units.get, cast.hom.id)).valid_to is None
