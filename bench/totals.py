"""Totals of a year: a province and the whole country, against reading every row, DuckDB and polars.

The same rows stand in all three: one a person, with the step, the day, the cell's position and the gender.
DuckDB and polars hold them in memory, as typed columns; ours and the full scan read the SQLite file.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from tempfile import NamedTemporaryFile
from time import perf_counter
from typing import Any

import duckdb
import polars as pl

from bench.country import KEYS, TODAY, Country, generated
from bench.measuring import Row, Scale, Side, compared, interleaved
from domain.periods import year_period
from domain.pipeline import Stage
from domain.units import WHOLE_TREE
from storage import statistics
from storage.database import Store, Tx
from storage.sqlite import connect

_YEAR = year_period(2024)
_WHERE = "stage = ? AND since >= ? AND since < ? AND position >= ? AND position < ?"
_COLUMNS = (
    "SELECT m.stage, m.since, m.position, p.gender FROM milestone m JOIN person p ON p.id = m.person_id"
)


async def of_a_year(scale: Scale) -> list[Row]:
    """How many were admitted in 2024."""
    country = generated(scale)
    store = await Store.open(country.path, KEYS)
    try:
        with closing(connect(country.path, read_only=True)) as raw, closing(duckdb.connect()) as duck:
            return await _measured(scale, store, raw, _Columns(raw, duck), country)
    finally:
        await store.close()


async def _measured(
    scale: Scale, store: Store, raw: sqlite3.Connection, columns: "_Columns", country: Country
) -> list[Row]:
    province, whole = country.province, WHOLE_TREE

    def total(interval: tuple[int, int]) -> Callable[[Tx], Any]:
        return lambda tx: statistics.total(tx, Stage.ADMISSION, interval, _YEAR, TODAY).value

    def genders(tx: Tx) -> Any:
        return statistics.breakdown_by_tag(tx, Stage.ADMISSION, province, _YEAR, TODAY, "gender:")

    def full_scan() -> Any:
        query = f"SELECT count(*) FROM milestone NOT INDEXED WHERE {_WHERE}"  # noqa: S608 - no outside text
        return raw.execute(query, _bounds(province)).fetchone()[0]

    floors: list[Callable[[], Any]] = [
        full_scan,
        lambda: columns.by_duckdb(province),
        lambda: columns.by_polars(province),
        lambda: columns.genders_by_duckdb(province),
        lambda: columns.genders_by_polars(province),
    ]
    await _check(store, total(province), floors[:3])
    scan, duck, polars, duck_genders, polars_genders, ours, all_ours, by_gender = await interleaved(
        scale,
        *(_here(floor) for floor in floors),
        _inside(store, total(province)),
        _inside(store, total(whole)),
        _inside(store, genders),
    )
    name, whole_name = f"a province's year among {country.people:,} people", "the whole country's year"
    return [
        compared(name, "full scan", ours, scan, goal=1 / 30, unit="ms"),
        compared(name, "DuckDB", ours, duck, goal=1, unit="ms"),
        compared(name, "polars", ours, polars, goal=1, unit="ms"),
        compared(whole_name, "full scan", all_ours, scan, goal=1 / 2, unit="ms"),
        compared("the province's year by gender", "DuckDB", by_gender, duck_genders, goal=1, unit="ms"),
        compared("the province's year by gender", "polars", by_gender, polars_genders, goal=1, unit="ms"),
    ]


async def _check(store: Store, ours: Callable[[Tx], Any], floors: list[Callable[[], Any]]) -> None:
    """Every side must count the same people."""
    counted = {await store.read(ours), *(floor() for floor in floors)}
    assert len(counted) == 1 and counted != {0}


def _bounds(interval: tuple[int, int]) -> list[Any]:
    return [Stage.ADMISSION.value, _YEAR.start.isoformat(), _YEAR.end.isoformat(), *interval]


class _Columns:
    """The rows as columns in memory."""

    def __init__(self, raw: sqlite3.Connection, duck: duckdb.DuckDBPyConnection) -> None:
        rows = raw.execute(_COLUMNS).fetchall()
        schema = {"stage": pl.Categorical, "since": pl.String, "position": pl.Int64, "gender": pl.Categorical}
        self._frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
            pl.col("since").str.to_date()
        )
        self._duck = duck
        with NamedTemporaryFile(suffix=".parquet") as file:
            self._frame.with_columns(pl.col("stage", "gender").cast(pl.String)).write_parquet(file.name)
            duck.execute("CREATE TABLE m AS SELECT * FROM read_parquet(?)", [file.name])

    def by_duckdb(self, interval: tuple[int, int]) -> Any:
        query = f"SELECT count(*) FROM m WHERE {_WHERE}"  # noqa: S608 - no outside text
        found = self._duck.execute(query, _bounds(interval)).fetchone()
        assert found is not None
        return found[0]

    def genders_by_duckdb(self, interval: tuple[int, int]) -> Any:
        query = f"SELECT gender, count(*) FROM m WHERE {_WHERE} GROUP BY gender"  # noqa: S608 - no outside text
        return self._duck.execute(query, _bounds(interval)).fetchall()

    def by_polars(self, interval: tuple[int, int]) -> Any:
        return self._chosen(interval).select(pl.len()).collect().item()

    def genders_by_polars(self, interval: tuple[int, int]) -> Any:
        return self._chosen(interval).group_by("gender").len().collect().rows()

    def _chosen(self, interval: tuple[int, int]) -> pl.LazyFrame:
        return self._frame.lazy().filter(
            pl.col("stage") == Stage.ADMISSION.value,
            pl.col("since") >= _YEAR.start,
            pl.col("since") < _YEAR.end,
            pl.col("position") >= interval[0],
            pl.col("position") < interval[1],
        )


def _here(work: Callable[[], Any]) -> Side:
    async def side() -> float:
        started = perf_counter()
        work()
        return perf_counter() - started

    return side


def _inside(store: Store, work: Callable[[Tx], Any]) -> Side:
    """The same within a read transaction, on the thread of its connection."""

    async def side() -> float:
        return await store.read(_clocked, work)

    return side


def _clocked(tx: Tx, work: Callable[[Tx], Any]) -> float:
    started = perf_counter()
    work(tx)
    return perf_counter() - started
