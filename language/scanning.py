"""One pass over a message: its pieces, and every form of the lexicon found in them, by tag."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from language import particles
from language.matching import matches
from language.normalise import Clean
from language.slips import repair
from language.spelling import Spelling, spell, telex
from language.splitting import pieces
from language.vocabulary import Vocabulary

# Below this share of accented words the writer left the diacritics out: a bare word may be any reading.
_ACCENTED_SHARE = 0.15
_ENOUGH_PROSE = 3
_SHOUTED_SHARE = 0.6
_WORD, _NUMBER, _MARK = range(3)
# Emoji say nothing, wherever they stand; arrows and bullets do.
_PICTURE = re.compile("[\u2600-\u2793\u2795-\u27bf\U0001f000-\U0001ffff]")
_YEAR_TELLERS = particles.words("year_teller")
_NAME_TAGS = frozenset(["surname", "given", "middle", "birth_order", "place"])


class Hit(NamedTuple):
    """A form of the lexicon on the pieces [start, end). `exact`: spelled with just these diacritics."""

    start: int
    end: int
    value: str
    exact: bool


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


@dataclass(slots=True)
class Scan:
    """The pieces of a message as parallel lists, and the hits of each tag from left to right."""

    clean: Clean
    words: list[str]
    spellings: list[Spelling]
    keys: list[str]
    kinds: list[int]  # word, number or mark
    starts: list[int]
    ends: list[int]
    accented: bool
    cased: bool
    hits: dict[str, list[Hit]]
    covering: list[int]  # for each piece, the end of the longest hit that begins there (0: none)
    used: list[str]  # what a piece was already read as: "date", "name", "unit"… or ""
    spoken: list[bool]  # whether a form that is no part of a name begins at the piece
    within: list[bool]  # whether a longer form covers the piece and the one before
    beginning: list[dict[str, Hit]]  # by piece, then by tag
    finishing: list[dict[str, Hit]]

    def __len__(self) -> int:
        return len(self.words)

    def all(self, tag: str) -> list[Hit]:
        """The hits of a tag."""
        return self.hits.get(tag, _NO_HITS)

    def has(self, *tags: str) -> bool:
        """Whether any of the tags occurs."""
        return any(tag in self.hits for tag in tags)

    def openings(self, tags: Iterable[str], *, numbers: bool = False) -> list[int]:
        """The pieces on which a hit of one of the tags begins, or a number stands, from left to right."""
        places = {hit.start for tag in tags for hit in self.hits.get(tag, _NO_HITS)}
        if numbers:
            places.update(place for place, kind in enumerate(self.kinds) if kind == _NUMBER)
        return sorted(places)

    def first(self, tag: str) -> Hit | None:
        """The leftmost hit of a tag."""
        hits = self.hits.get(tag)
        return hits[0] if hits else None

    def covers(self, tag: str, hit: Hit) -> bool:
        """Whether a hit of the tag encloses this one."""
        hits = self.hits.get(tag)
        if not hits:
            return False
        index = bisect_right(hits, hit.start, key=_start) - 1
        return index >= 0 and hit.end <= hits[index].end and hits[index].start <= hit.start

    def any_at(self, place: int, tags: Iterable[str]) -> bool:
        """Whether a hit of any of the tags begins at the piece."""
        hits = self.beginning[place] if 0 <= place < len(self.kinds) else _NOTHING
        return bool(hits) and any(tag in hits for tag in tags)

    def any_ending(self, place: int, tags: Iterable[str]) -> bool:
        """Whether a hit of any of the tags ends just before the piece."""
        hits = self.finishing[place] if 0 < place <= len(self.kinds) else _NOTHING
        return bool(hits) and any(tag in hits for tag in tags)

    def at(self, tag: str, place: int) -> Hit | None:
        """The hit of the tag that begins at the piece."""
        return self.beginning[place].get(tag) if 0 <= place < len(self.kinds) else None

    def ending(self, tag: str, place: int) -> Hit | None:
        """The hit of the tag that ends just before the piece."""
        return self.finishing[place].get(tag) if 0 < place <= len(self.kinds) else None

    def take(self, start: int, end: int, use: str) -> None:
        """Marks the pieces [start, end) as read."""
        for place in range(start, end):
            self.used[place] = use

    def labelled(self, tag: str, place: int) -> bool:
        """Whether a label of the tag stands before the piece, perhaps with a colon between."""
        while place > 0 and self.keys[place - 1] in (":", "-", "=", "la"):
            place -= 1
        return self.ending(tag, place) is not None

    def is_word(self, place: int) -> bool:
        """Whether the piece is a word."""
        return 0 <= place < len(self.kinds) and self.kinds[place] == _WORD

    def is_number(self, place: int) -> bool:
        """Whether the piece is a number."""
        return 0 <= place < len(self.kinds) and self.kinds[place] == _NUMBER

    def cased_word(self, place: int) -> bool:
        """Whether the piece is a word with a capital in a message that uses them for names."""
        return self.cased and self.is_word(place) and self.words[place][0].isupper()

    def number(self, place: int) -> int | None:
        """The number at the piece, if it is one a date or a count can hold."""
        return int(self.words[place]) if self.is_number(place) and len(self.words[place]) <= 6 else None

    def key(self, place: int) -> str:
        """The folded word at the piece; empty outside the text."""
        return self.keys[place] if 0 <= place < len(self.keys) else ""

    def glued(self, place: int) -> bool:
        """Whether no space stands between this piece and the one before."""
        return place > 0 and self.starts[place] == self.ends[place - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw place of the pieces [start, end)."""
        return self.clean.raw_span(self.starts[start], self.ends[end - 1])

    def place_of(self, raw: int) -> int:
        """The piece that begins at or after a place in the raw text."""
        return bisect_left(self.starts, bisect_left(self.clean.origin, raw))

    def text(self, start: int, end: int) -> str:
        """The clean text of the pieces [start, end)."""
        return self.clean.text[self.starts[start] : self.ends[end - 1]]


_NO_HITS: list[Hit] = []
_NOTHING: dict[str, Hit] = {}  # shared by all pieces without hits; never written to


def _start(hit: Hit) -> int:
    return hit.start


def scan(clean: Clean, vocabulary: Vocabulary) -> Scan:
    """The pieces and hits of a text: one step a piece, times the length of the longest form."""
    found = pieces(clean.text)
    if _PICTURE.search(clean.text):
        found = [piece for piece in found if not _PICTURE.match(piece.group())]
    words = [piece.group() for piece in found]
    cased = _is_cased(words)
    spellings = _spelled(words, vocabulary, cased=cased)
    size = len(words)
    result = Scan(
        clean=clean,
        words=words,
        spellings=spellings,
        keys=[spelling.folded for spelling in spellings],
        kinds=[_WORD if w[0].isalpha() else _NUMBER if w[0].isdecimal() else _MARK for w in words],
        starts=[piece.start() for piece in found],
        ends=[piece.end() for piece in found],
        accented=_is_accented(words, spellings),
        cased=cased,
        hits={},
        covering=[0] * size,
        used=[""] * size,
        spoken=[False] * size,
        within=[False] * size,
        beginning=[_NOTHING] * size,
        finishing=[_NOTHING] * (size + 1),
    )
    _collect(result, vocabulary)
    _drop_straddling(result)
    _drop_mixed(result)
    for shadow, tags in _SHADOWS.items():
        if shadow in result.hits:
            _shade(result, shadow, tags)
    _drop_nested(result)
    _index(result)
    return result


def _spelled(words: list[str], vocabulary: Vocabulary, *, cased: bool) -> list[Spelling]:
    """The spelling of each word; one the lexicon does not know is tried as leftover Telex keys."""
    spellings = [spell(word) for word in words]
    known = vocabulary.words
    strange = []
    for place, spelling in enumerate(spellings):
        if spelling.folded not in known and words[place][0].isalpha():
            decoded = telex(words[place])
            if decoded is not None and (fixed := spell(decoded)).folded in known:
                spellings[place] = fixed
            else:
                strange.append(place)
    if strange:
        repair(words, spellings, strange, vocabulary, cased=cased)
    return spellings


def _index(result: Scan) -> None:
    beginning, finishing = result.beginning, result.finishing
    for tag, hits in result.hits.items():
        is_name = tag in _NAME_TAGS
        for hit in hits:
            if not is_name:
                result.spoken[hit.start] = True
            if not beginning[hit.start]:
                beginning[hit.start] = {}
            beginning[hit.start][tag] = hit
            if not finishing[hit.end]:
                finishing[hit.end] = {}
            finishing[hit.end][tag] = hit


def _is_accented(words: list[str], spellings: list[Spelling]) -> bool:
    """Judged by the words in lower case where there are some: names keep their diacritics longer."""
    marked = [not s.is_bare for word, s in zip(words, spellings, strict=True) if word[0].islower()]
    if len(marked) < _ENOUGH_PROSE:
        marked = [not s.is_bare for word, s in zip(words, spellings, strict=True) if word[0].isalpha()]
    return sum(marked) > len(marked) * _ACCENTED_SHARE


def _is_cased(words: list[str]) -> bool:
    """Whether capitals mark names: there are capitals and small letters, and the text is not shouted."""
    lowers = capitals = shouted = 0
    for word in words:
        if word[0].islower():
            lowers += 1
        elif word[0].isupper():
            capitals += 1
            shouted += len(word) > 1 and word.isupper()
    return capitals > 0 and lowers > 0 and shouted <= (lowers + capitals) * _SHOUTED_SHARE


def _collect(result: Scan, vocabulary: Vocabulary) -> None:
    """Walks the search tree from every piece; per tag the longest form at a place stands."""
    keys, spellings, accented = result.keys, tuple(result.spellings), result.accented
    hits, covering = result.hits, result.covering
    new = tuple.__new__  # what Hit(…) does, without a call in between: some fifty times a message
    root, glued = vocabulary.root.following, vocabulary.glued
    size = len(keys)
    for start in range(size):
        if keys[start] == "k" and _is_thousand(result, start):
            continue
        node = root.get(keys[start])
        if node is None and keys[start] in glued:
            for sense in glued[keys[start]]:
                _add(hits, sense.tag, Hit(start, start + 1, sense.value, False))
        end = start + 1
        while node is not None:
            if node.senses and (found := matches(node, spellings[start:end], accented)):
                for tag, value, exact in found:
                    _add(hits, tag, new(Hit, (start, end, value, exact)))
                covering[start] = end
            if end >= size:
                break
            node = node.following.get(keys[end])
            end += 1


def _is_thousand(result: Scan, place: int) -> bool:
    """The k of 2k3 is no không."""
    return result.is_number(place - 1) and result.glued(place) and result.is_number(place + 1)


def _add(hits: dict[str, list[Hit]], tag: str, hit: Hit) -> None:
    found = hits.get(tag)
    if found is None:
        hits[tag] = [hit]
        return
    last = found[-1]
    if last.end > hit.start:
        if last.start != hit.start:
            return
        if last.end < hit.end:
            found[-1] = hit
            return
    found.append(hit)


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


def _is_nested(hit: Hit, widest: list[int], *, long_too: bool) -> bool:
    length = hit.end - hit.start
    if length > 1 and not long_too:
        return False
    return widest[hit.start] > length and widest[hit.end - 1] > length


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
        if tag in _NAME_TAGS or not (result.cased or tag in _MISTAKEN):
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
    openings = {hit.start for hit in result.hits.get("bridge", _NO_HITS)}
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
