"""Figures of any history against figures recounted one person at a time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.people import BirthDate, Category, Gender, PersonFacts
from domain.periods import Period, month_period, range_period, year_period
from domain.pipeline import Stage
from domain.tags import MINORITY, tags_at
from handlers import recording
from storage import events, rebuild, statistics
from storage.database import Tx
from storage.ids import new_id
from tests.rules import BOOK
from tests.storage.commune import NEVER_EARLIER, Commune, told_on

# Few days and months around a new year, so that names, numbers and periods meet often.
DAYS = st.sampled_from(
    [date(2023, 11, 30), date(2023, 12, 1), date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 20)]
)
AS_OF = st.just(NEVER_EARLIER) | DAYS
UNDONE = st.sampled_from([False, False, False, True])
PERIODS = st.sampled_from(
    [
        year_period(2023),
        year_period(2024),
        month_period(2023, 12),
        month_period(2024, 1),
        range_period(date(2023, 11, 1), date(2024, 2, 29)),
    ]
) | st.builds(lambda one, other: range_period(min(one, other), max(one, other)), DAYS, DAYS)


@dataclass(frozen=True)
class Admitted:
    """Somebody in a random history; `place` 0 is the commune itself."""

    place: int
    on: date
    facts: PersonFacts
    undone: bool


@dataclass(frozen=True)
class Claimed:
    """A number without names in a random history."""

    place: int
    month: tuple[int, int]
    count: int
    women: int
    undone: bool


WOMEN = f"gender:{Gender.FEMALE}"
PEOPLE = st.builds(
    Admitted,
    place=st.integers(0, 3),
    on=DAYS,
    facts=st.builds(
        PersonFacts,
        full_name=st.just("Lò Thị Mai"),
        gender=st.sampled_from([None, *Gender]),
        ethnicity=st.sampled_from([None, "Kinh", "Thái", "M'Nông"]),
        categories=st.lists(st.sampled_from(list(Category)), max_size=3, unique=True).map(tuple),
        birth_date=st.none() | st.builds(BirthDate, year=st.integers(1950, 2004)),
    ),
    undone=UNDONE,
)
# One number for a unit and month at most: overlapping ones are refused before they are stored.
CLAIMS = st.lists(
    st.builds(
        Claimed,
        place=st.integers(0, 3),
        month=st.sampled_from([(2023, 11), (2023, 12), (2024, 1)]),
        count=st.integers(0, 3),
        women=st.integers(0, 3),
        undone=UNDONE,
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda claim: (claim.place, claim.month),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PEOPLE, min_size=2, max_size=8), CLAIMS, PERIODS, AS_OF)
def test_figures_equal_a_recount_of_any_history(
    tx: Tx, people: list[Admitted], claims: list[Claimed], period: Period, as_of: date
) -> None:
    with taken_back(tx):
        _compare(tx, people, claims, period, as_of)


def _compare(tx: Tx, people: list[Admitted], claims: list[Claimed], period: Period, as_of: date) -> None:
    commune = Commune.founded(tx)
    _tell(commune, people, claims)
    standing = [person for person in people if not person.undone]
    numbers = [claim for claim in claims if not claim.undone]
    for index, place in enumerate(commune.places):
        inside = [p for p in standing if index in (0, p.place)]
        told = [c for c in numbers if index in (0, c.place)]
        counted = [p for p in inside if p.on in period and p.on <= as_of]
        unnamed = sum(_unnamed(c, standing, period, as_of) for c in told)
        interval = (place.left, place.right)
        total = statistics.total(tx, Stage.ADMISSION, interval, period, as_of)
        assert (total.named, total.unnamed) == (len(counted), unnamed)
        tags = Counter(tag for p in counted for tag in tags_at(p.facts, p.on))
        tags[WOMEN] += sum(_women_untold(c, standing, period, as_of) for c in told)
        asked = [*tags, "category:police"]
        assert statistics.by_tags(tx, Stage.ADMISSION, interval, period, as_of, asked) == {
            tag: tags[tag] for tag in asked
        }
        months = statistics.by_month(tx, Stage.ADMISSION, interval, period, as_of)
        assert sum(month.value for month in months) == total.value
        on_record = [p.on.year for p in inside] + [c.month[0] for c in told if c.count]
        assert statistics.first_year(tx, Stage.ADMISSION, interval) == min(on_record, default=None)
    # Of a block each, side by side and with many between, and one of many blocks.
    for among in (commune.cells, [commune.cells[0], commune.cells[-1]], [commune.places[0]]):
        by_unit = statistics.by_unit(tx, Stage.ADMISSION, among, period, as_of)
        assert by_unit == {
            one.id: statistics.total(tx, Stage.ADMISSION, (one.left, one.right), period, as_of)
            for one in among
        }
        groups = ["gender:female", MINORITY, "category:student", "category:police"]
        assert statistics.by_unit_and_tag(tx, Stage.ADMISSION, among, period, as_of, groups) == {
            one.id: statistics.by_tags(tx, Stage.ADMISSION, (one.left, one.right), period, as_of, groups)
            for one in among
        }


@contextmanager
def taken_back(tx: Tx) -> Iterator[None]:
    """Leave the database as it was: hypothesis tries many histories on one."""
    tx.execute(sa.text("SAVEPOINT example"))
    try:
        yield
    finally:
        tx.execute(sa.text("ROLLBACK TO example"))


def _tell(commune: Commune, people: list[Admitted], claims: list[Claimed]) -> None:
    reports = [(commune.admit(commune.places[p.place], p.on, p.facts), p.undone) for p in people]
    for claim in claims:
        place, period = commune.places[claim.place], month_period(*claim.month)
        reports.append(
            (
                commune.claim(place, period, claim.count, parts={WOMEN: min(claim.women, claim.count)}),
                claim.undone,
            )
        )
    for report_id, undone in reports:
        if undone:
            told = events.of_report(commune.tx, report_id)
            origin = replace(told_on(date(2025, 3, 1)), report_id=new_id())
            recording.take_back(commune.tx, BOOK, origin, told)


def _is_counted(claim: Claimed, period: Period, as_of: date) -> bool:
    span = month_period(*claim.month)
    return period.start <= span.start and span.end <= min(period.end, as_of + timedelta(days=1))


def _unnamed(claim: Claimed, standing: list[Admitted], period: Period, as_of: date) -> int:
    inside = _inside(claim, standing) if _is_counted(claim, period, as_of) else None
    return 0 if inside is None else max(0, claim.count - len(inside))


def _women_untold(claim: Claimed, standing: list[Admitted], period: Period, as_of: date) -> int:
    """How many women a number adds to those with names: as many as were told, none where all have names."""
    if not _is_counted(claim, period, as_of):
        return 0
    inside = _inside(claim, standing)
    women = sum(p.facts.gender is Gender.FEMALE for p in inside)
    return max(0, min(min(claim.women, claim.count) - women, claim.count - len(inside)))


def _inside(claim: Claimed, standing: list[Admitted]) -> list[Admitted]:
    return [p for p in standing if claim.place in (0, p.place) and p.on in month_period(*claim.month)]


@pytest.mark.parametrize("table", ["month_tally", "standing"])
def test_a_block_counted_wrongly_is_found(tx: Tx, table: str) -> None:
    commune = Commune.founded(tx)
    commune.admit(commune.cells[0], date(2025, 3, 3))
    assert list(rebuild.differences(tx, BOOK)) == []
    tx.execute(sa.text(f"UPDATE {table} SET people = people + 1"))  # noqa: S608 - our own names
    assert list(rebuild.differences(tx, BOOK)) == [table]
