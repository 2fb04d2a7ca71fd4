"""Where each sentence of a message begins and ends."""

from language.intents.mentions import Mention, mentions
from language.long_messages.run_ons import without_stops
from language.message import Seen
from language.words import particles
from language.words.scanning import Scan

_ENDS = frozenset(("!", "?"))
_STOPS = _ENDS | {".", "\n"}
_DAYS = frozenset(("date", "name"))
_ANNOUNCED = ("record_verb", "requested")
_LINE_HEADS = frozenset(("", "\n", ".", ":", ";", "-", ",", ")"))
_LETTERED = frozenset((".", ")", "/"))
_CELLS = frozenset(("|", "\t"))
_ROW_HEAD = 3  # pieces before the name of a row: its number and a title
_ROW_LABELS = (
    "name_label",
    "birth_label",
    "gender_label",
    "ethnicity_label",
    "education_label",
    "religion_label",
    "mentor",
    "joined",
    "date_word",
    "unit_label",
    "job_label",
)


def cut(seen: Seen) -> list[tuple[int, int]]:
    """The pieces of each sentence."""
    scan = seen.scan
    heads = {name.begins for name in seen.names}
    told = mentions(scan) if ":" in scan.keys else []
    cuts, start, in_list = [], 0, False
    for place, key in enumerate(scan.keys):
        if key == "\n":
            in_list = _is_row(scan, place + 1, heads, in_list=in_list)
        ends = _is_end(scan, place, in_list=in_list) or _ends_preface(scan, start, place, told)
        if not ends or not scan.words_within(start, place):
            continue
        cuts.append((start, place + 1))
        start = place + 1
    if scan.words_within(start, len(scan)):
        cuts.append((start, len(scan)))
    return [piece for first, end in cuts for piece in without_stops(seen, first, end)]


def _is_end(scan: Scan, place: int, *, in_list: bool) -> bool:
    """Whether a sentence ends at the piece: no dot of a number, a date or a hesitation, no row of a list."""
    key, ahead = scan.keys[place], scan.key(place + 1)
    if key == "\n":
        # "gửi chị hồ sơ tóm tắt:" and then a form
        label = scan.at("name_label", place + 1)
        opens_form = scan.key(place - 1) == ":" and label is not None and scan.key(label.end) == ":"
        return ahead == "\n" or not in_list or opens_form
    if key == ".":
        hesitates = "." in (ahead, scan.key(place - 1))
        dated = scan.used[place - 1] in ("date", "period")
        counts_lines = scan.is_number(place - 1) and scan.key(place - 2) in _LINE_HEADS and not dated
        counts_lines = counts_lines or _is_lettered(scan, place - 1)
        inside = hesitates or counts_lines or bool(ahead not in ("", "\n") and scan.glued(place + 1))
        return not scan.used[place] and not inside
    # "về kinh tế …; về an ninh …; về phát triển Đảng …": one after the other
    return key in _ENDS or (key == ";" and ahead in particles.words("turns_to") and not in_list)


def _is_lettered(scan: Scan, place: int) -> bool:
    """a. đ/c A, b) B: a letter that counts a line, at the head of it."""
    if not scan.is_word(place) or len(scan.words[place]) != 1 or scan.used[place]:
        return False
    return scan.key(place + 1) in _LETTERED and (place == 0 or scan.keys[place - 1] == "\n")


def _ends_preface(scan: Scan, start: int, place: int, told: list[Mention]) -> bool:
    """Xin báo cáo bổ sung: ngày 16/10 chi bộ …: what announces an event is no part of what tells it.

    A word alone ("BC:") disturbs nothing there: no sentence is read for it.
    """
    if scan.keys[place] != ":" or place - start == 1:
        return False
    announced = (hit for tag in _ANNOUNCED for hit in scan.all(tag))
    announces = any(start <= hit.start and hit.end <= place for hit in announced)
    clause = max((at for at in range(start, place) if scan.keys[at] == ","), default=start)
    if not announces or not _DAYS.isdisjoint(scan.used[clause:place]) or scan.key(place + 1) == "\n":
        return False
    if not all(event.is_held for event in told if start <= event.place < place):
        return False
    ends = next((at for at in range(place + 1, len(scan)) if scan.keys[at] in _STOPS), len(scan))
    return any(place < event.place < ends for event in told)


def _is_row(scan: Scan, place: int, heads: set[int], *, in_list: bool) -> bool:
    """Whether the line at the piece is a row of a list or a table, or a labelled line of a form."""
    last = place
    while last < len(scan) and scan.keys[last] != "\n":
        last += 1
    begins = place + 2 * _is_lettered(scan, place)
    first = next((at for at in range(begins, last) if scan.is_word(at)), last)
    if scan.any_at(first, _ROW_LABELS) or first in heads:
        return True
    line = scan.keys[place:last]
    if (
        in_list
        and line
        and (scan.is_number(place) and first - place <= _ROW_HEAD and last - first <= _ROW_HEAD)
    ):
        # A numbered row that names nobody.
        return True
    return not _CELLS.isdisjoint(line) or line.count(";") > 1
