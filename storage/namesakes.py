"""Many names at once against what is on record: who has them, and whether anything has been added since."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from domain.people import BirthDate
from storage.database import Tx
from storage.schema import event, person, person_identity

Interval = tuple[int, int]

_NAMESAKES = sa.select(
    person.c.id, person.c.name_digest, person.c.unit_id, person.c.position, person.c.birth_year
).where(
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

    `position`: of the unit that they belong to or that goes on in its place. `told_by` is the report that
    told the day of birth.
    """

    person_id: int
    digest: bytes
    unit_id: int
    position: int
    born: BirthDate | None
    told_by: int | None


_BEARERS = sa.select(person.c.id).where(
    person.c.name_digest.in_(sa.bindparam("digests", expanding=True)),
    person.c.position.in_(sa.bindparam("positions", expanding=True)),
    person.c.stage.is_not(None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What was on record of some cells, names and people: how many in the cells, who bears the names there,
    and how much had been told of the people."""

    positions: tuple[int, ...] = ()
    digests: tuple[bytes, ...] = ()
    people: tuple[int, ...] = ()
    in_cells: int = 0
    bearers: frozenset[int] = frozenset()
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
            position=row.position,
            born=born.get(row.id),
            told_by=told_by.get(row.id),
        )
        for row in found.values()
    ]


def glance(tx: Tx, positions: Iterable[int], digests: Iterable[bytes], person_ids: Iterable[int]) -> Glance:
    """What is on record of these cells, names and people now."""
    seen = Glance(positions=tuple(sorted(positions)), digests=tuple(digests), people=tuple(person_ids))
    return replace(seen, in_cells=_in_cells(tx, seen), bearers=_bearers(tx, seen), events=_events(tx, seen))


def is_as_seen(tx: Tx, seen: Glance) -> bool:
    """Whether a plan made then still holds: nothing more was told of the people, and nobody came to the cells
    who bears one of the names. The names are only looked up where somebody came at all."""
    if _events(tx, seen) != seen.events:
        return False
    return _in_cells(tx, seen) == seen.in_cells or _bearers(tx, seen) == seen.bearers


def _in_cells(tx: Tx, seen: Glance) -> int:
    if not seen.positions:
        return 0
    count: int = tx.execute(_PEOPLE_AT, {"positions": list(seen.positions)}).scalar_one()
    return count


def _bearers(tx: Tx, seen: Glance) -> frozenset[int]:
    if not seen.positions:
        return frozenset()
    told = {"digests": list(seen.digests), "positions": list(seen.positions)}
    return frozenset(row.id for row in tx.execute(_BEARERS, told))


def _events(tx: Tx, seen: Glance) -> int:
    if not seen.people:
        return 0
    count: int = tx.execute(_EVENTS_OF, {"people": list(seen.people)}).scalar_one()
    return count
