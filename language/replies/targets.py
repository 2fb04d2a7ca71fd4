"""What a reply to an open card of targets says of the unit that it names: its number, the same, or none."""

import re
from dataclasses import dataclass

from language.words.phrases import phrase

_ITEMS = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetReply:
    """What one unit, as it was typed, is to have: `count`, the same as the last one, or else no target.

    `is_more`: "bản Pá Sàng 2 nữa" is a further unit; of one that is on the card it could be two more.
    """

    unit: str
    count: int | None = None
    is_same: bool = False
    is_more: bool = False

    @property
    def sets_something(self) -> bool:
        """Whether the unit gets a target."""
        return self.is_same or self.count is not None


def read_target_reply(text: str) -> TargetReply | None:
    """The change that a reply makes to the card, or None where it says something else."""
    told = phrase("target_reply").whole(text)
    if told is None:
        return None
    unit = told["unit"]
    if phrase("bare_la").anywhere(told.line.text[told.span("unit")[1] :]):
        unit = f"{unit} la"  # "sua na la 3": Nà La, or "là"
    if told.value in ("count", "more"):
        return TargetReply(unit=unit, count=told.number("count"), is_more=told.value == "more")
    return TargetReply(unit=unit, is_same=told.value == "same")


def read_target_replies(text: str) -> list[TargetReply]:
    """Each change that a reply makes: "thêm nà nọi 1, co mị 3" is two."""
    parts = [part for part in _ITEMS.split(text) if part.strip()]
    each = [told for part in parts if (told := read_target_reply(part)) and told.count is not None]
    if len(each) == len(parts) > 1:
        return each
    one = read_target_reply(text)
    return [one] if one else []


def read_target_count(text: str) -> int | None:
    """The one number that a reply gives: "à 205 thôi"; else None."""
    told = phrase("target_count").whole(text)
    return told.number("count") if told else None


def read_target_year(text: str, this_year: int) -> int | None:
    """The year that a reply gives all targets of the card: "à năm sau cơ"; else None."""
    told = phrase("target_year").whole(text)
    if told is None:
        return None
    year = told.number("year") if told.value == "told" else this_year + 1
    return year if year and this_year - 10 <= year <= this_year + 10 else None
