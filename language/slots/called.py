"""Words of a short message that may be somebody's given name alone: "ho so cua dung den dau roi"."""

from language.message import Seen
from language.names.places import EVENTS
from language.reading import Found
from language.words import particles
from language.words.scanning import Scan

_LONGEST = 24  # pieces: in a long message people are told by their whole name first
_LEADS = particles.words("leads_to_given_name") | {":"}
_JOINS = particles.words("joins_given_names")
_TITLES = particles.words("title_or_name")
_SYLLABLES = ("given", "surname")
_CUES = ("honorific", "person_cue", "recognise", *EVENTS)  # anh dung, hồ sơ dung, kết nạp xuyến
_OPENERS = ("final", "greeting", "address", "follow_up", "correct")
# What belongs to somebody or something else: của chi bộ, của năm nay, của ai.
_OTHERS = (
    *("honorific", "unit_kind", "breakdown", "organisation", "own", "ours", "members", "folk", "quota"),
    *("gender", "category", "ethnicity", "religion", "party_member", "probation", "month_word", "year_word"),
    *("which", "ask", "who", "how_many", "at_present", "all_of_them"),
)


def words_called(seen: Seen) -> tuple[Found[str], ...]:
    """Each such word. Whether anybody is called so is for the asker's own records to say.

    One that means something else counts only where somebody's name is expected, or a birth follows. Beside
    a whole name it is only whom that one is to guide: phân công đ/c Hà Văn Bun kèm piêng · nga do ông Hà
    Văn Bun giúp đỡ.
    """
    scan = seen.scan
    lone = {name.start for name in seen.names if name.end - name.start == 1}
    is_beside_name = len(lone) < len(seen.names)
    if len(scan) > _LONGEST or (is_beside_name and not scan.has("mentor")):
        return ()
    opened = range(_opened(scan) + 1)
    led = {place for place, before in enumerate(scan.keys, start=1) if before in _LEADS}
    expected = {*opened, *led, *[hit.end for tag in _CUES if tag in scan.hits for hit in scan.hits[tag]]}
    if is_beside_name:
        lone, expected = set(), {*opened, *[hit.end for hit in scan.all("mentor")]}
    if scan.has("correct"):  # sửa năm sinh Puôn thành 1994
        expected |= {hit.end for hit in scan.all("birth_label")}
    called = lone | {
        place
        for place in expected
        if _is_free(scan, place) and _may_call(scan, place, led=place in led, opens=place in opened)
    }
    for place in sorted(called):
        while scan.key(place + 1) in _JOINS and _is_free(scan, place + 2) and not scan.spoken[place + 2]:
            called.add(place := place + 2)
    return tuple([seen.found(place, place + 1, scan.words[place]) for place in sorted(called)])


def titles_called(seen: Seen) -> tuple[Found[str], ...]:
    """ "xem a tuong": a name of two words that may as well be a title (anh) and a given name alone.

    Each with the given name as its value, on the place of both.
    """
    titled = [n for n in seen.names if n.end == n.start + 2 and seen.scan.key(n.start) in _TITLES]
    return tuple(seen.found(n.start, n.end, seen.scan.words[n.end - 1]) for n in titled)


def _opened(scan: Scan) -> int:
    """The first word before which only greetings and the like stand, and which is none itself."""
    words = (place for place in range(len(scan)) if scan.is_word(place))
    return next((place for place in words if not scan.any_at(place, _OPENERS)), len(scan))


def _is_free(scan: Scan, place: int) -> bool:
    """Whether the piece is a word that was not read as something."""
    return scan.is_word(place) and not scan.used[place]


def _may_call(scan: Scan, place: int, *, led: bool, opens: bool) -> bool:
    """Whether the word may be a name, which may stand there."""
    # "chi bộ nào", "dung là giáo viên": a bare word among others with marks means only what is so spelt
    means_more = any(
        (hit.exact or not scan.accented) and tag not in _SYLLABLES
        for tag, hit in scan.beginning[place].items()
    )
    if not means_more:
        return True
    born = scan.at("birth_label", place + 1) is not None and scan.at("birth_label", place) is None
    is_name = scan.any_at(place, _SYLLABLES) and not scan.any_at(place, _OTHERS)
    corrects = scan.at("correct", place)  # "sửa năm sinh Puôn": nobody is called Sửa
    opens = opens and not (corrects is not None and corrects.exact and scan.accented)
    return (led and is_name) or (opens and born)
