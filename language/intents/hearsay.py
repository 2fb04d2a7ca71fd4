"""What somebody only heard, and what is said not to be needed."""

from language.words import particles
from language.words.scanning import Hit, Scan

_ONLY_THEN = particles.words("only_then")
_WHENEVER = particles.words("at_what_time")
_EACH = particles.words("each_its_own")
_ENDS = frozenset((",", ".", ";", "!", "?", "\n"))
_REACH = 4  # pieces of "phải bổ sung gì"
_DAYS = ("date_word", "vague")


def is_hearsay(scan: Scan) -> bool:
    """nghe nói bản bên kết nạp A: news of others, which nobody reports; but not "nghe chị nói này: …".

    "goi dien khong nghe may" is of nobody else.
    """
    heard = [hit for hit in scan.all("someone_else") if not scan.any_ending(hit.start, ("not_yet",))]
    return any(
        not (_is_beside(scan, hit) or _is_of_day(scan, hit) or scan.covers("address", hit)) for hit in heard
    )


def is_not_needed(scan: Scan, hit: Hit) -> bool:
    """không phải bổ sung gì: nothing had to be done, and nothing is asked."""
    if hit.value != "gi" or scan.keys[-1] == "?" or not scan.has("not_only"):
        return False
    must = (at for at in range(hit.start - 1, max(0, hit.start - _REACH), -1) if scan.at("not_only", at))
    return any(scan.any_ending(at, ("not_yet",)) for at in must)


def _is_of_day(scan: Scan, hit: Hit) -> bool:
    """Kết nạp A, hình như hôm đầu tháng: who tells it is not sure of the day only."""
    if not scan.any_at(hit.start, ("perhaps",)) or "name" not in scan.used[: hit.start]:
        return False
    return scan.used[hit.end : hit.end + 1] in (["date"], ["period"]) or scan.any_at(hit.end, _DAYS)


def _is_beside(scan: Scan, hit: Hit) -> bool:
    """Hồ sơ A thẩm định xong, nghe nói không phải bổ sung gì: of what need not be, and not of the step."""
    told = scan.key(hit.start - 1) == "," and "name" in scan.used[: hit.start]
    denied = scan.at("not_yet", hit.end)
    return told and denied is not None and scan.at("not_only", denied.end) is not None


def is_each(scan: Scan, hit: Hit) -> bool:
    """lớp nào lớp nấy: each of them, and nothing is asked."""
    repeated = scan.key(hit.end) == scan.key(hit.end - 2) != ""
    return repeated and scan.key(hit.end + 1) in _EACH


def is_only_then(scan: Scan, hit: Hit) -> bool:
    """hoãn lại, bao giờ thông xe mới tính tiếp: not before that, whenever it is."""
    if scan.key(hit.start) not in _WHENEVER:
        return False
    ends = next((at for at in range(hit.end, len(scan)) if scan.keys[at] in _ENDS), len(scan))
    return scan.key(ends) != "?" and any(
        scan.keys[at] in _ONLY_THEN and scan.is_word(at + 1) for at in range(hit.end + 1, ends)
    )
