"""What keeps a sentence from being a report: negation, plans, other bodies, mere purposes."""

from collections.abc import Iterator

from domain.people import Category
from language.intents.hearsay import is_hearsay
from language.intents.schedules import is_still_scheduled
from language.intents.slips import is_of_taken_back
from language.names.waiting import waits_alone
from language.words import particles
from language.words.scanning import Hit, Scan
from language.words.vocabulary import number_words

_POINTED_AT = ("members", "folk")
_TAKEN = frozenset(("name", "unit", "elsewhere", "date", "period"))
_SENTENCE_ENDS = frozenset((".", "\n", ";", "!", "?"))
_PART_ENDS = _SENTENCE_ENDS | {","}
_CLAUSE_ENDS = _PART_ENDS | {"(", ")"}
_LEFT_OUT = particles.words("left_out")
_PARTS_OF_SPAN = particles.words("part_of_span")
_TURNS = particles.words("clause_turn")
_JOINS = particles.words("clause_join")
_OTHER_CLAUSE = _PART_ENDS | particles.words("clause_link")
_ONLY_THEN = particles.words("only_then")
_HAPPENS_THEN = ("admission", "official", "class", "organisation", "day_part")
_WISHES = ("meant", "near", "wish")
_TYPED_IN_FULL = (*_WISHES, "doubtful")
_NEAR = 4  # pieces between cần, phải, sắp… and what they put off
_REASON = 10  # pieces between vì and the last word of the reason
_SENTENCE = 16  # pieces between a negation and its reason
_BEFORE_DEED = ("auxiliary", "bare_level", "count_filler", "ceremony")
_SPOKEN_TO = ("address", "final", "vocative", "greeting", "honorific", "record_verb")
_NO_PLACE = ("auxiliary", "honorific", "organisation", "introduce", "admission", "members")
_LONGEST_PLACE = 3  # words of the name of a commune
_WHOLES = ("class", "decision", "resolution", "dossier", "referral", "candidate", "quota", "verification")


def free_hits(scan: Scan, tag: str) -> list[Hit]:
    """The hits of a tag that were not read as a name, a unit, a day or a period."""
    hits = scan.all(tag)
    return [hit for hit in hits if _TAKEN.isdisjoint(scan.used[hit.start : hit.end])] if hits else hits


def _back(scan: Scan, place: int, reach: int, ends: frozenset[str] = _CLAUSE_ENDS) -> Iterator[int]:
    """The pieces before this one, the nearest first: at most so many, and none beyond an end."""
    for at in range(place - 1, max(-1, place - 1 - reach), -1):
        if scan.keys[at] in ends:
            return
        yield at


def negated_before(scan: Scan, place: int, *, reach: int) -> bool:
    """Whether a chưa or không stands within `reach` pieces before, in the same clause."""
    if not scan.has("not_yet"):
        return False
    for at in _back(scan, place, reach):
        if scan.keys[at] == "da" and scan.at("auxiliary", at) is not None:
            # chưa đầy tháng đã kết nạp
            return False
        if scan.at("not_yet", at) is not None and not scan.used[at] and not scan.at("not_only", at + 1):
            return True
    return False


def fell_through(scan: Scan, trigger: Hit) -> bool:
    """kết nạp A hụt rồi, A rớt lớp cảm tình: an event in whose clause it is told that it came to nothing."""
    for hit in scan.all("fell_through"):
        first, last = min(hit.end, trigger.end), max(hit.start, trigger.start)
        spelled = hit.exact if scan.accented else hit.value == "sure"
        if spelled and not scan.used[hit.start]:
            return _CLAUSE_ENDS.isdisjoint(scan.keys[first:last])
    return False


def negated_after(scan: Scan, trigger: Hit) -> bool:
    """lễ kết nạp A chưa làm được, kết nạp A thì chưa: the event, then its negation in the same clause."""
    for hit in scan.all("not_yet"):
        if hit.start < trigger.end or scan.used[hit.start]:
            continue
        left_out = scan.key(hit.start - 1) in _LEFT_OUT  # A … nhưng B thì chưa
        deed = scan.at("not_done", hit.end)
        if not (left_out or deed):
            continue
        turns = scan.key(hit.start - 1) in _TURNS and scan.at("admission", trigger.start)
        if turns and deed and not scan.is_word(deed.end):
            return True  # kết nạp A, nhưng chưa tổ chức được
        still = scan.is_word(hit.start - 1)  # còn chưa is no other clause
        between = scan.keys[trigger.end : hit.start - still]
        return (_OTHER_CLAUSE | _TURNS if left_out else _OTHER_CLAUSE).isdisjoint(between)
    return False


def is_planned(scan: Scan, trigger: Hit) -> bool:
    """Whether the event is told as still to come: mai, sẽ, dự kiến before it, or hoãn anywhere."""
    ahead = (
        hit
        for hit in scan.all("day_ahead")
        if (hit.exact or not scan.accented) and not is_at_course(scan, trigger, hit.start)
    )
    if any(not (any(scan.used[hit.start : hit.end]) or _counts(scan, hit)) for hit in ahead):
        return True
    if scan.any_ending(trigger.start, ("put_off",)):
        return True  # để năm sau kết nạp A
    for hit in scan.all("planned"):
        if is_at_course(scan, trigger, hit.start):
            continue
        if any(scan.used[hit.start : hit.end]):
            continue
        if hit.start >= trigger.end and _is_planned_for(scan, hit, trigger):
            return True
        if hit.value in _TYPED_IN_FULL and not (hit.exact or _means_time(scan, hit)):
            continue
        if hit.value in _WISHES and not _puts_off(scan, hit, trigger):
            continue
        if scan.key(hit.end) == ":" and "da" in scan.keys[hit.end : trigger.start]:
            continue  # chờ làm lễ: A đã có quyết định kết nạp
        if hit.value in ("scheduled", "announced") and not is_still_scheduled(scan, hit, trigger):
            continue
        if hit.value == "postponed" and (hit.exact or hit.end - hit.start > 1):
            if _waits_for_ceremony(scan, hit, trigger) or is_of_taken_back(scan, hit):
                continue
            if hit.start >= trigger.end and waits_alone(scan, hit) is not None:
                continue  # kết nạp A và B, C hoãn lại
            return True
        same_sentence = not any(key in _SENTENCE_ENDS for key in scan.keys[hit.start : trigger.start])
        if hit.start <= trigger.start and same_sentence:
            return True
    return False


def _is_planned_for(scan: Scan, plan: Hit, trigger: Hit) -> bool:
    """Lễ kết nạp em A thì chi bộ dự kiến tổ chức vào 22/12: behind the event in its clause, and for when."""
    if plan.value not in ("sure", "meant") or not (plan.exact or not scan.accented):
        return False
    if not scan.any_at(trigger.start, ("admission", "official", "party_ceremony")):
        return False
    if any(scan.any_ending(at, ("done_lead",)) for at in range(max(0, trigger.start - 1), trigger.start + 1)):
        return False
    between = range(trigger.end, plan.start)
    if any(scan.used[at] in ("date", "period") or scan.any_at(at, ("done_lead",)) for at in between):
        return False
    if not (_OTHER_CLAUSE | _TURNS | _JOINS).isdisjoint(scan.keys[trigger.end : plan.start]):
        return False
    ends = next((at for at in range(plan.end, len(scan)) if scan.keys[at] in _PART_ENDS), len(scan))
    return any(scan.used[at] in ("date", "period") for at in range(plan.end, ends))


def _means_time(scan: Scan, hit: Hit) -> bool:
    """ "dinh cuoi thang nay ket nap", "tinh 20/12 ket nap": what is meant, with its time right behind."""
    opens = (
        hit.start == 0 or not scan.is_word(hit.start - 1) or scan.any_ending(hit.start, ("honorific", "ours"))
    )
    at = hit.end + (scan.key(hit.end) in _PARTS_OF_SPAN)
    if scan.used[hit.start - 1 : hit.start] == ["period"] and scan.any_at(hit.end, _HAPPENS_THEN):
        return hit.value == "meant"  # "cuoi thang nay dinh ket nap A"
    return hit.value == "meant" and opens and scan.used[at : at + 1] in (["date"], ["period"])


def is_at_course(scan: Scan, trigger: Hit, place: int) -> bool:
    """đã cử A đi học lớp cảm tình, tuần sau khai giảng: sent already, whatever is still to come behind it."""
    if scan.at("class", trigger.start) is None or trigger.end > place:
        return False
    return any(h.value == "going" and h.start < trigger.start for h in scan.all("attending"))


def _waits_for_ceremony(scan: Scan, hit: Hit, trigger: Hit) -> bool:
    """đã có quyết định kết nạp ngày 6/4, mà lễ thì chưa làm vì chờ cờ: the step was taken all the same."""
    step = (
        not scan.any_at(trigger.start, ("admission", "official"))
        and "date" in scan.used[trigger.end : hit.start]
    )
    between = scan.keys[trigger.end : hit.start]
    held = any(
        told.value == "ceremony" for told in scan.all("admission") if trigger.end < told.start < hit.start
    )
    if step and held and scan.at("decision", trigger.start) and "," in between:
        return True  # quyết định kết nạp A, ban hành 30/1, chưa làm lễ vì chờ cờ
    return step and any(key in _TURNS and not scan.used[trigger.end + at] for at, key in enumerate(between))


def _counts(scan: Scan, hit: Hit) -> bool:
    """ "mot dong chi", "mot luc", "mot la A": một; mốt is the day on which the cell does something."""
    if scan.accented or scan.keys[hit.start] not in number_words():
        return False
    if scan.key(hit.end) in _ONLY_THEN or scan.any_at(hit.end, _HAPPENS_THEN):
        return not scan.any_at(hit.end + (scan.key(hit.end) in _ONLY_THEN), _HAPPENS_THEN)
    who = scan.at("ours", hit.end)
    if who is None or scan.key(who.end) not in _ONLY_THEN or "date" in scan.used:
        return True
    # "mot em moi ket nap lo thi mai": mốt; "mot em moi ket nap la lo thi mai" is one of them
    event = scan.at("admission", who.end + 1)
    return event is None or scan.used[event.end : event.end + 1] != ["name"]


def _puts_off(scan: Scan, hit: Hit, trigger: Hit) -> bool:
    """cần kết nạp, phải hoãn; but not "việc cần ghi là …", which tells what was done.

    Whoever is wished onto the list is put on it: "muốn thêm A vào nguồn".
    """
    if hit.value == "wish" and scan.at("candidate", trigger.start) is not None:
        return False
    ends = hit.end
    while (
        hit.value == "meant"
        and ends < trigger.start
        and (scan.used[ends] in ("date", "period") or scan.key(ends) in _PARTS_OF_SPAN)
    ):
        ends += 1  # định 5/12 họp xét chuyển chính thức, định cuối tháng này kết nạp
    between = sum(use != "name" for use in scan.used[ends : trigger.start])  # định đưa A vào nguồn
    return ends <= trigger.start and between <= _NEAR and scan.at("record_verb", hit.end) is None


def is_why_not(scan: Scan, hit: Hit) -> bool:
    """chưa chuyển được vì đang bị kỷ luật: why something did not happen, no news of its own."""
    if not scan.has("cause"):
        return False
    for at in _back(scan, hit.start, _REASON):
        cause = scan.at("cause", at)
        if cause is not None and not scan.accented and scan.any_ending(at, _POINTED_AT):
            continue  # "dua 2 ng do ra khoi nguon": đó, not do
        if cause is not None and cause.value == "why" and not scan.used[at] and cause.end <= hit.start:
            return _negated_in_sentence(scan, at)
    return False


def _negated_in_sentence(scan: Scan, place: int) -> bool:
    """Whether a chưa or không of its own stands before the piece in the same sentence."""
    for at in _back(scan, place, _SENTENCE, ends=_SENTENCE_ENDS):
        negation = scan.at("not_yet", at)
        if negation is not None and not scan.used[at] and not scan.covers("dropped", negation):
            return negation.exact or not scan.accented
    return False


def is_of_nobody(scan: Scan, hit: Hit) -> bool:
    """không có ai chuyển đi: nobody left."""
    nobody = scan.ending("nobody", hit.start)
    return nobody is not None and (
        scan.at("not_yet", nobody.start) is not None or negated_before(scan, nobody.start, reach=_NEAR)
    )


def is_purpose(scan: Scan, hit: Hit) -> bool:
    """để chi bộ làm hồ sơ: what something else is done for."""
    if not scan.has("cause"):
        return False
    for at in _back(scan, hit.start, _NEAR):
        cause = scan.at("cause", at)
        if cause is not None and cause.value == "purpose" and cause.exact and scan.accented:
            return not scan.used[at]
    return False


def is_put_off(scan: Scan, hit: Hit) -> bool:
    """dự kiến 20/9 làm lễ: a plan in the very clause of an event, beside another that was done."""
    if not scan.has("planned"):
        return False
    for at in _back(scan, hit.start, hit.start, ends=_PART_ENDS):
        plan = scan.at("planned", at)
        told = plan is not None and (plan.value == "sure" or (plan.value in _WISHES and plan.exact))
        if plan is not None and told and not any(scan.used[plan.start : plan.end]):
            return True
    return False


def is_awaited(scan: Scan, hit: Hit) -> bool:
    """chờ (chi bộ) tổ chức lễ. Without diacritics "cho" right before a ceremony is chờ."""
    who = scan.ending("organisation", hit.start)
    return scan.any_ending(who.start if who is not None else hit.start, ("awaiting", "no_day_yet"))


def is_object(scan: Scan, hit: Hit) -> bool:
    """Whether "kết nạp" only names what a dossier, a request or a decision is for."""
    if scan.ending("object_of", hit.start) is not None:
        return True
    return any(scan.covers(tag, hit) for tag in _WHOLES)


def is_of_another_body(scan: Scan) -> bool:
    """News of the Youth Union, an association or a far place: nothing of ours."""
    if (is_hearsay(scan) and not _turns_to_own(scan)) or _is_unknown(scan):
        return True
    bodies = [h for h in scan.all("other_body") if not _runs_on(scan, h)]
    bodies = [h for h in bodies if scan.used[h.end - 1] != "name"]  # kết nạp Đoàn Minh Trí
    told = any(_is_by_others(scan, h) for h in scan.all("admission"))
    told = (
        told
        or any(not _is_membership(scan, h) for h in bodies)
        or any(_is_counted_elsewhere(scan, h) for h in scan.all("other_member"))
    )
    return told and not is_of_the_party(scan)


def _turns_to_own(scan: Scan) -> bool:
    """Nghe nói khai giảng 20/5, trạm chị cử 2 bạn đi học: behind the hearsay, what the own unit did."""
    last = max(hit.end for hit in scan.all("someone_else"))
    for kind in (*scan.all("unit_kind"), *scan.all("organisation")):
        own = scan.at("own", kind.end)
        opens = kind.start > last and scan.keys[kind.start - 1] == ","
        deed = own is not None and own.exact and scan.any_at(own.end, ("sends_out", "candidate", "admission"))
        if opens and deed:
            return True
    return False


def _is_unknown(scan: Scan) -> bool:
    """không biết bản bên đã kết nạp chưa; but not "kết nạp 4, tên gửi sau vì tôi không biết gõ máy"."""
    told = [*scan.all("admission"), *scan.all("official")]
    return any(hit.end <= event.start for hit in scan.all("unsure") for event in told[:1])


def _runs_on(scan: Scan, hit: Hit) -> bool:
    """dua vao doi tuong dang, de nghi ket nap doi voi A: đối, not đội; kết nạp dân quân A: who A is."""
    job = scan.ending("category", hit.end)
    if job is not None and job.value == Category.MILITIA and scan.used[hit.end : hit.end + 1] == ["name"]:
        return True
    return scan.any_long_at(hit.end - 1, ("candidate", "stop"))


def _is_by_others(scan: Scan, hit: Hit) -> bool:
    """Đoàn xã Mường Bú đã kết nạp 12 bạn: whoever takes in is no cell."""
    bodies = (body for body in scan.all("mass_body") if body.end <= hit.start)
    return any(_acts(scan, body) and _leads_to(scan, body, hit) for body in bodies)


def _acts(scan: Scan, body: Hit) -> bool:
    """Whether a body of two words or more opens a clause: no cell of its, nobody who heads it."""
    if body.end - body.start < 2 or scan.used[body.start]:
        return False
    before = body.start - 1
    return not scan.is_word(before) or scan.used[before] in ("date", "period") or _says(scan, before)


def _says(scan: Scan, place: int) -> bool:
    """dạ, anh ơi, em báo: whom one speaks to, before the sentence begins."""
    return scan.any_ending(place + 1, _SPOKEN_TO)


def _leads_to(scan: Scan, body: Hit, hit: Hit) -> bool:
    """Whether only the body's own place, days and words like đã stand before what it does."""
    place = body.end
    if scan.key(place) in particles.words("joins_names") and (
        scan.used[place + 1] == "unit" or scan.at("organisation", place + 1)
    ):
        return False  # chi đoàn với chi bộ trường X kết nạp A
    while place < hit.start and scan.used[place] == "name":  # Đoàn xã Mường Bú
        place += 1
    if scan.at("bare_level", body.end - 1) is not None:  # doan xa muong bu
        while place < body.end + _LONGEST_PLACE and _may_be_place(scan, place):
            place += 1
    for at in range(place, hit.start):
        told = scan.used[at] in ("unit", "date", "period", "elsewhere") or scan.any_at(at, _BEFORE_DEED)
        if not told and not (scan.used[at - 1] == "unit" and scan.is_word(at) and at + 1 == hit.start):
            return False
    return True


def _may_be_place(scan: Scan, place: int) -> bool:
    """Whether the word may be one of a commune's name."""
    written = scan.cased_word(place) if scan.cased else scan.is_word(place)
    return written and not scan.any_at(place, _NO_PLACE)


def takes_in_others(scan: Scan, hit: Hit) -> bool:
    """Đoàn xã kết nạp 12 đoàn viên: this very event takes in members of another body."""
    place = hit.end
    while scan.is_number(place) or scan.any_at(place, ("count_filler", "number")):
        place += 1
    others = scan.at("other_member", place)
    titled = others is not None and scan.used[others.end : others.end + 1] == ["name"]  # kết nạp cháu Mai
    followed = (others is not None and not titled) or scan.at("other_body", place) is not None
    within = (scan.at("other_body", at) for at in range(hit.start, hit.end))
    inside = any(body is not None and not _runs_on(scan, body) for body in within)
    return (
        inside
        or (followed and scan.at("category", place) is None)
        or (
            followed
            and any(scan.ending("mass_body", at) for at in range(max(0, hit.start - _NEAR), hit.start + 1))
        )
    )


def _is_membership(scan: Scan, hit: Hit) -> bool:
    """Lò Thị Mai (nữ, hội viên hội phụ nữ): said of somebody who was admitted to the Party."""
    if scan.keys[hit.start : hit.start + 2] != ["hoi", "vien"] or scan.key(hit.end) == "moi":
        return False
    apart = scan.key(hit.start - 1) in (",", "(", "-", ";", "la")
    return apart and "name" in scan.used[: hit.start]


def _is_counted_elsewhere(scan: Scan, hit: Hit) -> bool:
    """kết nạp được 25 đoàn viên; but "2 đoàn viên ưu tú" may be candidates for the Party."""
    job = scan.at("category", hit.start)
    if not scan.is_number(hit.start - 1) or (job is not None and job.end > hit.end):
        return False
    before = hit.start - 1
    while scan.ending("admission", before) is None:
        if scan.ending("count_filler", before) is None:
            return False
        before -= 1
    taken = scan.ending("admission", before)
    return taken is None or not _is_by_cell(scan, taken.start)


def _is_by_cell(scan: Scan, place: int) -> bool:
    """chi bộ (em) (đã) kết nạp được 2 cháu: whoever takes in is a cell."""
    while place > 0 and scan.any_at(place - 1, ("auxiliary", "done_lead", "own", "ours")):
        place -= 1
    who = scan.ending("organisation", place)
    return who is not None and who.value == "party_cell"


def is_of_the_party(scan: Scan) -> bool:
    """Whether the Party is named in so many words, or the cell somebody is introduced to."""
    return scan.has("party", "official", "class") or (scan.has("introduce") and is_given_to_cell(scan))


def is_given_to_cell(scan: Scan) -> bool:
    """giới thiệu A cho chi bộ, cho chi bộ trường X."""
    return scan.has("to_cell") or any(
        scan.used[hit.end : hit.end + 1] == ["unit"] for hit in scan.all("given_to")
    )
