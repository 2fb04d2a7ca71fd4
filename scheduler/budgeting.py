"""Keeps to what a platform takes in a month: reminders give way, replies never do."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from domain.budget import Rhythm, lasts_until, rhythm_for
from domain.calendar import WorkCalendar
from domain.localtime import local_date, month_start
from domain.messages import ChannelName, Reply
from domain.sending import sending_time
from domain.users import Role
from rendering.wording.budget import shortage
from storage import facts, outbox, spending, units, users
from storage.database import Tx

Limits = Mapping[ChannelName, int]  # messages a month
NO_LIMITS: Limits = MappingProxyType({})


def rhythms_of(tx: Tx, limits: Limits, calendar: WorkCalendar, now: datetime) -> dict[ChannelName, Rhythm]:
    """How often a person's digest may leave by each channel that counts messages."""
    return {channel: _rhythm(tx, channel, limit, calendar, now) for channel, limit in limits.items()}


def tell_of_shortage(tx: Tx, limits: Limits, calendar: WorkCalendar, now: datetime) -> int:
    """Tell those in charge, once a month, that a channel's messages no longer suffice; returns how many."""
    if sending_time(now) != now:
        return 0
    told = 0
    for channel, limit in limits.items():
        rhythm = _rhythm(tx, channel, limit, calendar, now)
        name, month = f"shortage_told|{channel}", f"{local_date(now):%Y-%m}"
        if rhythm is Rhythm.DAILY or facts.get(tx, name) == month:
            continue
        facts.put(tx, name, month)
        spent = spending.spent_since(tx, channel, month_start(now))
        until = lasts_until(limit, spent, local_date(now))
        reply = Reply(text=shortage(channel, spent.total, limit, until, rhythm))
        told += sum(_tell(tx, user_id, reply, now) for user_id in _in_charge(tx, now))
    return told


def _rhythm(tx: Tx, channel: ChannelName, limit: int, calendar: WorkCalendar, now: datetime) -> Rhythm:
    spent = spending.spent_since(tx, channel, month_start(now))
    return rhythm_for(limit, spent, spending.people_on(tx, channel), local_date(now), calendar)


def _in_charge(tx: Tx, now: datetime) -> list[int]:
    """The administrators, and the officers of the units that have none above."""
    officers = [user for unit in units.roots(tx) for user in users.holders(tx, unit, Role.OFFICER, now)]
    return list(dict.fromkeys([*users.with_role(tx, Role.ADMIN, now), *officers]))


def _tell(tx: Tx, user_id: int, reply: Reply, now: datetime) -> bool:
    address = users.address_of(tx, user_id)
    if address is None:
        return False
    outbox.add_reply(tx, address=address, reply=reply, user=None, inbox_id=None, now=now)
    return True
