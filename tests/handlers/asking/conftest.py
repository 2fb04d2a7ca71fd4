import pytest

from storage.database import Store
from tests.cast import found_commune
from tests.handlers.asking.commune import BOOK, Commune


@pytest.fixture
async def commune(store: Store) -> Commune:
    return Commune(store=store, cast=await store.write(found_commune, BOOK))
