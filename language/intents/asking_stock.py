"""Questions about the present stock: the list of candidates, the dossiers, who stands at a step."""

from domain.pipeline import Stage
from language.intents.decisions import NEAR, SHORT, Decision
from language.intents.divisions import is_parted
from language.intents.guards import is_awaited, negated_before
from language.intents.signs import Signs, places_of
from language.reading import Intent
from language.words.scanning import Hit, Scan

_STOCK_WORDS = (
    "candidate",
    "stock",
    "at_present",
    "by",
    "breakdown",
    "own",
    "span_filler",
    "organisation",
    "bare_level",
)
_PROBATIONERS = ("probation", "party_member", "list_word", "request", "requested", "attribute_link", "final")
_AROUND_LONGEST = (
    *("form", "who", "ask", "which", "final", "honorific"),
    *("group_filler", "person_filler", "follow_up"),
)
_WAITING = (
    "form",
    "who",
    "awaiting",
    "pending",
    "at_present",
    "final",
    "honorific",
    "verification",
    "admission",
)


def pipeline(message: Signs) -> Decision | None:
    """The present stock: nguồn, hồ sơ, a stage."""
    scan = message.scan
    if longest := _stands_longest(message):
        return longest
    if _counts_source_first(message):
        return Decision(intent=Intent.QUERY_PIPELINE)
    if _counts_those_taught(message):
        return Decision(intent=Intent.QUERY_TOTALS)
    if _who_waits(message):
        ceremony = Stage.DECISION if scan.has("admission") else None
        return Decision(intent=Intent.QUERY_PIPELINE, stage=pending_stage(scan) or ceremony)
    if _awaits_the_ceremony(message):
        return Decision(intent=Intent.QUERY_PIPELINE, stage=Stage.DECISION)
    awaits_class = any(_is_pending(scan, h) for h in scan.all("class"))
    finished = [
        h for h in scan.all("class") if not (awaits_class or negated_before(scan, h.start, reach=NEAR))
    ]
    happens = finished or scan.has("official", "admission", "introduce")
    there = not (happens or scan.has("put_in"))
    there = there and (_counts_those_there(message) or _names_probationers(message))
    wanted = message.asks or message.lists or there or _names_a_stock(message)
    if not wanted or message.names or scan.has("dropped"):
        return None
    if scan.has("permission") and not message.counts:
        # giờ nộp hồ sơ có được không
        return None
    kinds = {hit.value for hit in scan.all("stock")}
    dossiers = "dossier" in kinds or scan.has("dossier")
    at_present = bool(message.free("at_present")) or "now" in kinds
    # danh sách quần chúng của bản Hỏm: a list is wanted of whoever is not yet a member
    sources = "source" in kinds or (message.lists and scan.has("candidate"))
    sources = sources or any(h.value != "weak" or awaits_class for h in scan.all("candidate"))
    if there:
        return Decision(intent=Intent.QUERY_PIPELINE, stage=pending_stage(scan))
    listed = scan.has("introduce") or (scan.has("list_word") and not message.lists)
    listed = listed and not (at_present or awaits_class)
    happened = finished or scan.has("official") or listed
    if happened and not dossiers and not (at_present and "source" in kinds):
        return None
    stage = pending_stage(scan)
    awaited = stage is not None and any(_is_pending(scan, h) for h in scan.all("decision"))
    if scan.has("admission") and not (dossiers or sources or awaited):
        return None
    listed = sources and (at_present or not message.asks_span)
    if dossiers or listed or stage is not None:
        return Decision(intent=Intent.QUERY_PIPELINE, stage=stage)
    return None


def _stands_longest(message: Signs) -> Decision | None:
    """hồ sơ nào để lâu nhất · ai dự bị lâu nhất: who has stood longest at their step.

    Of a bare "lâu nhất là của ai" it is of those asked about before.
    """
    scan = message.scan
    if message.names or not any(hit.value == "longest" for hit in scan.all("form")):
        return None
    told = scan.has("stock", "candidate", "probation", "dossier", "verification")
    if not told and not (message.asks and message.consists_of(*_AROUND_LONGEST)):
        return None
    leans = not told or scan.at("follow_up", 0) is not None
    return Decision(intent=Intent.QUERY_PIPELINE, stage=pending_stage(scan), leans_on_last=leans)


def _counts_source_first(message: Signs) -> bool:
    """hiện có bao nhiêu quần chúng ưu tú, mấy người học lớp rồi: who is there, which tells who was taught."""
    scan = message.scan
    if not scan.has("class", "class_taken") or message.names or message.has_span:
        return False
    counted = [h for h in scan.all("candidate") if scan.any_ending(h.start, ("how_many",))]
    now = any(hit.value == "now" for hit in scan.all("stock")) or scan.has("at_present")
    taught = min(hit.start for tag in ("class", "class_taken") for hit in scan.all(tag))
    return bool(counted) and now and counted[0].start < taught


def _counts_those_taught(message: Signs) -> bool:
    """mấy quần chúng đã học lớp; not "đã học lớp 12", nor "đã học lớp mà chưa kết nạp"."""
    scan = message.scan
    if not message.counts or message.names or scan.has("class", "admission", "official", "probation"):
        return False
    return any(not scan.is_number(hit.end) for hit in scan.all("class_taken"))


def _who_waits(message: Signs) -> bool:
    """ai đang chờ · ai đang chờ thẩm tra: a word for whoever stands at a step, and nothing else."""
    scan = message.scan
    whom = [h for h in (*scan.all("who"), *scan.all("form")) if h.value in ("who", "list")]
    if not whom or message.names or message.size > SHORT or not message.opens(whom[0], 1):
        return False
    waits = any(scan.at("not_yet", hit.start) is None for hit in scan.all("awaiting"))
    return waits and message.consists_of(*_WAITING)


def _awaits_the_ceremony(message: Signs) -> bool:
    """có quyết định rồi mà chưa làm lễ · bao nhiêu người chờ làm lễ: decided and not admitted."""
    scan = message.scan
    of_units = any(hit.value == "unit" for hit in scan.all("breakdown"))
    if not message.asks or message.names or message.asks_span or of_units:
        return False
    decided = scan.has("decision") or any(hit.value == "decision" for hit in scan.all("paper"))
    return any(
        (decided or hit.value != "plain")
        and (negated_before(scan, hit.start, reach=2) or is_awaited(scan, hit))
        and hit.start > 0
        for hit in scan.all("admission")
    )


def _counts_those_there(message: Signs) -> bool:
    """bao nhiêu đảng viên dự bị là nữ · quần chúng chia theo dân tộc: who is there, of no time told."""
    scan = message.scan
    divided = scan.has("by") or is_parted(scan)
    divided = divided or scan.has("rank")  # chi bộ nào nhiều dự bị nhất
    divided = divided and scan.has("breakdown") and not (scan.free_numbers() or message.has_span)
    return (message.counts or divided) and not message.asks_span and scan.has("probation", "candidate")


def _names_probationers(message: Signs) -> bool:
    """dự bị bản Nà La · đảng viên dự bị: who is on probation there, where nothing else is said."""
    scan, said = message.scan, (*_STOCK_WORDS, *_PROBATIONERS)
    if not scan.has("probation"):
        return False
    named = message.has_unit or scan.has("party_member", "bare_level")
    named = named and message.consists_of(*said, "ours")
    return named or (scan.has("unit_kind") and _ends_in_kind(scan, places_of(scan, said)))


def _names_a_stock(message: Signs) -> bool:
    """nguồn của bản Hỏm · hồ sơ đang làm theo chi bộ: no more than what is there and where."""
    scan = message.scan
    kept = any(hit.value != "now" for hit in scan.all("stock"))
    kept = kept or any(hit.value == "source" for hit in scan.all("candidate"))  # nguồn phát triển đảng
    if message.size < 2 or not kept:
        return False
    # What tells of a step has a verb, a name or a number.
    ours = ("ours", "whole_of") if scan.has("bare_level") else ()  # nguồn xã mình, nguồn toàn xã
    if message.consists_of(*_STOCK_WORDS, *ours):
        return True
    # nguon ban hom: typed without signs, only who knows the units sees one.
    covered = places_of(scan, _STOCK_WORDS)
    kind = next((p for p in range(len(scan)) if p not in covered), len(scan))
    if _ends_in_kind(scan, covered):
        return True
    named = range(kind + 1, len(scan))
    is_named = scan.at("unit_kind", kind) is not None and 0 < len(named) < NEAR
    return is_named and not scan.accented and all(map(scan.is_word, named))


def _ends_in_kind(scan: Scan, covered: set[int]) -> bool:
    """nguồn của trường THCS, dự bị trạm y tế: the kind of the one unit of that kind, and nothing else."""
    kind = next((p for p in range(len(scan)) if p not in covered), len(scan))
    told = scan.at("unit_kind", kind)
    return told is not None and told.end == len(scan) and told.end > kind + 1


def pending_stage(scan: Scan) -> Stage | None:
    """In a question: the last step that was completed, so "chờ thẩm tra" is verification sent."""
    verification, decision = scan.first("verification"), scan.first("decision")
    if any(scan.any_at(hit.end, ("verifier",)) for hit in scan.all("lies_at")):
        return Stage.VERIFICATION_SENT  # hồ sơ đang kẹt ở công an
    if any(scan.any_at(hit.end, ("committee",)) for hit in scan.all("lies_at")):
        return Stage.CELL_RESOLUTION
    if verification is not None and _is_unsent(scan, verification):
        return Stage.DOSSIER_OPENED
    if verification is not None:
        results = [h for h in scan.all("returned") if not _is_pending(scan, h)]  # chờ kết quả thẩm tra
        returned = any(not negated_before(scan, h.start, reach=NEAR) for h in results)
        answered = returned and not negated_before(scan, verification.start, reach=NEAR)
        return Stage.VERIFICATION_DONE if answered else Stage.VERIFICATION_SENT
    if decision is not None:
        return Stage.COMMITTEE_REVIEW if _is_pending(scan, decision) else Stage.DECISION
    if any(_is_pending(scan, paper) for paper in scan.all("paper") if paper.value == "decision"):
        return Stage.COMMITTEE_REVIEW
    resolution, committee = scan.first("resolution"), scan.first("committee")
    if resolution is not None and not (committee is not None and committee.start < resolution.start):
        return Stage.VERIFICATION_DONE if _is_pending(scan, resolution) else Stage.CELL_RESOLUTION
    if committee is not None and scan.has("review", "sent"):
        return Stage.CELL_RESOLUTION if _is_pending(scan, committee) else Stage.COMMITTEE_REVIEW
    opened = [h for h in scan.all("dossier") if not negated_before(scan, h.start, reach=NEAR)]
    if scan.has("dossier") and not opened and scan.has("introduce", "referral"):
        return Stage.REFERRAL  # được Đoàn giới thiệu rồi mà chưa mở hồ sơ
    return Stage.DOSSIER_OPENED if opened else None


def _is_unsent(scan: Scan, hit: Hit) -> bool:
    """hồ sơ chưa gửi thẩm tra: opened, and no more."""
    sent = scan.ending("sent", hit.start)
    return sent is not None and sent.value == "sent" and negated_before(scan, sent.start, reach=2)


def _is_pending(scan: Scan, hit: Hit) -> bool:
    return any(scan.at("pending", place) for place in range(max(0, hit.start - 3), hit.start))
