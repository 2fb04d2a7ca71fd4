"""What a reply to an open card of targets says of the unit that it names: its number, the same, or none."""

from dataclasses import dataclass

from language.phrases import phrase


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
