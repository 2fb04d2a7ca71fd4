"""Replies to a card of several by the numbers of its lines: "1 nữ, 2 nam", "cả 2 đều nữ"."""

from dataclasses import replace

from language.message import Seen, see
from language.people.belonging import CHOSEN, is_shared
from language.people.gathering import Told, gather
from language.reading import PersonReading
from language.replies.birthdays import birthday_in, is_birthday_alone
from language.words import particles
from language.words.scanning import Scan
from language.words.vocabulary import number_words

_FREE = frozenset(("", "number", "unit number"))  # numbers that nothing else has claimed
_ITEM_MARKS = frozenset((".", ")", ":", "-"))
_COUNTED = ("gender", "ethnicity", "category", "members", "honorific", "religion", "number")
_SAID = ("gender", "ethnicity", "category")
_OPENS = particles.words("opens_item")
_ITEM_ENDS = frozenset((",", ";", "\n"))
_LEADS = frozenset((",", *particles.words("remembers")))


def of_several_lines(seen: Seen, people: int) -> Told | None:
    """ "2 người đầu Mông, 3 người đầu nữ": each item is of the lines that it speaks of. None for one item."""
    groups = seen.scan.all("last_of_them")
    if len(groups) < 2:
        return None
    lines, told = range(1, people + 1), list[PersonReading]()
    for some, behind in zip(groups, [*groups[1:], None], strict=True):
        part = see(seen.part(some.end, behind.start if behind else len(seen.scan)), seen.sent_on)
        if part is None or part.names:
            return None
        values = gather(part.scan, [], part.days, part.refused, part.sent_on, nameless=True).people
        told += [replace(one, position=line) for one in values for line in lines[CHOSEN[some.value]]]
    return Told(people=tuple(told), births=frozenset(day.start for day in seen.days))


def lines_meant(scan: Scan, people: int) -> list[int]:
    """cả 3 đều nữ, 2 người sau là nam: the lines of the card that are spoken of as several; else none."""
    lines, some = list(range(1, people + 1)), scan.first("last_of_them")
    if some is not None:
        return lines[CHOSEN[some.value]]
    return lines if is_of_all(scan, people) else []


def position_told(seen: Seen) -> int | None:
    """2 sai năm sinh; số 2, người thứ 2, dòng 2."""
    scan = seen.scan
    place = first = _behind_lead(scan)
    title = scan.at("honorific", first)  # đ/c số 3 sinh 1997 mới đúng
    if (hit := scan.at("line_word", title.end if title else first)) is not None:
        place = hit.end
    value = scan.number(place)
    if value is None or not 1 <= value <= 99 or scan.used[place] not in _FREE:
        return None
    marked = hit is not None or scan.at("correct", place + 1) or scan.key(place + 1) in (".", ")", ":")
    return value if marked else None


def _behind_lead(scan: Scan) -> int:
    """nhầm, số 2 ngày 13/11: where the first line can begin, behind what only calls something wrong."""
    place = 0
    while (hit := scan.at("correct", place) or scan.at("slip", place)) or scan.key(place) in _LEADS:
        place = hit.end if hit else place + 1
    return place if place < len(scan) else 0


def items_of(scan: Scan, people: int) -> list[tuple[int, int, int]]:
    """The lines of a numbered reply as (number, start, end): "1 nữ, 2 nam", "người thứ 2 sinh năm 1999"."""
    if scan.has("last_of_them"):  # "2 người đầu" are two, and no line
        return []
    items: list[tuple[int, int, int]] = []
    run_on = False
    first = _behind_lead(scan)
    for place in range(first, len(scan)):
        lead = scan.ending("line_word", place)
        head = lead.start if lead else place
        while head > 0 and scan.keys[head - 1] in _OPENS:
            head -= 1
        opens = head <= first or scan.keys[head - 1] in _ITEM_ENDS
        follows = not opens and bool(items) and scan.any_ending(head, _SAID)  # 1 nam 2 nữ
        run_on, opens = run_on or (follows and lead is None), opens or follows
        number = scan.number(place) if opens and scan.used[place] in _FREE else None
        if number is not None and 1 <= number <= people and all(number != n for n, _, _ in items):
            start = place + 1 + (scan.key(place + 1) in _ITEM_MARKS)
            if items:
                items[-1] = (*items[-1][:2], head)
            items.append((number, start, len(scan)))
        elif opens and not items and scan.at("line_word", place) is None:
            return []
    if run_on and sum(number for number, _, _ in items) == people:
        return []  # of three, "1 nam 2 nữ" may be how many
    is_counted = len(items) == 1 and scan.any_at(items[0][1], _COUNTED) and scan.at("line_word", 0) is None
    if is_counted and (items[0][0] > 1 or len(scan.free_numbers()) > 1):
        return []  # "2 nữ" may be how many
    return [item for item in items if item[1] < item[2]]


def by_number(seen: Seen, items: list[tuple[int, int, int]]) -> Told:
    people = []
    for number, start, end in items:
        part = see(seen.part(start, end), seen.sent_on)
        if part is None:
            continue
        told = gather(part.scan, part.names, part.days, part.refused, part.sent_on, nameless=True)
        days = [d for d in part.days if d.start not in told.births and not is_birthday_alone(part, d)]
        person = told.people[0] if told.people else PersonReading()
        on = part.found_day(days[0]) if days else None
        born = birthday_in(part)
        people.append(replace(person, position=number, event_date=on, birthday=born))
    # The days of the lines are their people's, none is the card's.
    return Told(people=tuple(people), births=frozenset(day.start for day in seen.days))


def is_of_all(scan: Scan, people: int) -> bool:
    """cả 2 đều nữ · đều là người Thái; "2 nữ" of two may be the second."""
    shared = [hit for hit in scan.all("all_of_them") if is_shared(scan, hit)]
    if not shared:
        return False
    words = number_words()
    numbers = [scan.number(p) or words.get(scan.keys[p]) for p in range(shared[0].start, shared[0].end)]
    return not any(number and number != people for number in numbers)  # "cả hai" of three is not all of them
