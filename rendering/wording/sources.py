"""Where each figure of a paragraph comes from: every number in it stands here once more, with its source."""

from collections.abc import Iterable
from decimal import Decimal

from domain.answers import HeldUp, ParagraphAnswer
from domain.figures import FigureAnswer, PipelineAnswer, Row
from domain.pipeline import OPEN_DOSSIER, Stage
from domain.quotas import DAYS_PER_MONTH, SHORTEST_PACE, QuotaState, percent_of
from rendering.wording.format import (
    day,
    decimal,
    mid_sentence,
    number,
    percent,
    period_name,
    quota_range,
    unit_title,
)
from rendering.wording.steps import DID, STEP
from rendering.wording.tags import tag_label
from rendering.wording.totals import counted_by

MOST_NAMED = 5  # units without a result
_WAITING = {
    Stage.DOSSIER_OPENED: "đang lập hồ sơ",
    Stage.VERIFICATION_SENT: "chờ thẩm tra lý lịch",
    Stage.VERIFICATION_DONE: "đã thẩm tra xong, chờ chi bộ xét",
    Stage.CELL_RESOLUTION: "chờ đảng ủy xét",
    Stage.COMMITTEE_REVIEW: "chờ quyết định",
    Stage.DECISION: "chờ tổ chức lễ kết nạp",
}


_HELD_UP = {
    HeldUp.VERIFICATION: "quá hạn trả lời thẩm tra lý lịch",
    HeldUp.DECISION: "quá hạn cấp ủy quyết định",
    HeldUp.CEREMONY: "quá hạn tổ chức lễ kết nạp",
    HeldUp.RETURNED: "bị trả lại để bổ sung",
}


def sources(given: ParagraphAnswer) -> Iterable[str]:
    """A line for each figure or group of figures, in the order of the paragraph."""
    figure, people = given.figure, given.pipeline
    span = f"từ {day(figure.period.start)} đến {day(figure.as_of)}"
    unnamed = f", trong đó {number(figure.unnamed)} mới báo số lượng" if figure.unnamed else ""
    opened = "; bấm Danh sách để xem từng người" if figure.value else ""
    if is_before_the_record(figure) and not figure.value:
        yield f"số liệu {DID[figure.stage]} trong sổ bắt đầu từ năm {figure.first_year}"
    else:
        yield (
            f"{number(figure.value)}: {DID[figure.stage]} {span}, tính theo {counted_by(figure.stage)}, "
            f"theo báo cáo của các đơn vị{unnamed}{opened}"
        )
    yield from _of_quota(figure)
    yield from _of_year_before(figure)
    if figure.highlights:
        groups = ", ".join(f"{number(row.value)} {tag_label(row.key)}" for row in figure.highlights)
        yield f"{groups}: theo lý lịch người được báo tên; một người có thể thuộc nhiều nhóm"
    if members := figure.members:
        yield f"{number(members.value)} đảng viên: số do đơn vị công bố ngày {day(members.as_of)}"
    if given.standouts or given.late:
        named = ", ".join(_unit_share(row) for row in (*given.standouts, *given.late) if row.unit)
        yield f"{named}: kết quả của đơn vị, trên chỉ tiêu của đơn vị nếu có"
    if len(given.without) > MOST_NAMED and not given.late:
        yield f"{number(len(given.without))}/{number(given.units)}: đơn vị trực thuộc chưa kết nạp ai {span}"
    if given.trained:
        yield f"{number(given.trained)} người: {STEP[Stage.CLASS]} {span}, theo báo cáo của các đơn vị"
        yield f"{number(given.courses)} lớp: số ngày bế giảng khác nhau trong các báo cáo ấy"
    if given.reviewed:
        yield f"{number(given.reviewed)} hồ sơ: được đảng ủy xét {span}, theo báo cáo của các đơn vị"
    yield from _of_dossiers(people)
    if given.held_up:
        yield f"{', '.join(held_up(given))}: thời hạn quy định của từng bước, tính đến {day(people.as_of)}"
    yield from _of_pace(figure)


def is_before_the_record(figure: FigureAnswer) -> bool:
    """Whether the span begins before the first year on record: then nobody told is not nobody."""
    return figure.first_year is not None and figure.period.start.year < figure.first_year


def waiting(given: PipelineAnswer) -> list[str]:
    """What the open dossiers wait for, by step."""
    counted = dict(given.by_stage)
    return [f"{number(counted[stage])} {_WAITING[stage]}" for stage in OPEN_DOSSIER if counted.get(stage)]


def held_up(given: ParagraphAnswer) -> list[str]:
    """Why some of the open dossiers are not through."""
    return [f"{number(count)} hồ sơ {_HELD_UP[why]}" for why, count in given.held_up]


def _of_quota(figure: FigureAnswer) -> Iterable[str]:
    measured = figure.progress
    if measured is None:
        return
    quota, told = measured.quota, figure.quota_as_set
    each = ""
    if told is not None and told.per_cell and told.low:
        cells = number(quota.low // told.low)
        each = f", {quota_range(told.low, told.high)} cho mỗi chi bộ trong {cells} chi bộ"
    whose = mid_sentence(unit_title(figure.unit))
    yield f"{quota_range(quota.low, quota.high)}: chỉ tiêu {period_name(quota.period)} giao cho {whose}{each}"
    if measured.percent is not None and measured.state is not QuotaState.IN_RANGE:
        yield f"{percent(measured.percent)}: {number(measured.achieved)} trên {number(quota.low)}"
    if measured.gap and figure.forecast:
        yield f"cần thêm {number(measured.gap)}: {number(quota.low)} trừ {number(measured.achieved)}"
    if measured.over:
        top = quota.high or quota.low
        yield f"vượt {number(measured.over)}: {number(measured.achieved)} trừ {number(top)}"


def _of_year_before(figure: FigureAnswer) -> Iterable[str]:
    other = figure.compared
    if other is None:
        return
    yield f"cùng kỳ năm trước {number(other.value)}: từ {day(other.period.start)} đến {day(other.as_of)}"
    more = abs(figure.value - other.value)
    if more and (share := percent_of(more, other.value)) is not None:
        change = f"{number(max(figure.value, other.value))} trừ {number(min(figure.value, other.value))}"
        yield f"{number(more)} ({percent(share)}): {change}, trên {number(other.value)}"


def _of_dossiers(people: PipelineAnswer) -> Iterable[str]:
    if people.standing:
        steps = waiting(people)
        told = f"{number(people.standing)} ({', '.join(steps)})" if len(steps) > 1 else steps[0]
        yield f"{told}: hồ sơ theo bước đến {day(people.as_of)}"
    if people.foreign_element:
        foreign = people.foreign_element
        yield f"{number(foreign.value)} có yếu tố nước ngoài: số do đơn vị công bố ngày {day(foreign.as_of)}"


def _of_pace(figure: FigureAnswer) -> Iterable[str]:
    ahead, measured = figure.forecast, figure.progress
    if ahead is None or measured is None or not measured.gap:
        return
    left = number(ahead.days_left)
    if ahead.days_left < SHORTEST_PACE:
        yield f"{left} ngày: từ sau {day(figure.as_of)} đến {day(measured.quota.period.last_day)}"
        return
    days = Decimal(DAYS_PER_MONTH.numerator) / DAYS_PER_MONTH.denominator
    month = f"nhân {decimal(days)} ngày mỗi tháng"
    yield f"{decimal(ahead.needed)} mỗi tháng: {number(measured.gap)} chia cho {left} ngày còn lại, {month}"
    gone = number(ahead.days_gone)
    yield f"{decimal(ahead.pace)} mỗi tháng: {number(measured.achieved)} chia cho {gone} ngày đã qua, {month}"


def _unit_share(row: Row) -> str:
    if row.unit is None:
        return ""
    title = mid_sentence(unit_title(row.unit))
    if row.progress is None:
        return f"{title} {number(row.value)}"
    quota = row.progress.quota
    return f"{title} {number(row.progress.achieved)}/{quota_range(quota.low, quota.high)}"
