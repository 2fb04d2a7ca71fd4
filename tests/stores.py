"""Stores for properties: a fixture is made once for all examples, and each of these wants its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from storage.database import Store
from storage.keys import Keys


@asynccontextmanager
async def store_of_its_own(empty_database: Path) -> AsyncIterator[Store]:
    """A store with nothing in it, gone with the block."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "chibo.sqlite3"
        copyfile(empty_database, path)
        store = await Store.open(path, Keys({1: b"k" * 32}))
        try:
            yield store
        finally:
            await store.close()
