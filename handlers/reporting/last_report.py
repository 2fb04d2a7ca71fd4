"""The user's last report as it stands: its events, its step, and its people by their numbers on its card."""

from collections.abc import Iterator, Sequence

from domain.events import Event, EventKind
from domain.people import Person
from domain.pipeline import Milestone, Stage
from handlers.context import Turn
from storage import events, imports, people
from storage.database import Tx


def standing(tx: Tx, turn: Turn) -> list[Event] | None:
    """The events of the user's newest report that still stand; a list that was taken in is none."""
    return next((told for report_id in recent(tx, turn) if (told := standing_of(tx, report_id))), None)


def recent(tx: Tx, turn: Turn) -> Iterator[int]:
    """The user's reports, newest first, without the lists that were taken in."""
    reports = events.recent_reports(tx, turn.user.id)
    return (report_id for report_id in reports if imports.of_report(tx, report_id) is None)


def standing_of(tx: Tx, report_id: int) -> list[Event]:
    """What a report told and nobody has replaced or taken back."""
    return [
        event
        for event in events.of_report(tx, report_id)
        if event.kind is not EventKind.UNDONE and events.stands(tx, event)
    ]


def step(tx: Tx, turn: Turn) -> Milestone | None:
    """The step that the user's last standing report told, or that it says more of."""
    told = standing(tx, turn) or ()
    if told and all(event.kind is EventKind.DESCRIBED for event in told):
        found = numbered(tx, turn)  # "nhầm, sinh 1999" came last: the step is that of the report before it
        told = events.of_report(tx, found[0]) if found else ()
        stage = next((Stage(e.data["stage"]) for e in told if e.kind is EventKind.STAGE), None)
        return found[1][0].path.reached(stage) if found and stage else None
    first = next((event for event in told if event.kind is EventKind.STAGE and event.person_id), None)
    known = people.load(tx, [first.person_id]) if first and first.person_id else {}
    steps = (one for person in known.values() for one in person.path.milestones)
    return next((one for one in steps if first and one.event.id == first.id), None)


def numbered(tx: Tx, turn: Turn) -> tuple[int, list[Person]] | None:
    """The user's newest report of steps, and whom it still tells of, in order; a correction of it is none."""
    for report_id in events.recent_reports(tx, turn.user.id):
        told = events.of_report(tx, report_id)
        steps = [e for e in told if e.kind is EventKind.STAGE and e.person_id and e.corrects is None]
        if not steps or imports.of_report(tx, report_id) is not None:
            continue
        known = events.of_people(tx, list(dict.fromkeys(e.person_id for e in steps if e.person_id)))
        standing = [person for person, all_told in known.items() if told_of(told, all_told)]
        if standing:
            return report_id, list(people.load(tx, standing).values())
    return None


def person_at(tx: Tx, turn: Turn, line: int) -> Person | None:
    """Whom the last report had at that number, from 1."""
    found = numbered(tx, turn)
    return found[1][line - 1] if found and 1 <= line <= len(found[1]) else None


def told_of(report: Sequence[Event], of_person: Sequence[Event]) -> list[Event]:
    """What a report and the corrections of it told of one person and nobody has taken back.

    What a correction replaced is among it: it would come to life again without it. Where nothing was known
    of them before, what describes them belongs to it too.
    """
    told = {event.id for event in report}
    is_new = bool(of_person) and of_person[0].id in told
    for event in of_person:
        if event.corrects in told or (is_new and event.kind is EventKind.DESCRIBED):
            told.add(event.id)
    taken_back = {event.corrects for event in of_person if event.kind is EventKind.UNDONE}
    return [
        event
        for event in of_person
        if event.id in told and event.kind is not EventKind.UNDONE and event.id not in taken_back
    ]
