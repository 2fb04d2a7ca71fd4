"""The communes that reminders are tested on."""

from datetime import date

import pytest

from storage.database import Store
from tests.rules import BOOK as ALL_RULES
from tests.scheduler.commune import Commune, at, found


@pytest.fixture
async def commune(store: Store) -> Commune:
    return await found(store, at(date(2025, 1, 2)))


@pytest.fixture
async def all_rules(store: Store) -> Commune:
    """The same commune under every rule, on the day when the assistant is put to use."""
    return await found(store, at(date(2025, 11, 3)), ALL_RULES)
