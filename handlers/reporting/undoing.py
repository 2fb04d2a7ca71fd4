"""Taking back what is already stored: events that undo others are appended, nothing is overwritten."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from domain.actions import Action
from domain.cards import QuotaCard, ReportCard
from domain.errors import NothingToUndo, UnknownPerson
from domain.events import Event, EventKind
from domain.messages import Choice, Reply
from domain.people import Person
from domain.pipeline import Stage
from domain.steps import check_removal
from domain.text import fold_name
from domain.units import Unit
from domain.users import Permission
from handlers import locking
from handlers.access import require
from handlers.context import Turn
from handlers.importing import jobs
from handlers.organising import reorganising
from handlers.recording import origin_of, take_back
from handlers.reporting import last_report, returning, transfers
from handlers.reporting.progress import progress_of_year
from language.requests.whose import whose
from language.words.phrases import phrase
from rendering.wording import corrections, reports, unclear
from rendering.wording.quotas import quota_undone
from storage import audit, drafts, events, imports, menus, people, units
from storage.database import Tx
from storage.imports import Job

_LONG_AGO = timedelta(days=3)
_MOST_REPORTS = 4  # offered where it is not the last one that is taken back


def ask_to_take_off(tx: Tx, turn: Turn, line: int) -> Reply:
    """ "Bỏ người số 2" of what is stored: who that is, and whether to take back what was told of them."""
    found = last_report.numbered(tx, turn)
    report_id, reported = found or (0, [])
    if not 1 <= line <= len(reported):
        return Reply(text=corrections.whom_to_take_off([person.name for person in reported]))
    person = reported[line - 1]
    arguments = {"report": report_id, "person": person.id}
    return Reply(
        text=corrections.whether_to_take_off(person.name, len(reported) - 1),
        choices=(
            Choice(label=corrections.take_off_label(), action=Action.CORRECT_TAKE_OFF, arguments=arguments),
        ),
    )


def undo(tx: Tx, turn: Turn, arguments: Mapping[str, Any] | None = None) -> Reply:
    """Take back the last report of this user, or the one whose button was pressed.

    An unsaved report card is what "hoàn tác" means first; an unsaved correction goes with its report.
    """
    if arguments is None and turn.drafts:
        newest = turn.drafts[-1]
        drafts.discard(tx, newest.id)
        if isinstance(newest.card, ReportCard | QuotaCard):
            earlier = last_report.standing(tx, turn)
            is_late = earlier and turn.now - earlier[0].recorded_at < _LONG_AGO
            return Reply(text=reports.discarded_before_undo() if is_late else reports.discarded())
    if arguments is None and (job := _latest_import(tx, turn)):
        return jobs.take_back(tx, turn, job)
    report = last_report.standing_of(tx, arguments["report"]) if arguments else last_report.standing(tx, turn)
    if not report or report[0].reported_by != turn.user.id:
        raise NothingToUndo
    if any(e.kind in (EventKind.REORGANISED, EventKind.TO_REORGANISE) for e in report):
        return reorganising.taken_back(tx, turn, report)
    unit, affected = _take_back(tx, turn, report)
    names = [person.name for person in affected]
    if any(e.kind is EventKind.QUOTA for e in report):
        return Reply(text=quota_undone())
    if about_transfer := transfers.taken_back(tx, turn, report, names):
        return about_transfer
    if about_return := returning.taken_back(tx, turn, report, affected):
        return about_return
    told_anew = any(e.kind is EventKind.STAGE and e.corrects is None for e in report)
    if names and any(e.corrects for e in report) and not told_anew:
        return Reply(text=corrections.correction_undone(names))
    return Reply(text=_undone(tx, turn, report, unit, names))


def undo_told(tx: Tx, turn: Turn) -> Reply:
    """The same in words, at once only where all of them are such an order: else it is asked first.

    "Xóa báo cáo của Tòng Thị Dung" takes back no other person's.
    """
    text = turn.message.text
    if turn.drafts:
        return undo(tx, turn)
    follows = _follows_receipt(tx, turn)
    is_vague = phrase("discards_alone").whole(text) or phrase("goes_back").whole(text)
    if is_vague and not follows:
        return Reply(text=unclear.nothing_open())
    if phrase("an_earlier_one").anywhere(text) and (asked := _which_report(tx, turn)):
        return asked
    told, standing = whose(text, turn.sent_on), last_report.standing(tx, turn)
    if told is None:
        sent = follows or phrase("what_was_sent").anywhere(text)
        at_once = sent and (is_vague or phrase("takes_back").whole(text) is not None)
        long_ago = _ask_if_long_ago(tx, turn, standing) if standing else None
        return long_ago or (undo(tx, turn) if at_once else _ask_whether(tx, turn, standing))
    if standing is None:
        return _ask_whether(tx, turn, standing)
    reported = people.load(tx, dict.fromkeys(e.person_id for e in standing if e.person_id is not None))
    if not reported or any(_is_called(person, told.names[0]) for person in reported.values()):
        is_order = _orders_surely(text, told.names[0])
        return undo(tx, turn) if is_order else _ask_whether(tx, turn, standing)
    within = [(unit.left, unit.right) for unit in turn.user.units_for(Permission.REPORT)]
    named = [one for one in people.find_by_name(tx, told.names[0], within) if _is_called(one, told.names[0])]
    step = named[0].path.last if len(named) == 1 else None
    if step is None:
        raise UnknownPerson(name=told.names[0])
    if step.event.reported_by != turn.user.id:
        raise NothingToUndo
    arguments = {"report": step.event.report_id, "person": named[0].id}
    return Reply(
        text=corrections.whether_to_undo(named[0].name, step.stage, step.on),
        choices=(
            Choice(label=corrections.take_off_label(), action=Action.CORRECT_TAKE_OFF, arguments=arguments),
        ),
    )


def _orders_surely(text: str, name: str) -> bool:
    """Whether all words around the name say that what was told of its bearer is to be taken back."""
    before, called, behind = text.casefold().partition(name.casefold())
    return bool(called) and phrase("takes_back_of").whole(f"{before} {behind}") is not None


def _ask_if_long_ago(tx: Tx, turn: Turn, standing: Sequence[Event]) -> Reply | None:
    """What was told some days ago is hardly what "hoàn tác" means: it is asked first, where it is a step."""
    steps = _steps(standing)
    if not steps or turn.now - steps[0].recorded_at < _LONG_AGO or _latest_import(tx, turn):
        return None
    return _ask_whether(tx, turn, standing)


def _ask_whether(tx: Tx, turn: Turn, standing: Sequence[Event] | None) -> Reply:
    """Whether what was told last is to be taken back; its button does it. Raises NothingToUndo."""
    if job := _latest_import(tx, turn):
        listed = Choice(
            label=corrections.take_off_label(), action=Action.IMPORT_UNDO, arguments={"job": job.id}
        )
        return Reply(text=corrections.whether_to_undo_last(), choices=(listed,))
    if not standing:
        raise NothingToUndo
    steps = _steps(standing)
    names = people.names(tx, dict.fromkeys(e.person_id for e in steps if e.person_id))
    action, about = Action.UNDO, {"report": standing[0].report_id}
    asked = corrections.whether_to_undo_last()
    if steps:
        stage, on = Stage(steps[0].data["stage"]), steps[0].happened_on
        asked = corrections.whether_to_undo(", ".join(names.values()), stage, on or turn.today)
    if len(names) == 1:
        action, about = Action.CORRECT_TAKE_OFF, about | {"person": next(iter(names))}
    return Reply(
        text=asked,
        choices=(Choice(label=corrections.take_off_label(), action=action, arguments=about),),
    )


def _steps(told: Sequence[Event]) -> list[Event]:
    return [e for e in told if e.kind is EventKind.STAGE and e.person_id is not None]


def _which_report(tx: Tx, turn: Turn) -> Reply | None:
    """ "Hủy cái đầu": not what was told last, so that it is asked which report; None for the only one."""
    labels: dict[int, str] = {}
    for report_id in last_report.recent(tx, turn):
        told = last_report.standing_of(tx, report_id)
        stage = next((Stage(e.data["stage"]) for e in told if e.kind is EventKind.STAGE), None)
        if stage and len(labels) < _MOST_REPORTS:
            names = people.names(tx, dict.fromkeys(e.person_id for e in told if e.person_id is not None))
            labels[report_id] = corrections.report_label(stage, list(names.values()))
    if len(labels) < 2:
        return None
    buttons = (
        Choice(label=label, action=Action.UNDO, arguments={"report": report_id})
        for report_id, label in labels.items()
    )
    return Reply(text=corrections.which_to_undo(), choices=tuple(buttons))


def _follows_receipt(tx: Tx, turn: Turn) -> bool:
    """Whether the chat ends with something that can be taken back: "bỏ đi" is said of that only."""
    menu = menus.open_in(tx, turn.address)
    return menu is not None and any(choice.action is Action.UNDO for choice in menu.choices)


def _is_called(person: Person, name: str) -> bool:
    """Whether the name told, perhaps without its first words, is theirs."""
    return f" {fold_name(person.name)}".endswith(f" {fold_name(name)}")


def take_off(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đúng, bỏ]: take back what a report told of one of its people."""
    told = events.of_report(tx, arguments["report"])
    if not told or told[0].reported_by != turn.user.id:
        raise NothingToUndo
    report = last_report.told_of(told, events.of_person(tx, arguments["person"]))
    if not report:
        raise NothingToUndo
    unit, affected = _take_back(tx, turn, report)
    return Reply(text=_undone(tx, turn, report, unit, [person.name for person in affected]))


def _take_back(tx: Tx, turn: Turn, report: Sequence[Event]) -> tuple[Unit, list[Person]]:
    """Take these events back, on record. Returns for which unit they were told, and the people they were of.

    Raises the refusal where a later step rests on one of them, or its month is locked.
    """
    unit = require(turn.user, Permission.REPORT, _side_of(tx, turn, report[0]))
    affected = people.load(tx, dict.fromkeys(e.person_id for e in report if e.person_id is not None))
    removed = {e.id for e in report}
    for person in affected.values():
        check_removal(person, removed)
    locking.require_open(tx, unit, _days_of(report))
    origin = origin_of(turn)
    take_back(tx, turn.context.book, origin, list(report))
    audit.add(tx, "undo", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=report[0].report_id)
    return unit, list(affected.values())


def _undone(tx: Tx, turn: Turn, report: Sequence[Event], unit: Unit, names: Sequence[str]) -> str:
    """What was taken back, in words, with the figure as it is now."""
    stage = next((Stage(e.data["stage"]) for e in report if "stage" in e.data), None)
    year = next((e.happened_on for e in report if e.happened_on), turn.today).year
    progress = progress_of_year(tx, turn.context, unit, year) if stage is Stage.ADMISSION else None
    return corrections.undone(names, stage, progress)


def _side_of(tx: Tx, turn: Turn, event: Event) -> Unit:
    """The unit on whose behalf an event was told: of an arrival either side may have said it."""
    unit = units.get(tx, event.unit_id)
    if event.kind is EventKind.ARRIVED and not turn.user.may(Permission.REPORT, unit):
        return units.get(tx, event.data["from"])
    return unit


def _days_of(report: Sequence[Event]) -> list[date]:
    """The days in whose figures a report counts: of a number the last of its span."""
    days = [event.happened_on for event in report if event.kind is EventKind.STAGE and event.happened_on]
    counted = [event.data for event in report if event.kind is EventKind.COUNT]
    return days + [date.fromisoformat(told["end"]) - timedelta(days=1) for told in counted]


def _latest_import(tx: Tx, turn: Turn) -> Job | None:
    """The list that was stored last, and after everything else the user told and that stands."""
    standing = last_report.standing(tx, turn)
    return imports.last_stored(tx, turn.user.id, after=standing[-1].id if standing else 0)
