"""Targets: the card, what was set, what was set before, and what a share alone does not say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from domain.actions import Action
from domain.cards import QuotaCard, QuotaLine
from domain.figures import FigureAnswer
from domain.messages import Choice, Reply
from domain.periods import Period
from domain.questions import Query, Topic
from domain.quotas import MemberShare
from domain.units import Unit, UnitKind
from rendering.wording.format import (
    day,
    mid_sentence,
    number,
    percent,
    period_name,
    quota_range,
    unit_title,
)
from rendering.wording.reports import UNDERSTOOD
from rendering.wording.steps import capitalised
from rendering.wording.tags import tag_label
from rendering.wording.totals import headline

_LISTED = 6  # of a kind that has more cells only their number and sum are told
_TOLD_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaSet:
    """One target as it was once set. `until`: what ended it, "replaced" or "undone"; "" while it stands."""

    set_on: date
    set_by: str | None
    period: Period
    low: int
    high: int | None
    per_cell: bool
    tag: str
    share: MemberShare | None
    document: str
    ended: str


def quota_card(
    card: QuotaCard,
    units: Mapping[int, Unit],
    *,
    replaced: Mapping[tuple[int, str], str],
    cells: Mapping[int, int],
    notes: Sequence[str],
) -> str:
    """Targets to be confirmed. `replaced`: what a unit and tag had so far; `cells`: party cells of a unit."""
    lines = [UNDERSTOOD, f"Giao chỉ tiêu kết nạp {period_name(card.period)}"]
    if card.document:
        lines.append(f"Theo {card.document}")
    for each, group in groupby(card.lines, key=lambda line: line.each):
        told = list(group)
        if each and len(told) > _LISTED:
            lines.append(_group(each, told))
        else:
            lines += [_line(line, units[line.unit_id], replaced, cells) for line in told]
    return "\n".join([*lines, *notes])


def _group(each: str, told: Sequence[QuotaLine]) -> str:
    low = sum(line.low for line in told)
    high = sum(line.high or line.low for line in told) if told[0].high is not None else None
    return (
        f"{capitalised(each)} {quota_range(told[0].low, told[0].high)}: "
        f"{number(len(told))} đơn vị, cộng {quota_range(low, high)}"
    )


def _line(
    line: QuotaLine, unit: Unit, replaced: Mapping[tuple[int, str], str], cells: Mapping[int, int]
) -> str:
    target = quota_range(line.low, line.high)
    where = f"  trong đó {tag_label(line.tag)}" if line.tag else unit_title(unit)
    told = f"{where}: {target}"
    if line.per_cell:
        count = cells[unit.id]
        whole = quota_range(line.low * count, None if line.high is None else line.high * count)
        told = f"{where}: mỗi chi bộ {target} ({number(count)} chi bộ, cộng {whole})"
    elif line.share:
        told += f" ({share_text(line.share)})"
    before = replaced.get((line.unit_id, line.tag))
    return f"{told} (thay cho {before})" if before and before != target else told


def share_text(share: MemberShare) -> str:
    """3% của 383 đảng viên."""
    low = percent(Decimal(share.low).scaleb(-1))
    told = low if share.high is None else f"{low.removesuffix('%')}–{percent(Decimal(share.high).scaleb(-1))}"
    return f"{told} của {number(share.members)} đảng viên"


def for_each(kind: str) -> str:
    """Whom a target for every unit of a kind is for: "mỗi trường"."""
    return f"mỗi {kind}"


def targets_unread(names: Sequence[str]) -> str:
    """A list of targets of which some were not read: none of it is taken."""
    listed = ", ".join(f"“{name}”" for name in names)
    again = "Xin gửi lại, mỗi đơn vị một tên và một số."
    return f"Tôi chưa đọc chắc chỉ tiêu của {listed} nên chưa lập phiếu. {again}"


def which_quota() -> str:
    """A target without a number or a unit."""
    return "Xin cho biết đơn vị và số, ví dụ: giao chỉ tiêu năm 2026: bản Hỏm 2, bản Lầu 1"


def quota_saved(card: QuotaCard) -> str:
    """After confirming targets."""
    count = len({line.unit_id for line in card.lines})
    return f"✅ Đã giao chỉ tiêu {period_name(card.period)} cho {number(count)} đơn vị."


def whose_target(count: int, units: Sequence[Unit]) -> str:
    """A number alone behind targets of several units."""
    listed = "\n".join(f"{place}. {unit.name}" for place, unit in enumerate(units, start=1))
    name = units[0].name if units else ""
    return f"{number(count)} là của đơn vị nào? Xin gõ tên và số, ví dụ: {name} {count}\n{listed}"


def other_year_stays(period: Period) -> str:
    """Above the card of the same targets for another year."""
    told = f"Chỉ tiêu {period_name(period)} vừa giao vẫn giữ"
    return f"{told}; nếu giao nhầm năm, bỏ phiếu này rồi gõ hoàn tác."


def quota_undone() -> str:
    """After taking targets back."""
    return "Đã bỏ chỉ tiêu vừa giao; chỉ tiêu trước đó, nếu có, lại được dùng."


def quota_sum_note(total: str, parent: Unit, parent_quota: str, kinds: Collection[UnitKind]) -> str:
    """Children against parent, when they differ: "Tổng các chi bộ 6, chỉ tiêu đảng bộ xã X 15"."""
    below = "chi bộ" if set(kinds) == {UnitKind.PARTY_CELL} else "đơn vị"
    return f"Tổng các {below} {total}, chỉ tiêu {mid_sentence(unit_title(parent))} {parent_quota}."


# --- history --------------------------------------------------------------------------------------


def history(unit: Unit, sets: Sequence[QuotaSet], *, may_set: bool) -> Reply:
    """Every target the unit ever had, oldest first: when, by whom, by which document, what became of it.

    `may_set`: the reader may give it one.
    """
    totals = Query(topic=Topic.QUOTA_GAP, unit_id=unit.id)
    choices = (
        Choice(label="Kết quả so với chỉ tiêu", action=Action.ASK_QUERY, arguments=totals.arguments()),
    )
    if not sets:
        how = "Để giao, gõ ví dụ: chỉ tiêu năm 2026 là 10" if may_set else "Chỉ tiêu do cán bộ cấp trên giao."
        return Reply(text=f"{unit_title(unit)}: chưa giao chỉ tiêu nào. {how}", choices=choices)
    shown = sets[-_TOLD_MOST:]
    lines = [f"{unit_title(unit)}: {number(len(sets))} lần giao chỉ tiêu."]
    lines += [f"{place}. {_set(one)}" for place, one in enumerate(shown, start=len(sets) - len(shown) + 1)]
    return Reply(text="\n".join(lines), choices=choices)


def _set(one: QuotaSet) -> str:
    target = quota_range(one.low, one.high)
    if one.per_cell:
        target = f"mỗi chi bộ {target}"
    if one.share:
        target += f" ({share_text(one.share)})"
    what = f", riêng {tag_label(one.tag)}" if one.tag else ""
    by = f" ({one.set_by})" if one.set_by else ""
    document = f", theo {one.document}" if one.document else ""
    ended = {"replaced": "đã thay", "undone": "đã bỏ"}.get(one.ended, "đang dùng")
    told = f"{capitalised(period_name(one.period))}{what}: {target}"
    return f"{told}, giao ngày {day(one.set_on)}{by}{document}; {ended}"


# --- "vượt 142%" ------------------------------------------------------------------------------------


def exceeded_by(told: str, given: FigureAnswer) -> Reply:
    """A share above the quota can be read in two ways; only the quota itself tells which."""
    period, where = period_name(given.period), unit_title(given.unit)
    query = Query(topic=Topic.TOTALS, unit_id=given.unit.id, stage=given.stage, period=given.period)
    numbers = Choice(label="Số liệu", action=Action.ASK_QUERY, arguments=query.arguments())
    amount = told.rsplit(" ", 1)[-1]
    ways = f"“{told}” hiểu được hai cách: bằng {amount} chỉ tiêu, hay hơn chỉ tiêu thêm {amount}"
    if given.progress:
        return Reply(text=f"{ways}. Theo chỉ tiêu đã giao: {headline(given)}", choices=(numbers,))
    example = f"chỉ tiêu {period} là …"
    asked = f"{ways}. {where} {period} được giao chỉ tiêu bao nhiêu? Xin gõ: {example}"
    return Reply(text=f"{asked}\nĐến nay đã ghi kết nạp {number(given.value)} người.", choices=(numbers,))
