"""Questions of how figures stand to their targets."""

from language.intents.decisions import NEAR, SHORT, Decision
from language.intents.divisions import GROUPS
from language.intents.orders import tells_progress
from language.intents.signs import Signs, places_of
from language.reading import Intent
from language.words import particles
from language.words.scanning import Hit, Scan

_BEFORE_SHARE = particles.words("before_share")
_ONWARD = particles.words("share_onward")
_ALONE = _BEFORE_SHARE | _ONWARD | particles.words("of_share_alone")
_OF_FIGURES = ("unit", "month")  # what a target is compared by


def gap(message: Signs) -> Decision | None:
    """Anything compared with a quota."""
    scan, quota = message.scan, message.scan.first("quota")
    if is_other_business(message):
        return None
    if shares := _shares_told(message):
        alone = _is_share_alone(message, shares)
        divisions = {h.value for h in scan.all("breakdown") if h.end - 1 not in shares}  # trên 50: no age
        of_units = divisions == {"unit"} or (not divisions and (message.asks or scan.has("which")))
        if alone or (of_units and not message.names and not scan.has(*GROUPS)):
            return Decision(intent=Intent.QUERY_QUOTA_GAP, leans_on_last=alone)
    gaps = [h for h in scan.all("quota_gap") if h.value != "weak" and not _is_of_group(scan, h)]
    if quota is not None:
        if _is_whether_counted(message, quota):
            return Decision(intent=Intent.NONE)
        compared = (
            message.asks or scan.has("quota_gap", "by", "breakdown", "state_of") or message.size <= SHORT
        )
        compared = compared or tells_progress(scan)
        told = bool(message.names) and message.event is not None  # theo kế hoạch ngày 3/2 làm lễ cho A
        ahead = any(scan.at("quota", hit.start) is None for hit in scan.all("planned"))
        planned = (ahead or told) and not message.asks and not gaps
        return Decision(intent=Intent.QUERY_QUOTA_GAP, trigger=quota) if compared and not planned else None
    if not gaps or message.names or scan.has("dossier"):
        return None
    sure = any(hit.value == "sure" for hit in gaps)
    assigned = message.asks and scan.has("assign")  # giao 12 mới được 5, còn thiếu 7 đúng không
    if (
        message.counts
        or assigned
        or (sure and message.asks)
        or message.size <= NEAR
        or (sure and not message.event)
        or message.consists_of("breakdown", "which", "quota_gap", "final", "honorific")
    ):
        return Decision(intent=Intent.QUERY_QUOTA_GAP, trigger=gaps[0])
    return None


def _shares_told(message: Signs) -> list[int]:
    """xã nào chưa đạt 50% · dưới 50 phần trăm: where so much is told that units may have of their target."""
    scan = message.scan
    ends = {place: place + (2 if scan.key(place + 1) == "%" else 3) for place in scan.numbers}
    return [
        place
        for place, end in ends.items()
        if scan.key(place + 1) == "%" or scan.keys[place + 1 : end] == ["phan", "tram"]
        if scan.key(place - 1) in _BEFORE_SHARE or scan.key(end) in _ONWARD
    ]


def _is_share_alone(message: Signs, shares: list[int]) -> bool:
    """còn dưới 50% thì sao: and not a word more."""
    scan = message.scan
    said = places_of(scan, ("follow_up", "how_about", "final", "honorific")).union(shares)
    return all(p in said or scan.keys[p] in _ALONE or not scan.is_word(p) for p in range(len(scan)))


def _is_whether_counted(message: Signs, quota: Hit) -> bool:
    """cái này có tính trong chỉ tiêu không: a rule is asked about, and no figure."""
    scan = message.scan
    within = scan.key(quota.start - 1) in particles.words("counted_within")
    return (
        within
        and scan.any_ending(quota.start - 1, ("considers",))
        and not (message.counts or message.asks_span)
    )


def _is_of_group(scan: Scan, hit: Hit) -> bool:
    """bao nhiêu % nữ: which share of those who were admitted, not of the target."""
    part = next(
        (told for told in scan.all("how_many") if told.start < hit.start and hit.end <= told.end), None
    )
    if part is not None and scan.any_ending(part.start, (*GROUPS, "breakdown")):
        return True  # đoàn viên chiếm mấy phần trăm
    place = hit.end + (scan.key(hit.end) == "la")
    while scan.any_at(place, ("members", "folk")) and not scan.any_at(place, GROUPS):
        place += 1
    divided = scan.at("breakdown", place)
    by_people = divided is not None and divided.value not in _OF_FIGURES
    return by_people or scan.any_at(place, GROUPS)


def is_other_business(message: Signs) -> bool:
    """đảng phí quý này thu mấy phần trăm lương: nothing that is on record."""
    return message.scan.has("other_topic") and message.event is None and not message.scan.has("quota")
