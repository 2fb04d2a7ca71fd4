"""Which step of a dossier a statement tells, one rule for each: from the referral to the decision."""

from domain.people import Category
from domain.pipeline import Stage
from language.intents.decisions import Event
from language.intents.guards import (
    free_hits,
    is_given_to_cell,
    is_object,
    is_purpose,
    negated_before,
)
from language.reading import Intent
from language.words import particles
from language.words.scanning import Hit, Scan

_CLAUSE_ENDS = frozenset((",", ".", ";", "\n", "(", ")"))
_ATTENDS = particles.words("attends")
_FOR_WHOM = particles.words("for_whom")
_NEAR = 4  # pieces between a negation and what it negates
_DECISIONS = frozenset(("qd", "quyet"))
_NAMES_WHOM = particles.words("of_whom") | {":", "la"}
_LONGEST_NUMBER = 20  # pieces of "318-QĐ/ĐU ngày 02/12/2025"


def stage_stated(scan: Scan, refused: list[bool]) -> tuple[Hit, Stage] | None:
    """The dossier step a correction states: "chưa có quyết định, mới thẩm tra xong thôi"."""
    for tag, stage in (
        ("verification", None),
        ("dossier", Stage.DOSSIER_OPENED),
        ("resolution", Stage.CELL_RESOLUTION),
        ("decision", Stage.DECISION),
    ):
        for hit in scan.all(tag):
            if any(refused[hit.start : hit.end]) or negated_before(scan, hit.start, reach=_NEAR):
                continue
            if tag == "resolution" and scan.at("bare_resolution", hit.start) and not scan.has("admission"):
                continue
            return hit, stage or _verification_stage(scan, hit)
    for hit in scan.all("paper"):
        has = hit.value == "decision" and scan.key(hit.start - 1) == "co"
        if has and not (any(refused[hit.start : hit.end]) or negated_before(scan, hit.start, reach=_NEAR)):
            return hit, Stage.DECISION  # mới có quyết định thôi
    return None


def referral(scan: Scan) -> Event | None:
    """A mass body introduces somebody to the Party; "giới thiệu nguồn" only lists a candidate."""
    if any(hit.value == "source" for hit in scan.all("candidate")):
        return None
    hits = free_hits(scan, "referral")
    to_whom = scan.has("admission") or is_given_to_cell(scan) or _introduces_youth(scan)
    into_the_party = any(is_introduced(scan, hit) for hit in scan.all("admission"))
    if not hits and ((scan.has("mass_body") and to_whom) or into_the_party):
        hits = [hit for hit in free_hits(scan, "introduce") if not _labels_mentor(scan, hit)]
    return Event(intent=Intent.REPORT_STAGE, stage=Stage.REFERRAL, trigger=hits[0]) if hits else None


def is_introduced(scan: Scan, hit: Hit) -> bool:
    """giới thiệu A vào Đảng: whoever introduces, it is no admission yet."""
    return only_joins(scan, hit) and any(told.end <= hit.start for told in scan.all("introduce"))


def only_joins(scan: Scan, hit: Hit) -> bool:
    """vào Đảng, which says no more than where to; kết nạp says that it was done."""
    return scan.keys[hit.start] in ("vao", "vo")


def _labels_mentor(scan: Scan, hit: Hit) -> bool:
    """người giới thiệu là A và chi đoàn, theo giới thiệu của chi đoàn: told beside another event."""
    return scan.covers("mentor", hit) and scan.key(hit.end) in _NAMES_WHOM


def _introduces_youth(scan: Scan) -> bool:
    """Đoàn xã giới thiệu ĐVƯT A: members of the Youth Union are introduced to the Party."""
    jobs = (scan.at("category", hit.end) for hit in free_hits(scan, "introduce"))
    return any(job is not None and job.value == Category.YOUTH_UNION for job in jobs)


def dossier(scan: Scan) -> Event | None:
    hits = [h for h in free_hits(scan, "dossier") if not is_purpose(scan, h)]
    hits = [h for h in hits if not is_of_something_else(scan, h)]
    hits = hits or [h for h in free_hits(scan, "dossier_deed") if _is_done_to_paper(scan, h)]
    if not hits:
        return None
    admitted = [h for h in free_hits(scan, "admission") if h.start < hits[0].start and not is_object(scan, h)]
    if admitted:
        return None
    return Event(intent=Intent.REPORT_STAGE, stage=Stage.DOSSIER_OPENED, trigger=hits[0])


def is_of_something_else(scan: Scan, hit: Hit, tag: str = "other_purpose") -> bool:
    """làm hồ sơ cho A đi xuất khẩu lao động: in the clause it is said what for, and the Party is not."""
    if scan.has("admission", "party"):
        return False
    return any(
        _CLAUSE_ENDS.isdisjoint(scan.keys[hit.end : told.start])
        for told in free_hits(scan, tag)
        if told.start >= hit.end and (told.exact or not scan.accented)
    )


def _is_done_to_paper(scan: Scan, hit: Hit) -> bool:
    """Lý lịch của A đã khai hôm 8/10, hồ sơ A mở rồi: the paper, whose it is, and what was done to it."""
    papers = [paper.end for paper in scan.all("dossier_paper") if paper.end <= hit.start]
    if not papers or "name" not in scan.used[papers[0] : hit.start]:
        return False
    if negated_before(scan, hit.start, reach=_NEAR):
        return False
    told = scan.any_ending(hit.start, ("done_lead",)) or scan.any_at(hit.end, ("done_tail", "from"))
    return told or scan.used[hit.end : hit.end + 1] == ["date"]


def verification(scan: Scan) -> Event | None:
    found = free_hits(scan, "verification")
    hits = [hit for hit in found if not is_of_something_else(scan, hit)]
    if found and not hits:
        return None  # thẩm tra lý lịch nghĩa vụ quân sự cho A
    if not hits and (
        confirmed := [h for h in free_hits(scan, "paper_confirmed") if _is_done_to_paper(scan, h)]
    ):
        return Event(intent=Intent.REPORT_STAGE, stage=Stage.VERIFICATION_DONE, trigger=confirmed[0])
    if not hits or _only_waits(scan, hits[0]):
        return None
    stage = _verification_stage(scan, hits[0])
    return Event(intent=Intent.REPORT_STAGE, stage=stage, trigger=hits[0])


def _only_waits(scan: Scan, hit: Hit) -> bool:
    """em Nguyệt đang chờ thẩm tra: how things stand with somebody; no step with a day is told."""
    waits = scan.any_ending(hit.start, ("pending",)) and not scan.at("not_yet", hit.start - 1)
    return (
        waits
        and "date" not in scan.used
        and all(_is_awaited_answer(scan, back) for back in scan.all("returned"))
        and not scan.has("dossier", "candidate")
    )


def _verification_stage(scan: Scan, hit: Hit) -> Stage:
    """Done when answered, or complete with nothing sent; else sent."""
    asked = {place for h in scan.all("verification") for place in range(h.start + 1, h.end)}
    # thẩm tra hồ sơ A: no "trả hồ sơ"
    returned = {
        h.value
        for h in free_hits(scan, "returned")
        if not (
            _is_awaited_answer(scan, h)
            or (h.start in asked and h.end not in asked and h.end > max(asked) + 1)
        )
    }
    # "xac nhan ly lich cho A": without marks cho is no chờ
    sent = {h.value for h in free_hits(scan, "sent") if h.exact or h.value != "waiting"}
    if "answer" in returned or ("complete" in returned and "sent" not in sent):
        return Stage.VERIFICATION_DONE
    if not sent and (hit.value == "confirmed" or scan.key(hit.start - 1) == "da"):
        return Stage.VERIFICATION_DONE
    return Stage.VERIFICATION_SENT


def _is_awaited_answer(scan: Scan, hit: Hit) -> bool:
    """đến nay chưa thấy trả lời, khi nào có kết quả: the answer is still to come; em trả lời anh is none."""
    if negated_before(scan, hit.start, reach=_NEAR):
        return True
    if scan.any_ending(hit.start, ("ours",)) and scan.any_at(hit.end, ("honorific", "as_follows", "those")):
        return True
    return any(scan.at("awaited_answer", place) for place in range(max(0, hit.start - _NEAR), hit.start))


def resolution(scan: Scan) -> Event | None:
    hits = [h for h in free_hits(scan, "resolution") if scan.ending("dossier", h.start) is None]
    hits = [h for h in hits if not _is_basis(scan, h)]
    proposed = any(is_only_proposed(scan, hit) for hit in scan.all("official"))
    if not (scan.has("admission") or proposed):
        hits = [h for h in hits if h.end - h.start > 2 and not _is_bare(scan, h)]
    sources = [h for h in free_hits(scan, "candidate") if h.value == "source"]
    ends = {hit.end for hit in sources}  # đưa vào nguồn phát triển đảng
    listed = bool(sources) and all(
        scan.covers("candidate", h) or h.start in ends for h in scan.all("admission")
    )
    if not hits or listed or scan.has("class"):  # thống nhất đề nghị đưa A làm quần chúng ưu tú
        return None
    return Event(intent=Intent.REPORT_STAGE, stage=Stage.CELL_RESOLUTION, trigger=hits[0])


def _is_bare(scan: Scan, hit: Hit) -> bool:
    """họp xét, thông qua alone; but not "thông qua hồ sơ"."""
    bare = scan.at("bare_resolution", hit.start)
    return bare is not None and bare.end == hit.end


def is_only_proposed(scan: Scan, hit: Hit) -> bool:
    """Chi bộ ra nghị quyết đề nghị công nhận chính thức A: the cell proposes, and nobody has decided."""
    asks = scan.ending("asks_of", hit.start)
    resolved = asks is not None and (
        scan.any_ending(hit.start, ("resolution",)) or scan.any_ending(asks.start, ("resolution",))
    )
    return resolved and not scan.has("paper", "decision")


def committee(scan: Scan) -> Event | None:
    hits = [
        h
        for h in scan.all("committee")
        if (h.exact or h.end - h.start > 1 or _is_surely_committee(scan, h))
        and not scan.any_ending(h.start, ("pending",))
        and not scan.covers("category", h)  # dân quân thường trực
        and not scan.any_ending(h.start, ("address", "consent", "asks_of"))
        and (scan.used[h.start] == "" or _reviews(scan, h))
        and scan.at("not_yet", h.end) is None  # đảng ủy chưa xét, chi bộ mới có nghị quyết
        and not _only_attends(scan, h)
    ]
    about = scan.has("admission", "stock", "dossier", "resolution", "application", "dossier_of")
    about = (about or _reviews_somebody(scan, hits)) and not scan.has("class")
    # "quyết định chuẩn y kết nạp" is what was decided, not that it was reviewed.
    reviews = [h for h in free_hits(scan, "review") if not (scan.covers("decision", h) or _is_basis(scan, h))]
    reviews = reviews or [h for h in free_hits(scan, "resolution") if _is_review(scan, h, hits)]
    reviews = [h for h in reviews if not negated_before(scan, h.start, reach=_NEAR)]
    hits = [h for h in hits if not _is_only_submitted_to(scan, h, reviews)]
    if not (hits and about and reviews) or _is_issued(scan):
        return None
    return Event(intent=Intent.REPORT_STAGE, stage=Stage.COMMITTEE_REVIEW, trigger=hits[0])


def step_considered(scan: Scan) -> Stage | None:
    """chi bộ không họp xét trường hợp nào, đảng ủy không xét hồ sơ nào: the step that nobody reached."""
    if free_hits(scan, "committee") and scan.has("review"):
        return Stage.COMMITTEE_REVIEW
    return Stage.CELL_RESOLUTION if free_hits(scan, "resolution") else None


def _reviews_somebody(scan: Scan, committees: list[Hit]) -> bool:
    """hôm 24/10 đảng ủy mới xét cho A, đảng ủy đã họp xét A: and nothing else is said that it was for."""
    for hit in scan.all("review_verb"):
        whose = any(0 <= hit.start - committee.end <= 1 for committee in committees)
        if scan.key(hit.end) not in _FOR_WHOM and not whose:
            continue
        end = hit.end + (scan.key(hit.end) in _FOR_WHOM)
        while (title := scan.at("honorific", end)) is not None and not scan.used[end]:
            end = title.end
        if scan.used[end : end + 1] == ["name"]:
            while scan.used[end : end + 1] == ["name"]:
                end += 1
            return not scan.is_word(end) or scan.used[end] == "date"
    return False


def _is_issued(scan: Scan) -> bool:
    """Đảng ủy nhất trí thông qua và ban hành Quyết định kết nạp A: what was reviewed is decided, too."""
    signed = [hit.end for hit in scan.all("signing") if not negated_before(scan, hit.start, reach=_NEAR)]
    return any(scan.at("paper", end) is not None and scan.keys[end] in _DECISIONS for end in signed)


def _is_only_submitted_to(scan: Scan, hit: Hit, reviews: list[Hit]) -> bool:
    """thống nhất trình đảng ủy kết nạp A: what it does itself does not follow in the sentence."""
    if not scan.any_ending(hit.start, ("submits_to",)):
        return False
    return not any(r.start >= hit.end and "." not in scan.keys[hit.end : r.start] for r in reviews)


def _only_attends(scan: Scan, hit: Hit) -> bool:
    """có cả đồng chí phó bí thư đảng ủy xuống dự: who was there, and decides nothing."""
    near = range(hit.end, min(hit.end + _NEAR, len(scan)))
    return any(
        scan.keys[at] in _ATTENDS and (scan.words[at].lower() == "dự" or not scan.accented) for at in near
    )


def _is_surely_committee(scan: Scan, hit: Hit) -> bool:
    """DU phuong, DU xa, "gui len DU xet": đủ and dù are what du mostly is, but not in capitals of its own."""
    if scan.keys[hit.start] not in particles.words("bare_committee"):
        return True
    level = scan.at("bare_level", hit.end)
    if hit.start == 0 and level is not None and scan.at("review", level.end):
        return True  # "du xa hop xet hs kn cua A"
    alone = scan.cased and scan.is_word(hit.end) and scan.words[hit.end].islower()
    return scan.words[hit.start].isupper() and (alone or scan.at("bare_level", hit.end) is not None)


def _is_review(scan: Scan, hit: Hit, committees: list[Hit]) -> bool:
    """Đảng ủy đã xét đề nghị kết nạp: the committee's own act."""
    near = any(0 <= hit.start - committee.end <= _NEAR for committee in committees)
    return near and scan.at("review_verb", hit.start) is not None


def _reviews(scan: Scan, hit: Hit) -> bool:
    """Whether the committee whose name is a unit's does something itself, in the same clause."""
    place = hit.end
    while place < len(scan) and scan.used[place] == "unit":
        place += 1
    reach = range(place, min(place + _NEAR, len(scan)))
    return any(scan.at("review", p) is not None for p in reach)


def decision(scan: Scan) -> Event | None:
    hits = [h for h in free_hits(scan, "decision") if not _is_basis(scan, h)]
    if not hits and any(not _DECISIONS.isdisjoint(scan.keys[p.start : p.end]) for p in scan.all("paper")):
        hits = free_hits(scan, "decides")
    hits = hits or [h for h in free_hits(scan, "admission") if _is_named_by_paper(scan, h)]
    hits = hits or [h for h in free_hits(scan, "paper") if _is_of_somebody(scan, h)]
    return Event(intent=Intent.REPORT_STAGE, stage=Stage.DECISION, trigger=hits[0]) if hits else None


def _is_of_somebody(scan: Scan, hit: Hit) -> bool:
    """mới có quyết định của đ/c A, where admissions are spoken of."""
    if hit.value != "decision" or not scan.has("admission"):
        return False
    if scan.key(hit.start - 1) == "co" and scan.used[hit.end : hit.end + 1] == ["date"]:
        return scan.has("planned")  # kết nạp A: đã có quyết định 9/11, lễ dự kiến 20/11
    if scan.key(hit.end) not in particles.words("sure_lead"):
        return False
    return "name" in scan.used[hit.end + 1 : hit.end + 1 + _NEAR]


def _is_basis(scan: Scan, hit: Hit) -> bool:
    """Căn cứ QĐ kết nạp số 210, chi bộ đã kết nạp A: the paper by which another event took place."""
    return scan.ending("basis", hit.start) is not None and any(
        h.start > hit.end and not is_object(scan, h) for h in free_hits(scan, "admission")
    )


def _is_named_by_paper(scan: Scan, hit: Hit) -> bool:
    """Quyết định số 77-QĐ/ĐU ngày 26/12/2025 kết nạp A: only the paper's number and day stand between."""
    at, furthest = hit.start, max(0, hit.start - _LONGEST_NUMBER)
    by = scan.ending("committee", at)  # số 33-QĐ/ĐU của Đảng ủy xã kết nạp A
    if by is not None and scan.key(by.start - 1) in particles.words("of_whom"):
        at = by.start - 1
    while at > furthest and (
        scan.used[at - 1] in ("date", "number") or scan.glued(at - 1) or not scan.words[at - 1][0].isalnum()
    ):
        at -= 1
    paper = scan.ending("paper", at)
    return paper is not None and at < hit.start and scan.keys[paper.start] in _DECISIONS
