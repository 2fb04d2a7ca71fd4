"""What reminders say: the digest that arrives, and the answer to "why do I get this?"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.periods import Period
from domain.pipeline import Stage
from domain.quotas import Quota
from domain.reminders import Because, PlannedSend
from domain.rules import Edition, LimitUnit, Paper
from domain.units import Unit
from rendering.wording.format import day, mid_sentence, number, period_name, quota_range, unit_title
from rendering.wording.returning import returned
from rendering.wording.steps import STEP

# A chat message holds 4,096 characters and a reader fewer: what is beyond is only counted.
_MOST_ITEMS = 12
_MOST_UNITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The limit that opens where another ends, and its own last day."""

    edition: Edition | None
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldReason:
    """Why somebody said that a matter cannot be done yet."""

    by: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonItem:
    """Something due for one person, under the edition that set its date; `window` opens on that date.

    `planned_on`: when it was to be said; None where the matter became known only later.
    """

    deadline_id: int
    unit: Unit
    name: str
    rule: str
    title: str
    trigger_on: date
    due_on: date
    planned_on: date | None
    edition: Edition | None
    window: Window | None
    awaits: Stage | None
    paper: Paper | None = None  # the paper it waits for
    remark: str | None = None  # what was said beside the event that started it
    because: Because = Because.RESPONSIBLE
    silent: int = 0  # unanswered reminders, once the level above is reminded too
    told: ToldReason | None = None

    @property
    def editions(self) -> tuple[Edition, ...]:
        """What its text refers to."""
        both = (self.edition, self.window.edition if self.window else None)
        return tuple(edition for edition in both if edition is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceItem:
    """A unit behind the pace of its quota; the quota is the whole unit's."""

    unit: Unit
    quota: Quota
    achieved: int
    due_on: date
    planned_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateUnitsItem:
    """Units below the reader's own that are behind in the same period, the furthest behind first."""

    units: tuple[PaceItem, ...]

    @property
    def due_on(self) -> date:
        """The last day of the period."""
        return self.units[0].due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthItem:
    """A cell of which nothing was told for the month."""

    unit: Unit
    month: Period

    @property
    def due_on(self) -> date:
        """The last day of the month."""
        return self.month.last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentUnitsItem:
    """Cells below the reader's own of which nothing was told for the month, and where nobody can be asked."""

    units: tuple[Unit, ...]
    month: Period

    @property
    def due_on(self) -> date:
        """The last day of the month."""
        return self.month.last_day


Item = PersonItem | PaceItem | LateUnitsItem | MonthItem | SilentUnitsItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why one reminder came: how its date was computed, under which edition."""

    heading: str
    title: str
    trigger_on: date
    due_on: date
    edition: Edition | None
    days_off: tuple[tuple[date, str], ...]


def digest(items: Sequence[Item], home: Unit | None, today: date) -> str:
    """All reminders of one person for one day, most urgent first. `home`: the reader's only unit."""
    shown, left_out = items[:_MOST_ITEMS], len(items) - _MOST_ITEMS
    lines = [_item(item, home, today) for item in shown]
    if len(items) > 1:
        lines = [f"{n}. {line}" for n, line in enumerate(lines, 1)]
    if left_out > 0:
        lines.append(f"… và {number(left_out)} việc khác. Gửi “ai sắp đến hạn” để xem hết.")
    editions = [edition for item in shown if isinstance(item, PersonItem) for edition in item.editions]
    lines += cited((_place_of(edition), edition.verified) for edition in editions)
    return "\n".join([_heading(len(items), home), *lines])


def how_to_answer(items: Sequence[PersonItem]) -> str:
    """How matters without a button are answered, by the first that does not say it itself; "" without any."""
    for item in items:
        if item.paper and item.paper.needed_for:
            done = f"{item.name} có {mid_sentence(item.paper.title)}"
        elif item.awaits and item.rule != "mentor":
            done = f"{STEP[item.awaits]} {item.name} hôm nay"
        else:
            continue
        return f"Việc chưa có nút, xong thì gửi một câu, ví dụ: {done}"
    return ""


def item_line(item: Item, today: date) -> str:
    """One reminder on its own, as a list of planned ones shows it."""
    return _item(item, None, today)


def citation(edition: Edition) -> str:
    """Điều lệ Đảng, Điều 5."""
    return _with_caution(_place_of(edition), verified=edition.verified)


def cited(places: Iterable[tuple[str, bool]]) -> list[str]:
    """The line of what all of it rests on: each place of a document once, and whether every limit taken from
    it was compared with its full text."""
    told: dict[str, bool] = {}
    for place, verified in places:
        told[place] = told.get(place, True) and verified
    each = [_with_caution(place, verified=verified) for place, verified in told.items()]
    return [f"Căn cứ: {'; '.join(each)}."] if each else []


def _place_of(edition: Edition) -> str:
    return f"{edition.document}, {edition.clause}" if edition.clause else edition.document


def _with_caution(place: str, *, verified: bool) -> str:
    return place if verified else f"{place} (chưa đối chiếu toàn văn)"


def why(reasons: Sequence[Reason], units: Sequence[Unit]) -> str:
    """Why somebody gets reminders: what they answer for, and how each date was computed."""
    charge = ", ".join(mid_sentence(unit_title(unit)) for unit in units)
    opening = f"Bạn nhận tin này vì bạn phụ trách {charge}." if charge else "Bạn nhận tin này theo phân công."
    paragraphs = [opening, *(_reason(reason) for reason in reasons[:_MOST_ITEMS])]
    return "\n\n".join([*paragraphs, "Ngày ghi sai? Gửi “sửa ngày” kèm ngày đúng."])


def preview_line(send: PlannedSend) -> str:
    """One planned reminder for an operator's list: day, recipient, text, basis."""
    basis = f" [{send.basis}]" if send.basis else ""
    return f"{day(send.on)} → {send.recipient}: {send.line}{basis}"


def preview_record(send: PlannedSend) -> dict[str, object]:
    """The same for a program to read."""
    deadline = send.deadline
    return {
        "on": send.on.isoformat(),
        "user_id": send.user_id,
        "recipient": send.recipient,
        "unit_id": send.unit.id,
        "unit": unit_title(send.unit),
        "subject": deadline.subject_kind.value,
        "subject_id": deadline.subject_id,
        "rule": deadline.rule,
        "edition": deadline.edition,
        "step": send.step,
        "trigger_on": deadline.trigger_on.isoformat(),
        "due_on": deadline.due_on.isoformat(),
        "late": send.is_late,
        "text": send.line,
        "basis": send.basis,
    }


def _heading(count: int, home: Unit | None) -> str:
    if home is None:
        return f"⏰ {number(count)} việc cần làm:"
    return f"⏰ {unit_title(home)}, {number(count)} việc:" if count > 1 else f"⏰ {unit_title(home)}:"


def _item(item: Item, home: Unit | None, today: date) -> str:
    match item:
        case LateUnitsItem():
            return _late_units(item)
        case MonthItem():
            asked = period_name(item.month)
            where = _where(item.unit, home)
            return f"{where}{'t' if where else 'T'}{asked[1:]} có kết nạp không? Chưa thấy báo cáo."
        case SilentUnitsItem():
            return _silent_units(item)
        case PaceItem():
            return _where(item.unit, home) + _pace(item) + _late(item.planned_on, today)
        case PersonItem():
            return (
                _where(item.unit, home)
                + _person(item, today)
                + ("" if item.because is Because.TOLD else _late(item.planned_on, today))
                + _answers(item)
            )


def _person(item: PersonItem, today: date) -> str:
    due, distance = day(item.due_on), _distance(item.due_on, today)
    match item.rule:
        case "probation_end":
            ends = f"{item.name} hết {_limit(item.edition, 'thời gian')} dự bị ngày {due} ({distance})."
            if item.window is None:
                return f"{ends} Sau đó chi bộ họp xét công nhận chính thức."
            within = _limit(item.window.edition, "thời hạn")
            return f"{ends} Chi bộ họp xét trong {within} sau đó, hạn {day(item.window.due_on)}."
        case "recognition" if item.due_on < today:
            overdue = number((today - item.due_on).days)
            return (
                f"{item.name} quá hạn xét công nhận chính thức {overdue} ngày (hạn {due}). "
                f"Đảng viên vẫn được công nhận từ đúng ngày {day(item.trigger_on)}, "
                "nhưng chưa có quyền biểu quyết đến khi có quyết định."
            )
        case "recognition":
            return (
                f"{item.name} đã hết thời gian dự bị ngày {day(item.trigger_on)}. "
                f"Chi bộ họp xét công nhận chính thức, hạn {due} ({distance})."
            )
        case "mentor":
            how = f"Gửi: người giúp đỡ {item.name} là … (họ tên)."
            return f"{item.name}: {mid_sentence(item.title)}, hạn {due} ({distance}). {how}"
        case "returned_dossier":
            what = returned(item.trigger_on, item.remark)
            return f"{item.name}: {what}. Bổ sung, nộp lại, hạn {due} ({distance})."
        case _:
            return f"{item.name}: {mid_sentence(item.title)}, hạn {due} ({distance})."


def _pace(item: PaceItem) -> str:
    figure = f"{number(item.achieved)}/{quota_range(item.quota.low, item.quota.high)}"
    gap = number(item.quota.low - item.achieved)
    return f"Chỉ tiêu {period_name(item.quota.period)}: kết nạp {figure}, chậm tiến độ, còn thiếu {gap}."


def _late_units(item: LateUnitsItem) -> str:
    period = period_name(item.units[0].quota.period)
    named = [
        f"{mid_sentence(unit_title(late.unit))} {number(late.achieved)}/"
        f"{quota_range(late.quota.low, late.quota.high)}"
        for late in item.units[:_MOST_UNITS]
    ]
    if len(item.units) > _MOST_UNITS:
        named.append(f"và {number(len(item.units) - _MOST_UNITS)} đơn vị khác")
    return f"{number(len(item.units))} đơn vị chậm chỉ tiêu {period}: {', '.join(named)}."


def _silent_units(item: SilentUnitsItem) -> str:
    named = [mid_sentence(unit_title(unit)) for unit in item.units[:_MOST_UNITS]]
    if len(item.units) > _MOST_UNITS:
        named.append(f"và {number(len(item.units) - _MOST_UNITS)} đơn vị khác")
    silent = f"{number(len(item.units))} chi bộ chưa báo {period_name(item.month)} có kết nạp hay không"
    return (
        f"{silent}, chưa liên lạc được bí thư: {', '.join(named)}. "
        "Gửi “tạo mã mời cho các chi bộ chưa có bí thư”, hoặc báo thay từng chi bộ."
    )


def _where(unit: Unit, home: Unit | None) -> str:
    return "" if home is not None and unit.id == home.id else f"{unit_title(unit)}: "


def _distance(due_on: date, today: date) -> str:
    days = (due_on - today).days
    if days == 0:
        return "hôm nay"
    return f"còn {number(days)} ngày" if days > 0 else f"quá {number(-days)} ngày"


def _limit(edition: Edition | None, otherwise: str) -> str:
    if edition is None or edition.amount is None:
        return otherwise
    unit = "ngày làm việc" if edition.unit is LimitUnit.WORKING_DAYS else "tháng"
    return f"{edition.amount} {unit}"


def _late(planned_on: date | None, today: date) -> str:
    if planned_on is None or planned_on >= today:
        return ""
    return f" (Nhắc muộn, lẽ ra từ ngày {day(planned_on)}.)"


def _answers(item: PersonItem) -> str:
    said = ""
    if item.silent:
        outcome = (
            "." if item.because is Because.CLIMBED else "; việc này được báo cả cấp trên đến khi bạn trả lời."
        )
        said = f" Đã nhắc {number(item.silent)} lần chưa có trả lời{outcome}"
    if item.told:
        said += f" {item.told.by} báo chưa làm được ({day(item.told.on)}): {item.told.reason}."
    return said


def _reason(reason: Reason) -> str:
    lines = [f"{reason.heading}: {mid_sentence(reason.title)}."]
    if reason.edition and reason.edition.amount:
        amount = _limit(reason.edition, "")
        lines.append(f"Cách tính: {day(reason.trigger_on)} + {amount} = {day(reason.due_on)}.")
    if reason.days_off:
        off = ", ".join(f"{day(on)} {name}".strip() for on, name in reason.days_off)
        lines.append(f"Không tính thứ Bảy, Chủ nhật và ngày nghỉ: {off}.")
    if reason.edition:
        lines.append(f"Căn cứ: {citation(reason.edition)}.")
    return "\n".join(lines)
