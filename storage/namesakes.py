"""Many names at once against what is on record: who has them, and whether anything has been added since."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from domain.people import BirthDate
from domain.pipeline import Stage
from storage import units as stored_units
from storage.database import Tx
from storage.schema import event, milestone, month_lock, person, person_identity

Interval = tuple[int, int]
Step = tuple[int, Stage, date]  # in the cell at this position, on this day
Place = tuple[int, int, date | None]  # a unit's id, where its records lie, and until when it was there

_NAMESAKES = sa.select(
    person.c.id, person.c.name_digest, person.c.unit_id, person.c.position, person.c.birth_year
).where(
    person.c.name_digest.in_(sa.bindparam("digests", expanding=True)),
    person.c.stage.is_not(None),
    person.c.position >= sa.bindparam("left"),
    person.c.position < sa.bindparam("right"),
)
_BORN = (
    sa.select(person_identity.c.event_id, person_identity.c.person_id, person_identity.c.birth_date_sealed)
    .where(
        person_identity.c.person_id.in_(sa.bindparam("people", expanding=True)),
        person_identity.c.birth_date_sealed.is_not(None),
    )
    .order_by(person_identity.c.event_id)
)
_STEPS_IN = sa.select(
    milestone.c.person_id, milestone.c.position, milestone.c.stage, milestone.c.since
).where(
    milestone.c.stage.in_(sa.bindparam("stages", expanding=True)),
    milestone.c.position.in_(sa.bindparam("positions", expanding=True)),
)
_PEOPLE_AT = sa.select(sa.func.count()).where(
    person.c.position.in_(sa.bindparam("positions", expanding=True)), person.c.stage.is_not(None)
)
_EVENTS_OF = sa.select(sa.func.count()).where(event.c.person_id.in_(sa.bindparam("people", expanding=True)))
_IDENTITIES_OF = sa.select(sa.func.count()).where(
    person_identity.c.person_id.in_(sa.bindparam("people", expanding=True))
)
_OPEN_LOCKS = sa.select(sa.func.count()).where(month_lock.c.reopened_at.is_(None))
_LAST_LOCK = sa.select(sa.func.max(month_lock.c.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesake:
    """Somebody of a name: enough to see whether a line of a list means them.

    `position`: of the unit that they belong to or that goes on in its place.
    """

    person_id: int
    digest: bytes
    unit_id: int
    position: int
    born: BirthDate | None


_BEARERS = sa.select(person.c.id).where(
    person.c.name_digest.in_(sa.bindparam("digests", expanding=True)),
    person.c.position.in_(sa.bindparam("positions", expanding=True)),
    person.c.stage.is_not(None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What was on record of some units, names and people.

    Where the records of each unit lay and until when it was there; how many people were in the cells at these
    positions, and who bore the names there; how much had been told of the people; which months were locked.
    """

    positions: tuple[int, ...] = ()
    digests: tuple[bytes, ...] = ()
    people: tuple[int, ...] = ()
    places: frozenset[Place] = frozenset()
    in_cells: int = 0
    bearers: frozenset[int] = frozenset()
    told: int = 0
    locks: tuple[int, int] = (0, 0)


def of_names(tx: Tx, digests: Collection[bytes], scopes: Sequence[Interval]) -> list[Namesake]:
    """Everybody within the scopes who has one of these names, by their digests."""
    found = {
        row.id: row
        for left, right in scopes
        for row in tx.execute(_NAMESAKES, {"digests": list(digests), "left": left, "right": right})
    }
    born = {row.id: BirthDate(year=row.birth_year) for row in found.values() if row.birth_year}
    for row in tx.execute(_BORN, {"people": list(born)}) if born else ():
        told = BirthDate.parse(
            tx.keys.open("person_identity", "birth_date", row.event_id, row.birth_date_sealed)
        )
        if told.year == born[row.person_id].year:  # else it was corrected, or taken back
            born[row.person_id] = told
    return [
        Namesake(
            person_id=row.id,
            digest=row.name_digest,
            unit_id=row.unit_id,
            position=row.position,
            born=born.get(row.id),
        )
        for row in found.values()
    ]


def on_the_same_days(tx: Tx, steps: Collection[Step]) -> dict[Step, list[int]]:
    """Who reached these steps in these cells on these days."""
    told = {"stages": sorted({step[1] for step in steps}), "positions": sorted({step[0] for step in steps})}
    found: dict[Step, list[int]] = {}
    for row in tx.execute(_STEPS_IN, told) if steps else ():
        step = row.position, Stage(row.stage), row.since
        if step in steps:
            found.setdefault(step, []).append(row.person_id)
    return found


def glance(
    tx: Tx,
    *,
    positions: Iterable[int] = (),
    digests: Iterable[bytes] = (),
    person_ids: Iterable[int] = (),
    places: Iterable[Place] = (),
) -> Glance:
    """What is on record of these cells, names and people now; `places` are as the caller knew them."""
    seen = Glance(
        positions=tuple(sorted(positions)),
        digests=tuple(digests),
        people=tuple(person_ids),
        places=frozenset(places),
    )
    return replace(
        seen,
        in_cells=_in_cells(tx, seen),
        bearers=_bearers(tx, seen),
        told=_told(tx, seen),
        locks=_locks(tx),
    )


def is_as_seen(tx: Tx, seen: Glance) -> bool:
    """Whether a plan made then still holds: nothing more was told of the people, nobody came to the cells who
    bears one of the names, no unit was moved or ended, no month locked or opened. The names are only looked
    up where somebody came at all."""
    if _locks(tx) != seen.locks or _told(tx, seen) != seen.told or not _lie(tx, seen):
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


def _told(tx: Tx, seen: Glance) -> int:
    """Events, and who they are about: that goes when somebody is erased."""
    if not seen.people:
        return 0
    ids = {"people": list(seen.people)}
    count: int = tx.execute(_EVENTS_OF, ids).scalar_one() + tx.execute(_IDENTITIES_OF, ids).scalar_one()
    return count


def places_of(tx: Tx, unit_ids: Iterable[int]) -> frozenset[Place]:
    """Where the records of these units lie now."""
    known = stored_units.by_ids(tx, unit_ids)
    return frozenset((unit.id, stored_units.present(tx, unit).left, unit.valid_to) for unit in known.values())


def _lie(tx: Tx, seen: Glance) -> bool:
    return places_of(tx, {unit_id for unit_id, _, _ in seen.places}) == seen.places


def _locks(tx: Tx) -> tuple[int, int]:
    last: int = tx.execute(_LAST_LOCK).scalar_one() or 0
    count: int = tx.execute(_OPEN_LOCKS).scalar_one()
    return count, last
