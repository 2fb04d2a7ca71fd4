"""What the sentences of a long message lend to those that tell: the cell, the day, the period, of whom."""

from datetime import date

from domain.periods import Period
from domain.pipeline import Stage
from language.long_messages.sentence import Role, Sentence
from language.message import Seen
from language.reading import Found, Intent, PersonReading, Problem

# What a meeting decides, of the cell or of the Youth Union.
_OF_MEETINGS = (
    (Intent.REPORT_STAGE, Stage.CELL_RESOLUTION),
    (Intent.REPORT_STAGE, Stage.REFERRAL),
)


def lent_unit(seen: Seen, sentences: list[Sentence], kept: list[Sentence]) -> Found[str] | None:
    """The first cell that another sentence sets; of what is planned, the one cell that is named."""
    others = [s for s in sentences if s not in kept and s.reading.unit is not None]
    told = kept[0].start
    setting = [
        s
        for s in others
        if s.role in (Role.SETS, Role.TELLS)
        or (s.role is Role.ASKS and s.end <= told)
        or (s.role is Role.ORDERS and not s.contrasts and s.reading.unit and is_cell(seen, s.reading.unit))
    ]  # cb em là cb X đó, anh nhớ ghi đúng giùm
    planned = [s for s in others if s.role is Role.REFUSES and Problem.PLANNED in s.reading.problems]
    units = [s.reading.unit for s in setting or planned[: len(planned) == 1] if s.reading.unit]
    cells = [unit for unit in units if is_cell(seen, unit)]
    surely = [unit for unit in cells if unit.confidence == 1.0]
    spoken_for = [s.reading.unit for s in setting if s.introduces and s.reading.unit]
    aside = [s.reading.unit for s in others if s.role is Role.DESCRIBES and s.reading.unit]
    aside = [unit for unit in aside if is_cell(seen, unit)]
    # "chi bộ" before a mere word is less surely a cell's name than the unit that the writer speaks for
    return next(iter((*surely, *spoken_for, *cells, *units, *aside)), None)


def is_cell(seen: Seen, unit: Found[str]) -> bool:
    """Whether the unit is named as a cell, with chi bộ."""
    return any(u.is_named_as_cell for u in seen.units if seen.found_unit(u) == unit)


def lent_day(sentences: list[Sentence], kept: list[Sentence]) -> Found[date] | None:
    """Tối 8/3 chi bộ họp. Sau đó làm lễ …: the day told last before what happened on the same occasion.

    Of whoever is put on the list only minutes tell the day.
    """
    telling = [s for s in kept if s.role is Role.TELLS] or kept[:1]
    told = telling[0]
    minutes = [s.day for s in sentences if s.dates_minutes and s.end <= told.start and s.day is not None]
    if minutes or all(s.reading.intent is Intent.REPORT_CANDIDATE for s in telling):
        return minutes[0] if minutes else None
    if told.reading.intent is Intent.REPORT_ADMISSION:
        held = [s.day for s in sentences if s.dates_ceremony and s.start >= told.end and s.day is not None]
        if len(held) == 1:
            return held[0]
    same = next((s for s in kept if s.role is Role.TELLS and s.is_same_occasion), None)
    days = [s.day for s in sentences if same is not None and s.end <= same.start and s.day is not None]
    return days[-1] if days else _meeting_day(sentences, kept)


def _meeting_day(sentences: list[Sentence], kept: list[Sentence]) -> Found[date] | None:
    """Chi bộ họp tối 6/2. … Chi bộ đã ra nghị quyết …: a resolution is of the meeting told before it,

    where no other day stands between; whoever finished a course, of the course told right before.
    """
    resolved = [s.start for s in kept if s.event in _OF_MEETINGS]
    finished = {s.start for s in kept if s.reading.intent is Intent.REPORT_CLASS}
    before = [s for s in sentences if resolved and s.end <= resolved[0] and s.days_told]
    if before and before[-1].role is Role.SETS and before[-1].is_meeting:
        return before[-1].day
    courses = [s.day for s in sentences if s.role is Role.SETS and s.is_course and s.end in finished]
    return courses[0] if len(courses) == 1 else None


def lent_period(sentences: list[Sentence], kept: list[Sentence]) -> Found[Period] | None:
    """Báo cáo tháng 3 như sau. Kết nạp 2 …: the period told last before what is only counted."""
    before = [s for s in sentences if s.end <= kept[0].start and s.period is not None]
    # "báo cáo quý III. Quý này …": the quarter that is reported
    said = [s.period for s in before if s.announces] or [s.period for s in before]
    return said[-1] if said else None


def corrected_one(sentences: list[Sentence], kept: list[Sentence]) -> PersonReading | None:
    """Em có báo kết nạp cháu A. Chị sửa giúp em là cháu sinh năm 2003: who was told of right before."""
    if kept[0].role is not Role.ORDERS:
        return None
    earlier = [s for s in sentences if s.end <= kept[0].start and s.role is Role.TELLS]
    before = [s for s in earlier if s.end == kept[0].start or s.is_spoken_of]
    whole = [p for s in before for p in s.reading.people if p.full_name and not p.is_partial]
    return whole[0] if len(whole) == 1 else None
