"""What stands in a picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from domain.actions import Action
from domain.charts import Bar, BarChart, Chart, Funnel, MonthChart
from domain.figures import FigureAnswer, PipelineAnswer, Row
from domain.messages import Choice
from domain.pipeline import Stage
from domain.questions import Dimension, Query, Topic
from domain.text import fold
from domain.units import Unit
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
from rendering.wording.progress import of_whole_term
from rendering.wording.steps import DID, capitalised
from rendering.wording.tables import DIMENSION, MOST_MONTHS, MOST_QUARTERS
from rendering.wording.tags import tag_label
from rendering.wording.totals import counted_by

QUOTA = "Chỉ tiêu"  # the grey of a bar
_BARS_SHOWN = 20
# Who stands at a step, as short as a button.
AT_STEP = {
    Stage.CANDIDATE: "Trong nguồn",
    Stage.CLASS: "Đã học lớp",
    Stage.REFERRAL: "Đã giới thiệu",
    Stage.DOSSIER_OPENED: "Đang lập hồ sơ",
    Stage.VERIFICATION_SENT: "Chờ thẩm tra",
    Stage.VERIFICATION_DONE: "Đã thẩm tra",
    Stage.CELL_RESOLUTION: "Chờ đảng ủy",
    Stage.COMMITTEE_REVIEW: "Chờ quyết định",
    Stage.DECISION: "Chờ lễ kết nạp",
    Stage.ADMISSION: "Đảng viên dự bị",
}
# Of whom the source consists in the picture, each by the last step that is told of them.
_OF_SOURCE = "Nguồn, "
STEPS_OF_SOURCE = {
    Stage.CANDIDATE: "chưa học lớp",
    Stage.CLASS: "đã học lớp",
    Stage.REFERRAL: "đã giới thiệu",
}


def by_unit(given: FigureAnswer) -> BarChart:
    """Each unit's figure on its quota; the largest first, as many as a phone shows."""
    rows = [row for table in given.tables for row in table.rows if row.unit]
    told = [row for row in rows if row.value or row.progress] or rows
    hidden = len(rows) - len(told[:_BARS_SHOWN])
    note = f"Đến {day(given.as_of)}, tính theo {counted_by(given.stage)}."
    note += _unplaced(given, "đơn vị") + _of_terms(given, told[:_BARS_SHOWN])
    if hidden:
        note += f" Không vẽ {number(hidden)} đơn vị" + (" chưa có ai." if len(told) <= _BARS_SHOWN else ".")
    bars = tuple(
        Bar(
            label=row.unit.name,
            value=row.value,
            quota=row.progress.quota.low if row.progress and row.progress.achieved == row.value else None,
            told=_beside(row),
        )
        for row in told[:_BARS_SHOWN]
        if row.unit
    )
    return BarChart(title=_title(given), note=note, bars=bars, done=f"Đã {DID[given.stage]}")


def by_time(given: FigureAnswer) -> MonthChart:
    """The figure of each month, quarter or year by which it is divided, of a long span in broader columns;
    and the even pace to the quota."""
    by = next((dimension for dimension in given.query.by if dimension in _MONTHS), Dimension.MONTH)
    rows = [row for table in given.tables for row in table.rows if row.key]
    note = f"Đến {day(given.as_of)}, tính theo {counted_by(given.stage)}." + _unplaced(given, "tháng")
    length = len(rows) * _MONTHS[by]
    step = next(step for step in _COLUMNS if step.months >= _MONTHS[by] and length <= step.most)
    columns: dict[tuple[str, str], int] = {}
    for row in rows:
        year, _, part = row.key.partition("-")
        column = (year, step.label(int(year), int(part or 1) * _MONTHS[by]))
        columns[column] = columns.get(column, 0) + row.value
    chart = MonthChart(
        title=_title(given),
        note=note,
        months=tuple(
            label if place or year in label else f"{label}\n{year}"
            for place, (year, label) in enumerate(columns)
        ),
        values=tuple(columns.values()),
    )
    measured = given.progress or (given.running.progress if given.running else None)
    if measured is None:
        return chart
    span = measured.quota.period
    months = (span.last_day.year - span.start.year) * 12 + span.last_day.month - span.start.month + 1
    needed = Decimal(measured.quota.low) * step.months / months
    told = f"{plan_name(span)} {number(measured.quota.low)}: mỗi {step.name} cần {decimal(needed)} người"
    return replace(chart, needed=float(needed), needed_told=told)


def _unplaced(given: FigureAnswer, place: str) -> str:
    """How many are counted and have no bar of their own."""
    count = sum(row.value for table in given.tables for row in table.rows if not (row.key or row.unit))
    return f" {number(count)} người chưa chia về {place}." if count else ""


def _of_terms(given: FigureAnswer, rows: Sequence[Row]) -> str:
    """That what the bars stand on are targets of a whole term, where less was asked about."""
    measured = [row.progress.quota for row in rows if row.progress]
    terms = [of_whole_term(quota, given.query.period).strip(" ()") for quota in measured]
    if not any(terms):
        return ""
    kept = " (nơi giao theo nhiệm kỳ)" if "" in terms else ""
    return f" Chỉ tiêu {', '.join(dict.fromkeys(filter(None, terms)))}{kept}."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """What one column of the picture of a time stands for, and of how many months it is drawn at most."""

    name: str
    months: int
    most: int

    def label(self, year: int, month: int) -> str:
        """The name under the column that a month belongs to."""
        match self.months:
            case 1:
                return f"T1\n{year}" if month == 1 else f"T{month}"
            case 3:
                return f"Q{(month - 1) // 3 + 1}\n{year}"
            case _:
                return str(year)


_MONTHS = {Dimension.MONTH: 1, Dimension.QUARTER: 3, Dimension.YEAR: 12}
_COLUMNS = (
    _Column(name="tháng", months=1, most=MOST_MONTHS),
    _Column(name="quý", months=3, most=MOST_QUARTERS),
    _Column(name="năm", months=12, most=10_000),
)


def funnel(given: PipelineAnswer) -> Funnel:
    """How many people stand at each step."""
    counted = dict(given.by_stage)
    labels = AT_STEP | {stage: f"{_OF_SOURCE}{told}" for stage, told in STEPS_OF_SOURCE.items()}
    return Funnel(
        title=f"Hồ sơ đang theo dõi\n{unit_title(given.unit)}",
        note=f"Đến {day(given.as_of)}.",
        steps=tuple((label, counted[stage]) for stage, label in labels.items() if stage in counted),
    )


def not_drawn_by(query: Query) -> list[str]:
    """Where a picture is asked for by what people are: that there is none, and what to type instead; and that
    it is of everybody behind the figure of a group."""
    told = ", ".join(DIMENSION[one] for one in query.by if one in DIMENSION and one is not Dimension.UNIT)
    lines = [f"Chưa vẽ được hình theo {told}; xem số thì gõ: theo {told}"] if told else []
    if query.parts and not told:
        groups = ", ".join(tag_label(tag) for tag in query.parts)
        lines.append(f"Chưa vẽ riêng được {groups}; hình và số dưới đây là của tất cả:")
    return lines


def beside_the_picture(chart: Chart) -> list[str]:
    """What a picture shows that the figure's own words do not tell: of whom the source consists and at which
    steps nobody stands, or the even pace to the quota."""
    if isinstance(chart, Funnel):
        source = [
            (label.removeprefix(_OF_SOURCE), n) for label, n in chart.steps if label.startswith(_OF_SOURCE)
        ]
        empty = [mid_sentence(label) for label, n in chart.steps if not (n or label.startswith(_OF_SOURCE))]
        told = [f"{_OF_SOURCE.rstrip(', ')}: {', '.join(f'{label} {number(n)}' for label, n in source)}."]
        return [*(told if source else []), *([f"Chưa có ai: {', '.join(empty)}."] if empty else [])]
    if not isinstance(chart, MonthChart) or not chart.needed_told:
        return []
    return [f"Nét đứt trong hình là {chart.needed_told}."]


def other_charts(unit: Unit, query: Query, *, has_units: bool) -> tuple[Choice, ...]:
    """The same unit seen otherwise: by the units below it, where it has any."""
    totals = Query(topic=Topic.TOTALS, unit_id=unit.id, stage=query.stage, period=query.period)
    dossiers = Query(topic=Topic.PIPELINE, unit_id=unit.id)
    by_month = totals.divided(Dimension.MONTH)
    return (
        *(
            [Choice(label="Biểu đồ theo đơn vị", action=Action.CHART_OPEN, arguments=totals.arguments())]
            * has_units
        ),
        Choice(label="Biểu đồ theo tháng", action=Action.CHART_OPEN, arguments=by_month.arguments()),
        Choice(label="Biểu đồ hồ sơ", action=Action.CHART_OPEN, arguments=dossiers.arguments()),
    )


def file_name(unit: Unit, today: date) -> str:
    """The name of the picture: letters that every system takes."""
    return f"{fold(unit.name).replace(' ', '-').replace('/', '-')}-{today:%Y%m%d}.png"


def _title(given: FigureAnswer) -> str:
    period = period_name(given.period)
    return f"{capitalised(DID[given.stage])}, {period}\n{unit_title(given.unit)}"


def _beside(row: Row) -> str:
    if row.progress is None:
        return number(row.value)
    quota = row.progress.quota
    if row.progress.achieved != row.value:  # the quota began before the period asked about
        whole = f"{number(row.progress.achieved)}/{quota_range(quota.low, quota.high)}"
        return f"{number(row.value)} ({whole})"
    share = f" ({percent(row.progress.percent)})" if row.progress.percent is not None else ""
    return f"{number(row.progress.achieved)}/{quota_range(quota.low, quota.high)}{share}"
