"""Questions: what is counted, for which period and unit, by what it is divided, with what compared."""

from collections.abc import Sequence
from dataclasses import replace

from domain.periods import Period, PeriodKind
from domain.questions import TEMPORAL, Dimension
from language.intents.decisions import Decision
from language.intents.signs import most_ranked, steps_compared, whether_recognised
from language.message import Seen
from language.people.attributes import is_reached
from language.reading import Found, Intent, Metric, Part, PersonReading, Reading
from language.slots.asked_periods import asked_periods, beyond, next_of_its_name, reached
from language.slots.held_periods import (
    compared_with,
    compares_spans,
    is_counted_on,
    without_held,
    years_apart,
)
from language.slots.quotas import read_quotas
from language.slots.unread import unread, unread_target
from language.words import particles
from language.words.scanning import Hit, Scan

# Named groups of people: "bao nhiêu giáo viên" asks for the division they belong to.
_GROUPS = (
    ("gender", Dimension.GENDER),
    ("ethnicity", Dimension.ETHNICITY),
    ("category", Dimension.CATEGORY),
    ("religion", Dimension.RELIGION),
    ("education", Dimension.EDUCATION),
)
_METRICS = (
    ("admission", Metric.ADMISSION),
    ("official", Metric.OFFICIAL),
    ("ct", Metric.OFFICIAL),
    ("class", Metric.CLASS),
    ("candidate", Metric.CANDIDATE),
    ("dropped", Metric.DROPPED),
)
_NUMBERED = (("month_word", Dimension.MONTH), ("quarter_word", Dimension.QUARTER))
_EARLIEST_YEAR = 1900
_MONTHS = 12
_PARTS_OF_A_YEAR = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS)
_GRADES = range(6, 13)  # học lớp 12; "học lớp 1" of a report says how many were at a course
_DIVIDED = frozenset((Intent.QUERY_TOTALS, Intent.QUERY_QUOTA_GAP, Intent.QUERY_PIPELINE))


def read_question(seen: Seen, decision: Decision) -> Reading:
    """What is asked. Nothing that a question says is ever stored."""
    intent, scan = decision.intent, seen.scan
    periods, held = without_held(seen, asked_periods(seen, ahead=intent is Intent.QUERY_DEADLINES))
    periods, compares, by_year = years_apart(scan, periods, compares=compares_spans(seen))
    period = periods[0] if periods and intent is not Intent.QUERY_PERSON else None
    if period is not None and not compares:
        period = beyond(seen, period, ahead=intent is Intent.QUERY_DEADLINES)
    if period and intent in (Intent.QUERY_TOTALS, Intent.QUERY_QUOTA_GAP):
        period = reached(scan, period)
    people: tuple[PersonReading, ...] = ()
    if intent is Intent.QUERY_PERSON:
        people = tuple(
            PersonReading(full_name=seen.found_name(n), is_partial=n.is_partial) for n in seen.names[:1]
        )
    stage = None
    if intent is Intent.QUERY_PIPELINE and decision.stage is not None:
        stage = seen.found(0, len(scan), decision.stage)
    return Reading(
        intent=intent,
        people=people,
        stage=stage,
        unit=seen.unit(),
        units=seen.all_units(),
        period=period,
        spans=tuple(told for told in periods if not is_counted_on(scan, told)),
        is_of_any_year=decision.leans_on_last and _tell_no_year(seen.scan, periods[:2]),
        next_period=next_of_its_name(seen, period) if period and decision.leans_on_last else None,
        term_without_years=period is None and seen.has_open_term(),
        metric=metric_of(scan) if intent is Intent.QUERY_TOTALS else None,
        breakdown=_divided(scan, by_year=by_year) if intent in _DIVIDED else (),
        parts=parts_of(seen, compares=compares) if intent in _DIVIDED else (),
        most=most_ranked(scan),
        compares=compares,
        compared_with=compared_with(seen, periods, held) if compares else None,
        leans_on_last=decision.leans_on_last,
        leaves_out=_leaves_out(scan),
        asks_unreported=scan.has("unreported"),
        unread=unread(seen) if intent is not Intent.QUERY_PERSON else (),
    )


def _leaves_out(scan: Scan) -> bool:
    """không tính công an xã, trừ bản Hỏm, k tinh truong hoc: all but what is named."""
    return any(
        hit.value == "sure" or "unit" in scan.used[hit.end : hit.end + 1] for hit in scan.all("leaves_out")
    )


def read_quota_order(seen: Seen, decision: Decision) -> Reading:
    """Targets set or changed, one for each unit named with a number."""
    periods = asked_periods(seen)
    quotas = read_quotas(seen.scan, seen.units)
    # "Nghị quyết của Đảng ủy xã A, … của chi bộ thôn B là 2": of several units the one with the number
    single = quotas[0].unit if len(quotas) == 1 else None
    return Reading(
        intent=decision.intent,
        unit=seen.unit() if len(seen.units) == 1 else single,
        units=seen.all_units(),
        period=periods[0] if periods else None,
        next_period=next_of_its_name(seen, periods[0]) if periods else None,
        term_without_years=not periods and seen.has_open_term(),
        quotas=quotas,
        unread=() if seen.units else unread_target(seen),
    )


def _tell_no_year(scan: Scan, told: Sequence[Found[Period]]) -> bool:
    """Quý 2; quý 1 so với quý 2; quý 2 so với quý trước: whatever year they are of."""
    if len(told) > 1 and is_counted_on(scan, told[1]):
        told = told[:1]
    return bool(told) and all(_tells_no_year(scan, one) for one in told)


def _tells_no_year(scan: Scan, told: Found[Period]) -> bool:
    """quý 2, tháng 5, 6 tháng đầu năm; not quý 2/2024, tháng này, quý 2 năm ngoái."""
    if told.value.kind not in _PARTS_OF_A_YEAR:
        return False
    pieces = range(scan.place_of(told.start), scan.place_of(told.end))
    numbers = [scan.number(p) or 0 for p in pieces if scan.is_number(p)]
    named = particles.words("tells_year").intersection(scan.keys[p] for p in pieces)
    return not named and len(numbers) < 2 and all(number <= _MONTHS for number in numbers)


def parts_of(seen: Seen, *, compares: bool = False) -> tuple[Part, ...]:
    """Groups named with a number ("nữ 3", "2 nữ") or asked for by name ("bao nhiêu giáo viên").

    `compares`: spans are held against one another.
    """
    scan = seen.scan
    minorities = [
        (hit.start, hit.end, Dimension.ETHNICITY, None)
        for hit in scan.all("breakdown")
        if hit.value == "ethnicity" and not scan.ending("by", hit.start)
    ]
    named = [
        (hit.start, hit.end, by, hit.value)
        for tag, by in _GROUPS
        for hit in scan.all(tag)
        if not any(scan.used[hit.start : hit.end])
        and (is_counted_group(scan, hit) or not _is_noise(scan, hit.start, hit.end, tag))
        and not any(start <= hit.start < hit.end < end for start, end, *_ in minorities)  # người dân (tộc)
    ]
    beside = compares or any(hit.value in TEMPORAL or hit.value == "unit" for hit in scan.all("breakdown"))
    if beside and not named:
        named = [  # tỷ lệ nữ từng năm, tỷ lệ nữ năm 2018 so với 2017
            (hit.start, hit.end, Dimension.GENDER, "female") for hit in scan.all("share_of_women")
        ]
    parts: list[Part] = []
    last: int | None = None
    told_here = sorted((*named, *minorities), key=lambda told: told[:2])
    leads = bool(told_here) and _number_leads(scan, told_here[0][0], told_here[-1][1])
    for start, end, by, value in told_here:
        part = _part(seen, by, value, start, end, leads=leads)
        between = scan.keys[last:start] if last is not None else ["?"]
        parts.append(replace(part, of_same=particles.words("of_same").issuperset(between)))
        last = max(end, last or 0)
    return tuple(parts)


def is_counted_group(scan: Scan, hit: Hit) -> bool:
    """nam 1: so spelt, with a number behind it that is no year; 1 nữ với 1 đoàn viên: beside another one."""
    value = scan.number(hit.end)
    if scan.at("pupil_of", hit.start) is not None:
        return False  # học lớp 1: which class, or how many were at one
    if not scan.accented and scan.at("doubtful_group", hit.start) and scan.words[hit.start].islower():
        return False  # thang 10 co 2 dong chi: có, no Co
    if hit.exact and value is not None and value < _EARLIEST_YEAR and not scan.used[hit.end]:
        return True
    head = hit.start - 1
    if scan.number(head) is None or scan.used[head]:
        return False
    if scan.ending("thereof", head) is not None:
        return True
    link = scan.ending("part_link", head)
    place = link.start if link is not None else head
    return any(scan.ending(tag, place) is not None for tag, _ in _GROUPS) and scan.is_number(place - 2)


def _number_leads(scan: Scan, start: int, end: int) -> bool:
    """1 nữ 2 dân tộc: of groups from start to end each has its number before it: the last has none behind."""
    before, behind = scan.number(start - 1), scan.number(_behind(scan, end))
    return before is not None and not scan.used[start - 1] and behind is None


def _behind(scan: Scan, end: int) -> int:
    return end + (scan.key(end) in (":", "-", "la", "co"))


def _part(seen: Seen, by: Dimension, value: str | None, start: int, end: int, *, leads: bool) -> Part:
    scan = seen.scan
    count = None
    after = _behind(scan, end)
    if not leads and scan.number(after) is not None and not scan.used[after]:
        count = scan.number(after)
    elif scan.number(start - 1) is not None and not scan.used[start - 1]:
        count = scan.number(start - 1)
    raw_start, raw_end = scan.span(start, end)
    above = by is Dimension.EDUCATION and scan.at("or_above", end) is not None
    return Part(by=by, value=value, start=raw_start, end=raw_end, count=count, or_above=above)


def metrics_compared(scan: Scan) -> list[Found[Metric]]:
    """so chính thức với kết nạp: what each of the two counts."""
    steps = steps_compared(scan)
    named = [(hit, metric) for tag, metric in _METRICS for hit in scan.all(tag) if hit in steps]
    places = [(*scan.span(hit.start, hit.end), metric) for hit, metric in named]
    return [Found(value=metric, start=start, end=end) for start, end, metric in places]


def metrics_asked(scan: Scan) -> list[Found[Metric]]:
    """KN mấy, CT mấy: what is counted, where several figures are asked for one after another."""
    hits = sorted(
        (hit.start, hit.end, metric)
        for tag, metric in _METRICS
        for hit in scan.all(tag)
        if not any(scan.used[hit.start : hit.end])
        if tag != "candidate" or not scan.covers("class", hit)  # lớp | cảm tình
    )
    asked: list[Found[Metric]] = []
    for at, (start, end, metric) in enumerate(hits):
        behind = end + (scan.key(end) in particles.words("gains"))
        once_more = bool(asked) and scan.any_ending(start, ("follow_up",))  # …, còn chính thức?
        counted = once_more or bool(scan.at("how_many", behind) or scan.any_ending(start, ("how_many",)))
        beside = [hit for hit in (*hits[max(0, at - 1) : at], *hits[at + 1 : at + 2]) if hit[2] is not metric]
        counted = counted or any(_are_listed(scan, hit, (start, end, metric)) for hit in beside)
        if counted and all(one.value is not metric for one in asked):
            raw_start, raw_end = scan.span(start, end)
            asked.append(Found(value=metric, start=raw_start, end=raw_end))
    return asked


def _are_listed(scan: Scan, *hits: tuple[int, int, Metric]) -> bool:
    """kết nạp, chính thức bao nhiêu · số kết nạp và số chính thức: steps named in one breath."""
    (_, end, _), (start, _, _) = sorted(hits)
    between = scan.keys[end:start]
    return bool(between) and particles.words("between_steps").issuperset(between)


def metric_of(scan: Scan) -> Found[Metric]:
    """What is counted: admissions unless something else is named."""
    if whether_recognised(scan) is not None:
        admitted = scan.all("admission")[0]
        start, end = scan.span(admitted.start, admitted.end)
        return Found(value=Metric.ADMISSION, start=start, end=end)
    for tag, metric in (("dropped", Metric.DROPPED), ("official", Metric.OFFICIAL), ("class", Metric.CLASS)):
        # "nam ngoai ket nap 22 dung khong": đúng, and nobody's track was ended (dừng)
        hits = [h for h in scan.all(tag) if not (any(scan.used[h.start : h.end]) or _confirms(scan, h))]
        if hits:
            start, end = scan.span(hits[0].start, hits[0].end)
            return Found(value=metric, start=start, end=end)
    admissions = [h for h in scan.all("admission") if not scan.covers("candidate", h)]  # nguồn kết nạp
    for hit in scan.all("class_taken") if not admissions else ():  # mấy quần chúng đã học lớp
        start, end = scan.span(hit.start, hit.end)
        return Found(value=Metric.CLASS, start=start, end=end)
    candidates = scan.all("candidate")
    if candidates and not admissions:
        start, end = scan.span(candidates[0].start, candidates[0].end)
        return Found(value=Metric.CANDIDATE, start=start, end=end)
    if admissions:
        start, end = scan.span(admissions[0].start, admissions[0].end)
        return Found(value=Metric.ADMISSION, start=start, end=end)
    for hit in (*scan.all("ct"), *scan.all("attending")):  # còn CT thì sao · 9 tháng bao nhiêu người đi học
        start, end = scan.span(hit.start, hit.end)
        metric = Metric.CLASS if scan.at("attending", hit.start) == hit else Metric.OFFICIAL
        return Found(value=metric, start=start, end=end)
    return Found(value=Metric.ADMISSION, start=0, end=0, confidence=0.8)


def _confirms(scan: Scan, hit: Hit) -> bool:
    return scan.covers("asks_to_confirm", hit)


def breakdowns(scan: Scan) -> tuple[Found[Dimension], ...]:
    """By what the figure is divided, in the order told, each once."""
    found: dict[Dimension, tuple[int, int]] = {}
    hits = [
        (h.start, h.end, Dimension(h.value))
        for h in scan.all("breakdown")
        if not _is_noise(scan, h.start, h.end, h.value)
    ]
    if scan.has("rank"):  # tháng mấy ít nhất
        told = [(hit, by) for tag, by in _NUMBERED for hit in scan.all(tag)]
        hits += [(hit.start, hit.end + 1, by) for hit, by in told if scan.key(hit.end) == "may"]
    hits += [  # chia theo dt
        (h.start, h.end, Dimension.ETHNICITY)
        for h in scan.all("ethnicity_label")
        if scan.any_ending(h.start, ("by",))
    ]
    for tag, breakdown in _GROUPS:
        hits += [
            (h.start, h.end, breakdown) for h in scan.all(tag) if not _is_noise(scan, h.start, h.end, tag)
        ]
    for start, end, breakdown in sorted(hits):
        # là người dân tộc: người dân is only its half
        is_half = any(first <= start and end < last for first, last, _ in hits)
        if not (is_half or any(scan.used[start:end])):
            found.setdefault(breakdown, (start, end))
    result = []
    for breakdown, (start, end) in found.items():
        raw_start, raw_end = scan.span(start, end)
        result.append(Found(value=breakdown, start=raw_start, end=raw_end))
    return tuple(result)


def _divided(scan: Scan, *, by_year: bool) -> tuple[Found[Dimension], ...]:
    told = breakdowns(scan)
    if not by_year or any(found.value is Dimension.YEAR for found in told):
        return told
    return (*told, Found(value=Dimension.YEAR, start=0, end=0))


def _is_noise(scan: Scan, start: int, end: int, kind: str) -> bool:
    """Whether the words are not what is divided by: cong nhan as công nhận, chi bộ as an address."""
    if kind == "education":
        reached = scan.at("education", start)
        return reached is not None and not is_reached(scan, reached)
    if kind == "category" and scan.at("pupil_of", start) is not None:
        return (scan.number(end) or 0) not in _GRADES
    if kind == "category" and scan.any_ending(start, ("lies_at",)):
        return True  # hồ sơ kẹt ở công an
    if kind == "category" and scan.at("official_word", start) is not None:
        return scan.has("official")
    if kind == "year" and scan.accented and scan.words[end - 1].lower() == "nam":
        return True  # kết nạp theo nam
    if kind == "month" and scan.at("pace", start) is not None and scan.has("pace_need"):
        return True
    if kind == Dimension.UNIT and _is_of_others(scan, start, end):
        return True
    lacks = _lacks_its_word(scan, start, end)
    if lacks is not None:
        return lacks
    return kind == "ethnicity" and _is_no_group(scan, start, end)


def _is_of_others(scan: Scan, start: int, end: int) -> bool:
    """các chi bộ khác bàn nhiều về chỉ tiêu: what others do, where no figure of theirs is asked for."""
    others = scan.at("besides", end)
    if others is None or not others.exact:
        return False
    counted = scan.any_at(others.end, ("admission", "official", "how_many", "count_filler"))
    return not (counted or scan.any_ending(start, ("by", "quota_gap")))


def _lacks_its_word(scan: Scan, start: int, end: int) -> bool | None:
    """Whether what only divides behind theo, or beside a number, lacks that word; None of what needs none."""
    needed = scan.at("needs_by", start)
    if needed is not None and needed.end == end:
        ranked = scan.has("rank") and scan.is_number(start - 1)  # 3 chi bộ kém nhất
        return not (ranked or scan.any_ending(start, ("by", "ask", "list_word", "part_link")))
    needed = scan.at("needs_number", start)
    if needed is None or needed.end != end:
        return None
    link = scan.ending("part_link", start)
    asked = (
        scan.any_ending(link.start if link else start, (tag for tag, _ in _GROUPS))  # nữ và đoàn viên
        or any(scan.ending("how_many", at) for at in range(max(0, start - 3), start + 1))
        or scan.any_at(end, ("how_many", "part_link", "how_about"))  # đoàn viên thì sao
        or (end - start > 1 and scan.at("admission", end))  # đoàn viên kết nạp
        or scan.at("rank", end)  # đoàn viên nhiều nhất, nhiều đoàn viên nhất
        or any(rank.start < start < rank.end for rank in scan.all("rank"))
        or (scan.accented and not scan.is_word(end) and scan.any_ending(start, ("follow_up",)))  # còn nam
    )
    is_said = scan.key(start - 1) == "la" and scan.has("how_many")  # mấy quần chúng là đoàn viên
    return not asked and not is_said


def _is_no_group(scan: Scan, start: int, end: int) -> bool:
    """Whether the word for a people means something else: có hồ sơ, gì, mấy cô."""
    group = scan.at("ethnicity", start)
    if group is not None and not scan.accented and scan.any_long_at(end - 1, ("stock",)):
        return True  # co ho so: có hồ sơ, no Cơ Ho
    if group is not None and scan.accented and not group.exact and scan.words[start].islower():
        # "chưa có gì trong tay"
        return True
    opens = start == 0 or not scan.cased or scan.words[start].islower()
    if group is not None and end == start + 1 and not scan.accented and opens:
        named = scan.any_ending(start, ("folk", "ethnicity_label", "how_many", "by"))
        # thai bao nhieu kinh bao nhieu
        named = named or (scan.at("how_many", end) is not None and len(scan.all("how_many")) > 1)
        named = named and scan.at("honorific", start) is None  # mấy cô, no Co
        return not (named or scan.any_ending(start - 1, ("ethnicity",)))
    if end != start + 1 or scan.at("doubtful_group", start) is None:
        return False
    called = scan.any_ending(start, ("folk", "ethnicity_label", "members"))
    return not (called or scan.cased_word(start))
