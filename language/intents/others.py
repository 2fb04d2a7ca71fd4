"""What a message only tells of others: another cell, who led this one before, a time long past."""

from language.units.words import is_friends, is_they
from language.words import particles
from language.words.scanning import Hit, Scan

_CLAUSE_ENDS = frozenset((",", ".", ";", "\n", "!", "?", ":")) | particles.words("clause_turn")
_BETWEEN = ("done_lead", "auxiliary", "vague", "count_filler", "honorific", "function")


def is_of_others(scan: Scan, event: Hit) -> bool:
    """bên trường mầm non họ kết nạp 2 em · bản Lầu bên cạnh kết nạp A · ngày xưa bác được kết nạp."""
    return any(_tells(scan, told, event) for told in scan.all("by_others"))


def _tells(scan: Scan, told: Hit, event: Hit) -> bool:
    """Whether who or when it was stands before the event, in its own clause."""
    if told.end > event.start or scan.used[told.start] == "name" or (scan.accented and not told.exact):
        return False
    if not _CLAUSE_ENDS.isdisjoint(scan.keys[told.end : event.start]):
        return False
    if told.value == "they":
        return is_they(scan, told.start) and all(
            scan.any_at(place, _BETWEEN) for place in range(told.end, event.start)
        )
    if told.value == "friend":
        return is_friends(scan, told.start)
    return told.value != "beside" or _is_place(scan, told.start - 1)


def _is_place(scan: Scan, place: int) -> bool:
    """bản Lầu bên cạnh · bản bên cạnh, of which no name is told."""
    return scan.used[place : place + 1] == ["unit"] or scan.at("unit_kind", place) is not None
