"""Merging, splitting and renaming units in set words, and whether a question means the old units."""

import re
from dataclasses import dataclass
from datetime import date

from domain.units import Change
from language.folding import Folded

_MOST_UNITS = 20
_MOST_AHEAD = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorganiseRequest:
    """Sáp nhập, chia tách, đổi tên đơn vị: from which units into which, as typed, and since when."""

    change: Change
    units: tuple[str, ...]
    into: tuple[str, ...]
    on: date | None


_DAY = r"(?:ke tu |tu |vao )?(?:ngay )?(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}|\d{2}))?"
_WRITTEN = re.compile(rf"[ ,]*\b{_DAY}[ ,:]*")
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
_AND = re.compile(r"\s*(?:,|;|\s(?:và|va|với|voi|cùng|cung)\s)\s*")

_OLD_UNITS = re.compile(
    r"[ ,(]*\b(?:tính |tinh )?(?:theo (?:các |cac )?(?:đơn vị|don vi|chi bộ|chi bo|tổ chức|to chuc) "
    r"(?:cũ|cu|lúc đó|luc do|khi đó|khi do)|như khi chưa sáp nhập|nhu khi chua sap nhap"
    r"|trước (?:khi )?sáp nhập|truoc (?:khi )?sap nhap)\b\)?",
    re.IGNORECASE,
)
_PRESENT_UNITS = re.compile(
    r"[ ,(]*\b(?:tính |tinh )?theo (?:các |cac )?(?:đơn vị|don vi|chi bộ|chi bo|tổ chức|to chuc) "
    r"(?:mới|moi|hiện nay|hien nay|bây giờ|bay gio)\b\)?",
    re.IGNORECASE,
)


def read_reorganisation(text: str, sent_on: date) -> ReorganiseRequest | None:
    """The change of units that a message orders, or None. The day without a year is the nearest past one."""
    line = Folded(text)
    if "?" in text or not any(
        word in line.folded for word in ("nhap", "hop nhat", "gop", "doi ten", "tach", "chia")
    ):
        return None
    on, start, end = _day_told(line.folded, sent_on)
    rest = Folded(f"{line.between(0, start)} {line.between(end, len(line.folded))}" if end else text)
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
    bare = _OLD_UNITS.sub(_blank, text)
    return _PRESENT_UNITS.sub(_blank, bare), bare != text


def _blank(found: re.Match[str]) -> str:
    """As many spaces, so that every place in the text stays where it was."""
    return " " * len(found.group())


def _day_told(folded: str, sent_on: date) -> tuple[date | None, int, int]:
    found = _WRITTEN.search(folded)
    if found is None:
        return None, 0, 0
    day, month, year = int(found["day"]), int(found["month"]), found["year"]
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day), *found.span()
        this_year = date(sent_on.year, month, day)
        # Decisions are told some weeks ahead; a day much later this year is rather last year's.
        is_past = (this_year - sent_on).days > _MOST_AHEAD
        return this_year.replace(year=sent_on.year - 1) if is_past else this_year, *found.span()
    except ValueError:
        return None, *found.span()


def _listed(told: str) -> tuple[str, ...]:
    names = [name.strip(" .,;:") for name in _AND.split(f" {told} ")]
    return tuple(name for name in names if name)[:_MOST_UNITS]
