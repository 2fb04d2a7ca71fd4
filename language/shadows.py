"""Which form is meant where several stand: what a longer expression, or a name, takes away."""

from language import particles
from language.scanning import NO_HITS, Hit, Scan

_YEAR_TELLERS = particles.words("year_teller")
NAME_TAGS = frozenset(["surname", "given", "middle", "birth_order", "place"])

# A longer word that merely contains another one takes that reading away.
_SHADOWS: dict[str, tuple[str, ...]] = {
    "no_category": ("category", "gender"),
    "other_admission": ("admission",),
    "late_report": ("correct",),
    "not_negation": ("not_yet",),
    "folk": ("category",),
    "not_unit": ("unit_kind", "unit_alone"),
    "ex_pupil": ("birth_label", "category", "gender"),
    "not_mentor": ("mentor",),
    "school_year": ("year_word",),
    "religion": ("religion_label",),
    "not_group": ("ethnicity",),
    "not_undo": ("undo",),
    "everything": ("unit_kind", "unit_alone"),
    "some_years": ("year_word",),
    "other_paper": ("stock", "person_cue", "dossier"),
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


def drop_shadowed(result: Scan) -> None:
    """Drops the hits that are only part of another expression, or two halves of others."""
    _drop_straddling(result)
    _drop_mixed(result)
    for shadow, tags in _SHADOWS.items():
        if shadow in result.hits:
            _shade(result, shadow, tags)
    _drop_nested(result)


def settle(scan: Scan) -> None:
    """Drops the hits on pieces that turned out to be names of people or units: Sai, Bảo, Ngừng."""
    taken = frozenset(place for place, use in enumerate(scan.used) if use in ("name", "unit", "elsewhere"))
    touched = {tag for place in taken for tag in scan.beginning[place]}
    touched.update(tag for place in taken for tag in scan.finishing[place + 1])
    # Đảng ủy phường Quảng Phú is a unit, and the body that reviews.
    for tag in touched - {"committee"}:
        kept = []
        for hit in scan.all(tag):
            if hit.start in taken or hit.end - 1 in taken:
                scan.beginning[hit.start].pop(tag, None)
                scan.finishing[hit.end].pop(tag, None)
            else:
                kept.append(hit)
        _keep(scan, tag, kept)


def _drop_straddling(result: Scan) -> None:
    """Drops what begins in the middle of chi bo and goes on behind it: "bo khoi" in "chi bo khoi 8"."""
    _drop_between(result)
    inner = {place: hit.end for hit in result.all("organisation") for place in range(hit.start + 1, hit.end)}
    if not inner:
        return
    for tag, hits in list(result.hits.items()):
        if any(inner.get(h.start, h.end) < h.end and not h.exact for h in hits):
            _keep(result, tag, [h for h in hits if h.exact or inner.get(h.start, h.end) >= h.end])


def _drop_between(result: Scan) -> None:
    """Drops cơ quan in "co quan chung" and dân quân in "huong dan quan chung": quần chúng is meant."""
    heads = {hit.start for hit in result.all("candidate") if hit.end - hit.start > 1}
    for tag in ("unit_kind", "unit_alone", "category"):
        hits = result.all(tag)
        if any(h.end - 1 in heads and h.end - h.start > 1 and not h.exact for h in hits):
            _keep(result, tag, [h for h in hits if h.exact or h.end - 1 not in heads or h.end - h.start < 2])


# co do Thi, co dao Thi: phrases that a bare title and a family name look like.
_MISTAKEN = frozenset(("category", "religion_label", "breakdown", "contrast"))


def _drop_mixed(result: Scan) -> None:
    """Drops a phrase that would end in the capital of a person's name: "co Do" (cô đỡ) in "co Do Thi Chi"."""
    families = {hit.end - 1 for hit in result.all("surname")}
    middles = {hit.start for hit in result.all("middle") if hit.start - 1 in families}
    if not middles:
        return
    for tag, hits in list(result.hits.items()):
        if tag in NAME_TAGS or not (result.cased or tag in _MISTAKEN):
            continue
        if any(h.end in middles and h.end - h.start > 1 for h in hits):
            kept = [
                h
                for h in hits
                if h.exact
                or h.end not in middles
                or (result.cased and not result.words[h.end - 1][0].isupper())
                or (result.cased and result.words[h.start][0].isupper())
            ]
            if len(kept) < len(hits):
                _keep(result, tag, kept)


def _drop_nested(result: Scan) -> None:
    size = len(result)
    longer = [(tag, hit) for tag, hits in result.hits.items() for hit in hits if hit.end - hit.start > 1]
    widest = [0] * size  # the length of the longest form of two or more pieces over each piece
    for _, hit in longer:
        length = hit.end - hit.start
        for place in range(hit.start, hit.end):
            if widest[place] < length:
                widest[place] = length
    openings = {hit.start for hit in result.hits.get("bridge", NO_HITS)}
    for tag, hit in longer:
        # "la Ha Cong Thang" is no La Ha.
        opens_name = tag == "ethnicity" and not hit.exact and hit.start in openings
        loose = tag in _LOOSE and (result.cased or tag != "stop")
        if not loose and not opens_name:
            for place in range(hit.start + 1, hit.end):
                result.within[place] = True
    if not longer:
        return
    for tag in _NESTABLE & result.hits.keys():
        long_too = tag in _NESTABLE_LONG
        _keep(result, tag, [h for h in result.hits[tag] if not _is_nested(h, widest, long_too=long_too)])


def _tells_a_year(result: Scan, place: int) -> bool:
    """nay, ngoái or a number: the word before was năm."""
    return result.is_number(place) or result.key(place) in _YEAR_TELLERS


def _is_nested(hit: Hit, widest: list[int], *, long_too: bool) -> bool:
    length = hit.end - hit.start
    if length > 1 and not long_too:
        return False
    return widest[hit.start] > length and widest[hit.end - 1] > length


def _keep(result: Scan, tag: str, hits: list[Hit]) -> None:
    if hits:
        result.hits[tag] = hits
    else:
        del result.hits[tag]


def _shade(result: Scan, shadow: str, tags: tuple[str, ...]) -> None:
    reach = [0] * (len(result) + 1)
    for hit in result.hits[shadow]:
        if shadow == "some_years" and not hit.exact and _tells_a_year(result, hit.end):
            # "dang vien moi nam nay": mới, not mỗi
            continue
        for place in range(hit.start, hit.end):
            reach[place] = max(reach[place], hit.end)
    for tag in tags:
        if tag in result.hits:
            _keep(result, tag, [h for h in result.hits[tag] if reach[h.start] < h.end])
