"""A commune to which things happen, one after another, by the functions that handlers use."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from domain.cards import ReorganisationCard
from domain.errors import DomainError
from domain.events import EventKind
from domain.localtime import VIET_NAM, local_date
from domain.messages import Address, ChannelName, IncomingMessage
from domain.people import Gender, Person, PersonFacts
from domain.periods import month_period
from domain.pipeline import Stage
from domain.steps import check_removal, check_step, check_transfer
from domain.units import Change, Unit, UnitKind
from domain.users import Role
from handlers import recording
from handlers.context import Context, Turn
from handlers.organising import reorganising, unit_changes
from handlers.recording import Origin
from storage import events, people, units, users
from storage.database import Tx
from storage.ids import new_id
from tests.rules import BOOK

FIRST = date(2024, 1, 1)
NOW = datetime(2025, 12, 20, 9, tzinfo=VIET_NAM)
TODAY = local_date(NOW)
STAGES = (Stage.CANDIDATE, Stage.ADMISSION, Stage.OFFICIAL, Stage.DROPPED)
_DAY = timedelta(days=1)

# One thing that happens: what, two numbers that say to whom or where, and a day.
Happening = tuple[str, int, int, int]


def name_of(number: int) -> str:
    """The name of the person of that number: "Lò Văn Aa", "Lò Văn Ab"."""
    first, second = divmod(number, 26)
    return f"Lò Văn {chr(ord('A') + first)}{chr(ord('a') + second)}"


@dataclass
class World:
    """A province's commune of four cells to which things happen, by the functions that handlers use."""

    tx: Tx
    user: int = 0
    province: int = 0
    commune: int = 0
    cells: list[int] = field(default_factory=list)
    persons: list[int] = field(default_factory=list)
    reports: list[int] = field(default_factory=list)

    def found(self) -> None:
        province = units.add(self.tx, parent=None, kind=UnitKind.PROVINCE, name="tỉnh Sơn La")
        commune = units.add(self.tx, parent=province, kind=UnitKind.COMMUNE, name="xã Sông Mã")
        self.province, self.commune = province.id, commune.id
        self.cells = [
            units.add(self.tx, parent=commune, kind=UnitKind.PARTY_CELL, name=f"bản {name}").id
            for name in "ABCD"
        ]
        self.user = users.add_user(self.tx, "Cán bộ", NOW)
        users.assign(self.tx, self.user, Role.OFFICER, commune.id, NOW - _DAY)

    def live(self, happenings: Iterable[Happening]) -> None:
        """Let each happen, unless a rule forbids it."""
        for what, a, b, days in happenings:
            act: Callable[[int, int, date], None] = getattr(self, "_" + what.replace(" ", "_"))
            try:
                act(a, b, FIRST + days * _DAY)
            except DomainError:
                continue

    def turn(self) -> Turn:
        user = users.by_id(self.tx, self.user, NOW)
        assert user is not None
        address = Address(channel=ChannelName.TERMINAL, chat_id="x")
        message = IncomingMessage(
            address=address, sender_id="x", sender_name="x", message_id="1", sent_at=NOW, text=""
        )
        return Turn(context=Context(now=NOW, book=BOOK), message=message, user=user, drafts=())

    def _origin(self) -> Origin:
        origin = Origin(report_id=new_id(), recorded_at=NOW, reported_by=self.user)
        self.reports.append(origin.report_id)
        return origin

    def _cell(self, number: int) -> Unit:
        current = [u for u in units.by_ids(self.tx, self.cells).values() if u.valid_to is None]
        return sorted(current, key=lambda u: u.id)[number % len(current)]

    def _appears(self, a: int, b: int, on: date) -> None:
        cell, origin = self._cell(b), self._origin()
        facts = PersonFacts(full_name=name_of(len(self.persons)), gender=list(Gender)[a % 2])
        person = recording.add_person(self.tx, origin, cell, facts)
        recording.add_stage(self.tx, origin, cell, person, STAGES[a % 2], on)
        self._settle(person)
        self.persons.append(person)

    def _goes_on(self, a: int, b: int, on: date) -> None:
        for person in self._somebody(a):
            stage = list(Stage)[b % len(Stage)]
            check_step(person, person.facts, stage, on, TODAY)
            home = units.get(self.tx, person.unit_id)
            recording.add_stage(self.tx, self._origin(), home, person.id, stage, on)
            self._settle(person.id)

    def _redated(self, a: int, b: int, on: date) -> None:
        for person in self._somebody(a):
            step = person.path.milestones[b % len(person.path.milestones)]
            check_step(person, person.facts, step.stage, on, TODAY, replacing=step.event.id)
            unit = units.get(self.tx, step.event.unit_id)
            recording.add_stage(
                self.tx, self._origin(), unit, person.id, step.stage, on, corrects=step.event.id
            )
            self._settle(person.id)

    def _described(self, a: int, b: int, on: date) -> None:
        for person in self._somebody(a):
            facts = PersonFacts(gender=list(Gender)[b % 2])
            home = units.get(self.tx, person.unit_id)
            recording.describe(self.tx, self._origin(), home, person.id, facts)
            self._settle(person.id)

    def _counted(self, a: int, b: int, on: date) -> None:
        month = month_period(on.year, on.month)
        recording.add_count(
            self.tx, self._origin(), self._cell(a), STAGES[b % 2], month.start, month.end, b % 6
        )

    def _moves(self, a: int, b: int, on: date) -> None:
        for person in self._somebody(a):
            left, joined = units.get(self.tx, person.unit_id), self._cell(b)
            check_transfer(person, joined.id, on, TODAY)
            origin = self._origin()
            told = recording.add_transfer(self.tx, origin, (left, joined), left.id, person.id, on)
            if b % 3:
                recording.add_arrival(
                    self.tx, self._origin(), joined, person.id, on, left=left, transfer=told.id
                )
            self._settle(person.id)

    def _merged(self, a: int, b: int, on: date) -> None:
        one, other = self._cell(a), self._cell(b)
        name = f"bản {one.name.split()[1]}{other.name.split()[1]}" if (a + b) % 2 else other.name
        self._reorganise(Change.MERGED, list(dict.fromkeys([one.id, other.id])), (name,), on)

    def _split(self, a: int, b: int, on: date) -> None:
        cell = self._cell(a)
        first = cell.name if b % 2 else f"{cell.name} Trên"
        self._reorganise(Change.SPLIT, [cell.id], (first, f"{cell.name} Dưới"), on)

    def _reorganise(self, change: Change, unit_ids: list[int], into: tuple[str, ...], on: date) -> None:
        card = ReorganisationCard(change=change, unit_ids=tuple(unit_ids), into=into, on=on)
        origin = self._origin()
        unit_changes.carry_out(self.tx, Context(now=NOW, book=BOOK), card, origin)
        self.cells = [u.id for u in units.children(self.tx, self.commune)]

    def _taken_back(self, a: int, b: int, on: date) -> None:
        if not self.reports:
            return
        report = [
            e
            for e in events.of_report(self.tx, self.reports[-1 - a % len(self.reports)])
            if e.kind is not EventKind.UNDONE and events.stands(self.tx, e)
        ]
        if not report:
            return
        removed = {e.id for e in report}
        for person in people.load(self.tx, {e.person_id for e in report if e.person_id}).values():
            check_removal(person, removed)
        if any(e.kind is EventKind.REORGANISED for e in report):
            reorganising.taken_back(self.tx, self.turn(), report)
        else:
            recording.take_back(self.tx, BOOK, self._origin(), report)

    def _somebody(self, number: int) -> Iterator[Person]:
        if self.persons:
            person = people.load(self.tx, [self.persons[number % len(self.persons)]]).popitem()[1]
            if person.path.last is not None:
                yield person

    def _settle(self, person: int) -> None:
        recording.settle_person(self.tx, BOOK, person, NOW)
