"""Dividing a figure: by units, months and years, by what people are; which come first, who is left over."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from domain.disclosure import SMALLEST_SHOWN
from domain.figures import Row, Table
from domain.people import Category, Gender
from domain.periods import is_part_of_year, within_year_of, year_period, year_to_date
from domain.questions import EXCLUSIVE, SENSITIVE, Dimension, Order
from domain.tags import AGE_BANDS, MINORITY
from handlers.asking.on_record import first_year
from handlers.asking.withholding import Asked, counted_by_tags, given_back, hidden_in_figure
from storage import statistics
from storage.database import Tx

_HIGHLIGHTS = (f"gender:{Gender.FEMALE}", MINORITY, *(f"category:{category}" for category in Category))
_CATEGORIES_SHOWN = 4
_MOST_YEARS = 9  # before the one asked about, of which a part is told
_AGES = (
    f"<{AGE_BANDS[0][0]}",
    *(f"{low}-{high}" for low, high in AGE_BANDS),
    f">{AGE_BANDS[-1][1]}",
)


def divided(
    tx: Tx, asked: Asked, dimension: Dimension, whole: int, unit_rows: Sequence[Row], order: Order | None
) -> Table:
    """The `whole` of a figure by one dimension; `unit_rows` are its units, needed where it is by them."""
    match dimension:
        case Dimension.UNIT:
            rows = ranked(unit_rows, order)
            if order not in (Order.SLOWEST, Order.NOBODY):
                rows = _with_rest(rows, whole)
        case Dimension.MONTH:
            rows = tuple(
                Row(key=f"{month.year}-{month.month:02}" if month.month else "", value=month.value)
                for month in statistics.by_month(tx, *asked.what)
            )
        case Dimension.QUARTER:
            rows = _by_quarter(tx, asked)
        case Dimension.YEAR:
            return _by_year(tx, asked)
        case Dimension.AGE:
            tags = [f"age:{band}" for band in _AGES]
            by_band = statistics.by_tags(tx, *asked.what, tags)
            rows = tuple(Row(key=_group_of(tag), value=by_band[tag]) for tag in tags if by_band[tag])
        case _:
            found = statistics.breakdown_by_tag(tx, *asked.what, f"{dimension}:")
            rows = tuple(Row(key=_group_of(tag), value=value) for tag, value in found.items())
            if dimension in SENSITIVE and not asked.is_own_cell:
                tagged = found | statistics.by_tags(tx, *asked.what, [MINORITY])
                return _told(dimension, rows, whole, hidden_in_figure(tx, asked, tagged, whole))
    return _told(dimension, rows, whole)


def _by_quarter(tx: Tx, asked: Asked) -> tuple[Row, ...]:
    quarters: Counter[str] = Counter()
    for month in statistics.by_month(tx, *asked.what):
        quarters[f"{month.year}-{(month.month + 2) // 3}" if month.month else ""] += month.value
    return tuple(Row(key=key, value=n) for key, n in quarters.items())


def _by_year(tx: Tx, asked: Asked) -> Table:
    """The years of the period since there are records: before, nobody was counted and a 0 would be false.

    A part of a year is told of each of them ("tháng 2 các năm"), but for the days of this one so far.
    """
    since, period = first_year(tx, asked.stage, asked.unit), asked.period
    if is_part_of_year(period) and period != year_to_date(asked.today):
        first = max(since or period.start.year, period.start.year - _MOST_YEARS)
        each = tuple(_of_year(tx, asked, year) for year in range(first, period.start.year + 1))
        return Table(dimension=Dimension.YEAR, rows=each, repeated=period)
    years: Counter[int | None] = Counter()
    for month in statistics.by_month(tx, *asked.what):
        if month.year is None or (since is not None and month.year >= since):
            years[month.year] += month.value
    rows = tuple(Row(key=str(year or ""), value=n) for year, n in years.items())
    return Table(dimension=Dimension.YEAR, rows=rows)


def _of_year(tx: Tx, asked: Asked, year: int) -> Row:
    """ "Tháng 2 các năm": that part of one of the years."""
    part = within_year_of(asked.period, year_period(year))
    stage, interval, _, _ = asked.what
    return Row(key=str(year), value=statistics.total(tx, stage, interval, part, asked.today).value)


def stock_divided(
    dimension: Dimension, tagged: Mapping[str, int], whole: int, hidden: frozenset[str] | None
) -> Table:
    """Who stands there divided by what people are; those of whom it is not known last."""
    of_group = {_group_of(tag): n for tag, n in tagged.items() if n and tag.startswith(f"{dimension}:")}
    keys = sorted(of_group, key=lambda key: (_AGES.index(key) if key in _AGES else -of_group[key], key))
    rows = tuple(Row(key=key, value=of_group[key]) for key in keys)
    return _told(dimension, rows, whole, hidden if dimension in SENSITIVE else None)


def _group_of(tag: str) -> str:
    return tag.partition(":")[2]


def _told(
    dimension: Dimension, rows: tuple[Row, ...], whole: int, hidden: frozenset[str] | None = None
) -> Table:
    """`hidden`: the tags of a sensitive division without their number, for whoever may not see all of it."""
    if dimension in EXCLUSIVE:
        rows = _with_rest(rows, whole)
    if hidden is not None:
        if 0 < whole < SMALLEST_SHOWN:
            return Table(dimension=dimension, rows=(), is_withheld=True)
        rows = tuple(replace(r, is_hidden=(f"{dimension}:{r.key}" if r.key else "") in hidden) for r in rows)
    return Table(dimension=dimension, rows=rows)


def _with_rest(rows: Sequence[Row], whole: int) -> tuple[Row, ...]:
    """The rows, and one without a key for those whom none of them counts."""
    rest = whole - sum(row.value for row in rows)
    return (*rows, Row(key="", value=rest)) if rest > 0 else tuple(rows)


def parts(tx: Tx, asked: Asked, tags: Sequence[str], whole: int) -> tuple[Row, ...]:
    """The groups asked for by name; a small one is not told of outside the own cell."""
    counted, hidden = counted_by_tags(tx, asked, tags, whole)
    return as_rows(counted, tags, hidden)


def as_rows(counted: Mapping[str, int], tags: Sequence[str], hidden: Collection[str]) -> tuple[Row, ...]:
    """A row a tag in the order asked for; 0 where nobody is counted."""
    return tuple(Row(key=tag, value=counted.get(tag, 0), is_hidden=tag in hidden) for tag in tags)


def highlights(tx: Tx, asked: Asked) -> tuple[Row, ...]:
    """Women, minorities and the largest occupations, as papers add them to a total."""
    counted = statistics.by_tags(tx, *asked.what, _HIGHLIGHTS)
    minorities = {MINORITY: counted[MINORITY]}
    first, categories = _HIGHLIGHTS[:2], _HIGHLIGHTS[2:]
    is_small = counted[MINORITY] < SMALLEST_SHOWN and not asked.is_own_cell
    if is_small or given_back(tx, asked, minorities):
        first = tuple(tag for tag in first if tag != MINORITY)
    largest = sorted(categories, key=lambda tag: -counted[tag])[:_CATEGORIES_SHOWN]
    return tuple(Row(key=tag, value=counted[tag]) for tag in (*first, *largest) if counted[tag])


def quota_reached(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The units that have reached their quota."""
    return tuple(row for row in ranked(rows, None) if row.progress and row.progress.gap == 0)


def ranked(rows: Sequence[Row], order: Order | None) -> tuple[Row, ...]:
    """Most people first; of the same number, who has come further with the quota.

    The slowest are those with the smallest share of their quota; without any quota those with fewest people.
    """
    largest_first = sorted(rows, key=lambda row: (-row.value, -_share(row)))
    match order:
        case Order.NOBODY:
            return tuple(row for row in rows if row.value == 0)
        case Order.SLOWEST if any(row.progress for row in rows):
            measured = [row for row in reversed(largest_first) if row.progress]
            return tuple(sorted(measured, key=lambda row: (_share(row), -_gap(row))))
        case Order.LEAST | Order.SLOWEST:
            return tuple(reversed(largest_first))
        case _:
            return tuple(largest_first)


def _gap(row: Row) -> int:
    """Of units as far with their quota, whoever misses more is behind: late before one that has time."""
    return row.progress.gap if row.progress else 0


def _share(row: Row) -> Decimal:
    return (row.progress.percent if row.progress else None) or Decimal(0)
