"""What a question says beside all that is understood: it may be the name of a unit that no rule has seen."""

from language.message import Seen
from language.reading import Found
from language.words import particles
from language.words.scanning import Scan
from language.words.spelling import fits, spell
from language.words.vocabulary import vocabulary

_LONGEST = 40  # pieces: in a long message much is said that asks nothing
_SYLLABLES = frozenset(("given", "surname", "middle", "place"))  # of names, and so of no sentence
_CALLS = ("honorific", "greeting")  # em chào chị Vân Anh
_FOR_WHOM = particles.words("for_whom")
_OPENS_NUMBER = particles.words("opens_number")
_IDLE = [spell(form) for form in particles.forms("says_nothing")]


def unread(seen: Seen) -> tuple[Found[str], ...]:
    """The runs of words that mean nothing else in a question: "nala năm nay được mấy", "cb xyz còn mấy".

    Names of people whom it does not ask about are such words too: they may be those of places.
    """
    scan = seen.scan
    if len(scan) > _LONGEST:
        return ()
    is_read = [bool(use) and use != "name" for use in scan.used]
    for place, hits in enumerate(scan.beginning):
        if not _SYLLABLES.issuperset(hits):
            end = max([hit.end for tag, hit in hits.items() if tag not in _SYLLABLES])
            is_read[place:end] = [True] * (end - place)
    for name in seen.names:
        called = scan.any_ending(name.begins, _CALLS) or scan.any_at(name.begins, _CALLS)
        if name.end - name.start > 1:  # one word that means something else is that: xa, nam
            is_read[name.start : name.end] = [called] * (name.end - name.start)
    found: list[Found[str]] = []
    start = None
    for place in range(len(scan) + 1):
        counts = scan.is_word(place) and not is_read[place] and not _says_nothing(scan, place)
        if counts and start is None:
            start = place
        elif not counts and start is not None:
            found.append(seen.found(start, place, scan.text(start, place)))
            start = None
    return tuple(found)


def unread_target(seen: Seen) -> tuple[Found[str], ...]:
    """Whom a target is for where no unit was read of it: "chi tieu ban khong co 4". It is nobody else's."""
    scan = seen.scan
    for hit in [*scan.all("quota"), *scan.all("assign")]:
        start = hit.end
        while scan.any_at(start, ("unit_opener",)) or scan.key(start) in _FOR_WHOM:
            start += 1
        end = start
        while scan.is_word(end) and not scan.used[end] and scan.key(end) not in _OPENS_NUMBER:
            end += 1
        kind = scan.at("unit_kind", start)
        named = kind is not None and kind.value == "1" and end > kind.end and not scan.at("own", kind.end)
        unknown = end > start and not any(scan.beginning[place] for place in range(start, end))
        if named or unknown:
            return (seen.found(start, end, scan.text(start, end)),)
    return ()


def _says_nothing(scan: Scan, place: int) -> bool:
    """A word of talk, or one that is written bare among others with marks: "lịch sử chỉ tiêu xa"."""
    if scan.cased_word(place):
        return False
    typed = scan.spellings[place]
    if any(form.folded == typed.folded and fits(typed, form) for form in _IDLE):  # toàn, not Toản
        return True
    form = vocabulary().root.following.get(scan.keys[place])
    is_bare = scan.accented and scan.spellings[place].is_bare
    return is_bare and form is not None and any(sense.tag not in _SYLLABLES for sense in form.senses)
