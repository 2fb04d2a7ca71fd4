"""What would be if: "nếu bản Hỏm thêm 2 thì xã đạt bao nhiêu?". Nothing that it says is ever stored.

Read before the whole message is: a supposed admission must never look like a report.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from language.folding import folded_in_place
from language.normalise import LONGEST, normalise
from language.reading import Reading
from language.understanding import understand


@dataclass(frozen=True, slots=True, kw_only=True)
class SupposedAddition:
    """So many more: in the unit as it was written, or where `unit` is None in the one asked about.

    `is_each`: in each party cell of it.
    """

    count: int
    unit: str | None = None
    is_each: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """Giả sử. `reading` has the unit and period that are asked about.

    `has_dossiers`: the open dossiers are all admitted; `dossiers` is how many the message says they are.
    `quota`: another target for the unit asked about.
    """

    reading: Reading
    additions: tuple[SupposedAddition, ...] = ()
    has_dossiers: bool = False
    dossiers: int | None = None
    quota: int | None = None


# Said with these words the unit and period of a question are read, whatever verb it lacks.
_OUTRIGHT = "kết nạp được bao nhiêu so với chỉ tiêu"

_IF = re.compile(r"\b(?:neu nhu|neu|gia su|gia dinh|gia nhu|thu tinh|cu cho la|cho la)\b")
_THEN = re.compile(r"\bthi\b")
_ASKS = re.compile(
    r"\?|%|\b(?:bao nhieu|may|the nao|ra sao|thi sao|phan tram|thieu|du chua|dat chua|dat khong|duoc khong)\b"
)
_WORDS = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
}
_NUMBER = rf"(?P<count>\d+|{'|'.join(_WORDS)})"
_PEOPLE = r"(?:dang vien(?: moi)?|dv|d/c|dc|dong chi|nguoi|ng)"
_MORE = (
    re.compile(
        r"^(?P<unit>.*?)\s*\b(?:(?:ket nap|kn|co|duoc|lam|phat trien)\s+)*(?:them|tang)\s+"
        rf"(?:duoc\s+)?{_NUMBER}\b"
    ),
    re.compile(rf"^(?P<unit>.*?)\s*\b(?:ket nap|kn|co)\s+(?:duoc\s+)?{_NUMBER}\s+(?:{_PEOPLE}\s+)?nua\b"),
)
_ONE_MORE_UNIT = re.compile(rf"^(?P<unit>.*?[^\W\d])\s+{_NUMBER}(?:\s*{_PEOPLE})?$")
_DOSSIERS = re.compile(r"(?:\b(?P<count>\d+)\s+)?\b(?:bo\s+)?(?:ho so|hs)\b")
_QUOTA = re.compile(r"\b(?:chi tieu|ke hoach|kh)\b.*?(?P<count>\d+)(?!\s*%)")
_ITEMS = re.compile(r"[,;]|\b(?:va|cong|con)\b")
_EACH = re.compile(r"^(?:moi|tung|cac)\s+(?:chi bo|cb|don vi)\b")
# The asker's own unit, said without its name: "xã đạt", "toàn huyện được".
_WHOLE = re.compile(
    r"^(?:toan |ca )?(?:xa|phuong|huyen|tinh|chi bo|cb|dang bo|don vi)(?: (?:minh|em|ta|nay|nha))?\s+"
    r"(?=(?:se )?(?:dat|duoc|dc|ket nap|con|len|co|the|bao|may)\b)"
)
_OWN = re.compile(
    r"^(?:(?:xa|phuong|huyen|tinh|chi bo|cb|dang bo|don vi|toan xa|toan huyen|ca xa|nha|ben)?\s*"
    r"(?:minh|em|toi|ta|nay|chung ta|chung em)?)$"
)


def read_supposition(text: str, sent_on: date) -> Supposition | None:
    """The supposition that a message asks about, or None where it is none."""
    if len(text) > LONGEST:
        return None
    raw = normalise(text).text
    line = folded_in_place(raw)
    found = _IF.search(line)
    if found is None or not _ASKS.search(line):
        return None
    start, end, rest = _parted(line, raw, found)
    told = _told(line[start:end], raw[start:end])
    if told is None:
        return None
    rest = rest.strip(" ?.!,")
    if whole := _WHOLE.match(folded_in_place(rest)):
        rest = rest[whole.end() :]
    reading = understand(f"{rest} {_OUTRIGHT}", sent_on)
    return Supposition(reading=reading, **told)


def _parted(line: str, raw: str, found: re.Match[str]) -> tuple[int, int, str]:
    """Where the condition stands, and the question: behind "thì", before "nếu" or behind a comma."""
    then = _THEN.search(line, found.end())
    if then is not None:
        return found.end(), then.start(), raw[then.end() :]
    if len(line[: found.start()].split()) > 1:
        return found.end(), len(line), raw[: found.start()]
    comma = line.rfind(",", found.end())
    if comma != -1 and _ASKS.search(line, comma):
        return found.end(), comma, raw[comma + 1 :]
    return found.end(), len(line), ""


def _told(line: str, raw: str) -> dict[str, Any] | None:
    """What is supposed, as the fields of a Supposition; None where nothing is."""
    additions: list[SupposedAddition] = []
    fields: dict[str, Any] = {}
    place = 0
    for cut in [*_ITEMS.finditer(line), None]:
        end = cut.start() if cut else len(line)
        item = line[place:end]
        lead = len(item) - len(item.lstrip())
        item = item.strip(" ?.!")
        original = raw[place + lead :]
        place = cut.end() if cut else end
        if (dossiers := _DOSSIERS.search(item)) is not None:
            fields |= {"has_dossiers": True}
            if dossiers["count"]:
                fields["dossiers"] = int(dossiers["count"])
        elif (quota := _QUOTA.search(item)) is not None:
            fields["quota"] = int(quota["count"])
        elif (addition := _addition(item, original, has_one=bool(additions))) is not None:
            additions.append(addition)
    return {**fields, "additions": tuple(additions)} if additions or fields else None


def _addition(item: str, original: str, *, has_one: bool) -> SupposedAddition | None:
    patterns = (*_MORE, _ONE_MORE_UNIT) if has_one else _MORE
    found = next((match for pattern in patterns if (match := pattern.match(item))), None)
    if found is None:
        return None
    unit = found["unit"].strip()
    count = _WORDS.get(found["count"]) or int(found["count"])
    if _EACH.match(unit):
        return SupposedAddition(count=count, is_each=True)
    return SupposedAddition(count=count, unit=None if _OWN.match(unit) else original[: len(unit)])
