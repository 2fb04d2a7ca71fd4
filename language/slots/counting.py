"""How many people a report tells of, where their names are not told or fewer are."""

from dataclasses import replace

from language.intents.decisions import Decision
from language.message import Seen
from language.reading import Found, PersonReading
from language.slots.question import is_counted_group
from language.words import particles
from language.words.scanning import Scan

_GAINS = particles.words("gains") | {":", "-", "="}
_LIST_OPENERS = particles.words("opens_list") | {":"}
_JOINS = particles.words("joins_names")
_NUMBERING = particles.words("numbering") | {"/", ".", "-"}
_PARTS = ("gender", "ethnicity", "breakdown", "category")
_BREAKS = frozenset((".", "\n", ";"))
_CLAUSE_ENDS = _BREAKS | {",", ":"}
_YEARS = range(1900, 2101)  # "đảng viên kết nạp 1998" counts nobody
_NEAR = 5  # pieces between a plan and the number it is for
_OUT_OF = particles.words("out_of") | {"/"}
_AMBIGUOUS_NUMERALS = (4, 5, 6, 7)  # tư, năm, sáu, bảy without diacritics are other words first


def count_told(seen: Seen) -> Found[int] | None:
    """The first number of people told: "3 người"."""
    return next(iter(_counts_told(seen)), None)


def _counts_told(seen: Seen) -> list[Found[int]]:
    """Every number of people told, but of those who met, who are left or who may follow."""
    counts = []
    for hit in seen.scan.all("members"):
        value, start = _number_before(seen, hit.start)
        if value is None:
            continue
        those = seen.scan.at("those", hit.end)
        if seen.scan.at("mentor", hit.start) is not None:
            # 2 người giới thiệu là …
            continue
        if those is not None and (those.exact or not seen.scan.accented):
            # 2 người đó là dân tộc Thổ
            continue
        group = seen.scan.at("category", hit.start)
        if group is not None and is_counted_group(seen.scan, group):
            # 5 người, 1 nữ với 1 đoàn viên: some of them
            continue
        if not seen.stands(start, hit.end) or _is_attendance(seen.scan, start, hit.end):
            continue
        if seen.names and _is_taken_back(seen.scan, hit.end):
            continue
        counts.append(seen.found(start, hit.start, value))
    return counts


def _is_taken_back(scan: Scan, place: int) -> bool:
    """hai chị là A và B, à nhầm, chỉ có B thôi: so many they were before the slip."""
    slips = [slip.end for slip in scan.all("slip") if slip.start >= place]
    return bool(slips) and any(only.start >= slips[0] for only in scan.all("only"))


def _is_attendance(scan: Scan, start: int, end: int) -> bool:
    """15 trên 17 đồng chí dự · vắng 3 đồng chí · cử 2 đ/c đi thẩm tra: nobody anything happened to."""
    if scan.key(start - 1) in _OUT_OF and scan.is_number(start - 2):
        return True
    before, behind = scan.ending("present_before", start), scan.at("present_behind", end)
    kind = scan.at("member_kind", end)
    if behind and kind and kind.end > behind.end:
        behind = None  # 2 đv dự bị
    if before and "name" not in scan.used and _happens_to(scan, end):
        before = None  # chi bộ có 1 quần chúng học xong lớp
    if (before and (before.exact or not scan.accented)) or (behind and (behind.exact or not scan.accented)):
        return True
    if scan.has("verification") and scan.any_ending(start, ("sends_out",)):
        return True
    if scan.any_ending(end, ("party_member",)):  # 2 đảng viên viết giấy giới thiệu em A vào Đảng
        introduced = (*scan.all("referral"), *scan.all("introduce"))
        if any(hit.start >= end and "name" in scan.used[hit.end :] for hit in introduced):
            return True
    return _is_planned_number(scan, start)


def _happens_to(scan: Scan, place: int) -> bool:
    """học xong lớp, được kết nạp: what was done right behind so many."""
    while not scan.any_at(place, ("finished", "admission")):
        done = scan.at("done_lead", place)
        if done is None:
            return False
        place = done.end
        if scan.any_at(place, ("official",)):
            return True
    return True


def _is_planned_number(scan: Scan, start: int) -> bool:
    """có thể kết nạp được 2 đồng chí."""
    return scan.accented and any(
        (plan := scan.at("planned", place)) is not None and plan.value != "doubtful" and plan.exact
        for place in range(max(0, start - _NEAR), start)
        if not _BREAKS & set(scan.keys[place:start]) and "," not in scan.keys[place:start]
    )


def how_many(seen: Seen, people: tuple[PersonReading, ...], decision: Decision) -> Found[int] | None:
    """How many, when names are missing or fewer."""
    scan = seen.scan
    named = sum(1 for p in people if p.full_name is not None)
    counts = _counts_told(seen)
    if named and (more := _others_told(seen)) is not None:
        return replace(more, value=named + more.value)
    parts = _before_parts(seen, decision) or _of_both_genders(seen, decision)
    if (told := parts or next(iter(counts), None)) is not None:
        # "xem xét 5 trường hợp, thống nhất 3 người: …": the number that the names make up is theirs.
        # "giới thiệu 4 quần chúng, em nhớ tên 2 người là …": those of whom the names are known.
        known = [scan.any_ending(scan.place_of(count.start), ("name_label",)) for count in counts]
        whole = (count.value for count, is_known in zip(counts, known, strict=True) if not is_known)
        complete = named > 1 and named in whole
        return told if told.value > named and not complete else None
    if named and (group := _list_opened(seen)) is not None and group.value > named:
        return group
    if decision.trigger is not None and not named:
        place = _behind_gains(scan, decision.trigger.end)
        value = scan.number(place)
        counted = not scan.is_word(place + 1) or scan.any_at(place + 1, ("category", "thereof"))
        if value and value not in _YEARS and scan.used[place] == "" and counted:
            return seen.found(place, place + 1, value)
        closes = scan.key(len(scan) - 2) == ":" and scan.used[len(scan) - 3] in ("", "period", "unit")
        closes = closes and not (scan.is_number(len(scan) - 3) and not scan.used[len(scan) - 3])
        if closes and (value := scan.number(len(scan) - 1)):
            return seen.found(len(scan) - 1, len(scan), value)  # kết nạp tháng 10: 3
    return None if named else _group_told(seen, decision)


def _group_told(seen: Seen, decision: Decision) -> Found[int] | None:
    """có 6 học sinh được đưa vào nguồn, 14 công nhân đã học xong lớp: how many of a job it is told of."""
    scan = seen.scan
    told = decision.trigger.start if decision.trigger is not None else -1
    for hit in scan.all("category"):
        value, start = _number_before(seen, hit.start)
        if value is None or _is_attendance(scan, start, hit.end):
            continue
        leads = hit.end <= told and _CLAUSE_ENDS.isdisjoint(scan.keys[hit.end : told])
        if leads or scan.key(hit.end) == "duoc":
            return seen.found(start, hit.start, value)
    return None


def _list_opened(seen: Seen) -> Found[int] | None:
    """kết nạp 5 học sinh gồm A, B, C: how many of a job a list of names is said to have."""
    for hit in seen.scan.all("category"):
        if seen.scan.key(hit.end) in _LIST_OPENERS:
            value, start = _number_before(seen, hit.start)
            if value is not None and not _is_attendance(seen.scan, start, hit.end):
                return seen.found(start, hit.start, value)
    return None


def _others_told(seen: Seen) -> Found[int] | None:
    """Lò Thị Mai và 2 bạn nữa: people beside those who are named."""
    scan, last = seen.scan, seen.names[-1].end if seen.names else 0
    if not scan.has("besides"):
        return None
    for hit in scan.all("members"):
        value, start = _number_before(seen, hit.start)
        joined = start == last + 1 and scan.key(last) in _JOINS
        if value is not None and joined and scan.at("besides", hit.end) is not None:
            return seen.found(start, hit.start, value)
    return None


def _before_parts(seen: Seen, decision: Decision) -> Found[int] | None:
    """kn 5 nữ 3 dtts 4: each group has its number behind it; in "kn 2 nữ 1 nam" each has it before."""
    scan = seen.scan
    if decision.trigger is None or seen.names:
        return None
    first = place = _behind_gains(scan, decision.trigger.end)
    while scan.is_number(place) and not scan.used[place]:
        thereof = scan.at("thereof", place + 1)
        behind = thereof.end if thereof else place + 1
        group = next((hit for tag in _PARTS if (hit := scan.at(tag, behind))), None)
        if group is None:
            return seen.found(first, first + 1, scan.number(first) or 0) if place > first else None
        place = group.end
    return None


def _of_both_genders(seen: Seen, decision: Decision) -> Found[int] | None:
    """kết nạp 1 nam và 2 nữ · 1 đ/c nam, 1 đ/c nữ: as many as both together."""
    scan = seen.scan
    if decision.trigger is None or seen.names or not scan.has("gender"):
        return None
    first = place = _behind_gains(scan, decision.trigger.end)
    told: dict[str, int] = {}
    while scan.is_number(place) and not scan.used[place]:
        members = scan.at("members", place + 1)
        gender = scan.at("gender", members.end if members else place + 1)
        if gender is None or gender.value in told:
            break
        told[gender.value] = scan.number(place) or 0
        place = gender.end + (scan.key(gender.end) in _JOINS or scan.key(gender.end) == ",")
    return seen.found(first, first + 1, sum(told.values())) if len(told) > 1 else None


def _behind_gains(scan: Scan, place: int) -> int:
    while scan.key(place) in _GAINS:
        place += 1
    return place


def _leads_to_name(seen: Seen, place: int) -> bool:
    return any(name.begins <= place + 1 <= name.start for name in seen.names)


def _number_before(seen: Seen, place: int) -> tuple[int | None, int]:
    scan, at = seen.scan, place - 1
    if scan.is_number(at) and not scan.used[at]:
        numbered = scan.key(at - 1) == "so" and scan.key(at - 2) != "ho"
        listed = numbered or scan.key(at - 1) in _NUMBERING
        # "\n2 đ/c Lò Văn A" numbers a line, "\n5 người, nữ 3" counts.
        listed = listed or (scan.key(at - 1) == "\n" and _leads_to_name(seen, place))
        return (None, place) if listed else (scan.number(at), at)
    hit = scan.ending("number", place)
    if hit is None or scan.used[hit.start]:
        return None, place
    value = int(hit.value)
    sure = hit.exact or value not in _AMBIGUOUS_NUMERALS
    return (value, hit.start) if sure else (None, place)
