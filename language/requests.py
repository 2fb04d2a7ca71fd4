"""Requests that are said in set words: silence until a day, why nothing came, papers and their pictures.

Read before the whole message is: each begins with words that start nothing else.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar import add_months
from domain.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteRequest:
    """Tắt nhắc. None stands for what was not said."""

    until: date | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmuteRequest:
    """Bật nhắc."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyRequest:
    """Vì sao nhắc, vì sao không nhắc, nhắc nhở của: whom or which unit it is about, as it was typed."""

    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersRequest:
    """Hồ sơ còn thiếu gì: whose, as it was typed; None for everybody with an open dossier."""

    about: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorRequest:
    """Người giúp đỡ: who helps whom."""

    about: str
    mentor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRequest:
    """Xem ảnh quyết định: whose, as it was typed; None for the last report."""

    about: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachRequest:
    """Gắn ảnh: what was sent belongs to the last report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropRequest:
    """Xóa ảnh: what was sent is not to be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCodeRequest:
    """Mã nhóm: a code by which a group may ask for totals, of which unit as it was typed."""

    unit: str | None


Request = (
    MuteRequest
    | UnmuteRequest
    | WhyRequest
    | PapersRequest
    | MentorRequest
    | PictureRequest
    | AttachRequest
    | DropRequest
    | GroupCodeRequest
)

_MUTE = re.compile(r"(?:xin |cho (?:em |toi )?)?(?:tam )?(?:tat|ngung|dung|hoan) nhac(?: viec| nho)?\b")
_UNMUTE = re.compile(r"(?:xin )?(?:bat|mo)(?: lai)? nhac(?: viec| nho)?(?: lai)?(?: di)?")
_WHY = re.compile(
    r"(?:vi |tai )?sao (?:toi |em )?(?:lai )?(?:khong |ko |k |chua )?(?:thay |duoc )?"
    r"nhac(?: nho| viec| toi| em)?(?: ve| cho)?(?= )"
)
_LEDGER = re.compile(
    r"(?:(?:cho (?:toi |em |xem )?)?xem )?(?:(?:so|nhat ky|lich su) nhac(?: nho| viec)?(?: cua| cho| ve)?"
    r"|(?:cac )?(?:loi )?nhac(?: nho| viec)? (?:cua|ve)"
    r"|nhac nho(?= (?:chi bo|cb|ban|thon|truong|d/c|dc) ))(?= )"
)
_PAPERS = re.compile(
    r"(?:ho so|giay to)(?: cua)?(?P<about>(?: \S+)*?)"
    r" (?:con|dang|hien con) thieu(?: nhung)?(?: giay to| giay| to)?(?: gi| nao)?(?: nua)?(?: khong| a)?"
)
_MENTOR = re.compile(
    r"(?:nguoi|dang vien)(?: duoc phan cong)? (?:giup do|huong dan|kem cap)(?: cua| cho)?"
    r"(?P<about>(?: \S+)+?) (?:la|:)(?P<mentor>(?: \S+)+)"
)
_PICTURE = re.compile(
    r"(?:(?:cho|xin) (?:toi |em |minh )?)?(?:(?:xem|mo|gui) (?:lai )?)?(?:anh|ban) (?:chup )?"
    r"(?:cua )?(?:quyet dinh|nghi quyet|qd|nq|van ban)(?: ket nap| chinh thuc| chuyen chinh thuc)?(?: cua)?"
    r"(?P<about>(?: \S+)*?)(?: dau| nhe| a| voi)?"
)
_ATTACH = re.compile(r"(?:dinh kem|gan|kem|luu)(?: \w+)? (?:anh|tep|file)(?: (?:nay|do|vua gui|quyet dinh))*")
_DROP = re.compile(r"(?:xoa|bo|khong luu|dung luu)(?: \w+)? (?:anh|tep|file)(?: (?:nay|do|vua gui|di))*")
_GROUP_CODE = re.compile(
    r"/?(?:(?:xin|lay|tao|cho (?:toi|em|minh)?) )?(?:mot )?(?:ma nhom|manhom)(?: (?:cho|cua))?"
    r"(?P<about>(?: \S+)*?)"
)
_REASON = re.compile(r"\b(?:vi|do|ly do)\b[ :]*")
_DATE = re.compile(r"\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{2,4}))?\b")
_SPOKEN_DATE = re.compile(
    r"\bngay (?P<day>\d{1,2}) thang (?P<month>\d{1,2})(?:(?: nam|,)? (?P<year>\d{4}))?\b"
)
_SPAN = re.compile(r"\b(?P<count>\d{1,3}) (?P<unit>ngay|tuan|thang)\b")
_TITLES = re.compile(r"^(?:(?:cho|ve|d/c|dc|dong chi|anh|chi(?! bo)|em|ong|ba)\s+)+")


def read_request(text: str, sent_on: date) -> Request | None:
    """The request that a message is, or None where it is none of them."""
    words = text.split()
    folded = [fold(word) for word in words]
    line = " ".join(folded)
    if found := _WHY.match(line) or _LEDGER.match(line):
        about = _untitled(_raw(words, folded, found.end()).strip(" ?!.,"))
        return WhyRequest(about=about) if about else None
    if found := _PAPERS.fullmatch(line.strip(" ?.!")):
        about = _untitled(_between(words, folded, *found.span("about")))
        return PapersRequest(about=about or None)
    if found := _PICTURE.fullmatch(line.strip(" ?.!")):
        about = _untitled(_between(words, folded, *found.span("about")))
        return PictureRequest(about=about or None)
    if _ATTACH.fullmatch(line.strip(" .!")):
        return AttachRequest()
    if _DROP.fullmatch(line.strip(" .!")):
        return DropRequest()
    if found := _GROUP_CODE.fullmatch(line.strip(" ?.!")):
        unit = _between(words, folded, *found.span("about"))
        return GroupCodeRequest(unit=unit or None)
    if found := _MENTOR.fullmatch(line):
        about = _untitled(_between(words, folded, *found.span("about")))
        mentor = _untitled(_between(words, folded, *found.span("mentor")).strip(" .!"))
        return MentorRequest(about=about, mentor=mentor)
    if _UNMUTE.fullmatch(line.strip(" .!")):
        return UnmuteRequest()
    if not _MUTE.match(line):
        return None
    reason = _REASON.search(line)
    return MuteRequest(
        until=_until(line[: reason.start()] if reason else line, sent_on),
        reason=(_raw(words, folded, reason.end()).strip(" .!") or None) if reason else None,
    )


def _raw(words: list[str], folded: list[str], place: int) -> str:
    """The message as typed, from the word on that stands at that place of the folded line."""
    at = 0
    for index, word in enumerate(folded):
        if at >= place:
            return " ".join(words[index:])
        at += len(word) + 1
    return ""


def _between(words: list[str], folded: list[str], start: int, end: int) -> str:
    """The message as typed between two places of the folded line."""
    rest = len(_raw(words, folded, end).split())
    told = _raw(words, folded, start).split()
    return " ".join(told[: len(told) - rest])


def _untitled(name: str) -> str:
    """The name without the address before it: "đ/c Lò Thị Mai" is Lò Thị Mai."""
    found = _TITLES.match(fold(name))
    return " ".join(name.split()[len(found.group().split()) :]) if found else name


def _until(told: str, sent_on: date) -> date | None:
    if found := _DATE.search(told) or _SPOKEN_DATE.search(told):
        return _next_such_day(int(found["day"]), int(found["month"]), found["year"], sent_on)
    if not (span := _SPAN.search(told)):
        return None
    count = int(span["count"])
    match span["unit"]:
        case "ngay":
            return sent_on + timedelta(days=count)
        case "tuan":
            return sent_on + timedelta(weeks=count)
        case _:
            return add_months(sent_on, count)


def _next_such_day(day: int, month: int, year: str | None, sent_on: date) -> date | None:
    """The day as written; without a year the next one that is still to come."""
    try:
        if year is not None:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        this_year = date(sent_on.year, month, day)
        return this_year if this_year > sent_on else this_year.replace(year=sent_on.year + 1)
    except ValueError:
        return None
