"""What a plan, a calendar or a notice of a meeting tells is still to come."""

from language.words import particles
from language.words.scanning import Hit, Scan

_LEFT_OUT = particles.words("left_out")


def is_still_scheduled(scan: Scan, hit: Hit, trigger: Hit) -> bool:
    """Theo kế hoạch thì ngày 3/2 làm lễ; but not "theo kế hoạch thì …, và đã làm lễ", nor a mere basis."""
    if "da" in scan.keys[hit.end : trigger.start]:
        return False
    if hit.start == 0 and _opens_with_day(scan, hit):
        return "," not in scan.keys[hit.end : trigger.start]
    return hit.value == "scheduled" and scan.key(hit.end) in _LEFT_OUT


def _opens_with_day(scan: Scan, hit: Hit) -> bool:
    """Kế hoạch 20/11 …, lịch: 20/11 …; a notice tells the hour, too: "thông báo: 19h tối nay …"."""
    first = at = hit.end + (scan.key(hit.end) == ":")
    while scan.used[at : at + 1] == ["number"]:
        at += 1
    dated = scan.used[at : at + 1] == ["date"]
    return dated and (hit.value == "scheduled" or (at > first and scan.at("this_one", at + 1) is not None))
