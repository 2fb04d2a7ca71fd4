"""Names in small letters, or in capitals throughout: by family names and the words around them."""

from language.names.places import (
    AFTER_NAME,
    LABELS,
    LEADING,
    at_head,
    follows_event,
    has_other_reading,
    is_abbreviation,
    is_brother,
    is_called_by_family,
    is_committee,
    is_labelled,
    is_let,
    is_named_before,
    is_sure_middle,
    sentence_word,
)
from language.names.runs import blocks, bounded, is_pronoun, stepwise
from language.words import particles
from language.words.scanning import Scan

_AFTER_NUMBERS = frozenset((".", ")", "/", ";", ",", "\t", "|", "-"))
_OPENERS = particles.words("sure_lead") | {":", "-", "*", "•", "|", "\t"}
_NO_VALUE = (*(label for label in LABELS if label not in ("gender", "category", "religion")), "honorific")
_VALUE_ENDS = frozenset((",", ";", "\n", "|", "\t", "("))
_LONGEST_VALUE = 5  # words of a name
_TOLD = ("name", "birth", "date", "")
_NO_FAMILY = (
    *(label for label in LABELS if label != "date_word"),  # mùng thị dôi
    *("honorific", "function", "members", "relative", "given", "office", "party_office", "job"),
)
_ORDERS = ("correct", "undo", "confirm", "contrast")


def uncased(scan: Scan, place: int, *, led: bool, strong: bool) -> int:
    """The end of a name in lower case, or in upper case throughout; the place itself where none begins."""
    if is_pronoun(scan, place) or is_brother(scan, place) or is_committee(scan, place):
        return place
    if (end := _labelled_end(scan, place)) > place:
        return end
    surname = scan.at("surname", place)
    marked = "'" in scan.words[place]
    if surname is None and _is_unknown_family(scan, place, led=led):
        return stepwise(scan, place, place + 1)
    may_open = surname is not None or marked
    if _opens_no_name(scan, place, may_open=may_open, strong=strong):
        return place
    start = surname.end if surname else place + 1
    with_middle = surname is not None and scan.at("middle", start) is not None and scan.is_word(start + 1)
    if not scan.accented and _is_of_sentence(scan, place, start, with_middle=with_middle, strong=strong):
        return place
    if not with_middle:
        is_family = led or _is_surely_family(scan, place, start)
        if not is_family or scan.covering[place] > start or _asks_whom(scan, place, strong=strong):
            return place
        if _is_by_order(scan, place):
            return place + 2
        if _has_another_part(scan, place, may_open=may_open):
            return place
    if may_open and (end := bounded(scan, place)) > place:
        is_sure = strong or with_middle or marked or end - place > 3
        return end if is_sure or _is_plausible(scan, place, end) else place
    is_free = with_middle or (surname is not None and (strong or _stands_free(scan, start)))
    if not is_free and blocks(scan, place, first=True):
        return place
    end = stepwise(scan, place, start)
    if end - place == 1 and not marked:
        return end if _stands_alone(scan, place, end, strong=strong) else place
    if end - place == 2 and _are_two_words(scan, place, strong=strong):
        return place
    if end - place < 4 and not (strong or with_middle) and not _is_short_name(scan, place, end):
        return place
    return end


def _labelled_end(scan: Scan, place: int) -> int:
    """họ tên: lâu bá cử, …: behind the label and its colon all words up to the mark are the name."""
    if scan.key(place - 1) != ":" or scan.ending("name_label", place - 1) is None:
        return place
    end = place
    while scan.is_word(end) and not (scan.used[end] or scan.any_at(end, _NO_VALUE)):
        end += 1
    closed = end >= len(scan) or scan.key(end) in _VALUE_ENDS
    return end if closed and 2 <= end - place <= _LONGEST_VALUE else place


def _opens_no_name(scan: Scan, place: int, *, may_open: bool, strong: bool) -> bool:
    """No family name and nothing that leads a name, or a phrase, a title, a verb that takes the piece up.

    With a capital behind, the name begins there: "la Tran Thi My", "hạ sĩ Đinh Quốc Bảo".
    """
    if not may_open and (not strong or len(scan.keys[place]) == 1):
        return True
    if scan.cased_word(place + 1):
        return True
    phrase = scan.at("stop", place)
    known = 2 if phrase is not None and (phrase.exact or not scan.accented) and not strong else 3
    if phrase is not None and phrase.end - place >= known:
        return True  # "khong van de gi", "dai dien dang uy"
    if place == 1 and scan.ending("greeting", 2) and set(scan.keys[2:]) == {"a"}:
        return True  # "e chao a a"
    if scan.keys[place] == "a" and scan.key(place + 1) == "a" and not scan.is_word(place + 2):
        return True  # "ko co ai ket nap a a"
    return (
        _calls_somebody(scan, place)
        or _is_when_told(scan, place)
        or _is_verb_to_somebody(scan, place)
        or is_let(scan, place)
        or _defers(scan, place)
        or _is_taking_off(scan, place)
        or _is_title(scan, place)
    )


def _is_taking_off(scan: Scan, place: int) -> bool:
    """ "bo lo thi mai ra khoi nguon": bỏ, before a whole name or a title, and no family of its own."""
    if scan.accented or scan.at("remove_verb", place) is None:
        return False
    whole = scan.at("surname", place + 1) is not None and scan.at("middle", place + 2) is not None
    of_list = scan.has("dropped", "stock", "candidate")
    return of_list and (whole or scan.at("honorific", place + 1) is not None)


def _is_of_sentence(scan: Scan, place: int, start: int, *, with_middle: bool, strong: bool) -> bool:
    """In bare letters: a word of the sentence that is a family name as well."""
    if scan.at("which", place) and scan.is_word(place - 1) and not scan.at("middle", place + 1):
        return True  # "ho so nao sap qua han"
    if scan.at("relative", place) and scan.at("bridge", place + 1):
        return True  # "bo la dang vien"
    if scan.keys[place] == "a" and scan.at("date_word", place + 1):
        return True  # "a ngay le la 22/12"
    if with_middle and not strong and _is_sentence(scan, place, start + 1):
        return True
    whole = scan.at("middle", place + 2) is not None and scan.is_word(place + 3)
    if (
        whole
        and scan.at("bridge", place)
        and scan.at("surname", place + 1)
        and not is_sure_middle(scan, place + 1)
    ):
        return True  # "nham ten, la ca van tuan"
    if scan.at("bridge", place) and scan.at("gender", place + 1) and not scan.is_word(place + 2):
        return True  # "may dong chi la nu?"
    whole = scan.at("surname", place + 2) is not None and scan.is_word(place + 3)
    if whole and scan.at("done_tail", place) and scan.at("honorific", place + 1):
        return True  # "ket nap xong anh lau a tua"
    ceremony = scan.ending("admission", place + 1)
    return ceremony is not None and ceremony.start < place  # "to chuc le thi con nhung ai"


def _asks_whom(scan: Scan, place: int, *, strong: bool) -> bool:
    """ "ha chau", "ha chi": hả cháu, hả chị."""
    if not (scan.at("final", place) and scan.at("honorific", place + 1)) or scan.is_word(place + 2):
        return False
    return not (scan.accented or strong or at_head(scan, place))


def _has_another_part(scan: Scan, place: int, *, may_open: bool) -> bool:
    """A family name alone that joins, greets or otherwise serves the sentence here."""
    told = at_head(scan, place)
    if scan.at("bridge", place):
        opens = told or follows_event(scan, place) or is_listed(scan, place)
        if not opens or scan.any_at(place + 1, ("how_many", "which")):  # "ho so … la may bo"
            return True
    if place <= 2 and scan.at("greeting", place) and not scan.is_word(place + 3):
        return True  # "e chao a"
    if scan.keys[place] == "va" and not scan.accented:
        return True
    if not may_open and has_other_reading(scan, place):
        return True
    function = scan.at("function", place)
    if function is None or not (scan.accented and function.exact):
        return False
    return not (told or is_labelled(scan, place))


def _stands_alone(scan: Scan, place: int, end: int, *, strong: bool) -> bool:
    """One word as a whole name: where a person must be named, or was before."""
    if not strong or scan.at("function", place):
        return False
    if is_named_before(scan, place):
        return True
    unheard = scan.accented and not scan.spoken[place] and _is_told_of(scan, end)
    title = scan.ending("honorific", place)
    known = unheard or scan.at("given", place) is not None or is_called_by_family(scan, title, place)
    before = place if title is None else title.start  # cô xuân với thầy hòa
    joined = scan.key(before - 1) in particles.words("joins_names") and scan.used[before - 2] == "name"
    return known and (joined or "name" not in scan.used) and not scan.any_at(place, _ORDERS)


def _are_two_words(scan: Scan, place: int, *, strong: bool) -> bool:
    """Two words of the sentence that look like a family name and a given name."""
    last, end = place + 1, place + 2
    if scan.keys[last] in particles.words("no_ending") or (not strong and _are_common_words(scan, place)):
        return True
    if scan.accented:
        return False
    if scan.at("bridge", place) and not at_head(scan, place):
        return True
    stops = scan.at("stop", last) is not None
    if stops and scan.spoken[place] and scan.at("given", last) is None:
        return True  # "anh can gap so lieu", "anh em ban xem"
    described = scan.any_at(end, ("folk", "birth_label", "ethnicity_label"))  # "em thi nhung nguoi stieng"
    return stops and scan.at("auxiliary", place) is not None and not described  # "anh dang viet bao cao"


def _is_short_name(scan: Scan, place: int, end: int) -> bool:
    """Two or three words without văn or thị are a name: no common noun, and where people are named."""
    if scan.accented and scan.at("common_noun", place) is not None:
        is_set_off = scan.any_ending(place, LABELS) or scan.key(end) in (",", "(", "-", ";")
        return is_set_off and _is_plausible(scan, place, end)
    return _is_plausible(scan, place, end)


def _is_told_of(scan: Scan, place: int) -> bool:
    """chị ngoan đã …, bạn ánh, sn 2006: something is said of whoever is named before the piece."""
    at = place + (scan.key(place) == ",")
    return scan.any_at(at, (*AFTER_NAME, "job")) or (at == place and scan.at("auxiliary", at) is not None)


def _calls_somebody(scan: Scan, place: int) -> bool:
    """ "a em nham ti", "a sai": à em, à sai, no family A before a title or at the head of a correction."""
    titled = scan.at("honorific", place + 1) is not None and scan.at("given", place + 1) is None
    corrects = place == 0 and scan.at("correct", 1) is not None
    return (titled or corrects) and scan.keys[place] == "a" and not scan.accented


def _is_when_told(scan: Scan, place: int) -> bool:
    """tên mai em gửi: tomorrow, before who speaks and what they do then."""
    if scan.keys[place] in particles.words("left_out") and scan.any_at(place + 1, ("ours", "honorific")):
        return True  # "ten tuoi thi toi ghi dung roi"
    speaks = scan.at("planned", place) is not None and scan.any_at(place + 1, ("honorific", "own", "ours"))
    return speaks and scan.any_at(place + 2, ("address", "record_verb", "sent", "request"))


def _is_verb_to_somebody(scan: Scan, place: int) -> bool:
    """anh bảo em nộp · em đang giữ: a word of the sentence that is a family name too, behind a pronoun."""
    verb = scan.at("function", place) or scan.at("address", place)
    if verb is not None and verb.exact and scan.accented and scan.any_at(place + 1, ("honorific", "ours")):
        return True
    plain = scan.is_word(place + 1) and scan.at("middle", place + 1) is None
    return plain and not scan.accented and _is_under_way(scan, place)


def _is_under_way(scan: Scan, place: int) -> bool:
    """em dang giu: đang and a verb, rather than the family name Đặng and a given name."""
    under_way = scan.at("ongoing", place)
    return (
        under_way is not None
        and scan.ending("honorific", place) is not None
        and not scan.at("given", place + 1)
    )


def _are_common_words(scan: Scan, place: int) -> bool:
    """roi bao sau, mai em gui, qua day thi ghi: two words of the sentence that may look like a name."""
    if scan.accented or not scan.spoken[place]:
        return False
    if scan.at("honorific", place + 1) is not None and scan.is_word(place + 2):
        return True
    return scan.is_word(place - 1) and scan.any_at(place + 1, ("function", "stop", "final"))


def _is_plausible(scan: Scan, place: int, end: int) -> bool:
    """A short name without văn or thị, bare and in small letters, in a place where a person is named.

    Behind an event or a label, in a list, or before a year of birth; in mere prose it is two common words.
    """
    if scan.accented or any(scan.at("middle", at) for at in range(place + 1, end)):
        return True
    unheard = not any(scan.covering[at] for at in range(place + 1, end)) and not scan.spoken[place]
    if unheard and scan.keys[place] != "a":
        # "a dan em nop": anh, rather than the family name A
        return True
    before = place - 1
    if place == 0 or scan.any_ending(place, LABELS) or scan.any_ending(place, LEADING):
        return True
    if scan.key(before) in ("\n", "'", '"') and scan.key(end) in (",", ";", "\t", "|", "-", "(", "'", '"'):
        return True
    if scan.key(before) in _OPENERS or (scan.key(before) in _AFTER_NUMBERS and scan.is_number(before - 1)):
        return True
    bracketed = scan.key(before) == "," and scan.key(before - 1) == ")"
    joined = scan.key(before) in (",", ";", "&", "va", "voi")
    if bracketed or (joined and scan.used[before - 1 : before] == ["name"]):
        return True
    return scan.is_number(end) or scan.key(end) == "(" or scan.any_at(end, AFTER_NAME)


def _is_surely_family(scan: Scan, place: int, start: int) -> bool:
    """rút chíu sì múi khỏi nguồn: a family name typed in full, then two words that mean nothing else."""
    surname = scan.at("surname", place)
    if surname is None or not surname.exact or scan.spellings[place].is_bare or scan.spoken[place]:
        return False
    if any(scan.covering[at] > place for at in range(max(0, place - 3), place)):
        # vi phạm pháp luật
        return False
    return all(scan.is_word(at) and not scan.spoken[at] and not scan.used[at] for at in (start, start + 1))


def _is_sentence(scan: Scan, family: int, given: int) -> bool:
    """ket nap xong thi trong bao lau: each may be a name, and together they are words of the sentence."""
    goes_on = scan.is_word(given + 1) and not scan.any_at(given + 1, AFTER_NAME)
    return goes_on and all(scan.any_at(place, ("final", "function")) for place in (family, given))


def is_listed(scan: Scan, place: int) -> bool:
    """le van dat sinh 1999 va do minh quan sinh 2003: the last of a list, told like those before."""
    joined = scan.key(place - 1) in particles.words("joins_names") and scan.used[place - 2] in _TOLD
    return joined and scan.at("birth_label", place + 3) is not None


def _is_unknown_family(scan: Scan, place: int, *, led: bool) -> bool:
    """thùng văn pành, lừ thị hiên; of a name that is led, chẻo sài phẩu: families the lexicon lacks.

    Where marks are typed, a word that means something else, too: mùng thị dôi, lâu thị dính.
    """
    if not scan.is_word(place + 2) or is_abbreviation(scan, place):
        return False
    middle = scan.at("middle", place + 1)
    if (
        middle is not None
        and scan.keys[place + 1] in particles.words("sure_middle")
        and scan.covering[place + 1] == place + 2
    ):
        if scan.covering[place]:
            free = scan.covering[place] == place + 1 and not scan.any_at(place, _NO_FAMILY)
            return led and scan.accented and middle.exact and free
        return led or middle.exact
    if scan.covering[place]:
        return False
    free = not any(scan.covering[place + ahead] for ahead in (1, 2))
    return led and scan.accented and free and not scan.is_word(place + 3)


def _is_title(scan: Scan, place: int) -> bool:
    """Whether ông, bà, bác… is a title here and not a family name: a whole name follows."""
    title = scan.at("honorific", place)
    if title is None or title.end != place + 1 or not scan.is_word(place + 1):
        return False
    if "'" in scan.words[place + 1]:
        return True
    if not scan.accented and scan.at("title_first", place) is not None and _is_one_word(scan, place + 1):
        # "ban linh": bạn Linh rather than the family name Bàn; to be asked about
        return True
    surname = scan.at("surname", place + 1)
    if surname is None:
        return False
    given = all(scan.at("given", at) is not None for at in (surname.end, surname.end + 1))
    given = given and scan.at("middle", place + 1) is None
    if is_sure_middle(scan, surname.end) and not scan.accented:
        # "ba ma thi khuyen": bà, though "ma" is mà too
        return True
    if scan.at("function", place + 1) is not None and (scan.accented or not given):
        # "chau ho minh quan": cháu Hồ Minh Quân, though "ho" is họ too
        return False
    if title.exact and surname.exact and scan.accented and scan.is_word(surname.end + 1):
        return not sentence_word(scan, surname.end)
    if scan.at("middle", surname.end) is not None:
        return True
    free = all(scan.is_word(at) and not scan.at("function", at) for at in (surname.end, surname.end + 1))
    return free or bounded(scan, place + 1) - place > 3


def _is_one_word(scan: Scan, place: int) -> bool:
    """Whether a single given name stands at the piece, closed by a mark."""
    return scan.at("given", place) is not None and not scan.is_word(place + 1)


def _is_by_order(scan: Scan, place: int) -> bool:
    """anh Ba Hùng, chị Tư Lan."""
    hit = scan.ending("honorific", place)
    order = scan.at("birth_order", place)
    if hit is None or hit.value == "comrade" or order is None or not scan.is_word(place + 1):
        return False
    if (
        (scan.accented and not order.exact)
        or (scan.at("function", place + 1) and not scan.at("given", place + 1))
        or scan.covering[place + 1] > place + 2
    ):
        return False
    return scan.at("function", place + 2) is not None or scan.covering[place + 2 : place + 3] != [0]


def _stands_free(scan: Scan, place: int) -> bool:
    """Whether the word after a family name can only be a part of the name: "của Đoàn Minh Trí"."""
    return scan.is_word(place) and not scan.at("function", place) and not has_other_reading(scan, place)


def _defers(scan: Scan, place: int) -> bool:
    """và, là, cử without diacritics look like family names; a real one right behind them is the name."""
    if scan.keys[place] == "va" and scan.used[place - 1 : place] == ["name"]:
        return True
    ahead = place + 1
    surname = scan.at("surname", place)
    title = scan.at("honorific", ahead) if surname is None or surname.end == ahead else None
    if title is not None and not at_head(scan, place):
        if title.value == "comrade":
            return True
        beyond = scan.at("surname", title.end)
        if beyond is not None and scan.is_word(beyond.end) and not scan.at("function", beyond.end):
            return True
        if scan.is_word(title.end) and "'" in scan.words[title.end]:
            return True
    if scan.keys[place] != "va" and (not scan.spellings[place].is_bare or at_head(scan, place)):
        return False
    if not scan.at("bridge", place):
        return False
    following = scan.at("surname", ahead)
    return following is not None and scan.is_word(following.end) and not scan.at("middle", ahead)
