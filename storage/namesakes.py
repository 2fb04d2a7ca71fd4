"""Many names at once against what is on record: who has them, and whether anything has been added since."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from domain.people import BirthDate
from storage.database import Tx
from storage.schema import event, person, person_identity

Interval = tuple[int, int]

_NAMESAKES = sa.select(person.c.id, person.c.name_digest, person.c.unit_id, person.c.birth_year).where(
    person.c.name_digest.in_(sa.bindparam("digests", expanding=True)),
    person.c.stage.is_not(None),
    person.c.position >= sa.bindparam("left"),
    person.c.position < sa.bindparam("right"),
)
_BORN = (
    sa.select(
        person_identity.c.event_id,
        person_identity.c.person_id,
        person_identity.c.birth_date_sealed,
        event.c.report_id,
    )
    .join_from(person_identity, event, event.c.id == person_identity.c.event_id)
    .where(
        person_identity.c.person_id.in_(sa.bindparam("people", expanding=True)),
        person_identity.c.birth_date_sealed.is_not(None),
    )
    .order_by(person_identity.c.event_id)
)
_PEOPLE_AT = sa.select(sa.func.count()).where(
    person.c.position.in_(sa.bindparam("positions", expanding=True)), person.c.stage.is_not(None)
)
_EVENTS_OF = sa.select(sa.func.count()).where(event.c.person_id.in_(sa.bindparam("people", expanding=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesake:
    """Somebody of a name: enough to see whether a line of a list means them.

    `told_by` is the report that told the day of birth.
    """

    person_id: int
    digest: bytes
    unit_id: int
    born: BirthDate | None
    told_by: int | None


@dataclass(frozen=True, slots=True)
class Glance:
    """How much is on record of some cells and people: it differs as soon as anybody adds to them."""

    positions: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    in_cells: int = 0
    events: int = 0


def of_names(tx: Tx, digests: Collection[bytes], scopes: Sequence[Interval]) -> list[Namesake]:
    """Everybody within the scopes who has one of these names, by their digests."""
    found = {
        row.id: row
        for left, right in scopes
        for row in tx.execute(_NAMESAKES, {"digests": list(digests), "left": left, "right": right})
    }
    born = {row.id: BirthDate(year=row.birth_year) for row in found.values() if row.birth_year}
    told_by: dict[int, int] = {}
    for row in tx.execute(_BORN, {"people": list(born)}) if born else ():
        told = BirthDate.parse(
            tx.keys.open("person_identity", "birth_date", row.event_id, row.birth_date_sealed)
        )
        if told.year == born[row.person_id].year:  # else it was corrected, or taken back
            born[row.person_id] = told
            told_by[row.person_id] = row.report_id
    return [
        Namesake(
            person_id=row.id,
            digest=row.name_digest,
            unit_id=row.unit_id,
            born=born.get(row.id),
            told_by=told_by.get(row.id),
        )
        for row in found.values()
    ]


def glance(tx: Tx, positions: Iterable[int], person_ids: Iterable[int]) -> Glance:
    """How much is on record of these cells and people now."""
    cells, known = tuple(sorted(positions)), tuple(person_ids)
    in_cells = tx.execute(_PEOPLE_AT, {"positions": list(cells)}).scalar_one() if cells else 0
    events = tx.execute(_EVENTS_OF, {"people": list(known)}).scalar_one() if known else 0
    return Glance(cells, known, in_cells, events)


def is_as_seen(tx: Tx, seen: Glance) -> bool:
    """Whether nothing has been added to them since."""
    return glance(tx, seen.positions, seen.people) == seen
