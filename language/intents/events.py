"""Which event a statement tells: one rule for each step, the later step before the earlier."""

from collections.abc import Callable

from language.intents.decisions import Event
from language.intents.dossier_steps import (
    committee,
    decision,
    dossier,
    is_of_something_else,
    is_only_proposed,
    only_joins,
    referral,
    resolution,
    verification,
)
from language.intents.guards import (
    free_hits,
    is_awaited,
    is_object,
    is_put_off,
    is_why_not,
    negated_before,
)
from language.intents.leaving import fails_to_follow, leaves, removes
from language.names.finding import Name
from language.names.waiting import kept_for
from language.reading import Intent
from language.words import particles
from language.words.scanning import Hit, Scan

_CLAUSE_ENDS = frozenset((",", ".", ";", "\n"))
_BEFORE_WHOM = ("cares_for", "honorific", "given_to", "how_about", "stop", "members")
_NEAR = 4  # pieces between a negation and what it negates


def event_of(scan: Scan, names: list[Name]) -> Event | None:
    """The event that the message tells, if any; guards are asked apart."""
    there = scan.hits.keys()
    for rule, tags in _RULES:
        if not there.isdisjoint(tags) and (found := rule(scan)) is not None:
            return found
    return _candidate(scan, names) if scan.has("candidate") else None


# One rule for each event, in the order they are asked


def _dropped(scan: Scan) -> Event | None:
    if scan.has("admitted_again"):
        return None  # trước bị xóa tên, nay được kết nạp lại
    hits = [hit for hit in free_hits(scan, "dropped") if leaves(scan, hit) and not is_why_not(scan, hit)]
    hits = hits or [hit for hit in free_hits(scan, "remove_verb") if removes(scan, hit)]
    if scan.has("no_more") and "name" in scan.used:
        listed = (h for tag in ("candidate", "stock", "cares_for") for h in free_hits(scan, tag))
        listed = (h for h in listed if h.value != "dossier" or scan.has("dossier_paper"))
        listed = (h for h in listed if not fails_to_follow(scan, h.end))
        hits = hits or [hit for hit in listed if _is_no_more(scan, hit)]
    hits = [hit for hit in hits if not is_of_something_else(scan, hit, "other_list")]
    return Event(intent=Intent.REPORT_DROPPED, trigger=hits[0]) if hits else None


def _is_no_more(scan: Scan, hit: Hit) -> bool:
    """không đưa A vào nguồn nữa, ko xét kết nạp A nữa: who was on the list is on it no more."""
    end = hit.end
    while not (ends := scan.at("no_more", end)) and (
        scan.used[end : end + 1] == ["name"] or scan.any_at(end, _BEFORE_WHOM)
    ):
        end = end + 1 if scan.used[end] else max(end + 1, scan.covering[end])
    return ends is not None and negated_before(scan, hit.start, reach=2 * _NEAR)


def _official(scan: Scan) -> Event | None:
    hits = [hit for hit in free_hits(scan, "official") if not is_kind_of_member(scan, hit)]
    if "name" in scan.used:  # kết nạp A, số chuyển chính thức: 0
        hits = [hit for hit in hits if scan.number(hit.end + (scan.key(hit.end) == ":")) != 0]
    if hits and all(is_only_proposed(scan, hit) for hit in hits):
        return None
    if hits:
        # họp xét chuyển chính thức và đã có quyết định công nhận: what was decided, not what was considered
        decided = [hit for hit in hits if not scan.any_ending(hit.start, ("review",))]
        return Event(intent=Intent.REPORT_OFFICIAL, trigger=(decided or hits)[0])
    for hit in free_hits(scan, "ct"):
        opens = hit.start == 0 and scan.key(hit.end) in (":", *particles.words("leads_to_name"))
        heads = hit.start == 0 or scan.keys[hit.start - 1] in _CLAUSE_ENDS  # kn 0, ct 1: A
        counted = opens or (heads and scan.is_number(hit.end)) or _are_made_official(scan, hit)
        counted = counted or (scan.used[hit.start - 1 : hit.start] == ["name"] and _is_since(scan, hit.end))
        if counted or scan.has("probation", "recognise") or scan.ending("ct_lead", hit.start):
            return Event(intent=Intent.REPORT_OFFICIAL, trigger=hit)
    return None


def _is_since(scan: Scan, place: int) -> bool:
    """A ct từ 18/11, A ct 18/11: a day right behind."""
    since = scan.at("from", place)
    at = place if since is None else since.end
    return scan.used[at : at + 1] == ["date"]


def _are_made_official(scan: Scan, hit: Hit) -> bool:
    """có 1 đ/c ct (A 3/11): so many, and who they are."""
    counted = scan.ending("members", hit.start)
    named = "name" in scan.used[hit.end : hit.end + 2] and scan.key(hit.end) in ("(", ":")
    return counted is not None and scan.is_number(counted.start - 1) and named


def is_kind_of_member(scan: Scan, hit: Hit) -> bool:
    """đảng viên chính thức as a kind of member, not as an event: "2 đảng viên chính thức giới thiệu"."""
    if hit.value == "over":
        return not scan.has("recognise")
    if hit.value != "member":
        return False
    at = hit.end + scan.any_at(hit.end, ("done_lead",))  # 2 đảng viên chính thức đã giới thiệu A
    acts = scan.at("member_acts", at) is not None or scan.has("comes_in")
    if scan.is_number(hit.start - 1) and scan.ending("present_before", hit.start - 1) is not None:
        return True  # chi bộ còn 14 đảng viên chính thức
    if scan.key(hit.start - 1) in particles.words("of_whom") and scan.any_ending(
        hit.start - 1, ("referral",)
    ):
        return True  # giấy giới thiệu của đảng viên chính thức
    return acts or (scan.has("resolution") and not scan.has("recognise"))


def _ceremony(scan: Scan) -> Event | None:
    """A ceremony held, whatever papers are named beside it."""
    hits = [
        h
        for h in free_hits(scan, "admission")
        if h.value != "plain" and not (is_awaited(scan, h) or is_put_off(scan, h) or _is_to_come(scan, h))
    ]
    if scan.has("class") and not any(scan.at("party_ceremony", hit.start) for hit in hits):
        # The ceremony that closes a course.
        return None
    return Event(intent=Intent.REPORT_ADMISSION, trigger=hits[0]) if hits else None


def _is_to_come(scan: Scan, hit: Hit) -> bool:
    """lễ kết nạp dự kiến ngày 25/10: a ceremony of which the next word says that it is planned."""
    plan = scan.at("planned", hit.end)
    return plan is not None and plan.value == "sure"


def _class(scan: Scan) -> Event | None:
    """Finished is report_class; sent to the course, or attending it, only makes a candidate."""
    hits = free_hits(scan, "class") or (free_hits(scan, "certificate") if scan.has("candidate") else [])
    certified = scan.has("certificate")
    topics = free_hits(scan, "class_topic")
    hits = hits or [h for h in topics if certified or scan.any_ending(h.start, ("finished",))]
    if not hits and scan.has("attending") and scan.has("candidate"):
        # đã học xong đại học: another school
        hits = [h for h in free_hits(scan, "completed") if scan.at("education", h.end) is None]
    if hits and (other := scan.first("new_member_course")) is not None:
        # đang đi học lớp đảng viên mới: a course of members, which is no step towards admission
        hits = [h for h in hits if h.end <= other.start or other.end <= h.start]
    if not hits:
        # A học xong rồi, có chứng chỉ: with its certificate a course needs no name either
        courses = ("bare_course", "completed") if certified else ("bare_course",)
        bare = [h for tag in courses for h in free_hits(scan, tag) if _is_awareness(scan, h)]
        return Event(intent=Intent.REPORT_CLASS, trigger=bare[0]) if bare else None
    finished = {hit.value for hit in free_hits(scan, "finished") if not _is_ahead(scan, hit)}
    going = any(hit.value == "going" for hit in scan.all("attending"))
    if scan.has("certificate") or ("finished" in finished) or (finished and not going):
        return Event(intent=Intent.REPORT_CLASS, trigger=hits[0])
    return Event(intent=Intent.REPORT_CANDIDATE, trigger=hits[0])


def _is_awareness(scan: Scan, hit: Hit) -> bool:
    """Lò Văn Páo học xong lớp ngày 5/11: of somebody named, and with no word of which course it was."""
    closes = not scan.is_word(hit.end) or scan.used[hit.end] in ("date", "period")
    closes = closes or scan.any_at(hit.end, ("final", "date_word", "done_tail"))
    numbered = scan.is_number(hit.end) and not scan.used[hit.end]
    return "name" in scan.used and closes and not numbered


def _is_ahead(scan: Scan, hit: Hit) -> bool:
    """đang học, dự kiến tháng 12 mới xong; chưa bế giảng; khai giảng 30/3, tháng 5 mới bế giảng.

    So is "đang học, xong rồi em báo".
    """
    still_on = any(
        scan.at("ongoing", h.start) and h.end <= hit.start and "," in scan.keys[h.end : hit.start]
        for h in scan.all("attending")
    )
    goes = any(h.value == "going" or scan.any_ending(h.start, ("ongoing",)) for h in scan.all("attending"))
    only_then = scan.key(hit.start - 1) == "moi" and goes
    return still_on or only_then or is_put_off(scan, hit) or negated_before(scan, hit.start, reach=1)


def _admission(scan: Scan) -> Event | None:
    hits = [h for h in free_hits(scan, "admission") if not (is_object(scan, h) or _is_heading(scan, h))]
    hits = [h for h in hits if not (_is_helped_towards(scan, h) or kept_for(scan, h))]
    if "name" in scan.used:
        hits = [h for h in hits if scan.number(h.end) != 0]  # có 1 đ/c ct (A 3/11), kn 0
    return Event(intent=Intent.REPORT_ADMISSION, trigger=hits[0]) if hits else None


def _is_helped_towards(scan: Scan, hit: Hit) -> bool:
    """bồi dưỡng, giúp đỡ quần chúng A vào Đảng: where somebody is helped to, who is not there yet."""
    if not only_joins(scan, hit) or scan.used[hit.start - 1 : hit.start] != ["name"]:
        return False
    helped = (h for h in scan.all("mentor") if h.value == "guides" and h.end <= hit.start)
    return any(_CLAUSE_ENDS.isdisjoint(scan.keys[h.end : hit.start]) for h in helped)


def _is_heading(scan: Scan, hit: Hit) -> bool:
    """Về phát triển đảng thì đưa vào nguồn A: what is told of, before the list that somebody is put on."""
    listed = (h for h in free_hits(scan, "candidate") if h.value == "source")
    return scan.covers("party_growth", hit) and any(h.start > hit.end for h in listed)


# Each with the tags of which one is there wherever it holds.
_RULES: tuple[tuple[Callable[[Scan], Event | None], tuple[str, ...]], ...] = (
    (_dropped, ("dropped", "remove_verb", "no_more")),
    (_official, ("official", "ct")),
    (_ceremony, ("admission",)),
    (verification, ("verification", "paper_confirmed")),
    (referral, ("referral", "introduce")),
    (committee, ("committee",)),
    (decision, ("paper", "decision", "decides", "admission")),
    (resolution, ("resolution",)),
    (dossier, ("dossier", "dossier_deed")),
    (_class, ("class", "certificate", "class_topic", "completed", "bare_course")),
    (_admission, ("admission",)),
)


def _candidate(scan: Scan, names: list[Name]) -> Event | None:
    """Somebody on the list: a name, or a number of people."""
    hits = [hit for hit in free_hits(scan, "candidate") if not _is_guided(scan, hit)]
    sure = [h for h in hits if h.value != "weak"]
    counted = scan.has("members", "number", "plural") or scan.numbers
    if sure and (names or counted):
        return Event(intent=Intent.REPORT_CANDIDATE, trigger=sure[0])
    if not names:
        # không giới thiệu được quần chúng nào
        hits = [h for h in hits if scan.at("nobody", h.start) and _is_put_forward(scan, h)]
    return Event(intent=Intent.REPORT_CANDIDATE, trigger=hits[0]) if hits else None


def _is_put_forward(scan: Scan, hit: Hit) -> bool:
    """Whether quần chúng is what a cell proposes: giới thiệu, cử, phát hiện được quần chúng nào."""
    before = range(max(0, hit.start - _NEAR), hit.start)
    return any(scan.any_at(at, ("introduce", "sends_out")) for at in before)


def _is_guided(scan: Scan, hit: Hit) -> bool:
    """giúp đỡ 2 quần chúng: how many a mentor is given, nobody new on the list."""
    guides = scan.ending("mentor", hit.start - 1) if scan.number(hit.start - 1) is not None else None
    return guides is not None and guides.value == "guides"
