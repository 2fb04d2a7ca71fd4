"""Where what is stored differs from what the events add up to: `chibo check --rebuild`. Nothing is written.

Each difference is one line of ids, and names nobody.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from domain.deadlines import Deadline, PlannedDeadline, plan_for_person, plan_for_quota
from domain.people import Person
from domain.rules import RuleBook
from domain.units import BLOCK
from storage import deadlines, people, quotas, reporting
from storage.database import Tx
from storage.projections import PersonRows, rows_of_people, rows_of_unit
from storage.schema import (
    claim,
    claim_part,
    event,
    milestone,
    month_tally,
    person,
    person_word,
    quota,
    standing,
    tally,
)

_PEOPLE_FROM = (
    sa.select(person.c.id).where(person.c.id > sa.bindparam("after")).order_by(person.c.id).limit(500)
)
_BLOCK_OF = {table: (table.c.position // BLOCK).label("block") for table in (tally, milestone)}
_COUNTED = {
    month_tally: sa.select(
        tally.c.stage, tally.c.tag, tally.c.month, _BLOCK_OF[tally], sa.func.count()
    ).group_by(tally.c.stage, tally.c.tag, tally.c.month, _BLOCK_OF[tally]),
    standing: sa.select(milestone.c.stage, _BLOCK_OF[milestone], sa.func.count())
    .where(milestone.c.until.is_(None))
    .group_by(milestone.c.stage, _BLOCK_OF[milestone]),
}
_MISCOUNTED = {
    table.name: [
        sa.except_(one, other).limit(1)
        for kept in [sa.select(table).where(table.c.people != 0)]
        for one, other in ((kept, counted), (counted, kept))
    ]
    for table, counted in _COUNTED.items()
}
_UNITS_WITH_NUMBERS = sa.select(event.c.unit_id).where(event.c.kind.in_(("count", "quota"))).distinct()


def differences(tx: Tx, book: RuleBook) -> Iterator[str]:
    """Compute every projection again; one line per place where the stored rows differ."""
    after = 0
    while page := [row.id for row in tx.execute(_PEOPLE_FROM, {"after": after})]:
        after = page[-1]
        known = list(people.load(tx, page).values())
        for one, rows in zip(known, rows_of_people(tx, known), strict=True):
            yield from _of_person(tx, book, one, rows)
    for row in tx.execute(_UNITS_WITH_NUMBERS).all():
        yield from _of_unit(tx, book, row.unit_id)
    for unit_id in reporting.misheard(tx):
        yield f"heard_on of unit {unit_id}"
    for name, statements in _MISCOUNTED.items():
        if any(tx.execute(statement).all() for statement in statements):
            yield name


def _of_person(tx: Tx, book: RuleBook, known: Person, rows: PersonRows) -> Iterator[str]:
    told = [row["event_id"] for row in rows.milestones]
    for table, expected, where in (
        (person, [rows.person], person.c.id == known.id),
        (person_word, rows.words, person_word.c.person_id == known.id),
        (milestone, rows.milestones, milestone.c.person_id == known.id),
        (tally, rows.tally, tally.c.event_id.in_(told)),
    ):
        if _comparable(expected) != _comparable(_stored(tx, table, where), expected):
            yield f"{table.name} of person {known.id}"
    if _deadlines_differ(tx, "person", known.id, plan_for_person(known, book)):
        yield f"deadlines of person {known.id}"


def _of_unit(tx: Tx, book: RuleBook, unit_id: int) -> Iterator[str]:
    rows = rows_of_unit(tx, unit_id)
    claims = sa.select(claim.c.event_id).where(claim.c.unit_id == unit_id)
    for table, expected, where in (
        (claim, rows.claims, claim.c.unit_id == unit_id),
        (claim_part, rows.parts, claim_part.c.event_id.in_(claims)),
        (quota, rows.quotas, quota.c.unit_id == unit_id),
    ):
        if _comparable(expected) != _comparable(_stored(tx, table, where)):
            yield f"{table.name} of unit {unit_id}"
    for known in quotas.of_unit(tx, unit_id):
        if _deadlines_differ(tx, "quota", known.event_id, plan_for_quota(known, book)):
            yield f"deadlines of quota {known.event_id}"


def _deadlines_differ(tx: Tx, kind: str, subject_id: int, planned: Sequence[PlannedDeadline]) -> bool:
    stored = deadlines.of_subject(tx, kind, subject_id)
    return set(map(_told_of, planned)) != set(map(_told_of, stored))


def _told_of(one: PlannedDeadline | Deadline) -> tuple[object, ...]:
    return one.rule, one.trigger_on, one.due_on, one.event_id, one.settled_by, one.followed_on


def _stored(tx: Tx, table: sa.Table, where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in tx.execute(sa.select(table).where(where))]


def _comparable(
    rows: list[dict[str, Any]], shaped_like: list[dict[str, Any]] | None = None
) -> list[list[tuple[str, str]]]:
    keys = set(shaped_like[0]) if shaped_like else None
    return sorted(
        sorted((k, json.dumps(v, default=str)) for k, v in row.items() if keys is None or k in keys)
        for row in rows
    )
