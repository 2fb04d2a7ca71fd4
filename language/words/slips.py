"""Slips of the finger in the words of events and jobs: "kết nạpp", "chính thứuc", "giáo viêm".

Only a word that means nothing else is looked at, beside a neighbour that is right, and only against
phrases of six letters or more that name events or jobs; names of ethnic groups are never among them.
"""

from collections.abc import Mapping

from language.words.spelling import Spelling
from language.words.vocabulary import Vocabulary

_ALIKE = 85  # of 100: one wrong letter in seven
_SHORTEST_WORD = 2


def repair(
    words: list[str], spellings: list[Spelling], strange: list[int], vocabulary: Vocabulary, *, cased: bool
) -> bool:
    """Puts the phrase that was meant in the place of a slip, and says whether there was any.

    The words themselves stay as typed. `strange` are the places of the words that the lexicon does not know.
    """
    found = False
    for place in strange:
        word = words[place]
        if len(word) < _SHORTEST_WORD or not word.isalpha() or (cased and word[0].isupper()):
            continue
        for first in (place - 1, place):
            typed = spellings[first : first + 2] if first >= 0 else []
            meant = _meant(typed, vocabulary.phrases)
            if meant is None and cased:  # "quang van hac sinh 2000" is no học sinh
                meant = _meant(typed, vocabulary.jobs)
            right = 1 - (place - first)
            if meant is None or spellings[first + right].folded != meant[right].folded:
                continue
            # "kop dang" is Kốp and đang, not "lớp Đảng": the first letter of a word is seldom the wrong one.
            if spellings[place].folded[0] == meant[place - first].folded[0]:
                spellings[first : first + 2] = meant
                found = True
                break
    return found


def _meant(typed: list[Spelling], phrases: Mapping[str, tuple[Spelling, ...]]) -> tuple[Spelling, ...] | None:
    """The phrase of two words that the typed ones come close to."""
    joined = "".join(word.folded for word in typed)
    if len(typed) < 2 or not joined.isalpha():
        return None
    from rapidfuzz import fuzz, process  # 3 MB, which the start does without

    found = process.extractOne(joined, phrases.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return phrases[found[0]] if found is not None else None
