"""Understanding whole messages, against one call of dateparser.

One floor is dateparser on nothing but the date that the message states ("ngày 5/10", "hôm qua"), the other
dateparser on the whole text, which is what a bot without a reader of its own would try.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

import dateparser

from bench.measuring import Row, Scale, Side, compared, interleaved
from language.understanding import understand

MESSAGES = Path("tests/data/understanding")


async def of_messages(scale: Scale) -> list[Row]:
    """Every annotated message of tests/data; for the dates alone, those that state one."""
    told = _annotated()[: scale.messages]
    dated = [
        (text, sent_on, text[found.start : found.end])
        for text, sent_on in told
        if (found := understand(text, sent_on).event_date)
    ]
    on_date, on_text, ours_dated, ours = await interleaved(
        scale,
        _each(len(dated), lambda: [_parse(phrase, sent_on) for _, sent_on, phrase in dated]),
        _each(len(told), lambda: [_parse(text, sent_on) for text, sent_on in told]),
        _each(len(dated), lambda: [understand(text, sent_on) for text, sent_on, _ in dated]),
        _each(len(told), lambda: [understand(text, sent_on) for text, sent_on in told]),
    )
    return [
        compared(f"{len(dated)} messages with a date", "dateparser on the date", ours_dated, on_date, goal=1),
        compared(f"all {len(told)} messages", "dateparser on the text", ours, on_text, goal=1),
    ]


def _annotated() -> list[tuple[str, date]]:
    """The messages with the dates they were sent."""
    return [
        (record["text"], date.fromisoformat(record["sent_on"]))
        for path in sorted(MESSAGES.glob("*.jsonl"))
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def _parse(text: str, sent_on: date) -> object:
    base = datetime(sent_on.year, sent_on.month, sent_on.day)  # noqa: DTZ001 - as dateparser wants it
    return dateparser.parse(text, languages=["vi"], settings={"RELATIVE_BASE": base, "DATE_ORDER": "DMY"})


def _each(count: int, work: Callable[[], object]) -> Side:
    async def side() -> float:
        started = perf_counter()
        work()
        return (perf_counter() - started) / count

    return side
