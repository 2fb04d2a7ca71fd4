"""Units held against one another, and figures as they would be."""

from collections.abc import Mapping, Sequence

from domain.answers import SupposedAnswer, SupposedUnit, UnitsAnswer
from domain.calendar import add_months
from domain.periods import Period
from domain.pipeline import Stage
from domain.questions import Order
from domain.quotas import Progress
from domain.units import Unit
from rendering.wording.format import (
    day,
    mid_sentence,
    number,
    period_name,
    unit_title,
)
from rendering.wording.progress import progress_text
from rendering.wording.steps import DID, capitalised
from rendering.wording.tables import ROWS_SHOWN
from rendering.wording.totals import change, counted_by, headline

_PAIR = 2


def units_compared(given: UnitsAnswer) -> str:
    """The figures in one line, then each unit against its quota and the span before."""
    told = [f"{_name(row.unit)} {number(row.value)}" for row in given.rows if row.unit]
    # Of two it is asked how they differ; of more, as of all schools, what they come to.
    whole = f" {number(sum(row.value for row in given.rows))} người" if len(told) > _PAIR else ""
    lines = [f"{capitalised(period_name(given.period))}, {DID[given.stage]}{whole}: {', '.join(told)}."]
    for place, row in enumerate(given.rows):
        parts = []
        if row.progress:
            parts.append(progress_text(row.progress, row.progress.quota.period))
        else:
            parts.append(f"{number(row.value)} người, chưa giao chỉ tiêu")
        if row.is_below_pace:
            parts.append("chậm tiến độ")
        if given.earlier:
            before = given.earlier[place]
            is_year_before = add_months(given.period.start, -12) == before.period.start
            span = "cùng kỳ năm trước" if is_year_before else period_name(before.period)
            held = change(row.value, before.value) if before.is_on_record else "chưa đủ số liệu để so sánh"
            parts.append(f"{span} {number(before.value)} ({held})")
        if row.unit:
            lines.append(f"· {unit_title(row.unit)}: {', '.join(parts)}")
    lines += _difference(given)
    lines.append(f"Tính theo {counted_by(given.stage)}, đến {day(given.as_of)}.")
    return "\n".join(lines)


def of_order(given: UnitsAnswer, order: Order) -> str:
    """ "Chưa có ai: chi bộ A (0)." Which of the units come first, above the figure of each."""
    values = [row.value for row in given.rows]
    edge = {Order.MOST: max(values), Order.NOBODY: 0}.get(order, min(values))
    first = [row for row in given.rows if row.value == edge]
    if order is Order.NOBODY:
        if not first:
            return f"Không có chi bộ nào, {number(len(values))}/{number(len(values))} chi bộ đã có người."
        return f"Chưa có ai: {', '.join(_name(row.unit) for row in first)}."
    most = "Nhiều" if order is Order.MOST else "Ít"
    return f"{most} nhất ({number(edge)}): {', '.join(_name(row.unit) for row in first)}."


def had_then_not(had: Period, lacks: Period, units: Sequence[Unit]) -> str:
    """ "Năm 2019 có, năm 2020 không có ai: 2 đơn vị: chi bộ A, chi bộ B." """
    spans = f"{capitalised(period_name(had))} có, {period_name(lacks)} không có ai"
    if not units:
        return f"{spans}: không có đơn vị nào."
    named = ", ".join(map(_name, units[:ROWS_SHOWN]))
    more = len(units) - ROWS_SHOWN
    rest = f" và {number(more)} đơn vị nữa" if more > 0 else ""
    return f"{spans}: {number(len(units))} đơn vị: {named}{rest}."


def of_kinds(step: Stage, each: Mapping[str, tuple[int, int]]) -> str:
    """ "Kết nạp: các bản 8 người (19 chi bộ), các trường 2 người (3 chi bộ)." Above all of them."""
    told = (
        f"các {kind} {number(people)} người ({number(cells)} chi bộ)"
        for kind, (cells, people) in each.items()
    )
    return f"{capitalised(DID[step])}: {', '.join(told)}. Tất cả, theo từng đơn vị:"


def _difference(given: UnitsAnswer) -> list[str]:
    first, last = given.rows[0], given.rows[-1]
    if first.unit is None or last.unit is None:
        return []
    if first.value == last.value:
        return ["Số người bằng nhau."]
    more = number(first.value - last.value)
    return [f"{unit_title(first.unit)} nhiều hơn {_name(last.unit)} {more} người."]


def _name(unit: Unit | None) -> str:
    return mid_sentence(unit_title(unit)) if unit else ""


def supposed(given: SupposedAnswer) -> str:
    """What would be, then what is, and that nothing was stored."""
    now = given.figure
    if given.dossiers == 0 and not given.added:
        return f"{headline(now)}\nKhông có hồ sơ nào đang làm, nên giả sử này không đổi gì."
    until = next((one.until for one in given.changes if one.until), None)
    span = f"đến hết {until:%m/%Y}" if until else period_name(now.period)
    where = f"{span}, {unit_title(now.unit)}"
    lines = [f"Giả sử {_suppositions(given)}: {where} {DID[now.stage]} {_would_be(given)}."]
    if now.progress:
        lines.append(f"Hiện nay: {progress_text(now.progress, now.progress.quota.period)}.")
    else:
        lines.append(f"Hiện nay: {number(now.value)} người, chưa giao chỉ tiêu.")
    lines += [_changed(one) for one in given.changes if one.figure]
    if given.dossiers is not None and given.dossiers != given.open_dossiers:
        lines.append(f"Đang có {number(given.open_dossiers)} hồ sơ, không phải {number(given.dossiers)}.")
    lines.append(f"Đây là phép tính thử, không ghi gì. Số liệu đến {day(now.as_of)}.")
    return "\n".join(lines)


def _suppositions(given: SupposedAnswer) -> str:
    told = [_supposed_of(one) for one in given.changes]
    if given.dossiers is not None:
        told.append(f"{number(given.dossiers)} hồ sơ đang làm được kết nạp hết")
    if given.quota is not None:
        told.append(f"chỉ tiêu là {number(given.quota)}")
    return ", ".join(told)


def _supposed_of(one: SupposedUnit) -> str:
    if one.each:
        return f"mỗi chi bộ thêm {number(one.each)} (cộng {number(one.added)})"
    if one.until:
        return f"mỗi tháng thêm {number(one.monthly)}, kể cả tháng này (cộng {number(one.added)})"
    return f"{_name(one.figure.unit)} thêm {number(one.added)}" if one.figure else f"thêm {number(one.added)}"


def _would_be(given: SupposedAnswer) -> str:
    if given.progress is None:
        return f"{number(given.value)} người, chưa giao chỉ tiêu"
    return _told(given.progress)


def _told(measured: Progress) -> str:
    return progress_text(measured, measured.quota.period)


def _changed(one: SupposedUnit) -> str:
    if one.figure is None:
        return ""
    now = one.figure
    title = unit_title(now.unit)
    if one.progress is None:
        return f"· {title}: {number(now.value)} + {number(one.added)} = {number(now.value + one.added)} người"
    return f"· {title}: {_told(one.progress)} (hiện nay {number(now.value)})"
