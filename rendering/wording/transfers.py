"""What both sides of a transfer read."""

from collections.abc import Sequence
from datetime import date

from domain.cards import TransferCard
from domain.units import Unit
from rendering.wording.format import day, mid_sentence, unit_title
from rendering.wording.reports import UNDERSTOOD

Sides = tuple[Unit, Unit]


def card(card: TransferCard, left: Unit, joined: Unit | None, *, is_asking: bool, waits: bool) -> str:
    """A transfer to be confirmed by whoever tells it. `waits`: the other side has to confirm it too."""
    names = ", ".join(card.names)
    if joined is None:
        lines = [
            UNDERSTOOD,
            f"Chuyển sinh hoạt đảng ra ngoài · {unit_title(left)} → {card.place} · từ ngày {day(card.on)}",
            names,
        ]
        if is_asking:
            return "\n".join([*lines, "Nếu là một trong các chi bộ dưới đây, xin chọn."])
        return "\n".join([*lines, "Trợ lý không theo dõi nơi đến, nên các lời nhắc về người này sẽ dừng."])
    other = left if card.is_receiving else joined
    lines = [
        UNDERSTOOD,
        f"Chuyển sinh hoạt đảng · {unit_title(left)} → {mid_sentence(unit_title(joined))} "
        f"· từ ngày {day(card.on)}",
        names,
    ]
    if waits:
        lines.append(
            f"{unit_title(other)} xác nhận thì quá trình và các hạn đang theo dõi chuyển sang bên nhận."
        )
    return "\n".join(lines)


def unit_label(unit: Unit, above: Unit | None) -> str:
    """One of several units, told apart by what is above them."""
    return f"{unit.name}, {above.name}" if above else unit.name


def told(names: Sequence[str], sides: Sides, *, is_receiving: bool, is_reached: bool) -> str:
    """On record; the other side has to confirm."""
    left, joined = sides
    other = mid_sentence(unit_title(left if is_receiving else joined))
    waits = f"đã hỏi {other} xác nhận" if is_reached else f"chưa liên hệ được {other} để xác nhận"
    return (
        f"✅ Đã ghi: {', '.join(names)} chuyển sinh hoạt đảng sang {mid_sentence(unit_title(joined))}; "
        f"{waits}. Đến lúc đó vẫn tính ở {mid_sentence(unit_title(left))}."
    )


def please_confirm(names: Sequence[str], sides: Sides, on: date, *, is_receiving: bool) -> str:
    """Asked of the other side. `is_receiving`: the receiving side told it."""
    left, joined = sides
    who = ", ".join(names)
    if is_receiving:
        return (
            f"{unit_title(joined)} báo đã tiếp nhận {who} từ {mid_sentence(unit_title(left))}, "
            f"sinh hoạt từ {day(on)}. Đã chuyển đi đúng như vậy không?"
        )
    return (
        f"{unit_title(left)} báo chuyển sinh hoạt đảng của {who} sang {mid_sentence(unit_title(joined))} "
        f"từ {day(on)}. Bên mình đã tiếp nhận chưa?"
    )


def accept_label(*, is_receiving: bool) -> str:
    """The button of the side that confirms."""
    return "Đã tiếp nhận" if is_receiving else "Đúng, đã chuyển"


def not_yet_label() -> str:
    """The button of the side that cannot confirm yet."""
    return "Chưa"


def waits_on(names: Sequence[str], teller: Unit) -> str:
    """After [Chưa]."""
    return (
        f"Đã báo lại {mid_sentence(unit_title(teller))} là chưa. Khi nào xong, xin bấm nút dưới đây cho "
        f"{', '.join(names)}."
    )


def other_side_denies(names: Sequence[str], other: Unit) -> str:
    """The side that told it hears of [Chưa]."""
    return (
        f"{unit_title(other)} trả lời chưa xác nhận việc chuyển sinh hoạt của {', '.join(names)}. "
        "Nếu báo nhầm, gõ hoàn tác; nếu đúng, xin liên hệ hai bên."
    )


def confirmed_to_teller(names: Sequence[str], left: Unit, joined: Unit) -> str:
    """The side that told it hears that the other has confirmed."""
    return (
        f"✅ {', '.join(names)} đã chuyển từ {mid_sentence(unit_title(left))} sang "
        f"{mid_sentence(unit_title(joined))}: hai bên đã xác nhận."
    )


def moved(names: Sequence[str], left: Unit, joined: Unit) -> str:
    """The people have gone over."""
    return (
        f"✅ Đã chuyển {', '.join(names)} từ {mid_sentence(unit_title(left))} sang "
        f"{mid_sentence(unit_title(joined))}, cùng quá trình và các hạn đang theo dõi."
    )


def left(names: Sequence[str], place: str, on: date) -> str:
    """They left the tree."""
    return (
        f"✅ Đã ghi: {', '.join(names)} chuyển sinh hoạt đảng đến {place} từ {day(on)}; "
        "thôi theo dõi và dừng nhắc."
    )


def nobody_of_that_name(names: Sequence[str], joined: Unit) -> str:
    """Told to the unit said to be left: it has nobody of that name, and says so itself."""
    return (
        f"{unit_title(joined)} báo tiếp nhận {', '.join(names)} từ đơn vị bạn, "
        "nhưng danh sách của đơn vị bạn chưa có đúng tên này. "
        "Xin kiểm tra lại họ tên rồi báo chuyển sinh hoạt."
    )


def taken_back(names: Sequence[str], *, is_confirmation: bool) -> str:
    """After an undo."""
    if is_confirmation:
        return f"Đã bỏ xác nhận chuyển sinh hoạt của {', '.join(names)}; việc này lại chờ xác nhận."
    return f"Đã bỏ báo cáo chuyển sinh hoạt của {', '.join(names)}."


def other_side_took_back(names: Sequence[str], own: Unit, *, is_confirmation: bool) -> str:
    """The other side hears of an undo."""
    who = ", ".join(names)
    if is_confirmation:
        return f"{unit_title(own)} đã bỏ xác nhận chuyển sinh hoạt của {who}; việc này lại chờ xác nhận."
    return f"{unit_title(own)} đã bỏ báo cáo chuyển sinh hoạt của {who}; không còn gì phải xác nhận."


def unknown_origin(place: str, near: Sequence[str]) -> str:
    """The receiving side names a unit that the assistant does not know, or several."""
    if near:
        return f"Chưa rõ “{place}” là chi bộ nào: {', '.join(near)}? Xin gõ lại kèm tên chi bộ và tên xã."
    return (
        f"Trợ lý không theo dõi “{place}”. Nếu đồng chí từ nơi khác chuyển đến, xin báo các mốc đã qua, "
        "ví dụ: kết nạp Lò Văn A ngày 3/3/2018"
    )


def which_origin(names: Sequence[str]) -> str:
    """Somebody came in, and it was not said from where."""
    return (
        f"{', '.join(names)} chuyển từ đâu đến? "
        f"Xin báo đủ, ví dụ: tiếp nhận đ/c {names[0]} từ chi bộ bản Lầu ngày 1/10\n"
        f"Nếu từ nơi trợ lý không theo dõi, xin báo các mốc đã qua, ví dụ: kết nạp {names[0]} ngày 3/3/2018"
    )


def which_unit_receives() -> str:
    """The receiving side answers for several cells, or for none."""
    return (
        "Xin để bên chuyển đi báo trước, ví dụ: đ/c Lò Văn A chuyển sinh hoạt sang chi bộ bản Lầu ngày 1/10"
    )


def one_unit_at_a_time() -> str:
    """The people named are of different cells."""
    return "Các đồng chí này đang ở các chi bộ khác nhau. Xin báo chuyển sinh hoạt theo từng chi bộ."
