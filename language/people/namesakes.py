"""Whom a message names again: by the given name, by a part of the name, by the whole of it."""

from language.names.finding import Name
from language.words import particles
from language.words.scanning import Scan

_LIST_LINE = 8  # pieces within which the same name may be another person's: a line of a list
_BEHIND = 3


def named_again(scan: Scan, names: list[Name]) -> dict[int, int]:
    """Đ/c Khìn là dân quân, after Hoàng Văn Khìn: by place among the names, who is meant."""
    again: dict[int, int] = {}
    if len(names) < 2:
        return again
    by_given: dict[str, list[int]] = {}
    by_name: dict[str, int] = {}
    for index, name in enumerate(names):
        whole = name.text.lower()
        first = by_name.get(whole)
        if name.is_partial:
            namesakes = by_given.get(whole.split()[-1], ())
            bearers = [i for i in namesakes if names[i].text.lower().endswith(f" {whole}")]
            whose = bearers[0] if len(bearers) == 1 else _whose_first_names(names[:index], whole)
            again |= {} if whose is None else {index: whose}
        elif first is None and (whose := _whose_part(names[:index], whole)) is not None:
            again[index] = whose
        elif first is not None and _is_told_again(scan, names[first], name):
            again[index] = first
        else:
            by_name.setdefault(whole, index)
            by_given.setdefault(whole.split()[-1], []).append(index)
    return again


def _whose_part(names: list[Name], whole: str) -> int | None:
    """Bạn Sa Rone, after Kim Thị Sa Rone: the one who was named with these words at the end, or the head."""
    bearers = [index for index, name in enumerate(names) if name.text.lower().endswith(f" {whole}")]
    return bearers[0] if len(bearers) == 1 else _whose_first_names(names, whole)


def _whose_first_names(names: list[Name], whole: str) -> int | None:
    """H'Lan, Y Thuyn, after H'Lan Mlô and Y Thuyn Ayŭn: peoples whose given name comes first."""
    opening, *rest = whole.split()
    if "'" not in opening and not (rest and opening in particles.words("name_of_man")):
        return None
    bearers = [index for index, name in enumerate(names) if name.text.lower().startswith(f"{whole} ")]
    return bearers[0] if len(bearers) == 1 else None


def _is_told_again(scan: Scan, first: Name, name: Name) -> bool:
    """Whether the same whole name is the same person: far behind, or "Riêng đồng chí A là người Khmer"."""
    if name.start - first.end > _LIST_LINE:
        return not _is_line(scan, name)
    apart = name.begins < name.start and "." in scan.keys[first.end : name.begins]
    return apart and scan.key(name.end) in particles.words("told_again")


def _is_line(scan: Scan, name: Name) -> bool:
    """Whether a number follows at once, as the date of birth in a list."""
    return any(map(scan.is_number, range(name.end, name.end + _BEHIND)))
