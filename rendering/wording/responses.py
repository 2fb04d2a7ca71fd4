"""What a reminder is answered with: its buttons, later, not possible because …, silence until a day."""

from datetime import date

from domain.pipeline import Stage
from domain.rules import Paper
from domain.steps import RECOGNITION_RESOLUTION
from domain.units import Unit
from rendering.wording.format import day, mid_sentence, unit_title
from rendering.wording.papers import have_label

_DONE = {
    Stage.VERIFICATION_DONE: "Đã có kết quả thẩm tra",
    Stage.CELL_RESOLUTION: "Chi bộ đã có nghị quyết",
    Stage.DECISION: "Đã có quyết định",
    Stage.ADMISSION: "Đã làm lễ kết nạp",
    Stage.OFFICIAL: "Đã công nhận",
}
_SHOWN = {RECOGNITION_RESOLUTION: "Chi bộ đã có nghị quyết"}

# Reasons that need no typing.
REASONS = ("Chi bộ chưa họp được", "Đang chờ cấp trên", "Người liên quan đi vắng")
DAYS_LATER = (3, 7, 14)


def done_label(awaited: Stage, which: int | None) -> str:
    """The button for a step that has taken place; with the item's number where several are listed."""
    return _of_item(_DONE.get(awaited, "Đã xong"), which)


def paper_label(paper: Paper, which: int | None, *, is_awaited: bool) -> str:
    """The button for a paper that is on file now, or a note that holds now.

    Beside a button for the step (the paper is not what is awaited) it says which paper.
    """
    if paper.needed_for is None:
        return _of_item(paper.title, which)
    return _of_item("Đã có giấy" if is_awaited else _SHOWN.get(paper.id) or have_label(paper), which)


def later_label(which: int | None) -> str:
    """The button that asks to be reminded again."""
    return _of_item("Nhắc lại sau", which)


def impossible_label(which: int | None) -> str:
    """The button that says why it cannot be done yet."""
    return _of_item("Chưa làm được", which)


def ask_when() -> str:
    """After how many days to remind again."""
    return "Nhắc lại sau mấy ngày?"


def days_label(days: int) -> str:
    """One of the answers."""
    return f"{days} ngày"


def no_such_number(choices: int) -> str:
    """A number was typed that no button has."""
    numbers = f"từ 1 đến {choices}" if choices > 1 else "1"
    return f"Không có lựa chọn ấy. Bạn gõ số {numbers}, hoặc gõ bằng chữ:"


def which_item() -> str:
    """What was typed fits several items of the last digest."""
    return "Bạn nói việc nào trong các việc đã nhắc?"


def ask_reason(heading: str) -> str:
    """Why it cannot be done: typed, or one of the buttons."""
    return f"{heading}: vì sao chưa làm được? Gõ lý do, hoặc chọn:"


def reason_kept(heading: str, reason: str, next_on: date | None, *, is_told: bool) -> str:
    """The receipt for a reason."""
    told = " Cấp trên được báo lý do này." if is_told else ""
    again = f" Sẽ nhắc lại ngày {day(next_on)}." if next_on else ""
    return f"✅ Đã ghi lý do cho {heading}: {reason}.{told}{again}"


def muted(until: date, reason: str, *, is_told: bool) -> str:
    """The receipt for silence asked for."""
    told = " Việc đến hạn trong thời gian này được báo cấp trên." if is_told else ""
    return (
        f"✅ Đã tắt nhắc đến ngày {day(until)} (lý do: {reason}).{told} Muốn nhận lại sớm hơn, gõ: bật nhắc"
    )


def muted_below(who: str, unit: Unit, until: date, reason: str) -> str:
    """To the superior of somebody who asked for silence."""
    return (
        f"⏰ {who}, {mid_sentence(unit_title(unit))}, tắt nhắc đến ngày {day(until)}. Lý do: {reason}.\n"
        "Trong thời gian này việc đến hạn của đơn vị được nhắc cho bạn."
    )


def why_to_mute(until: date) -> str:
    """A request for silence that says until when, and not why."""
    return (
        f"Tắt nhắc đến {day(until)}: xin ghi thêm lý do để cấp trên biết.\n"
        f"Ví dụ: tắt nhắc đến {until.day}/{until.month} vì đi học"
    )


def how_to_mute(longest: int) -> str:
    """A request for silence that lacks its end, or asks for too much."""
    return (
        f"Để tắt nhắc, xin ghi cả ngày (trong {longest} ngày tới) và lý do.\n"
        "Ví dụ: tắt nhắc đến 1/12 vì đi học"
    )


def unmuted(*, was_muted: bool) -> str:
    """Reminders come again."""
    return "✅ Đã bật lại nhắc việc." if was_muted else "Bạn đang nhận nhắc việc bình thường."


def unmute_label() -> str:
    """The button that ends the silence."""
    return "Bật lại nhắc"


def nothing_label(which: int | None) -> str:
    """The button that reports a month without admissions."""
    return _of_item("Không có", which)


def why_label() -> str:
    """The button that asks for the legal basis and the computation."""
    return "Vì sao tôi nhận tin này?"


def reminded_later(on: date) -> str:
    """The answer to a postponed reminder."""
    return f"Sẽ nhắc lại ngày {day(on)}."


def nothing_left_to_postpone() -> str:
    """The matter was settled in the meantime."""
    return "Việc này đã xong hoặc đã đổi ngày, không cần nhắc lại nữa."


def _of_item(label: str, which: int | None) -> str:
    return label if which is None else f"{label} (việc {which})"
