"""Every figure of a world counted from its log alone, and held against what is answered."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product

import sqlalchemy as sa

from domain.deadlines import plan_for_person
from domain.events import Event, EventKind
from domain.localtime import local_date
from domain.people import Gender
from domain.periods import Period, month_period, range_period, year_period
from domain.pipeline import RANK, Stage
from domain.tags import MINORITY
from domain.units import Unit
from handlers.succession import kinds_below, units_below
from storage import pending, people, rebuild, reporting, statistics, stock, units
from storage.database import Tx
from storage.schema import event as event_table
from tests.handlers.world import STAGES, TODAY, World
from tests.rules import BOOK

PERIODS = (
    year_period(2024),
    year_period(2025),
    month_period(2025, 6),
    month_period(2025, 7),
    range_period(date(2024, 6, 10), date(2024, 6, 25)),
    range_period(date(2024, 11, 20), date(2025, 9, 9)),
)
_DAY = timedelta(days=1)


class ByHand:
    """The figures counted from the log alone, slowly."""

    def __init__(self, tx: Tx) -> None:
        rows = tx.execute(sa.select(event_table).order_by(event_table.c.id)).all()
        told = [Event(**{**row._mapping, "kind": EventKind(row.kind)}) for row in rows]
        taken_back = {e.corrects for e in told if e.kind is EventKind.UNDONE}
        first_told: dict[int, int] = {}  # of every fact, however often it was corrected
        standing: dict[int, Event] = {}
        for event in told:
            fact = first_told[event.id] = first_told.get(event.corrects or 0, event.id)
            if event.kind is not EventKind.UNDONE and event.id not in taken_back:
                standing[fact] = event
        self.told = [e for e in told if e.id not in taken_back]
        self.standing = sorted(standing.values(), key=lambda e: e.id)
        self.persons = list(dict.fromkeys(e.person_id for e in told if e.person_id is not None))
        self.steps = [e for e in self.standing if e.kind is EventKind.STAGE]
        self.successor = {
            e.unit_id: e.data["into"][0]
            for e in self.standing
            if e.kind is EventKind.REORGANISED and e.data["into"][0] != e.unit_id
        }

    def now(self, unit_id: int) -> int:
        while unit_id in self.successor:
            unit_id = self.successor[unit_id]
        return unit_id

    def total(self, stage: Stage, cells: set[int], period: Period) -> tuple[int, int]:
        named = [e for e in self._named(stage) if self.now(e.unit_id) in cells and _in(e.happened_on, period)]
        unnamed = 0
        for told, start, end in self._counts(stage):
            if (
                self.now(told.unit_id) in cells
                and period.start <= start
                and end <= min(period.end, TODAY + _DAY)
            ):
                is_ended = told.unit_id in self.successor
                own = [
                    e
                    for e in self._named(stage)
                    if e.happened_on and start <= e.happened_on < end
                    and (e.unit_id if is_ended else self.now(e.unit_id)) == told.unit_id
                ]  # fmt: skip
                unnamed += max(0, told.data["count"] - len(own))
        return len(named), unnamed

    def was_heard(self, cell: int, span: Period) -> bool:
        """Whether a report of the cell that was not taken back was told in the span, or tells of it."""
        return any(
            e.unit_id == cell
            and e.kind in (EventKind.STAGE, EventKind.DESCRIBED, EventKind.COUNT)
            and (local_date(e.recorded_at) in span or (e.happened_on is not None and e.happened_on in span))
            for e in self.told
        ) or any(
            self.now(told.unit_id) == cell and start < span.end and end > span.start
            for stage in STAGES
            for told, start, end in self._counts(stage, or_none=True)
        )

    def as_told(self, stage: Stage, cell: int, period: Period) -> int:
        return sum(e.unit_id == cell and _in(e.happened_on, period) for e in self._named(stage))

    def women(self, stage: Stage, cells: set[int], period: Period) -> int:
        gender: dict[int, str] = {}
        for event in self.standing:
            if event.kind is EventKind.DESCRIBED and event.person_id and "gender" in event.data:
                gender[event.person_id] = event.data["gender"]
        return sum(
            gender.get(e.person_id or 0) == Gender.FEMALE
            for e in self._named(stage)
            if self.now(e.unit_id) in cells and _in(e.happened_on, period)
        )

    def stock(self, cells: set[int], on: date) -> Counter[Stage]:
        """Where everybody stood at the end of the day, by the step and move that were the last until then."""
        found: Counter[Stage] = Counter()
        of_person: dict[int, list[Event]] = {}
        for event in self.standing:
            if event.kind in (EventKind.STAGE, EventKind.ARRIVED) and event.happened_on and event.person_id:
                of_person.setdefault(event.person_id, []).append(event)
        for told in of_person.values():
            steps = sorted(
                (e for e in told if e.kind is EventKind.STAGE),
                key=lambda e: (e.happened_on, RANK[Stage(e.data["stage"])], e.id),
            )
            reached = [e for e in steps if e.happened_on and e.happened_on <= on]
            if not reached:
                continue
            last = reached[-1]
            moves = [
                e
                for e in told
                if e.kind is EventKind.ARRIVED and last.happened_on and e.happened_on
                and last.happened_on <= e.happened_on <= on
            ]  # fmt: skip
            home = max(moves, key=lambda e: (e.happened_on, e.id)) if moves else last
            if self.now(home.unit_id) in cells:
                found[Stage(last.data["stage"])] += 1
        return found

    def _named(self, stage: Stage) -> list[Event]:
        return [e for e in self.steps if e.data["stage"] == stage]

    def _counts(self, stage: Stage, *, or_none: bool = False) -> Iterator[tuple[Event, date, date]]:
        for event in self.standing:
            if event.kind is not EventKind.COUNT or event.data["stage"] != stage:
                continue
            if event.data["count"] or or_none:
                start, end = date.fromisoformat(event.data["start"]), date.fromisoformat(event.data["end"])
                yield event, start, max(min(end, local_date(event.recorded_at) + _DAY), start + _DAY)


def _in(on: date | None, period: Period) -> bool:
    return on is not None and period.start <= on < period.end and on <= TODAY


def _open_limits(tx: Tx, hand: ByHand, cells: set[int], last: date) -> list[date]:
    """Until when what is open about people of the cells is due, less what a limit after it has replaced."""
    found: list[date] = []
    for person in people.load(tx, hand.persons).values():
        if hand.now(person.unit_id) not in cells:
            continue
        running = [d for d in plan_for_person(person, BOOK) if d.settled_by is None and d.due_on <= last]
        for limit in running:
            after = (d for d in running if BOOK.rules.by_id[d.rule].follows == limit.rule)
            if limit.due_on >= TODAY or not any(after):
                found.append(limit.due_on)
    return sorted(found)


def compare(tx: Tx, world: World) -> None:
    """Hold every figure against the count by hand."""
    hand = ByHand(tx)
    known = list(units.by_ids(tx, world.cells).values())
    current = [u for u in known if u.id not in hand.successor and u.valid_to is None]
    commune, province = units.get(tx, world.commune), units.get(tx, world.province)
    everywhere = {u.id for u in current}
    for unit, cells in (*((u, {u.id}) for u in current), (commune, everywhere), (province, everywhere)):
        _compare_totals(tx, hand, unit, cells)
        _compare_stock(tx, hand, unit, cells)
        _compare_due(tx, hand, unit, cells)
    for above in (commune, province):
        _compare_divided(tx, hand, above, everywhere)
    _compare_silence(tx, hand, (commune, province), current)
    _compare_then(tx, hand, known, current)
    assert people.names(tx, hand.persons) == {
        person_id: known.name for person_id, known in people.load(tx, hand.persons).items()
    }
    assert list(rebuild.differences(tx, BOOK)) == []


def _compare_totals(tx: Tx, hand: ByHand, unit: Unit, cells: set[int]) -> None:
    interval = (unit.left, unit.right)
    for stage, period in product(STAGES, PERIODS):
        counted = statistics.total(tx, stage, interval, period, TODAY)
        assert (counted.named, counted.unnamed) == hand.total(stage, cells, period)
        women = statistics.by_tags(tx, stage, interval, period, TODAY, ["gender:female"])
        assert women["gender:female"] == hand.women(stage, cells, period)


def _compare_stock(tx: Tx, hand: ByHand, unit: Unit, cells: set[int]) -> None:
    for on in (date(2024, 6, 30), date(2025, 6, 30), TODAY):
        standing = stock.standing(tx, (unit.left, unit.right), on, list(Stage))
        assert {s: n for s, n in standing.items() if n} == dict(hand.stock(cells, on))
    by_place = stock.by_unit(tx, [unit], TODAY, [Stage.ADMISSION])
    assert by_place[unit.id] == hand.stock(cells, TODAY)[Stage.ADMISSION]


def _compare_due(tx: Tx, hand: ByHand, unit: Unit, cells: set[int]) -> None:
    interval = (unit.left, unit.right)
    for last in (TODAY - _DAY, TODAY + 30 * _DAY, date.max):
        limits = _open_limits(tx, hand, cells, last)
        overdue = sum(due_on < TODAY for due_on in limits)
        counted = pending.count(tx, interval, TODAY, last=last)
        assert counted == pending.Pending(all=len(limits), overdue=overdue)
        page = pending.page(tx, interval, TODAY, most=1000, last=last)
        assert [deadline.due_on for deadline in page] == limits


def _compare_divided(tx: Tx, hand: ByHand, above: Unit, cells: set[int]) -> None:
    """By unit, by unit and tag, by month: the parts add up to the whole."""
    place, stage = (above.left, above.right), Stage.ADMISSION
    heard = reporting.last_heard_on(tx, [one.id for one in units.within(tx, *place)], TODAY)
    assert reporting.last_heard_within(tx, place, TODAY) == max(heard.values(), default=None)
    for period in PERIODS:
        told = hand.total(stage, cells, period)
        below = units_below(tx, above, period, stage)
        assert kinds_below(tx, above, period, stage) == {one.kind for one in below}
        rows = statistics.by_unit(tx, stage, below, period, TODAY).values()
        assert (sum(one.named for one in rows), sum(one.unnamed for one in rows)) == told
        tags = [MINORITY, f"gender:{Gender.FEMALE}"]
        assert statistics.by_unit_and_tag(tx, stage, below, period, TODAY, tags) == {
            u.id: statistics.by_tags(tx, stage, (u.left, u.right), period, TODAY, tags) for u in below
        }
        months = statistics.by_month(tx, stage, place, period, TODAY)
        assert sum(month.value for month in months) == sum(told)


def _compare_silence(tx: Tx, hand: ByHand, above: tuple[Unit, Unit], current: Sequence[Unit]) -> None:
    """Which cells have told nothing in a span, or of it."""
    commune, province = above
    interval = (commune.left, commune.right)
    for span in (*PERIODS, month_period(2025, 12), month_period(2026, 1)):
        silent = [u.id for u in current if not hand.was_heard(u.id, span)]
        missing = reporting.missing(tx, interval, span, TODAY, most=100)
        existing = {u.id for u in current if u.valid_from is None or u.valid_from < span.end}
        assert {unit.id for unit in missing} == existing.intersection(silent)
        silence = reporting.Silence(cells=len(existing), missing=len(missing))
        assert reporting.count(tx, interval, span, TODAY) == silence
        by_unit = reporting.count_below(tx, province.id, span, TODAY)
        assert by_unit == ({commune.id: silence} if existing else {})


def _compare_then(tx: Tx, hand: ByHand, known: Sequence[Unit], current: Sequence[Unit]) -> None:
    """By the units of now and by those of then."""
    stage, period = Stage.ADMISSION, PERIODS[1]
    now = statistics.by_unit(tx, stage, current, period, TODAY)
    then = statistics.as_told(tx, stage, known, period, TODAY)
    for cell in current:
        assert now[cell.id].named == hand.total(stage, {cell.id}, period)[0]
    for cell in known:
        assert then[cell.id].named == hand.as_told(stage, cell.id, period)
