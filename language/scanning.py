"""One pass over a message: its pieces, and every form of the lexicon found in them, by tag."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from language.normalise import Clean
from language.spelling import Spelling, fits, spell, telex
from language.splitting import pieces
from language.vocabulary import Sense, Vocabulary

# Below this share of accented words the writer left the diacritics out: a bare word may be any reading.
_ACCENTED_SHARE = 0.15
_SHORTEST_MISSPELT = 6
_ENOUGH_PROSE = 3
_NAME_TAGS = frozenset(["surname", "given", "middle", "birth_order", "place"])
# Values that are stored as they are matched: a half-typed diacritic is another word.
_STRICT_TAGS = frozenset(["ethnicity"])


class Hit(NamedTuple):
    """A form of the lexicon on the pieces [start, end). `exact`: spelled with just these diacritics."""

    start: int
    end: int
    value: str
    exact: bool


# A longer word that merely contains another one takes that reading away.
_SHADOWS: dict[str, tuple[str, ...]] = {
    "no_category": ("category", "gender"),
    "not_unit": ("unit_kind", "unit_alone"),
    "ex_pupil": ("birth_label", "category", "gender"),
    "not_mentor": ("mentor",),
    "school_year": ("year_word",),
    "religion": ("religion_label",),
    "not_group": ("ethnicity",),
    "not_undo": ("undo",),
    "everything": ("unit_kind", "unit_alone"),
    "some_years": ("year_word",),
}


@dataclass(slots=True)
class Scan:
    """The pieces of a message as parallel lists, and the hits of each tag from left to right."""

    clean: Clean
    words: list[str]
    spellings: list[Spelling]
    keys: list[str]
    starts: list[int]
    ends: list[int]
    accented: bool
    cased: bool
    hits: dict[str, list[Hit]]
    covering: list[int]  # for each piece, the end of the longest hit that begins there (0: none)
    used: list[str]  # what a piece was already read as: "date", "name", "unit"… or ""
    spoken: list[bool]  # whether a form that is no part of a name begins at the piece
    within: list[bool]  # whether a longer form covers the piece and the one before
    beginning: dict[tuple[str, int], Hit]
    finishing: dict[tuple[str, int], Hit]

    def __len__(self) -> int:
        return len(self.words)

    def all(self, tag: str) -> list[Hit]:
        """The hits of a tag."""
        return self.hits.get(tag, _NO_HITS)

    def has(self, *tags: str) -> bool:
        """Whether any of the tags occurs."""
        return any(tag in self.hits for tag in tags)

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

    def at(self, tag: str, place: int) -> Hit | None:
        """The hit of the tag that begins at the piece."""
        return self.beginning.get((tag, place))

    def ending(self, tag: str, place: int) -> Hit | None:
        """The hit of the tag that ends just before the piece."""
        return self.finishing.get((tag, place))

    def take(self, start: int, end: int, use: str) -> None:
        """Marks the pieces [start, end) as read."""
        for place in range(start, end):
            self.used[place] = use

    def labelled(self, tag: str, place: int) -> bool:
        """Whether a label of the tag stands before the piece, perhaps with a colon between."""
        while place > 0 and self.keys[place - 1] in (":", "-", "=", "la"):
            place -= 1
        return (tag, place) in self.finishing

    def is_word(self, place: int) -> bool:
        """Whether the piece is a word."""
        return 0 <= place < len(self.words) and self.words[place][0].isalpha()

    def is_number(self, place: int) -> bool:
        """Whether the piece is a number."""
        return 0 <= place < len(self.words) and self.words[place][0].isdecimal()

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
        for place in range(len(self.starts)):
            if self.clean.origin[self.starts[place]] >= raw:
                return place
        return len(self.starts)

    def text(self, start: int, end: int) -> str:
        """The clean text of the pieces [start, end)."""
        return self.clean.text[self.starts[start] : self.ends[end - 1]]


_NO_HITS: list[Hit] = []


def _start(hit: Hit) -> int:
    return hit.start


def scan(clean: Clean, vocabulary: Vocabulary) -> Scan:
    """The pieces and hits of a text: one step a piece, times the length of the longest form."""
    found = pieces(clean.text)
    words = [piece.group() for piece in found]
    spellings = [spell(word) for word in words]
    known = vocabulary.words
    letters = sum(1 for word in words if word[0].isalpha())
    keys = []
    for place, word in enumerate(words):
        if spellings[place].folded not in known and word[0].isalpha():
            decoded = telex(word)
            if decoded is not None and (fixed := spell(decoded)).folded in known:
                spellings[place] = fixed
        keys.append(spellings[place].folded)
    capitals = sum(1 for word in words if word[0].isupper())
    lowers = sum(1 for word in words if word[0].islower())
    result = Scan(
        clean=clean,
        words=words,
        spellings=spellings,
        keys=keys,
        starts=[piece.start() for piece in found],
        ends=[piece.end() for piece in found],
        accented=_is_accented(words, spellings),
        cased=capitals > 0 and lowers > 0 and not _is_shouted(words, letters),
        hits={},
        covering=[0] * len(words),
        used=[""] * len(words),
        spoken=[False] * len(words),
        within=[False] * len(words),
        beginning={},
        finishing={},
    )
    _collect(result, vocabulary)
    for shadow, tags in _SHADOWS.items():
        if shadow in result.hits:
            _shade(result, shadow, tags)
    _drop_nested(result)
    for tag, hits in result.hits.items():
        is_name = tag in _NAME_TAGS
        for hit in hits:
            if not is_name:
                result.spoken[hit.start] = True
            result.beginning[tag, hit.start] = hit
            result.finishing[tag, hit.end] = hit
    return result


def _is_accented(words: list[str], spellings: list[Spelling]) -> bool:
    """Judged by the words in lower case where there are some: names keep their diacritics longer."""
    prose = [s for word, s in zip(words, spellings, strict=True) if word[0].islower()]
    if len(prose) < _ENOUGH_PROSE:
        prose = [s for word, s in zip(words, spellings, strict=True) if word[0].isalpha()]
    return sum(1 for s in prose if not s.is_bare) > len(prose) * _ACCENTED_SHARE


def _is_shouted(words: list[str], letters: int) -> bool:
    upper = sum(1 for word in words if len(word) > 1 and word.isupper())
    return upper > letters * 0.6


def _collect(result: Scan, vocabulary: Vocabulary) -> None:
    keys = result.keys
    root, glued = vocabulary.root.following, vocabulary.glued
    size = len(keys)
    for start in range(size):
        key = keys[start]
        node = root.get(key)
        if node is None:
            if key in glued:
                _add(result, glued[key], start, start + 1, check=False)
            continue
        end = start + 1
        while node is not None:
            if node.senses:
                _add(result, node.senses, start, end)
            if end >= size:
                break
            node = node.following.get(keys[end])
            end += 1


def _add(
    result: Scan, senses: "list[Sense] | tuple[Sense, ...]", start: int, end: int, check: bool = True
) -> None:
    typed = result.spellings[start:end]
    fitting: list[tuple[Sense, bool]] = []
    any_exact = False
    for sense in senses:
        exact = check and all(
            t.quality == f.quality and t.tone == f.tone for t, f in zip(typed, sense.spelling, strict=True)
        )
        if exact:
            any_exact = True
        elif check and not _acceptable(typed, sense):
            continue
        fitting.append((sense, exact))
    only_exact = any_exact and (result.accented or any(not t.is_bare for t in typed))
    for sense, exact in fitting:
        if only_exact and not exact:
            continue
        found = result.hits.setdefault(sense.tag, [])
        hit = Hit(start, end, sense.value, exact)
        if found and found[-1].end > start:
            if found[-1].start == start and found[-1].end <= end:
                if found[-1].end == end:
                    found.append(hit)
                else:
                    found[-1] = hit
            continue
        found.append(hit)
    if fitting and end > result.covering[start]:
        result.covering[start] = end


def _acceptable(typed: list[Spelling], sense: Sense) -> bool:
    if sense.tag in _STRICT_TAGS and not all(t.is_bare for t in typed):
        return False
    misfits = 0
    for have, want in zip(typed, sense.spelling, strict=True):
        if not have.is_bare and not fits(have, want):
            misfits += 1
    if misfits == 0:
        return True
    # One wrong mark in a long phrase is a slip of the finger; in a short word it is another word.
    return misfits == 1 and len(typed) > 1 and sense.size >= _SHORTEST_MISSPELT and sense.tag in _FORGIVING


_FORGIVING = frozenset(
    [
        "admission",
        "official",
        "candidate",
        "class",
        "dossier",
        "verification",
        "resolution",
        "decision",
        "dropped",
        "quota",
        "how_many",
        "finished",
        "referral",
    ]
)


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
    ]
)


# Tags whose longer forms a name may still begin inside: "em chào" before "Chảo Văn Kiên".
_LOOSE = frozenset(["greeting", "stop", "vague", "honorific", "surname", "given", "middle"])
_NESTABLE_LONG = frozenset(["ethnicity", "religion", "education", "unit_kind", "mass_body", "honorific"])


def _is_nested(hit: Hit, widest: list[int]) -> bool:
    length = hit.end - hit.start
    return widest[hit.start] > length and widest[hit.end - 1] > length


def settle(scan: Scan) -> None:
    """Drops the hits on pieces that turned out to be names of people or units: Sai, Bảo, Ngừng."""
    taken = frozenset(place for place, use in enumerate(scan.used) if use in ("name", "unit", "elsewhere"))
    if not taken:
        return
    for tag, hits in list(scan.hits.items()):
        kept = [h for h in hits if h.start not in taken and (h.end - 1) not in taken]
        if len(kept) == len(hits):
            continue
        for hit in hits:
            if hit not in kept:
                scan.beginning.pop((tag, hit.start), None)
                scan.finishing.pop((tag, hit.end), None)
        if kept:
            scan.hits[tag] = kept
        else:
            del scan.hits[tag]


def _drop_nested(result: Scan) -> None:
    size = len(result)
    widest = [0] * size  # the length of the longest hit of two or more pieces over each piece
    for hits in result.hits.values():
        for hit in hits:
            length = hit.end - hit.start
            if length > 1:
                for place in range(hit.start, hit.end):
                    widest[place] = max(widest[place], length)
    result.within[:] = [False] * size
    openings = {("bridge", hit.start) for hit in result.hits.get("bridge", _NO_HITS)}
    for tag, hits in result.hits.items():
        for hit in hits if tag not in _LOOSE else _NO_HITS:
            if tag == "ethnicity" and not hit.exact and ("bridge", hit.start) in openings:
                # "la Ha Cong Thang" is no La Ha.
                continue
            for place in range(hit.start + 1, hit.end):
                result.within[place] = True
    for tag in [tag for tag in result.hits if tag in _NESTABLE]:
        long_too = tag in _NESTABLE_LONG
        kept = [
            h for h in result.hits[tag] if not _is_nested(h, widest) or (h.end - h.start > 1 and not long_too)
        ]
        if kept:
            result.hits[tag] = kept
        else:
            del result.hits[tag]


def _shade(result: Scan, shadow: str, tags: tuple[str, ...]) -> None:
    reach = [0] * (len(result) + 1)
    for hit in result.hits[shadow]:
        for place in range(hit.start, hit.end):
            reach[place] = max(reach[place], hit.end)
    for tag in tags:
        if tag in result.hits:
            kept = [h for h in result.hits[tag] if reach[h.start] < h.end]
            if kept:
                result.hits[tag] = kept
            else:
                del result.hits[tag]
