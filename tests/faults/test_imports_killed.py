"""With the real command and SIGKILL in every phase of an import: none of it is on record, or all of it."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.assistant import rule_book
from bot.importing import worker_of
from domain.sheets import Value
from handlers.importing.work import work_off
from storage import rebuild
from storage.database import Store, Tx
from storage.keys import load_or_create
from tests import command
from tests.cast import found_commune
from tests.handlers.importing.lists import as_file, many
from tests.handlers.turns import NOW

PEOPLE = 600  # in two slices
BOOK = rule_book()


class Imports:
    """A commune's record in a folder, its long list, and the commands that take it in and back."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "chibo.sqlite3"
        self.list = folder / "danh-sach.xlsx"
        self._key = folder / "chibo.key"

    async def open(self) -> Store:
        return await Store.open(self.database, load_or_create(self._key))

    async def killed(self, when: Callable[[], bool], *arguments: str) -> None:
        """The command, killed as soon as that is so, or at its end."""
        process = command.started(
            ["import", "--as", "xa", *arguments],
            folder=self.database.parent,
            environment={
                **os.environ,
                "CHIBO_DATABASE": str(self.database),
                "CHIBO_KEY_FILE": str(self._key),
            },
        )
        while process.is_alive() and not when():  # noqa: ASYNC110 - nobody tells how far it is
            await asyncio.sleep(0.001)
        process.kill()
        await asyncio.to_thread(process.join)
        process.close()

    def rows_laid_down(self) -> int:
        """The size of the file that the writer is to copy; 0 where there is none."""
        return self._size(".import-rows")

    def is_being_written(self) -> bool:
        """The write-ahead log grows with the people themselves."""
        return self._size("-wal") > PEOPLE * 2_000

    def _size(self, ending: str) -> int:
        # The command takes its files away at its end: whether one is there and how large is one question.
        try:
            return self.database.with_name(self.database.name + ending).stat().st_size
        except FileNotFoundError:
            return 0


@pytest.fixture
async def listed(tmp_path: Path) -> Imports:
    made = Imports(tmp_path)
    rows: list[tuple[Value, ...]] = many(PEOPLE)
    await asyncio.to_thread(made.list.write_bytes, as_file(rows))
    store = await made.open()
    await store.write(found_commune, BOOK)
    await store.close()
    return made


def standing(tx: Tx) -> int:
    count: int = tx.execute(
        sa.text("SELECT count(*) FROM tally WHERE stage = 'admission' AND tag = ''")
    ).scalar_one()
    return count


PHASES: dict[str, Callable[[Imports], bool]] = {
    "the rows are begun": lambda listed: listed.rows_laid_down() > 0,
    "half of the rows are laid down": lambda listed: listed.rows_laid_down() > PEOPLE * 1_000,
    "they are written": lambda listed: listed.is_being_written(),
}


@pytest.mark.timeout(180)
@pytest.mark.parametrize("phase", PHASES)
async def test_a_killed_import_has_stored_nothing_or_all_and_goes_on(listed: Imports, phase: str) -> None:
    await listed.killed(lambda: PHASES[phase](listed), "--yes", str(listed.list))
    store = await listed.open()
    assert await store.read(standing) in (0, PEOPLE)
    await work_off(worker_of(store, BOOK, lambda: NOW))
    assert await store.read(standing) == PEOPLE
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []
    assert listed.rows_laid_down() == 0
    await store.close()


@pytest.mark.timeout(180)
@pytest.mark.parametrize("phase", ["the rows are begun", "they are written"])
async def test_a_killed_undo_has_taken_back_nothing_or_all_and_goes_on(listed: Imports, phase: str) -> None:
    await listed.killed(lambda: False, "--yes", str(listed.list))
    store = await listed.open()
    assert await store.read(standing) == PEOPLE
    report = await store.read(lambda tx: tx.execute(sa.text("SELECT report_id FROM import_job")).scalar_one())
    await store.close()
    await listed.killed(lambda: PHASES[phase](listed), "--undo", str(report))
    store = await listed.open()
    assert await store.read(standing) in (0, PEOPLE)
    await work_off(worker_of(store, BOOK, lambda: NOW))
    assert await store.read(standing) == 0
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []
    await store.close()
