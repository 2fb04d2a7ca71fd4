"""Putting facts on record: events appended, projections and deadlines kept in the same transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from domain.cards import ReorganisationCard
from domain.deadlines import plan_for_person, plan_for_quota
from domain.events import Event, EventKind
from domain.people import Person, PersonFacts
from domain.pipeline import LeavingReason, Stage
from domain.quotas import MemberShare, Quota
from domain.rules import RuleBook, Subject
from domain.units import Change, Unit
from handlers.context import Turn
from storage import deadlines, events, people, projections, quotas, units
from storage.changes import Changes
from storage.database import Tx
from storage.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a fact comes from. Everything of one origin is confirmed, and taken back, together."""

    report_id: int
    recorded_at: datetime
    reported_by: int | None = None
    source_id: int | None = None


def origin_of(turn: Turn) -> Origin:
    """What a message confirms now."""
    return Origin(
        report_id=new_id(), recorded_at=turn.now, reported_by=turn.user.id, source_id=turn.source_id
    )


def add_person(tx: Tx, origin: Origin, unit: Unit, facts: PersonFacts) -> int:
    """A person never heard of before; returns the id."""
    person_id = people.add(tx, unit.id, unit.left)
    describe(tx, origin, unit, person_id, facts)
    return person_id


def describe(
    tx: Tx, origin: Origin, unit: Unit, person_id: int, facts: PersonFacts, corrects: int | None = None
) -> Event:
    """Facts about a person: those stated replace what was known of them."""
    event = described_event(origin, unit, person_id, facts, corrects)
    events.append(tx, [event])
    people.keep_identity(tx, event, facts)
    return event


def described_event(
    origin: Origin, unit: Unit, person_id: int, facts: PersonFacts, corrects: int | None = None
) -> Event:
    """What `describe` appends; who the person is stands beside it."""
    plain = people.plain_facts(facts)
    return _event(origin, unit, EventKind.DESCRIBED, plain, person_id=person_id, corrects=corrects)


def add_stage(
    tx: Tx,
    origin: Origin,
    unit: Unit,
    person_id: int,
    stage: Stage,
    on: date,
    corrects: int | None = None,
    *,
    reason: LeavingReason | None = None,
    place: str | None = None,
    day: str | None = None,
) -> Event:
    """A step reached on a date, in place of the event it corrects; of a leaving also why and whereto.

    `day` is ASSUMED where nobody told it.
    """
    event = stage_event(origin, unit, person_id, stage, on, corrects, reason=reason, place=place, day=day)
    events.append(tx, [event])
    return event


def stage_event(
    origin: Origin,
    unit: Unit,
    person_id: int,
    stage: Stage,
    on: date,
    corrects: int | None = None,
    **told_beside: str | None,
) -> Event:
    """What `add_stage` appends."""
    data = {"stage": stage.value, **{name: told for name, told in told_beside.items() if told is not None}}
    return _event(origin, unit, EventKind.STAGE, data, person_id=person_id, happened_on=on, corrects=corrects)


def add_paper(
    tx: Tx,
    origin: Origin,
    unit: Unit,
    person_id: int,
    paper: str,
    on: date,
    *,
    corrects: int | None = None,
    remark: str | None = None,
) -> Event:
    """A paper of the checklist is on file, or a note holds, since that day; `remark` is kept sealed."""
    event = _event(
        origin,
        unit,
        EventKind.PAPER,
        {"paper": paper},
        person_id=person_id,
        happened_on=on,
        corrects=corrects,
    )
    events.append(tx, [event])
    if remark:
        people.keep_remark(tx, event, remark)
    return event


def add_transfer(
    tx: Tx, origin: Origin, sides: tuple[Unit, Unit], told_by: int, person_id: int, on: date
) -> Event:
    """One of the two sides (left, joined) tells that a person moves; nobody has moved yet."""
    left, joined = sides
    teller = left if told_by == left.id else joined
    data = {"from": left.id, "to": joined.id}
    event = _event(origin, teller, EventKind.TRANSFER, data, person_id=person_id, happened_on=on)
    events.append(tx, [event])
    return event


def add_arrival(
    tx: Tx, origin: Origin, unit: Unit, person_id: int, on: date, *, left: Unit, transfer: int | None = None
) -> Event:
    """The person belongs to the unit from that day; `transfer` is the event that this word confirms."""
    event = arrival_event(origin, unit, person_id, on, left=left, transfer=transfer)
    events.append(tx, [event])
    return event


def arrival_event(
    origin: Origin, unit: Unit, person_id: int, on: date, *, left: Unit, transfer: int | None = None
) -> Event:
    """What `add_arrival` appends."""
    data = {"from": left.id} if transfer is None else {"from": left.id, "transfer": transfer}
    return _event(origin, unit, EventKind.ARRIVED, data, person_id=person_id, happened_on=on)


def add_reorganisation(
    tx: Tx, origin: Origin, unit: Unit, on: date, change: Change, told: dict[str, Any]
) -> Event:
    """The unit ended or was renamed on that day. The units' own rows are the caller's to change."""
    event = _event(origin, unit, EventKind.REORGANISED, {"change": change.value, **told}, happened_on=on)
    events.append(tx, [event])
    return event


def add_reorganisation_ahead(tx: Tx, origin: Origin, unit: Unit, card: ReorganisationCard) -> Event:
    """What is decided about the unit, and perhaps others, for a day to come; nothing changes yet."""
    data = {
        "change": card.change.value,
        "units": list(card.unit_ids),
        "into": list(card.into),
        "under": card.under,
    }
    event = _event(origin, unit, EventKind.TO_REORGANISE, data, happened_on=card.on)
    events.append(tx, [event])
    return event


def add_count(
    tx: Tx,
    origin: Origin,
    unit: Unit,
    stage: Stage,
    start: date,
    end: date,
    count: int,
    *,
    parts: Mapping[str, int] = MappingProxyType({}),
    replaces: int | None = None,
) -> Event:
    """A number without names for [start, end), in place of an earlier one. Zero is a report too.

    `parts` says how many of them carry a tag.
    """
    data: dict[str, Any] = {
        "stage": stage.value,
        "count": count,
        "start": start.isoformat(),
        "end": end.isoformat(),
    }
    if parts:
        data["parts"] = dict(parts)
    event = _event(origin, unit, EventKind.COUNT, data, corrects=replaces)
    events.append(tx, [event])
    projections.project_numbers(tx, unit.id)
    return event


def add_quota(
    tx: Tx,
    book: RuleBook,
    origin: Origin,
    unit: Unit,
    quota: Quota,
    *,
    share: MemberShare | None = None,
    document: str = "",
) -> Event:
    """A target of the unit, in place of the one it had for the very same period and tag."""
    known = quotas.same_period(tx, unit.id, quota.period, quota.tag)
    data = {
        "kind": quota.period.kind.value,
        "start": quota.period.start.isoformat(),
        "end": quota.period.end.isoformat(),
        "low": quota.low,
        "high": quota.high,
        "per_cell": quota.per_cell,
        **({"tag": quota.tag} if quota.tag else {}),
        **({"share": asdict(share)} if share else {}),
        **({"document": document} if document else {}),
    }
    event = _event(origin, unit, EventKind.QUOTA, data, corrects=known.event_id if known else None)
    events.append(tx, [event])
    settle_unit(tx, book, unit, origin.recorded_at)
    return event


def take_back(tx: Tx, book: RuleBook, origin: Origin, report: list[Event]) -> None:
    """Undo these events: totals, deadlines and reminders roll back with them."""
    events.append(tx, undoing(origin, report))
    affected = list(dict.fromkeys(e.person_id for e in report if e.person_id is not None))
    if affected:
        settle_people(tx, book, affected, origin.recorded_at)
    for unit_id in dict.fromkeys(e.unit_id for e in report if e.person_id is None):
        settle_unit(tx, book, units.get(tx, unit_id), origin.recorded_at)


def undoing(origin: Origin, report: Iterable[Event]) -> list[Event]:
    """What `take_back` appends."""
    return [
        Event(
            id=new_id(),
            kind=EventKind.UNDONE,
            report_id=origin.report_id,
            unit_id=event.unit_id,
            person_id=event.person_id,
            recorded_at=origin.recorded_at,
            reported_by=origin.reported_by,
            source_id=origin.source_id,
            corrects=event.id,
        )
        for event in report
    ]


def settle_person(tx: Tx, book: RuleBook, person_id: int, now: datetime) -> Person:
    """Bring a person's rows and deadlines in line with their events, and return the person."""
    (person,) = settle_people(tx, book, [person_id], now)
    return person


def settle_people(tx: Tx, book: RuleBook, person_ids: Sequence[int], now: datetime) -> list[Person]:
    """The same of several people, with as many statements."""
    known = projections.project_people(tx, person_ids)
    homes = units.presents(tx, {person.unit_id for person in known})
    plans = [plans_of(person, homes[person.unit_id], book) for person in known]
    deadlines.replan_all(tx, plans, calendar=book.calendar, now=now)
    return known


def add_changes(tx: Tx, book: RuleBook, told: Sequence[Event], now: datetime, into: Changes) -> None:
    """What these further events make of people on record, for a transaction that writes very many at once.
    Nothing is written here."""
    affected = list(dict.fromkeys(event.person_id for event in told if event.person_id is not None))
    known = list(people.load(tx, affected, told).values())
    for person, rows in zip(known, projections.rows_of_people(tx, known), strict=True):
        into.project(person.id, rows)
    homes = units.presents(tx, {person.unit_id for person in known})
    plans = [plans_of(person, homes[person.unit_id], book) for person in known]
    into.replan(deadlines.replanned(tx, plans, calendar=book.calendar, now=now))
    into.events += told
    into.settled += affected


def plans_of(person: Person, unit: Unit, book: RuleBook) -> deadlines.Plans:
    """What a person's steps make due, for the unit they are in."""
    return deadlines.Plans.within(unit, Subject.PERSON, person.id, plan_for_person(person, book))


def settle_unit(tx: Tx, book: RuleBook, unit: Unit, now: datetime) -> None:
    """Bring a unit's numbers, quotas and their deadlines in line with its events."""
    before = {quota.event_id for quota in quotas.of_unit(tx, unit.id)}
    projections.project_numbers(tx, unit.id)
    after = {quota.event_id: quota for quota in quotas.of_unit(tx, unit.id)}
    position = units.present(tx, unit).left
    plans = [
        deadlines.Plans(
            subject_kind=Subject.QUOTA,
            subject_id=quota_id,
            unit_id=unit.id,
            position=position,
            planned=plan_for_quota(after[quota_id], book) if quota_id in after else (),
        )
        for quota_id in before | set(after)
    ]
    deadlines.replan_all(tx, plans, calendar=book.calendar, now=now)


def _event(origin: Origin, unit: Unit, kind: EventKind, data: dict[str, Any], **more: Any) -> Event:
    return Event(
        id=new_id(),
        kind=kind,
        report_id=origin.report_id,
        unit_id=unit.id,
        recorded_at=origin.recorded_at,
        reported_by=origin.reported_by,
        source_id=origin.source_id,
        data=data,
        **more,
    )
