"""What the tests of roles look at: codes, who holds what, and what was written to whom."""

import re
from collections import Counter
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from domain.messages import ChannelName, Reply
from domain.people import PersonFacts
from domain.pipeline import Stage
from domain.users import Role, User
from handlers import recording
from handlers.recording import Origin
from scheduler import reminding
from storage import schema, users
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import LONG_AGO, Cast
from tests.handlers.chat import BOOK

NOT_ALLOWED = "Bạn chưa được phân công đơn vị này."
NOT_JOINED = "Chào bạn. Đây là Trợ lý chi bộ. Bạn chưa được phân công đơn vị nào."


def code_in(reply: Reply) -> str:
    found = re.search(r"\b[A-HJ-NP-Z2-9]{10}\b", reply.text)
    assert found, reply.text
    return found.group()


async def user(store: Store, account: str, now: datetime) -> User:
    found = await store.read(users.by_identity, ChannelName.TERMINAL, account, now)
    assert found is not None
    return found


def roles(of: User) -> list[tuple[Role, str]]:
    return [(one.role, one.unit.name) for one in of.assignments]


async def written_to(store: Store, account: str) -> list[str]:
    """What waits for an account, oldest first."""

    def read(tx: Tx) -> list[str]:
        out = schema.outbox.c
        rows = tx.execute(
            sa.select(out.id, out.body_sealed)
            .where(
                out.chat_id == account, out.state == "pending", out.kind == "reply", out.inbox_id.is_(None)
            )
            .order_by(out.id)
        )
        return [tx.keys.open("outbox", "body", row.id, row.body_sealed) for row in rows]

    return await store.read(read)


async def probation_ending(store: Store, cast: Cast, now: datetime) -> None:
    """Somebody of bản Hỏm whose probation ends in a week, and a sweep that has planned the reminder."""

    def report(tx: Tx) -> None:
        origin = Origin(report_id=new_id(), recorded_at=now - timedelta(days=300))
        person = recording.add_person(tx, origin, cast.hom, PersonFacts(full_name="Quàng Văn Hặc"))
        recording.add_stage(tx, origin, cast.hom, person, Stage.ADMISSION, date(2024, 12, 1))
        recording.settle_person(tx, BOOK, person, now - timedelta(days=300))

    await store.write(report)
    await reminding.sweep_all(store, BOOK, now)


async def waiting_for(store: Store) -> dict[str, int]:
    """How many reminders of the ledger are still to be sent, by the name of their recipient."""

    def read(tx: Tx) -> dict[str, int]:
        of = schema.reminder.c
        waiting = sa.select(of.recipient_id).where(of.state.in_(("planned", "held", "sending")))
        found = (users.by_id(tx, row.recipient_id, LONG_AGO) for row in tx.execute(waiting).all())
        return Counter(one.display_name for one in found if one)

    return await store.read(read)
