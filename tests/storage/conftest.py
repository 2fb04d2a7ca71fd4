from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import Tx
from storage.keys import Keys
from storage.sqlite import connect


@pytest.fixture
def tx(database: Path, keys: Keys) -> Iterator[Tx]:
    """An open transaction, for whoever needs no second one beside it."""
    with closing(connect(database)) as raw:
        raw.execute("BEGIN")
        yield Tx(raw, keys)
