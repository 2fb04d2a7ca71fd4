"""An announcement to everybody below: shown first, sent once, with a list of who has read it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from domain.actions import Action
from domain.errors import Expired
from domain.messages import Choice, Reply
from domain.sending import sending_time
from domain.units import Unit
from domain.users import Permission, Role, User
from handlers.access import one_unit, require
from handlers.context import Turn
from language.requests.announcements import AnnounceRequest
from rendering.wording import announcements as wording
from rendering.wording import labels
from rendering.wording.announcements import Read
from storage import announcements, audit, outbox, units, users
from storage.announcements import Announcement
from storage.database import Tx

_MOST_READERS = 100  # a commune has 12 to 25 cells; a tap must not hold the writer for a province
_KEPT = timedelta(days=2)


def start(tx: Tx, turn: Turn, request: AnnounceRequest) -> Reply:
    """ "thông báo cho các chi bộ xã X: …": shown, to be confirmed. Raises UnknownUnit."""
    own = turn.user.units_for(Permission.ANNOUNCE)
    if request.unit is not None:
        unit = one_unit(tx, turn.user, Permission.ANNOUNCE, request.unit)
    elif len(own) == 1:
        unit = own[0]
    else:
        return Reply(text=wording.which_unit([each.name for each in own]))
    readers = _readers(tx, turn, unit)
    if not readers:
        return Reply(text=wording.nobody_below(unit))
    if len(readers) > _MOST_READERS:
        return Reply(text=wording.too_many(unit, len(readers), _MOST_READERS))
    about = {"announcement": announcements.add(tx, unit.id, turn.user.id, request.text, turn.now)}
    return Reply(
        text=wording.card(unit, len(readers), request.text),
        choices=(
            Choice(label=wording.send_label(), action=Action.ANNOUNCE_SEND, arguments=about),
            Choice(label=labels.DROP, action=Action.ANNOUNCE_DROP, arguments=about),
        ),
    )


def send(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Gửi]: one message to each who holds a role there now. Raises Expired at a second press."""
    given = _own(tx, turn, arguments)
    unit = require(turn.user, Permission.ANNOUNCE, units.get(tx, given.unit_id))
    if turn.now - given.written_at > _KEPT or not announcements.send(tx, given.id, turn.now):
        raise Expired
    readers = _readers(tx, turn, unit)[:_MOST_READERS]
    copies = [(reader.id, _copy(tx, turn, given, unit, reader)) for reader in readers]
    announcements.add_copies(tx, given.id, copies)
    audit.add(tx, "announce", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=given.id)
    lost = sum(outbox_id is None for _, outbox_id in copies)
    return Reply(text=wording.sent(len(copies) - lost, lost), choices=(_who_read(),))


def mark_read(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đã đọc] under an announcement."""
    if not announcements.mark_read(tx, arguments["announcement"], turn.user.id, turn.now):
        raise Expired
    return Reply(text=wording.thanks())


def who_read(tx: Tx, turn: Turn) -> Reply:
    """ "ai đã đọc thông báo?": of the last one that the asker has sent."""
    given = announcements.last_sent(tx, turn.user.id)
    if given is None or given.sent_at is None:
        return Reply(text=wording.none_sent())
    found = []
    for copy in announcements.copies_of(tx, given.id):
        reader = users.by_id(tx, copy.user_id, turn.now)
        if reader is not None:
            found.append(
                Read(
                    name=reader.display_name,
                    assignments=reader.assignments,
                    is_delivered=copy.is_delivered,
                    is_lost=copy.is_lost,
                    is_read=copy.read_at is not None,
                )
            )
    return Reply(text=wording.who_read(units.get(tx, given.unit_id), given.sent_at, found))


def _copy(tx: Tx, turn: Turn, given: Announcement, unit: Unit, reader: User) -> int | None:
    address = users.address_of(tx, reader.id)
    if address is None:
        return None
    read = Choice(
        label=wording.read_label(), action=Action.ANNOUNCE_READ, arguments={"announcement": given.id}
    )
    by = [a for a in turn.user.assignments if a.allows(Permission.ANNOUNCE, unit)]
    text = wording.announcement(turn.user.display_name, by[:1], given.text)
    message = outbox.add_reply(
        tx, address=address, reply=Reply(text=text, choices=(read,)), user=reader, inbox_id=None, now=turn.now
    )
    outbox.hasten(tx, message, sending_time(turn.now))
    return message


def _readers(tx: Tx, turn: Turn, unit: Unit) -> Sequence[User]:
    """Everybody who reports or asks in the unit or below it, but for the sender."""
    ids = users.placed_in(tx, (unit.left, unit.right), turn.now)
    found = (users.by_id(tx, user_id, turn.now) for user_id in ids if user_id != turn.user.id)
    return [one for one in found if one and any(a.role is not Role.ADMIN for a in one.assignments)]


def _own(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Announcement:
    given = announcements.by_id(tx, arguments["announcement"])
    if given is None or given.written_by != turn.user.id:
        raise Expired
    return given


def _who_read() -> Choice:
    return Choice(label=wording.who_read_label(), action=Action.ANNOUNCE_WHO_READ)
