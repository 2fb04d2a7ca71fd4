"""What every test may ask for: a real store in a folder of its own, and a fixed clock."""

import os
import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.assistant import Assistant, rule_book
from bot.settings import Settings
from domain.localtime import VIET_NAM
from domain.rules import RuleBook
from storage import migrations
from storage.database import Store
from storage.keys import Keys
from tests.cast import Cast, found_commune
from tests.clock import Clock

NO_BROWSER = "no Chromium"  # why the browser tests were skipped


@pytest.fixture
def now() -> datetime:
    """The moment of the tests: a Monday morning in Viet Nam."""
    return datetime(2025, 11, 24, 8, 0, tzinfo=VIET_NAM)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def keys() -> Keys:
    return Keys({1: b"k" * 32})


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables and no rows, built once: copying it is quicker than migrating."""
    path = tmp_path_factory.mktemp("template") / "chibo.sqlite3"
    migrations.prepare(path)
    return path


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Path:
    """The path of an empty database of this test's own."""
    path = tmp_path / "chibo.sqlite3"
    shutil.copyfile(empty_database, path)
    return path


@pytest.fixture
async def store(database: Path, keys: Keys) -> AsyncIterator[Store]:
    opened = await Store.open(database, keys)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """The rules that come along."""
    return rule_book()


@pytest.fixture
async def cast(store: Store, book: RuleBook) -> Cast:
    return await store.write(found_commune, book)


@pytest.fixture
def assistant(store: Store, book: RuleBook, clock: Clock, cast: Cast) -> Assistant:
    """The assistant of the cast's commune."""
    return Assistant(settings=Settings(), store=store, book=book, clock=clock)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a third of the time somebody waits, for a browser, a disk, a process."""
    return (os.cpu_count() or 1) + 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Here and not beside the browser tests: the process that prints may load none of them."""
    skipped = [one for one in terminalreporter.getreports("skipped") if NO_BROWSER in str(one.longrepr)]
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} browser tests skipped: no Chromium here (on Debian: apt install chromium)."
        )
