"""A commune with two cells, their secretaries and an officer: what reminders are tried on."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from domain.deadlines import Deadline
from domain.events import Event
from domain.localtime import VIET_NAM, local_date
from domain.messages import ChannelName, Reply
from domain.people import PersonFacts
from domain.periods import Period, year_period
from domain.pipeline import Stage
from domain.quotas import Quota
from domain.reminders import PlannedSend, Reminder
from domain.rules import RuleBook, Subject
from domain.rules_file import load_book
from domain.units import Unit, UnitKind
from domain.users import Role
from handlers import recording
from handlers.recording import Origin
from scheduler import digest, reminding
from scheduler.reminding import SweepResult
from storage import deadlines, deliveries, events, reminders, units, users
from storage.database import Store, Tx
from storage.ids import new_id
from storage.outbox import OutboxState
from storage.schema import reminder as table
from tests.rules import SHIPPED

# Without what is asked of everybody all the time: most tests are about one deadline.
BOOK = load_book('without = ["mentor", "new_member_course", "monthly_report"]', SHIPPED)


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """That time of the day in Viet Nam."""
    return datetime.combine(day, time(hour, minute), VIET_NAM)


CEREMONY = date(2024, 12, 3)
ENDS_ON = date(2025, 12, 3)  # of the 12 months; 30 working days later is 15/01/2026
WINDOW_ENDS_ON = date(2026, 1, 15)
TOLD = at(date(2025, 10, 1))


@dataclass(kw_only=True)
class Commune:
    """The store with the cast; a test moves the clock by naming the day."""

    store: Store
    commune: Unit
    party_cell: Unit
    other_cell: Unit
    secretary: int
    officer: int
    book: RuleBook = BOOK

    async def reach(self, stage: Stage, on: date, *, told: datetime, person: int | None = None) -> int:
        """Report a step, of a new person unless one is named; returns the person."""

        def report(tx: Tx) -> int:
            origin = Origin(report_id=new_id(), recorded_at=told)
            who = person or recording.add_person(
                tx, origin, self.party_cell, PersonFacts(full_name="Lò Văn Pánh")
            )
            recording.add_stage(tx, origin, self.party_cell, who, stage, on)
            recording.settle_person(tx, self.book, who, told)
            return who

        return await self.store.write(report)

    async def move(self, person: int, stage: Stage, on: date, *, told: datetime) -> None:
        """Correct the date of a step."""

        def correct(tx: Tx) -> None:
            origin = Origin(report_id=new_id(), recorded_at=told)
            old = _standing(tx, person, stage)
            recording.add_stage(tx, origin, self.party_cell, person, stage, on, corrects=old.id)
            recording.settle_person(tx, self.book, person, told)

        await self.store.write(correct)

    async def undo(self, person: int, stage: Stage, *, told: datetime) -> None:
        """Take the latest report of a step back."""

        def take_back(tx: Tx) -> None:
            origin = Origin(report_id=new_id(), recorded_at=told)
            recording.take_back(tx, self.book, origin, [_standing(tx, person, stage)])

        await self.store.write(take_back)

    async def give_quota(
        self, unit: Unit, low: int, *, told: datetime, period: Period | None = None, per_cell: bool = False
    ) -> None:
        """Set a target, for the year in which it is told unless a period is named."""

        def give(tx: Tx) -> None:
            origin = Origin(report_id=new_id(), recorded_at=told)
            span = period or year_period(local_date(told).year)
            target = Quota(unit_id=unit.id, period=span, low=low, per_cell=per_cell)
            recording.add_quota(tx, self.book, origin, unit, target)

        await self.store.write(give)

    async def sweep(self, now: datetime) -> SweepResult:
        """One whole sweep."""
        return await reminding.sweep_all(self.store, self.book, now)

    async def deliver(self, now: datetime) -> dict[int, list[Reply]]:
        """Send every digest that may leave now; returns what each person got."""

        def send(tx: Tx) -> dict[int, list[Reply]]:
            sent: dict[int, list[Reply]] = {}
            for outbox_id in reminders.pending_digests(tx, now):
                row = reminders.digest_row(tx, outbox_id)
                assert row is not None
                reply = digest.compose(tx, outbox_id, now, book=self.book)
                state = OutboxState.SENT if reply else OutboxState.CANCELLED
                deliveries.settle(tx, outbox_id, state, at=now)
                if reply:
                    reminding.settled(tx, outbox_id, OutboxState.SENT, now, book=self.book)
                    sent.setdefault(row.user_id, []).append(reply)
            return sent

        return await self.store.write(send)

    async def remind(self, now: datetime) -> dict[int, list[str]]:
        """Sweep and deliver; returns the texts that each person got."""
        await self.sweep(now)
        sent = await self.deliver(now)
        return {user_id: [reply.text for reply in replies] for user_id, replies in sent.items()}

    async def ledger(self) -> list[Reminder]:
        """Every row of the ledger, oldest first."""

        def read(tx: Tx) -> list[Reminder]:
            subjects = tx.execute(sa.select(table.c.subject_kind, table.c.subject_id).distinct()).all()
            rows = [
                row
                for subject in subjects
                for row in reminders.of_subjects(tx, Subject(subject.subject_kind), [subject.subject_id])
            ]
            return sorted(rows, key=lambda row: row.id)

        return await self.store.read(read)

    async def states(self, recipient: int | None = None) -> list[tuple[str, str]]:
        """(step, state) of the ledger's rows, of one recipient or of all."""
        rows = await self.ledger()
        return [(r.step, r.state.value) for r in rows if recipient in (None, r.recipient_id)]

    async def deadlines_of(self, person: int) -> dict[str, Deadline]:
        """The person's deadlines by their rules."""
        rows = await self.store.read(deadlines.of_subject, Subject.PERSON, person)
        return {row.rule: row for row in rows}

    async def preview(self, first: date, last: date, today: date | None = None) -> list[PlannedSend]:
        """What would be sent in these days."""
        return await self.store.rehearse(reminding.preview, self.book, first, last, today=today)


async def found(store: Store, now: datetime, book: RuleBook = BOOK) -> Commune:
    """The commune, with everybody reachable."""

    def build(tx: Tx) -> Commune:
        commune = units.add(tx, parent=None, kind=UnitKind.COMMUNE, name="xã Sông Mã")
        cell = units.add(tx, parent=commune, kind=UnitKind.PARTY_CELL, name="bản Nà La")
        other = units.add(tx, parent=commune, kind=UnitKind.PARTY_CELL, name="bản Lầu")
        secretary = join(tx, "Bí thư Nà La", "nala", Role.SECRETARY, cell, now)
        officer = join(tx, "Cán bộ Sông Mã", "songma", Role.OFFICER, commune, now)
        return Commune(
            store=store,
            commune=commune,
            party_cell=cell,
            other_cell=other,
            secretary=secretary,
            officer=officer,
            book=book,
        )

    return await store.write(build)


def join(tx: Tx, name: str, account: str | None, role: Role, unit: Unit, now: datetime) -> int:
    """A user with a role; without an account nothing reaches them."""
    user_id = users.add_user(tx, name, now)
    users.assign(tx, user_id, role, unit.id, now)
    if account:
        users.add_identity(tx, user_id, ChannelName.TERMINAL, account, account, now)
    return user_id


def _standing(tx: Tx, person: int, stage: Stage) -> Event:
    told = [e for e in events.of_person(tx, person) if e.data.get("stage") == stage]
    return told[-1]


def days_from(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


async def reminded_on(commune: Commune, first: date, last: date, user: int) -> dict[date, list[str]]:
    """The days on which somebody got something, when a sweep runs each morning."""
    heard = {day: (await commune.remind(at(day))).get(user, []) for day in days_from(first, last)}
    return {day: texts for day, texts in heard.items() if texts}
