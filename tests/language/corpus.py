"""The annotated messages kept as test data."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from language.annotation import to_annotation
from language.understanding import understand

DATA = Path(__file__).parents[1] / "data" / "understanding"
# Written before looking at what the reader does with them; read right since.
BATCHES = tuple(sorted(path.name for path in DATA.glob("fresh_*.jsonl")))
TAUGHT = "taught.jsonl"  # what looks like something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One annotated message."""

    name: str
    sent_on: date
    text: str
    gold: dict[str, Any]
    tags: tuple[str, ...]


def messages(file: str) -> Iterator[Message]:
    """The messages of a file in tests/data/understanding."""
    with (DATA / file).open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Message(
                name=row["id"],
                sent_on=date.fromisoformat(row["sent_on"]),
                text=row["text"],
                gold={"intent": row["intent"], **row["gold"]},
                tags=tuple(row.get("tags", ())),
            )


def part_of(lines: Sequence[Message], number: int, parts: int) -> Sequence[Message]:
    """Each of the lines in one of so many parts; `make soak` takes all of them every time."""
    return lines if "CHIBO_SOAK" in os.environ else lines[number % parts :: parts]


understood = cache(understand)  # the lines kept here are read by many tests


def read(text: str, sent_on: date) -> dict[str, Any]:
    """The message as our record."""
    return to_annotation(understood(text, sent_on))
