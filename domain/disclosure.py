"""What a figure may show of small groups, so that a number does not name somebody.

Ethnicity and religion are sensitive (Luật Bảo vệ dữ liệu cá nhân 2025; NĐ 356/2025): outside their own
party cell, groups of fewer than five people are named without their number.
"""

from collections.abc import Sequence

from domain.tags import MINORITY

SMALLEST_SHOWN = 5

_SENSITIVE = ("ethnicity:", "religion:")


def is_sensitive(tag: str) -> bool:
    """Whether a small number of people with this tag may give somebody away."""
    return tag == MINORITY or tag.startswith(_SENSITIVE)


def hidden_groups(counts: Sequence[int]) -> frozenset[int]:
    """Which of the groups (by their place) are shown without a number.

    One small group alone could be had back by subtracting the others from the total: then the next
    smallest is hidden with it. Empty groups hide nobody and are left as they are.
    """
    small = {place for place, count in enumerate(counts) if 0 < count < SMALLEST_SHOWN}
    others = [place for place, count in enumerate(counts) if count >= SMALLEST_SHOWN]
    if len(small) == 1 and others:
        small.add(min(others, key=counts.__getitem__))
    return frozenset(small)
