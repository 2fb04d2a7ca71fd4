"""What somebody only heard, and what is said not to be needed."""

from language.words.scanning import Hit, Scan

_REACH = 4  # pieces of "phải bổ sung gì"
_DAYS = ("date_word", "vague")


def is_hearsay(scan: Scan) -> bool:
    """nghe nói bản bên kết nạp A: news of others, which nobody reports; but not "nghe chị nói này: …"."""
    return any(
        not (_is_beside(scan, hit) or _is_of_day(scan, hit) or scan.covers("address", hit))
        for hit in scan.all("someone_else")
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
