"""What the headers of real lists mean."""

import re
from enum import StrEnum

from domain.pipeline import Stage
from domain.text import fold


class Meaning(StrEnum):
    """What a column holds."""

    NAME = "name"
    FAMILY = "family"  # họ đệm, where the given name stands in a column of its own
    GIVEN = "given"
    BORN = "born"
    MALE = "male"  # one of two columns "Nam" and "Nữ": a mark, or the year of birth
    FEMALE = "female"
    GENDER = "gender"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    CATEGORY = "category"
    UNIT = "unit"
    CANDIDATE = "candidate"
    CLASS = "class"
    DOSSIER = "dossier"
    RESOLUTION = "resolution"
    DECISION = "decision"
    ADMISSION = "admission"
    OFFICIAL = "official"


STEPS = {
    Meaning.CANDIDATE: Stage.CANDIDATE,
    Meaning.CLASS: Stage.CLASS,
    Meaning.DOSSIER: Stage.DOSSIER_OPENED,
    Meaning.RESOLUTION: Stage.CELL_RESOLUTION,
    Meaning.DECISION: Stage.DECISION,
    Meaning.ADMISSION: Stage.ADMISSION,
    Meaning.OFFICIAL: Stage.OFFICIAL,
}

# What looks like a date or a name of ours and is none: numbers of papers, places, other people, plans.
_FOREIGN = re.compile(
    r"^(?:so|noi(?! sinh hoat)|nguoi|ghi chu|ly do|que|dia chi|ket qua|tuoi|tham nien)\b(?! luong)"
    r"|\b(?:du kien|het han|the dang|cap the|huy hieu|cha|bo me|vo chong|nguoi gioi thieu)\b"
    r"|\b(?:sinh vien|hoc sinh)\b"
    r"|\b(?:vao doan|nhap ngu|xuat ngu|chuyen den|chuyen di|ra khoi|mien sinh hoat|gioi thieu|bo nhiem)\b"
    r"|^ngay (?:mat|tu tran|vao nganh|tuyen dung)\b|\bcap (?:cccd|cmnd|cmt|can cuoc|ma|so)\b"
    r"|\bthanh phan (?:gia dinh|xuat than)\b"
    r"|\b(?:het|ket thuc|hoan thanh|thoi gian)(?: thoi gian)? du bi\b"
    r"|\bdon xin\b|\bxin vao\b|\bbi thu\b|\bthuong tru\b"
)

# In the order in which they are tried, on the folded header.
_HEADERS: tuple[tuple[Meaning, re.Pattern[str]], ...] = (
    (Meaning.FAMILY, re.compile(r"^ho (?:va )?(?:ten )?(?:dem|lot)$|^ho$")),
    (Meaning.GIVEN, re.compile(r"^ten(?: goi)?$")),
    (
        Meaning.NAME,
        re.compile(
            r"\bho (?:va |& ?)?(?:chu dem (?:va )?)?ten\b|\bten (?:dang vien|quan chung|khai sinh|d/? ?c)\b"
            r"|^hoten$|^dang vien$|^d/? ?c$|^dong chi$|^quan chung$|^full ?name$"
        ),
    ),
    (
        Meaning.CLASS,
        re.compile(
            r"\bnhan thuc\b|\bboi duong\b|\bhoc lop\b|\blop cam tinh\b|\blop doi tuong\b|\bgcn\b|\bbdnt\b"
        ),
    ),
    (
        Meaning.OFFICIAL,
        re.compile(r"\b(?:chinh|c) ?thuc\b|\b(?:ngay|chuyen|cong nhan) ct\b|^ct$|\bdvct\b|\bcnct\b"),
    ),
    (Meaning.DECISION, re.compile(r"\b(?:quyet dinh|qd) (?:ket nap|kn)\b|^ngay (?:quyet dinh|qd)$")),
    (
        Meaning.RESOLUTION,
        re.compile(r"\b(?:nghi quyet|nq|xet|hop)\b.*\bchi bo\b|\bchi bo (?:xet|hop)\b"),
    ),
    (Meaning.UNIT, re.compile(r"^(?:chi bo|don vi)\b")),  # also where somebody was admitted
    (Meaning.DOSSIER, re.compile(r"\b(?:lap|lam|mo) ho so\b|^ngay ho so$")),
    (
        Meaning.ADMISSION,
        re.compile(
            r"\bket nap\b|\bvao (?:dang|dcs ?vn)\b|\b(?:ngay|le) kn\b|\bkn ?d(?:ang)?\b|\bdu bi\b|^kn$"
            r"|\bngay vao d\b|\bvd\b"
        ),
    ),
    (Meaning.CANDIDATE, re.compile(r"\bnguon\b|\bqcut\b|\bquan chung uu tu\b|\bcam tinh\b|\bdua vao\b")),
    (
        Meaning.UNIT,
        re.compile(
            r"^(?!ngay\b).*(?:\bchi bo\b|\bdon vi\b|\bsinh hoat\b|\bto chuc (?:co so )?dang\b|\bthon\b"
            r"|^cb$|\bban\b(?! than)|\b(?:khu|to dan) pho\b|\bkhu dan cu\b|\btdp\b|\bap\b)"
            r"|^(?:xom|buon|bon|lang)\b"
        ),
    ),
    (Meaning.MALE, re.compile(r"^nam$|^(?:nam|ngay|ngay thang nam) sinh nam$")),
    (Meaning.FEMALE, re.compile(r"^nu$|^(?:nam|ngay|ngay thang nam) sinh nu$")),
    (
        Meaning.BORN,
        re.compile(r"\bsinh\b(?! hoat)|^n/? ?s$|^s/? ?n$|^ntns$|\bnam sn\b|\bngay thang nam\b|^dob$"),
    ),
    (Meaning.GENDER, re.compile(r"\bgioi tinh\b|^gioi$|^g/? ?tinh$|^nam ?/? ?nu$|^phai$|^gt$")),
    (Meaning.ETHNICITY, re.compile(r"\bdan toc\b|^dt$|\bd[./]? ?toc\b")),
    (Meaning.RELIGION, re.compile(r"\bton giao\b|^tg$|^t ?giao$")),
    (
        Meaning.CATEGORY,
        re.compile(
            r"\bnghe\b|\bthanh phan\b|\bcong viec\b|\bchuc vu\b|\bdoi tuong\b|\bnghiep\b|\bcong tac\b"
        ),
    ),
)
_NO_WORD = re.compile(r"[\s_\-.,:;*()]+")
_LONGEST = 60


def folded_title(title: str) -> str:
    """A header as its words are looked for."""
    return fold(_NO_WORD.sub(" ", title)).strip()


def is_foreign(title: str) -> bool:
    """Whether the header says that the column is none of ours, whatever stands in it."""
    return bool(_FOREIGN.search(folded_title(title)))


def names_cells(title: str) -> bool:
    """Whether a column of units is surely of party cells: "Chi bộ", and not "Đơn vị công tác"."""
    return bool(re.search(r"\bchi bo\b", folded_title(title)))


def meaning_of(title: str) -> Meaning | None:
    """What a column of that header holds; None for one that says nothing to us."""
    folded = folded_title(title)
    if not folded or len(folded) >= _LONGEST or _FOREIGN.search(folded):
        return None
    return next((meaning for meaning, words in _HEADERS if words.search(folded)), None)
