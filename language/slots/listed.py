"""Spans and days named one after another, each of which is asked about: "tháng 3 mấy tháng 5 mấy"."""

from dataclasses import replace
from itertools import pairwise

from domain.periods import Period, range_period
from language.dates.years import LISTING
from language.message import Seen
from language.reading import Found

_COUNTED = ("admission", "official", "candidate", "dropped", "party_member", "class")
# What may be asked of a span before the next one: "tháng 3 kết nạp được mấy người, tháng 5 mấy".
_OF_EACH = (*_COUNTED, "how_many", "count_filler", "members", "follow_up", "final", "honorific")


def spans_listed(seen: Seen) -> list[Found[Period]]:
    """quý 1 và quý 3, tháng 3 mấy tháng 5 mấy, đợt 19/5 với 2/9: all of them where there are several.

    None where the one only says more of the other: "năm nay được mấy người tính đến hết tháng 10".
    """
    if not seen.spans:
        return _days_listed(seen)
    if not all(_each_asked(seen, one.end, other.start) for one, other in pairwise(seen.spans)):
        return []
    years = {span.year for span in seen.spans if span.year is not None}
    spans = seen.spans
    if len(years) == 1:  # quý 2 và quý 4 năm 2018
        spans = [replace(span, year=max(years)) if span.fixed is None else span for span in spans]
    resolved = [(span, span.resolve(seen.sent_on)) for span in spans]
    told = [seen.found(span.start, span.end, period) for span, period in resolved if period]
    in_order = sorted(told, key=lambda one: one.value.start)
    apart = all(one.value.end <= other.value.start for one, other in pairwise(in_order))
    return told if apart else []


def _days_listed(seen: Seen) -> list[Found[Period]]:
    days = [day for day in seen.days if day.on is not None and day.first_on is None]
    if len(days) != len(seen.days) or not all(
        _each_asked(seen, one.end, other.start) for one, other in pairwise(days)
    ):
        return []
    return [seen.found(day.start, day.end, range_period(day.on, day.on)) for day in days if day.on]


def _each_asked(seen: Seen, start: int, end: int) -> bool:
    """Whether only a link stands between the two, or how many there were in the first of them."""
    scan = seen.scan
    if start == end:
        return True  # quý 1 quý 2 quý 3
    if not any(start <= hit.start < end for hit in scan.all("how_many")):
        return end == start + 1 and scan.keys[start] in LISTING
    said = {p for tag in _OF_EACH for hit in scan.all(tag) for p in range(hit.start, hit.end)}
    return all(p in said or scan.keys[p] in LISTING for p in range(start, end))
