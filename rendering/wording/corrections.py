"""What a reporter reads when something stored is corrected or taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.cards import CorrectionCard
from domain.people import Person, PersonFacts
from domain.pipeline import Stage
from rendering.wording.format import birth_date, day
from rendering.wording.steps import STEP, capitalised, facts_of


def card(card: CorrectionCard, person: Person, stage: Stage | None, old_on: date | None) -> str:
    """What a correction of a saved report would change."""
    changes = []
    if card.on and stage and old_on:
        label = "ngày lễ kết nạp" if stage is Stage.ADMISSION else f"ngày {STEP[stage]}"
        changes.append(f"Sửa {label} của {person.name}: {day(old_on)} → {day(card.on)}.")
    changes += _fact_changes(person, card.facts)
    return "\n".join(changes)


def whom_to_correct(names: Sequence[str]) -> str:
    """A correction that could be about several people."""
    listed = "\n".join(f"{number}. {name}" for number, name in enumerate(names, start=1))
    return f"Sửa cho ai? Xin gõ số thứ tự và phần cần sửa, ví dụ: 2 sinh năm 1999\n{listed}".strip()


def no_such_line(line: int, names: Sequence[str]) -> str:
    """A correction by a number that the last report does not have."""
    listed = "\n".join(f"{number}. {name}" for number, name in enumerate(names, start=1))
    told = f"Báo cáo gần nhất chỉ có {len(names)} người, không có người thứ {line}."
    return f"{told} Xin gõ họ tên và phần cần sửa, ví dụ: sửa {names[0]} sinh năm 1999\n{listed}"


def of_long_ago(names: Sequence[str]) -> str:
    """A correction that names nobody, where the last report was told long ago: nothing is taken for it."""
    name = names[0] if names else "Lò Thị Mai"
    return f"Bạn muốn sửa cho ai? Xin gõ cả họ tên, ví dụ: sửa {name} sinh năm 1999. Chưa sửa gì."


def is_so_already(name: str) -> str:
    """A correction that changes nothing."""
    return f"Sổ đã ghi đúng như vậy về {name}, không cần sửa."


def report_anew(name: str | None) -> str:
    """Somebody else of the same name was meant: nothing stored is changed."""
    return (
        "Nếu là người khác, xin gửi lại cả báo cáo, có năm sinh để phân biệt, "
        f"ví dụ: kết nạp {name or 'Lò Thị Mai'} sn 2000 ngày 5/10. Chưa sửa gì."
    )


def whose_is_it() -> str:
    """A value on a card of several, each with a button."""
    return "Sửa cho ai? Chọn một người, hoặc gõ số thứ tự và phần cần sửa, ví dụ: 2 sinh năm 1999"


def all_of_them(people: int) -> str:
    """The button for everybody on the card."""
    return f"Cả {people} người"


def nobody_to_correct(name: str, last: str) -> str:
    """A correction that names somebody who is not on record, and not `last`, of whom the last report was."""
    return (
        f"Chưa có {name} trong danh sách nên chưa sửa gì. Bạn muốn sửa cho ai?\n"
        f"Nếu là {last} (báo cáo gần nhất), bạn gõ: sửa tên {last} thành {name}"
    )


def whom_to_take_off(names: Sequence[str]) -> str:
    """Somebody to be taken off a stored report, by a number that it does not have."""
    if not names:
        return "Chưa có báo cáo nào của bạn để bỏ bớt. Muốn bỏ cả báo cáo vừa gửi, bạn gõ: hoàn tác"
    listed = "\n".join(f"{number}. {name}" for number, name in enumerate(names, start=1))
    return f"Bỏ ai khỏi báo cáo vừa ghi? Xin gõ số thứ tự, ví dụ: bỏ người số 1\n{listed}"


def whether_to_take_off(name: str, others: int) -> str:
    """Somebody is to be taken off a stored report, which tells of so many others."""
    kept = " Những người khác giữ nguyên." if others else ""
    return f"Bỏ {name} khỏi báo cáo vừa ghi?{kept}"


def whether_to_undo(name: str, stage: Stage, on: date) -> str:
    """A report of somebody else than the last one told of is to be taken back."""
    return f"Bỏ báo cáo {STEP[stage]} {name}, ngày {day(on)}?"


def whether_to_undo_last() -> str:
    """What was told last is perhaps to be taken back, and was no step of somebody."""
    return "Bỏ báo cáo bạn ghi gần nhất?"


def which_to_undo() -> str:
    """Another report than the last one is to be taken back; its button does it."""
    return "Bỏ báo cáo nào?"


def report_label(stage: Stage, names: Sequence[str]) -> str:
    """A stored report in a few words, for a button."""
    return f"{capitalised(STEP[stage])}: {', '.join(names)}"[:60]


def take_off_label() -> str:
    """The button that takes somebody off a stored report."""
    return "Đúng, bỏ"


def how_to_correct(name: str) -> str:
    """A correction that says nothing new."""
    return f"Bạn muốn sửa gì của {name}? Ví dụ: sửa ngày 6/10, sinh năm 1999."


def how_to_correct_line(line: int, name: str) -> str:
    """One of several on a card was chosen."""
    return f"Bạn muốn sửa gì của {name}? Xin gõ số {line} và phần cần sửa, ví dụ: {line} sinh năm 1999"


def one_at_a_time(left: Sequence[str]) -> str:
    """Below the card of the first of several people of whom something is told."""
    return f"Tôi sửa từng người một: xong người này, xin gửi riêng cho {', '.join(left)}."


def not_of_the_rest() -> str:
    """Above a correction of one person of a stored report: what was told of the others is not kept."""
    return "Phần nói về những người còn lại chưa ghi; xong phiếu này, xin gửi riêng từng người."


def corrected() -> str:
    """The receipt of a correction."""
    return "✅ Đã sửa."


def undone(person_names: Sequence[str], stage: Stage | None, progress: str | None) -> str:
    """After an undo of a report."""
    names = f" {', '.join(person_names)}" if person_names else ""
    if stage is None:
        return f"Đã bỏ điều vừa ghi về{names}." if names else "Đã bỏ báo cáo vừa rồi."
    what = "kết nạp" if stage is Stage.ADMISSION else STEP[stage]
    return f"Đã bỏ báo cáo {what}{names}." + (f" {progress}" if progress else "")


def correction_undone(person_names: Sequence[str]) -> str:
    """After an undo of a correction."""
    return f"Đã bỏ phần sửa của {', '.join(person_names)}; báo cáo trở lại như trước khi sửa."


def _fact_changes(person: Person, new: PersonFacts) -> list[str]:
    old = person.facts
    changes = []
    if new.full_name and new.full_name != old.full_name:
        changes.append(f"Sửa họ tên: {person.name} → {new.full_name}.")
    if new.birth_date and new.birth_date != old.birth_date:
        before = birth_date(old.birth_date) if old.birth_date else "chưa có"
        changes.append(f"Sửa ngày sinh của {person.name}: {before} → {birth_date(new.birth_date)}.")
    added = tuple(tag for tag in new.categories if tag not in old.categories)
    others = replace(new, full_name=None, birth_date=None, categories=added)
    changes += [f"Sửa thông tin của {person.name}: {text}." for text in facts_of(others)]
    return changes
