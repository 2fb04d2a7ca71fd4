"""Facts about the database itself, by name."""

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from storage.database import Tx
from storage.schema import fact

DEMO = "demo"  # the day on which the demo organisation was loaded
TELEGRAM_BOT = "telegram_bot"  # its user name, as Telegram told it last

_GET = sa.select(fact.c.value).where(fact.c.name == sa.bindparam("name"))
_SET = sqlite.insert(fact)
_SET = _SET.on_conflict_do_update(index_elements=["name"], set_={"value": _SET.excluded.value})


def get(tx: Tx, name: str) -> str | None:
    """The value of a fact, None when it was never set."""
    value: str | None = tx.execute(_GET, {"name": name}).scalar()
    return value


def put(tx: Tx, name: str, value: str) -> None:
    """Set a fact."""
    tx.execute(_SET, {"name": name, "value": value})
