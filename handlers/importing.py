"""A list of one's own, taken in whole: looked at first, then stored in one transaction as one report.

A row that says what is on record already changes nothing, so the same list may come again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from domain.errors import AlreadyReported, DomainError, NotAllowed, NothingToUndo
from domain.events import Event, EventKind
from domain.messages import Reply
from domain.people import Person, PersonFacts
from domain.pipeline import RANK, Milestone, Path, Stage
from domain.sheets import Value
from domain.steps import check_removal, check_step
from domain.text import fold_name
from domain.units import Unit, UnitKind
from domain.users import Permission, User
from handlers.columns import Layout, Meaning, ToldRow, layout_of, read_row
from handlers.context import Context, Turn
from handlers.recording import Origin, add_person, add_stage, settle_person, take_back
from rendering.wording import importing as wording
from storage import audit, events, imports, people, units
from storage.database import Tx
from storage.ids import new_id

# Stands for the event of a step that is only planned.
_UNTOLD = Event(
    id=0, kind=EventKind.STAGE, report_id=0, unit_id=0, recorded_at=datetime.min.replace(tzinfo=UTC)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Why a row is not taken: a cell that cannot be read, a unit that is not there, or a refusal."""

    number: int
    name: str
    cell: Meaning | None = None
    told: str = ""
    refusal: DomainError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One row that will be stored: who it is, where, and which steps are new."""

    row: ToldRow
    unit: Unit
    person: Person | None
    steps: tuple[tuple[Stage, date], ...]


@dataclass(slots=True, kw_only=True)
class Plan:
    """What an import would do; nothing is written yet."""

    layout: Layout
    planned: list[Planned] = field(default_factory=list)
    known: int = 0
    repeated: list[int] = field(default_factory=list)  # rows that name somebody of an earlier row
    problems: list[RowProblem] = field(default_factory=list)


def preview_file(tx: Tx, turn: Turn, name: str, content: bytes) -> Reply:
    """A list sent to the chat: kept as a job, read beside the chat; what it would change follows as a message
    of its own, with [Nhập] and [Bỏ]. Writes one row.

    Raises NotAllowed for somebody who may not report.
    """
    if not turn.user.units_for(Permission.REPORT):
        raise NotAllowed
    imports.start(tx, user_id=turn.user.id, address=turn.address, name=name, content=content, now=turn.now)
    return Reply(text=wording.reading(name))


def plan(tx: Tx, context: Context, user: User, rows: Sequence[Sequence[Value]]) -> Plan | None:
    """What the rows would change within the user's units; None where no header names people.

    Raises NotAllowed for somebody who may not report.
    """
    own = user.units_for(Permission.REPORT)
    if not own:
        raise NotAllowed
    layout = layout_of(rows)
    if layout is None:
        return None
    found = Plan(layout=layout)
    places: dict[str | None, Unit | None] = {}
    seen: set[tuple[str, object, int]] = set()
    for number, row in enumerate(rows[layout.header_row + 1 :], start=layout.header_row + 2):
        told = read_row(layout, number, row, context.today)
        if told is None:
            continue
        if told.unit not in places:
            places[told.unit] = _unit(tx, own, told.unit)
        unit = places[told.unit]
        if unit is None:
            found.problems.append(_problem(told, cell=Meaning.UNIT, told_as=told.unit or ""))
            continue
        identity = (fold_name(told.facts.full_name or ""), told.facts.birth_date, unit.id)
        if identity in seen:
            found.repeated.append(number)
            continue
        seen.add(identity)
        _plan_row(tx, context, unit, told, found)
    return found


def carry_out(
    tx: Tx, context: Context, user: User, rows: Sequence[Sequence[Value]]
) -> tuple[Plan, int] | None:
    """Store what `plan` says, all of it or nothing, as one report; returns its number for an undo."""
    made = plan(tx, context, user, rows)
    if made is None:
        return None
    origin = Origin(report_id=new_id(), recorded_at=context.now, reported_by=user.id)
    for one in made.planned:
        person_id = one.person.id if one.person else add_person(tx, origin, one.unit, one.row.facts)
        for stage, on in one.steps:
            add_stage(tx, origin, one.unit, person_id, stage, on)
        settle_person(tx, context.book, person_id, context.now)
    audit.add(
        tx,
        "import",
        context.now,
        user_id=user.id,
        subject_id=origin.report_id,
        data={"rows": len(made.planned), "refused": len(made.problems)},
    )
    return made, origin.report_id


def undo(tx: Tx, context: Context, user: User, report_id: int) -> int:
    """Take a whole import back; how many people it told of.

    Raises NothingToUndo for what is not the user's or is taken back already, and LaterEventDepends.
    """
    report = [event for event in events.of_report(tx, report_id) if events.stands(tx, event)]
    if not report or report[0].reported_by != user.id:
        raise NothingToUndo
    affected = people.load(
        tx, dict.fromkeys(event.person_id for event in report if event.person_id is not None)
    )
    removed = {event.id for event in report}
    for person in affected.values():
        check_removal(person, removed)
    origin = Origin(report_id=new_id(), recorded_at=context.now, reported_by=user.id)
    take_back(tx, context.book, origin, report)
    audit.add(tx, "undo", context.now, user_id=user.id, subject_id=report_id)
    return len(affected)


def _unit(tx: Tx, own: Sequence[Unit], phrase: str | None) -> Unit | None:
    """The party cell that a list names, else the user's only one."""
    if phrase is None:
        return own[0] if len(own) == 1 and own[0].kind is UnitKind.PARTY_CELL else None
    match = units.find(tx, phrase, [(unit.left, unit.right) for unit in own])
    return match.exact[0] if len(match.exact) == 1 else None


def _plan_row(tx: Tx, context: Context, unit: Unit, told: ToldRow, found: Plan) -> None:
    for cell, text in told.unread.items():
        found.problems.append(_problem(told, cell=cell, told_as=text))
        return
    if not told.steps:
        found.problems.append(_problem(told, cell=Meaning.ADMISSION))
        return
    person = _on_record(tx, unit, told)
    fresh: list[tuple[Stage, date]] = []
    for stage, on in sorted(told.steps.items(), key=lambda step: (RANK[step[0]], step[1])):
        try:
            check_step(_after(person, fresh), told.facts, stage, on, context.today)
        except AlreadyReported:
            continue
        except DomainError as refusal:
            found.problems.append(_problem(told, refusal=refusal))
            return
        fresh.append((stage, on))
    if fresh:
        found.planned.append(Planned(row=told, unit=unit, person=person, steps=tuple(fresh)))
    else:
        found.known += 1


def _after(person: Person | None, steps: Sequence[tuple[Stage, date]]) -> Person | None:
    """The person as they will stand after these steps of the same row."""
    if not steps:
        return person
    base = person or Person(id=0, unit_id=0, facts=PersonFacts(), path=Path())
    added = tuple(Milestone(stage=stage, on=on, event=_UNTOLD) for stage, on in steps)
    path = sorted((*base.path.milestones, *added), key=lambda m: (m.on, RANK[m.stage]))
    return replace(base, path=Path(milestones=tuple(path)))


def _on_record(tx: Tx, unit: Unit, told: ToldRow) -> Person | None:
    """The person of the same name and, where both are known, year of birth in that unit."""
    name = told.facts.full_name or ""
    born = told.facts.birth_date
    same = [
        person
        for person in people.find_by_exact_name(tx, name, (unit.left, unit.right))
        if born is None or person.facts.birth_date is None or person.facts.birth_date.year == born.year
    ]
    return same[0] if len(same) == 1 else None


def _problem(
    told: ToldRow, *, cell: Meaning | None = None, told_as: str = "", refusal: DomainError | None = None
) -> RowProblem:
    return RowProblem(
        number=told.number,
        name=told.facts.full_name or "",
        cell=cell,
        told=told_as,
        refusal=refusal,
    )


def stages_of(made: Iterable[Planned]) -> dict[Stage, int]:
    """How many people reach each step by the import."""
    counted: dict[Stage, int] = {}
    for one in made:
        for stage, _ in one.steps:
            counted[stage] = counted.get(stage, 0) + 1
    return counted
