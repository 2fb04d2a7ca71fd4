"""Corrections and replies to an open card: new values of one person, of several by number, or of all."""

from dataclasses import dataclass, replace

from domain.pipeline import Stage
from domain.text import fold
from language.dates.births import may_be_year
from language.dates.day import Day
from language.intents.decisions import Decision
from language.intents.dossier_steps import stage_stated
from language.message import Seen, called_wrong, see
from language.names.finding import Name
from language.people.gathering import Told, gather
from language.reading import Field, Found, Intent, PersonReading, Reading, full_names
from language.replies.birthdays import is_birthday_alone, with_birthdays
from language.replies.by_line import (
    by_number,
    is_of_all,
    items_of,
    lines_meant,
    of_several_lines,
    position_told,
)
from language.replies.each_by_name import each_by_name
from language.replies.of_all import with_everybody, with_the_rest
from language.slots.counting import count_told, how_many
from language.slots.question import parts_of
from language.slots.report import proposed_day
from language.words import particles
from language.words.scanning import Scan
from language.words.shadows import settle

_LONGEST_NAME = 6  # words of a reply that is nothing but a name
_AT_HEAD = 1  # a word before "cả hai": dạ
_LONGEST_REPLY = 16  # words of a reply that nobody has asked for
_ITEM_ENDS = frozenset((",", ";", "\n"))
_DESCRIBED = ("gender", "ethnicity_label", "category")  # tien nam, huong nu
_ITEM_MARKS = frozenset((".", ")", ":", "-"))
_OF_WHOM = particles.words("of_whom")
_BIRTH_YEARS = range(1930, 2030)
_OF_CELL = ("ours", "own", "at_present", "auxiliary", "function")


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """What the assistant waits for: the field just asked for, and the names on the open card in order.

    `on_card` is None where no card is open.
    """

    field: Field | None = None
    on_card: tuple[str, ...] | None = None


def with_card_names(seen: Seen, on_card: tuple[str, ...]) -> Seen:
    """The message with the people of the card found in it: "Mai sinh 1999" means Lò Thị Mai."""
    scan = seen.scan
    full = [tuple(fold(name).split()) for name in on_card]
    given = {words[-1]: on_card[i] for i, words in enumerate(full) if words and _only_given(full, words)}
    names = [_completed(name, given) for name in seen.names]
    size = sum(1 for word in scan.words if word[0].isalnum())
    for place, key in enumerate(scan.keys):
        # hai in "cả hai" is no Hải; but "đ/c Thu" is no "đ/c thứ" where no number follows
        line = scan.ending("line_word", place + 1)
        within = scan.within[place] and (line is None or scan.is_number(place + 1))
        taken = scan.used[place] or within
        if key in given and size > 1 and not taken and _may_name(scan, place):
            begins = hit.start if (hit := scan.ending("honorific", place)) is not None else place
            names.append(Name(start=place, end=place + 1, text=given[key], begins=begins))
            scan.take(place, place + 1, "name")
    if len(names) == len(seen.names):
        return replace(seen, names=names)
    settle(scan)
    return replace(seen, names=sorted(names, key=lambda name: name.start))


def read_answer(seen: Seen, awaited: Awaited) -> Reading | None:
    """A bare answer to the assistant's question: "5/10 nhé", "Lò Thị Mai", "nữ". None when it is none."""
    told = people_meant(seen, seen.names, awaited.on_card)
    days = [d for d in seen.days if d.start not in told.births and not is_birthday_alone(seen, d)]
    people = with_birthdays(seen, told.people, seen.names, told.births)
    people, days = _with_own_days(seen, people, days, awaited)
    if awaited.field is Field.FULL_NAME and not people:
        people = _lone_name(seen)
    elif not _fits(seen, people, awaited):
        return None
    period = None if days else seen.period()
    counts = awaited.on_card is not None and not any(p.position or p.full_name for p in people)
    count = (count_told(seen) or _lone_count(seen)) if counts else None
    parts = tuple(part for part in parts_of(seen) if part.count is not None) if awaited.on_card == () else ()
    if not (people or days or period or seen.units or count or parts):
        return None
    return Reading(
        intent=Intent.CORRECT_LAST,
        people=people,
        event_date=seen.found_day(days[0]) if days else None,
        unit=seen.unit(),
        period=period,
        count=count,
        parts=parts,
        proposed_date=proposed_day(seen, days[0]) if days else None,
        answers=True,
        problems=tuple(d.problem for d in days[:1] if d.problem),
    )


def read_correction(seen: Seen, decision: Decision, awaited: Awaited) -> Reading:
    """Only the new values. A leading number says which line of the card is meant."""
    names = _who_stands(seen)
    if awaited.on_card is None and not names:
        names = _given_before_birth(seen.scan)
    lines = items_of(seen.scan, len(awaited.on_card or ()))
    position = position_told(seen) if len(lines) < 2 else None
    told = people_meant(seen, names, awaited.on_card if position is None else None)
    days = [d for d in seen.days if d.start not in told.births and seen.stands(d.start, d.end)]
    # "tin hôm qua em nhắn sai, ngày kết nạp là 21/11": the day told outright is the new one.
    days.sort(key=lambda day: day.is_relative)
    days = [d for d in days if not (_is_of_the_message(seen.scan, d) or is_birthday_alone(seen, d))]
    people = with_birthdays(seen, told.people, names, told.births)
    people, days = _with_own_days(seen, people, days, awaited)
    if awaited.on_card and seen.scan.has("mentor"):
        # "doi nguoi giup do cua han sang lo van inh": where a mentor is told, nobody is called otherwise
        known = {fold(name) for name in awaited.on_card}
        people = tuple(p for p in people if p.full_name is None or fold(p.full_name.value) in known)
    event_date = seen.found_day(days[0]) if days else None
    if position is not None:  # "số 3 ngày 12/11": the day is that one's
        first = replace(people[0] if people else PersonReading(), position=position, event_date=event_date)
        people, event_date = (first, *people[1:]), None
    placed = names or lines or (position is None and any(p.position for p in people))
    return Reading(
        intent=decision.intent,
        people=people,
        event_date=event_date,
        stage=_corrected_stage(seen),
        unit=seen.unit(),
        units=seen.all_units(),
        count=None
        if placed or seen.scan.has("birth_label")
        else how_many(seen, (), decision) or _only_count(seen),
        proposed_date=proposed_day(seen, days[0]) if days else None,
        answers=decision.confirms,
        confirms=decision.confirms,
        continues=bool(seen.scan.all("more")) and bool(names),
        problems=tuple(d.problem for d in days[:1] if d.problem),
    )


def _who_stands(seen: Seen) -> list[Name]:
    """Bàn Thị Lai chứ không phải Bàn Thị Lan, cháu Lan là em gái: whoever is not called wrong."""
    wrong = {n.text.split()[-1].lower() for n in seen.names if not seen.stands(n.start, n.end)}
    stand = [n for n in seen.names if seen.stands(n.start, n.end)]
    right = {n.text.split()[-1].lower() for n in stand if not n.is_partial}
    return [n for n in stand if not (n.is_partial and n.text.lower() in wrong - right)]


def _is_of_the_message(scan: Scan, day: Day) -> bool:
    """số em báo hôm qua · tin hôm qua em nhắn: when it was told, not when it happened."""
    if not day.is_relative:
        return False
    if scan.any_at(day.end, ("address",)):
        return True  # hôm nay em nhắn anh việc thế này
    if scan.any_at(day.end, ("ours",)) and scan.any_at(day.end + 1, ("sent", "address")):
        return True  # sáng nay em gửi anh tin về đồng chí A
    return scan.ending("record_verb", day.start) is not None or any(
        scan.any_at(place, ("record_verb", "address")) for place in (day.end, day.end + 1)
    )


def people_meant(seen: Seen, names: list[Name], on_card: tuple[str, ...] | None) -> Told:
    """The values told, each with the person it is of: by name, by number ("1 nữ, 2 nam"), or all of them."""
    if on_card and (later := _after_slip(seen, on_card)):
        return later
    if on_card and not names and (items := items_of(seen.scan, len(on_card))):
        return by_number(seen, items)
    if on_card and not names and (groups := of_several_lines(seen, len(on_card))):
        return groups
    if on_card and (each := each_by_name(seen, on_card)):
        return each
    if on_card and names:

        def read(part: Seen) -> Told:
            part = with_card_names(part, on_card)
            return people_meant(part, part.names, on_card)

        for reader in (with_the_rest, with_everybody):
            if split := reader(seen, names, on_card, read):
                return split
    told = gather(seen.scan, names, seen.days, seen.refused, seen.sent_on, nameless=True)
    one = told.people[0] if len(told.people) == 1 else None
    if on_card and len(on_card) > 1 and one is not None and one.full_name is None:
        lines = lines_meant(seen.scan, len(on_card))
        return replace(told, people=tuple(replace(one, position=line) for line in lines) or told.people)
    return told


def _after_slip(seen: Seen, on_card: tuple[str, ...]) -> Told | None:
    """ "1 là nữ, à không, 1 nam 2 nữ": what is said behind the slip, where it says of whom; else None."""
    slips = [hit for hit in seen.scan.all("slip") if hit.start > 1 and not seen.scan.at("forgot", hit.start)]
    part = see(seen.part(slips[-1].end, len(seen.scan)), seen.sent_on) if slips else None
    if part is None:
        return None
    part = with_card_names(part, on_card)
    told = people_meant(part, part.names, on_card)
    return told if told.people and all(p.position or p.full_name for p in told.people) else None


def _with_own_days(
    seen: Seen, people: tuple[PersonReading, ...], days: list[Day], awaited: Awaited
) -> tuple[tuple[PersonReading, ...], list[Day]]:
    """ "Nga là 13/11": of several on the card the day behind a name is that person's; and the other days.

    A day that is asked for is the whole card's; "cả hai ngày 14/11" is everybody's.
    """
    size = len(awaited.on_card or ())
    if size < 2 or len(days) != 1 or days[0].on is None:
        return people, days
    on = seen.found_day(days[0])
    if not people and seen.scan.has("all_of_them") and is_of_all(seen.scan, size):
        return tuple(PersonReading(position=line, event_date=on) for line in range(1, size + 1)), days
    name = people[0].full_name if len(people) == 1 else None
    if awaited.field is Field.EVENT_DATE or name is None or days[0].start < seen.scan.place_of(name.start):
        return people, days
    return (replace(people[0], event_date=on),), []


def _fits(seen: Seen, people: tuple[PersonReading, ...], awaited: Awaited) -> bool:
    """Whether a reply can be about the open card: nobody else is named, and it is short where unasked."""
    if awaited.on_card is None:
        return True
    if _tells_of_cell(seen.scan):
        return False
    known = {fold(name) for name in awaited.on_card}
    others = any(fold(name) not in known for name in full_names(people))
    if known and awaited.field is not Field.FULL_NAME and others:
        return False
    size = sum(1 for word in seen.scan.words if word[0].isalnum())
    # "Xuân sinh 2001 nữ giáo viên, Thư sinh 1999 …": of several who all stand on it
    shared = seen.scan.first("all_of_them")
    is_of_several = bool(known) and len(full_names(people)) > 1 and shared is None
    # "cả hai đều là đoàn viên, …, Thư sinh 2000": of everybody on it, from the first word on
    of_everybody = shared is not None and shared.start <= _AT_HEAD and len(people) == len(known) > 1
    return awaited.field is not None or size <= _LONGEST_REPLY or is_of_several or of_everybody


def _corrected_stage(seen: Seen) -> Found[Stage] | None:
    stated = stage_stated(seen.scan, seen.refused)
    return seen.found(stated[0].start, stated[0].end, stated[1]) if stated is not None else None


# Names


def _only_given(full: list[tuple[str, ...]], words: tuple[str, ...]) -> bool:
    return sum(1 for other in full if other[-1:] == words[-1:]) == 1


def _completed(name: Name, given: dict[str, str]) -> Name:
    """em Mai: the person of the card with that given name."""
    if not name.is_partial or (whole := given.get(fold(name.text))) is None:
        return name
    return replace(name, text=whole, is_partial=False)


def _may_name(scan: Scan, place: int) -> bool:
    """Whether the word stands as a name: with a capital, a title or a birth, or it means nothing else."""
    titled = scan.any_ending(place, ("honorific", "leaves_out"))
    born = scan.at("birth_label", place) is None and scan.at("birth_label", place + 1) is not None
    opens = place == 0 or scan.keys[place - 1] in _ITEM_ENDS
    doubtful = scan.at("confirm", place) is not None and not scan.accented  # "dung la nam": đúng
    links = scan.at("bridge", place + 1) is not None and not doubtful  # ban là nữ
    described = opens and scan.any_at(place + 1 + links, _DESCRIBED) and scan.at("gender", place) is None
    born = born or _is_before_birth(scan, place)
    born = born or (scan.key(place - 1) in _OF_WHOM and scan.has("birth_label"))  # "sn cua thu la 2000"
    return titled or born or described or scan.cased_word(place) or not scan.spoken[place]


def _is_before_birth(scan: Scan, place: int) -> bool:
    """chu 12/3/2001, hien 2003, tuan: 2000: at the head of an item, a birth behind it."""
    head = place == 0 or scan.keys[place - 1] in _ITEM_ENDS or scan.number(place - 1) in _BIRTH_YEARS
    behind = place + 1 + (scan.key(place + 1) in _ITEM_MARKS)
    is_day = behind < len(scan) and scan.used[behind] == "date" and scan.key(behind)[:1].isdigit()
    is_year = scan.number(behind) in _BIRTH_YEARS or may_be_year(scan, behind)
    return head and (is_day or is_year)


def _given_before_birth(scan: Scan) -> list[Name]:
    """nhầm rồi, én sinh 98: one small word that means nothing else says whose birth it is."""
    places = (hit.start - 1 for hit in scan.all("birth_label") if hit.start)
    return [
        Name(start=place, end=place + 1, text=scan.words[place].capitalize(), begins=place, is_partial=True)
        for place in places
        if scan.is_word(place)
        and not (scan.spoken[place] or scan.used[place] or scan.within[place])
        and (place == 0 or scan.spoken[place - 1])
    ]


def _lone_name(seen: Seen) -> tuple[PersonReading, ...]:
    """A short answer of words that mean nothing else: it is the name asked for."""
    scan = seen.scan
    start, end = 0, len(scan)
    while start < end and (scan.at("honorific", start) or not scan.is_word(start)):
        hit = scan.at("honorific", start)
        start = hit.end if hit else start + 1
    while end > start and (scan.at("final", end - 1) or not scan.is_word(end - 1)):
        end -= 1
    words = range(start, end)
    if not 1 <= len(words) <= _LONGEST_NAME:
        return ()
    if any(not scan.is_word(p) or scan.used[p] or scan.at("function", p) for p in words):
        return ()
    if any(hit.start in words for tag in ("gender", "ethnicity", "confirm", "undo") for hit in scan.all(tag)):
        return ()
    text = " ".join(word[:1].upper() + word[1:] for word in scan.words[start:end])
    found: Found[str] = seen.found(start, end, text, 0.7)
    return (PersonReading(full_name=found, is_partial=len(words) == 1),)


# Numbers and all


def _lone_count(seen: Seen) -> Found[int] | None:
    """chỉ có 2 thôi: a number and nothing else."""
    scan = seen.scan
    numbers = [p for p in scan.numbers if scan.used[p] in ("", "number")]
    words = (p for p in range(len(scan)) if scan.is_word(p))
    if len(numbers) != 1 or not scan.has("only") or not all(_is_filler(scan, p) for p in words):
        return None
    value = scan.number(numbers[0])
    return seen.found(numbers[0], numbers[0] + 1, value) if value else None


def _tells_of_cell(scan: Scan) -> bool:
    """chi bộ hôm nay có 52 đảng viên: how many the cell has or who met, none of whom stands on the card."""
    for hit in scan.all("party_member"):
        at = hit.start - 2
        if not scan.is_number(hit.start - 1) or scan.key(at) != "co":
            continue
        while at > 0 and (scan.used[at - 1] == "date" or scan.any_at(at - 1, _OF_CELL)):
            at -= 1
        if scan.any_ending(at, ("organisation", "unit_kind")) or scan.used[at - 1 : at] == ["unit"]:
            return True
    return False


def _only_count(seen: Seen) -> Found[int] | None:
    """3 người là nhầm, có 2 thôi: the one number that stands, where another was called wrong."""
    if not (called_wrong(seen.scan) or seen.scan.has("typed_wrong")):
        return None
    numbers = [p for p in seen.scan.numbers if seen.scan.used[p] in ("", "number") and seen.stands(p, p + 1)]
    value = seen.scan.number(numbers[0]) if len(numbers) == 1 else None
    return seen.found(numbers[0], numbers[0] + 1, value) if value else None


def _is_filler(scan: Scan, place: int) -> bool:
    return scan.any_at(place, ("only", "final", "function", "honorific", "confirm"))
