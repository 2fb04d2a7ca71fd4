"""Dialogues as people hold them, one file each in dialogues/: every reply is compared to the letter.

A line `@ 2025-10-15 09:00 hom` sets the clock and who writes; `>` is what they write, `+` a further line
of the same message; `^ NAME CAPTION` sends a file of files/; `~ sweep` lets the clock look for what is due;
`#` is a remark; all else is the answer.
`CHIBO_ACCEPT=1 pytest tests/scenarios` writes the answers anew, to be read before they are kept.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from bot.assistant import Assistant, rule_book
from bot.console import Console
from bot.settings import Settings
from domain.localtime import VIET_NAM
from handlers.organising.changes_ahead import carry_out_due
from scheduler import reminding
from storage import rebuild
from storage.database import Store
from tests.cast import found_commune

DIALOGUES = sorted((Path(__file__).parent / "dialogues").glob("*.txt"))
FILES = Path(__file__).parent / "files"
_DIRECTIVES = ("@", ">", "+", "^", "~", "#")


@dataclass(slots=True)
class Exchange:
    """What is done, as the file says it, and what should come back."""

    said: list[str]
    answer: list[str] = field(default_factory=list)


def dialogue_in(path: Path) -> list[Exchange]:
    return list(exchanges_in(path.read_text(encoding="utf-8")))


def exchanges_in(text: str) -> Iterator[Exchange]:
    """The exchanges of a dialogue file, in order."""
    current: Exchange | None = None
    for line in text.splitlines():
        if line.startswith(_DIRECTIVES):
            if current and line[0] == "+":
                current.said.append(line)
                continue
            if current:
                yield current
            current = Exchange(said=[line])
        elif current and (line or current.answer):
            current.answer.append(line)
    if current:
        yield current


def content_of(name: str) -> bytes:
    """What stands in a file that dialogues send."""
    return (FILES / name).read_bytes()


class Stage:
    """The assistant on a test's store, with a clock that the dialogue sets."""

    def __init__(self, store: Store) -> None:
        self.now = datetime(2025, 1, 1, tzinfo=VIET_NAM)
        self.shown: list[str] = []
        self.assistant = Assistant(settings=Settings(), store=store, book=rule_book(), clock=lambda: self.now)
        self.account = "hom"

    async def play(self, said: list[str]) -> str:
        """Do what one exchange says; returns everything shown to the account meanwhile."""
        self.shown.clear()
        mark, rest = said[0][0], said[0][1:].strip()
        console = Console(self.assistant, self.account, self.shown.append)
        if mark == "@":
            day, hour, self.account = rest.split()
            self.now = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=VIET_NAM)
            console = Console(self.assistant, self.account, self.shown.append)
            await console.say_all([])
        elif mark == ">":
            await console.say("\n".join(line[1:].removeprefix(" ") for line in said))
        elif mark == "^":
            name, _, caption = rest.partition(" ")
            await console.send_file(FILES / name, caption)
        elif mark == "~":
            await carry_out_due(self.assistant.store, self.assistant.context_at(self.now))
            await reminding.sweep_all(self.assistant.store, self.assistant.book, self.now)
            await console.say_all([])
        return "\n".join(text.rstrip("\n") for text in self.shown)


def differences(exchange: Exchange, answer: str) -> str:
    expected = "\n".join(exchange.answer).rstrip()
    return f"{exchange.said}\n--- expected\n{expected}\n--- got\n{answer}\n" if answer != expected else ""


def accept(path: Path, played: list[str]) -> None:
    path.write_text("\n".join(played).rstrip() + "\n", encoding="utf-8")


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
async def test_a_dialogue_runs_as_written(path: Path, store: Store) -> None:
    stage = Stage(store)
    await store.write(found_commune, stage.assistant.book)
    played: list[str] = []
    found: list[str] = []
    for exchange in dialogue_in(path):
        answer = await stage.play(exchange.said)
        played += [*exchange.said, *([answer] if answer else []), *([""] if answer else [])]
        found.append(differences(exchange, answer))
    if os.environ.get("CHIBO_ACCEPT"):
        accept(path, played)
        return
    assert not any(found), "\n".join(found)
    rebuilt = await store.read(lambda tx: list(rebuild.differences(tx, stage.assistant.book)))
    assert rebuilt == []
