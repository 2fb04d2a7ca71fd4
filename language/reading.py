"""What a message was read as: values, each with its place in the raw text, and problems beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from domain.people import BirthDate, Category, Gender
from domain.periods import Period
from domain.pipeline import Stage
from domain.questions import Dimension

T = TypeVar("T")


class Intent(StrEnum):
    """What the writer wants. The names are those of the annotated corpus."""

    REPORT_CANDIDATE = "report_candidate"
    REPORT_CLASS = "report_class"
    REPORT_STAGE = "report_stage"
    REPORT_ADMISSION = "report_admission"
    REPORT_OFFICIAL = "report_official"
    REPORT_DROPPED = "report_dropped"
    CORRECT_LAST = "correct_last"
    UNDO_LAST = "undo_last"
    QUERY_TOTALS = "query_totals"
    QUERY_QUOTA_GAP = "query_quota_gap"
    QUERY_DEADLINES = "query_deadlines"
    QUERY_PERSON = "query_person"
    QUERY_PIPELINE = "query_pipeline"
    SET_QUOTA = "set_quota"
    HELP = "help"
    GREETING = "greeting"
    NONE = "none"

    @property
    def is_report(self) -> bool:
        """Whether it tells of something that happened."""
        return self.startswith("report_")

    @property
    def is_question(self) -> bool:
        """Whether it only asks."""
        return self.startswith("query_")


class Metric(StrEnum):
    """What a question counts: people who reached this step in the period."""

    ADMISSION = "admission"
    CANDIDATE = "candidate"
    CLASS = "class"
    OFFICIAL = "official"
    DROPPED = "dropped"


class Form(StrEnum):
    """How an answer is wanted, where it is more than its figure: a list, a picture, a file."""

    PARAGRAPH = "paragraph"  # viết đoạn báo cáo
    CHART = "chart"  # biểu đồ
    WORKBOOK = "workbook"  # xuất Excel
    COMPARISON = "comparison"  # so với cùng kỳ
    MOST = "most"  # chi bộ nào nhiều nhất, xếp hạng
    LEAST = "least"  # chi bộ nào ít nhất
    SLOWEST = "slowest"  # chi bộ nào chậm nhất
    LAST_TIME = "last_time"  # lần cuối kết nạp là khi nào
    LONGEST = "longest"  # hồ sơ nào để lâu nhất
    LIST = "list"  # danh sách, những ai
    STATUS = "status"  # chi bộ X thế nào
    MEMBERS = "members"  # có bao nhiêu đảng viên
    NOBODY_YET = "nobody_yet"  # chi bộ nào chưa có ai


class Field(StrEnum):
    """What a report must have and may lack."""

    FULL_NAME = "full_name"
    EVENT_DATE = "event_date"


class Problem(StrEnum):
    """Why a value was not taken, or must be asked about."""

    DATE_IMPOSSIBLE = "date_impossible"  # 30/2
    DATE_IN_FUTURE = "date_in_future"
    DATE_VAGUE = "date_vague"  # vừa, hôm trước, Tết
    DATE_LUNAR = "date_lunar"
    PERIOD_ONLY = "period_only"  # "tháng 9": the month is known, the day is not
    NEGATED = "negated"  # "chưa kết nạp được"
    PLANNED = "planned"  # "mai sẽ kết nạp"
    OTHER_BODY = "other_body"  # kết nạp đoàn viên, hội viên
    BY_OTHERS = "by_others"  # bên trường mầm non họ kết nạp 2 em; ngày xưa bác được kết nạp
    TOO_LONG = "too_long"
    AMBIGUOUS_INTENT = "ambiguous_intent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[T]):
    """A value and where it stands in the raw text: raw[start:end].

    `confidence` runs from 0 to 1; below `SURE` the card marks the value.
    """

    value: T
    start: int
    end: int
    confidence: float = 1.0


SURE = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReading:
    """One person as the message tells of them. What the text does not state is None."""

    full_name: Found[str] | None = None
    birth_date: Found[BirthDate] | None = None
    birthday: Found[tuple[int, int]] | None = None  # (day, month) told in a reply without the year
    gender: Found[Gender] | None = None
    ethnicity: Found[str] | None = None
    religion: Found[str] | None = None
    categories: tuple[Found[Category], ...] = ()
    education: Found[str] | None = None
    mentor: Found[str] | None = None
    event_date: Found[date] | None = None  # only where it differs from the message's own
    position: int | None = None  # "2 sai năm sinh": which line of the card, from 1
    is_partial: bool = False  # a one-word or birth-order name: "em Mai", "anh Ba Hùng"
    new_name: Found[str] | None = None  # "sửa tên Dung thành Dúng": in a correction of what is stored
    is_taken_off: bool = False  # "bỏ người số 2": in a correction, the report is no longer about them


def full_names(people: Iterable[PersonReading]) -> list[str]:
    """The names told, in their order; who is told of without one is left out."""
    return [person.full_name.value for person in people if person.full_name]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaReading:
    """One target told for one unit (None: the speaker's own)."""

    low: Found[int]
    high: Found[int] | None = None  # of a range "10-15"
    unit: Found[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of those counted, by what they have in common: "trong đó nữ 3", "bao nhiêu giáo viên".

    `value` is the stored value ("female", "teacher", "Thái"); None means the group as such (DTTS).
    `count` is told in a report and asked for in a question. `of_same`: said in one breath with the part
    before, of people who belong to both ("nữ dân tộc Thái"). `or_above`: of that level or a higher one.
    """

    by: Dimension
    value: str | None
    start: int
    end: int
    count: int | None = None
    of_same: bool = False
    or_above: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The whole message as understood. Never an exception: a bad text has intent NONE or problems."""

    intent: Intent
    confidence: float = 1.0
    alternatives: tuple[Intent, ...] = ()  # others that score close: ask, never pick
    people: tuple[PersonReading, ...] = ()
    event_date: Found[date] | None = None
    stage: Found[Stage] | None = None
    unit: Found[str] | None = None
    period: Found[Period] | None = None
    is_of_any_year: bool = False  # "quý 2": the period's year is not told; `period` is the nearest
    next_period: Found[Period] | None = None  # of a target whose span is over: the next of that name
    term_without_years: bool = False  # "nhiệm kỳ này": a term, its years are the organisation's to say
    metric: Found[Metric] | None = None
    breakdown: tuple[Found[Dimension], ...] = ()
    count: Found[int] | None = None
    quotas: tuple[QuotaReading, ...] = ()
    units: tuple[Found[str], ...] = ()  # every unit named, in the order told: "bản Hỏm với bản Lầu"
    unread: tuple[Found[str], ...] = ()  # words of a question that mean nothing else: perhaps a unit's name
    called: tuple[Found[str], ...] = ()  # words that may be the given name alone of somebody on record
    form: Found[Form] | None = None
    parts: tuple[Part, ...] = ()  # sub-counts of a report, the filter of a question
    compares: bool = False  # "so với cùng kỳ", "bản Hỏm với bản Lầu"
    compared_with: Found[Period] | None = None  # the other period of a comparison
    most: int | None = None  # "3 chi bộ ít nhất": how many of the ranked units are wanted
    leans_on_last: bool = False  # "còn năm ngoái?": what is not told stays as in the last question
    continues: bool = False  # "còn 1 đ/c nữa": adds to the last report
    leaves_out: bool = False  # không tính công an: all but what is named
    asks_unreported: bool = False  # "chi bộ nào chưa báo cáo"
    asks_procedure: bool = False  # "hồ sơ kết nạp gồm những gì"
    proposed_date: Found[date] | None = None  # the solar day of a lunar date: ask, never take
    others: tuple["Reading", ...] = ()  # further events told in the same message
    spans: tuple[Found[Period], ...] = ()  # each that a question names
    as_it_was: bool = False  # "theo đơn vị cũ": the units of then, not those that went on in their place
    answers: bool = False  # a bare value for what was asked, not told to be a correction
    confirms: bool = False  # "…, đúng": what stands on the open card is right
    missing: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def metric_told(self) -> bool:
        """Whether a word says what is counted; without one it is who was admitted."""
        return self.metric is not None and self.metric.end > self.metric.start
