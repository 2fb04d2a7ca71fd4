"""In which form the answer to a question is wanted: a list, a picture, a file, a paragraph."""

from domain.questions import TEMPORAL
from language.intents.decisions import Decision
from language.intents.guards import negated_before
from language.intents.signs import latest_asked, whether_recognised
from language.message import Seen
from language.reading import Form, Found, Intent
from language.words import particles
from language.words.scanning import Hit, Scan

_BETWEEN = 3  # words between "viết" and "báo cáo"
_COURTESIES = 4  # words before "danh sách" at the head: "cho em xin danh sách"
# What a ranking or a list may be asked of; the others are asked with a question or alone.
_LISTED = (Intent.REPORT_ADMISSION, Intent.REPORT_OFFICIAL, Intent.NONE)
_REACHED = ("admission", "official", "candidate")
_WHICH = particles.words("which_one")
_CLOSE = 4  # words before an event within which it is negated
_LISTABLE = ("admission", "official", "candidate", "class", "dossier", "dropped", "party_member", "probation")
# One of them is in every form that is asked for.
_TELLING = (
    "official",
    "who",
    "latest",
    "names_them",
    "list_word",
    "form",
    "write_verb",
    "list_head",
    "how_it_goes",
    "how_many",
    "nobody_yet",
    "nobody_left_open",
)
# What is asked for beside the work as a whole is a figure.
_FIGURED = (
    *("how_many", "breakdown", "by", "quota", "quota_gap", "official", "class", "candidate", "dropped"),
    *("compare", "same_span", "rank", "list_word", "gender", "ethnicity", "category", "average", "probation"),
)
_EVENTS = ("admission", "official", "probation", "quota", "quota_gap", "newly")


def form_of(seen: Seen, decision: Decision) -> Found[Form] | None:
    """The form that the words ask for, if any. What names people is a report, or about one person."""
    scan = seen.scan
    if seen.names or decision.problems or scan.has("unreported"):
        return None
    if not scan.has(*_TELLING):
        return None
    if everybody := _all_members(seen):
        return seen.found(everybody.start, everybody.end, Form.MEMBERS)
    for form in Form:
        hit = _hit(scan, form)
        if hit is not None:
            # viết đoạn văn về công tác phát triển đảng 10 tháng để đưa vào báo cáo
            ordered = form is Form.PARAGRAPH and hit.start <= _COURTESIES and hit.end > hit.start + 1
            fits = ordered or _fits(scan, form, decision.intent)
            return seen.found(hit.start, hit.end, form) if fits else None
    if any(h.value in TEMPORAL and scan.key(h.end - 1) in _WHICH for h in scan.all("breakdown")):
        return None  # tháng nào không có ai: of months
    if decision.leans_on_last and (whom := _named(scan) or _official(scan)):
        return seen.found(whom.start, whom.end, Form.LIST)
    return None


def _named(scan: Scan) -> Hit | None:
    """trong đó ai là giáo viên · còn danh sách nữ · liệt kê giáo viên"""
    return next((hit for tag in ("who", "list_word", "names_them") if (hit := scan.first(tag))), None)


def _official(scan: Scan) -> Hit | None:
    """đã chuyển chính thức chưa: of those asked about before, each by name."""
    whether = scan.has("question_end") and not scan.has("how_many", "how_about", "breakdown", "admission")
    return scan.first("official") if whether else None


def _fits(scan: Scan, form: Form, intent: Intent) -> bool:
    match form:
        case Form.LIST if intent is Intent.NONE:
            return scan.has(*_LISTABLE) and not _numbers_told(scan)
        case Form.MEMBERS:
            of_all = intent is Intent.QUERY_PIPELINE and scan.has("probation") and not scan.has("candidate")
            if of_all and any(hit.value == "weak" for hit in scan.all("how_many")):
                return True  # tổng đảng viên bao nhiêu, trong đó dự bị mấy
            return intent is Intent.QUERY_TOTALS and not scan.has(*_EVENTS)
        case Form.STATUS:
            return intent is Intent.NONE or (intent is Intent.QUERY_TOTALS and _of_the_whole(scan))
        case Form.LAST_TIME:
            return intent is Intent.QUERY_TOTALS
        case Form.LONGEST:
            return intent is Intent.QUERY_PIPELINE
        case _:
            return intent.is_question or (intent in _LISTED and not _numbers_told(scan))


def _of_the_whole(scan: Scan) -> bool:
    """tình hình phát triển đảng của bản X thế nào · công an xã năm nay ra sao: how one unit is doing now, and
    no figure is named."""
    spans = {scan.keys[p] for p, use in enumerate(scan.used) if use == "period"}
    if not spans <= particles.words("this_year") or scan.at("follow_up", 0) is not None:
        return False
    named = [hit for tag in _FIGURED for hit in scan.all(tag) if "unit" not in scan.used[hit.start : hit.end]]
    if named or not all(scan.covers("party_growth", hit) for hit in scan.all("admission")):
        return False
    return sum(1 for p, use in enumerate(scan.used) if use == "unit" and scan.used[p - 1 : p] != [use]) < 2


def _numbers_told(scan: Scan) -> bool:
    """Whether numbers stand there, other than an age that narrows: danh sách đảng viên mới dưới 30 tuổi."""
    divided = scan.all("breakdown")
    return any(not any(hit.start - 1 <= at < hit.end for hit in divided) for at in scan.free_numbers())


def _hit(scan: Scan, form: Form) -> Hit | None:
    for hit in scan.all("form"):
        if hit.value == form:
            return hit
    match form:
        case Form.PARAGRAPH:
            return _written(scan)
        case Form.LIST:
            return _listed(scan)
        case Form.STATUS:
            return _state(scan)
        case Form.MEMBERS:
            return _members(scan)
        case Form.NOBODY_YET:
            return _nobody_yet(scan)
    return None


def _written(scan: Scan) -> Hit | None:
    """viết giúp em báo cáo quý 3 · viết lại cho 6 tháng đầu năm"""
    for verb in scan.all("write_verb"):
        for place in range(verb.end, verb.end + _BETWEEN + 1):
            of_span = verb.value == "again" and scan.used[place : place + 1] == ["period"]
            if of_span or scan.at("written", place) is not None:
                return verb
    return None


def _listed(scan: Scan) -> Hit | None:
    """danh sách at the head, after words that mean nothing else: cho em xin danh sách."""
    whom = next((hit for hit in scan.all("who") if scan.has("latest") or _is_object(scan, hit)), None)
    whom = (
        whom
        or latest_asked(scan)
        or whether_recognised(scan)
        or next((h for h in scan.all("who") if _is_subject(scan, h)), None)
    )
    if whom is not None:
        return whom  # ai được kết nạp gần đây nhất · tháng 9 kết nạp ai
    hit = scan.first("list_head")
    if hit is None or hit.start > _COURTESIES:
        return None
    polite = (scan.any_at(p, ("honorific", "ask", "function", "stop", "address")) for p in range(hit.start))
    return hit if all(polite) else None


def _is_object(scan: Scan, whom: Hit) -> bool:
    """tháng 9 kết nạp ai; not "chi bộ nào chưa kết nạp ai"."""
    event = next((hit for tag in _REACHED if (hit := scan.ending(tag, whom.start))), None)
    return event is not None and not negated_before(scan, event.start, reach=_CLOSE)


def _is_subject(scan: Scan, whom: Hit) -> bool:
    """ai được kết nạp tháng 9, tháng 5 có ai vào đảng không: of a span that is told; no ranking."""
    done = scan.at("done_lead", whom.end)
    places = (whom.end, done.end) if done is not None else (whom.end,)
    spanned = "period" in scan.used or "date" in scan.used
    reached = any(scan.any_at(at, ("admission", "official")) for at in places)
    unmet = any(scan.is_word(p) for hit in scan.all("not_yet") for p in range(hit.end, len(scan)))  # … chưa?
    return bool(reached) and spanned and not unmet and not scan.has("rank", "deadline", "soonest", "by")


def _state(scan: Scan) -> Hit | None:
    """chi bộ bản Hỏm thế nào rồi"""
    cells = [hit.end for hit in scan.all("breakdown") if hit.value == "unit"]
    for hit in scan.all("how_it_goes"):
        if "unit" in scan.used[: hit.start] or any(end <= hit.start for end in cells):
            return hit
    return None


def _nobody_yet(scan: Scan) -> Hit | None:
    """chi bộ nào chưa có ai, mấy chi bộ chưa có ai; "tháng này chưa có ai" is a report."""
    units = [hit for hit in scan.all("breakdown") if hit.value == "unit"]
    which = [
        hit.end
        for hit in units
        if scan.key(hit.end - 1) in particles.words("which_one")
        or scan.key(hit.start) in particles.words("how_many_units")
        or scan.at("how_many", hit.start)
        or scan.ending("how_many", hit.start)
    ]
    which += [hit.end for hit in scan.all("unit_kind") if scan.ending("how_many", hit.start)]  # mấy bản
    if "period" not in scan.used:  # các bản chưa có ai; with a month it is a report of all of them
        each = particles.words("each_of_them")
        which += [hit.end for hit in units if each & {scan.key(hit.start), scan.key(hit.start - 1)}]
    said = [*scan.all("nobody_yet"), *(h for h in scan.all("nobody_left_open") if _ends(scan, h))]
    return next((h for h in said if any(end <= h.start for end in which)), None)


def _ends(scan: Scan, hit: Hit) -> bool:
    """Chi bộ nào năm nay chưa có?: whether no word follows but particles."""
    behind = range(hit.end, len(scan))
    return all(not scan.is_word(p) or scan.any_at(p, ("final", "honorific")) for p in behind)


def _members(scan: Scan) -> Hit | None:
    """bao nhiêu đảng viên, but not bao nhiêu đảng viên mới"""
    for hit in scan.all("how_many"):
        member = scan.at("party_member", hit.end) or scan.ending("party_member", hit.end)
        if member is not None and scan.at("member_kind", member.end) is None:
            return hit
    return None


def _all_members(seen: Seen) -> Hit | None:
    """danh sách đảng viên: all there are, not danh sách đảng viên mới, năm nay, dự bị, chính thức."""
    scan = seen.scan
    head = scan.first("list_head")
    member = scan.at("party_member", head.end) if head is not None else None
    if head is None or member is None or scan.at("member_kind", member.end) is not None:
        return None
    return None if scan.has(*_EVENTS) or seen.days or seen.period() else head
