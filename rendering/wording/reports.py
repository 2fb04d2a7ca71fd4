"""What a reporter reads: the card, the one question, the receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.cards import (
    Card,
    CardPerson,
    CorrectionCard,
    QuotaCard,
    ReasonCard,
    ReorganisationCard,
    ReportCard,
    TransferCard,
)
from domain.people import Person
from domain.periods import Period
from domain.pipeline import Stage
from domain.steps import probation_ends_on
from domain.units import Unit
from rendering.wording.format import day, mid_sentence, number, period_name, shortened, unit_title
from rendering.wording.steps import LEAVING, STEP, capitalised, date_label, facts_of
from rendering.wording.tags import tag_label

UNDERSTOOD = "Tôi hiểu là:"

_TOLD_SHOWN = 60
_MOST_ENDS = 4  # days on which probation ends; a card of more would be twice as long


def card(card: ReportCard, unit: Unit, notes: Mapping[int, str] | None = None) -> str:
    """The whole card, to be confirmed. `notes`: what is said below a line, by its number from 1."""
    lines = [UNDERSTOOD, _heading(card, unit)]
    if card.votes:
        lines.append(f"Biểu quyết đồng ý {card.votes[0]}/{card.votes[1]} đảng viên chính thức")
    if card.introducers:
        lines += _introduced(card)
    if "foreign_element" in card.notes:
        lines.append("Có yếu tố nước ngoài: hạn trả lời thẩm tra dài hơn")
    if card.numbers_only:
        parts = "".join(f" · {tag_label(part.tag)} {part.count}" for part in card.parts)
        lines.append(f"{card.count} người{parts}, họ tên bổ sung sau")
    several = len(card.people) > 1
    for place, line in enumerate(card.people, start=1):
        prefix = f"{place}. " if several else ""
        lines.append(prefix + _person_line(card, line))
        if notes and place in notes:
            lines.append(notes[place])
    return "\n".join([*lines, *_probation_ends(card)])


def _probation_ends(card: ReportCard) -> list[str]:
    """When the twelve months end: one line, or one for each day where the people have several."""
    if card.stage is not Stage.ADMISSION:
        return []
    dated = [(place, line.on or card.on) for place, line in enumerate(card.people, start=1)]
    ends: dict[date, list[str]] = {}
    for place, on in dated or [(1, card.on)]:
        if on is not None:
            ends.setdefault(probation_ends_on(on), []).append(str(place))
    if len(ends) == 1:
        return [f"Hết dự bị: {day(end)}" for end in ends]
    if len(ends) > _MOST_ENDS:
        return ["Hết dự bị: đúng 12 tháng sau ngày lễ của từng người"]
    return [f"Hết dự bị: {day(end)} (số {', '.join(places)})" for end, places in ends.items()]


def _introduced(card: ReportCard) -> list[str]:
    """Who introduces, and the question whether for long enough together, where that is not told."""
    lines = [f"Người giới thiệu: {introducers(card)}"]
    if not card.is_together and card.together_since is None:
        lines.append("❓ Người giới thiệu đã cùng công tác đủ 12 tháng chưa? (Điều lệ Đảng, Điều 4)")
    return lines


def introducers(card: ReportCard) -> str:
    """The members who introduce, with how long they have worked together."""
    names = ", ".join(card.introducers)
    if card.together_since:
        return f"{names}, cùng công tác từ {day(card.together_since)}"
    return f"{names}, cùng công tác đủ 12 tháng" if card.is_together else names


def together_label() -> str:
    """The button that says that introducer and person have worked together for long enough."""
    return "Đã đủ 12 tháng"


def overlap_question(card: ReportCard, recorded: int) -> str:
    """A number for a span that has one already."""
    return (
        f"Khoảng thời gian này đã có số liệu {recorded} người {STEP[card.stage]}. "
        f"Số {card.count} bạn vừa báo đã gồm {recorded} người đó chưa?"
    )


def within_question(card: ReportCard, recorded: int) -> str:
    """A number smaller than the one that its span lies in."""
    return (
        f"Khoảng thời gian này đã có số liệu {recorded} người {STEP[card.stage]}. "
        f"Trong {recorded} người đó đã có {card.count} người này chưa?"
    )


def within_label() -> str:
    """The button that says: those are counted already."""
    return "Đã có, không ghi thêm"


def includes_label(recorded: int) -> str:
    """The button that says: the new number holds the earlier one."""
    return f"Đã gồm {recorded} người đó"


def adds_label(whole: int) -> str:
    """The button that says: the two numbers add up."""
    return f"Chưa gồm, cộng lại là {whole}"


def unit_question(units: Sequence[Unit]) -> str:
    """Which of several units reports."""
    return "Báo cáo này của đơn vị nào?" if units else "Báo cáo này của chi bộ nào? Xin gõ tên chi bộ."


def unit_unclear(told: str) -> str:
    """A unit that was named nearly as one of the reporter's."""
    return f"Tôi chưa rõ “{shortened(told, _TOLD_SHOWN)}” là chi bộ nào."


def no_such_unit(told: str) -> str:
    """What was typed where the name of a cell is awaited is none of the asker's."""
    return (
        f"Chưa thấy chi bộ nào của bạn tên “{shortened(told, _TOLD_SHOWN)}”. "
        "Báo cáo đang mở cần tên chi bộ: xin bấm một nút hoặc gõ lại tên."
    )


def name_question(card: ReportCard) -> str:
    """Who it was."""
    partial = next((p for p in card.people if p.lacks_name and p.facts.full_name), None)
    if partial:
        return f"Xin cho biết họ và tên đầy đủ của {partial.facts.full_name}."
    if card.count and card.count > 1:
        return f"Xin cho biết họ tên {card.count} người {STEP[card.stage]}."
    return f"Xin cho biết họ tên người {STEP[card.stage]}."


def more_names_question(card: ReportCard) -> str:
    """A number larger than the list of names."""
    names = ", ".join(p.facts.full_name or "" for p in card.people)
    return f"Bạn báo {card.count} người nhưng mới có {len(card.people)} tên: {names}. Còn ai nữa?"


def date_question(card: ReportCard) -> str:
    """When it was."""
    names = ", ".join(p.facts.full_name or "" for p in card.people if p.on is None)
    if card.stage is Stage.ADMISSION:
        return f"Lễ kết nạp {names} ngày nào?" if names else "Lễ kết nạp ngày nào?"
    return f"{capitalised(STEP[card.stage])}{': ' + names if names else ''}. Việc này ngày nào?"


def ask_for_date() -> str:
    """After [Ngày khác]."""
    return "Xin gõ ngày, ví dụ: 5/10 hoặc 5/10/2025."


def same_person_question(known: Person, unit: Unit) -> str:
    """Perhaps somebody on record elsewhere."""
    born = f" ({known.facts.birth_date.year})" if known.facts.birth_date else ""
    return f"Có phải là {known.name}{born} đang có ở {mid_sentence(unit_title(unit))}?"


def same_person_label() -> str:
    """The button that says: that is who was meant."""
    return "Đúng người này"


def other_person_label() -> str:
    """The button that says: somebody else of that name."""
    return "Người khác"


def numbers_only_label() -> str:
    """The button that leaves the names for later."""
    return "Chỉ ghi số lượng"


def only_these_label(count: int) -> str:
    """The button that says: no more than those named."""
    return f"Chỉ {count} người"


def today_label() -> str:
    """The button that dates a step on the day of the message."""
    return "Hôm nay"


def yesterday_label() -> str:
    """The button that dates a step on the day before."""
    return "Hôm qua"


def other_day_label() -> str:
    """The button after which a date is typed."""
    return "Ngày khác"


def edit_date_label() -> str:
    """The button on a card whose date is refused."""
    return "Sửa ngày"


def proposed_label(on: date) -> str:
    """The button that takes the solar day of a lunar date."""
    return f"{day(on)} (dương lịch)"


def still_good_label() -> str:
    """The button that says that a paper past its time is still good."""
    return "Giấy vẫn dùng được"


def newer_paper_label(on: date) -> str:
    """The button for a step told again: its paper was made anew."""
    return f"Giấy làm lại ngày {day(on)}"


def second_referral_label(on: date) -> str:
    """The button for a referral told again: it is the second one."""
    return f"Giấy giới thiệu thứ hai, ngày {day(on)}"


def redate_label(on: date) -> str:
    """The button that moves a step to the date told now."""
    return f"Sửa thành {day(on)}"


def date_notice(problems: Sequence[str], own_text: str) -> str | None:
    """Why a told date was not taken; `own_text` is the message with the date left open, to be copied."""
    why = next((_DATE_NOTICE[problem] for problem in problems if problem in _DATE_NOTICE), None)
    if why is None or _DATE_NOTICE["date_lunar"] == why or len(own_text) > _OWN_TEXT:
        return why
    return f"{why} Bạn bấm một nút, gõ ngày đúng, hoặc chép lại và điền: “{own_text}”."


_OWN_TEXT = 300

_DATE_NOTICE = {
    "date_impossible": "Ngày bạn ghi không có trong lịch.",
    "date_in_future": "Ngày bạn ghi chưa tới.",
    "date_lunar": "Bạn ghi ngày âm lịch, xin chọn hoặc gõ ngày dương.",
}


def what_to_correct(card: ReportCard) -> str:
    """After [Sửa]."""
    example = "2 sai năm sinh 1999" if len(card.people) > 1 else "ngày 6/10"
    return f"Bạn gõ phần cần sửa, ví dụ: {example}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDue:
    """What falls due next for whom a report was about. `is_readers`: its reader is reminded of it."""

    title: str
    due_on: date
    is_readers: bool


def saved(card: ReportCard, progress: str | None, due: NextDue | None, today: date, *, skipped: int) -> str:
    """The receipt after "Đúng": the year so far, and what is due next."""
    lines = [f"✅ Đã ghi nhận. {progress}" if progress else f"✅ Đã ghi: {_told(card)}."]
    if skipped:
        lines.append(f"{skipped} người đã được ghi từ trước, không tính lại.")
    return "\n".join([*lines, _next(card, due, today)] if due else lines)


def _next(card: ReportCard, due: NextDue, today: date) -> str:
    task = f"Việc tiếp theo: {mid_sentence(due.title)}, hạn {day(due.due_on)}"
    if due.due_on < today:
        return f"{task}, đã quá {number((today - due.due_on).days)} ngày."
    whom = "bạn" if due.is_readers else "người phụ trách"
    if card.stage is Stage.ADMISSION and due.due_on == probation_ends_on(card.date_of(card.people[0])):
        return f"Sẽ nhắc {whom} trước ngày {day(due.due_on)}."
    return f"{task}; sẽ nhắc {whom} trước hạn."


def _told(card: ReportCard) -> str:
    names = ", ".join(p.facts.full_name or "" for p in card.people if not p.is_counted)
    return f"{STEP[card.stage]}, {names or f'{card.count} người'}"


def nothing_happened(stage: Stage, unit: Unit, period: Period) -> str:
    """ "Tháng này không có" is a report too."""
    told = f"Đã ghi: {period_name(period)} {mid_sentence(unit_title(unit))}"
    return f"{told} không kết nạp." if stage is Stage.ADMISSION else f"{told} không có người {STEP[stage]}."


def discarded() -> str:
    """After [Bỏ]."""
    return "Đã bỏ, không ghi gì. Bạn có thể gửi lại báo cáo bất cứ lúc nào."


def discarded_before_undo() -> str:
    """ "Hoàn tác" with a card open and a report stored not long ago: only the card is gone."""
    return (
        "Đã bỏ phiếu chưa ghi. Báo cáo đã ghi trước đó vẫn còn; muốn bỏ cả báo cáo ấy, gõ hoàn tác lần nữa."
    )


def card_still_open() -> str:
    """Below a refusal, above the card that waits for its answer."""
    return "Phiếu đang chờ vẫn như cũ."


def yes_or_no() -> str:
    """ "Dung luu" without diacritics, which may be đúng or đừng: said above the card."""
    return "Gõ không dấu nên tôi chưa rõ là “đúng” hay “đừng”. Bạn chọn Đúng hoặc Bỏ."


def which_draft(summaries: Sequence[str]) -> str:
    """Several open cards and a bare "đúng"."""
    return f"Bạn có {len(summaries)} phiếu chưa xác nhận. Ghi phiếu nào?"


def all_drafts_label(count: int) -> str:
    """Stores every open card at once."""
    return f"Ghi cả {count} phiếu"


def first_of_several(count: int) -> str:
    """Under the first card of a message that told of several events."""
    return f"Tin này có {count} việc, đây là phiếu thứ nhất; xong phiếu này sẽ đến phiếu sau."


def still_open(count: int) -> str:
    """Before the next card that waits for its confirmation."""
    return (
        "Còn 1 phiếu chưa xác nhận." if count == 1 else f"Còn {count} phiếu chưa xác nhận, phiếu tiếp theo:"
    )


def draft_label(card: Card, names: Mapping[int, str]) -> str:
    """One open card in a few words, for a button; `names` by person, of whose records are corrected."""
    match card:
        case ReportCard():
            count = f"{card.count} người" if card.count else "chưa có tên"
            whom = ", ".join(p.facts.full_name or "" for p in card.people) or count
            return f"{capitalised(STEP[card.stage])}: {whom}"[:60]
        case CorrectionCard():
            return f"Phần sửa {names.get(card.person_id, '')}".strip()[:60]
        case QuotaCard():
            return f"Chỉ tiêu {period_name(card.period)}"
        case ReasonCard():
            return f"Lý do: {card.about}"[:60]
        case ReorganisationCard():
            return f"Thay đổi tổ chức: {', '.join(card.into)}"[:60]
        case TransferCard():
            return f"Chuyển sinh hoạt: {', '.join(card.names)}"[:60]


def _heading(card: ReportCard, unit: Unit) -> str:
    step = capitalised(STEP[card.stage])
    parts = [f"{step} ({LEAVING[card.reason]})" if card.reason else step, unit_title(unit)]
    if card.on:
        parts.append(f"{date_label(card.stage)} {day(card.on)}")
    elif card.period:
        parts.append(period_name(card.period))
    return " · ".join([*parts, *_doubts(card.unsure)])


def _doubts(unsure: Sequence[str]) -> list[str]:
    """The mark beside what was read with doubt, naming it."""
    return [f"❓ xin kiểm tra lại {', '.join(_DOUBTFUL[name] for name in unsure)}"] if unsure else []


_DOUBTFUL = {
    "full_name": "họ tên",
    "birth_date": "ngày sinh",
    "gender": "giới tính",
    "ethnicity": "dân tộc",
    "religion": "tôn giáo",
    "categories": "thành phần",
    "education": "trình độ",
    "mentor": "người giúp đỡ",
    "on": "ngày",
    "unit": "đơn vị",
    "count": "số người",
}


def _person_line(card: ReportCard, line: CardPerson) -> str:
    name = line.facts.full_name or ""
    if line.is_counted:
        return f"{name}: đã được ghi trước đây, không tính lại"
    if line.asks_spelling:
        name += " ❓ viết có dấu là gì?"
    parts = [name, *facts_of(line.facts)]
    if line.on and line.on != card.on:
        parts.append(f"{date_label(card.stage)} {day(line.on)}")
    return " · ".join([*parts, *_doubts(line.unsure)])
