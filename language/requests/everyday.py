"""Requests that are said in set words: silence until a day, why nothing came, papers and their pictures.

Read before the whole message is: each begins with words that start nothing else.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.calendar import add_months
from domain.text import fold_name
from language.dates.days import written_day
from language.names.finding import spelled
from language.requests.whose import may_ask, whose
from language.words.phrases import Told, phrase


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
class LogRequest:
    """Nhật ký: of whom or of which unit, as it was typed; None for the own units."""

    about: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeRequest:
    """Tập thử: a report that is not to count; None where it is asked how."""

    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersRequest:
    """Hồ sơ còn thiếu gì: whose, as it was typed; None for everybody with an open dossier."""

    about: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorRequest:
    """Người giúp đỡ: who helps whom, and of whom more is told in the same sentence."""

    about: str
    mentor: str
    also: tuple["MentorRequest", ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeRequest:
    """Nhắc báo cáo: the unit, as it was typed, whose cells are to be asked for their reports."""

    unit: str


Request = (
    MuteRequest
    | UnmuteRequest
    | WhyRequest
    | LogRequest
    | PracticeRequest
    | PapersRequest
    | MentorRequest
    | PictureRequest
    | AttachRequest
    | DropRequest
    | GroupCodeRequest
)

_A_YEAR = 365


def read_request(text: str, sent_on: date) -> Request | None:
    """The request that a message is, or None where it is none of them."""
    if (told := phrase("why").whole(text)) and (about := told.person("about")):
        return WhyRequest(about=about)
    if told := phrase("log").whole(text):
        return LogRequest(about=told.person("about") or None)
    if told := phrase("papers").whole(text):
        return PapersRequest(about=told.person("about") or None)
    if told := phrase("picture").whole(text):
        return PictureRequest(about=told.person("about") or None)
    if phrase("attach").whole(text):
        return AttachRequest()
    if phrase("drop").whole(text):
        return DropRequest()
    if told := phrase("group_code").whole(text):
        return GroupCodeRequest(unit=told["unit"] or None)
    if told := phrase("mentor").whole(text):
        return None if may_ask(text) else _mentors(told, sent_on)
    if told := phrase("practice").start(text):
        return PracticeRequest(text=told.rest.strip() or None)
    if phrase("unmute").whole(text):
        return UnmuteRequest()
    told = phrase("mute").start(text)
    return _silence(told, sent_on) if told and not may_ask(text) else None


def read_nudge(text: str) -> NudgeRequest | None:
    """Which unit an officer has asked to report."""
    told = phrase("nudge").whole(text)
    return NudgeRequest(unit=told["unit"]) if told else None


def _mentors(told: Told, sent_on: date) -> MentorRequest | None:
    """The mentors of one or several; None where what would be a mentor's name is none."""
    first = told.person("mentor")
    others = [*phrase("mentor_also").each(first)]
    of_whom = [(told.person("about"), others[0].before if others else first)]
    of_whom += [(one.person("about"), one.person("mentor")) for one in others]
    named = [(about, _only_named(mentor.rstrip(" ,;."), sent_on)) for about, mentor in of_whom]
    asked = [MentorRequest(about=about, mentor=mentor) for about, mentor in named if mentor]
    return replace(asked[0], also=tuple(asked[1:])) if len(asked) == len(named) else None


def _only_named(told: str, sent_on: date) -> str | None:
    """The name that a text is but for its closing words: "Hà Văn Bun đấy nhé", not "Hà Văn Bun từ 5/11"."""
    found = whose(f"đ/c {told}", sent_on)
    if found is None or len(found.names) != 1:
        return None
    name = found.names[0]
    rest = told[len(name) :]
    is_led = fold_name(told[: len(name)]) == fold_name(name)
    return spelled(name) if is_led and (not rest or phrase("only_closes").whole(rest)) else None


def _silence(told: Told, sent_on: date) -> MuteRequest:
    reason = phrase("reason_lead").anywhere(told.rest)
    if reason is None:
        return MuteRequest(until=until_told(told.rest, sent_on), reason=None)
    return MuteRequest(until=until_told(reason.before, sent_on), reason=reason.rest or None)


def until_told(told: str, sent_on: date) -> date | None:
    """The day until when something rests: "đến 1/12", "2 tuần", "tuần sau"; None where none is told."""
    if on := written_day(told, sent_on, ahead=_A_YEAR):
        return on
    if not (span := phrase("span_told").anywhere(told)):
        return None
    count = span.number("count") or 1
    match span.value:
        case "days" | "tomorrow":
            return sent_on + timedelta(days=count)
        case "weeks" | "next_week":
            return sent_on + timedelta(weeks=count)
        case _:
            return add_months(sent_on, count)
