"""Where a name in small letters ends: closed in by marks, or running on into the sentence."""

from language.names.places import (
    AFTER_NAME,
    LABELS,
    at_head,
    ends_a_hit,
    is_abbreviation,
    is_sure_middle,
    is_year,
    name_may_end,
    sentence_word,
)
from language.words import particles
from language.words.scanning import Scan

_LONGEST_UNCASED = 5
_WHOLE = 3  # words of most names
_TAKEN_OUT = particles.words("taken_out")
_SURE_MIDDLES = particles.words("sure_middle")
_SINGLE_LETTERS = particles.words("single_letter")
_TOLD_OF = ("dropped", "official", "admission", "finished", "class", "from", "done_lead", "ethnicity_label")
_HARD = (
    *LABELS,
    "stop",
    "planned",
    "mass_body",
    "probation",
    "committee",
    "not_yet",
    "which",
    "how_many",
    "state_of",
    "deadline",
    "correct",
)
_NO_GIVEN = (
    *(
        "not_yet",
        "particle",
        "which",
        "finished",
        "honorific",
        "sent",
        "planned",
        "how_many",
        "until",
        "from",
    ),
    *("paper", "members", "contrast", "correct", "undo", "confirm", "vague", "by", "ct", "state_of"),
    *("deadline", "person_cue", "remove_verb"),
)
_SAID = (
    "birth_label",
    "ethnicity_label",
    "date_word",
    "organisation",
    "mentor",
    "admission",
    "greeting",
)


def bounded(scan: Scan, place: int) -> int:
    """The end of a run of words closed in by marks on both sides, as in lists and tables."""
    before = place - 1
    closed = at_head(scan, place) or not scan.is_word(before) or scan.used[before] != ""
    if not (closed or ends_a_hit(scan, place) or scan.at("bridge", before)):
        return place
    end = place
    while end < len(scan) and end - place <= _LONGEST_UNCASED:
        if scan.words[end] == "'" and end > place and len(scan.words[end - 1]) == 1:
            end += 1
            continue
        if not scan.is_word(end) or scan.used[end] or (end > place + 1 and _joins_another(scan, end)):
            break
        if end - place > 2 and scan.keys[end] in _SURE_MIDDLES and _goes_on(scan, end + 1):
            break
        if end - place > 2 and (_is_done_to_paper(scan, end) or _asks_whether(scan, place, end)):
            break
        if end > place and is_abbreviation(scan, end):
            if not scan.any_at(end, AFTER_NAME):
                return place
            break
        if end > place and _breaks_name(scan, place, end):
            return place
        end += 1
    while end - place > 2 and (final := scan.at("final", end - 1)) is not None:
        whole = end - place <= _WHOLE or is_sure_middle(scan, place + 1)  # not "check gium cao tien dat phat"
        given = scan.at("given", end - 1) if whole else None
        doubtful = scan.at("surname", end - 1) is not None or given is not None
        if (doubtful or scan.accented) and not (scan.accented and final.exact):
            break
        if scan.accented and given is not None and given.exact:
            break  # đinh xuân phát và …
        if is_sure_middle(scan, end - 2):
            # "lang van thoi": no name ends in văn
            break
        end -= 1
    while end - place > 2 and (_leads_on(scan, end - 1) or _takes_out(scan, end - 1)):
        if _follows_a(scan, place, end - 1) or (end - place == 3 and _closes_middle(scan, end - 1)):
            break
        end -= 1
    if not 2 <= end - place <= _LONGEST_UNCASED and "'" not in scan.words[place]:
        return place
    if end - place == 2 and scan.at("bridge", place) and not closed:
        return place
    if scan.is_number(end) and (scan.glued(end) or _introduces_number(scan, end - 1)):
        return place
    while (attributes := _trailing_attributes(scan, place, end)) > 0:
        end -= attributes
    return end


def _is_done_to_paper(scan: Scan, place: int) -> bool:
    """ "ly lich cua dc giang thi chu khai tu hom 8/10": what was done to the paper, and no given name."""
    return scan.at("dossier_deed", place) is not None and scan.has("dossier_paper")


def _asks_whether(scan: Scan, start: int, place: int) -> bool:
    """ "chinh thuc quang thi xuyen chua": behind a whole name, and at the end of all, chưa."""
    if scan.accented or scan.at("not_yet", place) is None or scan.key(start - 1) == ":":
        return False
    return not any(scan.is_word(at) and not scan.at("final", at) for at in range(place + 1, len(scan)))


def _asks_a_favour(scan: Scan, place: int) -> bool:
    """ "xem ho so pham dinh chuong ho a": hộ ạ, at the end of all."""
    closes = all(scan.at("final", at) for at in range(place + 1, len(scan)))
    return scan.keys[place] in particles.words("favour") and place + 1 < len(scan) and closes


def _leads_on(scan: Scan, place: int) -> bool:
    """từ 5/4, chiều 24/2, sang xã X, bên tổ 6: the word belongs to the day or the place behind it."""
    behind = scan.used[place + 1] if place + 1 < len(scan) else ""
    if behind == "date":
        return scan.any_at(place, ("from", "until", "bridge", "day_part"))
    if behind == "elsewhere" and scan.at("elsewhere", place) is not None:
        return True
    leads = scan.any_at(place, ("from", "at_unit", "where"))
    long_kind = scan.is_word(place + 1) and scan.any_long_at(place + 1, ("unit_kind",))
    return leads and (behind in ("unit", "elsewhere") or long_kind)


def _follows_a(scan: Scan, start: int, place: int) -> bool:
    """ "ho a chua mat hom 12/10", vàng a của ngày 31/6: a family name, A, and what is left of the name."""
    if place != start + 2 or scan.keys[place - 1] != "a" or not scan.spellings[place - 1].is_bare:
        return False
    family = scan.at("surname", start)
    if family is None or family.end != place - 1 or (scan.accented and not family.exact):
        return False
    return not scan.is_word(place + 1) or scan.any_at(place + 1, (*AFTER_NAME, *_TOLD_OF))


def _takes_out(scan: Scan, place: int) -> bool:
    """gạch tên ông bùi văn chiểu ra: the word belongs to gạch, not to the name."""
    if scan.keys[place] in particles.words("no_longer"):
        return scan.has("not_yet") and not scan.is_word(place + 1)  # không bồi dưỡng A nữa
    return scan.keys[place] in _TAKEN_OUT and scan.has("remove_verb", "dropped")


def _is_youngest(scan: Scan, start: int, place: int) -> bool:
    """phan văn út em, trần văn tài em: a southern given name that ends in em, closed by a mark or a year."""
    family = scan.at("surname", start)
    # "trương tấn sang em (hoa, buôn bán nhỏ)"
    described = scan.accented and scan.key(place + 1) == "(" and family is not None and family.exact
    named = family is not None and (is_sure_middle(scan, start + 1) or described)
    closed = not scan.is_word(place + 1) and (not scan.is_number(place + 1) or is_year(scan, place + 1))
    return named and place == start + 3 and scan.keys[place] in particles.words("youngest") and closed


def _is_called_sinh(scan: Scan, start: int, place: int) -> bool:
    """triệu tiến sinh (1996): a given name behind two words, for no day or year follows it at once."""
    closed = scan.key(place + 1) in ("", "(", ",", ";", "\n", ")")
    return (
        closed
        and place - start >= 2
        and scan.at("birth_label", place) is not None
        and bool(scan.at("given", place))
    )


def _introduces_number(scan: Scan, place: int) -> bool:
    """từ 5/4, sinh 15/8, là 12/10; but "nguyen duc thang 1996" has a year of birth."""
    if scan.at("month_word", place) and is_year(scan, place + 1):
        return False
    return scan.any_at(place, ("function", "birth_label", "date_word", "month_word", "year_word"))


def _changes(scan: Scan, place: int) -> bool:
    """sửa năm sinh chị vi thị xoan thành 1990: before the new number it is no given name."""
    changes = scan.keys[place] in particles.words("change") and scan.is_number(place + 1)
    return changes and scan.has("correct")


def _joins_another(scan: Scan, place: int) -> bool:
    """và between two names."""
    if scan.keys[place] not in particles.words("joins_names") and scan.keys[place] != "&":
        return False
    return scan.at("surname", place + 1) is not None or scan.at("honorific", place + 1) is not None


def _breaks_name(scan: Scan, start: int, place: int) -> bool:
    """Whether the word inside a run surely belongs to the sentence."""
    if _is_youngest(scan, start, place):
        return False
    if is_pronoun(scan, place) or _changes(scan, place):
        return True
    if scan.ending("middle", place) is not None and scan.covering[place] <= place + 1:
        return False
    if is_sure_middle(scan, place) and place == start + 1:
        return False
    if scan.covering[place] - place > 1:
        return not any(
            (hit := scan.at(tag, place)) is not None and hit.end == scan.covering[place]
            for tag in ("surname", "place", "ethnicity", "not_undo")
        )
    if scan.at("honorific", place) is not None and not scan.any_at(place, ("given", "surname")):
        return True
    if scan.at("birth_label", place) and place == start + 1 and scan.at("surname", place + 1):
        # y sanh ayŭn
        return False
    if (scan.at("birth_label", place) and scan.is_number(place + 1)) or scan.at("vocative", place):
        return True
    return not _is_called_sinh(scan, start, place) and _is_said(scan, start, place)


def _is_said(scan: Scan, start: int, place: int) -> bool:
    """Whether the word has a meaning of the sentence that no name closes with."""
    is_last = place + 1 >= len(scan) or not scan.is_word(place + 1) or _joins_another(scan, place + 1)
    function = scan.at("function", place)
    if function is not None and not (is_last and place - start >= 2 and not scan.at("final", place)):
        return scan.at("given", place) is None and (function.exact or not scan.accented)
    hits = (scan.at(tag, place) for tag in _SAID)
    return any(hit is not None and (hit.exact or not scan.accented) for hit in hits)


def _trailing_attributes(scan: Scan, place: int, end: int) -> int:
    """How many words at the end of a bounded run are a gender or a group: "lò thị mai nữ"."""
    last = end - 1
    if end - place < 3 or scan.ending("middle", last) is not None:
        return 0
    gender = scan.at("gender", last)
    if gender is not None and (
        (scan.accented and gender.exact and gender.value == "female") or end - place >= 4
    ):
        return 1
    group = scan.ending("ethnicity", end)
    if group is not None and group.start == last and scan.at("given", last) and end - place <= 4:
        # đàng thị kim hoa
        return 0
    if group is not None and group.start - place >= 2 and (group.end - group.start > 1 or end - place >= 4):
        folk = scan.ending("folk", group.start)
        return group.end - (folk.start if folk is not None else group.start)
    return 0


def stepwise(scan: Scan, place: int, start: int) -> int:
    """The end of a name that runs on into the sentence, one word after the other."""
    end = max(start, place + 1)
    while end < len(scan) and end - place < _LONGEST_UNCASED:
        if scan.words[end] == "'" and scan.is_word(end + 1) and len(scan.words[end - 1]) == 1:
            end += 2
            continue
        if not scan.is_word(end) or scan.used[end] or not _continues(scan, place, end):
            break
        if is_abbreviation(scan, end):
            break
        end += 1
    return end


def _continues(scan: Scan, start: int, place: int) -> bool:
    """Whether the word is one more of the name that begins at `start`."""
    surname = scan.at("surname", start)
    length = place - start - ((surname.end - start - 1) if surname else 0)
    if place - start >= 4 and scan.spoken[place]:
        return False
    if _follows_a(scan, start, place):
        return True
    if length > 2 and _goes_on_behind(scan, place):
        return False
    if _leads_on(scan, place):
        return length == 2 and _closes_middle(scan, place)
    if is_pronoun(scan, place) or _changes(scan, place):
        return False
    if _is_youngest(scan, start, place) or _is_called_sinh(scan, start, place):
        return True
    if length == 2 and scan.at("from", place) and scan.any_at(place + 1, ("party_member", "probation")):
        # "quach dinh tu dv du bi": no từ, unless somebody is raised from it
        return not scan.has("official", "ct")
    if length == 1 and (is_sure_middle(scan, place) or _stands_between(scan, start, place)):
        return True
    if scan.ending("middle", place) is not None:
        if length == 2 and scan.keys[place - 1] in _SURE_MIDDLES:
            return True
        if length >= 2 or not scan.at("surname", place - 1):
            return scan.covering[place] - place <= 1 or not _hard(scan, place)
    if scan.covering[place] - place > 1 and (_hard(scan, place) or not scan.at("given", place)):
        return bool(scan.at("middle", place)) and not _hard(scan, place)
    if scan.at("middle", place) and length == 1:
        return True
    return not _begins_attribute(scan, place) and _may_be_given(scan, place, length)


def _closes_middle(scan: Scan, place: int) -> bool:
    """ "tran van tu hom 3/6", "ly van cu hom 3/6": behind văn the given name is still to come."""
    return scan.ending("middle", place) is not None and scan.keys[place - 1] in _SURE_MIDDLES


def _goes_on_behind(scan: Scan, place: int) -> bool:
    """Whether the sentence goes on where a whole name may be over."""
    if _is_done_to_paper(scan, place):
        return True
    ends = scan.at("given", place) is not None and not scan.is_word(place + 1)  # "ha thi my dung", at the end
    if not scan.accented and (_asks_a_favour(scan, place) or (scan.at("not_yet", place) and not ends)):
        # "le duc van chua…": Vân and chưa, hardly Văn Chua.
        return True
    # "tong van ha van dang hoc", "ca thi pin thi chua duoc": vẫn, thì
    return scan.keys[place] in _SURE_MIDDLES and _goes_on(scan, place + 1)


def _begins_attribute(scan: Scan, place: int) -> bool:
    """người Thái, sinh 1990, sinh ngày 5/10."""
    following = place + 1
    if scan.at("folk", place) is not None and scan.at("ethnicity", following) is not None:
        return True
    born = scan.at("birth_label", place) is not None
    return born and (scan.is_number(following) or scan.at("date_word", following) is not None)


def _may_be_given(scan: Scan, place: int, length: int) -> bool:
    """Whether the word, which may have other meanings, can be the given name behind so many words."""
    function, given = sentence_word(scan, place), scan.at("given", place)
    following = place + 1
    if function is not None:
        if scan.at("name_opening", place) is not None and length > 2:
            # trang seo lu la dang vien
            return False
        if length == 1 and scan.accented and given is not None and given.exact:
            return _only_names(scan, following)  # lê bảo trân
        if given is None or (scan.accented and not (length == 2 and given.exact)):
            return False
        if scan.at("date_word", following) or (scan.is_number(following) and not is_year(scan, following)):
            return False
        return not scan.is_word(following) or scan.any_at(following, ("function", "folk", *AFTER_NAME))
    if length < 3:
        if scan.any_at(
            place, ("birth_label", "ethnicity_label", "organisation", "date_word", "gender_label")
        ):
            return False
        if length == 2 and _is_attribute(scan, place):
            closes = name_may_end(scan, following) or scan.at("function", following) is not None
            return given is not None and closes
        return True
    if not blocks(scan, place):
        return not scan.at("ethnicity", place)
    if given is None or (scan.accented and not given.exact):
        return False
    return name_may_end(scan, following)


def _only_names(scan: Scan, place: int) -> bool:
    """Whether the word is a given name and part of no sentence, behind a middle word that is one."""
    given = None if scan.used[place : place + 1] != [""] else scan.at("given", place)
    return given is not None and given.exact and not scan.any_at(place, ("function", "stop", *LABELS))


def _stands_between(scan: Scan, start: int, place: int) -> bool:
    """ "dc sin co seng ngay 1/12": behind đ/c and a family name, before a word that is nothing else."""
    last = place + 1
    if not scan.is_word(last) or scan.spoken[last] or scan.used[last] or scan.covering[place] > last:
        return False
    title, family = scan.ending("honorific", start), scan.at("surname", start)
    if title is None or not (not scan.is_word(last + 1) or scan.any_at(last + 1, AFTER_NAME)):
        return False
    if scan.accented:  # anh mùa chứ sếnh
        return family is not None and family.exact and not scan.covering[last]
    return title.value == "comrade"


def is_pronoun(scan: Scan, place: int) -> bool:
    """e for em, r for rồi, in small letters without diacritics: "a dan e nop", "lo van sung r nhe"."""
    return scan.keys[place] in _SINGLE_LETTERS and not scan.accented and scan.words[place].islower()


def _goes_on(scan: Scan, place: int) -> bool:
    """Whether the sentence goes on behind a name: vẫn đang, thì chưa; but "cam van da hoc" is Vân, who đã."""
    never_said = f"{scan.key(place - 1)} {scan.key(place)}" in particles.words("never_said")
    return not (scan.accented or never_said) and scan.any_at(place, ("auxiliary", "not_yet", "pending"))


def _is_attribute(scan: Scan, place: int) -> bool:
    return any(
        (hit := scan.at(tag, place)) is not None and (hit.exact or not scan.accented)
        for tag in ("gender", "category", "day", "admission", "official")
    )


def _hard(scan: Scan, place: int) -> bool:
    return scan.any_long_at(place, _HARD)


def blocks(scan: Scan, place: int, *, first: bool = False) -> bool:
    """Whether the word, written without a capital, belongs to the sentence."""
    if scan.covering[place] == 0:
        return False
    if first and scan.at("surname", place) and not scan.accented:
        return False
    if scan.at("stop", place) is not None or scan.any_at(place, LABELS):
        return True
    return scan.any_at(place, _NO_GIVEN)
