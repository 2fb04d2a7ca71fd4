import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import demo
from storage.database import Store
from storage.keys import Keys
from tests.bot.demo.asked import BOOK, LOADED_AT


@pytest.fixture(scope="package")
def demo_database(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, loaded once: copying it is quicker."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    shutil.copyfile(empty_database, path)
    asyncio.run(_load(path))
    return path


async def _load(path: Path) -> None:
    store = await Store.open(path, Keys({1: b"k" * 32}))
    assert await store.write(demo.load_demo, BOOK, LOADED_AT)
    await store.close()


@pytest.fixture
async def store(demo_database: Path, tmp_path: Path, keys: Keys) -> AsyncIterator[Store]:
    path = tmp_path / "chibo.sqlite3"
    shutil.copyfile(demo_database, path)
    opened = await Store.open(path, keys)
    yield opened
    await opened.close()
