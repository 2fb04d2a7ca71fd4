"""Erasing who somebody is: names, birth dates and pictures go; what happened stays, with its ids and sums."""

from collections.abc import Mapping
from typing import Any

from domain.actions import Action
from domain.errors import NotAllowed
from domain.messages import Choice, Reply
from domain.people import Person
from domain.users import Permission
from handlers.access import require
from handlers.context import Turn
from handlers.recording import settle_person
from language.requests.erasure import EraseRequest
from rendering.wording import erasure as wording
from rendering.wording import labels
from storage import audit, events, files, people, units
from storage.database import Tx

_OFFERED = 5


def start(tx: Tx, turn: Turn, request: EraseRequest) -> Reply:
    """ "xóa dữ liệu của đ/c X": of whom exactly, to be confirmed; it cannot be undone."""
    own = turn.user.units_for(Permission.ERASE)
    found = {
        person.id: person
        for unit in own
        for person in people.find_by_exact_name(tx, request.name, (unit.left, unit.right))
    }
    if not found:
        return Reply(text=wording.nobody(request.name))
    homes = units.presents(tx, {person.unit_id for person in found.values()})
    offered = list(found.values())[:_OFFERED]
    choices = [
        Choice(
            label=wording.erase_label(homes[person.unit_id] if len(found) > 1 else None),
            action=Action.ERASE_CONFIRM,
            arguments={"person": person.id},
        )
        for person in offered
    ]
    drop = Choice(label=labels.DROP, action=Action.ERASE_DROP)
    places = [homes[person.unit_id] for person in offered]
    return Reply(text=wording.sure(request.name, places, len(found)), choices=(*choices, drop))


def confirm(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Xóa]: for good. A second press finds nothing to erase and changes nothing."""
    person = people.load(tx, [arguments["person"]]).get(arguments["person"])
    if person is None:
        raise NotAllowed
    unit = require(turn.user, Permission.ERASE, people.home(tx, person))
    people.erase(tx, person.id)
    pictures = _pictures_of(tx, person)
    for file_id in pictures:
        files.delete(tx, file_id)
    settle_person(tx, turn.context.book, person.id, turn.now)
    audit.add(tx, "erase", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=person.id)
    return Reply(text=wording.erased(person.id, len(pictures)))


def _pictures_of(tx: Tx, person: Person) -> list[int]:
    """The pictures of the reports that told of this person: they show the name."""
    told = dict.fromkeys(event.report_id for event in events.of_person(tx, person.id))
    return [kept.id for kept in files.of_reports(tx, told)]
