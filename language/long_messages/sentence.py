"""A sentence of a long message, as a value: what it does, and how it reads alone."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from domain.periods import Period
from domain.pipeline import Stage
from language.reading import Found, Intent, Reading


class Role(Enum):
    """What a sentence does in its message."""

    TELLS = auto()
    ASKS = auto()
    ORDERS = auto()
    DESCRIBES = auto()  # says more of those another sentence tells of
    SETS = auto()  # names the cell, the day or the period of what other sentences tell
    DIVIDES = auto()  # says how the figures that are asked for are to be divided
    REFUSES = auto()  # tells of what is planned, did not happen, or is another body's
    NOTHING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The pieces [start, end), what they do, and how they read alone."""

    start: int
    end: int
    role: Role
    reading: Reading
    is_outright: bool = False  # asks with a question's own words, not only "cho em hỏi"
    is_same_occasion: bool = False  # sau đó, trong buổi họp: on the day that was told before
    announces: bool = False  # chi bộ tổ 7 báo cáo quý III
    introduces: bool = False  # em là A, bí thư thôn B: who writes, and for which cell
    is_meeting: bool = False  # chi bộ họp tối 6/2
    dates_minutes: bool = False  # Thời gian: 14h ngày 8/10/2026, at the head of minutes
    dates_ceremony: bool = False  # Lễ làm ngày 14/2, at the head: when what is told elsewhere took place
    is_course: bool = False  # lớp bồi dưỡng mở từ 8/6 đến 12/6
    is_elsewhere: bool = False  # nghe nói, đi dự lễ bên …: what happened at another place
    is_repair: bool = False  # sửa hộ em mấy chỗ: what was told before is to be corrected
    is_spoken_of: bool = False  # hôm bữa em có nhắn chị là …: an earlier message
    is_long_ago: bool = False  # kết nạp 15/8 năm ngoái: no news
    is_only_called_so: bool = False  # quần chúng A: candidate is what somebody is called, not what is done
    is_under_way: bool = False  # đang hoàn thiện hồ sơ
    contrasts: bool = False  # sinh năm 2000 chứ không phải 2002
    has_attributes: bool = False
    guides: bool = False  # says who helps or introduces somebody
    only_names: bool = False  # describes nobody, and may only say who
    only_when: bool = False  # says nothing but a day or a period
    day: Found[date] | None = None  # the one day told
    days_told: bool = False  # whether any day is told, one or several
    period: Found[Period] | None = None

    @property
    def tells_whom(self) -> bool:
        """Whether an event of its own people or number is told."""
        return bool(self.reading.people) or self.reading.count is not None

    @property
    def tells_value(self) -> bool:
        """Whether an order says more than the day it speaks of."""
        told = self.reading
        return bool(told.people or told.count or told.quotas) or told.intent is not Intent.CORRECT_LAST

    @property
    def is_nil(self) -> bool:
        """Whether it tells that nothing happened."""
        return says_nobody(self.reading)

    @property
    def event(self) -> tuple[Intent, Stage | None]:
        """Which event is told."""
        return self.reading.intent, self.reading.stage.value if self.reading.stage else None

    @property
    def given_names(self) -> set[str]:
        """What those who are named are called, without their family names."""
        return {p.full_name.value.split()[-1].lower() for p in self.reading.people if p.full_name}


def says_nobody(reading: Reading) -> bool:
    """Whether a reading has the number nought."""
    return reading.count is not None and reading.count.value == 0


def lacks_names(sentences: list[Sentence]) -> bool:
    """Whether those who are told of are not all named where they are told of."""
    told = [s for s in sentences if s.role is Role.TELLS]
    people = sum(len(s.reading.people) for s in told)
    counted = max((s.reading.count.value for s in told if s.reading.count is not None), default=0)
    return people == 0 or counted > people
