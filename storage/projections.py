"""What the events add up to: the rows that searches and totals read, kept in the events' own transaction.

`project_*` writes them after an event was appended; `differences` computes them all again and says
where the stored rows differ, which is `chibo check --rebuild`.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from domain.deadlines import Deadline, PlannedDeadline, plan_for_person, plan_for_quota
from domain.events import Event, EventKind, effective
from domain.localtime import local_date
from domain.people import Person
from domain.pipeline import stays
from domain.rules import RuleBook
from domain.tags import tags_at
from domain.text import fold_name
from domain.units import BLOCK
from storage import bulk, deadlines, people, reporting
from storage import events as event_log
from storage import quotas as stored_quotas
from storage import units as stored_units
from storage.database import Tx
from storage.keys import Keys
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
from storage.types import month_of

_UPDATE_PERSON = sa.update(person).where(person.c.id == sa.bindparam("person_id"))
_PEOPLE: sa.BindParameter[int] = sa.bindparam("people", expanding=True)
_STORED = {
    person_word: sa.select(person_word).where(person_word.c.person_id.in_(_PEOPLE)),
    tally: sa.select(tally).where(
        tally.c.event_id.in_(sa.select(milestone.c.event_id).where(milestone.c.person_id.in_(_PEOPLE)))
    ),
    milestone: sa.select(milestone).where(milestone.c.person_id.in_(_PEOPLE)),
}
_DELETE = {
    table: sa.delete(table).where(*(key == sa.bindparam(f"{key.name}_") for key in table.primary_key))
    for table in _STORED
}
_DELETE_CLAIMS = sa.delete(claim).where(claim.c.unit_id == sa.bindparam("unit"))
_DELETE_QUOTAS = sa.delete(quota).where(quota.c.unit_id == sa.bindparam("unit"))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRows:
    """Everything projected from one person's events."""

    person: dict[str, Any]
    words: list[dict[str, Any]]
    milestones: list[dict[str, Any]]
    tally: list[dict[str, Any]]


def project_people(tx: Tx, person_ids: Sequence[int]) -> list[Person]:
    """Write these people's rows anew from their events, and return the people."""
    known = list(people.load(tx, person_ids).values())
    rows = rows_of_people(tx, known)
    tx.execute(_UPDATE_PERSON, [{"person_id": p.id, **r.person} for p, r in zip(known, rows, strict=True)])
    for table, values in (
        (person_word, [row for of_one in rows for row in of_one.words]),
        (tally, [row for of_one in rows for row in of_one.tally]),
        (milestone, [row for of_one in rows for row in of_one.milestones]),
    ):
        _renew(tx, table, [person.id for person in known], values)
    return known


def _renew(tx: Tx, table: sa.Table, person_ids: list[int], rows: list[dict[str, Any]]) -> None:
    """Make these the rows of the people: a new step leaves all that was told before as it stands."""
    names = table.columns.keys()
    stored = {tuple(row): row for row in tx.execute(_STORED[table], {"people": person_ids})}
    wanted = {tuple(row[name] for name in names): row for row in rows}
    if gone := [row for values, row in stored.items() if values not in wanted]:
        keys = table.primary_key.columns.keys()
        tx.execute(_DELETE[table], [{f"{key}_": getattr(row, key) for key in keys} for row in gone])
    bulk.insert(tx, bulk.rows_for(table, [row for values, row in wanted.items() if values not in stored]))


def rows_of_people(tx: Tx, known: Collection[Person]) -> list[PersonRows]:
    """What is projected of these people, in their order."""
    positions = _positions(tx, known)
    return [rows_of_person(tx.keys, one, positions) for one in known]


def project_numbers(tx: Tx, unit_id: int) -> None:
    """Write one unit's claims and quotas anew from its events."""
    claims, parts, quotas = _rows_of_unit(tx, unit_id)
    tx.execute(_DELETE_CLAIMS, {"unit": unit_id})
    tx.execute(_DELETE_QUOTAS, {"unit": unit_id})
    for table, values in ((claim, claims), (claim_part, parts), (quota, quotas)):
        bulk.insert(tx, bulk.rows_for(table, values))


def differences(tx: Tx, book: RuleBook) -> Iterator[str]:
    """Recompute every projection; one line per place where the stored rows differ. Ids only."""
    after = 0
    while page := [row.id for row in tx.execute(_PEOPLE_FROM, {"after": after})]:
        after = page[-1]
        loaded = people.load(tx, page)
        positions = _positions(tx, loaded.values())
        for person_id, known in loaded.items():
            rows = rows_of_person(tx.keys, known, positions)
            for name, expected, stored in (
                ("person", [rows.person], _stored(tx, person, person.c.id == person_id)),
                ("person_word", rows.words, _stored(tx, person_word, person_word.c.person_id == person_id)),
                ("milestone", rows.milestones, _stored(tx, milestone, milestone.c.person_id == person_id)),
                ("tally", rows.tally, _stored_tally(tx, rows)),
            ):
                if _comparable(expected) != _comparable(stored, expected):
                    yield f"{name} of person {person_id}"
            if _deadlines_differ(tx, "person", person_id, plan_for_person(known, book)):
                yield f"deadlines of person {person_id}"
    for row in tx.execute(_UNITS_WITH_NUMBERS).all():
        claims, parts, quotas = _rows_of_unit(tx, row.unit_id)
        told = claim_part.c.event_id.in_(sa.select(claim.c.event_id).where(claim.c.unit_id == row.unit_id))
        for name, expected, stored in (
            ("claim", claims, _stored(tx, claim, claim.c.unit_id == row.unit_id)),
            ("claim_part", parts, _stored(tx, claim_part, told)),
            ("quota", quotas, _stored(tx, quota, quota.c.unit_id == row.unit_id)),
        ):
            if _comparable(expected) != _comparable(stored):
                yield f"{name} of unit {row.unit_id}"
        for known_quota in stored_quotas.of_unit(tx, row.unit_id):
            if _deadlines_differ(tx, "quota", known_quota.event_id, plan_for_quota(known_quota, book)):
                yield f"deadlines of quota {known_quota.event_id}"
    for unit_id in reporting.misheard(tx):
        yield f"heard_on of unit {unit_id}"
    for name, statements in _MISCOUNTED.items():
        if any(tx.execute(statement).all() for statement in statements):
            yield name


def _positions(tx: Tx, known: Collection[Person]) -> dict[int, int]:
    """Where the units lie in which these people are or were."""
    units = {m.event.unit_id for p in known for m in p.path.milestones} | {p.unit_id for p in known}
    units |= {m.event.unit_id for p in known for m in p.path.moves}
    return places_of(tx, units)


def places_of(tx: Tx, unit_ids: Collection[int]) -> dict[int, int]:
    """At which position the records of these units lie: what a unit that ended has told is found with the
    one that goes on in its place."""
    return {unit_id: unit.left for unit_id, unit in stored_units.presents(tx, unit_ids).items()}


def rows_of_person(keys: Keys, known: Person, positions: Mapping[int, int]) -> PersonRows:
    """What is projected of one person; `positions` has the left end of every unit they were in."""
    facts, last = known.facts, known.path.last
    folded = fold_name(facts.full_name) if facts.full_name else ""
    return PersonRows(
        person={
            "unit_id": known.unit_id,
            "position": positions[known.unit_id],
            "stage": last.stage if last else None,
            "stage_on": last.on if last else None,
            "name_digest": keys.digest(folded) if folded else None,
            "birth_year": facts.birth_date.year if facts.birth_date else None,
            "gender": facts.gender,
            "ethnicity": facts.ethnicity,
            "religion": facts.religion,
            "education": facts.education,
            "categories": list(facts.categories),
        },
        words=[
            {"word_digest": digest, "position": positions[known.unit_id], "person_id": known.id}
            for digest in sorted({keys.digest(word) for word in folded.split()})
        ],
        milestones=[
            {
                "event_id": stay.event.id,
                "person_id": known.id,
                "stage": stay.stage,
                "unit_id": stay.event.unit_id,
                "position": positions[stay.event.unit_id],
                "since": stay.since,
                "until": stay.until,
                "reached_on": stay.reached_on,
            }
            for stay in stays(known.path)
        ],
        tally=[
            {
                "stage": m.stage,
                "tag": tag,
                "month": month_of(m.on),
                "position": positions[m.event.unit_id],
                "happened_on": m.on,
                "event_id": m.event.id,
            }
            for m in known.path.milestones
            for tag in ("", *tags_at(facts, m.on))
        ],
    )


def _rows_of_unit(
    tx: Tx, unit_id: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """The unit's claims, the parts of these, and its quotas."""
    standing = [e for e in effective(event_log.of_unit(tx, unit_id)) if e.kind is not EventKind.UNDONE]
    home = stored_units.get(tx, unit_id)
    position = stored_units.present(tx, home).left

    def row(told: Event, *names: str) -> dict[str, Any]:
        values = {name: told.data.get(name) for name in names}
        for name in ("start", "end"):
            values[name] = date.fromisoformat(told.data[name])
        return {"event_id": told.id, "unit_id": unit_id, "position": position, **values}

    def told_so_far(event: Event) -> dict[str, Any]:
        """ "Tháng này 2 người", told on the 25th, speaks of the days until then."""
        values = row(event, "stage", "count")
        until = min(values["end"], local_date(event.recorded_at) + timedelta(days=1))
        return {**values, "end": max(until, values["start"] + timedelta(days=1))}

    numbers = [e for e in standing if e.kind is EventKind.COUNT]
    counts = [told_so_far(e) for e in numbers]
    parts = [
        {"event_id": e.id, "tag": tag, "count": count}
        for e in numbers
        for tag, count in e.data.get("parts", {}).items()
    ]
    quotas = [
        {**row(e, "kind", "low", "high", "per_cell"), "tag": e.data.get("tag", "")}
        for e in standing
        if e.kind is EventKind.QUOTA and (home.valid_to is None or e.data["end"] <= home.valid_to.isoformat())
    ]
    return counts, parts, quotas


def _deadlines_differ(tx: Tx, kind: str, subject_id: int, planned: Sequence[PlannedDeadline]) -> bool:
    stored = deadlines.of_subject(tx, kind, subject_id)
    return set(map(_told_of, planned)) != set(map(_told_of, stored))


def _told_of(one: PlannedDeadline | Deadline) -> tuple[object, ...]:
    return one.rule, one.trigger_on, one.due_on, one.event_id, one.settled_by, one.followed_on


def _stored(tx: Tx, table: sa.Table, where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in tx.execute(sa.select(table).where(where))]


def _stored_tally(tx: Tx, rows: PersonRows) -> list[dict[str, Any]]:
    events = [row["event_id"] for row in rows.milestones]
    return _stored(tx, tally, tally.c.event_id.in_(events))


def _comparable(
    rows: list[dict[str, Any]], shaped_like: list[dict[str, Any]] | None = None
) -> list[list[tuple[str, str]]]:
    keys = set(shaped_like[0]) if shaped_like else None
    return sorted(
        sorted((k, json.dumps(v, default=str)) for k, v in row.items() if keys is None or k in keys)
        for row in rows
    )
