"""Who is named without being told of: who writes or reads, came, spoke, is ill or holds an office."""

from typing import Protocol

from language.names.beside_admissions import has_papers_wanting, takes_in
from language.names.places import is_named_before
from language.words import particles
from language.words.scanning import Hit, Scan

_CLOSERS = particles.words("closes_address") | {",", ".", "\n", "!", ":"}
_HAILS = particles.words("hails")
_PREFACE = 6  # pieces of a greeting before the one who speaks
_PRELUDES = ("greeting", "address", "final", "honorific")
_SENTENCE_ENDS = frozenset((".", "\n", ";", "!", "?", ")"))
_JOINS = particles.words("joins_given_names")
_WHOLE = 3  # pieces of a name that is more than what somebody is called
_TURNS = particles.words("clause_link")
_TITLE_REACH = 6  # pieces: do đồng chí phó trưởng thôn
_REACH = 14  # pieces between a name and what its bearer does
_SUBJECT = 7  # pieces of "bên hội phụ nữ xã"
_EVENTS = ("admission", "official", "candidate", "class", "decision", "verification", "dossier")
_OPENS_TELLING = ("organisation", "ours", "day_part", "date_word", "recent")
_TOLD_OF = (*_EVENTS, "birth_label", "ethnicity_label", "referral", "introduce", "resolution", "mentor")


class Named(Protocol):
    """A name on the pieces [start, end), with its titles from `begins` on."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def begins(self) -> int: ...
    @property
    def is_partial(self) -> bool: ...


def is_bystander(scan: Scan, name: Named, following: Named | None) -> bool:
    """Whether a message names somebody of whom it reports nothing. `following` is the name behind it."""
    if scan.has("verification") and _is_looked_into(scan, name):
        return False
    return (
        _is_addressed(scan, name)
        or _is_hailed(scan, name, following)
        or _only_holds_office(scan, name)
        or _only_acts(scan, name, following)
        or _speaks_up(scan, name)
        or _introduces(scan, name, following)
        or _is_done_something_else(scan, name)
        or _is_kin(scan, name)
        or _answers(scan, name)
        or _is_called_too(scan, name, following)
        or _only_writes_down(scan, name)
        or _has_it_told(scan, name)
        or has_papers_wanting(scan, name.begins, name.end)
        or (following is not None and name.begins == name.start and takes_in(scan, name.end, name.begins))
        or _is_a_school(scan, name)
        or _is_sent_to_verify(scan, name, following)
    )


def _is_addressed(scan: Scan, name: Named) -> bool:
    """chào anh Tâm, · anh Tâm ơi · tôi là Thắng, bí thư: who reads or writes, not whom it tells of."""
    if scan.labelled("signed", name.begins) or _speaks(scan, name):
        return True
    before = scan.ending("self", name.begins)
    if before is not None and not scan.used[before.start]:
        opener = before.start - 1
        counted = scan.is_number(opener) and not scan.used[opener]  # kết nạp được 1 em là A
        apart = opener < 0 or not (scan.is_word(opener) or counted)
        return apart or scan.any_ending(before.start, _PRELUDES)
    if scan.at("vocative", name.end) is not None:
        return True
    if name.begins == name.start:
        return False
    kin = None if is_named_before(scan, name.start) else _whose_kin(scan, name)
    if kin is not None and name.is_partial and "name" in scan.used[: kin.start]:
        # "ban Thao, con bac Toan"
        return True
    title = scan.at("honorific", name.begins)
    of_comrade = title is not None and title.value == "comrade"  # "con dong chi …": còn
    if kin is not None and not of_comrade and scan.used[kin.start - 1 : kin.start] == ["name"]:
        # "Ngoc Anh con ong Nguyen Van Hung"
        return True
    if kin is not None and kin.exact and scan.accented:
        return True
    if kin is not None and not of_comrade and _is_apposed(scan, kin.start, name.end):
        return True
    if name.is_partial and scan.key(name.begins - 1) in particles.words("sends_to"):
        return True
    if scan.ending("greeting", name.begins) is not None or _is_wished(scan, name):
        return True
    if name.is_partial and _is_called_first(scan, name):
        return True
    closed = name.end >= len(scan) or scan.key(name.end) in _CLOSERS
    return closed and name.is_partial and scan.ending("address", name.begins) is not None


def _is_hailed(scan: Scan, name: Named, following: Named | None) -> bool:
    """Dạ anh Tư, em Hồng kết nạp hôm 5/4: behind "dạ" at the head, with whoever is told of right after."""
    if not name.is_partial or following is None or not 0 < name.begins < name.start:
        return False
    behind = name.end + (scan.key(name.end) == ",")
    return behind == following.begins < following.start and _HAILS.issuperset(scan.keys[: name.begins])


def _is_called_first(scan: Scan, name: Named) -> bool:
    """anh Tâm ạ, cụ Páng mất hôm 5/11 · Dạ chị Hai, chi bộ em kết nạp A: at the head of all, and a comma."""
    final = scan.at("final", name.end) is not None
    if scan.key(name.end + final) != "," or not scan.has(*_EVENTS, "dropped"):
        return False
    if not final and not _is_told_of_another(scan, name):
        return False
    before = [place for place in range(name.begins) if scan.is_word(place)]
    return all(scan.any_at(place, _PRELUDES) or (place == 0 and scan.at("stop", 0)) for place in before)


def _is_told_of_another(scan: Scan, name: Named) -> bool:
    """Whether behind a name and its comma whose event it is or when it was comes, and then who it is of."""
    start = name.end + 1
    opens = scan.used[start : start + 1] in (["date"], ["unit"]) or scan.any_at(start, _OPENS_TELLING)
    happens = next((at for at in range(start, len(scan)) if scan.any_at(at, _EVENTS)), len(scan))
    clause = not {",", ".", ";", "\n"} & set(scan.keys[start:happens])
    return opens and clause and "name" in scan.used[happens:] and "name" not in scan.used[start:happens]


def _whose_kin(scan: Scan, name: Named) -> Hit | None:
    """vợ anh A: the word of kin before a name; but vợ chồng anh A are the two of them."""
    kin = scan.ending("relative", name.begins)
    return None if kin is not None and scan.any_ending(kin.start, ("relative",)) else kin


def _is_looked_into(scan: Scan, name: Named) -> bool:
    """Công văn thẩm tra lý lịch bên vợ anh A: whose kin are looked into for the sake of A."""
    at, kin = name.begins, scan.ending("relative", name.begins)
    if kin is None:
        return False
    at = kin.start
    while at > 0 and name.begins - at < _PREFACE and scan.is_word(at) and not scan.used[at]:
        if scan.any_ending(at, ("verification", "dossier_paper")):
            return True
        at -= 1
    return False


def _is_apposed(scan: Scan, start: int, end: int) -> bool:
    """ "Giang Seo Chan, con ong Giang Seo Pao, duoc ket nap": between commas behind whoever is told of."""
    return (
        scan.key(start - 1) in (",", "(") and scan.used[start - 2] == "name" and scan.key(end) in (",", ")")
    )


def _is_wished(scan: Scan, name: Named) -> bool:
    """kính chúc anh Thành và gia đình mạnh khỏe."""
    return name.is_partial and scan.ending("wishes", name.begins) is not None


def _speaks(scan: Scan, name: Named) -> bool:
    """Em Hà bí thư chi bộ X đây ạ · em Sương trạm y tế đây: who speaks, at the head of all."""
    if name.begins > _PREFACE:
        return False
    if not name.is_partial:  # em Pờ Gia Nu đây ạ
        return scan.any_ending(name.start, ("ours",)) and _says_here(scan, name.end)
    if scan.at("category", name.end):
        return False
    if _speaks_from(scan, name):
        return True
    if not scan.has("office", "here"):
        return False
    here = any(_says_here(scan, place) for place in range(name.end, min(name.end + _PREFACE, len(scan))))
    office = scan.at("office", name.end)
    if not here and (office is None or scan.any_at(office.end, (*_EVENTS, "finished"))):
        return False  # anh Dũng trưởng bản học xong lớp
    before = (p for p in range(name.begins) if scan.is_word(p) and not scan.used[p])
    return all(scan.any_at(p, (*_PRELUDES, "vocative")) for p in before)


def _speaks_from(scan: Scan, name: Named) -> bool:
    """chị ơi e Ngân mầm non Hướng Dương ạ: who speaks, with the own unit and nothing else behind."""
    end = name.end
    while scan.used[end : end + 1] == ["unit"]:
        end += 1
    closed = not scan.is_word(end) or scan.at("final", end) is not None
    called = any(scan.any_at(place, ("vocative", "greeting")) for place in range(name.begins))
    return end > name.end and closed and called


def _says_here(scan: Scan, place: int) -> bool:
    """đây at the end of a clause."""
    hit = scan.at("here", place)
    closes = hit is not None and (not scan.is_word(hit.end) or scan.any_at(hit.end, ("final", "honorific")))
    return closes and hit is not None and (hit.exact or not scan.accented)


def _only_holds_office(scan: Scan, name: Named) -> bool:
    """Đ/c A, phó bí thư: a member long since, whom only a report of who left can tell of."""
    if not scan.has("party_office") or _is_beside(scan, name, "dropped") or _is_beside(scan, name, "mentor"):
        return False
    apart = name.end + (scan.key(name.end) in (",", "(", "-", ":"))
    before = name.begins - (scan.key(name.begins - 1) in (":", "-"))
    office = scan.at("party_office", apart) or scan.ending("party_office", before)
    if office is None or scan.covers("category", office):  # bí thư chi đoàn
        return False
    return scan.at("mass_body", office.end) is None


def _is_beside(scan: Scan, name: Named, tag: str) -> bool:
    """Whether words of the tag stand in the sentence that names somebody."""
    if not scan.has(tag):
        return False
    opens, closes = name.begins, name.end
    while opens > 0 and name.begins - opens < 2 * _REACH and scan.keys[opens - 1] not in _SENTENCE_ENDS:
        opens -= 1
    while closes < len(scan) and closes - name.end < 2 * _REACH and scan.keys[closes] not in _SENTENCE_ENDS:
        closes += 1
    hits = (scan.at(tag, place) for place in range(opens, closes))
    return any(hit is not None and _is_spelled(scan, hit) for hit in hits)


def _only_acts(scan: Scan, name: Named, following: Named | None) -> bool:
    """Đ/c A, phó bí thư, về dự · ông Lưu nằm viện · A và B chưa đủ điều kiện: what somebody does instead.

    Why somebody left is told of that very person.
    """
    if scan.has("checks_again") and _is_left_to(scan, name):
        return True
    if not scan.has("bystander_act") or _is_beside(scan, name, "dropped"):
        return False
    for place in range(name.end, min(name.end + _REACH, len(scan))):
        if following is not None and following.begins <= place < following.end:
            if following.begins > name.end + 1:
                return False
            continue
        if scan.keys[place] in _SENTENCE_ENDS or _is_told_of(scan, place) or _turns(scan, place):
            return False
        act = scan.at("bystander_act", place)
        if act is not None and _is_meant(scan, act):
            # "chưa đủ điều kiện kết nạp" is the event's own negation
            return scan.at("not_yet", act.start) is None or not scan.any_at(act.end, _EVENTS)
    return False


def _speaks_up(scan: Scan, name: Named) -> bool:
    """Bác Khang bảo …, cô Hằng bên hội phụ nữ tặng …, do trưởng thôn Thìn chép lại: what a subject does.

    Nobody else stands between, and no event leads to the name: "kết nạp A, ai cũng khen" tells of A.
    """
    if not scan.has("speech") or scan.any_ending(name.begins, _EVENTS):
        return False
    for place in range(name.end, min(name.end + _SUBJECT, len(scan))):
        if not scan.is_word(place) or scan.used[place] in ("name", "date") or _is_told_of(scan, place):
            return False
        act = scan.at("speech", place)
        if act is not None and act.exact and scan.accented and scan.covering[place] == act.end:
            return True
        if scan.any_at(place, ("honorific", "nobody", "all_of_them")):
            return False
    return False


def _is_left_to(scan: Scan, name: Named) -> bool:
    """Đưa 2 quần chúng ra khỏi nguồn, tên thì để già Pim kiểm tra lại: who looks it up."""
    if not scan.any_at(name.end, ("checks_again",)):
        return False
    causes = (scan.ending("cause", at) for at in (name.begins, name.begins - 1))
    return any(cause is not None and cause.value == "purpose" for cause in causes)


def _introduces(scan: Scan, name: Named, following: Named | None) -> bool:
    """kết nạp A, do B và C giới thiệu: the two members behind an admission, with nobody told after them."""
    if not scan.has("introduce") or "name" not in scan.used[: name.begins]:
        return False
    places = [name.end]
    if following is not None and all(scan.key(p) in _JOINS for p in range(name.end, following.begins)):
        places.append(following.end)
    closing = (scan.at("introduce", place) for place in places)
    return any(
        hit is not None
        and (not scan.is_word(hit.end) or scan.any_at(hit.end, ("final", "honorific", "clause_link")))
        and any(event.start < name.begins for tag in _EVENTS for event in scan.all(tag))
        for hit in closing
    )


def _turns(scan: Scan, place: int) -> bool:
    """A ngày 5/7, còn B thì nghỉ ốm · A, có đoàn xã về dự · A, cả bản đến dự: here others are spoken of."""
    if scan.key(place - 1) != ",":
        return False
    return scan.keys[place] in _TURNS or scan.keys[place] == "co" or scan.at("onlookers", place) is not None


def _is_done_something_else(scan: Scan, name: Named) -> bool:
    """thăm ông A · trao huy hiệu cho ông B · vắng đ/c C: what is done to somebody, with no event nearer."""
    if not scan.has("done_to_bystander") or _is_chosen(scan, name):
        return False
    for place in range(name.begins, max(-1, name.begins - _REACH), -1):
        if place < name.begins and (scan.keys[place] in _SENTENCE_ENDS or scan.keys[place] == ","):
            return False
        if scan.any_ending(place, (*_EVENTS, "introduce", "referral", "remove_verb")):
            return False
        act = scan.ending("done_to_bystander", place)
        # "em nho duoc ten 2 nguoi la A": nhớ, for nhờ stands right before whom
        sure = act is not None and (scan.accented or act.end - act.start > 1 or act.end == name.begins)
        if act is not None and sure and _is_meant(scan, act):
            return True
    return False


def _answers(scan: Scan, name: Named) -> bool:
    """ "xa chau khe tra loi tham tra": whoever answers a request is not whom it asks about."""
    answers = name.begins == name.start and scan.has("verification") and scan.at("answers", name.end)
    return bool(answers) and not scan.any_ending(name.begins, ("dossier_paper",))  # lý lịch A xác minh xong


def _only_writes_down(scan: Scan, name: Named) -> bool:
    """danh sách do trưởng thôn Hồ Văn Thìn chép lại giúp em: who wrote down what is told."""
    if scan.key(name.end) not in particles.words("writes_down"):
        return False
    by = particles.words("done_by")
    for place in range(name.begins - 1, max(-1, name.begins - _TITLE_REACH), -1):
        if scan.keys[place] in by and not scan.used[place]:
            return True
        if not scan.is_word(place):
            return False
    return False


def _has_it_told(scan: Scan, name: Named) -> bool:
    """chị Loan dặn báo là A … · anh Tư nhờ em báo kết nạp A: for whom the writer tells it."""
    if not name.is_partial or scan.key(name.end) not in particles.words("has_told"):
        return False
    behind = range(name.end + 1, name.end + _WHOLE)
    return any(scan.any_at(place, ("record_verb", "address")) for place in behind)


def _is_a_school(scan: Scan, name: Named) -> bool:
    """sinh viên đại học Tây Bắc: where somebody studies."""
    level = scan.ending("education", name.begins) if name.begins == name.start else None
    return level is not None and scan.any_ending(level.start, ("studying", "studied_at"))


def _is_sent_to_verify(scan: Scan, name: Named, following: Named | None) -> bool:
    """cử đ/c A đi thẩm tra lý lịch cho B: who goes, where somebody else is told of."""
    if following is None or not scan.has("verification") or not scan.any_ending(name.begins, ("sends_out",)):
        return False
    return any(scan.any_at(at, ("verification",)) for at in range(name.end, name.end + _WHOLE))


def _is_called_too(scan: Scan, name: Named, following: Named | None) -> bool:
    """Trần Văn Bảy (Bảy Hậu) · Út Mót, tên thiệt là Nguyễn Văn Mót: what else somebody is called."""
    label = scan.at("name_label", name.end + 1) if scan.key(name.end) == "," else None
    if label is not None and following is not None and label.end <= following.begins <= label.end + 1:
        return name.end - name.start < _WHOLE
    enclosed = scan.key(name.begins - 1) == "(" and scan.key(name.end) == ")"
    short = name.end - name.start < _WHOLE and not scan.at("middle", name.start + 1)
    return enclosed and short and scan.used[max(0, name.begins - _WHOLE) : name.begins - 1] == ["name"] * 2


def _is_chosen(scan: Scan, name: Named) -> bool:
    """bầu A là đoàn viên ưu tú: whoever is chosen for the Party is told of."""
    linked = scan.at("recognised_as", name.end)
    return linked is not None and scan.any_at(linked.end, ("candidate", "members"))


def _is_kin(scan: Scan, name: Named) -> bool:
    """Bố đồng chí là ông Lầu Chứ Pó · cháu nội liệt sĩ Đặng Văn Thành: who somebody's relative is."""
    of = scan.ending("relative", name.begins)
    sure = of is not None and (of.end - of.start > 1 or scan.keys[of.start] in particles.words("sure_kin"))
    couple = of is not None and scan.any_ending(of.start, ("relative",))  # vợ chồng anh A
    if of is not None and sure and of.exact and scan.accented and not couple:
        return True
    if scan.key(name.begins - 1) not in particles.words("names_kin"):
        return False
    for place in range(name.begins - 2, max(-1, name.begins - _REACH), -1):
        if scan.keys[place] in _SENTENCE_ENDS or scan.keys[place] == ",":
            return False
        kin = scan.at("relative", place)
        if kin is not None and (place == 0 or not scan.is_word(place - 1)):
            # "con 1 dc nua la …": còn, one more
            one_more = any(kin.end <= more.start < name.begins for more in scan.all("more"))
            return not one_more and (kin.exact or not scan.accented)
    return False


def _is_meant(scan: Scan, act: Hit) -> bool:
    """Whether the words are the act: spelled so, and not half of an event's ("di tham tra")."""
    free = not any(scan.used[act.start : act.end]) and (act.exact or not scan.accented)
    # "tham dinh" is no thăm
    free = free and not any(scan.covers(tag, act) for tag in ("review", "verification", "object_of"))
    back = scan.has("verification") and scan.any_at(act.start, ("returned",))  # "ve du": về đủ
    return free and not back and not any(_is_told_of(scan, place) for place in range(act.start, act.end))


def _is_told_of(scan: Scan, place: int) -> bool:
    """Whether words begin that tell what is reported of somebody."""
    gone = scan.at("dropped", place)
    return scan.any_at(place, _TOLD_OF) or (gone is not None and _is_spelled(scan, gone))


def _is_spelled(scan: Scan, hit: Hit) -> bool:
    """Not "mat", which without diacritics is more often mặt than mất."""
    return hit.value != "dead" or (hit.exact and scan.accented)
