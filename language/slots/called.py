"""Words of a short message that may be somebody's given name alone: "ho so cua dung den dau roi"."""

from datetime import date

from language.message import see
from language.names.places import follows_event
from language.reading import Found
from language.words import particles
from language.words.normalise import normalise
from language.words.scanning import Scan

_LONGEST = 24  # pieces: in a long message people are told by their whole name first
_LEADS = particles.words("leads_to_given_name")
_JOINS = particles.words("joins_given_names")
_TITLES = particles.words("title_or_name")
_SYLLABLES = ("given", "surname")
_CUES = ("person_cue", "recognise")  # hồ sơ dung, công nhận xuyến
_OPENERS = ("final", "greeting", "address", "follow_up")
# What belongs to somebody or something else: của chi bộ, của năm nay, của ai.
_OTHERS = (
    *("honorific", "unit_kind", "breakdown", "organisation", "own", "ours", "members", "folk", "quota"),
    *("gender", "category", "ethnicity", "religion", "party_member", "probation", "month_word", "year_word"),
    *("which", "ask", "who", "how_many", "at_present", "all_of_them"),
)


def given_names(text: str, sent_on: date) -> tuple[Found[str], ...]:
    """Each such word. Whether anybody is called so is for the asker's own records to say.

    One that means something else counts only where somebody's name is expected, or a birth follows.
    """
    seen = see(normalise(text), sent_on)
    if seen is None or len(seen.scan) > _LONGEST:
        return ()
    scan = seen.scan
    lone = {name.start for name in seen.names if name.end - name.start == 1}
    may_call = _is_guided if len(lone) < len(seen.names) else _may_call
    places: list[int] = []
    for place in range(len(scan)):
        if place in lone and may_call is _may_call:
            places.append(place)
        elif scan.is_word(place) and not scan.used[place]:
            joined = bool(places) and places[-1] == place - 2 and scan.key(place - 1) in _JOINS
            if may_call(scan, place) or (joined and not scan.spoken[place]):
                places.append(place)
    return tuple(seen.found(place, place + 1, scan.words[place]) for place in places)


def titled_names(text: str, sent_on: date) -> tuple[Found[str], ...]:
    """ "xem a tuong": a name of two words that may as well be a title (anh) and a given name alone.

    Each with the given name as its value, on the place of both.
    """
    seen = see(normalise(text), sent_on)
    if seen is None:
        return ()
    titled = [n for n in seen.names if n.end == n.start + 2 and seen.scan.key(n.start) in _TITLES]
    return tuple(seen.found(n.start, n.end, seen.scan.words[n.end - 1]) for n in titled)


def _is_guided(scan: Scan, place: int) -> bool:
    """phân công đ/c Hà Văn Bun kèm piêng: beside a name, only whom that one is to guide."""
    guides = scan.ending("mentor", place)
    return guides is not None and guides.value == "guides" and _may_call(scan, place)


def _may_call(scan: Scan, place: int) -> bool:
    titled = scan.any_ending(place, ("honorific",))
    led = scan.key(place - 1) in _LEADS or scan.key(place - 1) == ":"
    opens = all(scan.any_at(before, _OPENERS) for before in range(place))
    # "chi bộ nào", "dung là giáo viên": a bare word among others with marks means only what is so spelt
    means_more = any(
        (hit.exact or not scan.accented) and tag not in _SYLLABLES
        for tag, hit in scan.beginning[place].items()
    )
    if not means_more:
        return titled or led or opens or scan.any_ending(place, _CUES) or follows_event(scan, place)
    born = scan.at("birth_label", place + 1) is not None and scan.at("birth_label", place) is None
    is_name = scan.any_at(place, _SYLLABLES) and not scan.any_at(place, _OTHERS)
    return (led and is_name) or (opens and born)
