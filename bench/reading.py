"""Understanding whole messages, against one call of dateparser.

One floor is dateparser on nothing but the date that the message states ("ngày 5/10", "hôm qua"). The other
two give it the whole text, as a bot without a reader of its own would: to `search_dates`, its call for dates
within a text, and to `parse`, its call for a date alone, which reads none of these texts: it has no goal and
says how soon a text can be given up.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from statistics import quantiles
from time import perf_counter

import dateparser
from dateparser.search import search_dates

from bench.measuring import Row, Scale, Side, compared, interleaved
from language.understanding import understand

CORPUS = Path("tests/data/understanding/dev.jsonl")


async def of_messages(scale: Scale) -> list[Row]:
    """Every message of the annotated corpus; for the dates alone, those that state one."""
    told = _annotated()[: scale.messages]
    dated = [
        (text, sent_on, text[found.start : found.end])
        for text, sent_on in told
        if (found := understand(text, sent_on).event_date)
    ]
    whole = [(text, sent_on) for text, sent_on, _ in dated]
    phrases = [(phrase, sent_on) for _, sent_on, phrase in dated]
    sides = [
        _each(percent, call, messages)
        for percent in (50, 99)
        for call, messages in (
            (_parse, phrases),
            (understand, whole),
            (_search, told),
            (_parse, told),
            (understand, told),
        )
    ]
    measured = await interleaved(scale, *sides)
    return [
        compared(f"{what}, {name}", floor, ours, theirs, goal=goal)
        for name, (on_date, ours_dated, searched, parsed, ours_told) in (
            ("median", measured[:5]),
            ("p99", measured[5:]),
        )
        for what, floor, ours, theirs, goal in (
            (f"{len(dated)} messages with a date", "dateparser on the date", ours_dated, on_date, 1),
            (f"all {len(told)} messages", "dateparser's search in the text", ours_told, searched, 1),
            (f"all {len(told)} messages", "dateparser's parse of the text", ours_told, parsed, None),
        )
    ]


def _annotated() -> list[tuple[str, date]]:
    """The messages with the dates they were sent."""
    records = map(json.loads, CORPUS.read_text(encoding="utf-8").splitlines())
    return [(record["text"], date.fromisoformat(record["sent_on"])) for record in records]


def _parse(text: str, sent_on: date) -> object:
    return dateparser.parse(text, languages=["vi"], settings=_settings(sent_on))


def _search(text: str, sent_on: date) -> object:
    return search_dates(text, languages=["vi"], settings=_settings(sent_on))


def _settings(sent_on: date) -> dict[str, object]:
    base = datetime(sent_on.year, sent_on.month, sent_on.day)  # noqa: DTZ001 - as dateparser wants it
    return {"RELATIVE_BASE": base, "DATE_ORDER": "DMY"}


def _each(percent: int, call: Callable[[str, date], object], messages: Sequence[tuple[str, date]]) -> Side:
    """Seconds a message, of so many in a hundred."""

    async def side() -> float:
        taken = []
        for text, sent_on in messages:
            started = perf_counter()
            call(text, sent_on)
            taken.append(perf_counter() - started)
        return quantiles(taken, n=100, method="inclusive")[percent - 1]

    return side
