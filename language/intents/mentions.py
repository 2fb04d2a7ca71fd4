"""Every event a message mentions, each with whether it is told as having happened."""

from dataclasses import dataclass

from language.intents.dossier_steps import is_introduced, only_joins
from language.intents.events import is_kind_of_member
from language.intents.guards import (
    free_hits,
    is_awaited,
    is_object,
    is_of_nobody,
    is_planned,
    is_why_not,
    negated_before,
    takes_in_others,
)
from language.intents.leaving import puts_on, removes_another
from language.intents.others import is_of_others
from language.names.waiting import kept_for
from language.reading import Intent
from language.words.scanning import Hit, Scan

_SENTENCE_ENDS = frozenset((".", "\n", ";"))
_NEAR = 4  # pieces between a negation and what it negates
_MENTIONED = {
    "admission": Intent.REPORT_ADMISSION,
    "official": Intent.REPORT_OFFICIAL,
    "ct": Intent.REPORT_OFFICIAL,
    "dropped": Intent.REPORT_DROPPED,
    "remove_verb": Intent.REPORT_DROPPED,
    "candidate": Intent.REPORT_CANDIDATE,
    "class": Intent.REPORT_CLASS,
    "verification": Intent.REPORT_STAGE,
    "decision": Intent.REPORT_STAGE,
    "referral": Intent.REPORT_STAGE,
    "dossier": Intent.REPORT_STAGE,
    "resolution": Intent.REPORT_STAGE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An event told at a piece, and whether it is told as having happened."""

    place: int
    intent: Intent
    is_held: bool
    step: str  # the tag of its words: two steps of a dossier are two events
    is_foreign: bool = False  # another body's, another cell's


def may_tell_several(scan: Scan) -> bool:
    """Whether there are words for two events at all."""
    return scan.total(_MENTIONED) > 1


def mentions(scan: Scan) -> list[Mention]:
    """Every event told, from left to right."""
    found = [
        Mention(
            place=hit.start,
            intent=intent,
            is_held=_is_held(scan, intent, hit),
            step=tag,
            is_foreign=tag == "admission" and (takes_in_others(scan, hit) or is_of_others(scan, hit)),
        )
        for tag, intent in _MENTIONED.items()
        for hit in free_hits(scan, tag)
        if _is_event_of_its_own(scan, tag, hit)
    ]
    if any(m.intent is Intent.REPORT_DROPPED for m in found):
        # "ra khỏi danh sách nguồn" lists nobody.
        onto = {hit.start for hit in scan.all("candidate") if puts_on(scan, hit)}
        found = [m for m in found if m.intent is not Intent.REPORT_CANDIDATE or m.place in onto]
    return sorted(found, key=lambda m: m.place)


def _is_held(scan: Scan, intent: Intent, hit: Hit) -> bool:
    if intent is Intent.REPORT_DROPPED:
        return not (is_why_not(scan, hit) or is_of_nobody(scan, hit))
    if intent is Intent.REPORT_ADMISSION and takes_in_others(scan, hit):
        return False
    return not (
        is_planned(scan, hit)
        or is_of_others(scan, hit)
        or negated_before(scan, hit.start, reach=_NEAR)
        or is_awaited(scan, hit)
        or is_why_not(scan, hit)
        or scan.number(hit.end + (scan.key(hit.end) == ":")) == 0  # công nhận chính thức 0
    )


def _is_event_of_its_own(scan: Scan, tag: str, hit: Hit) -> bool:
    """Not what another event is for, nor the day a person joined long ago."""
    if tag == "admission":
        if scan.at("official", hit.end):
            # làm lễ công nhận chính thức
            return False
        if (scan.has("referral") and only_joins(scan, hit)) or is_introduced(scan, hit):
            # đoàn giới thiệu A vào Đảng
            return False
        return not (
            is_object(scan, hit)
            or scan.covers("joined", hit)
            or _joined_before(scan, hit)
            or kept_for(scan, hit)
        )
    if tag == "remove_verb":
        return removes_another(scan, hit)
    if tag == "official":
        return not is_kind_of_member(scan, hit)
    if tag == "ct":
        return scan.is_number(hit.end) and not scan.has("quota")
    if tag == "candidate" and scan.covers("class", hit):
        # lớp cảm tình đảng
        return False
    return not (tag == "candidate" and (hit.value == "weak" or _is_stock(scan, hit)))


def _joined_before(scan: Scan, hit: Hit) -> bool:
    """Công nhận chính thức A - kết nạp 9/11/2024 - qđ ngày 10/11/2025: when A joined, and nobody new."""
    recognised = any(h.end <= hit.start and not is_kind_of_member(scan, h) for h in scan.all("official"))
    dated = scan.used[hit.end : hit.end + 1] == ["date"]
    return recognised and dated and "name" in scan.used[: hit.start] and "name" not in scan.used[hit.end :]


def _is_stock(scan: Scan, hit: Hit) -> bool:
    """Hiện còn dự bị 3, nguồn 2: how many there are, none of whom is new."""
    at = hit.start - 1
    while scan.is_number(hit.end) and at >= 0 and scan.keys[at] not in _SENTENCE_ENDS:
        there = scan.at("present_before", at)
        if there is not None and there.exact and there.end - there.start > 1:
            return True
        at -= 1
    return False
