"""The people of a stored report by the numbers they had on its card."""

from collections.abc import Sequence

from domain.events import Event, EventKind
from domain.messages import Choice, Reply
from domain.people import Person
from handlers.context import Turn
from rendering.wording import reports
from storage import events, imports, people
from storage.database import Tx


def last_report(tx: Tx, turn: Turn) -> tuple[int, list[Person]] | None:
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
    found = last_report(tx, turn)
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


def ask_to_take_off(tx: Tx, turn: Turn, line: int) -> Reply:
    """ "Bỏ người số 2" of what is stored: who that is, and whether to take back what was told of them."""
    found = last_report(tx, turn)
    report_id, reported = found or (0, [])
    if not 1 <= line <= len(reported):
        return Reply(text=reports.whom_to_take_off([person.name for person in reported]))
    person = reported[line - 1]
    arguments = {"report": report_id, "person": person.id}
    return Reply(
        text=reports.whether_to_take_off(person.name),
        choices=(Choice(label="Đúng, bỏ", action="correct.take_off", arguments=arguments),),
    )
