"""What is unsettled among the units of a subtree, or for one person: counted, and listed soonest first.

A date that has passed is left out where the limit that opened on it is there too: one line a person, not two.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from types import MappingProxyType

import sqlalchemy as sa

from domain.deadlines import Deadline
from domain.rules import Subject
from domain.units import top_of
from storage import deadlines
from storage.database import Tx
from storage.schema import deadline as table
from storage.schema import event
from storage.stock import is_last
from storage.types import LocalDate


class _Among(Enum):
    """Among which deadlines is looked: of a top unit, of a smaller one, or of any on a day before the last
    step on record."""

    TOP = auto()
    BELOW = auto()
    THEN = auto()


_FIRST = sa.bindparam("first", type_=LocalDate)
_LAST = sa.bindparam("last", type_=LocalDate)
_TODAY = sa.bindparam("today", type_=LocalDate)
# By rule, until when its limits are void by now: "mentor" once the twelve months are over.
_IS_NOT_VOID = table.c.due_on > sa.func.coalesce(
    sa.func.json_extract(sa.bindparam("voided"), sa.literal_column("'$.'") + table.c.rule), ""
)


def _is_open(due_on: sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    return sa.and_(
        table.c.settled_by.is_(None),
        _is_asked(due_on),
        sa.or_(
            due_on >= _TODAY,
            sa.and_(_IS_NOT_VOID, sa.or_(table.c.followed_on.is_(None), table.c.followed_on > _LAST)),
        ),
    )


def _was_open() -> sa.ColumnElement[bool]:
    """The same on a day before the last step on record: begun by then, and not yet settled."""
    after = table.alias("after")
    settled_later = sa.select(event.c.id).where(
        event.c.id == table.c.settled_by, event.c.happened_on > _TODAY
    )
    followed = sa.select(after.c.id).where(
        after.c.subject_kind == table.c.subject_kind,
        after.c.subject_id == table.c.subject_id,
        after.c.rule != table.c.rule,
        after.c.trigger_on == table.c.due_on,
    )
    return sa.and_(
        sa.or_(table.c.settled_by.is_(None), settled_later.exists()),
        table.c.trigger_on <= _TODAY,
        _is_asked(table.c.due_on),
        sa.or_(table.c.due_on >= _TODAY, sa.and_(_IS_NOT_VOID, ~followed.exists())),
    )


def _is_asked(due_on: sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.subject_kind == Subject.PERSON.value, due_on >= _FIRST, due_on <= _LAST)


_IS_BELOW = sa.and_(
    table.c.position >= sa.bindparam("left"),
    table.c.position < sa.bindparam("right"),
)
# Of a top unit, as a province is, one index has the dates in their order; what is smaller is one range of
# another, by place. There the date is wrapped, so that SQLite does not take the first for it.
_WRAPPED_DUE_ON = sa.func.coalesce(table.c.due_on, table.c.due_on)
_WHERE = {
    _Among.TOP: sa.and_(
        table.c.position.bitwise_rshift(sa.literal_column("50")) == sa.bindparam("top"),
        _is_open(table.c.due_on),
    ),
    _Among.BELOW: sa.and_(_IS_BELOW, _is_open(_WRAPPED_DUE_ON)),
    _Among.THEN: sa.and_(_IS_BELOW, _was_open()),
}
_COUNT = {
    among: sa.select(
        sa.func.count().label("all"), sa.func.count().filter(table.c.due_on < _TODAY).label("overdue")
    ).where(where)
    for among, where in _WHERE.items()
}
_PAGE = {
    among: sa.select(table.c.id)
    .where(where)
    .order_by(table.c.due_on, table.c.id)
    .limit(sa.bindparam("most"))
    .offset(sa.bindparam("skipped"))
    for among, where in _WHERE.items()
}
_OF_RULES = table.c.rule.in_(sa.bindparam("rules", expanding=True))
_COUNT_OF_RULES, _PAGE_OF_RULES = (
    {among: statement.where(_OF_RULES) for among, statement in each.items()} for each in (_COUNT, _PAGE)
)
_OF_PERSON, _OF_PERSON_THEN = (
    sa.select(table.c.id)
    .where(table.c.subject_id == sa.bindparam("subject"), is_open)
    .order_by(table.c.due_on, table.c.id)
    for is_open in (_is_open(table.c.due_on), _was_open())
)


NOTHING_VOID: Mapping[str, date] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """How many are unsettled in the span asked about, and how many of them are past their date."""

    all: int
    overdue: int


def count(
    tx: Tx,
    interval: tuple[int, int],
    today: date,
    *,
    first: date = date.min,
    last: date = date.max,
    rules: Collection[str] = (),
    voided: Mapping[str, date] = NOTHING_VOID,
) -> Pending:
    """What is unsettled about people of the units at positions [left, right), due on `first` to `last`.

    With `rules` only the limits of these. `voided`: what `RuleBook.voided_by` says of today.
    """
    among, place = _among(tx, interval, today)
    bounds = {**_span(today, first, last, voided), **place}
    if rules:
        row = tx.execute(_COUNT_OF_RULES[among], {**bounds, "rules": sorted(rules)}).one()
    else:
        row = tx.execute(_COUNT[among], bounds).one()
    return Pending(all=row.all, overdue=row.overdue)


def page(
    tx: Tx,
    interval: tuple[int, int],
    today: date,
    *,
    most: int,
    skipped: int = 0,
    first: date = date.min,
    last: date = date.max,
    rules: Collection[str] = (),
    voided: Mapping[str, date] = NOTHING_VOID,
) -> list[Deadline]:
    """A page of the same, the soonest first."""
    among, place = _among(tx, interval, today)
    bounds = {**_span(today, first, last, voided), **place, "most": most, "skipped": skipped}
    if rules:
        return _loaded(tx, _PAGE_OF_RULES[among], {**bounds, "rules": sorted(rules)})
    return _loaded(tx, _PAGE[among], bounds)


def of_person(
    tx: Tx, person_id: int, today: date, *, voided: Mapping[str, date] = NOTHING_VOID
) -> list[Deadline]:
    """What is unsettled about one person, soonest first."""
    bounds = {**_span(today, date.min, date.max, voided), "subject": person_id}
    return _loaded(tx, _OF_PERSON if is_last(tx, today) else _OF_PERSON_THEN, bounds)


def _span(today: date, first: date, last: date, voided: Mapping[str, date]) -> dict[str, object]:
    void = json.dumps({rule: due_on.isoformat() for rule, due_on in voided.items()})
    return {"today": today, "first": first, "last": last, "voided": void}


def _among(tx: Tx, interval: tuple[int, int], today: date) -> tuple[_Among, dict[str, object]]:
    top = top_of(interval) if (is_now := is_last(tx, today)) else None
    if top is not None:
        return _Among.TOP, {"top": top}
    return _Among.BELOW if is_now else _Among.THEN, {"left": interval[0], "right": interval[1]}


def _loaded(tx: Tx, statement: sa.Executable, bounds: dict[str, object]) -> list[Deadline]:
    ids = tx.execute(statement, bounds).scalars()
    found = deadlines.by_ids(tx, ids)
    return [found[deadline_id] for deadline_id in ids]
