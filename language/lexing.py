"""The pass itself: a text cut into pieces, and the lexicon's search tree walked from each of them."""

import re
from collections import defaultdict

from language.matching import matches
from language.normalise import Clean
from language.scanning import MARK, NOTHING, NUMBER, WORD, Hit, Scan
from language.shadows import NAME_TAGS, drop_shadowed
from language.slips import repair
from language.spelling import Spelling, spell, telex
from language.splitting import pieces
from language.vocabulary import Vocabulary

# Below this share of accented words the writer left the diacritics out: a bare word may be any reading.
_ACCENTED_SHARE = 0.15
_ENOUGH_PROSE = 3
_SHOUTED_SHARE = 0.6
# Emoji say nothing, wherever they stand; arrows and bullets do.
_PICTURE = re.compile("[\u2600-\u2793\u2795-\u27bf\U0001f000-\U0001ffff]")


def scan(clean: Clean, vocabulary: Vocabulary) -> Scan:
    """The pieces and hits of a text: one step a piece, times the length of the longest form."""
    found = pieces(clean.text)
    if _PICTURE.search(clean.text):
        found = [piece for piece in found if not _PICTURE.match(piece.group())]
    words = [piece.group() for piece in found]
    cased = _is_cased(words)
    spellings = _spelled(words, vocabulary, cased=cased)
    size = len(words)
    kinds = [WORD if w[0].isalpha() else NUMBER if w[0].isdecimal() else MARK for w in words]
    result = Scan(
        clean=clean,
        words=words,
        spellings=spellings,
        keys=[spelling.folded for spelling in spellings],
        kinds=kinds,
        numbers=[place for place, kind in enumerate(kinds) if kind == NUMBER],
        starts=[piece.start() for piece in found],
        ends=[piece.end() for piece in found],
        accented=_is_accented(words, spellings),
        cased=cased,
        hits=defaultdict(list),
        covering=[0] * size,
        used=[""] * size,
        spoken=[False] * size,
        within=[False] * size,
        beginning=[NOTHING] * size,
        finishing=[NOTHING] * (size + 1),
    )
    _collect(result, vocabulary)
    _index(result)
    drop_shadowed(result)
    result.spoken = [bool(hits) and not hits.keys() <= NAME_TAGS for hits in result.beginning]
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
    beginning, covering = result.beginning, result.covering
    root, glued = vocabulary.root.following, vocabulary.glued
    new = tuple.__new__  # what Hit(…) does, without a call in between: some fifty times a message
    size = len(keys)
    for start, key in enumerate(keys):
        node = root.get(key)
        if node is None:
            if key in glued:
                beginning[start] = {s.tag: Hit(start, start + 1, s.value, False) for s in glued[key]}
            continue
        if key == "k" and _is_thousand(result, start):
            continue
        here: dict[str, Hit] = {}
        end = start + 1
        while True:
            if node.senses and (found := matches(node, spellings[start:end], accented)):
                for tag, value, exact in found:
                    here[tag] = new(Hit, (start, end, value, exact))
                covering[start] = end
            if end == size or (node := node.following.get(keys[end])) is None:
                break
            end += 1
        if here:
            beginning[start] = here


def _index(result: Scan) -> None:
    """Keeps the hits by tag and by their ends, but those that an earlier form of their tag covers."""
    hits, finishing, furthest = result.hits, result.finishing, 0
    for start, here in enumerate(result.beginning):
        if not here:
            continue
        if start < furthest:
            for tag in [tag for tag in here if tag in hits and hits[tag][-1].end > start]:
                del here[tag]
        end = result.covering[start]
        if end > start + 1:
            furthest = max(furthest, end)
            for tag, hit in here.items():
                hits[tag].append(hit)
                if finishing[hit.end]:
                    finishing[hit.end][tag] = hit
                else:
                    finishing[hit.end] = {tag: hit}
            continue
        for tag, hit in here.items():
            hits[tag].append(hit)
        if finishing[start + 1]:
            finishing[start + 1].update(here)
        else:
            finishing[start + 1] = here.copy()


def _is_thousand(result: Scan, place: int) -> bool:
    """The k of 2k3 is no không."""
    return result.is_number(place - 1) and result.glued(place) and result.is_number(place + 1)
