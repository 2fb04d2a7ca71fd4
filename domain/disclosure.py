"""What a figure may show of small groups, so that a number does not name somebody.

Ethnicity and religion are sensitive (Luật Bảo vệ dữ liệu cá nhân 2025; NĐ 356/2025): outside their own
party cell, groups of fewer than five people are named without their number.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

from domain.tags import KINH, MINORITY

SMALLEST_SHOWN = 5
UNKNOWN = ""  # stands for those of whom it is not told

_PEOPLES = "ethnicity:"
_RELIGIONS = "religion:"
_UNTOLD = "minority of no told people"

T = TypeVar("T", bound=Hashable)


def is_sensitive(tag: str) -> bool:
    """Whether a small number of people with this tag may give somebody away."""
    return tag == MINORITY or tag.startswith((_PEOPLES, _RELIGIONS))


def is_withheld(tag: str, whole: int) -> bool:
    """Whether nothing is told of a tag among so few people: also that it is nobody, or not nobody, tells."""
    return is_sensitive(tag) and 0 < whole < SMALLEST_SHOWN


def hidden_groups(counts: Mapping[T, int]) -> frozenset[T]:
    """Which of the groups are shown without a number.

    One small group alone could be had back by subtracting the others from the total: then the next
    smallest is hidden with it. Empty groups hide nobody and are left as they are.
    """
    small = {group for group, count in counts.items() if 0 < count < SMALLEST_SHOWN}
    others = [group for group, count in counts.items() if count >= SMALLEST_SHOWN]
    if len(small) == 1 and others:
        small.add(min(others, key=counts.__getitem__))
    return frozenset(small)


def hidden_tags(counted: Mapping[str, int], whole: int) -> frozenset[str]:
    """Which sensitive tags of one figure are told without their number, in whatever answer about it.

    The peoples add up to the minorities, these with the Kinh and those of whom it is not told to the whole:
    no sum may give a small group back. Minorities who are no small group themselves are always told.
    """
    peoples = {tag: n for tag, n in counted.items() if tag.startswith(_PEOPLES) and tag != KINH}
    minorities = max(counted.get(MINORITY, 0), sum(peoples.values()))
    others = {KINH: counted.get(KINH, 0), UNKNOWN: max(0, whole - minorities - counted.get(KINH, 0))}
    if minorities >= SMALLEST_SHOWN:
        hidden = hidden_groups(others)
        hidden |= hidden_groups({**peoples, _UNTOLD: minorities - sum(peoples.values())})
    else:
        hidden = hidden_groups({MINORITY: minorities, **others}) | {tag for tag, n in peoples.items() if n}
    religions = {tag: n for tag, n in counted.items() if tag.startswith(_RELIGIONS)}
    return (hidden | hidden_groups(religions)) - {_UNTOLD}


def is_hidden_overlap(both: int, each: Iterable[int]) -> bool:
    """Whether so many who belong to several groups of so many each, or those of one who do not, are few."""
    return any(0 < count < SMALLEST_SHOWN for count in (both, *(count - both for count in each)))


def told_apart(whole: int, cuts: Iterable[int]) -> frozenset[int]:
    """Which running counts of a year are told: of any two, those counted between them are no small group.

    `whole`: until its end or today, told first; `cuts`: until other days, those that matter most first.
    """
    told = {0} if whole < SMALLEST_SHOWN else {0, whole}
    for count in cuts:
        if all(count == other or abs(count - other) >= SMALLEST_SHOWN for other in told):
            told.add(count)
    return frozenset(told)


def hidden_beside(counted: Mapping[str, int], whole: int, given_back: Collection[str]) -> frozenset[str]:
    """What `hidden_tags` says, where some tags of no small group would give one back by another figure.

    Nothing is told then of the peoples, nor, where the minorities are such a tag, of what they leave of
    the whole: no sum within the figure may give that tag back.
    """
    found = hidden_tags(counted, whole).union(given_back, (tag for tag in counted if is_withheld(tag, whole)))
    peoples = {tag for tag in counted if tag.startswith(_PEOPLES) and tag != KINH}
    if MINORITY in given_back:
        return found | {*peoples, KINH, UNKNOWN}
    return found | peoples if not peoples.isdisjoint(given_back) else found
