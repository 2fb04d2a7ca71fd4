"""Totals and gaps: the figure first, then scope, period and as-of date."""

from collections.abc import Sequence
from datetime import timedelta

from domain.calendar import add_months
from domain.figures import FigureAnswer, Lagging, Row, Together, Whom
from domain.outlook import Outlook, OutlookMethod
from domain.periods import Period, PeriodKind, is_of_one_year
from domain.pipeline import Stage
from domain.questions import Dimension, Topic
from domain.quotas import SHORTEST_PACE, Forecast, Progress, Quota, Shares, percent_of
from domain.tags import at_least
from domain.units import UnitKind
from rendering.wording.ages import aged, average_age, whom_told
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
from rendering.wording.progress import of_whole_term, outcome, progress_text, share
from rendering.wording.steps import DID, capitalised
from rendering.wording.tables import (
    and_more,
    of_everybody,
    only_of_kind,
    shares_told,
    table_lines,
    units_changed,
    with_part,
)
from rendering.wording.tags import all_of, hidden_number, tag_label

OF_TARGET = " chỉ tiêu"
NO_UNIT_TO_MEASURE = "nào để tính đạt"
_LAGGING_SHOWN = 10
_REACHED_SHOWN = 5
_COUNTED_BY = {
    Stage.ADMISSION: "ngày lễ kết nạp",
    Stage.OFFICIAL: "ngày được công nhận chính thức",
    Stage.CANDIDATE: "ngày đưa vào nguồn",
    Stage.CLASS: "ngày học xong lớp",
}


def figure(given: FigureAnswer) -> str:
    """The whole answer to a question for a total or for what is missing."""
    lines = [headline(given)]
    if given.parts:
        lines.append(parts_told(given.parts, given.together, given.value))
    if given.running:
        lines.append(_running(given))
    if given.quota_parts:
        lines.append(f"Chỉ tiêu riêng: {' · '.join(map(_quota_part, given.quota_parts))}.")
    if given.highlights and not given.parts:
        lines.append(
            capitalised(" · ".join(f"{tag_label(row.key)} {number(row.value)}" for row in given.highlights))
            + "."
        )
    if given.unnamed:
        lines.append(f"Trong đó {number(given.unnamed)} người mới báo số lượng, chưa có tên.")
    is_gap = given.query.topic is Topic.QUOTA_GAP
    if is_gap and given.progress is None and given.running is None and not given.units_with_quota:
        lines.append(f"Chưa có chỉ tiêu nên chưa biết còn thiếu bao nhiêu. {_to_give(given.period)}")
    elif is_gap and given.parts and not given.quota_parts:
        lines.append(f"Chưa giao chỉ tiêu riêng cho {', '.join(tag_label(row.key) for row in given.parts)}.")
    elif is_gap and Dimension.UNIT in given.query.by and given.kinds_below and not given.units_with_quota:
        below = "chi bộ" if given.kinds_below == {UnitKind.PARTY_CELL} else "đơn vị"
        each = f"Chi bộ {given.query.kind}" if given.query.kind else f"Từng {below}"
        lines.append(f"{each} chưa được giao chỉ tiêu riêng, nên chưa có {below} {NO_UNIT_TO_MEASURE}.")
    if given.aged:
        lines.append(aged(given.aged, given.value, f"lúc {DID[given.stage]}"))
    if given.average_age:
        lines.append(average_age(given.average_age, given.value))
    lines += _unrecorded(given)
    lines += of_everybody(
        given.parts,
        given.tables,
        compares=given.compared is not None and not given.compared.group,
        ages=given.query.ages,
    )
    if given.query.kind:
        lines.append(only_of_kind(given.query.kind))
    if given.compared:
        lines += [_compared(given), *units_changed(given.units_before, given.tables)]
    for table in given.tables:
        # Under a gap the list of units that lag says the same, worst first.
        is_told = given.units_with_quota or given.query.shares
        if not (is_gap and table.dimension is Dimension.UNIT and is_told):
            lines += table_lines(table, given.query, given.kinds_below)
    if given.forecast:
        lines += _forecast(given)
    elif is_gap and given.progress and given.progress.gap == 0 and given.progress.room:
        lines.append(f"{_room(given.progress)}.")
    if given.pace_then and given.progress and given.pace_then.days_left >= SHORTEST_PACE:
        then = given.pace_then
        needed, pace = then.needed_for(given.progress.gap or given.progress.room), decimal(then.pace)
        lines.append(f"Khi đó cần {decimal(needed)} người mỗi tháng, trước đó mỗi tháng {pace}.")
    if is_gap:
        lines += _lagging(given)
    if given.units_quota and given.progress:
        lines.append(_unlike_sum(given.units_quota, given.progress.quota, given.kinds_below))
    if given.members:
        members = given.members
        lines.append(f"Toàn đơn vị có {number(members.value)} đảng viên (số liệu {day(members.as_of)}).")
    lines.append(f"Tính theo {counted_by(given.stage)}, đến {day(given.as_of)}.")
    lines += _which_units(given)
    return "\n".join(lines)


def counted_by(stage: Stage) -> str:
    """Which date of a step decides in what period it counts."""
    return _COUNTED_BY.get(stage, "ngày diễn ra")


def _which_units(given: FigureAnswer) -> list[str]:
    """By which units it is counted, where some have ended: those of then or those of now."""
    into: dict[str, list[str]] = {}
    for one in given.endings:
        last_day = day(one.ended_on - timedelta(days=1))
        into.setdefault(one.successor.name, []).append(f"{one.unit.name} (đến {last_day})")
    if not into:
        return []
    told = "; ".join(f"{name} gồm cả {', '.join(ended)}" for name, ended in into.items())
    if given.query.as_it_was:
        told = "; ".join(f"{', '.join(ended)} nay là {name}" for name, ended in into.items())
        return [f"Theo đơn vị cũ, như lúc đó: {told}."]
    return [f"Theo đơn vị hiện nay: {told}."]


def headline(given: FigureAnswer) -> str:
    """Its first line: period, unit, figure, quota, percent, gap."""
    did = DID[given.stage]
    where = f"{capitalised(period_name(given.period))}, {unit_title(given.unit)}"
    if given.progress is None:
        told = f"{did} {number(given.value)} người"
        if could_have_quota(given):
            told += ", chưa giao chỉ tiêu"
        return f"{where}: {told}."
    period = given.progress.quota.period
    if given.query.topic is Topic.QUOTA_GAP and given.progress.gap:
        gap = f"còn thiếu {number(given.progress.gap)} để đạt chỉ tiêu"
        return f"{where}: {gap}; đã {did} {share(given.progress, period)}."
    return f"{where}: {did} {progress_text(given.progress, period)}."


def could_have_quota(given: FigureAnswer) -> bool:
    """Whether that there is none is worth a word: of admissions, and of a span for which quotas are set."""
    period = given.period
    is_usual = period.kind is PeriodKind.TERM or is_of_one_year(period)
    is_of_now = given.running is None and not given.query.as_it_was
    return given.stage is Stage.ADMISSION and is_usual and is_of_now


def _to_give(period: Period) -> str:
    """How a quota is given, for the last year of the period."""
    return f"Giao chỉ tiêu: gõ, ví dụ, “chỉ tiêu năm {period.last_day.year} là 3”."


def _quota_part(row: Row) -> str:
    """ "nữ 4/10 (40%), còn thiếu 6"; of a small sensitive group no number."""
    measured = row.progress
    if measured is None:
        return ""
    target = quota_range(measured.quota.low, measured.quota.high)
    if row.is_hidden:
        return f"{tag_label(row.key)} {hidden_number(row.value)}/{target}"
    part = f" ({percent(measured.percent)})" if measured.percent is not None else ""
    return ", ".join([f"{tag_label(row.key)} {number(row.value)}/{target}{part}", *outcome(measured)])


def _unlike_sum(total: tuple[int, int], whole: Quota, kinds: frozenset[UnitKind]) -> str:
    below = "chi bộ" if kinds == {UnitKind.PARTY_CELL} else "đơn vị"
    told = quota_range(total[0], None if total[0] == total[1] else total[1])
    return f"Tổng chỉ tiêu các {below} là {told}, khác chỉ tiêu chung {quota_range(whole.low, whole.high)}."


def parts_told(rows: Sequence[Row], together: Together | None, of: int) -> str:
    """ "Trong đó nữ 4 (40%) · giáo viên 1 (10%)." With those who are all of it at once first."""
    each = " · ".join(f"{tag_label(row.key)} {_part_value(row, 0 if together else of)}" for row in rows)
    if together is None and len(rows) > 1 and tuple(row.key for row in rows) == at_least(_level(rows[0])):
        # everybody has one level at most
        told = with_part(sum(row.value for row in rows), of)
        return f"{capitalised(tag_label(rows[0].key))} trở lên: {told}. Trong đó {each}."
    if together is None:
        return f"Trong đó {each}{' (mỗi nhóm đếm riêng)' if len(rows) > 1 else ''}."
    told = hidden_number(together.value) if together.is_hidden else f"{number(together.value)} người"
    whose = "" if together.named == of else f" trong {number(together.named)} người đã báo tên"
    return f"{capitalised(all_of(together.tags))}: {told}{whose}. Đếm riêng: {each}."


def _level(row: Row) -> str:
    return row.key.partition(":")[2]


def _part_value(row: Row, of: int) -> str:
    return hidden_number(row.value) if row.is_hidden else with_part(row.value, of)


def _of_group(given: FigureAnswer, group: Whom) -> int:
    """How many of those counted are of it."""
    if given.aged:
        return given.aged.carrying if group.tags else given.aged.value
    if given.together:
        return given.together.value
    return next(row.value for row in given.parts if row.key in group.tags)


def _compared(given: FigureAnswer) -> str:
    """ "Cùng kỳ năm trước (năm 2024, đến 15/10/2024): 3; tăng 2 (66,7%)." """
    other = given.compared
    if other is None:
        return ""
    span = period_name(other.period)
    if other.as_of < other.period.last_day:
        span += f", đến {day(other.as_of)}"
    is_year_before = other.period.start == add_months(given.period.start, -12)
    is_year_before = is_year_before and other.period.end == add_months(given.period.end, -12)
    name = f"Cùng kỳ năm trước ({span})" if is_year_before else capitalised(span)
    now = given.value
    if other.group:
        name = f"{capitalised(whom_told(other.group))}, {mid_sentence(name)}"
        now = _of_group(given, other.group)
    if not other.is_on_record:
        return f"{name}: {number(other.value)}, chưa đủ để so sánh: số liệu ghi từ năm {other.first_year}."
    if other.period.start > given.period.start:  # the later one is more or fewer, whichever was named first
        return f"{name}: {number(other.value)}; {change(other.value, now)}."
    return f"{name}: {number(other.value)}; {change(now, other.value)}."


def _unrecorded(given: FigureAnswer) -> list[str]:
    """What a time without records means: that nobody told of it here, not that there was nobody."""
    since, period = given.first_year, given.period
    if since is not None and (period.start.year < since or period.kind is PeriodKind.ALL_TIME):
        return [f"Số liệu {DID[given.stage]} chỉ được ghi từ năm {since}."]
    return []


def change(now: int, then: int) -> str:
    """ "tăng 2 (66,7%)" """
    if now == then:
        return "bằng nhau"
    part = percent_of(abs(now - then), then)
    told = f"{'tăng' if now > then else 'giảm'} {number(abs(now - then))}"
    return f"{told} ({percent(part)})" if part is not None else told


def _running(given: FigureAnswer) -> str:
    running = given.running
    if running is None:
        return ""
    told = progress_text(running.progress, running.period)
    return f"{capitalised(period_name(running.period))}, đến {day(given.as_of)}: {told}."


def _forecast(given: FigureAnswer) -> list[str]:
    """Where the pace leads, where the dossiers do, each by its method, and what is needed a month."""
    ahead, measured = given.forecast, given.progress
    if ahead is None or measured is None:
        return []
    whole = "cả năm" if measured.quota.period.kind is PeriodKind.YEAR else "hết kỳ"
    if measured.gap == 0:
        return [
            f"{_room(measured)}{_a_month(ahead, measured.room)}.",
            f"Theo tiến độ hiện nay {whole} đạt khoảng {number(ahead.expected)}.",
        ]
    line = f"Theo tiến độ hiện nay {whole} đạt {_about(ahead, measured)}"
    if ahead.percent is not None:
        line += f" ({percent(ahead.percent)})"
    if given.open_dossiers:
        line += f"; nếu {number(given.open_dossiers)} hồ sơ đang làm được kết nạp hết: "
        line += _with_dossiers(given, given.open_dossiers)
    return [f"{line}.", *_outlook(given), pace_line(ahead, measured)]


def _room(measured: Progress) -> str:
    return f"Còn {number(measured.room)} người nữa là đến mức cao nhất"


def _a_month(ahead: Forecast, more: int) -> str:
    """How many a month that takes; in the last weeks of a period a month says nothing."""
    if not more or ahead.days_left < SHORTEST_PACE:
        return ""
    return f", cần {decimal(ahead.needed_for(more))} người mỗi tháng"


def _about(ahead: Forecast, measured: Progress) -> str:
    """Whole people beside the percent of the exact value: which way they were rounded is said where a reader
    would find that the two disagree: 5,6 of 12 is "gần 6 (46,5%)", not the 6 that are 50%."""
    rounded = percent_of(ahead.expected, measured.quota.low)
    if ahead.percent is None or rounded is None or abs(rounded - ahead.percent) < 1:
        return f"khoảng {number(ahead.expected)}"
    return f"{'gần' if ahead.percent < rounded else 'hơn'} {number(ahead.expected)}"


def pace_line(ahead: Forecast, measured: Progress) -> str:
    """What is needed and what was so far a month; in the last weeks of a period a month says nothing."""
    if ahead.days_left < SHORTEST_PACE:
        return f"Còn {number(ahead.days_left)} ngày để kết nạp thêm {number(measured.gap)} người."
    return f"Cần {decimal(ahead.needed)} người mỗi tháng, đến nay mỗi tháng {decimal(ahead.pace)}."


def _outlook(given: FigureAnswer) -> list[str]:
    outlook = given.outlook
    if outlook is None:
        return []
    if outlook.in_time == outlook.dossiers:
        return [f"Các hồ sơ này đều kịp trong kỳ, tính theo {_method(outlook)}."]
    if outlook.in_time == 0:
        return [f"Chưa hồ sơ nào chắc kịp trong kỳ, tính theo {_method(outlook)}."]
    least = _with_dossiers(given, outlook.in_time)
    return [f"Ít nhất {least}, nếu chỉ {number(outlook.in_time)} hồ sơ kịp, tính theo {_method(outlook)}."]


def _with_dossiers(given: FigureAnswer, count: int) -> str:
    share = percent_of(given.value + count, given.progress.quota.low) if given.progress else None
    return number(given.value + count) + (f" ({percent(share)})" if share is not None else "")


def _method(outlook: Outlook) -> str:
    own = f"thời gian đơn vị thường mất (trung vị của {number(outlook.cases)} người đã kết nạp)"
    limits = "thời hạn quy định của từng bước"
    match outlook.method:
        case OutlookMethod.OWN_PACE:
            return own
        case OutlookMethod.LIMITS:
            return limits
        case OutlookMethod.BOTH:
            return f"{own}; bước chưa đủ số liệu thì theo {limits}"


def _lagging(given: FigureAnswer) -> list[str]:
    if not given.units_with_quota:
        return []
    if given.query.shares:
        return _of_shares(given, given.query.shares)
    if not given.lagging:
        if given.units_with_quota == 1:
            return ["Chỉ 1 đơn vị được giao chỉ tiêu riêng, đã đạt."]
        return [f"Cả {number(given.units_with_quota)} đơn vị được giao chỉ tiêu đều đã đạt."]
    most = given.query.most or _LAGGING_SHOWN
    lines = [f"Chưa đạt {number(len(given.lagging))}/{number(given.units_with_quota)} đơn vị:"]
    lines += [
        f"{place}. {_lagging_line(item, given)}" for place, item in enumerate(given.lagging[:most], start=1)
    ]
    lines += and_more(len(given.lagging) - most)
    return lines if given.query.most else lines + _reached(given)


def _of_shares(given: FigureAnswer, shares: Shares) -> list[str]:
    """The units that are so far with their quota: the furthest first, or the least where few percent are
    asked for."""
    rows = [(item.progress.percent, _lagging_line(item, given, with_share=True)) for item in given.lagging]
    rows += [(row.progress.percent, _reached_line(row)) for row in given.reached if row.progress]
    fitting = [(part, line) for part, line in rows if part is not None and shares.hold(part)]
    told = [line for _, line in sorted(fitting, key=lambda row: row[0], reverse=shares.least is not None)]
    most = given.query.most or _LAGGING_SHOWN
    count = f"{number(len(told))}/{number(given.units_with_quota)} đơn vị{':' if told else '.'}"
    lines = [f"{capitalised(shares_told(shares, OF_TARGET))}: {count}"]
    lines += [f"{place}. {line}" for place, line in enumerate(told[:most], start=1)]
    return lines + and_more(len(told) - most)


def _reached_line(row: Row) -> str:
    if row.unit is None or row.progress is None:
        return ""
    measured, target = row.progress, row.progress.quota
    part = f" ({percent(measured.percent)})" if measured.percent is not None else ""
    return f"{unit_title(row.unit)} {number(measured.achieved)}/{quota_range(target.low, target.high)}{part}"


def _reached(given: FigureAnswer) -> list[str]:
    """Who has reached the quota, in one line under those who have not."""
    if not given.reached:
        return []
    told = [
        f"{mid_sentence(unit_title(row.unit))} "
        f"{number(row.progress.achieved)}/{quota_range(row.progress.quota.low, row.progress.quota.high)}"
        f"{of_whole_term(row.progress.quota, given.period)}"
        for row in given.reached[:_REACHED_SHOWN]
        if row.unit and row.progress
    ]
    more = len(given.reached) - len(told)
    rest = f" và {number(more)} đơn vị nữa" if more else ""
    return [f"Đã đạt: {', '.join(told)}{rest}."]


def _lagging_line(item: Lagging, given: FigureAnswer, *, with_share: bool = False) -> str:
    measured = item.progress
    quota = quota_range(measured.quota.low, measured.quota.high)
    part = f" ({percent(measured.percent)})" if with_share and measured.percent is not None else ""
    part += of_whole_term(measured.quota, given.period)
    line = f"{unit_title(item.unit)} {number(measured.achieved)}/{quota}{part}, thiếu {number(measured.gap)}"
    if item.forecast is not None and item.forecast.days_left >= SHORTEST_PACE:
        line += f", cần {decimal(item.forecast.needed)} mỗi tháng"
    return f"{line} (chậm tiến độ)" if item.is_below_pace else line
