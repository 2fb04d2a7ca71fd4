"""Who has not reported, and who may ask them to."""

from datetime import datetime

import pytest

from bot.assistant import rule_book
from domain.errors import NotAllowed
from domain.localtime import VIET_NAM
from domain.messages import Address, ChannelName, IncomingMessage, Reply
from domain.periods import month_period
from domain.pipeline import Stage
from domain.units import Unit
from domain.users import Role
from handlers import recording
from handlers.context import Context, Turn
from handlers.recording import Origin
from handlers.reminding import unreported
from storage import nudges, reporting, units, users
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import Cast

BOOK = rule_book()
NOW = datetime(2025, 10, 15, 9, tzinfo=VIET_NAM)
OCTOBER = month_period(2025, 10)


def turn(tx: Tx, account: str) -> Turn:
    user = users.by_identity(tx, ChannelName.TERMINAL, account, NOW)
    assert user is not None
    message = IncomingMessage(
        address=Address(channel=ChannelName.TERMINAL, chat_id=account),
        sender_id=account,
        sender_name=account,
        message_id="1",
        sent_at=NOW,
    )
    return Turn(context=Context(now=NOW, book=BOOK), message=message, user=user, drafts=())


def nudge(tx: Tx, account: str, unit: Unit) -> Reply:
    return unreported.nudge(tx, turn(tx, account), {"unit": unit.id})


def missing(tx: Tx, unit: Unit) -> list[str]:
    found = reporting.of_cells(tx, (unit.left, unit.right), OCTOBER, NOW.date())
    return [units.get(tx, cell.unit_id).name for cell in found if not cell.was_heard]


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
    await store.write(recording.add_quota, BOOK, origin, cast.lau, OCTOBER, 1)
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
