"""Every row of `make bench` runs, on little data: its figures mean nothing here."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import ROWS, measure_of
from bench.country import generated
from bench.measuring import Scale, as_line, as_ratio, compared, interleaved

# What a row measures against, where `make bench` alone installs it.
NEEDS = {"totals": ("duckdb", "polars"), "understanding": ("dateparser",)}


@pytest.mark.parametrize("name", ROWS)
async def test_every_row_is_measured_against_its_floor(name: str, tmp_path: Path) -> None:
    for module in NEEDS.get(name, ()):
        pytest.importorskip(module)
    scale = Scale(people=200, rounds=1, warms_up=False, messages=8, quiet=0.2, folder=tmp_path)
    rows = await measure_of(name)(scale)
    assert rows
    for row in rows:
        assert row.ours > 0 and row.floor > 0 and row.ratio > 0
        assert row.name in as_line(row)


def test_a_later_process_finds_the_country_that_was_generated(tmp_path: Path) -> None:
    path = generated(Scale(people=60, folder=tmp_path)).path
    again = (
        "import sys; from pathlib import Path; from bench.country import Scale, generated; "
        "print(generated(Scale(people=60, folder=Path(sys.argv[1]))).path)"
    )
    told = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", again, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == str(path)


async def test_both_sides_are_measured_in_every_round_and_the_first_changes() -> None:
    order: list[str] = []

    async def ours() -> float:
        order.append("ours")
        return 2.0

    async def floor() -> float:
        order.append("floor")
        return 1.0

    assert await interleaved(Scale(rounds=2), ours, floor) == [[2.0, 2.0], [1.0, 1.0]]
    assert order == ["floor", "ours", "ours", "floor", "floor", "ours"]  # the first of them to warm up


def test_a_ratio_is_taken_within_each_round() -> None:
    row = compared("a row", "a floor", [2.0, 30.0, 4.0], [1.0, 10.0, 4.0], goal=2)
    assert (row.ratio, row.ours, row.verdict) == (2.0, 4e6, "ok")


@pytest.mark.parametrize(
    ("ratio", "text"), [(2.345, "2.35"), (0.97, "0.97"), (0.4, "1/2.5"), (0.026, "1/38")]
)
def test_a_ratio_below_a_half_reads_as_a_fraction(ratio: float, text: str) -> None:
    assert as_ratio(ratio) == text
