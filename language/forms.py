"""How the answer to a question is wanted, where it is more than its figure: a list, a picture, a file."""

import re

from language.reading import Form, Intent

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
_EVENT = re.compile(r"\b(?:ket nap|kn|cong nhan|chinh thuc|du bi|vao dang|phat trien|moi|thieu|chi tieu)\b")
_ADMITS = (Intent.REPORT_ADMISSION, Intent.REPORT_OFFICIAL, Intent.NONE)


def form_of(folded: str, intent: Intent, *, has_names: bool) -> Form | None:
    """The form that the folded words of a message ask for; None where it asks for none.

    `intent` is what the message was read as without regard to it. What names people is left alone.
    """
    found = next((form for form, words in _FORMS if words.search(folded)), None)
    if found is None or has_names:
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
