"""Whether somebody really leaves: dies, goes away, is taken off a list. No file is moved, no power is cut."""

from language.intents.guards import negated_before
from language.words import particles
from language.words.scanning import Hit, Scan

_UNREAL = ("doubtful", "sure")
_SENTENCE_ENDS = frozenset((".", ";", "\n"))
_PEOPLE = ("name", "addressee")
_OF_WHOM = ("honorific", "those", "members", "candidate", "final", "cause")
_BEFORE_ORDER = (
    *("honorific", "ours", "own", "address", "greeting", "vocative", "request", "asks_of", "final"),
    *("organisation", "done_lead", "review_verb"),
)
_BEFORE_WHOM = (
    *("helps", "yes_tail", "ours", "own", "honorific", "members", "number", "plural", "name_label"),
    "how_many",
)
_ONTO_LIST = particles.words("onto_list")
_FROM_LIST = particles.words("from_list")
_NEAR = 4  # pieces in which one goes: "đi Samsung mất rồi"


def leaves(scan: Scan, hit: Hit) -> bool:
    """Whether somebody really leaves: no file is moved, nobody comes in, no power is cut."""
    if _is_denied(scan, hit) or _is_of_kin(scan, hit):
        return False
    if hit.value == "dead":
        return _dies(scan, hit)
    if hit.value == "doubtful":
        return hit.exact and any(not s.is_bare for s in scan.spellings[hit.start : hit.end])
    if hit.value == "cares":
        return not fails_to_follow(scan, hit.end)
    if hit.value == "moved":
        taken_in = any(told.end <= hit.start for told in scan.all("takes_in"))  # tiếp nhận A chuyển sinh hoạt
        return not (
            taken_in or _stays(scan, hit) or scan.has("verification", "official") or _arrives(scan, hit)
        )
    return True


def fails_to_follow(scan: Scan, place: int) -> bool:
    """không theo dõi được ngày sinh của A nữa: something was not kept track of, and nobody leaves."""
    if scan.key(place) not in particles.words("able"):
        return False
    named = scan.used[place + 1 : place + 2] == ["name"] or scan.any_at(place + 1, ("no_more", *_OF_WHOM))
    return scan.is_word(place + 1) and not named


def _is_denied(scan: Scan, hit: Hit) -> bool:
    """chưa bị xóa tên, không mất, suýt bị xóa tên: right before it stands that it did not happen."""
    at = hit.start - (scan.key(hit.start - 1) in particles.words("suffers"))
    plan = scan.ending("planned", at)
    denial = scan.ending("not_yet", at) or (plan if plan and plan.value in _UNREAL else None)
    if denial is None or any(scan.used[denial.start : denial.end]):
        return False
    return denial.exact or (not scan.accented and len(scan.words[denial.start]) > 1)


def _is_of_kin(scan: Scan, hit: Hit) -> bool:
    """mẹ đ/c A mất: somebody of the family of whoever is named. "bo A ra khoi danh sach" is bỏ."""
    if not scan.has("relative"):
        return False
    at = hit.start
    while at > max(0, hit.start - _NEAR) and scan.is_word(at - 1) and scan.used[at - 1] not in _PEOPLE:
        at -= 1
    while at > 0 and scan.used[at - 1] in _PEOPLE:
        at -= 1
    title = scan.ending("honorific", at)
    kin = scan.ending("relative", title.start if title else at)
    if kin is None or kin.end == hit.start:
        return False
    sure = kin.end - kin.start > 1 or scan.keys[kin.start] in particles.words("sure_kin")
    sure = sure and (hit.value == "dead" or kin.end - kin.start > 1 or scan.accented)
    return sure and not scan.within[kin.start] and (kin.exact or not scan.accented)


def _dies(scan: Scan, hit: Hit) -> bool:
    """đ/c A mất hôm 2/11; not mất điện, nor "đi Samsung mất rồi", which is how one is gone."""
    if (
        _is_of_a_thing(scan, hit)
        or _goes_out(scan, hit.start)
        or any(_goes_off(scan, place) for place in range(max(0, hit.start - _NEAR), hit.start))
    ):
        return False
    if _is_kin(scan, hit.start):
        return False
    alone = (
        not scan.is_word(hit.end)
        or scan.used[hit.end] in ("date", "period", "unit")
        or scan.any_at(hit.end, ("function", "day_part"))  # vừa mất rạng sáng ngày 26/9
    )
    dated = scan.used[hit.end : hit.end + 1] in (["date"], ["period"]) or scan.any_at(
        hit.end, ("date_word", "cause")
    )
    told = dated or (hit.exact and _is_said_of_somebody(scan, hit.start - 1))
    return bool(alone and told)


def _is_of_a_thing(scan: Scan, hit: Hit) -> bool:
    """A mất hôm qua cái xe, mất ngày 5/11 hai con trâu: behind the day stands what was lost."""
    at = hit.end
    while at < len(scan) and (
        scan.used[at] in ("date", "period") or scan.any_at(at, ("date_word", "day_part"))
    ):
        at += 1
    at += at > hit.end and (scan.is_number(at) or scan.at("number", at) is not None)
    thing = scan.at("lost_thing", at) if at > hit.end else None
    return thing is not None and (thing.exact or not scan.accented)


def _goes_out(scan: Scan, place: int) -> bool:
    """Điện mất từ hôm kia tới giờ: at the head of a clause, and nobody of that name."""
    thing = scan.ending("goes_out", place)
    sure = thing is not None and (thing.exact or not scan.accented)
    return thing is not None and sure and not scan.is_word(thing.start - 1)


def _is_kin(scan: Scan, place: int) -> bool:
    """nhà em ấy có tang, bà nội mất hôm chủ nhật · do mẹ mất: somebody's kin, at the head of a clause."""
    while scan.any_ending(place, ("done_lead",)):
        place -= 1
    kin = scan.ending("relative", place)
    if kin is None or not (kin.exact and scan.accented):
        return False
    return not scan.is_word(kin.start - 1) or scan.any_ending(kin.start, ("cause",))


def _stays(scan: Scan, hit: Hit) -> bool:
    """chuyển công tác sang huyện nhưng vẫn sinh hoạt tại chi bộ: in the same sentence."""
    stays = next((told for told in scan.all("stays") if told.start > hit.end), None)
    return stays is not None and _SENTENCE_ENDS.isdisjoint(scan.keys[hit.end : stays.start])


def _is_said_of_somebody(scan: Scan, place: int) -> bool:
    """ông ấy mất, vừa mất; not "cất trong tủ khóa mất rồi": what stands before is no deed or thing."""
    return (
        not scan.is_word(place)
        or scan.used[place] in ("name", "addressee")
        or scan.any_ending(
            place + 1, ("function", "auxiliary", "honorific", "members", "those", "cause", "relative")
        )
    )


def _goes_off(scan: Scan, place: int) -> bool:
    """đi mất, rơi mất; "mat roi em a, mat hom 7/10" is rồi."""
    hit = scan.at("goes_off", place)
    return hit is not None and (hit.exact or scan.at("done_tail", place) is None)


def removes(scan: Scan, hit: Hit) -> bool:
    """loại 3 người trong danh sách nguồn, xóa giúp em mấy bạn trong nguồn là A và B: off a list.

    Without its marks the verb must open its clause: "xoa giup em ban A trong nguon".
    """
    typed = hit.exact and not all(s.is_bare for s in scan.spellings[hit.start : hit.end])
    counted = typed and (scan.is_number(hit.end) or scan.at("number", hit.end) is not None)
    if counted and any(h.value == "source" and h.start > hit.end for h in scan.all("candidate")):
        return True
    if "name" not in scan.used or not (typed or _opens_clause(scan, hit.start)) or not _is_of_whom(scan, hit):
        return False
    if negated_before(scan, hit.start, reach=_NEAR) or scan.any_ending(hit.start, ("ask",)):
        return False
    return any(_is_of_list(scan, listed, hit) for tag in ("candidate", "stock") for listed in scan.all(tag))


def removes_another(scan: Scan, hit: Hit) -> bool:
    """bỏ A, đưa B vào nguồn: whom the verb takes off is named at once, and the list is for somebody else."""
    if not (hit.exact and scan.accented) or not _is_of_whom(scan, hit):
        return False
    ends = next((at for at in range(hit.end, len(scan)) if scan.keys[at] == ","), len(scan))
    put_on = any(puts_on(scan, listed) and listed.start > ends for listed in scan.all("candidate"))
    return put_on and "name" in scan.used[hit.end : ends]


def puts_on(scan: Scan, listed: Hit) -> bool:
    """đưa B vào nguồn, thêm B vào danh sách nguồn: the list that somebody comes on."""
    head = scan.ending("list_word", listed.start)
    at = head.start if head else listed.start
    return not _ONTO_LIST.isdisjoint((scan.keys[listed.start], scan.key(at - 1)))


def _opens_clause(scan: Scan, place: int) -> bool:
    """Whether only whom one speaks to and what asks for it stand before, in the same clause."""
    at = place
    while at > 0 and (scan.used[at - 1] in ("date", "period") or scan.any_at(at - 1, _BEFORE_ORDER)):
        at -= 1
    return at == 0 or not scan.is_word(at - 1)


def _is_of_whom(scan: Scan, verb: Hit) -> bool:
    """bỏ bạn A, xóa giúp em A: whom it takes off follows, or the clause ends; not bỏ học, bỏ phiếu."""
    at = verb.end
    while scan.is_word(at) and not scan.used[at] and (end := _small_end(scan, at)) > at:
        at = end
    return not scan.is_word(at) or scan.used[at] == "name" or scan.keys[at] in _FROM_LIST


def _small_end(scan: Scan, place: int) -> int:
    """Where a small word before the name ends: giúp em, tên, 2 bạn."""
    hits = [hit.end for tag in _BEFORE_WHOM if (hit := scan.at(tag, place)) is not None]
    return max(hits, default=place)


def _is_of_list(scan: Scan, listed: Hit, verb: Hit) -> bool:
    """trong danh sách QCƯT, ở nguồn: the list that the verb takes somebody off, in the same sentence."""
    first, last = min(listed.start, verb.end), max(listed.start, verb.end)
    if not _SENTENCE_ENDS.isdisjoint(scan.keys[first:last]):
        return False
    head = scan.ending("list_word", listed.start)
    at = head.start if head else listed.start
    return scan.keys[listed.start] in _FROM_LIST or scan.key(at - 1) in _FROM_LIST


def _arrives(scan: Scan, hit: Hit) -> bool:
    """chuyển sinh hoạt về chi bộ em: someone comes in, nobody leaves."""
    if not (scan.at("arriving", hit.end) or scan.at("arriving", hit.end - 1)):
        return False
    return any(scan.at("ours", place) for place in range(hit.end + 1, min(hit.end + 5, len(scan))))
