"""What the events add up to: the rows that searches and totals read, kept in the events' own transaction.

They can be computed again at any time: `storage.rebuild` holds what is stored against that.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from domain.events import Event, EventKind, effective
from domain.localtime import local_date
from domain.people import Person
from domain.pipeline import stays
from domain.tags import tags_at
from domain.text import fold_name
from storage import bulk, people
from storage import events as event_log
from storage import units as stored_units
from storage.database import Tx
from storage.keys import Keys
from storage.schema import (
    claim,
    claim_part,
    milestone,
    person,
    person_word,
    quota,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRows:
    """Everything projected from one person's events."""

    person: dict[str, Any]
    words: list[dict[str, Any]]
    milestones: list[dict[str, Any]]
    tally: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRows:
    """Everything projected from one unit's numbers without names and its targets."""

    claims: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    quotas: list[dict[str, Any]]


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
    rows = rows_of_unit(tx, unit_id)
    tx.execute(_DELETE_CLAIMS, {"unit": unit_id})
    tx.execute(_DELETE_QUOTAS, {"unit": unit_id})
    for table, values in ((claim, rows.claims), (claim_part, rows.parts), (quota, rows.quotas)):
        bulk.insert(tx, bulk.rows_for(table, values))


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


def rows_of_unit(tx: Tx, unit_id: int) -> NumberRows:
    """What is projected of one unit's numbers without names and of its targets."""
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
    claims = [told_so_far(e) for e in numbers]
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
    return NumberRows(claims=claims, parts=parts, quotas=quotas)
