"""How the answer to a question is wanted, where it is more than its figure: a list, a picture, a file."""

import re
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from domain.text import fold
from language.reading import Field, Intent, Reading
from language.understanding import understand


class Form(StrEnum):
    """What the asker wants to see."""

    PARAGRAPH = "paragraph"  # viết đoạn báo cáo
    CHART = "chart"  # biểu đồ
    WORKBOOK = "workbook"  # xuất Excel
    COMPARISON = "comparison"  # so với cùng kỳ
    MOST = "most"  # chi bộ nào nhiều nhất, xếp hạng
    LEAST = "least"  # chi bộ nào ít nhất
    LIST = "list"  # danh sách, những ai
    STATUS = "status"  # chi bộ X thế nào
    MEMBERS = "members"  # có bao nhiêu đảng viên


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Reading):
    """A question as it was read, with the form that its words ask for."""

    form: Form


# In the order in which they are tried, on the folded words of the message.
_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    (
        Form.PARAGRAPH,
        re.compile(r"\b(?:viet|soan|lam|doan|bai)\b(?: \w+){0,3}? (?:bao cao|bc|tin)\b|\bviet doan\b"),
    ),
    (Form.CHART, re.compile(r"\b(?:bieu do|do thi)\b")),
    (Form.WORKBOOK, re.compile(r"\b(?:excel|exel|xlsx|bang tinh|xuat (?:file|bang|danh sach|so lieu))\b")),
    (Form.COMPARISON, re.compile(r"\bcung ky\b|\bso (?:sanh )?voi nam (?:truoc|ngoai)\b")),
    (Form.MOST, re.compile(r"\bxep (?:hang|thu tu|loai)\b|\b(?:nhieu|cao|tot|dan dau) nhat\b")),
    (Form.LEAST, re.compile(r"\b(?:it|thap|kem|yeu) nhat\b")),
    (
        Form.LIST,
        re.compile(
            r"^(?:(?:cho|xin|gui|xem|em|toi|anh|chi) )*danh sach\b"
            r"|\b(?:nhung ai|gom ai|la nhung ai|gom nhung ai|nhung dong chi nao)\b"
        ),
    ),
    (
        Form.STATUS,
        re.compile(r"\b(?:chi bo|dang bo|don vi|xa|phuong)\b.*\b(?:the nao|ra sao|sao roi)\b|\btinh hinh\b"),
    ),
    (
        Form.MEMBERS,
        re.compile(
            r"\b(?:bao nhieu|may|tong so|so luong|so) (?:dong chi )?(?:dang vien|dv)\b"
            r"(?! (?:moi|du bi|chinh thuc|nu|duoc|ket nap|la|cua nam))"
        ),
    ),
)
_NO_WORD = re.compile(r"[\W_]+")
_EVENT = re.compile(r"\b(?:ket nap|kn|cong nhan|chinh thuc|du bi|vao dang|phat trien|moi|thieu|chi tieu)\b")
_ADMITS = (Intent.REPORT_ADMISSION, Intent.REPORT_OFFICIAL, Intent.NONE)
# Said with these words the unit and period of a question are read, whatever verb it lacks.
_OUTRIGHT = "kết nạp được bao nhiêu"


def read_message(text: str, sent_on: date, *, expecting: Field | None = None) -> Reading:
    """What a message says, and for a question in which form its answer is wanted."""
    reading = understand(text, sent_on, expecting=expecting)
    form = _form_of(_NO_WORD.sub(" ", fold(text)).strip(), reading)
    if form is None:
        return reading
    asked = reading if reading.intent.is_question else understand(f"{text} {_OUTRIGHT}", sent_on)
    if not asked.intent.is_question:
        return reading
    return Question(**{field.name: getattr(asked, field.name) for field in fields(asked)}, form=form)


def form_in(reading: Reading) -> Form | None:
    """The form that a question asks for, if any."""
    return reading.form if isinstance(reading, Question) else None


def _form_of(folded: str, reading: Reading) -> Form | None:
    found = next((form for form, words in _FORMS if words.search(folded)), None)
    intent = reading.intent
    # What names people is a report, or about one person.
    if found is None or reading.people or reading.asks_unreported:
        return None
    match found:
        case Form.MOST | Form.LEAST | Form.LIST:
            fits = intent.is_question or intent in _ADMITS
        case Form.MEMBERS:
            fits = intent is Intent.QUERY_TOTALS and not _EVENT.search(folded)
        case Form.STATUS:
            fits = intent is Intent.NONE
        case _:
            fits = intent.is_question or intent is Intent.NONE
    return found if fits else None
