"""What a reply to an open card of targets says of the unit that it names: its number, the same, or none."""

from dataclasses import dataclass

from language.words.phrases import phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetReply:
    """What one unit, as it was typed, is to have: `count`, the same as the last one, or else no target."""

    unit: str
    count: int | None = None
    is_same: bool = False


def read_target_reply(text: str) -> TargetReply | None:
    """The change that a reply makes to the card, or None where it says something else."""
    told = phrase("target_reply").whole(text)
    if told is None:
        return None
    unit = told["unit"]
    if told.value == "count":
        return TargetReply(unit=unit, count=told.number("count"))
    return TargetReply(unit=unit, is_same=told.value == "same")


def read_target_year(text: str, this_year: int) -> int | None:
    """The year that a reply gives all targets of the card: "à năm sau cơ"; else None."""
    told = phrase("target_year").whole(text)
    if told is None:
        return None
    year = told.number("year") if told.value == "told" else this_year + 1
    return year if year and this_year - 10 <= year <= this_year + 10 else None
