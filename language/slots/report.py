"""Reports: what happened, to whom, when and where; what a complete report still lacks."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate, repeat

from domain.people import Category
from domain.periods import Period, PeriodKind
from domain.pipeline import Stage
from domain.text import fold
from language.dates.births import is_birthday
from language.dates.day import Day
from language.intents.decisions import Decision
from language.intents.guards import is_object
from language.message import Seen
from language.names.finding import Name
from language.people.gathering import Told, gather
from language.people.ticked_columns import EDGES, is_under
from language.reading import Field, Found, Intent, PersonReading, Problem, Reading
from language.slots.counting import how_many
from language.slots.question import parts_of
from language.slots.soon import is_month_soon, is_soon
from language.slots.taken_back import standing_names
from language.slots.titled_days import titled_days, with_days_of_rows
from language.words import particles
from language.words.scanning import Hit, Scan

DATED = frozenset((Intent.REPORT_CLASS, Intent.REPORT_STAGE, Intent.REPORT_ADMISSION, Intent.REPORT_OFFICIAL))
_HANDED = frozenset((Intent.REPORT_STAGE, Intent.REPORT_CLASS))
_AFTER_JOINING = frozenset((Intent.REPORT_OFFICIAL, Intent.REPORT_DROPPED))
_DAY_LEADS = particles.words("day_lead") | {":"}
_PARTS_OF_SPAN = particles.words("part_of_span")
_BESIDE_NAMES = particles.words("clause_join") | {","}
_BREAKS = frozenset((".", "\n", ";"))
_OF_PAPER = particles.words("out_since")
_LEADS_TO_DAY = 4  # pieces of "đã được ký từ"
_FAR = 9  # pieces between a paper's number and its date


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
    names = standing_names(seen)
    if decision.stage is Stage.VERIFICATION_SENT or (decision.intent in _HANDED and seen.scan.has("sent")):
        names = _without_receiver(seen.scan, names)
    told = _gathered(seen, names)
    day, problems = _event_day(seen, decision, told)
    event_date = seen.found_day(day)
    people = _with_own_days(seen, decision, told, day)
    if by_row := with_days_of_rows(seen, told.people, titled_days(seen, decision.intent, seen.days)):
        people, event_date = by_row, None
    count = how_many(seen, people, decision)
    period = None if event_date else _period(seen, decision)
    missing = _missing(decision.intent, people, count, event_date)
    if period is not None and Field.EVENT_DATE in missing:
        problems = (*problems, Problem.PERIOD_ONLY)
    return Reading(
        intent=decision.intent,
        people=people,
        event_date=event_date,
        stage=_stage(seen, decision),
        unit=seen.unit(leaving=_goes_away(decision)),
        units=seen.all_units(),
        period=period,
        count=count,
        parts=parts_of(seen) if count is not None else (),
        continues=bool(seen.scan.all("more")) and bool(people),
        proposed_date=proposed_day(seen, day),
        missing=missing,
        problems=problems,
    )


def _goes_away(decision: Decision) -> bool:
    """Whether a unit behind "về", "đến" is where a person or a letter goes."""
    return decision.intent is Intent.REPORT_DROPPED or decision.stage is Stage.VERIFICATION_SENT


def people_told(seen: Seen) -> tuple[PersonReading, ...]:
    """The people a message tells of though nothing happened to them: "đ/c A mới tốt nghiệp đại học"."""
    names = [n for n in seen.names if seen.stands(n.start, n.end)]
    return _gathered(seen, names).people if names else ()


def _gathered(seen: Seen, names: list[Name], *, nameless: bool = False) -> Told:
    return gather(seen.scan, names, seen.days, seen.refused, seen.sent_on, nameless=nameless)


# The day


def _event_day(seen: Seen, decision: Decision, told: Told) -> tuple[Day | None, tuple[Problem, ...]]:
    """The day of the event: no birth, no old admission, a paper's only if the paper is the event."""
    days = [d for d in seen.days if d.start not in told.births and seen.stands(d.start, d.end)]
    days = titled_days(seen, decision.intent, days) or days
    days = [d for d in days if not (is_birthday(seen.scan, d) or _is_behind_forgotten(seen.scan, d))]
    if decision.intent in _AFTER_JOINING:
        days = [
            d for d in days if not (_is_joining_day(seen, d) or _is_behind_who_joined(seen.scan, d.start))
        ]
    if decision.intent is Intent.REPORT_ADMISSION:
        days = [d for d in days if not _is_paper_day(seen, d)]
    elif decided := _decided_after_review(seen, decision, days):
        days = decided
    elif len(days) > 1 and decision.stage is not Stage.DECISION:
        days = [d for d in days if not _is_paper_day(seen, d)] or days
    if decision.intent is Intent.REPORT_CANDIDATE:
        days = [d for d in days if not is_soon(d, seen.sent_on)]
    days = [d for d in days if not _is_occasion(seen, d) and not _is_limit(seen, d)]
    days = [d for d in days if not _is_planned_time(seen, d.start)] or days
    if not days:
        return None, ((Problem.DATE_VAGUE,) if seen.scan.has("vague", "occasion") else ())
    best = _best_day(seen, _without_singled_out(seen, days), decision)
    return best, (best.problem,) if best.problem else ()


def _decided_after_review(seen: Seen, decision: Decision, days: list[Day]) -> list[Day]:
    """Tối 18/4 họp xét chuyển chính thức, có quyết định công nhận ngày 24/4: the days it was decided on."""
    scan = seen.scan
    trigger = decision.trigger if decision.intent is Intent.REPORT_OFFICIAL else None
    if trigger is None or not scan.any_ending(trigger.start, ("review",)):
        return []
    papers = [hit.end for hit in scan.all("paper") if hit.start > trigger.end]
    return [d for d in days if any(p <= d.start and "," not in scan.keys[p : d.start] for p in papers)]


def _best_day(seen: Seen, days: list[Day], decision: Decision) -> Day:
    valid = [d for d in days if d.on is not None] or days
    impossible = [d for d in days if d.problem is Problem.DATE_IMPOSSIBLE]
    if impossible and all(d.is_relative for d in valid):
        return impossible[0]  # nay em báo: ngày 31/11 kết nạp A
    if decision.intent is Intent.REPORT_CLASS:
        closing = [d for d in valid if _follows(seen, d, ("finished", "certificate"))] or valid
        # The day at the head is the message's; one behind a name is that person's own.
        heading = [d for d in closing if all(d.end <= name.start for name in seen.names)]
        return (heading if len(seen.names) > 1 and heading else closing)[-1]
    if decision.stage is Stage.DECISION:
        papers = [d for d in valid if _follows(seen, d, ("signing",)) or _is_paper_day(seen, d)]
        return (papers or valid)[0]
    told = [d for d in valid if not d.is_relative or len(valid) == 1] or valid
    if len(told) == 1:
        return told[0]
    breaks = list(accumulate((key in _BREAKS for key in seen.scan.keys), initial=0))
    commas = list(accumulate((key == "," for key in seen.scan.keys), initial=0))
    return min(told, key=lambda d: _distance(d, decision.trigger, breaks, commas))


def _distance(day: Day, trigger: Hit | None, breaks: list[int], commas: list[int]) -> tuple[int, int]:
    """How far a day stands from the words of the event: other sentences last, then what follows first.

    chi bộ họp 4/11, đảng ủy xét 10/11: a comma before the event keeps a day as far as a word does.
    """
    if trigger is None:
        return 0, day.start
    apart = abs(breaks[day.start] - breaks[trigger.start])
    if day.start >= trigger.start:
        return apart, day.start - trigger.start
    return apart, (trigger.start - day.end + commas[trigger.start] - commas[day.start]) * 2


def _follows(seen: Seen, day: Day, tags: tuple[str, ...]) -> bool:
    return any(seen.scan.ending(tag, p) for tag in tags for p in range(max(0, day.start - 4), day.start + 1))


def _is_occasion(seen: Seen, day: Day) -> bool:
    """chào mừng 30/4: a holiday that is mentioned."""
    scan = seen.scan
    if not scan.has("occasion"):
        return False
    holiday = scan.at("occasion", day.start - 1)
    if holiday is not None and holiday.value == "holiday":
        # nhân 20/11 kết nạp A; told on that very day it is the day; "nhan 20/11" may be nhận
        opens = not scan.is_word(holiday.start - 1)
        return day.on != seen.sent_on and (holiday.exact or opens)
    near = max(0, day.start - 3)
    while "," in scan.keys[near : day.start]:  # nhân dịp đầu xuân, ngày 23/2
        near += 1
    return any(
        scan.ending("occasion", place) or scan.at("occasion", place - 1)
        for place in range(near, day.start + 2)
    )


def _period(seen: Seen, decision: Decision) -> Found[Period] | None:
    """The period told, unless it is a plan's or to come: dự kiến tháng 12 mới xong, tuần sau bế giảng."""
    told = seen.period()
    if told is None or (told.value.start > seen.sent_on and told.value.kind is not PeriodKind.YEAR):
        return None
    if told.value.kind is PeriodKind.RANGE and told.value.start == seen.sent_on < told.value.last_day:
        return None  # lớp còn hai tuần nữa mới xong
    start = seen.scan.place_of(told.start)
    if decision.intent is Intent.REPORT_CANDIDATE and is_month_soon(seen, told):
        return None  # cử đi học đợt tháng 12, told in November
    if seen.scan.has("dropped") and seen.scan.any_ending(start, ("candidate", "stock")):
        return None  # 2 người trong nguồn năm ngoái xin rút
    served = seen.scan.ending("category", start)
    if served is not None and served.value == Category.DEMOBILISED_SOLDIER:
        return None  # phục viên năm 2022
    vague = (
        told.value.kind is PeriodKind.YEAR and seen.scan.key(start - 1) in _PARTS_OF_SPAN
    )  # cuối năm ngoái
    return None if vague or _is_planned_time(seen, start) else told


def _is_planned_time(seen: Seen, start: int) -> bool:
    """dự kiến tổ chức vào 15/7: a plan told beside the event."""
    scan = seen.scan
    if not scan.has("planned"):
        return False
    for place in range(start - 1, max(-1, start - _FAR), -1):
        if scan.keys[place] in _BREAKS or scan.keys[place] == ",":
            return False
        plan = scan.at("planned", place)
        if plan is not None and plan.value == "sure" and not scan.used[place]:
            return True
    return False


def _is_behind_forgotten(scan: Scan, day: Day) -> bool:
    """em quên mất ngày làm lễ, sổ để ở xã mà hôm nay khóa cửa: the day of something else."""
    if not day.is_relative:
        return False
    unsettled = [hit for hit in scan.all("settled") if scan.any_ending(hit.start, ("not_yet",))]
    for hit in (*scan.all("forgot"), *unsettled):
        if hit.end < day.start and scan.at("date_word", hit.end):
            between = scan.keys[hit.end : day.start]
            return "," in between and _BREAKS.isdisjoint(between)
    return False


def _is_limit(seen: Seen, day: Day) -> bool:
    """Hết dự bị: 05/10/2026, as a card says it: a day still awaited; trước ngày 1/7: not that day."""
    scan, before = seen.scan, day.start - 1
    if scan.key(before) == "truoc" and not scan.used[before]:
        return True  # kết nạp A trước 30/11
    beside = any(hit.start < day.start <= hit.end for hit in scan.all("beside_day"))
    return beside or scan.labelled("probation_over", day.start)


def _is_joining_day(seen: Seen, day: Day) -> bool:
    """A date right after kết nạp, inside a report of something later."""
    scan, at = seen.scan, day.start
    if scan.ending("joined", at) is not None:
        return True
    while scan.key(at - 1) in _DAY_LEADS:
        at -= 1
    if scan.ending("joined", at) is not None:
        return True
    if scan.ending("admission", at) is not None:
        return scan.ending("party_growth", at) is None
    return scan.key(day.start - 1) in EDGES and any(
        is_under(scan, day.start, h) for h in scan.all("admission")
    )


def _is_behind_who_joined(scan: Scan, at: int) -> bool:
    """Kết nạp A 12/11/2019 và công nhận chính thức 15/11: the day behind whoever was admitted."""
    while scan.key(at - 1) in _DAY_LEADS:
        at -= 1
    first = at
    while at > 0 and (scan.used[at - 1] == "name" or scan.key(at - 1) in _BESIDE_NAMES):
        at -= 1
    while (title := scan.ending("honorific", at)) is not None:
        at = title.start
    admitted = scan.ending("admission", at) if at < first else None
    return admitted is not None and not is_object(scan, admitted)


def _is_paper_day(seen: Seen, day: Day) -> bool:
    """A date that belongs to a numbered paper: QĐ số 118-QĐ/HU ngày 20/6."""
    scan = seen.scan
    if not scan.has("paper"):
        return False
    for end in range(max(0, day.start - _FAR), day.start + 1):
        hit = scan.ending("paper", end)
        if hit is None:
            continue
        between = scan.keys[hit.end : day.start]
        if "date" in scan.used[hit.end : day.start]:
            continue  # QĐ 203 ký từ 28/10 mà đến 6/11 mới làm lễ
        if not between or (between[0] in particles.words("paper_link") and len(between) == 1):
            return True
        if len(between) <= _LEADS_TO_DAY and all(map(_leads_to_day, repeat(scan), range(hit.end, day.start))):
            return True  # Quyết định ký từ 28/10 mà đến 6/11 mới làm lễ
        if "date" in scan.used[hit.end : day.start]:
            continue  # the paper's own day stands between
        numbered = any(scan.is_number(p) for p in range(hit.start, day.start))
        ceremony = any(
            (held := scan.at("admission", p)) is not None and held.value == "ceremony"
            for p in range(hit.end, day.start)
        )
        if numbered and not ceremony and not any(key in (",", "\n", ";") for key in between):
            return True
    return False


def _leads_to_day(scan: Scan, place: int) -> bool:
    """ký từ, có từ hôm, đã ban hành ngày: what stands between a paper and its day."""
    numbers = scan.is_number(place) and scan.used[place] != "date"
    return (
        numbers
        or scan.keys[place] in _OF_PAPER
        or scan.any_at(place, ("signing", "from", "date_word", "done_lead"))
    )


def _with_own_days(
    seen: Seen, decision: Decision, told: Told, chosen: Day | None
) -> tuple[PersonReading, ...]:
    """kết nạp A ngày 3/2, B ngày 5/2: each person with the day that follows the name, where they differ."""
    if chosen is None or len(told.people) < 2:
        return told.people
    days = [
        d for d in seen.days if d.on is not None and d.start not in told.births and not _is_limit(seen, d)
    ]
    days = titled_days(seen, decision.intent, days) or days
    of_joining = decision.intent not in _AFTER_JOINING
    places = [(seen.scan.place_of(p.full_name.start), i) for i, p in enumerate(told.people) if p.full_name]
    if len(places) < 2 or len({d.on for d in days}) < 2:
        return told.people
    names = [p.full_name.value if p.full_name else "" for p in told.people]
    alone = _singled_out(seen, names, places[-1][0])
    places += alone
    people, starts = list(told.people), [d.start for d in days]
    bounds = [place for place, _ in places]
    # "ngày 3/2 kết nạp A, ngày 5/2 kết nạp B": each day stands before its name, on one line with it.
    ahead = len(days) == len(places) and all(
        day < name and "\n" not in seen.scan.keys[day:name] for day, name in zip(starts, bounds, strict=True)
    )
    if not ahead and not alone and (leading := _leading_days(seen, days, bounds)):
        for own_day, (_, index) in zip(leading, places, strict=True):
            if own_day.on != chosen.on:
                people[index] = replace(people[index], event_date=seen.found_day(own_day))
        return tuple(people)
    edges = [0, *bounds] if ahead else [*bounds, len(seen.scan)]
    for order, (place, index) in enumerate(places):
        first, last = bisect_right(starts, edges[order] - ahead), bisect_left(starts, edges[order + 1])
        own = [
            d
            for d in days[first:last]
            if of_joining or (place, index) in alone or not _is_joining_day(seen, d)
        ]
        if len(own) == 1 and own[0] is not chosen and own[0].on != chosen.on:
            people[index] = replace(people[index], event_date=seen.found_day(own[0]))
    return tuple(people)


def _leading_days(seen: Seen, days: list[Day], names: list[int]) -> list[Day]:
    """sáng 15/11 kết nạp A, B; chiều 16/11 kết nạp thêm C: for each name the day before it, where each day
    opens a clause with names of its own. Empty where it is not so."""
    scan = seen.scan
    starts = [day.start for day in days]
    groups = [bisect_right(starts, name) for name in names]
    if len(days) < 2 or sorted(set(groups)) != list(range(1, len(days) + 1)):
        return []
    for day in days[1:]:
        at = day.start
        while scan.any_at(at - 1, ("day_part", "date_word", "follow_up")):
            at -= 1
        if scan.key(at - 1) not in _BREAKS and scan.key(at - 1) != ",":
            return []
    return [days[group - 1] for group in groups]


def _singled_out(seen: Seen, names: Sequence[str], behind: int) -> list[tuple[int, int]]:
    """…, riêng Piềng làm lễ hôm 14: where one of the people is singled out by the given name, and who."""
    scan = seen.scan
    given = [fold(name).split()[-1] if name else "" for name in names]
    found = []
    for hit in scan.all("singles_out"):
        at = hit.end
        while (title := scan.at("honorific", at)) is not None:
            at = title.end
        if hit.start > behind and given.count(scan.key(at)) == 1:
            found.append((at, given.index(scan.key(at))))
    return found


def _without_singled_out(seen: Seen, days: list[Day]) -> list[Day]:
    """The days of all who are told of: none behind somebody who is singled out."""
    names = [name for name in seen.names if not name.is_partial]
    if len(names) < 2:
        return days
    alone = _singled_out(seen, [name.text for name in names], names[-1].start)
    return [day for day in days if not alone or day.start < alone[0][0]] or days


def proposed_day(seen: Seen, day: Day | None) -> Found[date] | None:
    """The solar day of a lunar date: to be asked about."""
    if day is None or day.proposed is None:
        return None
    return seen.found(day.start, day.end, day.proposed, 0.5)


# People


def _without_receiver(scan: Scan, names: list[Name]) -> list[Name]:
    """đã gửi hồ sơ của A cho anh B: not whom it was handed to, where somebody else is named before."""
    if not names or scan.ending("given_to", names[0].begins) is not None:
        return names
    return [n for n in names if n.honorific is None or scan.ending("given_to", n.begins) is None]


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
    if intent in DATED and event_date is None:
        missing.append(Field.EVENT_DATE)
    return tuple(missing)


def _nil_count(seen: Seen, decision: Decision) -> Found[int]:
    hit = decision.trigger
    return seen.found(hit.start, hit.end, 0) if hit else seen.found(0, len(seen.scan), 0)


# Stages


def _stage(seen: Seen, decision: Decision) -> Found[Stage] | None:
    if decision.stage is None:
        return None
    if decision.trigger is None:
        return seen.found(0, len(seen.scan), decision.stage, 0.8)
    return seen.found(decision.trigger.start, decision.trigger.end, decision.stage)
