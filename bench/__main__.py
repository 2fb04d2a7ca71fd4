"""`make bench`: every row of the table, or those that are named."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from importlib import import_module
from typing import Any

from bench.measuring import HEADING, Row, Scale, as_line
from bot.__main__ import spare_what_is_loaded

Measure = Callable[[Scale], Coroutine[Any, Any, list[Row]]]

# Imported one by one, so that what a row measures against costs no other row memory.
ROWS = {
    "message": ("bench.messages", "one_by_one"),
    "in-flight": ("bench.messages", "many_in_flight"),
    "loopback": ("bench.loopback", "over_http"),
    "latency": ("bench.loopback", "with_latency"),
    "reminders": ("bench.sweeping", "of_the_due"),
    "totals": ("bench.totals", "of_a_year"),
    "due": ("bench.lookups", "first_due"),
    "deadlines": ("bench.duedates", "of_a_country"),
    "names": ("bench.lookups", "by_name"),
    "questions": ("bench.questions", "of_a_province"),
    "burst": ("bench.burst", "beside"),
    "import": ("bench.importing", "of_a_province"),
    "start": ("bench.starting", "first_answer"),
    "understanding": ("bench.reading", "of_messages"),
}


def measure_of(name: str) -> Measure:
    """The function that measures the rows of that name."""
    module, function = ROWS[name]
    measure: Measure = getattr(import_module(module), function)
    return measure


def main() -> None:
    """Measure and print; the exit code says nothing of goals, which a busy machine may miss."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"any of {', '.join(ROWS)}; all without one")
    full = Scale()
    parser.add_argument("--people", type=int, default=full.people, help="people in the generated database")
    parser.add_argument("--rounds", type=int, default=full.rounds, help="rounds of each row")
    told = parser.parse_args()
    if unknown := [name for name in told.rows if name not in ROWS]:
        parser.error(f"no such row: {', '.join(unknown)}")
    scale = replace(full, people=told.people, rounds=told.rounds)
    print(HEADING)
    for name in told.rows or ROWS:
        if sys.stderr.isatty():
            print(f"… {name}", end="\r", file=sys.stderr)
        measure = measure_of(name)
        spare_what_is_loaded()  # as `chibo run` does, for both sides alike
        for row in asyncio.run(measure(scale)):
            print(as_line(row), flush=True)


if __name__ == "__main__":
    main()
