"""Voice-typed or hurried text without stops: where in it another sentence begins."""

from collections.abc import Sequence

from language.message import Seen
from language.words import particles
from language.words.scanning import Scan
from language.words.spelling import Spelling, spell

_RUN_ON = 40  # words that are more than one sentence
_TITLED = 2  # pieces of "còn em"
_SHORTEST = 4  # words of a sentence
_LONGEST_OPENING = 4
Openings = dict[str, list[list[Spelling]]]  # by their folded words, how they are spelled


def _openings(tag: str) -> Openings:
    found: Openings = {}
    for form in particles.forms(tag):
        found.setdefault(spell(form).folded, []).append([spell(word) for word in form.split()])
    return found


_OPENINGS = _openings("opens_sentence")
_TIMES = _openings("opens_sentence_when")
_REPLIES = _openings("opens_reply")
_CLOSINGS = {spell(form) for form in particles.forms("closes_sentence")}
_UNFINISHED = {spell(form) for form in particles.forms("goes_on_behind")}
_UNFINISHED_BARE = particles.words("goes_on_behind_bare")
_TURNS = particles.words("turns_to_another")
_LEFT_OUT = particles.words("left_out")
_BARE_CLOSINGS = particles.words("closes_bare_sentence")
_ACTS = ("organisation", "ours", "honorific")
_CLAUSE = 12  # pieces of a condition
_WHATEVER = particles.words("whatever")
_LISTS = frozenset(("\n", ";"))


def without_stops(seen: Seen, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of the pieces [start, end), which hold no stop of their own; one where they are few."""
    scan = seen.scan
    if _is_list(scan.keys[start : end - 1]):
        return [(start, end)]
    if scan.words_within(start, end) < _RUN_ON:
        turns = [at for at in range(start + 1, end) if _opens(scan, at, _REPLIES) or _turns(seen, at)]
        return [(start, turns[0]), (turns[0], end)] if turns else [(start, end)]
    told = [(day.start, day.end) for day in seen.days] + [(span.start, span.end) for span in seen.spans]
    days = {opens for opens, closes in told if _is_told_with(scan, closes)}
    cuts, first = [], start
    for place in range(start + 1, end):
        begins = (
            place in days
            or _opens(scan, place, _OPENINGS)
            or _opens(scan, place, _TIMES, before="la")
            or _turns(seen, place)
            or _closes(scan, place)
            or _says_whatever(scan, place)
        )
        if not begins or _goes_on_behind(scan, place - 1) or scan.at("birth_label", place - 1):
            continue
        if min(scan.words_within(first, place), scan.words_within(place, end)) >= _SHORTEST:
            cuts.append((first, place))
            first = place
    return [*cuts, (first, end)]


def _is_list(keys: Sequence[str]) -> bool:
    """Họ tên: A, sinh: 1998; one colon is that of "việc chính là thế này: sáng nay …"."""
    return not _LISTS.isdisjoint(keys) or keys.count(":") > 1


def _goes_on_behind(scan: Scan, place: int) -> bool:
    """báo cáo chị là | ngày 6/11: no sentence is whole that ends with such a word."""
    if scan.used[place]:
        return False
    if not scan.accented:
        return scan.keys[place] in _UNFINISHED_BARE
    return scan.spellings[place] in _UNFINISHED


def _is_told_with(scan: Scan, place: int) -> bool:
    """ngày 6/11 chi bộ em …: a day before whoever acts."""
    place += scan.key(place) == ","
    return scan.any_at(place, _ACTS) or (place < len(scan) and scan.used[place] == "unit")


def _opens(scan: Scan, place: int, openings: Openings, *, before: str = "") -> bool:
    """Em báo cáo chị là …, người giúp đỡ là …; not before the given word: cử 2 em đợt này là A và B."""
    if scan.used[place] or scan.ending("dossier_deed", place) is not None:  # hôm mở | hồ sơ em
        return False
    for size in range(2, _LONGEST_OPENING + 1):
        for form in openings.get(" ".join(scan.keys[place : place + size]), ()):
            typed = scan.spellings[place : place + size]
            if before and scan.key(place + size) == before:
                return False
            if (not scan.accented and all(word.is_bare for word in typed)) or typed == form:
                return True
    return False


def _turns(seen: Seen, place: int) -> bool:
    """…, còn anh B thì để đến sang năm: another person, of whom something else is said."""
    scan = seen.scan
    if scan.keys[place] not in _TURNS or scan.used[place]:
        return False
    named = next((name for name in seen.names if place <= name.begins <= place + _TITLED), None)
    return named is not None and scan.key(named.end) in _LEFT_OUT


def _says_whatever(scan: Scan, place: int) -> bool:
    """…, có cần bổ sung giấy tờ gì thì nhắn mình: what is said for whatever may come."""
    if scan.key(place - 1) != ",":
        return False
    keys = scan.keys[place : place + _CLAUSE]
    then = next((at for at, key in enumerate(keys) if key in (",", "thi")), 0)
    return keys[then] == "thi" and keys[then - 1] in _WHATEVER


def _closes(scan: Scan, place: int) -> bool:
    """… nhé chị: whether a sentence has just ended, with whom it speaks to."""
    if scan.any_at(place, ("honorific",)) and _is_closing(scan, place):
        return scan.any_at(place + 1, ("honorific",))  # nhé | chị em báo
    called = scan.ending("honorific", place)
    return _is_closing(scan, place) or (called is not None and _is_closing(scan, called.start))


def _is_closing(scan: Scan, place: int) -> bool:
    last = place - 1
    if last < 0 or scan.used[last]:
        return False
    if scan.accented:
        return scan.spellings[last] in _CLOSINGS
    return " ".join(scan.keys[last - 1 : place]) in _BARE_CLOSINGS
