"""What stands in a picture."""

from datetime import date
from decimal import Decimal

from domain.charts import Bar, BarChart, Funnel, MonthChart
from domain.figures import Dimension, FigureAnswer, PipelineAnswer, Query, Row, Topic
from domain.messages import Choice
from domain.pipeline import Stage
from domain.text import fold
from domain.units import Unit
from rendering.wording.format import (
    day,
    decimal,
    number,
    percent,
    period_name,
    plan_name,
    quota_range,
    unit_title,
)
from rendering.wording.steps import DID, capitalised

CHART = "chart.open"

_BARS_SHOWN = 20
_STEPS = {
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


def by_unit(given: FigureAnswer) -> BarChart:
    """Each unit's figure on its quota; the largest first, as many as a phone shows."""
    rows = [row for table in given.tables for row in table.rows if row.unit]
    told = [row for row in rows if row.value or row.progress] or rows
    hidden = len(rows) - len(told[:_BARS_SHOWN])
    note = f"Đến {day(given.as_of)}, tính theo ngày lễ kết nạp."
    if hidden:
        note += f" Không vẽ {number(hidden)} đơn vị" + (" chưa có ai." if len(told) <= _BARS_SHOWN else ".")
    bars = tuple(
        Bar(
            label=row.unit.name,
            value=row.progress.achieved if row.progress else row.value,
            quota=row.progress.quota.low if row.progress else None,
            told=_beside(row),
        )
        for row in told[:_BARS_SHOWN]
        if row.unit
    )
    return BarChart(title=_title(given), note=note, bars=bars)


def by_month(given: FigureAnswer) -> MonthChart:
    """Each month's figure, and the even pace to the quota where there is one."""
    rows = [row for table in given.tables for row in table.rows if row.key]
    unplaced = sum(row.value for table in given.tables for row in table.rows if not row.key)
    note = f"Đến {day(given.as_of)}, tính theo ngày lễ kết nạp."
    if unplaced:
        note += f" {number(unplaced)} người chưa chia về tháng."
    measured = given.progress or (given.running.progress if given.running else None)
    if measured is None:
        return MonthChart(
            title=_title(given),
            note=note,
            months=tuple(_month(row) for row in rows),
            values=tuple(row.value for row in rows),
        )
    span = measured.quota.period
    months = (span.last_day.year - span.start.year) * 12 + span.last_day.month - span.start.month + 1
    needed = Decimal(measured.quota.low) / months
    return MonthChart(
        title=_title(given),
        note=note,
        months=tuple(_month(row) for row in rows),
        values=tuple(row.value for row in rows),
        needed=float(needed),
        needed_told=(
            f"{plan_name(span)} {number(measured.quota.low)}: mỗi tháng cần {decimal(needed)} người"
        ),
    )


def funnel(given: PipelineAnswer) -> Funnel:
    """How many people stand at each step."""
    counted = dict(given.by_stage)
    return Funnel(
        title=f"Hồ sơ đang theo dõi\n{unit_title(given.unit)}",
        note=f"Đến {day(given.as_of)}.",
        steps=tuple((label, counted.get(stage, 0)) for stage, label in _STEPS.items() if stage in counted),
    )


def other_charts(unit: Unit, query: Query) -> tuple[Choice, ...]:
    """The same unit seen otherwise."""
    totals = Query(topic=Topic.TOTALS, unit_id=unit.id, stage=query.stage, period=query.period)
    dossiers = Query(topic=Topic.PIPELINE, unit_id=unit.id)
    return (
        Choice(label="Biểu đồ theo đơn vị", action=CHART, arguments=totals.arguments()),
        Choice(
            label="Biểu đồ theo tháng", action=CHART, arguments=totals.divided(Dimension.MONTH).arguments()
        ),
        Choice(label="Biểu đồ hồ sơ", action=CHART, arguments=dossiers.arguments()),
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
    share = f" ({percent(row.progress.percent)})" if row.progress.percent is not None else ""
    return f"{number(row.progress.achieved)}/{quota_range(quota.low, quota.high)}{share}"


def _month(row: Row) -> str:
    year, month = row.key.split("-")
    return f"T{int(month)}\n{year}" if month == "01" else f"T{int(month)}"
