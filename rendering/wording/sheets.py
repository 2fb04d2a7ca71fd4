"""What stands in a workbook, and what is said with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.disclosure import SMALLEST_SHOWN
from domain.people import PersonFacts
from domain.periods import Period
from domain.pipeline import Stage
from domain.sheets import Column, ColumnKind, Sheet, Value
from domain.text import fold
from domain.units import Unit
from rendering.wording.format import day, number, period_name, unit_title
from rendering.wording.steps import CATEGORY, GENDER, STANDING, STEP, capitalised
from rendering.wording.tags import tag_label

REASONS = {
    "report": "Báo cáo cấp trên",
    "check": "Đối chiếu hồ sơ",
    "meeting": "Phục vụ cuộc họp",
}
_STAGES = {
    Stage.CANDIDATE: "Đưa vào nguồn",
    Stage.CLASS: "Học xong lớp nhận thức",
    Stage.DOSSIER_OPENED: "Lập hồ sơ",
    Stage.ADMISSION: "Kết nạp",
    Stage.OFFICIAL: "Công nhận chính thức",
    Stage.DROPPED: "Thôi theo dõi",
}
_NUMBER = ColumnKind.NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a workbook is about."""

    unit: Unit
    period: Period
    as_of: date

    def headed(self, what: str) -> str:
        """The heading of a sheet: "Kết nạp đảng viên, Đảng bộ xã Chiềng Bôm, năm 2025, đến 15/10/2025"."""
        return f"{what}, {unit_title(self.unit)}, {self.span}"

    @property
    def span(self) -> str:
        """The period, as far as it has come."""
        until = f", đến {day(self.as_of)}" if self.as_of < self.period.last_day else ""
        return f"{period_name(self.period)}{until}"


def totals_sheet(about: About, rows: Sequence[tuple[Value, ...]]) -> Sheet:
    """A line for each unit, the whole last."""
    columns = (
        Column(title=f"Đơn vị ({about.span})", width=44),
        *(Column(title=title, kind=_NUMBER) for title in _STAGES.values()),
        Column(title="Chỉ tiêu kết nạp", kind=_NUMBER),
        Column(title="Đạt (%)", kind=ColumnKind.PERCENT),
        Column(title="Còn thiếu", kind=_NUMBER),
    )
    heading = about.headed("Tổng hợp phát triển đảng viên")
    return Sheet(name="Tổng hợp", columns=columns, rows=tuple(rows), heading=heading)


def groups_sheet(about: About, rows: Sequence[tuple[Value, ...]], *, with_small: bool) -> Sheet:
    """Each unit, step and group; groups overlap and need not add up. `with_small`: a small minority too."""
    few = "" if with_small else f" (dân tộc thiểu số: chỉ nêu khi không lộ nhóm dưới {SMALLEST_SHOWN} người)"
    columns = (
        Column(title="Đơn vị", width=44),
        Column(title="Bước", width=24),
        Column(title=f"Nhóm{few}", width=32),
        Column(title="Số người", kind=_NUMBER),
    )
    heading = about.headed("Phát triển đảng viên theo nhóm")
    return Sheet(name="Theo nhóm", columns=columns, rows=tuple(rows), heading=heading)


def named_sheet(about: About, rows: Sequence[tuple[Value, ...]], *, with_ethnicity: bool) -> Sheet:
    """Everybody by unit and name."""
    columns = (
        Column(title="STT", kind=_NUMBER, width=6),
        Column(title="Họ và tên", width=28),
        Column(title="Ngày sinh", kind=ColumnKind.DATE, width=12),
        Column(title="Giới tính", width=10),
        *([Column(title="Dân tộc", width=14)] if with_ethnicity else []),
        Column(title="Thành phần", width=24),
        Column(title="Đơn vị", width=36),
        Column(title="Bước", width=24),
        Column(title="Ngày", kind=ColumnKind.DATE, width=12),
    )
    heading = about.headed("Danh sách phát triển đảng viên")
    return Sheet(name="Danh sách", columns=columns, rows=tuple(rows), heading=heading)


def note_sheet(about: About, by: str, reason: str, made_at: datetime, *, left_out: int) -> Sheet:
    """What the workbook covers, who made it and why; `left_out` lines of names were too many for it."""
    rows: tuple[tuple[Value, ...], ...] = (
        ("Đơn vị", unit_title(about.unit)),
        ("Kỳ", capitalised(period_name(about.period))),
        ("Tính đến", day(about.as_of)),
        *([("Danh sách", missing(left_out))] if left_out else []),
        ("Cách tính kết nạp", "theo ngày lễ kết nạp"),
        ("Người xuất", by),
        ("Lý do", reason),
        ("Lúc", f"{made_at:%H:%M} {day(made_at.date())}"),
        ("Lưu ý", "Tệp có thông tin cá nhân: chỉ dùng cho việc đã nêu, không chuyển tiếp."),
    )
    return Sheet(
        name="Ghi chú", columns=(Column(title="Mục", width=22), Column(title="Nội dung", width=70)), rows=rows
    )


def missing(left_out: int) -> str:
    """So many lines of names did not go into the workbook."""
    return f"Danh sách quá dài nên thiếu {number(left_out)} dòng; xin xuất từng kỳ ngắn hơn."


def fact_cells(facts: PersonFacts, *, with_ethnicity: bool) -> tuple[Value, ...]:
    """Gender, ethnicity and occupation as they stand in a list; ethnicity in the own cell's only."""
    return (
        GENDER[facts.gender] if facts.gender else None,
        *([facts.ethnicity] if with_ethnicity else []),
        ", ".join(CATEGORY[category] for category in facts.categories) or None,
    )


def group_labels(stage: Stage, tag: str) -> tuple[str, str]:
    """The step and the group of a line."""
    return stage_label(stage), tag_label(tag)


def stage_label(stage: Stage) -> str:
    """A step as a column is headed."""
    return _STAGES.get(stage) or capitalised(STEP[stage])


def file_name(unit: Unit, as_of: date) -> str:
    """The name of the file: letters that every system takes."""
    return f"{fold(unit.name).replace(' ', '-').replace('/', '-')}-{as_of:%Y%m%d}.xlsx"


def with_names_label() -> str:
    """The button that asks for the named list as well."""
    return "Kèm họ tên"


def totals_ready(figures: str) -> str:
    """The figure in words with the workbook."""
    return f"Tệp Excel: tổng hợp theo đơn vị, bước và nhóm.\n{figures}"


def reason_question(unit: Unit) -> str:
    """Names leave with a reason only."""
    return (
        f"Danh sách có họ tên của {unit_title(unit)}: bạn cần để làm gì? "
        "Lý do và lúc xuất được ghi vào nhật ký."
    )


def named_ready(unit: Unit, period: Period) -> str:
    """The named list is on its way."""
    return (
        f"Tệp Excel của {unit_title(unit)}, {period_name(period)}: tổng hợp và danh sách có họ tên. "
        "Tệp có thông tin cá nhân, xin không chuyển tiếp."
    )


def standing_ready(unit: Unit, stage: Stage | None, people: int, on: date) -> str:
    """The list of who stands at a step is on its way."""
    standing = STANDING[stage] if stage else "có hồ sơ đang làm"
    return (
        f"Tệp Excel của {unit_title(unit)}, đến {day(on)}: danh sách {number(people)} {standing}, "
        "kèm tổng hợp từ đầu năm. Tệp có thông tin cá nhân, xin không chuyển tiếp."
    )


def too_many_for_chat(most: int) -> str:
    """A list too long for a chat."""
    return (
        f"Danh sách dài hơn {number(most)} người nên không gửi qua tin nhắn. "
        "Xin chọn đơn vị hoặc kỳ nhỏ hơn, hoặc nhờ quản trị chạy: chibo export"
    )
