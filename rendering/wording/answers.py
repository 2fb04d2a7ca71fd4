"""What the asker reads: the figure first, then scope, period and as-of date, then what can be opened next."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import assert_never

from domain.calendar import add_months
from domain.disclosure import SMALLEST_SHOWN
from domain.figures import (
    Answer,
    DeadlinesAnswer,
    Dimension,
    DueItem,
    FigureAnswer,
    Lagging,
    MembersAnswer,
    Order,
    ParagraphAnswer,
    PersonAnswer,
    PersonFound,
    PipelineAnswer,
    Query,
    Row,
    StatusAnswer,
    Table,
    Topic,
    UnreportedAnswer,
    WhichUnit,
)
from domain.messages import Choice, Reply
from domain.periods import Period, PeriodKind
from domain.pipeline import Path, Stage
from domain.quotas import Progress, QuotaState, percent_of
from domain.units import Unit, UnitKind
from rendering.wording.charts import CHART
from rendering.wording.format import (
    birth_date,
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
from rendering.wording.listing import LIST, OPEN_PERSON, list_choice
from rendering.wording.narrative import paragraph
from rendering.wording.sheets import EXPORT
from rendering.wording.steps import DID, STANDING, STEP, capitalised
from rendering.wording.tags import row_label, tag_label
from rendering.wording.unreported import CELLS_SHOWN, unreported

# What the buttons of an answer ask for; handlers/questions.py answers them.
ASK = "ask.query"
ASK_PERSON = OPEN_PERSON

_ROWS_SHOWN = 30
_EMPTY_NAMED = 3
_UNITS_OPENED = 5
_UNIT_HEADING = {
    None: "Theo đơn vị:",
    Order.MOST: "Xếp từ nhiều đến ít:",
    Order.LEAST: "Xếp từ ít đến nhiều:",
}
_LAGGING_SHOWN = 10

_COUNTED_BY = {
    Stage.ADMISSION: "ngày lễ kết nạp",
    Stage.OFFICIAL: "ngày được công nhận chính thức",
    Stage.CANDIDATE: "ngày đưa vào nguồn",
    Stage.CLASS: "ngày học xong lớp",
}
_DIMENSION = {
    Dimension.GENDER: "nam nữ",
    Dimension.ETHNICITY: "dân tộc",
    Dimension.CATEGORY: "thành phần",
    Dimension.UNIT: "đơn vị",
    Dimension.AGE: "độ tuổi",
    Dimension.RELIGION: "tôn giáo",
    Dimension.MONTH: "tháng",
}


def answer(given: Answer) -> Reply:
    """The reply to a question, with what can be opened next as choices."""
    match given:
        case FigureAnswer():
            return Reply(text=_figure(given), choices=_figure_choices(given))
        case PipelineAnswer():
            return Reply(text=_pipeline(given), choices=_pipeline_choices(given))
        case DeadlinesAnswer():
            return Reply(text=_deadlines(given), choices=(_this_year(given.query),))
        case PersonAnswer():
            return Reply(text=_people(given), choices=_person_choices(given))
        case StatusAnswer():
            return Reply(text=_status(given), choices=_status_choices(given))
        case MembersAnswer():
            return Reply(text=_members(given), choices=(_this_year(given.query), _due_soon(given.unit)))
        case ParagraphAnswer():
            return Reply(text=paragraph(given), choices=_paragraph_choices(given))
        case UnreportedAnswer():
            return unreported(given, _more_cells(given), _into_missing(given))
        case WhichUnit():
            return Reply(text="Bạn hỏi đơn vị nào?", choices=tuple(_unit_choices(given)))
        case _:
            assert_never(given)


def year_so_far(unit: Unit, year: int, achieved: int, measured: Progress | None) -> str:
    """ "Năm 2025 chi bộ kết nạp 3/4, còn thiếu 1 để đạt chỉ tiêu." """
    who = "chi bộ" if unit.kind is UnitKind.PARTY_CELL else "đảng bộ"
    if measured is None:
        return f"Năm {year} {who} kết nạp {number(achieved)}, chưa giao chỉ tiêu."
    quota = quota_range(measured.quota.low, measured.quota.high)
    states = {
        QuotaState.BELOW: f"còn thiếu {number(measured.gap)} để đạt chỉ tiêu",
        QuotaState.REACHED: "đạt chỉ tiêu",
        QuotaState.IN_RANGE: "đạt chỉ tiêu",
        QuotaState.EXCEEDED: f"vượt {number(measured.over)} so với chỉ tiêu",
    }
    return f"Năm {year} {who} kết nạp {number(achieved)}/{quota}, {states[measured.state]}."


def progress_text(measured: Progress, period: Period) -> str:
    """ "50/92, đạt 54,3% kế hoạch năm, còn thiếu 42"; đạt and vượt are never mixed."""
    return ", ".join([_share(measured, period), *_outcome(measured)])


def _share(measured: Progress, period: Period) -> str:
    quota = measured.quota
    told = f"{number(measured.achieved)}/{quota_range(quota.low, quota.high)}"
    if measured.state is QuotaState.IN_RANGE:
        return f"{told}, đạt {plan_name(period)}"
    if measured.percent is None:
        return told
    if quota.high is None:
        return f"{told}, đạt {percent(measured.percent)} {plan_name(period)}"
    if measured.state is QuotaState.BELOW:
        return f"{told}, đạt {percent(measured.percent)} mức thấp nhất của {plan_name(period)}"
    return told


def _outcome(measured: Progress) -> list[str]:
    if measured.gap:
        return [f"còn thiếu {number(measured.gap)}"]
    return [f"vượt {number(measured.over)}"] if measured.over else []


# --- totals and gaps ------------------------------------------------------------------------------


def _figure(given: FigureAnswer) -> str:
    lines = [_headline(given)]
    if given.parts:
        lines.append(_parts(given))
    if given.running:
        lines.append(_running(given))
    if given.highlights and not given.parts:
        lines.append(
            capitalised(" · ".join(f"{tag_label(row.key)} {number(row.value)}" for row in given.highlights))
            + "."
        )
    if given.unnamed:
        lines.append(f"Trong đó {number(given.unnamed)} người mới báo số lượng, chưa có tên.")
    is_gap = given.query.topic is Topic.QUOTA_GAP
    if given.compared:
        lines.append(_compared(given))
    for table in given.tables:
        # Under a gap the list of units that lag says the same, worst first.
        if not (is_gap and table.dimension is Dimension.UNIT and given.units_with_quota):
            lines += _table(table, given.query, given.kinds_below)
    if given.forecast:
        lines += _forecast(given)
    if is_gap:
        lines += _lagging(given)
    if given.members:
        members = given.members
        lines.append(f"Toàn đơn vị có {number(members.value)} đảng viên (số liệu {day(members.as_of)}).")
    lines.append(f"Tính theo {_COUNTED_BY.get(given.stage, 'ngày diễn ra')}, đến {day(given.as_of)}.")
    return "\n".join(lines)


def _headline(given: FigureAnswer) -> str:
    did = DID[given.stage]
    where = f"{capitalised(period_name(given.period))}, {unit_title(given.unit)}"
    if given.progress is None:
        told = f"{did} {number(given.value)} người"
        if given.stage is Stage.ADMISSION and given.running is None:
            told += ", chưa giao chỉ tiêu"
        return f"{where}: {told}."
    period = given.progress.quota.period
    if given.query.topic is Topic.QUOTA_GAP and given.progress.gap:
        gap = f"còn thiếu {number(given.progress.gap)} để đạt chỉ tiêu"
        return f"{where}: {gap}; đã {did} {_share(given.progress, period)}."
    return f"{where}: {did} {progress_text(given.progress, period)}."


def _parts(given: FigureAnswer) -> str:
    told = (
        f"{tag_label(row.key)} {f'dưới {SMALLEST_SHOWN}' if row.is_hidden else number(row.value)}"
        for row in given.parts
    )
    return f"Trong đó {' · '.join(told)}."


def _compared(given: FigureAnswer) -> str:
    """ "Cùng kỳ năm trước (năm 2024, đến 15/10/2024): 3; tăng 2 (66,7%)." """
    other = given.compared
    if other is None:
        return ""
    span = period_name(other.period)
    if other.as_of < other.period.last_day:
        span += f", đến {day(other.as_of)}"
    is_year_before = add_months(given.period.start, -12) == other.period.start
    name = f"Cùng kỳ năm trước ({span})" if is_year_before else capitalised(span)
    return f"{name}: {number(other.value)}; {_change(given.value, other.value)}."


def _change(now: int, then: int) -> str:
    if now == then:
        return "bằng nhau"
    share = percent_of(abs(now - then), then)
    told = f"{'tăng' if now > then else 'giảm'} {number(abs(now - then))}"
    return f"{told} ({percent(share)})" if share is not None else told


def _running(given: FigureAnswer) -> str:
    running = given.running
    if running is None:
        return ""
    told = progress_text(running.progress, running.period)
    return f"{capitalised(period_name(running.period))}, đến {day(given.as_of)}: {told}."


def _forecast(given: FigureAnswer) -> list[str]:
    ahead, measured = given.forecast, given.progress
    if ahead is None or measured is None:
        return []
    whole = "cả năm" if measured.quota.period.kind is PeriodKind.YEAR else "hết kỳ"
    line = f"Theo tiến độ hiện nay {whole} đạt khoảng {number(ahead.expected)}"
    if ahead.percent is not None:
        line += f" ({percent(ahead.percent)})"
    if given.open_dossiers and given.percent_with_dossiers is not None:
        line += (
            f"; nếu {number(given.open_dossiers)} hồ sơ đang làm được kết nạp hết: "
            f"{number(given.value + given.open_dossiers)} ({percent(given.percent_with_dossiers)})"
        )
    pace = f"Cần {decimal(ahead.needed)} người mỗi tháng, đến nay mỗi tháng {decimal(ahead.pace)}."
    return [f"{line}.", pace]


def _lagging(given: FigureAnswer) -> list[str]:
    if not given.units_with_quota:
        return []
    if not given.lagging:
        return [f"Cả {number(given.units_with_quota)} đơn vị được giao chỉ tiêu đều đã đạt."]
    lines = [f"Chưa đạt {number(len(given.lagging))}/{number(given.units_with_quota)} đơn vị:"]
    lines += [
        f"{place}. {_lagging_line(item)}"
        for place, item in enumerate(given.lagging[:_LAGGING_SHOWN], start=1)
    ]
    return lines + _and_more(len(given.lagging) - _LAGGING_SHOWN)


def _lagging_line(item: Lagging) -> str:
    measured = item.progress
    quota = quota_range(measured.quota.low, measured.quota.high)
    line = f"{unit_title(item.unit)} {number(measured.achieved)}/{quota}, thiếu {number(measured.gap)}"
    if item.needed is not None:
        line += f", cần {decimal(item.needed)} mỗi tháng"
    return line


def _table(table: Table, query: Query, kinds_below: frozenset[UnitKind]) -> list[str]:
    match table.dimension:
        case Dimension.UNIT:
            return _by_units(table, query, kinds_below)
        case Dimension.MONTH:
            lines = [f"· {row_label(table.dimension, row)}: {_row_value(row)}" for row in table.rows]
            return [f"Theo {_DIMENSION[table.dimension]}:", *lines]
    if table.is_withheld:
        return [f"Theo {_DIMENSION[table.dimension]}: ít người nên không chia nhỏ."]
    shown = [row for row in table.rows if not row.is_hidden]
    told = [f"{row_label(table.dimension, row)} {number(row.value)}" for row in shown]
    hidden = [row_label(table.dimension, row) for row in table.rows if row.is_hidden]
    if hidden:
        told.append(f"{', '.join(hidden)}: nhóm nhỏ, không nêu số")
    return [f"Theo {_DIMENSION[table.dimension]}: {' · '.join(told) or 'chưa có thông tin'}."]


def _by_units(table: Table, query: Query, kinds_below: frozenset[UnitKind]) -> list[str]:
    """Those with anything to tell a line each, from the page's first on; all others in one line."""
    rows = _rows_told(table)
    shown = rows[query.start : query.start + _ROWS_SHOWN]
    mark = "{}." if query.order else "·"
    lines = [_UNIT_HEADING[query.order]] if shown else []
    lines += [
        f"{mark.format(place)} {row_label(table.dimension, row)}: {_row_value(row)}"
        for place, row in enumerate(shown, start=query.start + 1)
    ]
    lines += _and_more(len(rows) - query.start - len(shown))
    empty = [row.unit for row in table.rows if row.unit and row not in rows]
    if empty and not query.start:
        lines.insert(1 if query.order is Order.LEAST and shown else len(lines), _empty(empty, kinds_below))
    return lines


def _rows_told(table: Table) -> list[Row]:
    """The rows of units with people or a quota, and of what belongs to no unit."""
    return [row for row in table.rows if row.value or row.progress or row.unit is None]


def _empty(empty: Sequence[Unit], kinds_below: frozenset[UnitKind]) -> str:
    if len(empty) <= _EMPTY_NAMED:
        return f"Chưa có ai: {', '.join(mid_sentence(unit_title(unit)) for unit in empty)}."
    kind = "chi bộ" if kinds_below == {UnitKind.PARTY_CELL} else "đơn vị"
    return f"Chưa có ai: {number(len(empty))} {kind}."


def _row_value(row: Row) -> str:
    if row.progress is None:
        return number(row.value)
    quota = row.progress.quota
    told = f"{number(row.value)}/{quota_range(quota.low, quota.high)}"
    if row.progress.achieved != row.value:  # the quota began before the period asked about
        told = f"{number(row.value)} ({number(row.progress.achieved)}/{quota_range(quota.low, quota.high)})"
    return told


def _and_more(hidden: int) -> list[str]:
    return [f"… và {number(hidden)} đơn vị nữa"] if hidden > 0 else []


def _figure_choices(given: FigureAnswer) -> tuple[Choice, ...]:
    query = Query(topic=Topic.TOTALS, unit_id=given.unit.id, stage=given.stage, period=given.period)
    choices = _next_page(given)
    if given.kinds_below and Dimension.UNIT not in given.query.by:
        choices.append(_choice(_by_unit(given.kinds_below), query.divided(Dimension.UNIT)))
    choices += _into_units(given, query)
    if given.value:
        choices.append(list_choice(replace(query, topic=Topic.PEOPLE)))
    if Dimension.GENDER not in given.query.by:
        choices.append(_choice("Theo nam nữ, dân tộc", query.divided(Dimension.GENDER, Dimension.ETHNICITY)))
    if given.compared is None:
        choices.append(_choice("So với cùng kỳ", replace(query, compared=True)))
    choices.append(Choice(label="Biểu đồ", action=CHART, arguments=query.arguments()))
    choices.append(Choice(label="Excel", action=EXPORT, arguments=query.arguments()))
    if given.kinds_below:
        choices.append(_choice("Ai chưa báo cáo", Query(topic=Topic.UNREPORTED, unit_id=given.unit.id)))
    return (*choices, _due_soon(given.unit))


def _paragraph_choices(given: ParagraphAnswer) -> tuple[Choice, ...]:
    whole = given.figure
    query = Query(topic=Topic.TOTALS, unit_id=whole.unit.id, stage=whole.stage, period=whole.period)
    choices = [list_choice(replace(query, topic=Topic.PEOPLE))] if whole.value else []
    choices.append(_choice("Số liệu", query))
    if whole.kinds_below:
        choices.append(_choice(_by_unit(whole.kinds_below), query.divided(Dimension.UNIT)))
    return tuple(choices)


def _next_page(given: FigureAnswer) -> list[Choice]:
    shown = given.query.start + _ROWS_SHOWN
    by_unit = [table for table in given.tables if table.dimension is Dimension.UNIT]
    if not any(len(_rows_told(table)) > shown for table in by_unit):
        return []
    return [_choice("Trang sau", given.query.onward(shown))]


def _into_units(given: FigureAnswer, query: Query) -> list[Choice]:
    """From a figure by unit into the first units that it shows."""
    rows = [row for table in given.tables if table.dimension is Dimension.UNIT for row in _rows_told(table)]
    page = [row.unit for row in rows[given.query.start :] if row.unit and row.value]
    return [_choice(unit.name, replace(query, unit_id=unit.id)) for unit in page[:_UNITS_OPENED]]


# --- stock, deadlines, people ------------------------------------------------------------------------


def _pipeline(given: PipelineAnswer) -> str:
    lines = [_pipeline_headline(given)]
    standing = [f"· {STANDING[stage]}: {number(people)}" for stage, people in given.by_stage if people]
    lines += standing or ["Chưa có ai đang được theo dõi."]
    if given.foreign_element:
        foreign = given.foreign_element
        lines.append(f"Có yếu tố nước ngoài: {number(foreign.value)} hồ sơ ({day(foreign.as_of)}).")
    lines += [line for table in given.tables for line in _table(table, given.query, given.kinds_below)]
    return "\n".join(lines)


def _pipeline_headline(given: PipelineAnswer) -> str:
    stage, period = given.query.stage, given.query.period
    if stage is None:
        told = f"{number(given.standing)} hồ sơ đang làm"
    elif stage is Stage.CANDIDATE:
        told = f"{number(given.standing)} người trong nguồn"
    else:
        told = f"{number(given.standing)} người {STANDING[stage]}"
    where = unit_title(given.unit)
    if given.reached is None or stage is None or period is None:
        return f"Đến {day(given.as_of)}, {where}: {told}."
    flow = f"{number(given.reached)} người {STEP[stage]}"
    return f"{capitalised(period_name(period))}, {where}: {flow}; đến {day(given.as_of)} có {told}."


def _pipeline_choices(given: PipelineAnswer) -> tuple[Choice, ...]:
    choices = []
    if given.kinds_below and not given.query.by:
        choices.append(_choice(_by_unit(given.kinds_below), given.query.divided(Dimension.UNIT)))
    if given.standing:
        people = Query(topic=Topic.PEOPLE, unit_id=given.unit.id, stage=given.query.stage)
        choices.append(list_choice(people))
    funnel = Query(topic=Topic.PIPELINE, unit_id=given.unit.id)
    choices.append(Choice(label="Biểu đồ", action=CHART, arguments=funnel.arguments()))
    return (*choices, _due_soon(given.unit))


def _deadlines(given: DeadlinesAnswer) -> str:
    where = unit_title(given.unit)
    if not given.items:
        return f"{where} không có việc quá hạn hay đến hạn đến {day(given.until)}."
    overdue = sum(item.deadline.due_on < given.as_of for item in given.items)
    late = f", {number(overdue)} việc quá hạn" if overdue else ""
    lines = [f"{'⚠️' if overdue else '⏰'} {where}: {number(given.value)} việc đến {day(given.until)}{late}."]
    several = len({item.unit.id for item in given.items} | {given.unit.id}) > 1
    lines += [
        f"{place}. {_due_line(item, given.as_of, with_unit=several)}"
        for place, item in enumerate(given.items, start=1)
    ]
    hidden = given.value - len(given.items)
    return "\n".join(lines + ([f"… và {number(hidden)} việc nữa"] if hidden else []))


def _due_line(item: DueItem, today: date, *, with_unit: bool) -> str:
    who = item.person.name if item.person else unit_title(item.unit)
    if with_unit and item.person:
        who += f" ({mid_sentence(unit_title(item.unit))})"
    return f"{who}: {mid_sentence(item.title)}, {_when_due(item.deadline.due_on, today)}"


def _when_due(due_on: date, today: date) -> str:
    days = (due_on - today).days
    if days < 0:
        return f"hạn {day(due_on)}, quá hạn {number(-days)} ngày"
    return f"hạn {day(due_on)}, " + (f"còn {number(days)} ngày" if days else "đúng hôm nay")


def _people(given: PersonAnswer) -> str:
    if len(given.found) > 1:
        names = [f"· {_who(one)}" for one in given.found]
        return "\n".join([f"Có {len(given.found)} người phù hợp, bạn hỏi ai?", *names])
    (one,) = given.found
    lines = [f"{_who(one)}: {_where_they_stand(one.person.path)}."]
    lines += [f"· {day(m.on)} {STEP[m.stage]}" for m in one.person.path.milestones]
    if one.person.facts.mentor:
        lines.append(f"Người giúp đỡ: {one.person.facts.mentor}.")
    lines += [
        f"{capitalised(item.title)}, {_when_due(item.deadline.due_on, given.as_of)}." for item in one.due
    ]
    return "\n".join(lines)


def _who(one: PersonFound) -> str:
    born = one.person.facts.birth_date
    when = f" (sinh {birth_date(born)})" if born else ""
    return f"{one.person.name}{when}, {mid_sentence(unit_title(one.unit))}"


def _where_they_stand(path: Path) -> str:
    last = path.last
    return f"{STANDING[last.stage]} từ {day(last.on)}" if last else "chưa có bước nào được ghi"


def _person_choices(given: PersonAnswer) -> tuple[Choice, ...]:
    if len(given.found) == 1:
        return (_due_soon(given.found[0].unit),)
    return tuple(
        Choice(label=_who(one), action=ASK_PERSON, arguments={"person": one.person.id}) for one in given.found
    )


# --- a unit as a whole ------------------------------------------------------------------------------


def _status(given: StatusAnswer) -> str:
    year, people = given.year, given.pipeline
    told = dict(people.by_stage)
    lines = [_headline(year)]
    if year.forecast and year.progress and year.progress.gap:
        needed, pace = decimal(year.forecast.needed), decimal(year.forecast.pace)
        lines.append(f"Cần {needed} người mỗi tháng, đến nay mỗi tháng {pace}.")
    listed = sum(told.get(stage, 0) for stage in (Stage.CANDIDATE, Stage.CLASS, Stage.REFERRAL))
    lines.append(
        f"Đang theo dõi: {number(listed)} người trong nguồn, {number(people.standing)} hồ sơ đang làm, "
        f"{number(told.get(Stage.ADMISSION, 0))} đảng viên dự bị."
    )
    if given.overdue:
        lines.append(f"⚠️ {number(given.overdue)} việc quá hạn, {number(given.due_soon)} việc sắp đến hạn.")
    else:
        lines.append(f"Không có việc quá hạn; {number(given.due_soon)} việc đến hạn trong 30 ngày tới.")
    heard = given.last_heard_on
    lines.append(f"Báo cáo gần nhất: {day(heard)}." if heard else "Chưa có báo cáo nào.")
    return "\n".join(lines)


def _status_choices(given: StatusAnswer) -> tuple[Choice, ...]:
    dossiers = _choice("Hồ sơ, nguồn", Query(topic=Topic.PIPELINE, unit_id=given.year.unit.id))
    return (*_figure_choices(given.year), dossiers)


def _members(given: MembersAnswer) -> str:
    where, known = unit_title(given.unit), given.published
    on_record = f"{number(given.official)} đảng viên chính thức, {number(given.on_probation)} đảng viên dự bị"
    if known is None:
        return (
            f"{where}: chưa có tổng số đảng viên. Đang theo dõi ở đây, đến {day(given.as_of)}: {on_record}."
        )
    lines = [f"{where} có {number(known.value)} đảng viên (số liệu {day(known.as_of)})."]
    if given.admitted_since:
        lines.append(f"Từ đó đến {day(given.as_of)} kết nạp thêm {number(given.admitted_since)} người.")
    return "\n".join([*lines, f"Đang theo dõi ở đây: {on_record}."])


def _more_cells(given: UnreportedAnswer) -> Choice | None:
    behind = [row for row in given.by_unit if row.value]
    shown = given.query.start + CELLS_SHOWN
    is_by_unit = bool(behind) and not given.query.start
    return _choice("Trang sau", given.query.onward(shown)) if given.value > shown and not is_by_unit else None


def _into_missing(given: UnreportedAnswer) -> tuple[Choice, ...]:
    """From the numbers of the units between into the first of them."""
    behind = [row.unit for row in given.by_unit if row.value and row.unit]
    return tuple(
        _choice(unit.name, replace(given.query, unit_id=unit.id, start=0)) for unit in behind[:_UNITS_OPENED]
    )


# --- choices --------------------------------------------------------------------------------------


def _unit_choices(given: WhichUnit) -> Iterable[Choice]:
    titles = [unit_title(unit) for unit, _ in given.units]
    for unit, above in given.units:
        title = unit_title(unit)
        label = f"{title}, {above.name}" if above and titles.count(title) > 1 else title
        yield _choice(label, replace(given.query, unit_id=unit.id))


def _choice(label: str, query: Query) -> Choice:
    action = LIST if query.topic is Topic.PEOPLE else ASK
    return Choice(label=label, action=action, arguments=query.arguments())


def _by_unit(kinds: frozenset[UnitKind]) -> str:
    return "Theo chi bộ" if kinds == {UnitKind.PARTY_CELL} else "Theo đơn vị"


def _due_soon(unit: Unit) -> Choice:
    return _choice("Ai sắp đến hạn", Query(topic=Topic.DEADLINES, unit_id=unit.id))


def _this_year(query: Query) -> Choice:
    return _choice(
        "Kết nạp từ đầu năm", Query(topic=Topic.TOTALS, unit_id=query.unit_id, stage=Stage.ADMISSION)
    )
