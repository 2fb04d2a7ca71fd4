"""Who has not reported, and the message that asks them to."""

from datetime import datetime

from domain.actions import Action
from domain.answers import MissingCell, UnreportedAnswer
from domain.messages import Choice, Reply
from domain.periods import Period
from domain.units import Unit
from rendering.wording.format import day, mid_sentence, number, period_name, unit_title

CELLS_SHOWN = 20
_UNITS_SHOWN = 30


def unreported(given: UnreportedAnswer, onward: Choice | None, openers: tuple[Choice, ...]) -> Reply:
    """Those missing, by unit where there is a level between, else one line each; then what can be done."""
    lines = [_headline(given)]
    behind = [row for row in given.by_unit if row.value]
    if behind and not given.query.start:
        lines += [
            f"· {unit_title(row.unit)}: {number(row.value)}" for row in behind[:_UNITS_SHOWN] if row.unit
        ]
        lines += (
            [f"… và {number(len(behind) - _UNITS_SHOWN)} đơn vị nữa"] if len(behind) > _UNITS_SHOWN else []
        )
    else:
        lines += [
            f"{place}. {_line(cell)}" for place, cell in enumerate(given.missing, start=given.query.start + 1)
        ]
        lines += _heard(given)
    choices = [onward] if onward else []
    if given.may_nudge and given.value:
        choices.append(Choice(label="Nhắc họ", action=Action.NUDGE, arguments={"unit": given.unit.id}))
    return Reply(text="\n".join(lines), choices=(*choices, *openers))


def _headline(given: UnreportedAnswer) -> str:
    where, month = unit_title(given.unit), period_name(given.period)
    cells = f"chi bộ {given.query.kind}" if given.query.kind else "chi bộ"
    if not given.cells:
        return f"{where} chưa có chi bộ nào."
    if not given.value:
        told = f"cả {number(given.cells)} {cells} đã báo cáo"
        told = "đã báo cáo" if given.cells == 1 and not given.query.kind else told
        return f"{where}: {told} {month} (tính đến {day(given.as_of)})."
    return (
        f"{where}: {number(given.value)}/{number(given.cells)} {cells} chưa báo cáo {month} "
        f"(tính đến {day(given.as_of)})."
    )


def _heard(given: UnreportedAnswer) -> list[str]:
    """Those that have reported, in one line under those that have not."""
    if not given.heard:
        return []
    more = given.cells - given.value - len(given.heard)
    rest = f" và {number(more)} chi bộ nữa" if more > 0 else ""
    return [f"Đã báo cáo: {', '.join(mid_sentence(unit_title(cell)) for cell in given.heard)}{rest}."]


def _line(cell: MissingCell) -> str:
    heard = cell.last_heard_on
    return f"{unit_title(cell.unit)}, " + (f"báo gần nhất {day(heard)}" if heard else "chưa báo lần nào")


def please_report(asking: Unit, cell: Unit, period: Period) -> str:
    """What a secretary reads when the level above asks."""
    return (
        f"⏰ {unit_title(asking)} nhắc: {mid_sentence(unit_title(cell))} "
        f"chưa có báo cáo {period_name(period)}.\n"
        "Có việc gì, bạn gõ câu thường, ví dụ: kết nạp đ/c Lò Thị Mai sn 1998 ngày 5/10. "
        "Nếu không có, bấm nút dưới đây."
    )


def nothing_label() -> str:
    """The button that says that there was no admission in the month."""
    return "Tháng này không có"


def nudged(*, asked: int, asked_today: int, unreachable: int, left: int, sent_at: datetime | None) -> str:
    """What became of the tap. `sent_at`: when the messages leave, where that is not at once."""
    if not asked and not asked_today and not unreachable:
        return "Các chi bộ đều đã báo cáo, không cần nhắc nữa."
    told = []
    if asked:
        later = f" Tin gửi lúc {sent_at:%H:%M} ngày {day(sent_at.date())}." if sent_at else ""
        told.append(f"✅ Đã nhắc {number(asked)} chi bộ.{later}")
    if asked_today:
        told.append(f"{number(asked_today)} chi bộ đã được nhắc hôm nay, không nhắc thêm.")
    if unreachable:
        told.append(
            f"{number(unreachable)} chi bộ chưa có ai nhận được tin; xin liên hệ trực tiếp. "
            "Muốn mời bí thư, gõ: tạo mã mời cho các chi bộ chưa có bí thư."
        )
    if left:
        told.append(f"Còn {number(left)} chi bộ: xin nhắc theo từng xã.")
    return " ".join(told)
