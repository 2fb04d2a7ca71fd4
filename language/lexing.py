"""The pass itself: a text cut into pieces, and the lexicon's search tree walked from each of them."""

import re

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
    result = Scan(
        clean=clean,
        words=words,
        spellings=spellings,
        keys=[spelling.folded for spelling in spellings],
        kinds=[WORD if w[0].isalpha() else NUMBER if w[0].isdecimal() else MARK for w in words],
        starts=[piece.start() for piece in found],
        ends=[piece.end() for piece in found],
        accented=_is_accented(words, spellings),
        cased=cased,
        hits={},
        covering=[0] * size,
        used=[""] * size,
        spoken=[False] * size,
        within=[False] * size,
        beginning=[NOTHING] * size,
        finishing=[NOTHING] * (size + 1),
    )
    _collect(result, vocabulary)
    drop_shadowed(result)
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
        is_name = tag in NAME_TAGS
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
