"""What is said of quotas beyond a number for each unit: for every school, as a share of the members, with
parts, with the document that decided it; the history of quotas; and "vượt 142%", which says no quota.

Read before the whole message is. What is found is blanked out, so that all else keeps its place in the text
and the reader of messages finds units, numbers and the period in it as ever.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from domain.tags import MINORITY
from language.folding import folded_in_place
from language.message import see
from language.normalise import LONGEST, normalise
from language.question import parts_of
from language.reading import Breakdown, Found, Intent, Part, QuotaReading, Reading
from language.understanding import understand


@dataclass(frozen=True, slots=True, kw_only=True)
class EachTarget:
    """Mỗi trường 1: so many for each cell of a kind; `kind` as it was written, "" for every cell."""

    kind: str
    low: int
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTarget:
    """3% số đảng viên, in tenths of a percent; `members` only where the sentence says of how many."""

    low: int
    high: int | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTarget:
    """Trong đó nữ 10: a part of the target told before it, which begins at `after` in the text.

    `is_percent`: the number is a share of that target.
    """

    tag: str
    count: int
    after: int
    is_percent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaOrder:
    """Giao chỉ tiêu. `reading` has the units with their numbers and the period."""

    reading: Reading
    each: tuple[EachTarget, ...] = ()
    share: ShareTarget | None = None
    parts: tuple[PartTarget, ...] = ()
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaHistoryRequest:
    """Lịch sử chỉ tiêu. `reading` names the unit and perhaps the period."""

    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTold:
    """Vượt 142%: 142 in a hundred of the quota, or as much above it? `told` as it was written.

    `reading` has the unit and period; `report` is what the same message reports, if anything.
    """

    told: str
    reading: Reading
    report: Reading | None = None


# Said with these words the unit and period of a question are read, whatever verb it lacks.
_OUTRIGHT = "kết nạp được bao nhiêu so với chỉ tiêu"

QuotaRequest = QuotaOrder | QuotaHistoryRequest | ShareTold

_KINDS = (
    "truong mam non|truong tieu hoc|truong thcs|truong thpt|truong hoc|truong|thon|ban|bon|buon|lang|ap"
    "|xom|khom|khu pho|khu dan cu|to dan pho|tdp|khu|tram y te|tram|cong an|quan su|co quan|doanh nghiep"
    "|hop tac xa|htx|xa|phuong|thi tran|dac khu|huyen|don vi"
)
_PEOPLE = r"(?:dang vien(?: moi)?|dv|d/c|dc|dong chi|nguoi|ng)"
_DOCUMENT = re.compile(
    r"\b(?:theo|can cu|thuc hien)\s+(?=(?:nghi quyet|nq|quyet dinh|qd|ke hoach|kh|cong van|cv|huong dan|hd"
    r"|thong bao|tb|ket luan|kl|chi thi|ct)\b)(?P<name>[^,;:\n]*?\d[^\s,;:]*"
    r"(?:\s+cua\s+[^,;:\d\n]+?(?=,?\s+(?:ky\s+)?ngay\b|\s*[,;:\n]|$))?(?:,?\s+(?:ky\s+)?ngay\s+\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})?)(?=[\s,;:.]|$)"
)
_EACH = re.compile(
    rf"\b(?:moi|tung|cac)\s+(?:(?:chi bo|cb)\s+)?(?:(?P<kind>{_KINDS})|chi bo|cb)(?:\s+truc thuoc)?"
    r"\s*(?:la|:|=|duoc|phai|ket nap|phat trien|it nhat|toi thieu|tu|\s)*"
    rf"(?P<low>\d+)(?:\s*(?:-|–|den|toi)\s*(?P<high>\d+))?(?![\d\s]*%)(?:\s*{_PEOPLE}\b)?(?:\s*(?:/|mot|moi)\s*nam\b)?"
)
_SHARE = re.compile(
    r"(?P<low>\d+(?:[.,]\d)?)(?:\s*%?\s*(?:-|–|den|toi)\s*(?P<high>\d+(?:[.,]\d)?))?\s*%"
    r"(?:\s+(?:so voi|cua|tren|tong|so|trong))*(?:\s+(?P<members>\d[\d.]*))?\s+(?:dang vien|dv)\b"
)
_LISTED = re.compile(
    r"(?:^|[:,;\n]|\b(?:va|cho|cua|nay|sau|toi|\d{4})\b)\s*"
    rf"(?P<unit>(?:(?:chi bo|cb|dang bo|db)\s+)?(?:{_KINDS})\b"
    r"(?:\s+[^\W\d]\w*){0,4}?(?:\s+\d+(?=\s*[:=]))?)\s*(?:la\b|[:=-])?\s*"
    rf"(?P<low>\d+)(?:\s*(?:-|–|den|toi)\s*(?P<high>\d+))?(?:\s*{_PEOPLE}\b)?"
    r"(?=\s*(?:[,;.\n\x00]|\bva\b|$))"
)
_PARTS = re.compile(r"[,(]?\s*\b(?:trong do|trong so do|rieng)\b[ :]*(?P<list>[^;\n()]*)\)?")
_ITEMS = re.compile(r",|\bvà\b|\bva\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<count>\d+)\s*(?P<percent>%)?")
_ORDERS = re.compile(r"\b(?:chi tieu|ke hoach|kh|giao|phan dau|muc tieu|nghi quyet|nq)\b")
_SETS = re.compile(
    r":|^\W*(?:chi tieu|ke hoach|kh)\b|\b(?:giao|phan bo|dat|dieu chinh|nang|giam|tang|an dinh|sua|doi)\b"
)
_ASKS = re.compile(r"\?|\b(?:bao nhieu|may|the nao|ra sao|dat chua|nao|lich su)\b|\b(?:khong|ko|chua)\s*$")
_HISTORY = re.compile(
    r"\b(?:lich su|qua trinh|cac lan|nhung lan)\b(?: \w+){0,3}? \b(?:chi tieu|ke hoach)\b"
    r"|\b(?:chi tieu|ke hoach)\b.*\b(?:da (?:thay doi|doi|dieu chinh|sua)|thay doi the nao|lich su"
    r"|(?:do )?ai giao|giao khi nao|theo (?:van ban|nghi quyet|quyet dinh) nao)\b"
)
_EXCEEDED = re.compile(
    r"\bvuot(?: muc)?(?: chi tieu| ke hoach| kh| nghi quyet| nq| so voi)*(?: la| toi| den)?\s*"
    r"(?P<percent>\d+(?:[.,]\d+)?)\s*%"
)


def read_quota_request(text: str, sent_on: date) -> QuotaRequest | None:
    """The order or question about quotas that a message is, or None where it is none of these."""
    if len(text) > LONGEST:
        return None
    raw = normalise(text).text
    line = folded_in_place(raw)
    if found := _EXCEEDED.search(line):
        rest = raw[: found.start()] + " " + raw[found.end() :]
        return ShareTold(
            told=raw[slice(*found.span())],
            reading=understand(f"{rest} {_OUTRIGHT}", sent_on),
            report=report if (report := understand(rest, sent_on)).intent.is_report else None,
        )
    if _HISTORY.search(line):
        return QuotaHistoryRequest(reading=understand(f"{text} {_OUTRIGHT}", sent_on))
    if not _ORDERS.search(line) or _ASKS.search(line.strip(" .!")):
        return None
    return _order(raw, line, sent_on)


def _order(raw: str, line: str, sent_on: date) -> QuotaOrder | None:
    document, line = _cut(_DOCUMENT, line)
    parts, line = _cut(_PARTS, line)
    each, line = _cut(_EACH, line)
    share, line = _cut(_SHARE, line)
    listed = list(_LISTED.finditer(line))
    if not (document or parts or each or share or listed):
        return None
    rest = "".join(c if kept != _BLANK else " " for c, kept in zip(raw, line, strict=True))
    reading = understand(rest, sent_on)
    is_list = bool(listed) and _SETS.search(line) is not None
    if reading.intent is not Intent.SET_QUOTA:
        if reading.people or reading.intent.is_report or not (each or share or is_list):
            return None
        # Without its numbers the order reads as a question, which has its unit and period.
        reading = replace(understand(f"{rest} {_OUTRIGHT}", sent_on), quotas=())
    if len(listed) > len(reading.quotas):
        # Without diacritics "ban hom 2" may be a day: in a list of units it is none.
        reading = replace(reading, unit=None, quotas=tuple(_target(raw, found) for found in listed))
    elif not (document or parts or each or share):
        return None
    return QuotaOrder(
        reading=reading,
        each=tuple(_each(raw, found) for found in each),
        share=_share(share[0]) if share else None,
        parts=tuple(part for found in parts for part in _parts(raw, found, sent_on)),
        document=" ".join(raw[slice(*document[0].span("name"))].split()) if document else "",
    )


_BLANK = "\x00"


def _cut(pattern: re.Pattern[str], line: str) -> tuple[list[re.Match[str]], str]:
    """What the pattern finds, and the line with that blanked out."""
    found = list(pattern.finditer(line))
    for one in found:
        line = line[: one.start()] + _BLANK * (one.end() - one.start()) + line[one.end() :]
    return found, line


def _target(raw: str, found: re.Match[str]) -> QuotaReading:
    high = found["high"]
    return QuotaReading(
        low=Found(value=int(found["low"]), start=found.start("low"), end=found.end("low")),
        high=Found(value=int(high), start=found.start("high"), end=found.end("high")) if high else None,
        unit=Found(value=raw[slice(*found.span("unit"))], start=found.start("unit"), end=found.end("unit")),
    )


def _each(raw: str, found: re.Match[str]) -> EachTarget:
    high = found["high"]
    kind = raw[slice(*found.span("kind"))] if found["kind"] else ""
    return EachTarget(kind=kind, low=int(found["low"]), high=int(high) if high else None)


def _share(found: re.Match[str]) -> ShareTarget:
    members = found["members"]
    return ShareTarget(
        low=_tenths(found["low"]),
        high=_tenths(found["high"]) if found["high"] else None,
        members=int(members.replace(".", "")) if members else None,
    )


def _tenths(percent: str) -> int:
    return int(Decimal(percent.replace(",", ".")) * 10)


def _parts(raw: str, found: re.Match[str], sent_on: date) -> list[PartTarget]:
    told: dict[str, PartTarget] = {}
    for item in _ITEMS.split(raw[slice(*found.span("list"))]):
        number = _NUMBER.search(item)
        if number is None:
            continue
        group = f"trong đó {number['count']} {item[: number.start()]} {item[number.end() :]}"
        # Alone "5 đoàn viên" may be members of the youth union; beside another group they are a part.
        seen = see(normalise(f"{group}, nữ 0"), sent_on)
        for part in [p for p in parts_of(seen) if p.start < len(group)][:1] if seen else ():
            told.setdefault(
                _tag(part),
                PartTarget(
                    tag=_tag(part),
                    count=int(number["count"]),
                    after=found.start(),
                    is_percent=bool(number["percent"]),
                ),
            )
    return list(told.values())


def _tag(part: Part) -> str:
    if part.value is None:
        return MINORITY if part.by is Breakdown.ETHNICITY else part.by.value
    return f"{part.by}:{part.value}"
