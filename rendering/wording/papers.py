"""The checklist: which papers of a person are on file, and which are still missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.pipeline import Stage
from domain.rules import ExpiredPaper, Paper
from domain.units import Unit
from rendering.wording.format import day, mid_sentence, number, unit_title
from rendering.wording.reminders import cited

_BEFORE = {
    Stage.CELL_RESOLUTION: "để chi bộ xét đề nghị kết nạp",
    Stage.OFFICIAL: "để chi bộ xét công nhận chính thức",
}
_MOST_PEOPLE = 12
_LONGEST_LABEL = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """The papers of one person for the next step that needs any: what is there since when, what is not."""

    name: str
    unit: Unit
    needed_for: Stage
    there: tuple[tuple[Paper, date], ...]
    missing: tuple[Paper, ...]  # those no longer good among them
    expired: tuple[ExpiredPaper, ...] = ()


def checklist(found: Checklist) -> str:
    """One person's papers, the missing ones first."""
    purpose = _BEFORE.get(found.needed_for, "cho bước tiếp theo")
    opening = f"{found.name}, {mid_sentence(unit_title(found.unit))}"
    if not found.missing:
        lines = [f"✅ {opening}: đủ giấy tờ {purpose}."]
    else:
        lines = [f"{opening}: còn thiếu {number(len(found.missing))} giấy tờ {purpose}:"]
        ended = {
            one.paper.id: f" (giấy ngày {day(one.dated)} hết giá trị từ {day(one.good_until)})"
            for one in found.expired
        }
        lines += [f"{n}. {paper.title}{ended.get(paper.id, '')}" for n, paper in enumerate(found.missing, 1)]
    lines += [f"· Đã có: {mid_sentence(paper.title)} ({day(on)})" for paper, on in found.there]
    lines += cited((paper.document, paper.verified) for paper in found.missing if paper.document)
    return "\n".join(lines)


def age_asked(least: int, most: int) -> str:
    """How old somebody must be to be admitted, in years."""
    return f"Tuổi: đủ {number(least)}; trên {number(most)} phải được cấp ủy cấp trên đồng ý."


def probation_asked(months: int) -> str:
    """How long somebody is on probation, in months."""
    return f"Dự bị đủ {number(months)} tháng, tính từ ngày lễ kết nạp (Điều lệ Đảng, Điều 5)."


def procedure(step: Stage, condition: str, needed: Sequence[Paper]) -> str:
    """What must be so, and what a dossier consists of, before somebody is named."""
    lines = [condition, f"Giấy tờ {_BEFORE.get(step, 'cho bước này')}, {number(len(needed))} loại:"]
    lines += [f"{n}. {paper.title}" for n, paper in enumerate(needed, 1)]
    lines += cited((paper.document, paper.verified) for paper in needed if paper.document)
    lines.append("Xem của một người: hồ sơ Lò Thị Mai còn thiếu gì?")
    return "\n".join(lines)


def checklists(found: Sequence[Checklist]) -> str:
    """Everybody whose papers are not complete, one line each."""
    if not found:
        return "Không có hồ sơ nào đang mở mà còn thiếu giấy tờ."
    lines = [f"{number(len(found))} hồ sơ còn thiếu giấy tờ:"]
    lines += [
        f"· {one.name}: còn thiếu {number(len(one.missing))} giấy tờ "
        f"{_BEFORE.get(one.needed_for, 'cho bước tiếp theo')}"
        for one in found[:_MOST_PEOPLE]
    ]
    if len(found) > _MOST_PEOPLE:
        lines.append(f"… và {number(len(found) - _MOST_PEOPLE)} hồ sơ khác.")
    lines.append(f"Xem từng giấy tờ: hồ sơ {found[0].name} còn thiếu gì?")
    return "\n".join(lines)


def nothing_needed(name: str) -> str:
    """A person whose way is at its end, or who has left."""
    return f"{name} hiện không có bước nào cần thêm giấy tờ."


def have_label(paper: Paper) -> str:
    """The button for one missing paper."""
    label = f"Đã có: {mid_sentence(paper.title)}"
    return label if len(label) <= _LONGEST_LABEL else label[:_LONGEST_LABEL].rsplit(" ", 1)[0] + "…"


def kept(name: str, paper: Paper, on: date, good_until: date | None, *, is_dated: bool) -> str:
    """The receipt for a paper; of one that is good for a time until when, and how to tell its own day."""
    receipt = f"✅ Đã ghi: {name} có {mid_sentence(paper.title)}, ngày {day(on)}."
    if good_until is None:
        return receipt
    receipt += f"\nGiấy có giá trị đến {day(good_until)}; sẽ nhắc bạn trước hạn."
    if is_dated:
        return receipt
    short = mid_sentence(paper.title).split(",")[0]
    return f"{receipt} Giấy ghi ngày khác thì hoàn tác rồi gửi, ví dụ: {name} có {short} mới ngày 5/10"


def on_file(name: str, paper: Paper, on: date) -> str:
    """A paper that was told before."""
    return f"{paper.title} của {name} đã được ghi ngày {day(on)}."


def mentors_kept(told: Sequence[tuple[str, str]]) -> str:
    """The receipt for mentors: of each member the name and who helps them."""
    return f"✅ Đã ghi: {'; '.join(f'{mentor} giúp đỡ {name}' for name, mentor in told)}."


def which_person(names: Sequence[str]) -> str:
    """A name that fits several people."""
    return f"Có {number(len(names))} người tên như vậy: {', '.join(names)}. Xin ghi rõ họ tên."


def _ended(one: ExpiredPaper) -> str:
    return f"giấy ngày {day(one.dated)} chỉ có giá trị đến {day(one.good_until)}"
