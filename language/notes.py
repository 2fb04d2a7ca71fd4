"""What a message tells beside its event, in set words: votes, notes about a person, why they left."""

import re
from dataclasses import dataclass
from datetime import date

from domain.pipeline import LeavingReason
from domain.text import fold
from language.folding import Folded, written_day

_VOTES = re.compile(
    r"\b(?:dong y|tan thanh|nhat tri|bieu quyet|phieu thuan|so phieu)\b[^\d]{0,25}"
    r"(?P<yes>\d{1,3})\s*(?:/|tren|trong so)\s*(?P<of>\d{1,3})\b"
)
# Notes by their ids in the rules file.
_NOTES = {"foreign_element": re.compile(r"\byeu to nuoc ngoai\b")}
_NO = re.compile(r"\b(?:khong|ko|k|chua)(?: he)? co yeu to nuoc ngoai\b")
_REASONS = (
    (LeavingReason.DIED, re.compile(r"\b(?:tu tran|qua doi|da mat|mat ngay|hy sinh)\b")),
    (LeavingReason.EXPELLED, re.compile(r"\bkhai tru\b")),
    (LeavingReason.REMOVED, re.compile(r"\bxoa ten\b")),
    (LeavingReason.WITHDREW, re.compile(r"\bxin (?:thoi|rut|ra khoi)\b")),
    (LeavingReason.REFUSED, re.compile(r"\b(?:khong du dieu kien|khong duoc ket nap|bi tra ho so)\b")),
    (LeavingReason.MOVED_AWAY, re.compile(r"\bchuyen (?:di|sinh hoat|sh|cong tac)\b")),
)
_ABOUT = r"(?P<about>\S+(?: \S+){0,6}?)"
_TOLD = (
    ("foreign_element", re.compile(rf"^(?:ho so )?{_ABOUT} (?:co|thuoc dien co) yeu to nuoc ngoai\b.*$")),
    ("absence_over", re.compile(rf"^{_ABOUT} (?:da )?(?:di )?sinh hoat (?:tro )?lai\b.*$")),
    (
        "absence",
        re.compile(
            rf"^{_ABOUT} (?:da |lai )?(?:bo|nghi|khong (?:di |tham gia |du )?)"
            r" ?(?:sinh hoat|hop chi bo|dong dang phi)\b.*$"
        ),
    ),
    (
        "over_age_consent",
        re.compile(
            r"^(?:da co van ban )?(?:cap tren|cap uy(?: cap tren)?|dang uy)(?: da)? dong y(?: cho)?"
            r" ket nap (?P<about>\S+(?: \S+){0,6})$"
        ),
    ),
)
_TITLES = re.compile(r"^(?:(?:d/c|dc|dong chi|anh|chi|em|ong|ba|dang vien)\s+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRequest:
    """A note about a person, by its id in the rules file, the name as it was typed, and since when."""

    about: str
    note: str
    on: date | None


def votes_in(text: str) -> tuple[int, int] | None:
    """The votes of a resolution: "đồng ý 12/19" is (12, 19)."""
    found = _VOTES.search(fold(text))
    if found is None:
        return None
    yes, members = int(found["yes"]), int(found["of"])
    return (yes, members) if members > 0 and yes <= members else None


def notes_in(text: str) -> tuple[str, ...]:
    """The notes that a report tells beside its event."""
    folded = _NO.sub("", fold(text))
    return tuple(note for note, pattern in _NOTES.items() if pattern.search(folded))


def reason_in(text: str) -> LeavingReason | None:
    """Why somebody left, where the message says so."""
    folded = fold(text)
    return next((reason for reason, pattern in _REASONS if pattern.search(folded)), None)


def read_note(text: str, sent_on: date) -> NoteRequest | None:
    """A message that is nothing but a note about somebody: "đ/c A bỏ sinh hoạt từ tháng 3"."""
    line = Folded(text.strip(" .!"))
    if "?" in text or _NO.search(line.folded):
        return None
    for note, pattern in _TOLD:
        if found := pattern.match(line.folded):
            about = line.between(*found.span("about"))
            titles = _TITLES.match(fold(about) + " ")
            name = " ".join(about.split()[len(titles.group().split()) :]) if titles else about
            if len(name.split()) > 1 and not any(c.isdigit() for c in name):
                return NoteRequest(about=name, note=note, on=written_day(line.folded, sent_on))
    return None
