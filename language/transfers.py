"""Transfers between units, said in set words: who moves where, or who came from where.

Read before the whole message is, as requests are. What names no other unit ("chuyển đi nơi khác") is none:
it is read as somebody leaving.
"""

import re
from dataclasses import dataclass
from datetime import date

from domain.text import fold
from language.folding import Folded, written_day
from language.understanding import understand

_MOST_PEOPLE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequest:
    """Chuyển sinh hoạt đảng: who, the other unit as typed, when. `is_receiving`: they came from there."""

    names: tuple[str, ...]
    other: str
    on: date | None
    is_receiving: bool


_ACTS = r"(?:sinh hoat|sh)(?: dang)?(?: chinh thuc| tam thoi)?"
_PREFACE = (
    r"^(?:(?:da|em|toi|minh|chi bo|cb|ben|nha|chung|bao cao|xin|duoc|vua|moi|co|cho|anh|chi|a)\b[ ,:]*)*"
)
_WHO = r"(?P<who>\S+(?: \S+)*?)"
_DONE = r"(?: (?:da|vua|moi|xin|duoc|se))*"
_INTO = r"(?:sang|ve|den|toi|qua|xuong|len)"
_OWN = r"(?:chi bo|cb|ben|don vi)?(?: ?(?:em|toi|minh|nha|chung toi|chung em|ta|day|nay))*"
_WHERE = r"(?P<where>(?!\d|ngay |thang |hom |noi khac)\S+(?: \S+)*?)"
_KIND = r"(?:chi bo|cb|dang bo|db|ban|thon|bon|buon|lang|ap|xom|khom|to|khu|tieu khu|truong|tram|cong an)"
_DATE = r"(?:[ ,]+(?:ke tu |tu )?(?:ngay |hom )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?)?"
_TAIL = rf"{_DATE}(?: (?:roi|a|nhe|nha|nhe a|roi a))?$"

_SENT = (
    re.compile(rf"{_PREFACE}{_WHO}{_DATE}{_DONE} chuyen {_ACTS}{_DATE} (?:{_INTO}|di|ra) {_WHERE}{_TAIL}"),
    re.compile(rf"{_PREFACE}chuyen {_ACTS}(?: cho)?:? {_WHO}{_DATE} (?:{_INTO}|di|ra) {_WHERE}{_TAIL}"),
    re.compile(rf"{_PREFACE}chuyen {_WHO} {_INTO} {_WHERE.replace('(?!', f'(?={_KIND} )(?!')}{_TAIL}"),
)
_CAME = (
    re.compile(
        rf"{_PREFACE}(?:tiep nhan|nhan) (?:{_ACTS} )?(?:cua |cho )?{_WHO}"
        rf"(?: chuyen(?: {_ACTS})?)?(?: (?:sang|ve|den|toi|qua))? (?:tu|o|cua) {_WHERE}"
        rf"(?: chuyen)?(?: {_ACTS})?(?: {_INTO}(?: {_OWN})?)?{_TAIL}"
    ),
    re.compile(rf"{_PREFACE}{_WHO}{_DONE} chuyen {_ACTS} {_INTO} (?:tu|o) {_WHERE}{_TAIL}"),
    re.compile(
        rf"{_PREFACE}{_WHO}{_DONE} (?:chuyen {_ACTS} )?(?:tu|o) {_WHERE}{_DONE}"
        rf"(?: chuyen)?(?: {_ACTS})? {_INTO}(?: {_OWN})?{_TAIL}"
    ),
)
_FACTS = re.compile(r"[ ,(]+(?:sn|sinh|ns|nu|nam|dan toc|dtoc|\d{2,})\b.*$")
_AND = re.compile(r"\s*(?:,|;|\bvà\b|\bva\b|\bvoi\b|\bvới\b|\+)\s*")
_PEOPLE_TITLE = re.compile(
    r"^(?:(?:\d+|cho|d/c|dc|dong chi|anh|chi|em|ong|ba|dang vien|du bi|chinh thuc|dv|dvdb"
    r"|quan chung|uu tu|cac)\s+)+"
)


def read_transfer(text: str, sent_on: date) -> TransferRequest | None:
    """The transfer that a message tells of, or None where it tells of none."""
    line = Folded(text)
    if "?" in text or not ("chuyen" in line.folded or "tiep nhan" in line.folded):
        return None
    for is_receiving, patterns in ((True, _CAME), (False, _SENT)):
        for pattern in patterns:
            found = pattern.match(line.folded)
            if found and (names := _names(line.between(*_named(found)))):
                return TransferRequest(
                    names=names,
                    other=line.between(*found.span("where")).strip(" .,"),
                    on=_day_told(text, line.folded, sent_on),
                    is_receiving=is_receiving,
                )
    return None


def _named(found: re.Match[str]) -> tuple[int, int]:
    """Where the names stand, without what is told of the people: "Quàng Văn An sn 1980"."""
    start, end = found.span("who")
    facts = _FACTS.search(found["who"])
    return start, start + facts.start() if facts else end


def _day_told(text: str, folded: str, sent_on: date) -> date | None:
    """The day as written, else "hôm qua" and the like."""
    if (on := written_day(folded, sent_on)) is not None:
        return on
    told = understand(text, sent_on).event_date
    return told.value if told else None


def _names(told: str) -> tuple[str, ...]:
    """The people, without their titles. Nothing where it does not read like a list of names."""
    names = [_untitled(one.strip(" .,:")) for one in _AND.split(told) if one.strip(" .,:")]
    if not names or len(names) > _MOST_PEOPLE or any(not 1 <= len(name.split()) <= 6 for name in names):
        return ()
    return tuple(names) if not any(re.search(r"\d", name) for name in names) else ()


def _untitled(name: str) -> str:
    found = _PEOPLE_TITLE.match(fold(name) + " ")
    return " ".join(name.split()[len(found.group().split()) :]) if found else name
