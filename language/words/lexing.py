"""The pass itself: a text cut into pieces, and the lexicon's search tree walked from each of them."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache, partial
from itertools import compress, pairwise
from typing import Any

from language.words import particles
from language.words.matching import Match, matches
from language.words.normalise import Clean
from language.words.ranking import join_ranks
from language.words.remembering import Remembered
from language.words.scanning import MARK, NOTHING, NUMBER, WORD, Hit, Scan
from language.words.shadows import NAME_TAGS, drop_shadowed
from language.words.slips import repair
from language.words.spelling import Spelling, spell, telex
from language.words.splitting import pieces
from language.words.vocabulary import Node, Vocabulary

# Below this share of accented words the writer left the diacritics out: a bare word may be any reading.
_ACCENTED_SHARE = 0.3
# So it may where a phone completed one word and not the next: one plainly stripped for so many accented ones.
_ACCENTED_FOR_ONE_STRIPPED = 8
_NAME_RIME = "oong"  # of Toong, Xoong: the one rime spelled with a doubled key
_ENOUGH_PROSE = 3
_SHOUTED_SHARE = 0.6
# Emoji say nothing, wherever they stand; arrows and bullets do.
_PICTURE = re.compile("[\u2600-\u2793\u2795-\u27bf\U0001f000-\U0001ffff]")
# How the young, the South and the Centre write a word: "hok" is không, "rùi" is rồi.
_RESPELLED = {form: spell(word) for form, word in particles.meanings("respelled").items()}
# What is typed as one word for two: "hso" is hồ sơ, "conbn" còn bn.
_RUN_TOGETHER = {
    as_typed: tuple(map(spell, meant.split()))
    for form, meant in particles.meanings("run_together").items()
    for as_typed in (form, form.capitalize(), form.upper())
}
# Small letters: bare; bare though nothing but names is written so; with diacritics.
_SMALL, _STRIPPED, _MARKED, _CAPITAL, _SHOUTED, _CASELESS = range(6)


# What a piece is by itself, wherever it stands: how it is spelled and folded, its kind and case, whether it
# is a word that the lexicon does not know, where the forms that begin with it go on, and what it means alone
# in a message without diacritics and in one with. A plain tuple, for it is taken apart for every piece.
_Piece = tuple[
    Spelling, str, int, int, bool, dict[str, Node] | None, tuple[tuple[Match, ...], tuple[Match, ...]]
]


def scan(clean: Clean, vocabulary: Vocabulary) -> Scan:
    """The pieces and hits of a text: one step a piece, times the length of the longest form."""
    words, starts, ends = pieces(clean.text)
    if _PICTURE.search(clean.text):
        said = [place for place, word in enumerate(words) if not _PICTURE.match(word)]
        words = [words[place] for place in said]
        starts, ends = ([edges[place] for place in said] for edges in (starts, ends))
    typed = [*map(_read(vocabulary).__getitem__, words)]
    if not _RUN_TOGETHER.keys().isdisjoint(words):
        words, starts, ends, typed = _parted(words, starts, ends, typed, vocabulary)
    spellings, keys, kinds, cases, strange, following, alone = _columns(typed)
    cased, size = _is_cased(cases), len(words)
    if True in strange:
        meant = [*spellings]
        if repair(words, meant, [*compress(range(size), strange)], vocabulary, cased=cased):
            typed = _mended(typed, meant, vocabulary)
            spellings, keys, kinds, cases, _, following, alone = _columns(typed)
    result = Scan(
        clean=clean,
        size=size,
        words=words,
        spellings=spellings,
        keys=keys,
        kinds=kinds,
        numbers=[place for place, kind in enumerate(kinds) if kind == NUMBER] if NUMBER in kinds else [],
        starts=starts,
        ends=ends,
        accented=_is_accented(cases, typed),
        cased=cased,
        hits=defaultdict(list),
        covering=[0] * size,
        used=[""] * size,
        spoken=[],
        within=[False] * size,
        beginning=[NOTHING] * size,
        finishing=[NOTHING] * (size + 1),
    )
    _collect(result, following, alone)
    drop_shadowed(result)
    if "superlative" in result.hits:
        join_ranks(result)
    result.spoken = [not NAME_TAGS.issuperset(hits) for hits in result.beginning]
    return result


def _columns(typed: list[_Piece]) -> Iterable[list[Any]]:
    """Each part of the pieces as a list of its own."""
    return map(list, zip(*typed, strict=True)) if typed else ([] for _ in range(7))


def _parted(
    words: list[str], starts: list[int], ends: list[int], typed: list[_Piece], vocabulary: Vocabulary
) -> tuple[list[str], list[int], list[int], list[_Piece]]:
    """The pieces, each that is two words as two: what is typed of the first stands for the whole of it."""
    said: list[str] = []
    opens: list[int] = []
    closes: list[int] = []
    known: list[_Piece] = []
    for word, start, end, piece in zip(words, starts, ends, typed, strict=True):
        meant = _RUN_TOGETHER.get(word, ())
        at = [start, end] if not meant else [start, start + _cut(word, meant[1].folded), end]
        said += [word[first - start : last - start] for first, last in pairwise(at)]
        opens += at[:-1]
        closes += at[1:]
        known += [_spelled(spelling, WORD, piece[3], vocabulary) for spelling in meant] or [piece]
    return said, opens, closes, known


def _cut(word: str, second: str) -> int:
    """Where the second word begins: behind all of the first one's letters that were typed."""
    return len(word) - len(second) if spell(word).folded.endswith(second) else 1


@lru_cache(maxsize=4)
def _read(vocabulary: Vocabulary) -> Remembered[str, _Piece]:
    """The pieces by their words."""
    return Remembered(partial(_piece, vocabulary), most=16_384)


def _piece(vocabulary: Vocabulary, word: str) -> _Piece:
    """A piece as typed; a word the lexicon does not know is tried as leftover Telex keys."""
    first = word[0]
    kind = WORD if first.isalpha() else NUMBER if first.isdecimal() else MARK
    case = _SMALL if first.islower() else _CASELESS
    if first.isupper():
        case = _SHOUTED if len(word) > 1 and word.isupper() else _CAPITAL
    spelling = spell(word)
    is_name = case == _CAPITAL and _NAME_RIME in word  # xã Pi Toong: not "tông" with a doubled key
    if kind == WORD and not is_name and spelling.folded not in vocabulary.words:
        decoded = telex(word)
        if decoded is not None and (fixed := spell(decoded)).folded in vocabulary.words:
            spelling = fixed
    if case == _SMALL and not spelling.is_bare:
        case = _MARKED
    elif case == _SMALL and spelling.folded in vocabulary.marked:
        case = _STRIPPED
    if case != _CAPITAL and kind == WORD:
        spelling = _RESPELLED.get(_written(word), spelling)
    return _spelled(spelling, kind, case, vocabulary)


def _written(word: str) -> str:
    """A word in small letters as the lexicon has it, whatever it is composed of."""
    return unicodedata.normalize("NFC", word.lower())


def _spelled(spelling: Spelling, kind: int, case: int, vocabulary: Vocabulary) -> _Piece:
    key = spelling.folded
    is_strange = kind == WORD and key not in vocabulary.words
    node = vocabulary.root.following.get(key)
    if node is None:
        two = tuple((sense.tag, sense.value, False) for sense in vocabulary.glued.get(key, ()))
        return spelling, key, kind, case, is_strange, None, (two, two)
    bare, accented = (matches[node, (spelling,), marks] for marks in (False, True))
    return spelling, key, kind, case, is_strange, node.following, (bare, accented)


def _mended(typed: list[_Piece], meant: list[Spelling], vocabulary: Vocabulary) -> list[_Piece]:
    """The pieces, with what was meant in the place of words with a slip."""
    return [
        piece if spelling is piece[0] else _spelled(spelling, piece[2], piece[3], vocabulary)
        for piece, spelling in zip(typed, meant, strict=True)
    ]


def _is_accented(cases: list[int], typed: list[_Piece]) -> bool:
    """Judged by the words in lower case where there are some: names keep their diacritics longer."""
    marked, stripped = cases.count(_MARKED), cases.count(_STRIPPED)
    words = marked + stripped + cases.count(_SMALL)
    if words < _ENOUGH_PROSE:
        bare = [spelling.is_bare for spelling, _, kind, _, _, _, _ in typed if kind == WORD]
        marked, words = bare.count(False), len(bare)
    return stripped * _ACCENTED_FOR_ONE_STRIPPED <= marked > words * _ACCENTED_SHARE


def _is_cased(cases: list[int]) -> bool:
    """Whether capitals mark names: there are capitals and small letters, and the text is not shouted."""
    lowers = cases.count(_SMALL) + cases.count(_STRIPPED) + cases.count(_MARKED)
    shouted = cases.count(_SHOUTED)
    capitals = shouted + cases.count(_CAPITAL)
    return capitals > 0 and lowers > 0 and shouted <= (lowers + capitals) * _SHOUTED_SHARE


def _collect(
    result: Scan, following: list[dict[str, Node] | None], alone: list[tuple[tuple[Match, ...], ...]]
) -> None:
    """Walks the search tree from every piece; per tag the longest form at a place stands.

    A form that an earlier one of its tag covers is left out.
    """
    keys, spellings, accented = result.keys, tuple(result.spellings), result.accented
    hits, beginning, finishing, covering = result.hits, result.beginning, result.finishing, result.covering
    new = tuple.__new__  # what Hit(…) does, without a call in between: some fifty times a message
    size, reached = len(keys), 0
    for start, opened in enumerate(following):
        if keys[start] == "k" and _is_thousand(result, start):
            continue
        ahead = opened
        longest = end = start + 1
        here: dict[str, Hit] = {}
        for tag, value, exact in alone[start][accented]:
            here[tag] = new(Hit, (start, end, value, exact))
        while ahead and end < size and (node := ahead.get(keys[end])) is not None:
            ahead, end = node.following, end + 1
            if node.senses and (found := matches[node, spellings[start:end], accented]):
                for tag, value, exact in found:
                    here[tag] = new(Hit, (start, end, value, exact))
                longest = end
        if not here:
            continue
        if opened is not None:  # not two words written as one
            covering[start] = longest
        if start < reached:
            here = {tag: hit for tag, hit in here.items() if tag not in hits or hits[tag][-1].end <= start}
        beginning[start] = here
        for tag, hit in here.items():
            hits[tag].append(hit)
        if longest > start + 1:
            reached = max(reached, longest)
            for tag, hit in here.items():
                if finishing[hit.end]:
                    finishing[hit.end][tag] = hit
                else:
                    finishing[hit.end] = {tag: hit}
        elif finishing[longest]:
            finishing[longest].update(here)
        else:
            finishing[longest] = here  # the same hits begin and end here


def _is_thousand(result: Scan, place: int) -> bool:
    """The k of 2k3 is no không."""
    return result.is_number(place - 1) and result.glued(place) and result.is_number(place + 1)
