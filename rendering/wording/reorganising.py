"""What officers and secretaries read about units that are merged, split or renamed."""

from collections.abc import Mapping, Sequence

from domain.cards import ReorganisationCard
from domain.periods import Period
from domain.units import Change, Unit
from rendering.wording.format import day, number, period_name
from rendering.wording.reports import UNDERSTOOD
from rendering.wording.steps import capitalised

_CHANGE = {Change.MERGED: "sáp nhập", Change.SPLIT: "chia tách", Change.RENAMED: "đổi tên"}


def card(
    card: ReorganisationCard,
    changing: Sequence[Unit],
    people: Mapping[int, int],
    targets: Sequence[tuple[Period, int]],
) -> str:
    """What would change, to be confirmed."""
    lines = [UNDERSTOOD, f"{capitalised(_CHANGE[card.change])} từ ngày {day(card.on)}"]
    if card.change is Change.RENAMED:
        return "\n".join([*lines, f"{changing[0].name} → {card.into[0]}", "Mọi số liệu giữ nguyên."])
    told = ", ".join(f"{unit.name} ({number(people[unit.id])} người đang theo dõi)" for unit in changing)
    lines.append(f"{told} → {', '.join(card.into)}")
    first = card.into[0]
    lines += [f"Chỉ tiêu {period_name(period)} của {first}: {number(low)}" for period, low in targets]
    if card.change is Change.SPLIT:
        lines.append(
            f"Người, hạn và chỉ tiêu chuyển sang {first}; sau đó chuyển từng người bằng một câu, "
            f"ví dụ: chuyển Lò Văn A sang {card.into[1]}."
        )
    else:
        lines.append(f"Người, hạn, bí thư và số liệu trước đó chuyển sang {first}.")
    return "\n".join(lines)


def done(card: ReorganisationCard, names: Sequence[str], *, quota: int | None) -> str:
    """The receipt."""
    told = f"✅ Đã {_CHANGE[card.change]} {', '.join(names)} → {', '.join(card.into)} từ {day(card.on)}."
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
    return (
        f"Từ {day(card.on)} {', '.join(names)} {_CHANGE[card.change]} thành {into}. "
        f"Từ nay báo cáo cho {into}; người và các hạn đang theo dõi đã chuyển sang."
    )


def taken_back() -> str:
    """After an undo."""
    return "Đã bỏ thay đổi tổ chức; các đơn vị, người và chỉ tiêu trở lại như trước."
