"""What of a question its answer does not count, and by which words an answer names what it counts."""

import re
from collections.abc import Iterable, Sequence

from domain.periods import Period, PeriodKind
from domain.questions import Ages
from domain.quotas import Shares
from domain.text import fold
from rendering.wording.ages import ages_told
from rendering.wording.format import day, period_name
from rendering.wording.listing import NOT_BY_AGE
from rendering.wording.several_answers import so_many
from rendering.wording.tables import shares_told
from rendering.wording.tags import tag_label
from rendering.wording.totals import NO_UNIT_TO_MEASURE, OF_TARGET

_INSTITUTIONS = ("truong", "tram")
_CELL_IN_LINE = re.compile(r"^(?:·|\d+\.) (?:.*\()?chi bộ (\w+)", re.MULTILINE)
_PARTS_OF_YEAR = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS)


def not_counted(told: Iterable[str]) -> str:
    """Above an answer: "Chưa tính đến: “dưới 30 tuổi”, “trường”." """
    return f"⚠️ Chưa tính đến: {', '.join(f'“{one}”' for one in told)}."


def limits(
    ages: Ages | None, counts: Shares | None, shares: Shares | None, groups: Iterable[str]
) -> Sequence[Sequence[str]]:
    """Of the ages, the numbers of people, the percents and the tags to which a question keeps: each as it is
    called, and how else an answer speaks of it."""
    told = [[tag_label(tag)] for tag in groups]
    if ages:
        told.append([ages_told(ages), NOT_BY_AGE])
    if counts:
        told.append([so_many(counts)])
    if shares:
        told.append([shares_told(shares), shares_told(shares, OF_TARGET), NO_UNIT_TO_MEASURE])
    return told


def span_names(period: Period) -> Sequence[str]:
    """How an answer may call a span: by its name, its days, only its year where it is one, and a part of a
    year also without that, which may be that of the question before."""
    start, last = period.start, period.last_day
    names = [period_name(period), day(start), day(last)]
    if period.kind in _PARTS_OF_YEAR:
        names.append(period_name(period).removesuffix(f"{start.year}"))
    if period.kind is PeriodKind.MONTH:
        names.append(f"{start.month:02}/{start.year}")
    elif period.kind not in _PARTS_OF_YEAR and start.year == last.year:
        names.append(f"{start.year}")
    return [name.casefold() for name in names]


def tells_other_cells(kind: str, told: str) -> bool:
    """Whether the lines of an answer are of other cells than those of a kind of institution. A village asked
    for with "bản nào" may well be any cell."""
    first = fold(kind).split()[0]
    return first in _INSTITUTIONS and any(fold(word) != first for word in _CELL_IN_LINE.findall(told))
