"""Targets told in a message: the number, a range, and the unit each is for."""

import itertools

from domain.periods import PeriodKind
from language.intents.orders import held_against
from language.message import Seen, see
from language.reading import Found, QuotaReading
from language.units.finding import UnitName
from language.words.scanning import Scan

_CLAUSE_ENDS = frozenset((",", ".", ";", "\n", "(", ")", "!", "?"))
_YEARS = range(1900, 2100)
_LONGEST_BARE = 4  # words between the kind of a unit and its target: "ban na hin dc 1"
_NEAR = 4  # pieces between a difference and the words that compare: tăng 1 đồng chí so với
_COUNTED_ELSE = ("official", "ct", "candidate", "class")  # chỉ tiêu: kết nạp 12, chính thức 3
_OPENS_ASIDE = frozenset((",", "("))


def without_comparison(seen: Seen) -> Seen | None:
    """Chỉ tiêu 2026 là 4, tăng 1 so với năm nay: the target alone, where it is held against another."""
    scan, first = seen.scan, 0
    if not scan.has("quota") or "?" in scan.keys:
        return None
    told, runs = scan.all("quota")[0].end, []
    for place in _held_against(seen):
        opens = place
        while opens > first and scan.keys[opens] not in _CLAUSE_ENDS:
            opens -= 1
        if scan.keys[opens] in _OPENS_ASIDE and _counts(scan, told, opens):
            runs.append((first, opens))
            first = _clause_end(scan, place)
    runs += [(first, len(scan))] if runs and first < len(scan) else []
    return see(seen.joined(runs), seen.sent_on) if runs else None


def _held_against(seen: Seen) -> list[int]:
    """Where a number is compared, and beside the target of a year to come one that has begun is told."""
    scan, year = seen.scan, seen.sent_on.year
    compares = scan.all("compare") + [hit for hit in scan.all("quota_gap") if scan.keys[hit.start] == "so"]
    places = [hit.start for hit in compares if _counts(scan, hit.start - _NEAR, _clause_end(scan, hit.start))]
    if any(year < (scan.number(place) or 0) < _YEARS[-1] for place in scan.numbers):
        years = (span for span in seen.spans if span.kind is PeriodKind.YEAR)
        begun = ((span.start, span.resolve(seen.sent_on)) for span in years)
        places += [place for place, period in begun if period and period.start.year <= year]
    return sorted(places)


def _clause_end(scan: Scan, place: int) -> int:
    return next((at for at in range(place, len(scan)) if scan.keys[at] in _CLAUSE_ENDS), len(scan))


def _counts(scan: Scan, start: int, end: int) -> bool:
    """Whether a number that is no year stands in the clause."""
    return any(start <= p < end and scan.number(p) not in _YEARS for p in scan.free_numbers())


def read_quotas(scan: Scan, units: list[UnitName]) -> tuple[QuotaReading, ...]:
    """One target for each unit named with a number, or one for the speaker's own unit."""
    told = _numbers(scan)
    numbers = [one for one in told if not scan.any_ending(one[0], _COUNTED_ELSE)] or told
    if not numbers or any(_is_of_unread_unit(scan, start) for start, _, _ in numbers):
        return ()
    quotas = []
    for index, unit in enumerate(units):
        limit = units[index + 1].start if index + 1 < len(units) else len(scan)
        mine = [n for n in numbers if unit.end <= n[0] < limit]
        if not mine and len(units) == 1:
            mine = numbers[-1:]
        if mine:
            start, end = scan.span(unit.start, unit.end)
            name = Found(value=unit.name, start=start, end=end, confidence=unit.confidence)
            low, high = _range(scan, mine, wanted_last=len(units) == 1)
            quotas.append(QuotaReading(low=low, high=high, unit=name))
    if quotas:
        return tuple(quotas)
    low, high = _range(scan, numbers, wanted_last=True)
    return (QuotaReading(low=low, high=high),)


def _is_of_unread_unit(scan: Scan, place: int) -> bool:
    """ "giao chi tieu ban hom 2 ban lau 1": the number of a village that was not read as one.

    To leave it out would be silence, to take it for another's a false target.
    """
    at = place - 1
    while place - at <= _LONGEST_BARE and scan.is_word(at) and not scan.used[at]:
        at -= 1
        if at >= 0 and not scan.used[at] and scan.at("weak_kind", at) and scan.at("unit_kind", at):
            return scan.spellings[at].is_bare and not scan.accented
    return False


def _range(
    scan: Scan, numbers: list[tuple[int, int, int]], *, wanted_last: bool
) -> tuple[Found[int], Found[int] | None]:
    """The target among the numbers: after "lên", "xuống còn", "thành" the last; 10-15 is a range."""
    for first, second in itertools.pairwise(numbers):
        if _is_change(scan, first[0]):
            return _found(scan, second), None
        joined = scan.keys[first[1] : second[0]] in (["-"], ["den"], ["toi"])
        if joined and first[2] < second[2]:
            return _found(scan, first), _found(scan, second)
    return _found(scan, numbers[-1] if wanted_last else numbers[0]), None


def _is_change(scan: Scan, place: int) -> bool:
    """ "Nâng từ 10 đến 15" sets 15; "giao từ 10 đến 15" is a range."""
    return scan.key(place - 1) == "tu" and scan.has("quota_change")


def _found(scan: Scan, number: tuple[int, int, int]) -> Found[int]:
    start, end = scan.span(number[0], number[1])
    return Found(value=number[2], start=start, end=end)


def _before_parts(scan: Scan) -> int:
    """4 đồng chí, trong đó phấn đấu có ít nhất 2 nữ: where the target ends and its parts begin."""
    for hit in scan.all("thereof"):
        numbered = [place for place in scan.numbers if place > hit.end]
        parted = bool(numbered) and scan.any_at(numbered[0] + 1, ("gender", "ethnicity", "category"))
        if parted and any(place < hit.start and not scan.used[place] for place in scan.numbers):
            return hit.start
    return len(scan)


def _numbers(scan: Scan) -> list[tuple[int, int, int]]:
    """Free numbers as (start, end, value); 1.200 is one thousand two hundred."""
    found = []
    place = 0
    whole = min(_before_parts(scan), held_against(scan))
    while place < whole:
        if scan.is_number(place) and not scan.used[place] and not scan.any_ending(place, ("contrast",)):
            value, end = int(scan.words[place][:9]), place + 1
            if (
                scan.key(end) == "."
                and scan.glued(end)
                and scan.is_number(end + 1)
                and len(scan.words[end + 1]) == 3
            ):
                value, end = value * 1000 + int(scan.words[end + 1]), end + 2
            found.append((place, end, value))
            place = end
            continue
        hit = scan.at("number", place)
        if hit is not None and scan.at("members", hit.end) and not scan.used[place]:
            found.append((hit.start, hit.end, int(hit.value)))
            place = hit.end
            continue
        place += 1
    return found
