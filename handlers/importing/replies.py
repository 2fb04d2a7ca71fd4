"""What is said of an import, with its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.actions import Action
from domain.messages import Attachment, AttachmentKind, Choice, Reply
from domain.pipeline import Stage
from domain.sheets import column_letter
from domain.units import Unit
from handlers.importing.answered import Answered, ColumnQuestion, Question, SwapQuestion, UnitQuestion
from handlers.importing.cells import with_month_first
from handlers.importing.headers import Meaning
from handlers.importing.pages import place_of
from handlers.importing.planning import Plan, PlannedRow
from handlers.importing.problems import RowFault, RowProblem
from handlers.importing.reconciling import Comparison
from handlers.importing.unit_planning import UnitPlan
from rendering.opening import Page
from rendering.wording import columns, labels, refusals, rows
from rendering.wording import importing as wording
from rendering.wording import reconciling as told
from storage import units
from storage.database import Tx
from storage.imports import Job

_SHOWN_IN_CHAT = 10  # problems in a message; a workbook holds all of them
_SHOWN_BY_COMMAND = 50

_OF_UNITS = (RowFault.NO_UNIT, RowFault.NOT_FOUNDED, RowFault.MANY_UNITS, RowFault.NOT_A_CELL)


@dataclass(slots=True, kw_only=True)
class Preview:
    """What an import would change, as much of it as is told."""

    titles: dict[str, str] = field(default_factory=dict)
    guesses: frozenset[str] = frozenset()
    doubtful: tuple[str, ...] = ()  # letters of columns
    left_out: tuple[str, ...] = ()  # titles of columns of targets that only count for some
    fresh: int = 0
    more: int = 0
    known: int = 0
    steps: dict[Stage, int] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    units: UnitPlan | None = None  # of a list of units
    unused: tuple[str, ...] = ()  # titles of columns of which nothing is taken
    month_first: tuple[str, ...] = ()  # titles of columns of days written 05/25/2023
    turned: tuple[str, ...] = ()  # titles of columns of days with day and month swapped back
    pages: tuple[Page, ...] = ()  # sheets that were read
    hidden_titles: tuple[str, ...] = ()  # of columns that were read and are hidden
    other_sheets: tuple[str, ...] = ()  # with lists that were not read
    not_a_name: tuple[str, str] | None = None  # the title above the names, and what stands there instead
    question: Question | None = None  # to be answered before anything else is told

    def add(self, found: Plan) -> None:
        """Count a slice."""
        self.known += found.known
        self.problems += found.problems
        for one in found.planned:
            self._count(one)

    def _count(self, one: PlannedRow) -> None:
        self.fresh += one.person is None
        self.more += one.person is not None
        for stage, _ in one.steps:
            self.steps[stage] = self.steps.get(stage, 0) + 1

    @property
    def count(self) -> int:
        """How many people, or units, it would store something of."""
        return len(self.units.places) if self.units else self.fresh + self.more


def _problem_lines(found: Preview, now: datetime) -> list[tuple[int | str, str, str]]:
    """Row, name and why it is not taken."""
    return [
        (place_of(found.pages, one.number), one.name, _why(one, found.pages, now)) for one in found.problems
    ]


def _lines(name: str, found: Preview, now: datetime, most: int) -> list[str]:
    """What an import would change, the figure first; at most so many problems."""
    return [
        *_counted(name, found),
        *_of_sheets(found.pages, found.other_sheets),
        *rows.problems(len(found.problems), _grouped(found, now), most),
        columns.meanings(found.titles, found.guesses),
        *([columns.doubtful(found.doubtful, are_dates=not found.units)] if found.doubtful else []),
        *([columns.left_out(found.left_out)] if found.left_out else []),
        *([columns.month_first(found.month_first)] if found.month_first else []),
        *([columns.turned(found.turned)] if found.turned else []),
        *([columns.hidden(found.hidden_titles)] if found.hidden_titles else []),
        *([columns.unused(found.unused)] if found.unused else []),
    ]


def _of_sheets(pages: Sequence[Page], others: Sequence[str]) -> list[str]:
    """Which sheets were read, and what of the file was not."""
    hidden = sum(page.hidden_rows for page in pages)
    return [
        *([columns.pages([page.name for page in pages])] if len(pages) > 1 else []),
        *([columns.hidden_rows(hidden)] if hidden else []),
        *([columns.other_sheets(others)] if others else []),
    ]


def _grouped(found: Preview, now: datetime) -> list[str]:
    """A line for each row that is not taken; of rows whose unit is not there one for each unit, and first."""
    groups: dict[tuple[RowFault, object], list[RowProblem]] = {}
    lines: list[str] = []
    for one in found.problems:
        if one.fault in _OF_UNITS:
            groups.setdefault((one.fault, one.told), []).append(one)
        elif one.fault is RowFault.SWAPPED:
            groups.setdefault((one.fault, one.cell), []).append(one)
        else:
            why = _why(one, found.pages, now)
            lines.append(rows.one(place_of(found.pages, one.number), one.name, why))
    return [_group(group, found.pages, now) for group in groups.values()] + lines


def _group(group: Sequence[RowProblem], pages: Sequence[Page], now: datetime) -> str:
    first, why = group[0], _why(group[0], pages, now)
    place = place_of(pages, first.number)
    if len(group) == 1:
        return rows.one(place, first.name, why)
    return rows.several(place, place_of(pages, group[-1].number), len(group), why)


def _counted(name: str, found: Preview) -> list[str]:
    if plan := found.units:
        return wording.unit_preview(name, _brought(plan), plan.known)
    return wording.preview(
        name=name, fresh=found.fresh, more=found.more, known=found.known, steps=found.steps
    )


def question(tx: Tx, job: Job, asked: Question, *, of_units: bool) -> Reply:
    """What has to be known of the list first, with what it may be as buttons. A list of people can also be
    compared as it is."""
    match asked:
        case ColumnQuestion():
            are_dates = all(isinstance(meaning, Meaning) for meaning in asked.meanings)
            letter = column_letter(asked.place)
            text = columns.which(job.name, letter, asked.title, asked.samples, are_dates=are_dates)
            buttons = [(columns.named(meaning), meaning) for meaning in asked.meanings]
            choices = [
                Choice(
                    label=label,
                    action=Action.IMPORT_COLUMN,
                    arguments={"place": asked.place, "meaning": meaning},
                )
                for label, meaning in (*buttons, (columns.none_of_them(), None))
            ]
        case SwapQuestion():
            letter = column_letter(asked.place)
            text = columns.were_swapped(job.name, letter, asked.title)
            choices = [
                Choice(
                    label=columns.first_of_swapped(on),
                    action=Action.IMPORT_COLUMN,
                    arguments={"place": asked.place, "turned": is_turned},
                )
                for on, is_turned in ((with_month_first(asked.sample), True), (asked.sample, False))
            ]
        case UnitQuestion():
            text = wording.which_unit(job.name, asked.words, asked.rows, are_namesakes=asked.are_namesakes)
            units_meant = [(_told_apart(tx, unit, asked), unit.id) for unit in asked.near]
            choices = [
                Choice(label=label, action=Action.IMPORT_UNIT, arguments={"unit": unit_id})
                for label, unit_id in (*units_meant, (wording.no_such_unit(), None))
            ]
    if not of_units:
        choices.append(Choice(label=wording.compare_label(), action=Action.IMPORT_COMPARE))
    choices.append(Choice(label=wording.drop_file(), action=Action.IMPORT_DISCARD))
    of_job = (replace(one, arguments={"job": job.id, **one.arguments}) for one in choices)
    return Reply(text=text, choices=tuple(of_job))


def _told_apart(tx: Tx, unit: Unit, asked: UnitQuestion) -> str:
    """A unit on its button; of namesakes with the unit above."""
    if not asked.are_namesakes or unit.parent_id is None:
        return unit.name
    return f"{unit.name}, {units.get(tx, unit.parent_id).name}"


def preview(job: Job, found: Preview, now: datetime) -> Reply:
    """The preview in the chat."""
    most = _SHOWN_IN_CHAT if job.address else _SHOWN_BY_COMMAND
    text = "\n".join(_lines(job.name, found, now, most))
    attachment = None
    if len(found.problems) > most:
        sheet = rows.as_sheet(_problem_lines(found, now))
        attachment = Attachment(
            kind=AttachmentKind.WORKBOOK,
            name=rows.file_name(job.name),
            figures={"sheets": [sheet.as_plain()]},
        )
    if not found.count:
        is_bare = not (found.problems or found.known or found.units)
        last = wording.nothing_new()
        if is_bare:
            last = columns.nobody_named(*found.not_a_name) if found.not_a_name else wording.only_a_header()
        return Reply(text=f"{text}\n{last}", attachment=attachment)
    if job.address:
        text = f"{text}\n{wording.not_stored_yet()}"
    arguments = {"job": job.id}
    choices = (
        Choice(label=wording.store_label(), action=Action.IMPORT_CONFIRM, arguments=arguments),
        *(
            [Choice(label=wording.compare_label(), action=Action.IMPORT_COMPARE, arguments=arguments)]
            if not found.units
            else []
        ),
        Choice(label=labels.DROP, action=Action.IMPORT_DISCARD, arguments=arguments),
    )
    return Reply(text=text, choices=choices, attachment=attachment)


def compared(job: Job, found: Comparison, answered: Answered, now: datetime) -> Reply:
    """What differs between a list and the record, in words and as a workbook.

    Who stands on a sheet or in a row that was not read is told of as only here: so that is said first.
    """
    pages = answered.pages
    differing = [
        (
            place_of(pages, one.number),
            one.name,
            told.field_name(one.field),
            told.shown(one.field, one.there),
            told.shown(one.field, one.here),
        )
        for one in found.differing
    ]
    doubts = [(place_of(pages, one.number), one.name, _why(one, pages, now)) for one in found.doubts]
    sheets = told.sheets(
        [(place_of(pages, one.number or 0), one.name, one.born, one.unit) for one in found.only_there],
        [(one.number, one.name, one.born, one.unit) for one in found.only_here],
        differing,
        doubts,
    )
    text = told.summary(
        job.name,
        told.Counts(rows=found.rows, same=found.same, unclear=found.unclear),
        [told.one(one.name, one.born, one.unit) for one in found.only_there],
        [told.one(one.name, one.born, one.unit) for one in found.only_here],
        differing,
        [rows.one(*one) for one in doubts],
        in_chat=job.address is not None,
    )
    text = "\n".join([*_of_sheets(pages, answered.other_sheets), text])
    attachment = Attachment(
        kind=AttachmentKind.WORKBOOK,
        name=told.file_name(job.name),
        figures={"sheets": [sheet.as_plain() for sheet in sheets]},
    )
    return Reply(text=text, attachment=attachment)


def stored(job: Job, count: int) -> Reply:
    """Everything is on record, and can be taken back whole."""
    return Reply(text=wording.stored(job.name, count), choices=(_undo(job),))


def stored_units(job: Job, plan: UnitPlan) -> Reply:
    """The same of a list of units."""
    return Reply(text=wording.stored_units(job.name, _brought(plan)), choices=(_undo(job),))


def _undo(job: Job) -> Choice:
    return Choice(label=labels.UNDO, action=Action.IMPORT_UNDO, arguments={"job": job.id})


def _brought(plan: UnitPlan) -> wording.Brought:
    return wording.Brought(units=plan.fresh, sizes=plan.members, targets=plan.quotas, year=plan.year)


def _why(one: RowProblem, pages: Sequence[Page], now: datetime) -> str:
    if one.refusal is not None:
        return refusals.refusal(one.refusal, now)
    if one.fault is RowFault.REPEATED:
        return rows.repeated(place_of(pages, int(one.told)))
    near = [unit.name for unit in one.near]
    return rows.fault(one.fault or "", one.cell or "", one.told, near)
