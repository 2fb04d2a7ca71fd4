"""What somebody only heard, and what is said not to be needed."""

from language.words.scanning import Hit, Scan

_REACH = 4  # pieces of "phải bổ sung gì"


def is_hearsay(scan: Scan) -> bool:
    """nghe nói bản bên kết nạp A: news of others, which nobody reports."""
    return any(not _is_beside(scan, hit) for hit in scan.all("someone_else"))


def is_not_needed(scan: Scan, hit: Hit) -> bool:
    """không phải bổ sung gì: nothing had to be done, and nothing is asked."""
    if hit.value != "gi" or scan.keys[-1] == "?" or not scan.has("not_only"):
        return False
    must = (at for at in range(hit.start - 1, max(0, hit.start - _REACH), -1) if scan.at("not_only", at))
    return any(scan.any_ending(at, ("not_yet",)) for at in must)


def _is_beside(scan: Scan, hit: Hit) -> bool:
    """Hồ sơ A thẩm định xong, nghe nói không phải bổ sung gì: of what need not be, and not of the step."""
    told = scan.key(hit.start - 1) == "," and "name" in scan.used[: hit.start]
    denied = scan.at("not_yet", hit.end)
    return told and denied is not None and scan.at("not_only", denied.end) is not None
