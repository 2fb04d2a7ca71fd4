"""Merging, splitting and renaming units in set words."""

from dataclasses import dataclass
from datetime import date

from domain.units import Change
from language.dates.days import day_of
from language.words.phrases import phrase

_MOST_UNITS = 20
_HALF_A_YEAR = 182  # the nearest such day lies no further ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorganiseRequest:
    """Sáp nhập, chia tách, đổi tên, chuyển đơn vị: from which units into which, as typed, and since when."""

    change: Change
    units: tuple[str, ...]
    into: tuple[str, ...]
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesAheadRequest:
    """Quyết định tổ chức sắp tới: what is decided for a day to come."""


def read_reorganisation(text: str, sent_on: date) -> ReorganiseRequest | ChangesAheadRequest | None:
    """The change of units that a message orders or asks for, or None. A day without a year is the nearest."""
    if phrase("changes_ahead").whole(text):
        return ChangesAheadRequest()
    if not phrase("changed").may_stand(text):
        return None
    since = phrase("changed_since").anywhere(text)
    told = phrase("changed").whole(f"{since.before} {since.rest}" if since else text)
    on = day_of(since, sent_on, ahead=_HALF_A_YEAR) if since else None
    if told is None or "?" in text or (since and on is None):  # a day that no calendar has
        return None
    return ReorganiseRequest(
        change=Change(told.value), units=_listed(told["units"]), into=_listed(told["into"]), on=on
    )


def _listed(told: str) -> tuple[str, ...]:
    return tuple(name for name in phrase("and").split(told) if name)[:_MOST_UNITS]
