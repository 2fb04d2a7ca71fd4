"""How dates and times stand in rows: ISO text, times in UTC."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC text with microseconds so that text order is time order."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return _as_text(value, value.fold)

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


@lru_cache(maxsize=256)
def _as_text(value: datetime, fold: int) -> str:
    """The same moment stands in many columns. `fold`: where clocks go back, two moments are "equal"."""
    # Not strftime, which is slower and writes the year 1 as "1": text order would not be time order.
    return value.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


class LocalDate(TypeDecorator[date]):
    """A date in Viet Nam, kept as ISO text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Any) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Any) -> date | None:
        return None if value is None else date.fromisoformat(value)


def month_of(day: date) -> str:
    """The calendar month as columns have it: "2025-09"."""
    return day.isoformat()[:7]
