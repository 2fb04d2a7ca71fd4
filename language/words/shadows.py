"""Which form is meant where several stand: what a longer expression, or a name, takes away."""

from language.words import particles
from language.words.scanning import Hit, Scan

_YEAR_TELLERS = particles.words("year_teller")
NAME_TAGS = frozenset(["surname", "given", "middle", "birth_order", "place"])

# A longer word that merely contains another one takes that reading away.
_SHADOWS: dict[str, tuple[str, ...]] = {
    "no_category": ("category", "gender"),
    "other_admission": ("admission",),
    "outright": ("official",),
    "late_report": ("correct",),
    "not_negation": ("not_yet",),
    "folk": ("category",),
    "name_label": ("breakdown",),
    "not_unit": ("unit_kind", "unit_alone"),
    "ex_pupil": ("birth_label", "category", "gender"),
    "not_mentor": ("mentor",),
    "school_year": ("year_word",),
    "religion": ("religion_label",),
    "not_group": ("ethnicity",),
    "not_undo": ("undo",),
    "not_speech": ("speech",),
    "not_correct": ("correct",),
    "everything": ("unit_kind", "unit_alone"),
    "some_years": ("year_word",),
    "not_year": ("year_word",),
    "new_member_course": ("class", "admission", "probation"),
    "other_affair": (
        "admission",
        "party_ceremony",
        "candidate",
        "class",
        "verification",
        "dossier",
        "dropped",
        "paper",
        "official",
    ),
    "other_paper": ("stock", "person_cue", "dossier", "dropped", "referral", "introduce"),
}

# A short word inside a longer expression is not itself: chị in "chi bộ", Hoa in "đại hoa".
_NESTABLE = frozenset(
    [
        "honorific",
        "ethnicity",
        "gender",
        "category",
        "unit_kind",
        "unit_alone",
        "correct",
        "undo",
        "which",
        "ask",
        "how_many",
        "confirm",
        "education",
        "education_label",
        "religion_label",
        "religion",
        "deadline",
        "stock",
        "at_present",
        "state_of",
        "candidate",
        "mass_body",
        "review",
        "sent",
        "returned",
        "quota_gap",
        "set_verb",
        "planned",
        "weekday",
        "day",
        "elsewhere",
        "birth_label",
        "ct",
        "dropped",
        "greeting",
        "by",
        "finished",
        "committee",
        "resolution",
        "probation",
        "own",
        "number",
        "other_body",
        "person_cue",
        "folk",
        "lunar",
        "introduce",
        "decision",
        "help",
        "thanks",
        "only",
        "vague",
        "no_religion",
        "compare",
    ]
)


# Tags whose longer forms a name may still begin inside: "em chào" before "Chảo Văn Kiên".
_LOOSE = frozenset(["greeting", "stop", "vague", "honorific", "surname", "given", "middle"])
_NESTABLE_LONG = frozenset(
    ["ethnicity", "religion", "education", "unit_kind", "mass_body", "honorific", "compare"]
)


# Phrases that a kind of unit and the capital of its name look like.
_NO_NAMES = ("not_unit", "everything")


def drop_shadowed(result: Scan) -> None:
    """Drops the hits that are only part of another expression, or two halves of others."""
    if "birth_label" in result.hits and ("middle" in result.hits or "honorific" in result.hits):
        _begin_behind_name(result)
    _drop_straddling(result)
    _drop_mixed(result)
    if named := [(tag, hit) for tag in _NO_NAMES for hit in result.all(tag) if _is_named(result, hit)]:
        _drop(result, named)
    if not result.hits.keys().isdisjoint(_SHADOWS):
        for shadow, tags in _SHADOWS.items():
            if shadow in result.hits:
                _shade(result, shadow, tags)
    _drop_nested(result)


def settle(scan: Scan) -> None:
    """Drops the hits on pieces that turned out to be names of people or units: Sai, Bảo, Ngừng."""
    dropped: list[tuple[str, Hit]] = []
    for place, use in enumerate(scan.used):
        if use in ("name", "unit", "elsewhere"):
            here, closing = scan.beginning[place], scan.finishing[place + 1]
            dropped += here.items()
            if closing is not here:  # hits of one piece are kept once
                dropped += closing.items()
    _drop(scan, [(tag, hit) for tag, hit in dropped if tag not in _ACTING or not _still_acts(scan, tag, hit)])


_ACTING = ("committee", "mass_body")


def _still_acts(scan: Scan, tag: str, hit: Hit) -> bool:
    """Đảng ủy phường Quảng Phú is a unit and the body that reviews; Công đoàn trường X is no unit whole."""
    return tag == "committee" or not scan.used[hit.start]


def _drop(scan: Scan, dropped: list[tuple[str, Hit]]) -> None:
    """Takes hits out of every place where they are kept; one may be named twice."""
    for tag, hit in dropped:
        if scan.beginning[hit.start].pop(tag, None) is not None:
            scan.finishing[hit.end].pop(tag, None)
            kept = scan.hits[tag]
            kept.remove(hit)
            if not kept:
                del scan.hits[tag]


_WORTHY = ("candidate", "category")  # ưu tú


def _drop_straddling(result: Scan) -> None:
    """Drops what begins in the middle of chi bo and goes on behind it: "bo khoi" in "chi bo khoi 8"."""
    _drop_between(result)
    # "ưu tú Trần Khả Hân": the end of a phrase and a family name, no từ trần
    dropped = [
        ("dropped", hit)
        for hit in result.all("dropped")
        if not hit.exact
        and any(said.start < hit.start < said.end < hit.end for tag in _WORTHY for said in result.all(tag))
    ]
    dropped += [
        (tag, hit)
        for outer in result.all("organisation")
        for place in range(outer.start + 1, outer.end)
        for tag, hit in result.beginning[place].items()
        if hit.end > outer.end and not hit.exact
    ]
    # "gui len DU xet": lên ĐU, not lên dự
    dropped += [
        (tag, hit)
        for short in result.all("organisation")
        if result.cased and short.end == short.start + 1 and result.words[short.start].isupper()
        for tag, hit in result.finishing[short.end].items()
        if hit.start < short.start and not hit.exact
    ]
    if dropped:
        _drop(result, dropped)


def _begin_behind_name(result: Scan) -> None:
    """Nguyễn Văn Năm sinh năm 95, chị Nam sinh năm 91: what stands there is a given name, then the label."""
    for hit in result.all("birth_label")[:]:
        first = hit.start + 1
        again = result.keys[hit.start] == result.key(hit.end) and result.is_number(hit.end + 1)
        named = "middle" in result.finishing[hit.start] or again
        if hit.end != first + 1 or not named:
            continue
        _drop(result, [("birth_label", hit)])
        last = first + (result.key(first + 1) == "nam")
        lift(result, "birth_label", hit._replace(start=first, end=last + 1))


def lift(scan: Scan, tag: str, hit: Hit) -> None:
    """Adds a hit that only what stands around it makes one."""
    scan.hits.setdefault(tag, []).append(hit)
    scan.hits[tag].sort()
    scan.beginning[hit.start] = {**scan.beginning[hit.start], tag: hit}
    scan.finishing[hit.end] = {**scan.finishing[hit.end], tag: hit}


_ASKING = ("ask", "which", "state_of")
_OVER_HOW_MANY = ("address", "some_years")


def _drop_between(result: Scan) -> None:
    """Drops cơ quan in "co quan chung" and dân quân in "huong dan quan chung": quần chúng is meant."""
    dropped = [
        (tag, hit)
        for head in result.all("candidate")
        if head.end - head.start > 1
        for tag, hit in result.finishing[head.start + 1].items()
        if tag in ("unit_kind", "unit_alone", "category") and hit.end - hit.start > 1 and not hit.exact
    ]
    # "chua co quan chung nao": quần chúng nào, not chừng nào
    dropped += [
        (tag, hit)
        for head in result.all("candidate")
        if head.value == "weak" and head.end - head.start > 1
        for tag, hit in result.beginning[head.end - 1].items()
        if hit.end > head.end and not hit.exact
    ]
    # "kinh bao nhiêu, nữ bao nhiêu nam bao nhiêu": bao nhiêu, not kính báo, not nhiều năm
    dropped += [
        (tag, hit)
        for asked in result.all("how_many")
        if asked.end == asked.start + 2
        for tag, hit in (
            *result.finishing[asked.start + 1].items(),
            *result.beginning[asked.start + 1].items(),
        )
        if tag in _OVER_HOW_MANY and not hit.exact and hit.end - hit.start > 1
    ]
    # "mấy nam", "nhiều nam nhất" among words with marks: men, not mấy năm; not "mấy nam 2018"
    dropped += [
        (tag, hit)
        for group in (result.all("gender") if result.accented and "some_years" in result.hits else ())
        if group.exact and group.end == group.start + 1 and not _tells_a_year(result, group.end)
        for tag, hit in result.finishing[group.end].items()
        if hit.start < group.start and not hit.exact
    ]
    # "hom mo ho so em khong nho ro": hôm mở hồ sơ, not hôm mô
    dropped += [
        (tag, hit)
        for told in result.all("dossier")
        if told.end - told.start > 1
        for tag, hit in result.finishing[told.start + 1].items()
        if tag in _ASKING and hit.end - hit.start > 1 and not hit.exact
    ]
    # "nguoi gioi thieu la chi Tran Ngoc Bich": là chị, not La Chí
    dropped += [
        ("ethnicity", hit)
        for hit in result.all("ethnicity")
        if not hit.exact
        and hit.end == hit.start + 2
        and "bridge" in result.beginning[hit.start]
        and "honorific" in result.beginning[hit.end - 1]
        and result.at("surname", hit.end)
        and (result.cased_word(hit.end) or result.at("middle", hit.end + 1))
    ]
    if dropped:
        _drop(result, dropped)


# co do Thi, co dao Thi: phrases that a bare title and a family name look like.
_MISTAKEN = frozenset(("category", "religion_label", "breakdown", "contrast"))


def _drop_mixed(result: Scan) -> None:
    """Drops a phrase that would end in the capital of a person's name: "co Do" (cô đỡ) in "co Do Thi Chi"."""
    dropped = [
        (tag, hit)
        for middle in result.all("middle")
        if "surname" in result.finishing[middle.start]
        for tag, hit in result.finishing[middle.start].items()
        if tag not in NAME_TAGS
        and hit.end - hit.start > 1
        and not hit.exact
        and _is_mistaken(result, tag, hit)
    ]
    if dropped:
        _drop(result, dropped)


def _is_mistaken(result: Scan, tag: str, hit: Hit) -> bool:
    """Whether a phrase only looks like one: only its last word has a capital, or titles look like it."""
    if not result.cased:
        return tag in _MISTAKEN
    return result.words[hit.end - 1][0].isupper() and not result.words[hit.start][0].isupper()


def _drop_nested(result: Scan) -> None:
    # The length of the longest form of two or more pieces over each of its pieces.
    widest: dict[int, int] = {}
    for start, end in enumerate(result.covering):
        if end > start + 1:
            _spread(result, start, widest)
    # A form of one piece that stands in a longer one is always nested.
    dropped = [
        (tag, hit)
        for place in widest
        if not _NESTABLE.isdisjoint(result.beginning[place])
        for tag, hit in result.beginning[place].items()
        if tag in _NESTABLE and (hit.end == place + 1 or _is_nested(tag, hit, widest))
    ]
    if dropped:
        _drop(result, dropped)


def _spread(result: Scan, start: int, widest: dict[int, int]) -> None:
    """Notes how far the forms of several pieces reach that begin at a piece."""
    longest = inside = start + 1
    here = result.beginning[start]
    for tag, hit in here.items():
        end = hit.end
        if end <= inside:
            continue
        if end > longest:
            longest = end
        if tag in _LOOSE and (result.cased or tag != "stop"):
            continue
        # "la Ha Cong Thang" is no La Ha.
        if tag == "ethnicity" and not hit.exact and "bridge" in here:
            continue
        inside = end
    for place in range(start, longest if longest > start + 1 else start):
        if widest.get(place, 0) < longest - start:
            widest[place] = longest - start
    for place in range(start + 1, inside):
        result.within[place] = True


def _is_nested(tag: str, hit: Hit, widest: dict[int, int]) -> bool:
    length = hit.end - hit.start
    return tag in _NESTABLE_LONG and widest[hit.start] > length < widest.get(hit.end - 1, 0)


def _tells_a_year(result: Scan, place: int) -> bool:
    """nay, ngoái or a number: the word before was năm."""
    return result.is_number(place) or result.key(place) in _YEAR_TELLERS


def _is_named(result: Scan, hit: Hit) -> bool:
    """bản Tin Tốc, "xa Ta Xi Lang": no bản tin, no xã ta, where two capitals follow the first word.

    One is enough of what somebody is called: "ban Thao sn 2003" is no bản thảo; and behind bản: bản Mới.
    """
    if hit.end != hit.start + 2 or not result.words[hit.start].islower():
        return False
    called = not hit.exact and result.at("given", hit.start + 1) and result.at("honorific", hit.start)
    named = bool(called) or (hit.exact and hit.value == "paper")
    return result.cased_word(hit.start + 1) and (named or result.cased_word(hit.end))


def _shade(result: Scan, shadow: str, tags: tuple[str, ...]) -> None:
    dropped: list[tuple[str, Hit]] = []
    for hit in result.hits[shadow]:
        if shadow == "some_years" and not hit.exact and _tells_a_year(result, hit.end):
            # "dang vien moi nam nay": mới, not mỗi
            continue
        for place in range(hit.start, hit.end):
            inside = result.beginning[place]
            dropped += [(tag, inside[tag]) for tag in tags if tag in inside and inside[tag].end <= hit.end]
    if dropped:
        _drop(result, dropped)
