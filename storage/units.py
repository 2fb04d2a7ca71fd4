"""The organisation tree: adding units, walking them, and finding the one that people name."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from domain.errors import NotAllowed
from domain.text import fold
from domain.units import WHOLE_TREE, Unit, UnitKind, child_interval
from storage.database import Tx
from storage.ids import new_id
from storage.schema import former_name, unit_figure
from storage.schema import unit as table

Interval = tuple[int, int]

EVERYTHING: Interval = WHOLE_TREE

COLUMNS = tuple(
    table.c[f]
    for f in ("id", "parent_id", "kind", "name", "left", "right", "valid_from", "valid_to", "successor_id")
)
_SELECT = sa.select(*COLUMNS)
_INSERT = sa.insert(table)
_WITHIN = sa.and_(table.c.left >= sa.bindparam("left"), table.c.left < sa.bindparam("right"))
_EXISTS = sa.and_(
    sa.or_(
        table.c.valid_from.is_(None), table.c.valid_from <= sa.bindparam("on", type_=table.c.valid_from.type)
    ),
    sa.or_(table.c.valid_to.is_(None), table.c.valid_to > sa.bindparam("on", type_=table.c.valid_to.type)),
)

_TOP_LEVEL = sa.select(sa.func.count()).where(table.c.parent_id.is_(None))
_TAKE_SLOT = (
    sa.update(table)
    .where(table.c.id == sa.bindparam("parent"))
    .values(children=table.c.children + 1)
    .returning(table.c.children)
)
_BY_ID = _SELECT.where(table.c.id == sa.bindparam("id"))
_BY_IDS = _SELECT.where(table.c.id.in_(sa.bindparam("ids", expanding=True)))
_IN_INTERVAL = _SELECT.where(_WITHIN).order_by(table.c.left)
_ROOTS = _SELECT.where(table.c.parent_id.is_(None)).order_by(table.c.left)
_CHILDREN = _SELECT.where(table.c.parent_id == sa.bindparam("parent")).order_by(table.c.left)
_CELLS = (
    sa.select(sa.func.count())
    .select_from(table)
    .where(_WITHIN, _EXISTS, table.c.kind == UnitKind.PARTY_CELL.value)
)
# Names that units bore once find them too.
_NAMED = _SELECT.where(
    sa.or_(
        table.c.folded.in_(sa.bindparam("names", expanding=True)),
        table.c.id.in_(
            sa.select(former_name.c.unit_id).where(
                former_name.c.folded.in_(sa.bindparam("names", expanding=True))
            )
        ),
    ),
    _WITHIN,
)
_CLOSE = (
    sa.update(table)
    .where(table.c.id == sa.bindparam("closing"))
    .values(valid_to=sa.bindparam("on", type_=table.c.valid_to.type), successor_id=sa.bindparam("successor"))
)
_RENAME = (
    sa.update(table)
    .where(table.c.id == sa.bindparam("renamed"))
    .values(name=sa.bindparam("to_name"), folded=sa.bindparam("to_folded"))
)
_REMEMBER_NAME = sa.insert(former_name)
_FORGET_NAME = sa.delete(former_name).where(
    former_name.c.unit_id == sa.bindparam("unit"),
    former_name.c.until == sa.bindparam("until", type_=former_name.c.until.type),
)
# They were of the same committee, which spares an index.
_PREDECESSORS = _SELECT.where(
    table.c.parent_id == sa.bindparam("parent"), table.c.successor_id.in_(sa.bindparam("ids", expanding=True))
).order_by(table.c.left)
_STARTING = _SELECT.where(
    table.c.folded >= sa.bindparam("prefix"), table.c.folded < sa.bindparam("stop"), _WITHIN
)
_FOLDED = sa.select(table.c.id, table.c.folded).where(_WITHIN)
_ADD_FIGURE = sa.insert(unit_figure)
_FIGURE = (
    sa.select(unit_figure.c.value, unit_figure.c.as_of)
    .where(
        unit_figure.c.unit_id == sa.bindparam("unit"),
        unit_figure.c.name == sa.bindparam("name"),
        unit_figure.c.as_of <= sa.bindparam("on", type_=unit_figure.c.as_of.type),
    )
    .order_by(unit_figure.c.as_of.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMatch:
    """Which units a phrase names: `exact` (more than one: ask), and only if none, similar names in `near`."""

    exact: tuple[Unit, ...] = ()
    near: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number published about a unit on a date."""

    value: int
    as_of: date


def add(tx: Tx, *, parent: Unit | None, kind: UnitKind, name: str, valid_from: date | None = None) -> Unit:
    """A new unit below `parent` (None: at the top). Raises ValueError when there is no room below it."""
    if parent is None:
        interval, slot = WHOLE_TREE, tx.execute(_TOP_LEVEL).scalar_one()
    else:
        interval = (parent.left, parent.right)
        slot = tx.execute(_TAKE_SLOT, {"parent": parent.id}).scalar_one() - 1
    left, right = child_interval(interval, slot)
    added = Unit(
        id=new_id(),
        parent_id=parent.id if parent else None,
        kind=kind,
        name=name,
        left=left,
        right=right,
        valid_from=valid_from,
    )
    tx.execute(
        _INSERT,
        {
            "id": added.id,
            "parent_id": added.parent_id,
            "kind": kind.value,
            "name": name,
            "folded": fold(name),
            "left": left,
            "right": right,
            "valid_from": valid_from,
        },
    )
    return added


def from_columns(values: Iterable[Any]) -> Unit:
    """The unit whose COLUMNS were selected beside others, in their order."""
    return _of(dict(zip((column.name for column in COLUMNS), values, strict=True)))


def get(tx: Tx, unit_id: int) -> Unit:
    """The unit. Raises NotAllowed when there is none: that reads the same as one out of reach."""
    row = tx.execute(_BY_ID, {"id": unit_id}).first()
    if row is None:
        raise NotAllowed
    return _unit(row)


def by_ids(tx: Tx, ids: Iterable[int]) -> dict[int, Unit]:
    """The units that exist among these ids."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {row.id: _unit(row) for row in tx.execute(_BY_IDS, {"ids": wanted})}


def close(tx: Tx, unit_id: int, on: date | None, successor_id: int | None) -> None:
    """The unit ends on that day and another goes on in its place; with None for both it exists again."""
    tx.execute(_CLOSE, {"closing": unit_id, "on": on, "successor": successor_id})


def rename(tx: Tx, unit: Unit, name: str, until: date) -> None:
    """Another name from that day on; the old one still finds the unit."""
    tx.execute(_RENAME, {"renamed": unit.id, "to_name": name, "to_folded": fold(name)})
    tx.execute(
        _REMEMBER_NAME, {"unit_id": unit.id, "until": until, "name": unit.name, "folded": fold(unit.name)}
    )


def rename_back(tx: Tx, unit_id: int, name: str, until: date) -> None:
    """The name it had until that day again."""
    tx.execute(_RENAME, {"renamed": unit_id, "to_name": name, "to_folded": fold(name)})
    tx.execute(_FORGET_NAME, {"unit": unit_id, "until": until})


def present(tx: Tx, unit: Unit) -> Unit:
    """The unit that goes on in its place now: itself while it exists."""
    while unit.successor_id is not None:
        unit = get(tx, unit.successor_id)
    return unit


def presents(tx: Tx, ids: Iterable[int]) -> dict[int, Unit]:
    """The same of several units, by their own ids."""
    known = by_ids(tx, ids)
    return {unit_id: present(tx, unit) for unit_id, unit in known.items()}


def predecessors(tx: Tx, unit: Unit) -> list[Unit]:
    """Every unit in whose place this one goes on, directly or through others."""
    found: list[Unit] = []
    step = [unit.id]
    while rows := tx.execute(_PREDECESSORS, {"ids": step, "parent": unit.parent_id}).all():
        step = [row.id for row in rows]
        found += [_unit(row) for row in rows]
    return found


def within(tx: Tx, left: int, right: int) -> list[Unit]:
    """Every unit whose place lies in the interval, a unit before what is below it."""
    return [_unit(row) for row in tx.execute(_IN_INTERVAL, {"left": left, "right": right})]


def children(tx: Tx, unit_id: int) -> list[Unit]:
    """The units directly below, in the order they were added."""
    return [_unit(row) for row in tx.execute(_CHILDREN, {"parent": unit_id})]


def roots(tx: Tx) -> list[Unit]:
    """The units that have none above."""
    return [_unit(row) for row in tx.execute(_ROOTS)]


def ancestors(tx: Tx, unit: Unit) -> list[Unit]:
    """The units above, nearest first."""
    chain: list[Unit] = []
    parent_id = unit.parent_id
    while parent_id is not None:
        chain.append(get(tx, parent_id))
        parent_id = chain[-1].parent_id
    return chain


def cells_count(tx: Tx, interval: Interval, on: date) -> int:
    """How many party cells exist in the interval on that date."""
    count: int = tx.execute(_CELLS, {"left": interval[0], "right": interval[1], "on": on}).scalar_one()
    return count


def add_figure(tx: Tx, unit_id: int, name: str, as_of: date, value: int) -> None:
    """Keep a published number of the unit, such as its "members", as of a date."""
    tx.execute(_ADD_FIGURE, {"unit_id": unit_id, "name": name, "as_of": as_of, "value": value})


def figure(tx: Tx, unit_id: int, name: str, on: date) -> Figure | None:
    """The latest such number known for the date, or None."""
    row = tx.execute(_FIGURE, {"unit": unit_id, "name": name, "on": on}).first()
    return Figure(value=row.value, as_of=row.as_of) if row else None


# --- finding by name ------------------------------------------------------------------------------

# What people put before a unit's own name, folded. Words of one group stand for each other ("thôn
# Hỏm" finds bản Hỏm); words of different groups never do (xã Thạnh Hóa is not huyện Thạnh Hóa).
_PLACES: tuple[tuple[str, ...], ...] = (
    ("tinh", "thanh pho", "tp"),
    ("huyen", "quan", "thi xa", "tx"),
    ("xa", "phuong", "thi tran", "tt", "dac khu"),
    ("thon", "ban", "bon", "buon", "lang", "ap", "xom", "khom", "plei", "khu pho", "kp", "to dan pho", "tdp",
     "khu dan cu", "tieu khu", "khu", "to"),
)  # fmt: skip
_INSTITUTIONS: tuple[tuple[str, ...], ...] = (
    ("truong thpt", "thpt", "truong trung hoc pho thong", "truong cap 3", "truong"),
    ("truong thcs", "thcs", "truong trung hoc co so", "truong cap 2", "truong"),
    ("truong tieu hoc", "tieu hoc", "truong th", "truong cap 1", "truong"),
    ("truong mam non", "mam non", "truong mn", "truong mau giao", "mau giao", "truong"),
    ("tram y te", "tyt", "y te"),
    ("cong an", "ca"),
    ("quan su", "ban chi huy quan su", "bch quan su"),
)
_GROUPS = _PLACES + _INSTITUTIONS
_KIND_WORDS = sorted({word for group in _GROUPS for word in group}, key=len, reverse=True)
_ORGANISATION = re.compile(
    r"^(?:(?:chi bo|chi uy|cb|dang bo|dang uy|db|du|bo phan|truc thuoc|co so)\b[ :]*)+(?=\S)"
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_MOST_WORDS = 40
_LONGEST_NAME = 7
_NEAR_RATIO = 80
_NEAR_LIMIT = 5


def find(tx: Tx, phrase: str, scopes: Sequence[Interval]) -> UnitMatch:
    """The units within the scopes that a phrase names, however their kind is written or left out.

    "hỏm", "ban hom", "CB hỏm" and "chi bộ bản Hỏm" all name bản Hỏm. A whole written name wins over
    a name without its kind, places win over institutions, and similar names are only looked for when
    nothing fits. Nothing outside the scopes is ever seen.
    """
    whole = fold(phrase.split(",")[0])
    bare = _ORGANISATION.sub("", whole)
    if not bare:
        return UnitMatch()
    for names in _spellings(whole, bare):
        if found := _named(tx, names, scopes):
            return UnitMatch(exact=found)
    if bare in _KIND_WORDS and (found := _starting(tx, bare, scopes)):
        return UnitMatch(exact=found)
    return UnitMatch(near=_similar(tx, bare, scopes))


def mentioned(tx: Tx, text: str, scopes: Sequence[Interval]) -> list[Unit]:
    """The units of the scopes whose whole name stands in the text, in its order; namesakes each.

    It needs no grammar: "ban hom voi ban lau" mentions two. A name inside a longer one is not mentioned.
    """
    words = _WORD.findall(fold(text))[:_MOST_WORDS]
    phrases: dict[str, tuple[int, int]] = {}
    for start in range(len(words)):
        for length in range(2, _LONGEST_NAME + 1):
            if start + length <= len(words):
                phrases.setdefault(" ".join(words[start : start + length]), (start, start + length))
    if not phrases:
        return []
    # A former name is no mention: where it stands in the text is not known from the unit's own.
    found = [unit for unit in _named(tx, phrases, scopes) if fold(unit.name) in phrases]
    spans = {unit.id: phrases[fold(unit.name)] for unit in found}
    return sorted(
        (unit for unit in found if not any(_is_inside(spans[unit.id], other) for other in spans.values())),
        key=lambda unit: spans[unit.id],
    )


def _is_inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def begins_as_unit(phrase: str) -> bool:
    """Whether the phrase begins as the name of a unit may: "chi bộ …", "trạm y tế". Some surnames do too."""
    folded = fold(phrase)
    return bool(_ORGANISATION.match(folded)) or any(f"{folded} ".startswith(f"{w} ") for w in _KIND_WORDS)


def proper_name(phrase: str, *, like: str) -> str:
    """The name of a unit as it is stored: without the organisation's word, with the place's, which a bare
    name borrows from another unit: "chi bộ AB" beside "bản A" is "bản AB"."""
    found = _ORGANISATION.match(fold(phrase))
    bare = " ".join(phrase.split()[len(found.group().split()) :]) if found else phrase.strip()
    if any(fold(bare).startswith(word + " ") for word in _KIND_WORDS):
        return bare
    word = next((word for word in _KIND_WORDS if fold(like).startswith(word + " ")), "")
    return " ".join([*like.split()[: len(word.split())], bare])


def _spellings(whole: str, bare: str) -> Iterable[Collection[str]]:
    """Sets of folded names that the phrase may stand for, the surest first."""
    yield {whole, bare}
    kind = next((word for word in _KIND_WORDS if bare.startswith(word + " ")), None)
    if kind is not None:
        core = bare.removeprefix(kind).strip()
        yield {core} | {f"{word} {core}" for group in _GROUPS if kind in group for word in group}
    # "Cà Mau", "Lang Chánh": what looks like a kind may be part of the name.
    for groups in (_PLACES, _INSTITUTIONS):
        yield {f"{word} {bare}" for group in groups for word in group}


def _named(tx: Tx, names: Collection[str], scopes: Sequence[Interval]) -> tuple[Unit, ...]:
    wanted = sorted(names)
    found = _distinct(
        _unit(row)
        for left, right in scopes
        for row in tx.execute(_NAMED, {"names": wanted, "left": left, "right": right})
    )
    # A name that is borne now wins over one of a unit that has ended, or was called so once.
    current = tuple(unit for unit in found if unit.valid_to is None)
    was = tuple(unit for unit in found if unit.valid_to is None or unit.valid_to != unit.valid_from)
    return tuple(unit for unit in current if fold(unit.name) in names) or current or was


def _starting(tx: Tx, prefix: str, scopes: Sequence[Interval]) -> tuple[Unit, ...]:
    bounds = {"prefix": prefix + " ", "stop": prefix + "!"}  # "!" follows the space
    return _distinct(
        _unit(row)
        for left, right in scopes
        for row in tx.execute(_STARTING, {**bounds, "left": left, "right": right})
    )


def _similar(tx: Tx, bare: str, scopes: Sequence[Interval]) -> tuple[Unit, ...]:
    folded = {
        row.id: row.folded
        for left, right in scopes
        for row in tx.execute(_FOLDED, {"left": left, "right": right})
    }
    closest = process.extract(
        _core(bare),
        {unit_id: _core(name) for unit_id, name in folded.items()},
        scorer=fuzz.ratio,
        score_cutoff=_NEAR_RATIO,
        limit=_NEAR_LIMIT,
    )
    units = by_ids(tx, [unit_id for _, _, unit_id in closest])
    return tuple(units[unit_id] for _, _, unit_id in closest)


def _core(folded: str) -> str:
    kind = next((word for word in _KIND_WORDS if folded.startswith(word + " ")), "")
    return folded.removeprefix(kind).strip()


def _distinct(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple({unit.id: unit for unit in units}.values())


def _unit(row: sa.Row[tuple[object, ...]]) -> Unit:
    return _of(dict(row._mapping))


def _of(values: dict[str, Any]) -> Unit:
    return Unit(**{**values, "kind": UnitKind(values["kind"])})
