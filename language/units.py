"""Names of units in a message: bản Nà Tòng, thôn 3, trường THPT Lệ Thủy, xã Tân Đông."""

from dataclasses import dataclass

from language.scanning import Hit, Scan

_LONGEST_NAME = 4
_LONGEST_BARE_NAME = 3
_LONGEST_TRADE = 4  # words of xây dựng, thương mại dịch vụ…
_ROMAN = frozenset(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"])
_PLACES = frozenset((",", ":"))
_HEADS = frozenset(("\t", "|", ";", ".", ")", "-", "/"))
_FOLLOWING = frozenset(("/", ".", "-", "%"))
# What ends a name written in capitals, and one typed without them.
_ACTS = (
    "address",
    "record_verb",
    "who",
    "cause",
    "auxiliary",
    "admission",
    "official",
    "class",
    "dropped",
    "introduce",
    "not_yet",
)
_SYLLABLES = ("given", "surname", "ethnicity", "place")
_CLOSING = (
    "review",
    "finished",
    "at_present",
    "final",
    "gender",
    "how_many",
    "particle",
    "honorific",
    "category",
    "own",
    "unit_kind",
    "ethnicity_label",
    "date_word",
    "birth_label",
    "not_yet",
    "from",
    "until",
    "members",
    "admission",
    "official",
    "quota",
    "ct",
    "probation",
)
_PLAIN = frozenset(("stop", "place", "surname", "given", "middle"))
_STARTERS = (
    "admission",
    "official",
    "candidate",
    "class",
    "dropped",
    "honorific",
    "unit_kind",
    "quota",
    "decision",
)
_SENTENCE = ("honorific", "how_many", "month_word", "date_word", "admission", "unit_kind", "stop", "final")
_OPENING = ("review", "own", "which", "attending", "sent", "introduce", "planned", "set_verb")
# Jobs that are held within a cell, not at a workplace.
_LOCAL_JOBS = frozenset(("militia", "youth_union"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    """A unit named on the pieces [start, end). `rank` grows with the level: 1 party cell … 4 province."""

    start: int
    end: int
    name: str
    rank: int
    is_named_as_cell: bool = False  # said with chi bộ before it
    confidence: float = 1.0


def find_units(scan: Scan) -> list[UnitName]:
    """The units that report or are asked about, left to right, without homes, destinations, workplaces."""
    found: list[UnitName] = []
    reached = 0
    for place in scan.openings(("organisation", "unit_kind")):
        unit = _unit(scan, place) if place >= reached and not scan.used[place] else None
        if unit is None:
            continue
        if _is_elsewhere(scan, unit):
            scan.take(unit.start, unit.end, "elsewhere")
        else:
            scan.take(unit.start, unit.end, "unit")
            found.append(unit)
        reached = unit.end
    return found


def most_specific(units: list[UnitName]) -> UnitName | None:
    """The one that reports: the lowest level, one named as a chi bộ before another, else the first."""
    if not units:
        return None
    return min(units, key=lambda u: (u.rank, not u.is_named_as_cell, u.start))


def _unit(scan: Scan, place: int) -> UnitName | None:
    organisation = _organisation(scan, place)
    at = organisation
    while (again := _organisation(scan, at)) > at:
        at = again
    if at > place and scan.key(at) == ":" and scan.clean.text[: scan.ends[at]].count("\n") >= 0:
        at += 1
    kind = scan.at("unit_kind", at)
    if kind is not None and at == place and _is_part_of_name(scan, at):
        return None
    if kind is not None and not scan.used[at]:
        return _kind_and_name(scan, place, at, kind.end, int(kind.value), has_organisation=at > place)
    if scan.key(at) == "so" and scan.ending("resolution", at) is not None:
        # Nghị quyết chi bộ số 12: a paper's number.
        return None
    level = scan.at("bare_level", at)
    if level is not None and at > place:
        # "đảng ủy xã" is one expression; a name behind it makes it a unit: đảng ủy xã Y.
        named = scan.cased_word(level.end) or (scan.is_word(level.end) and not scan.spoken[level.end])
        rank = int(level.value)
        return _kind_and_name(scan, place, at, level.end, rank, has_organisation=True) if named else None
    if at == place or _is_own(scan, at):
        return None
    end = _name_end(scan, at, plain=True)
    if end == at or (scan.is_number(at) and not scan.cased):
        return None
    return UnitName(
        start=place, end=end, name=scan.text(at, end), rank=1, is_named_as_cell=True, confidence=0.8
    )


def _is_own(scan: Scan, place: int) -> bool:
    """chi bộ em, chi bộ chọn ngày: the speaker's, or what the cell does; Ban and Thu may be names."""
    hit = scan.at("own", place) or scan.at("cell_verb", place)
    if hit is None or scan.key(place) == "moi":
        return False
    return hit.exact or not (scan.cased_word(place) or scan.accented)


def _is_part_of_name(scan: Scan, place: int) -> bool:
    """Sóc in "Kim Sóc Kha"; Truong in "Truong Thi My Duyen", "Trương Công Danh"."""
    if scan.cased and scan.words[place].islower():
        return False
    if not scan.cased and scan.at("surname", place - 1) and scan.is_word(place + 1):
        free = not scan.at("function", place - 1) and scan.key(place - 1) != "tai"
        if free and (not scan.is_word(place - 2) or scan.ending("honorific", place - 1)):
            return True
    surname = scan.at("surname", place)
    if surname is not None and not scan.at("unit_kind", place + 1) and _heads_item(scan, place):
        return True
    if (
        (
            scan.cased_word(place)
            and scan.cased_word(place + 1)
            and (hit := scan.at("surname", place)) is not None
        )
        and hit.exact
        and not scan.spellings[place].is_bare
    ):
        return True
    if scan.cased_word(place) and scan.cased_word(place - 1) and scan.at("surname", place - 1):
        return True
    middle = scan.at("middle", place + 1)
    if _follows_middle(scan, place):
        return True
    sure = middle is not None and (scan.cased or scan.keys[middle.start] in ("van", "thi", "a"))
    return scan.at("surname", place) is not None and sure


def _follows_middle(scan: Scan, place: int) -> bool:
    """Đinh Thị Huyền Trang: behind a family name and văn or thị stands a given name."""
    middle = scan.ending("middle", place)
    if middle is None or scan.keys[middle.start] not in ("van", "thi"):
        return False
    return scan.ending("surname", middle.start) is not None


def _heads_item(scan: Scan, place: int) -> bool:
    """Whether a person is expected here: in a list line, a cell, after đ/c or a label."""
    before = scan.key(place - 1)
    if scan.ending("honorific", place) or scan.ending("name_label", place) or scan.ending("mentor", place):
        return True
    if before == ":" and scan.any_ending(
        place - 1, ("name_label", "mentor", "admission", "candidate", "official")
    ):
        return True
    return before in _HEADS and scan.is_number(place - 2)


def _organisation(scan: Scan, place: int) -> int:
    hit = scan.at("organisation", place)
    if hit is None:
        return place
    if scan.keys[place] in ("du", "db") and hit.end == place + 1 and not hit.exact:
        return place
    return hit.end


def _kind_and_name(
    scan: Scan, start: int, at: int, kind_end: int, rank: int, *, has_organisation: bool
) -> UnitName | None:
    bare = scan.keys[at] if kind_end == at + 1 else ""
    weak = bool(bare) and scan.at("weak_kind", at) is not None and not scan.accented
    weak = weak and scan.spellings[at].is_bare
    numbered = scan.is_number(kind_end) or (scan.key(kind_end) == "so" and scan.is_number(kind_end + 1))
    if weak and not has_organisation and _is_friend(scan, at):
        return None
    if (
        weak
        and not has_organisation
        and (scan.at("never_alone", at) or not (numbered or _opens(scan, start)))
    ):
        return None
    inner = scan.at("unit_kind", kind_end)
    if inner is not None and not scan.used[kind_end] and not numbered and inner.start < inner.end:
        nested = _kind_and_name(scan, start, kind_end, inner.end, rank, has_organisation=has_organisation)
        if nested is not None:
            return UnitName(
                start=start,
                end=nested.end,
                name=scan.text(at, nested.end),
                rank=rank,
                is_named_as_cell=has_organisation,
            )
    end = kind_end if _is_ours(scan, kind_end) else _name_end(scan, kind_end, plain=False)
    if end == kind_end:
        alone = scan.at("unit_alone", at)
        if alone is None or not (has_organisation or scan.ending("unit_label", at) or scan.has("quota")):
            return None
        return UnitName(
            start=start,
            end=alone.end,
            name=scan.text(at, alone.end),
            rank=rank,
            is_named_as_cell=has_organisation,
            confidence=0.9,
        )
    return UnitName(
        start=start, end=end, name=scan.text(at, end), rank=rank, is_named_as_cell=has_organisation
    )


def _is_friend(scan: Scan, place: int) -> bool:
    """ban Hoang Thi Thao: bạn, for a whole name follows."""
    surname = scan.at("surname", place + 1)
    return surname is not None and scan.at("middle", surname.end) is not None


def _is_ours(scan: Scan, place: int) -> bool:
    """thôn em, xã ta; but thôn Tả Van, and so "thon ta van"."""
    if scan.at("own", place) is None or (scan.cased and scan.words[place][0].isupper()):
        return False
    ahead = place + 1
    if scan.keys[place] != "ta" or scan.accented or not scan.is_word(ahead) or scan.used[ahead]:
        return True
    return scan.any_at(ahead, ("function", "stop", *_ACTS)) and not scan.any_at(ahead, _SYLLABLES)


def _opens(scan: Scan, place: int) -> bool:
    if place == 0 or scan.used[place - 1] in ("period", "date") or scan.keys[place - 1] == "\n":
        return True
    if not scan.is_word(place - 1) and scan.words[place].islower() and scan.cased_word(place + 1):
        # ", ban Mo Phu Chai" behind a person who was named: bản; bạn would stand before a person.
        return scan.at("surname", place + 1) is None or _names_somebody(scan, place)
    if not scan.cased and not scan.is_word(place - 1) and _names_somebody(scan, place):
        # ", ban na loc" closes a message about somebody
        return _run(scan, place + 1) <= _LONGEST_BARE_NAME and scan.at("middle", place + 2) is None
    if scan.keys[place - 1] in _PLACES:
        return scan.has("quota", "how_many") or not scan.has("candidate", "admission")
    if scan.cased_word(place + 1) and scan.cased_word(place + 2) and not scan.at("surname", place + 1):
        return True
    if scan.cased_word(place + 1) and scan.cased_word(place - 1):
        return True
    if scan.key(place - 1) == "cho":
        return scan.has("quota", "how_many")
    if scan.at("unit_opener", place - 1) is not None or scan.ending("quota", place) is not None:
        return True
    return scan.ending("admission", place) is not None and scan.has("how_many", "ask")


def _run(scan: Scan, place: int) -> int:
    """How many words stand between the piece and the next mark."""
    end = place
    while scan.is_word(end):
        end += 1
    return end - place


def _names_somebody(scan: Scan, end: int) -> bool:
    """Whether a family name with văn or thị stands before the piece."""
    return any(scan.ending("surname", hit.start) for hit in scan.all("middle") if hit.start < end)


def _name_end(scan: Scan, place: int, *, plain: bool) -> int:
    """Where the name that begins at the piece ends; `place` itself when there is none."""
    if scan.key(place) == "so" and scan.is_number(place + 1):
        return _after_number(scan, place)
    counted = scan.has("quota") and scan.used[place : place + 1] == [""]
    if scan.is_number(place) and not plain and not counted and scan.used[place] in ("", "unit number"):
        if scan.used[place] != "unit number" and scan.at("members", place + 1):
            return place
        end = place + 1
        if scan.is_word(end) and scan.glued(end) and len(scan.words[end]) == 1:
            end += 1
        return end
    if not scan.is_word(place) or scan.used[place]:
        return place
    if scan.key(place) in _ROMAN and scan.words[place].isupper() and not scan.cased_word(place + 1):
        return place + 1
    if scan.cased:
        end = _capitals_end(scan, _after_trade(scan, place))
        if end > place or scan.words[place][0].isupper():
            return end
    return _words_end(scan, place, plain=plain)


def _after_trade(scan: Scan, place: int) -> int:
    """công ty TNHH may Tiên Sơn: the trade in small letters, then the name; else `place` itself."""
    if scan.ending("business_kind", place) is None:
        return place
    at = place
    while at - place < _LONGEST_TRADE and scan.is_word(at) and not scan.used[at] and not scan.cased_word(at):
        if _is_event(scan, at):
            return place
        at += 1
    return at if scan.cased_word(at) else place


def _after_number(scan: Scan, place: int) -> int:
    """Where "số 5" ends; a school goes on with its name: tiểu học số 2 Mường Than."""
    end = place + 2
    if scan.ending("school_kind", place) is None or not scan.is_word(end) or scan.used[end]:
        return end
    return _capitals_end(scan, end) if scan.cased else _words_end(scan, end, plain=False)


def _capitals_end(scan: Scan, place: int) -> int:
    end = place
    while end < len(scan) and end - place < _LONGEST_NAME + 1:
        word = scan.words[end]
        alone = not scan.has("quota") or scan.key(end + 1) in ("la", ":")
        numbered = scan.is_number(end) and len(word) <= 2 and not scan.used[end] and alone
        if numbered and end > place:
            following = scan.key(end + 1)
            if following in _FOLLOWING or scan.at("members", end + 1):
                break
            return end + 1
        joined = word == "-" and scan.glued(end) and end + 1 < len(scan) and scan.glued(end + 1)
        if joined and scan.words[end + 1][0].isupper():
            end += 1
            continue
        if not word[0].isupper() or scan.used[end] or _begins_person(scan, end, place):
            break
        if end > place and _is_event(scan, end, capital=True):
            break
        end += 1
    return end


def _begins_person(scan: Scan, end: int, place: int) -> bool:
    middle = scan.at("middle", end + 1)
    if middle is None or not scan.is_word(end + 2) or (scan.cased_word(end) and not scan.cased_word(end + 1)):
        return False
    return end > place and scan.at("surname", end) is not None


def _is_event(scan: Scan, place: int, *, capital: bool = False) -> bool:
    if _organisation(scan, place) > place:
        return True
    return any(
        (hit := scan.at(tag, place)) is not None and (not capital or hit.exact or hit.end - place > 1)
        for tag in _STARTERS
    )


def _words_end(scan: Scan, place: int, *, plain: bool) -> int:
    """A name typed in lower or in upper case throughout: words until one that belongs to the sentence."""
    end = place
    surname = scan.at("surname", place)
    if surname is not None and scan.at("middle", surname.end) and scan.is_word(surname.end + 1):
        # A school named after a person: tiểu học Lê Văn Tám.
        return surname.end + 2
    kind = scan.at("unit_kind", place)
    if kind is not None and kind.value != "1":
        return place
    if kind is not None and not plain and _closes_name(scan, kind.end):
        # phường trung tâm, xóm trại: a kind's word that is the name
        return kind.end
    while end < len(scan) and end - place < _LONGEST_BARE_NAME:
        if not scan.is_word(end):
            return end + 1 if end > place and _is_number_of(scan, end) else end
        titled = end == place and not plain and scan.at("honorific", end) is not None  # ấp Bà My
        if scan.used[end] or _begins_person(scan, end, place):
            break
        if scan.at("day_part", end) and scan.used[end + 1 : end + 2] == ["date"]:
            # "thon hien phong chieu 17/5"
            break
        if end > place and _ends_name(scan, end):
            end += 1
            continue
        if _is_event(scan, end, capital=True) and not titled:
            break
        if scan.covering[end] - end > 1 and not _is_plain_phrase(scan, end):
            break
        if _is_function(scan, end, first=end == place):
            break
        if (end > place or plain) and _is_sentence_word(scan, end, first=end == place):
            break
        if end > place and scan.at("attending", end):
            break
        if end - place == 2 and scan.covering[end] and not scan.at("surname", place):
            break
        end += 1
    return end


def _ends_name(scan: Scan, place: int) -> bool:
    """Whether a word that has other meanings can only close the name: Khe Giữa, Tả Van Giáy, Nậm Lúc."""
    if scan.covering[place] > place + 1 or scan.any_at(place, _CLOSING):
        return False
    function = scan.at("function", place)
    if function is not None and not scan.accented and scan.at("auxiliary", place) is None:
        # "thon na ma co 2 nguoi": ma is no mà before có
        return scan.any_at(place + 1, _ACTS) or not scan.is_word(place + 1)
    if function is None or (scan.accented and not function.exact):
        return scan.any_at(place, _SYLLABLES) and _closes_name(scan, place + 1)
    ahead = place + 1
    if scan.used[ahead : ahead + 1] == ["period"]:
        return scan.at("given", place) is not None
    return ahead >= len(scan) or not scan.words[ahead][0].isalnum()


def _closes_name(scan: Scan, place: int) -> bool:
    """Whether a name is over before the piece: a mark, a day, an event or a word like đã."""
    if not scan.is_word(place):
        return not scan.is_number(place) or scan.used[place] not in ("", "unit number")
    if scan.used[place] or scan.any_at(place, _ACTS):
        return True
    return scan.at("final", place) is not None and not scan.is_word(place + 1)


def _is_plain_phrase(scan: Scan, place: int) -> bool:
    """A known phrase that may as well be a name: HTX Thành Công, phường Hòa Bình."""
    end = scan.covering[place]
    tags = {tag for tag, hit in scan.beginning[place].items() if hit.end == end}
    return bool(tags) and tags <= _PLAIN


def _is_function(scan: Scan, place: int, *, first: bool) -> bool:
    """Whether the word belongs to the sentence; a bare name may look like one: Pi Nao, Nguyen Du."""
    function = scan.at("function", place)
    if function is None or (scan.accented and not function.exact):
        return False
    if scan.accented:
        return True
    ahead = place + 1
    if first and scan.is_word(ahead) and scan.covering[ahead] == 0:
        return False
    if first or scan.at("auxiliary", place):
        return scan.at("auxiliary", place) is not None
    return scan.is_word(ahead) and scan.covering[ahead] == 0


def _is_number_of(scan: Scan, place: int) -> bool:
    """Whether a number belongs to the name before it: Tân Lập 2. Among quotas it is the quota."""
    if scan.has("quota") and scan.key(place + 1) not in ("la", ":"):
        return False
    if not scan.is_number(place) or len(scan.words[place]) > 2 or scan.used[place]:
        return False
    return not scan.at("members", place + 1) and scan.key(place + 1) not in _FOLLOWING


def _is_sentence_word(scan: Scan, place: int, *, first: bool) -> bool:
    """Whether the word belongs to the sentence rather than to the name."""
    year = scan.at("year_word", place)
    if year is not None and (scan.is_number(place + 1) or scan.at("last_one", place + 1)):
        return True
    tags = (*_SENTENCE, *_OPENING) if first else _SENTENCE
    return any(
        (hit := scan.at(tag, place)) is not None
        and (hit.exact or not scan.accented)
        and not _may_be_name(scan, tag, hit, first=first)
        for tag in tags
    )


def _may_be_name(scan: Scan, tag: str, hit: Hit, *, first: bool) -> bool:
    """A later word of a name may look like one of the sentence: Mường Tổng, Nguyễn Trãi, Hoa Ban."""
    if first:
        free = scan.at("given", hit.start) is not None and scan.at("function", hit.start) is None
        return tag == "stop" and free and not scan.accented and scan.is_word(hit.end)
    if tag == "how_many":
        return hit.value == "weak"
    if tag in ("stop", "honorific", "unit_kind") and scan.at("given", hit.start):
        return True
    if scan.accented:
        return False
    return tag in ("stop", "final") or (tag == "unit_kind" and hit.value == "1")


def _is_elsewhere(scan: Scan, unit: UnitName) -> bool:
    if scan.labelled("elsewhere", unit.start) or scan.at("answers", unit.end) is not None:
        return True
    job = scan.ending("category", unit.start)
    workplace = job is not None and job.value not in _LOCAL_JOBS
    return workplace and unit.rank == 1 and not unit.is_named_as_cell
