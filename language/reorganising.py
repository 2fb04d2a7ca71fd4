"""Merging, splitting and renaming units in set words, and whether a question means the old units."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from domain.units import Change
from language.folding import Folded

_MOST_UNITS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorganiseRequest:
    """Sáp nhập, chia tách, đổi tên đơn vị: from which units into which, as typed, and since when."""

    change: Change
    units: tuple[str, ...]
    into: tuple[str, ...]
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesAheadRequest:
    """Quyết định tổ chức sắp tới: what is decided for a day to come."""


_DAY = (
    r"(?:ke tu |tu |vao )?(?:ngay )?(?P<day>\d{1,2})(?:[/.-]| thang )(?P<month>\d{1,2})"
    r"(?:(?:[/.-]| nam )(?P<year>\d{4}|\d{2})| (?P<next>nam (?:sau|toi)|sang nam))?(?!\w)"
)
_DATED = re.compile(rf"[ ,]*\b{_DAY}[ ,:]*")
_POLITE = re.compile(r"^(?:(?:da|em|xin|de nghi|bao cao|anh|chi|theo quyet dinh|qd)\b[ ,:]*)+|[ .!]+$")
_UNITS = r"(?P<units>\S+(?: \S+)*?)"
_INTO = r"(?P<into>\S+(?: \S+)*)"
_WAYS = (
    (
        Change.MERGED,
        re.compile(rf"(?:sap nhap|hop nhat|nhap|gop) {_UNITS} (?:thanh|vao|lay ten la|de thanh lap) {_INTO}"),
    ),
    (Change.RENAMED, re.compile(rf"doi ten {_UNITS} (?:thanh|la|sang) {_INTO}")),
    (Change.SPLIT, re.compile(rf"(?:chia tach|tach|chia) {_UNITS} (?:thanh|ra thanh|ra|lam) {_INTO}")),
)
_AHEAD = re.compile(
    r"(?:xem |co )?(?:nhung |cac )?(?:quyet dinh|thay doi) (?:ve )?(?:to chuc|sap nhap|chia tach|doi ten)"
    r"(?: nao)? (?:sap toi|sap co hieu luc|chua (?:den|toi) ngay|chua thuc hien)(?: gi| nao)?(?: khong)?"
)
_AND = re.compile(r"\s*(?:,|;|\s(?:và|va|với|voi|cùng|cung)\s)\s*")

_OLD_UNITS = re.compile(
    r"[ ,(]*\b(?:tính |tinh )?(?:theo (?:các |cac )?(?:đơn vị|don vi|chi bộ|chi bo|tổ chức|to chuc) "
    r"(?:cũ|cu|lúc đó|luc do|khi đó|khi do)|như khi chưa sáp nhập|nhu khi chua sap nhap"
    r"|trước (?:khi )?sáp nhập|truoc (?:khi )?sap nhap)\b\)?",
    re.IGNORECASE,
)
_WHICH_UNITS = re.compile("theo|sáp|sap", re.IGNORECASE)  # in all of both patterns
_PRESENT_UNITS = re.compile(
    r"[ ,(]*\b(?:tính |tinh )?theo (?:các |cac )?(?:đơn vị|don vi|chi bộ|chi bo|tổ chức|to chuc) "
    r"(?:mới|moi|hiện nay|hien nay|bây giờ|bay gio)\b\)?",
    re.IGNORECASE,
)


def read_reorganisation(text: str, sent_on: date) -> ReorganiseRequest | ChangesAheadRequest | None:
    """The change of units that a message orders or asks for, or None. A day without a year is the nearest."""
    line = Folded(text)
    if _AHEAD.fullmatch(line.folded.strip(" ?.!")):
        return ChangesAheadRequest()
    if "?" in text or not any(
        word in line.folded for word in ("nhap", "hop nhat", "gop", "doi ten", "tach", "chia")
    ):
        return None
    told = _DATED.search(line.folded)
    on = _day(told, sent_on) if told else None
    if told and on is None:  # a day that no calendar has
        return None
    start, end = told.span() if told else (0, 0)
    rest = Folded(f"{line.between(0, start)} {line.between(end, len(line.folded))}") if told else line
    polite = _POLITE.match(rest.folded)
    skipped = polite.end() if polite else 0
    for change, pattern in _WAYS:
        if found := pattern.match(rest.folded, skipped):
            return ReorganiseRequest(
                change=change,
                units=_listed(rest.between(*found.span("units"))),
                into=_listed(rest.between(*found.span("into"))),
                on=on,
            )
    return None


def without_which_units(text: str) -> tuple[str, bool]:
    """A question without the words that say which units it means, and whether those are the old ones."""
    if not _WHICH_UNITS.search(text):
        return text, False
    bare = _OLD_UNITS.sub(_blank, text)
    return _PRESENT_UNITS.sub(_blank, bare), bare != text


def _blank(found: re.Match[str]) -> str:
    """As many spaces, so that every place in the text stays where it was."""
    return " " * len(found.group())


def _day(told: re.Match[str], sent_on: date) -> date | None:
    """The day that was told, the nearest of the name where the year was not; None where there is none."""
    year = int(told["year"]) if told["year"] else sent_on.year + bool(told["next"])
    shifts = (0,) if told["year"] or told["next"] else (-1, 0, 1)
    days = []
    for shift in shifts:
        with suppress(ValueError):
            days.append(date(year % 100 + 2000 + shift, int(told["month"]), int(told["day"])))
    return min(days, key=lambda on: abs(on - sent_on), default=None)


def _listed(told: str) -> tuple[str, ...]:
    names = [name.strip(" .,;:") for name in _AND.split(f" {told} ")]
    return tuple(name for name in names if name)[:_MOST_UNITS]
