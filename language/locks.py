"""Requests to lock the figures of a month, and to open them again."""

import re
from dataclasses import dataclass
from datetime import date

from domain.text import fold
from language.folding import Folded


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRequest:
    """ "khóa số liệu tháng 10 của xã X", "mở lại tháng 10". `month` is its first day; the unit as typed."""

    month: date
    unit: str | None
    reopens: bool


_LOCK = re.compile(
    r"(?:(?:xin|hay|cho) )*(?:(?:khoa|chot|dong)(?: so lieu| so sach| so| bao cao| du lieu)"
    r"|(?P<reopens>mo(?: khoa)?(?: lai)?(?: so lieu| so sach| so| bao cao| du lieu)?))(?: cua)?"
    r" thang (?P<month>0?[1-9]|1[0-2])(?:(?:/| nam |-)(?P<year>20\d\d))?"
    r"(?: (?:cua|cho|tai|o))?(?P<unit>(?: \S+)*?)"
)
_OWN = re.compile(r"(?:chi bo|don vi|xa|dang bo|cac chi bo)?(?: (?:minh|toi|em))*")


def read_lock(text: str, sent_on: date) -> LockRequest | None:
    """The request that a message is, or None where it is none. Without a year the last such month."""
    typed = Folded(text.rstrip(" .?!"))
    found = _LOCK.fullmatch(typed.folded)
    if found is None:
        return None
    month = int(found["month"])
    year = int(found["year"]) if found["year"] else sent_on.year - (month > sent_on.month)
    unit = typed.between(*found.span("unit")).strip(" ,.;:?!")
    return LockRequest(
        month=date(year, month, 1),
        unit=None if _OWN.fullmatch(fold(unit)) else unit,
        reopens=found["reopens"] is not None,
    )
