"""What officers and secretaries read about units that are merged, split or renamed."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain.cards import ReorganisationCard
from domain.periods import Period
from domain.units import Change, Unit, UnitKind
from rendering.wording.format import day, number, period_name
from rendering.wording.reports import UNDERSTOOD
from rendering.wording.steps import capitalised

CHANGE = {
    Change.MERGED: "sáp nhập",
    Change.SPLIT: "chia tách",
    Change.RENAMED: "đổi tên",
    Change.MOVED: "chuyển",
}


def card(
    card: ReorganisationCard,
    changing: Sequence[Unit],
    sizes: Mapping[int, int],
    targets: Sequence[tuple[Period, int]],
    today: date,
) -> str:
    """What would change, to be confirmed; of a day to come also what happens until then.

    `sizes`: how many people a cell follows, and how many cells a committee has.
    """
    ahead = (card.on - today).days
    days = f" (còn {number(ahead)} ngày)" if ahead > 0 else ""
    lines = [UNDERSTOOD, f"{capitalised(CHANGE[card.change])} từ ngày {day(card.on)}{days}"]
    until = [f"Đến ngày đó trợ lý tự {CHANGE[card.change]}; trước đó mọi việc như cũ."] if ahead > 0 else []
    if card.change is Change.RENAMED:
        return "\n".join([*lines, f"{changing[0].name} → {card.into[0]}", "Mọi số liệu giữ nguyên.", *until])
    told = ", ".join(f"{unit.name} ({_size(unit, sizes[unit.id])})" for unit in changing)
    lines.append(f"{told} → {', '.join(card.into)}")
    first = card.into[0]
    if card.change is Change.MOVED:
        carried = f"Người, hạn, chỉ tiêu, bí thư và số liệu đi theo; từ ngày đó trực thuộc {first}."
        return "\n".join([*lines, carried, *until])
    is_of_cells = changing[0].kind is UnitKind.PARTY_CELL
    lines += [f"Chỉ tiêu {period_name(period)} của {first}: {number(low)}" for period, low in targets]
    if card.change is Change.SPLIT and not is_of_cells:
        lines.append(
            f"Các chi bộ, chỉ tiêu và số liệu chuyển sang {first}; sau đó chuyển từng chi bộ bằng một câu, "
            f"ví dụ: chuyển chi bộ bản A về {card.into[1]}."
        )
    elif not is_of_cells:
        lines.append(f"Các chi bộ, chỉ tiêu, cán bộ và số liệu trước đó chuyển sang {first}.")
    elif card.change is Change.SPLIT:
        lines.append(
            f"Người, hạn và chỉ tiêu chuyển sang {first}; sau đó chuyển từng người bằng một câu, "
            f"ví dụ: chuyển Lò Văn A sang {card.into[1]}."
        )
    else:
        lines.append(f"Người, hạn, bí thư và số liệu trước đó chuyển sang {first}.")
    return "\n".join([*lines, *until])


def done(card: ReorganisationCard, names: Sequence[str], *, quota: int | None) -> str:
    """The receipt."""
    told = f"✅ Đã {CHANGE[card.change]} {', '.join(names)} → {', '.join(card.into)} từ {day(card.on)}."
    if card.change is Change.SPLIT and quota is not None:
        example = ", ".join(f"{name} {max(1, quota // len(card.into))}" for name in card.into)
        return (
            f"{told} Chỉ tiêu {number(quota)} đang để ở {card.into[0]}; "
            f"chia lại, ví dụ: giao chỉ tiêu năm {card.on.year}: {example}"
        )
    return told


def announced(card: ReorganisationCard, names: Sequence[str]) -> str:
    """Told to those who report for the units."""
    into = ", ".join(card.into)
    if card.change is Change.RENAMED:
        return f"Từ {day(card.on)} {names[0]} đổi tên thành {into}. Số liệu và lời nhắc giữ nguyên."
    if card.change is Change.MOVED:
        return (
            f"Từ {day(card.on)} {', '.join(names)} trực thuộc {into}. "
            "Báo cáo như cũ; số liệu và lời nhắc đi theo."
        )
    return (
        f"Từ {day(card.on)} {', '.join(names)} {_becomes(card)} {into}. "
        f"Từ nay báo cáo cho {into}; người và các hạn đang theo dõi đã chuyển sang."
    )


def _becomes(card: ReorganisationCard) -> str:
    """Units become what they are merged or split into; one alone joins what is there."""
    is_joining = card.change is Change.MERGED and len(card.unit_ids) == 1
    return f"{CHANGE[card.change]} {'vào' if is_joining else 'thành'}"


def announced_below(card: ReorganisationCard, names: Sequence[str], home: Unit) -> str:
    """The same, told to the secretaries of the cells below; `home` is what they belong to now."""
    return (
        f"Từ {day(card.on)} {', '.join(names)} {_becomes(card)} {', '.join(card.into)}. "
        f"Chi bộ trực thuộc {home.name}; báo cáo như cũ."
    )


def decided(card: ReorganisationCard, names: Sequence[str]) -> str:
    """The receipt of a decision for a day to come."""
    return (
        f"✅ Đã ghi quyết định {_told(card, names)}. Đến ngày đó trợ lý tự chuyển; "
        "từ nay đến đó báo cáo như cũ."
    )


def announced_ahead(card: ReorganisationCard, names: Sequence[str]) -> str:
    """The same, told to those who report for the units."""
    return (
        f"Có quyết định {_told(card, names)}. Từ nay đến đó báo cáo như cũ; "
        "đến ngày ấy người, hạn và chỉ tiêu tự chuyển sang."
    )


def called_off(card: ReorganisationCard, names: Sequence[str]) -> str:
    """A decision was taken back before its day: to whoever did so and to those concerned."""
    return f"Đã bỏ quyết định {_told(card, names)}. Các đơn vị giữ nguyên."


def dropped(card: ReorganisationCard, names: Sequence[str], refusal: str) -> str:
    """On its day a decision no longer fits what has become of its units; to whoever decided it."""
    return f"⚠️ Không thực hiện được quyết định {_told(card, names)}. {refusal} Xin gửi lại quyết định."


def ahead(card: ReorganisationCard, names: Sequence[str], by: str | None) -> str:
    """One decision of a list."""
    told = f" (do đ/c {by} ghi)" if by else ""
    return f"{capitalised(_told(card, names))}{told}"


def all_ahead(lines: Sequence[str]) -> str:
    """Every decision whose day has not come."""
    if not lines:
        return (
            "Không có quyết định tổ chức nào sắp tới. "
            "Muốn ghi, gõ ví dụ: từ 1/1/2026 sáp nhập bản A và bản B thành bản AB."
        )
    numbered = [f"{number}. {line}" for number, line in enumerate(lines, start=1)]
    return "\n".join(["Quyết định tổ chức sắp tới:", *numbered])


def call_off_label(number: int) -> str:
    """The button that takes a decision of the list back."""
    return f"Bỏ quyết định {number}"


def _size(unit: Unit, size: int) -> str:
    what = "người đang theo dõi" if unit.kind is UnitKind.PARTY_CELL else "chi bộ"
    return f"{number(size)} {what}"


def _told(card: ReorganisationCard, names: Sequence[str]) -> str:
    return f"{CHANGE[card.change]} {', '.join(names)} → {', '.join(card.into)} từ {day(card.on)}"


def taken_back() -> str:
    """After an undo."""
    return "Đã bỏ thay đổi tổ chức; các đơn vị, người và chỉ tiêu trở lại như trước."
