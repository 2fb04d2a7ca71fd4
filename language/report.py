"""Reports, corrections of the last report, and bare answers to the assistant's own question."""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import date
from itertools import accumulate

from domain.pipeline import Stage
from language.dates import Day
from language.events import stage_stated
from language.intents import Decision
from language.message import Seen
from language.names import Name
from language.people import Told, gather
from language.question import parts_of
from language.reading import Field, Found, Intent, PersonReading, Problem, Reading
from language.scanning import Hit

_DATED = frozenset(
    (Intent.REPORT_CLASS, Intent.REPORT_STAGE, Intent.REPORT_ADMISSION, Intent.REPORT_OFFICIAL)
)
_BREAKS = frozenset((".", "\n", ";"))
_FAR = 9  # pieces between a paper's number and its date
_AMBIGUOUS_NUMERALS = (4, 5, 6, 7)  # tư, năm, sáu, bảy without diacritics are other words first
_LONGEST_ANSWER = 6


def read_report(seen: Seen, decision: Decision) -> Reading:
    """What happened, to whom, when and where; what is missing for a complete report."""
    if decision.is_nil:
        return Reading(
            intent=decision.intent,
            stage=_stage(seen, decision),
            unit=seen.unit(),
            period=seen.period(),
            count=_nil_count(seen, decision),
        )
    told = _gathered(seen, _standing_names(seen))
    day, problems = _event_day(seen, decision, told)
    event_date = seen.found_day(day)
    people = _with_own_days(seen, told, day)
    count = _count(seen, people, decision)
    period = None if event_date else seen.period()
    missing = _missing(decision.intent, people, count, event_date)
    if period is not None and Field.EVENT_DATE in missing:
        problems = (*problems, Problem.PERIOD_ONLY)
    return Reading(
        intent=decision.intent,
        people=people,
        event_date=event_date,
        stage=_stage(seen, decision),
        unit=seen.unit(leaving=decision.intent is Intent.REPORT_DROPPED),
        units=seen.all_units(),
        period=period,
        count=count,
        parts=parts_of(seen) if count is not None else (),
        continues=bool(seen.scan.all("more")) and bool(people),
        proposed_date=_proposed(seen, day),
        missing=missing,
        problems=problems,
    )


def read_correction(seen: Seen, decision: Decision) -> Reading:
    """Only the new values. A leading number says which line of the card is meant."""
    names = [n for n in seen.names if seen.stands(n.start, n.end)]
    position = _position(seen)
    told = _gathered(seen, names, nameless=True)
    days = [d for d in seen.days if d.start not in told.births and seen.stands(d.start, d.end)]
    people = told.people
    if position is not None:
        people = (replace(people[0], position=position), *people[1:]) if people else ()
    return Reading(
        intent=decision.intent,
        people=people,
        event_date=seen.found_day(days[0]) if days else None,
        stage=_corrected_stage(seen),
        unit=seen.unit(),
        units=seen.all_units(),
        count=_count(seen, (), decision) if not names else None,
        proposed_date=_proposed(seen, days[0]) if days else None,
        continues=bool(seen.scan.all("more")) and bool(names),
        problems=tuple(d.problem for d in days[:1] if d.problem),
    )


def read_answer(seen: Seen, expecting: Field) -> Reading | None:
    """A bare answer to the assistant's question: "5/10 nhé", "Lò Thị Mai", "nữ". None when it is none."""
    told = _gathered(seen, seen.names, nameless=True)
    days = [d for d in seen.days if d.start not in told.births]
    people = told.people
    if expecting is Field.FULL_NAME and not any(p.full_name for p in people):
        people = _lone_name(seen) or people
    period = None if days else seen.period()
    if not (people or days or period or seen.units):
        return None
    return Reading(
        intent=Intent.CORRECT_LAST,
        people=people,
        event_date=seen.found_day(days[0]) if days else None,
        unit=seen.unit(),
        period=period,
        proposed_date=_proposed(seen, days[0]) if days else None,
        problems=tuple(d.problem for d in days[:1] if d.problem),
    )


def people_told(seen: Seen) -> tuple[PersonReading, ...]:
    """The people a message tells of though nothing happened to them: "đ/c A mới tốt nghiệp đại học"."""
    names = [n for n in seen.names if seen.stands(n.start, n.end)]
    return _gathered(seen, names).people if names else ()


def _gathered(seen: Seen, names: list[Name], *, nameless: bool = False) -> Told:
    return gather(seen.scan, names, seen.days, seen.refused, seen.sent_on, nameless=nameless)


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
    if not 1 <= len(words) <= _LONGEST_ANSWER:
        return ()
    if any(not scan.is_word(p) or scan.used[p] or scan.at("function", p) for p in words):
        return ()
    if any(hit.start in words for tag in ("gender", "ethnicity", "confirm", "undo") for hit in scan.all(tag)):
        return ()
    text = " ".join(word[:1].upper() + word[1:] for word in scan.words[start:end])
    found = seen.found(start, end, text, 0.7)
    return (PersonReading(full_name=found, is_partial=len(words) == 1),)


# The day


def _event_day(seen: Seen, decision: Decision, told: Told) -> tuple[Day | None, tuple[Problem, ...]]:
    """The day of the event: no birth, no old admission, a paper's only if the paper is the event."""
    days = [d for d in seen.days if d.start not in told.births and seen.stands(d.start, d.end)]
    if decision.intent is Intent.REPORT_OFFICIAL:
        days = [d for d in days if not _is_joining_day(seen, d)]
    if decision.intent is Intent.REPORT_ADMISSION:
        days = [d for d in days if not _is_paper_day(seen, d)]
    elif len(days) > 1 and decision.stage is not Stage.DECISION:
        days = [d for d in days if not _is_paper_day(seen, d)] or days
    days = [d for d in days if not _is_occasion(seen, d)]
    if not days:
        return None, ((Problem.DATE_VAGUE,) if seen.scan.has("vague", "occasion") else ())
    best = _best_day(seen, days, decision)
    return best, (best.problem,) if best.problem else ()


def _best_day(seen: Seen, days: list[Day], decision: Decision) -> Day:
    valid = [d for d in days if d.on is not None] or days
    if decision.intent is Intent.REPORT_CLASS:
        closing = [d for d in valid if _follows(seen, d, ("finished", "certificate"))]
        return (closing or valid)[-1]
    if decision.stage is Stage.DECISION:
        papers = [d for d in valid if _is_paper_day(seen, d)]
        return (papers or valid)[0]
    told = [d for d in valid if not d.is_relative or len(valid) == 1] or valid
    breaks = list(accumulate((key in _BREAKS for key in seen.scan.keys), initial=0))
    return min(told, key=lambda d: _distance(d, decision.trigger, breaks))


def _distance(day: Day, trigger: Hit | None, breaks: list[int]) -> tuple[int, int]:
    """How far a day stands from the words of the event: other sentences last, then what follows first."""
    if trigger is None:
        return 0, day.start
    apart = abs(breaks[day.start] - breaks[trigger.start])
    if day.start >= trigger.start:
        return apart, day.start - trigger.start
    return apart, (trigger.start - day.end) * 2


def _follows(seen: Seen, day: Day, tags: tuple[str, ...]) -> bool:
    return any(seen.scan.ending(tag, p) for tag in tags for p in range(max(0, day.start - 4), day.start + 1))


def _is_occasion(seen: Seen, day: Day) -> bool:
    """chào mừng 30/4: a holiday that is mentioned."""
    scan = seen.scan
    return any(
        scan.ending("occasion", place) or scan.at("occasion", place - 1)
        for place in range(max(0, day.start - 3), day.start + 2)
    )


def _is_joining_day(seen: Seen, day: Day) -> bool:
    """A date right after kết nạp, inside a report of something later."""
    scan, at = seen.scan, day.start
    if scan.ending("joined", at) is not None:
        return True
    while scan.key(at - 1) in (":", "ngay", "tu", "hom"):
        at -= 1
    return scan.ending("joined", at) is not None or scan.ending("admission", at) is not None


def _is_paper_day(seen: Seen, day: Day) -> bool:
    """A date that belongs to a numbered paper: QĐ số 118-QĐ/HU ngày 20/6."""
    scan = seen.scan
    for end in range(max(0, day.start - _FAR), day.start + 1):
        hit = scan.ending("paper", end)
        if hit is None:
            continue
        between = scan.keys[hit.end : day.start]
        if not between or between in (["ky"], ["ngay"]):
            return True
        numbered = any(scan.is_number(p) for p in range(hit.start, day.start))
        ceremony = any(
            (held := scan.at("admission", p)) is not None and held.value == "ceremony"
            for p in range(hit.end, day.start)
        )
        if numbered and not ceremony and not any(key in (",", "\n", ";") for key in between):
            return True
    return False


def _with_own_days(seen: Seen, told: Told, chosen: Day | None) -> tuple[PersonReading, ...]:
    """kết nạp A ngày 3/2, B ngày 5/2: each person with the day that follows the name, where they differ."""
    days = [d for d in seen.days if d.on is not None and d.start not in told.births]
    places = [(seen.scan.place_of(p.full_name.start), i) for i, p in enumerate(told.people) if p.full_name]
    if len(places) < 2 or chosen is None or len({d.on for d in days}) < 2:
        return told.people
    people, starts = list(told.people), [d.start for d in days]
    for order, (place, index) in enumerate(places):
        limit = places[order + 1][0] if order + 1 < len(places) else len(seen.scan)
        first, last = bisect_right(starts, place), bisect_left(starts, limit)
        own = [d for d in days[first:last] if not _is_joining_day(seen, d)]
        if len(own) == 1 and own[0] is not chosen and own[0].on != chosen.on:
            people[index] = replace(people[index], event_date=seen.found_day(own[0]))
    return tuple(people)


def _proposed(seen: Seen, day: Day | None) -> Found[date] | None:
    if day is None or day.proposed is None:
        return None
    return seen.found(day.start, day.end, day.proposed, 0.5)


# People and numbers


def _standing_names(seen: Seen) -> list[Name]:
    """The names without those the writer takes back: à nhầm chỉ có B thôi."""
    names = [n for n in seen.names if seen.stands(n.start, n.end)]
    for hit in seen.scan.all("correct"):
        before = [n for n in names if n.end <= hit.start]
        after = [n for n in names if n.start >= hit.end]
        if before and after:
            only = any(seen.scan.at("only", hit.end + ahead) for ahead in (0, 1))
            return after if only else [*before[:-1], *after]
    return names


def _missing(
    intent: Intent,
    people: tuple[PersonReading, ...],
    count: Found[int] | None,
    event_date: Found[date] | None,
) -> tuple[Field, ...]:
    missing = []
    named = [p for p in people if p.full_name is not None]
    if not named or any(p.is_partial for p in named) or (count is not None and count.value > len(named)):
        missing.append(Field.FULL_NAME)
    if intent in _DATED and event_date is None:
        missing.append(Field.EVENT_DATE)
    return tuple(missing)


def _nil_count(seen: Seen, decision: Decision) -> Found[int]:
    hit = decision.trigger
    return seen.found(hit.start, hit.end, 0) if hit else seen.found(0, len(seen.scan), 0)


def _count(seen: Seen, people: tuple[PersonReading, ...], decision: Decision) -> Found[int] | None:
    """How many, when names are missing or fewer."""
    scan = seen.scan
    named = sum(1 for p in people if p.full_name is not None)
    for hit in scan.all("members"):
        value, start = _number_before(seen, hit.start)
        if value is not None and seen.stands(start, hit.end):
            return seen.found(start, hit.start, value) if value > named else None
    if decision.trigger is not None and not named:
        place = decision.trigger.end
        while scan.key(place) in (":", "duoc", "dc", "-", "la", "="):
            place += 1
        value = scan.number(place)
        counted = not scan.is_word(place + 1) or scan.at("category", place + 1) is not None
        if value and scan.used[place] == "" and counted:
            return seen.found(place, place + 1, value)
    return None


def _number_before(seen: Seen, place: int) -> tuple[int | None, int]:
    scan, at = seen.scan, place - 1
    if scan.is_number(at) and not scan.used[at]:
        listed = scan.key(at - 1) in ("\n", "/", ".", "-", "lop", "so")
        return (None, place) if listed else (scan.number(at), at)
    hit = scan.ending("number", place)
    if hit is None or scan.used[hit.start]:
        return None, place
    value = int(hit.value)
    sure = hit.exact or value not in _AMBIGUOUS_NUMERALS
    return (value, hit.start) if sure else (None, place)


def _position(seen: Seen) -> int | None:
    """2 sai năm sinh; số 2, người thứ 2, dòng 2."""
    scan = seen.scan
    place = 0
    if (hit := scan.at("line_word", 0)) is not None:
        place = hit.end
    value = scan.number(place)
    if value is None or not 1 <= value <= 99 or scan.used[place] not in ("", "number", "unit number"):
        return None
    marked = hit is not None or scan.at("correct", place + 1) or scan.key(place + 1) in (".", ")", ":")
    return value if marked else None


# Stages


def _stage(seen: Seen, decision: Decision) -> Found[Stage] | None:
    if decision.stage is None:
        return None
    if decision.trigger is None:
        return seen.found(0, len(seen.scan), decision.stage, 0.8)
    return seen.found(decision.trigger.start, decision.trigger.end, decision.stage)


def _corrected_stage(seen: Seen) -> Found[Stage] | None:
    stated = stage_stated(seen.scan, seen.refused)
    return seen.found(stated[0].start, stated[0].end, stated[1]) if stated is not None else None
