"""A commune that lives for a while: people go their way, secretaries report, the machine is up or not."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from domain.cards import ReorganisationCard
from domain.deadlines import Deadline
from domain.errors import DomainError
from domain.localtime import local_date
from domain.people import PersonFacts
from domain.periods import month_period, year_period
from domain.pipeline import Stage
from domain.quotas import Quota
from domain.reminders import Because, Reminder, ReminderState
from domain.rules import Subject
from domain.steps import check_transfer
from domain.units import Change, Unit, UnitKind
from domain.users import Role
from handlers import recording
from handlers.context import Context
from handlers.organising import unit_changes
from handlers.recording import Origin
from storage import deadlines, people, units
from storage.database import Store, Tx
from storage.ids import new_id
from storage.months import told_by
from tests.rules import BOOK as ALL_RULES
from tests.scheduler.commune import Commune, at, join

_DAY = timedelta(days=1)
_CELLS_A_COMMUNE = 25
# How many days after the step before it a step usually comes, and how much later it may.
_PACE = {
    Stage.CLASS: (40, 60),
    Stage.REFERRAL: (20, 20),
    Stage.VERIFICATION_SENT: (20, 20),
    Stage.VERIFICATION_DONE: (20, 50),
    Stage.CELL_RESOLUTION: (10, 30),
    Stage.DECISION: (30, 70),
    Stage.ADMISSION: (10, 50),
    Stage.OFFICIAL: (366, 70),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a secretary tells on a day: a step of a person, their certificate, or a month with nothing."""

    person: int
    cell: int
    stage: Stage | None
    on: date


@dataclass(slots=True, kw_only=True)
class Life:
    """Everything that happens, by the day on which it is told; the same however the machine fares."""

    first: date
    last: date
    cells: int
    members: int
    told: dict[date, list[Report]] = field(default_factory=lambda: defaultdict(list))
    moves: dict[date, list[tuple[int, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )  # person, cell
    mergers: dict[date, tuple[int, int]] = field(default_factory=dict)  # this cell into that one

    def days(self) -> Iterable[date]:
        """Every day of it."""
        return (self.first + n * _DAY for n in range((self.last - self.first).days + 1))


def imagine(seed: int, first: date, last: date, *, cells: int, members: int) -> Life:
    """A life drawn by chance: about one admission a year and cell, some steps in time, some late."""
    chance, life = random.Random(seed), Life(first=first, last=last, cells=cells, members=members)
    for number in range(members):
        life.told[first].append(Report(person=number, cell=number % cells, stage=Stage.OFFICIAL, on=first))
    for number in range(members, members + cells * 4):
        _go_the_way(chance, life, number)
    for cell in range(cells):
        for day in life.days():
            if day.day == 20 and chance.random() < 0.6:
                life.told[day].append(Report(person=-1, cell=cell, stage=None, on=day))
    _reorganise(chance, life)
    return life


def _reorganise(chance: random.Random, life: Life) -> None:
    """One in ten moves to another cell, and of twenty cells one goes into its neighbour every year or so."""
    days = (life.last - life.first).days
    for number in range(life.members, life.members + life.cells * 4):
        if chance.random() < 0.1:
            life.moves[life.first + chance.randrange(days) * _DAY].append(
                (number, chance.randrange(life.cells))
            )
    merging = range(0, life.cells - 1, max(2, 20 * 365 // days))
    for cell in merging:
        if cell // _CELLS_A_COMMUNE == (cell + 1) // _CELLS_A_COMMUNE:
            life.mergers[life.first + chance.randrange(days) * _DAY] = (cell, cell + 1)


def _go_the_way(chance: random.Random, life: Life, number: int) -> None:
    cell = number % life.cells
    on = life.first + chance.randrange(-200, (life.last - life.first).days) * _DAY
    for stage, (least, more) in _PACE.items():
        on += (least + chance.randrange(more)) * _DAY
        told_on = max(on + chance.randrange(4) * _DAY, life.first)
        if on > life.last or chance.random() < 0.05:
            return
        if told_on <= life.last:
            life.told[told_on].append(Report(person=number, cell=cell, stage=stage, on=on))
        if stage is Stage.ADMISSION and chance.random() < 0.7:
            certified = on + chance.randrange(90, 300) * _DAY
            life.told[max(certified, life.first)].append(
                Report(person=number, cell=cell, stage=None, on=certified)
            )


@dataclass(slots=True, kw_only=True)
class Witness:
    """What was seen: each message with its moment, and when each event became known."""

    messages: list[tuple[int, datetime, int]] = field(default_factory=list)  # user, moment, items
    subjects: dict[int, int] = field(default_factory=dict)  # the id of each person, to their number
    cells: list[Unit] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)  # the ids of people who changed their cell
    ended: dict[int, date] = field(default_factory=dict)  # the ids of cells that went into another, and when


class Simulation:
    """Lets a life happen on a real store."""

    def __init__(self, store: Store, life: Life, *, trouble: random.Random | None = None) -> None:
        """`trouble` decides when the machine is down, sweeps twice, or is told a wrong date for a while."""
        self._store = store
        self.life = life
        self._trouble = trouble
        self.seen = Witness()
        self._ids: dict[int, int] = {}
        self._shared: set[int] = set()  # cells with the secretaries of two

    async def run(self) -> Commune:
        """Live through every day of it."""
        commune = await self._store.write(self._found)
        for day in self.life.days():
            for now in self._moments(day):
                for _ in range(2 if self._trouble and self._trouble.random() < 0.3 else 1):
                    await commune.sweep(now)
                for user, replies in (await commune.deliver(now)).items():
                    for reply in replies:
                        items = sum(line[:1].isdigit() for line in reply.text.splitlines()) or 1
                        self.seen.messages.append((user, now, items))
            await self._store.write(self._tell, day)
        return commune

    def _moments(self, day: date) -> list[datetime]:
        """When the machine looks: in the night, in the morning and in the afternoon, or as trouble has it."""
        if self._trouble is None:
            return [at(day, 3), at(day, 8), at(day, 16), at(day, 22)]
        looks = [at(day, hour, self._trouble.randrange(60)) for hour in range(24)]
        up = [look for look in looks if self._trouble.random() < 0.15]
        return sorted({*up, at(day, self._trouble.randrange(7, 18), self._trouble.randrange(60))})

    def _found(self, tx: Tx) -> Commune:
        now = at(self.life.first, 0)
        province = units.add(tx, parent=None, kind=UnitKind.PROVINCE, name="tỉnh Sơn La")
        communes = [
            units.add(tx, parent=province, kind=UnitKind.COMMUNE, name=f"xã Sông Mã {number}")
            for number in range(1 + (self.life.cells - 1) // _CELLS_A_COMMUNE)
        ]
        commune = communes[0]
        for number, other in enumerate(communes[1:], 1):
            join(tx, f"Cán bộ {number}", f"canbo{number}", Role.OFFICER, other, now)
        origin = Origin(report_id=new_id(), recorded_at=now)
        for number in range(self.life.cells):
            parent = communes[number // _CELLS_A_COMMUNE]
            cell = units.add(tx, parent=parent, kind=UnitKind.PARTY_CELL, name=f"bản số {number}")
            self.seen.cells.append(cell)
            join(tx, f"Bí thư {number}", f"bithu{number}", Role.SECRETARY, cell, now)
            for year in range(self.life.first.year, self.life.last.year + 1):
                target = Quota(unit_id=cell.id, period=year_period(year), low=1)
                recording.add_quota(tx, ALL_RULES, origin, cell, target)
        officer = join(tx, "Cán bộ", "canbo", Role.OFFICER, commune, now)
        return Commune(
            store=self._store,
            commune=commune,
            party_cell=self.seen.cells[0],
            other_cell=self.seen.cells[-1],
            secretary=0,
            officer=officer,
            book=ALL_RULES,
        )

    def _tell(self, tx: Tx, day: date) -> None:
        """The reports of the day, in the evening after the last sending hour of any machine."""
        now = at(day, 23, 30)
        for report in self.life.told.get(day, ()):
            origin = Origin(report_id=new_id(), recorded_at=now)
            cell = units.present(tx, units.get(tx, self.seen.cells[report.cell].id))
            if report.person < 0:
                month = month_period(day.year, day.month)
                if not told_by(tx, [cell.id], Stage.ADMISSION, month.start, month.end):
                    recording.add_count(tx, origin, cell, Stage.ADMISSION, month.start, month.end, 0)
            else:
                self._tell_of_person(tx, origin, cell, report)
        for number, to in self.life.moves.get(day, ()):
            self._move(tx, number, self.seen.cells[to], day)
        if merger := self.life.mergers.get(day):
            self._merge(tx, *merger, day)

    def _move(self, tx: Tx, number: int, to: Unit, day: date) -> None:
        """One side tells it, the other confirms it in the same evening."""
        person = people.load(tx, [self._ids[number]]).popitem()[1] if number in self._ids else None
        joined = units.present(tx, units.get(tx, to.id))
        if person is None:
            return
        try:
            check_transfer(person, joined.id, day, day)
        except DomainError:
            return
        now, left = at(day, 23, 30), units.get(tx, person.unit_id)
        origin = Origin(report_id=new_id(), recorded_at=now)
        told = recording.add_transfer(tx, origin, (left, joined), left.id, person.id, day)
        recording.add_arrival(tx, origin, joined, person.id, day, left=left, transfer=told.id)
        recording.settle_person(tx, ALL_RULES, person.id, now)
        self.seen.moved.add(person.id)

    def _merge(self, tx: Tx, cell: int, into: int, day: date) -> None:
        ending, onward = (units.get(tx, self.seen.cells[number].id) for number in (cell, into))
        now = at(day, 23, 30)
        card = ReorganisationCard(change=Change.MERGED, unit_ids=(ending.id,), into=(onward.name,), on=day)
        self.seen.moved.update(people.belonging_to(tx, ending))
        # Two secretaries answer for the cell from now on: all of its people are reminded of twice.
        self.seen.moved.update(people.belonging_to(tx, onward))
        origin = Origin(report_id=new_id(), recorded_at=now)
        unit_changes.carry_out(tx, Context(now=now, book=ALL_RULES), card, origin)
        self.seen.ended[ending.id] = day
        self._shared.add(onward.id)

    def _tell_of_person(self, tx: Tx, origin: Origin, cell: Unit, report: Report) -> None:
        person = self._ids.get(report.person)
        if person is not None:
            cell = units.get(tx, people.load(tx, [person])[person].unit_id)
        if person is None:
            facts = PersonFacts(
                full_name=f"Lò Văn {report.person}", mentor="Hà" if report.person % 3 else None
            )
            person = self._ids[report.person] = recording.add_person(tx, origin, cell, facts)
            self.seen.subjects[person] = report.person
        if cell.id in self._shared:
            self.seen.moved.add(person)
        if report.stage is None:
            recording.add_paper(tx, origin, cell, person, "new_member_certificate", report.on)
        else:
            wrong = report.on - 9 * _DAY if self._trouble and self._trouble.random() < 0.1 else None
            event = recording.add_stage(tx, origin, cell, person, report.stage, wrong or report.on)
            if wrong:
                recording.settle_person(tx, ALL_RULES, person, origin.recorded_at)
                recording.add_stage(tx, origin, cell, person, report.stage, report.on, corrects=event.id)
        recording.settle_person(tx, ALL_RULES, person, origin.recorded_at)


def told_of(rows: Iterable[Reminder], seen: Witness) -> Counter[tuple[object, ...]]:
    """The ledger without ids, to compare two lives. Steps of dates that were wrong are left out."""
    cells = {cell.id: number for number, cell in enumerate(seen.cells)}
    return Counter(
        (
            row.subject_kind,
            seen.subjects.get(row.subject_id, cells.get(row.subject_id)),
            row.rule,
            row.due_on,
            row.step,
            row.because,
            row.state,
        )
        for row in rows
        if row.state is not ReminderState.CANCELLED
        and row.because is not Because.TOLD
        # A deadline that changes hands starts anew with its newest step: when that was, downtime decides.
        and not (row.subject_kind is Subject.PERSON and row.subject_id in seen.moved)
    )


async def person_deadlines(store: Store) -> list[Deadline]:
    """Every deadline of a person."""

    def read(tx: Tx) -> list[Deadline]:
        ids = people.ids_after(tx, 0, 1_000_000)
        return [row for person in ids for row in deadlines.of_subject(tx, Subject.PERSON, person)]

    return await store.read(read)


def per_week(messages: Iterable[tuple[int, datetime, int]]) -> list[int]:
    """Messages per person and week, for each week in which the person got any."""
    weeks = Counter((user, *local_date(now).isocalendar()[:2]) for user, now, _ in messages)
    return sorted(weeks.values())
