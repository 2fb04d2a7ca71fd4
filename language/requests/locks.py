"""Requests to lock the figures of a month, and to open them again."""

from dataclasses import dataclass
from datetime import date

from language.dates.days import day_of
from language.words.phrases import phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRequest:
    """ "khóa số liệu tháng 10 của xã X", "mở lại tháng 10". `month` is its first day; the unit as typed."""

    month: date
    unit: str | None
    reopens: bool


def read_lock(text: str, sent_on: date) -> LockRequest | None:
    """The request that a message is, or None where it is none. Without a year the last such month."""
    locks = phrase("lock").whole(text)
    told = locks or phrase("unlock").whole(text)
    month = day_of(told, sent_on) if told else None
    return LockRequest(month=month, unit=told.unit(), reopens=locks is None) if told and month else None
