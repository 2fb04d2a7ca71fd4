"""A paragraph in the style of a local paper, and where each of its figures comes from."""

from collections.abc import Iterable

from domain.answers import ParagraphAnswer
from domain.figures import FigureAnswer, Row
from domain.periods import PeriodKind
from domain.pipeline import Stage
from domain.quotas import SHORTEST_PACE, Forecast, percent_of
from domain.units import UnitKind
from rendering.wording.format import (
    day,
    decimal,
    mid_sentence,
    number,
    percent,
    period_name,
    plan_name,
    quota_range,
    unit_title,
)
from rendering.wording.sources import MOST_NAMED, held_up, is_before_the_record, sources, waiting
from rendering.wording.steps import DID, STEP, capitalised
from rendering.wording.tags import tag_label
from rendering.wording.totals import could_have_quota


def paragraph(given: ParagraphAnswer) -> str:
    """The paragraph, an empty line, and the source of each figure in it."""
    told = [
        _results(given.figure),
        *_members(given.figure),
        *_units(given),
        *_on_the_way(given),
        *_pending(given),
        *_ahead(given.figure),
    ]
    return "\n".join([" ".join(told), "", "Nguồn số liệu:", *(f"· {line}" for line in sources(given))])


def _results(given: FigureAnswer) -> str:
    whom = "đảng viên mới" if given.stage is Stage.ADMISSION else "người"
    until = f" (tính đến {day(given.as_of)})" if given.as_of < given.period.last_day else ""
    where = f"{capitalised(_during(given))}{until}, {unit_title(given.unit)}"
    told = f"{where} {DID[given.stage]} {number(given.value)} {whom}"
    if is_before_the_record(given):
        if not given.value:
            return f"{where}: sổ chưa có số liệu, chỉ ghi từ năm {given.first_year}."
        told += f" (số liệu ghi từ năm {given.first_year})"
    elif not given.value:
        told = f"{where} chưa {DID[given.stage]} {whom} nào"
    if given.progress:
        told += f", {_against_plan(given)}"
    elif could_have_quota(given):
        told += " (chưa giao chỉ tiêu)"
    if given.compared:
        told += f", {_against_year_before(given)}"
    groups = [f"{number(row.value)} {tag_label(row.key)}" for row in given.highlights]
    return f"{told}{'; trong đó ' + ', '.join(groups) if groups else ''}."


def _during(given: FigureAnswer) -> str:
    name = period_name(given.period)
    return name if given.period.kind is PeriodKind.RANGE else f"trong {name}"


def _against_plan(given: FigureAnswer) -> str:
    measured = given.progress
    if measured is None:
        return ""
    quota, plan = measured.quota, plan_name(measured.quota.period)
    share = f"{number(measured.achieved)}/{quota_range(quota.low, quota.high)}"
    if quota.high is not None and not measured.gap:
        return f"vượt {plan} {number(measured.over)} ({share})" if measured.over else f"đạt {plan} ({share})"
    if measured.percent is None:
        return f"so với {plan} {share}"
    over = f", vượt {number(measured.over)} người" if measured.over else ""
    return f"đạt {percent(measured.percent)} {plan} ({share}){over}"


def _against_year_before(given: FigureAnswer) -> str:
    before = given.compared.value if given.compared else 0
    if given.value == before:
        return "bằng cùng kỳ năm trước"
    more = given.value - before
    share = percent_of(abs(more), before)
    told = f"{'tăng' if more > 0 else 'giảm'} {number(abs(more))} người"
    return f"{told}{f' ({percent(share)})' if share else ''} so với cùng kỳ năm trước"


def _units(given: ParagraphAnswer) -> Iterable[str]:
    if given.standouts:
        yield f"Nổi bật là {_named(given.standouts)}."
    if given.late:
        yield f"Còn chậm so với tiến độ: {_named(given.late)}."
    elif given.without and given.figure.value:
        if len(given.without) <= MOST_NAMED:
            yield f"Chưa có kết quả: {', '.join(mid_sentence(unit_title(unit)) for unit in given.without)}."
        else:
            yield f"Còn {number(len(given.without))}/{number(given.units)} đơn vị trực thuộc chưa có kết quả."


def _named(rows: Iterable[Row]) -> str:
    return ", ".join(f"{mid_sentence(unit_title(row.unit))} ({_share(row)})" for row in rows if row.unit)


def _share(row: Row) -> str:
    if row.progress is None:
        return f"{number(row.value)} người"
    quota = row.progress.quota
    return f"{number(row.progress.achieved)}/{quota_range(quota.low, quota.high)}"


def _members(given: FigureAnswer) -> Iterable[str]:
    if given.members:
        whole = "Chi bộ" if given.unit.kind is UnitKind.PARTY_CELL else "Toàn đảng bộ"
        yield f"{whole} có {number(given.members.value)} đảng viên."


def _on_the_way(given: ParagraphAnswer) -> Iterable[str]:
    """What was done in the period for those who are to come."""
    course = f"{number(given.trained)} người {STEP[Stage.CLASS]} ({number(given.courses)} lớp)"
    told = [course] if given.trained else []
    told += [f"{number(given.reviewed)} hồ sơ được đảng ủy xét"] if given.reviewed else []
    if told:
        yield f"Cũng trong thời gian này có {', '.join(told)}."


def _pending(given: ParagraphAnswer) -> Iterable[str]:
    people = given.pipeline
    if not people.standing:
        return
    told = f"Còn {number(people.standing)} hồ sơ đang làm: {', '.join(waiting(people))}"
    if len(steps := waiting(people)) == 1:
        told = f"Còn {number(people.standing)} hồ sơ {steps[0].partition(' ')[2].removesuffix(' hồ sơ')}"
    if people.foreign_element:
        abroad = number(people.foreign_element.value)
        told += f"; {abroad} hồ sơ có yếu tố nước ngoài nên phải thẩm tra lâu hơn"
    if given.held_up:
        told += f"; {', '.join(held_up(given))}"
    yield f"{told}."


def _ahead(given: FigureAnswer) -> Iterable[str]:
    ahead, measured = given.forecast, given.progress
    if ahead and measured and measured.gap:
        plan = plan_name(measured.quota.period)
        yield f"Để hoàn thành {plan} cần kết nạp thêm {number(measured.gap)} người{_pace(ahead)}."


def _pace(ahead: Forecast) -> str:
    """How many a month that takes; in the last weeks of a period a month says nothing."""
    if ahead.days_left < SHORTEST_PACE:
        return f" trong {number(ahead.days_left)} ngày còn lại"
    return f", bình quân {decimal(ahead.needed)} người mỗi tháng (đến nay mỗi tháng {decimal(ahead.pace)})"
