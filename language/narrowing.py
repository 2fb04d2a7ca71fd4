"""What a question asks about more closely than its slots say: the source, probation, what is overdue."""

import re
from dataclasses import dataclass

from domain.figures import DueKind
from domain.pipeline import Stage
from domain.text import fold

_SOURCE = re.compile(r"\b(?:nguon|quan chung|qcut)\b")
_DOSSIER = re.compile(r"\b(?:ho so|hs)\b")
_ON_PROBATION = re.compile(r"\b(?:dang vien|dv|nguoi|dong chi|d/c|dang)\s+(?:dang\s+)?(?:o\s+)?du bi\b")
_HAPPENS = re.compile(r"\b(?:ket nap|kn|het|xong|qua|hoan thanh|cong nhan|chinh thuc)\b")
_DUE: tuple[tuple[DueKind, re.Pattern[str]], ...] = (
    (DueKind.OVERDUE, re.compile(r"\b(?:qua (?:han|thoi han)|tre han|cham han|ton dong|bi tre)\b")),
    (
        DueKind.PROBATION,
        re.compile(r"\b(?:het (?:thoi gian )?du bi|het han du bi|12 thang|mot nam|1 nam|chinh thuc)\b"),
    ),
    (DueKind.VERIFICATION, re.compile(r"\btham tra\b")),
    (DueKind.COURSE, re.compile(r"\b(?:lop|boi duong)\b")),
)
_SOON = re.compile(r"\b(?:sap|toi|toi day|den han|den ky)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """`standing_at`: people who stand at this step now. `due`: only such deadlines."""

    standing_at: Stage | None = None
    due: tuple[DueKind, ...] = ()


def narrowing_of(text: str) -> Narrowing:
    """What the words of a question single out."""
    line = fold(text)
    due = tuple(kind for kind, words in _DUE if words.search(line))
    if DueKind.OVERDUE in due and _SOON.search(line):
        due = tuple(kind for kind in due if kind is not DueKind.OVERDUE)
    standing_at = None
    if _SOURCE.search(line) and not _DOSSIER.search(line):
        standing_at = Stage.CANDIDATE
    elif _ON_PROBATION.search(line) and not _HAPPENS.search(line):
        standing_at = Stage.ADMISSION
    return Narrowing(standing_at=standing_at, due=due)
