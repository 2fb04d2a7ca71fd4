"""Finding a few rows among very many: what is due first, and people by the words of their name.

The floor is as many rows by their keys, through the same statements, types and transaction: what remains is
what finding them costs.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import sqlalchemy as sa

from bench.country import KEYS, TODAY, generated
from bench.measuring import Row, Scale, Side, clocked, compared, interleaved
from domain.units import WHOLE_TREE
from storage import deadlines, people, schema
from storage.database import Store, Tx

_DUE = 50
_FOUND = 20
_REPEATED = 10  # in one round, each time with other rows
_PERSON_IDS = sa.select(schema.person.c.id)
_PEOPLE = sa.select(schema.person).where(schema.person.c.id.in_(sa.bindparam("ids", expanding=True)))

# Words as somebody remembers them, rare and common, with and without diacritics.
_ASKED = ("Giàng Páo", "minh hung", "Mai Thị", "Quyên", "Lò Thu Hà", "Van Dung", "Nông An Bình", "thi")


async def first_due(scale: Scale) -> list[Row]:
    """The first 50 due, among all deadlines and among a twentieth of them."""
    many = await Store.open(generated(scale).path, KEYS)
    few_people = max(scale.people // 20, 1)
    few = await Store.open(generated(replace(scale, people=few_people)).path, KEYS)
    try:
        due = [found.id for found in await many.read(deadlines.due, TODAY, _DUE)]
        by_key, of_many, of_few = await interleaved(
            scale,
            _repeated(many, _by_key(due, _DUE, deadlines.by_ids)),
            _repeated(many, _first_due),
            _repeated(few, _first_due),
        )
    finally:
        await many.close()
        await few.close()
    name = f"the first {_DUE} due among {scale.people:,} deadlines"
    return [
        compared(name, f"the same {_DUE} rows by key", of_many, by_key, goal=1.6),
        compared(name, f"the same among {few_people:,}", of_many, of_few, goal=1.1),
    ]


async def by_name(scale: Scale) -> list[Row]:
    """Up to 20 people by words of their name, in a province and in the whole country."""
    country = generated(scale)
    store = await Store.open(country.path, KEYS)
    try:
        by_key, province, whole = await interleaved(
            scale,
            _repeated(store, _by_key(await store.read(_everybody), _FOUND, _people_by_key)),
            _found_by_name(store, country.province),
            _found_by_name(store, WHOLE_TREE),
        )
    finally:
        await store.close()
    against = f"{_FOUND} rows by key"
    name = f"among {country.people:,} people"
    return [
        compared(f"a province's people by words of a name, {name}", against, province, by_key, goal=50),
        compared(f"anybody by words of a name, {name}", against, whole, by_key, goal=50),
    ]


def _everybody(tx: Tx) -> list[int]:
    return list(tx.execute(_PERSON_IDS).scalars())


def _by_key(
    ids: Sequence[int], count: int, fetch: Callable[[Tx, Sequence[int]], object]
) -> Callable[[Tx], object]:
    chosen = random.Random(1)
    return lambda tx: fetch(tx, chosen.sample(ids, min(count, len(ids))))


def _first_due(tx: Tx) -> object:
    return deadlines.due(tx, TODAY, _DUE)


def _people_by_key(tx: Tx, ids: Sequence[int]) -> object:
    return tx.execute(_PEOPLE, {"ids": ids}).all()


def _found_by_name(store: Store, scope: tuple[int, int]) -> Side:
    """Seconds a search, over names of every sort."""

    async def side() -> float:
        return await store.read(clocked, [_search(name, scope) for name in _ASKED])

    return side


def _search(name: str, scope: tuple[int, int]) -> Callable[[Tx], object]:
    return lambda tx: people.find_by_name(tx, name, [scope])


def _repeated(store: Store, work: Callable[[Tx], object]) -> Side:
    async def side() -> float:
        return await store.read(clocked, [work] * _REPEATED)

    return side
