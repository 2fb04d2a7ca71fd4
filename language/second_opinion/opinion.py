"""How likely each intent is by what was learned, and whether that outweighs what the rules read."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, sqrt

from domain.pipeline import Stage
from language.reading import Intent, Reading
from language.second_opinion.clues import clues_of
from language.second_opinion.learned import STEPS, learned
from language.words.scanning import Scan

_FEW, _MANY = 8, 600  # pieces
_LIKELY = 0.5
_SURE = 0.9  # where the rules find no question, or do find what is wanted
_OUTWEIGHS = 16  # times as likely as what the rules read, which is right of 19 messages in 20
_TAKES_BACK = (Intent.CORRECT_LAST, Intent.UNDO_LAST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """How likely each intent is, from 0 to 1, all of them together 1, by which clues."""

    likely: Mapping[Intent, float]
    clues: frozenset[str] = frozenset()

    @property
    def intent(self) -> Intent:
        """The likeliest."""
        return max(self.likely, key=self.likely.__getitem__)

    @property
    def step(self) -> Stage | None:
        """The likeliest step of a dossier, where one is told."""
        if self.intent is not Intent.REPORT_STAGE:
            return None
        steps = _likely("steps", self.clues)
        return Stage(max(steps, key=steps.__getitem__))

    def is_against(self, reading: Reading) -> bool:
        """Whether something else is far likelier than what was read.

        What is known not to have happened stays so, whatever it looks like; of two questions the rules know
        better which is asked, but for a person whose name may be none.
        """
        other, chance = self.intent, self.likely[self.intent]
        if chance < max(_LIKELY, _OUTWEIGHS * self.likely[reading.intent]) or reading.problems:
            return False
        if reading.leans_on_last or reading.continues or reading.form is not None or reading.alternatives:
            return False
        if other is Intent.SET_QUOTA:
            return False  # targets are told in set words
        if other is Intent.REPORT_CANDIDATE and reading.intent is Intent.REPORT_DROPPED:
            return False  # who is taken off a list is told in nearly the words of who is put on it
        if reading.intent.is_question and reading.intent is not Intent.QUERY_PERSON and other.is_question:
            return False
        unasked = other.is_question and reading.intent in (Intent.NONE, Intent.QUERY_PERSON)
        unsaid = other is Intent.NONE and reading.intent not in _TAKES_BACK
        if (unasked or unsaid) and chance < _SURE:
            return False
        return all(event.intent is not other for event in reading.others)


def opinion_of(scan: Scan) -> Opinion | None:
    """What a message probably wants.

    None of a few words and of the assistant's own cards, which the rules know better, and of more than
    anybody writes.
    """
    if not _FEW <= len(scan) <= _MANY or scan.at("own_card", 0) is not None:
        return None
    clues = frozenset(clues_of(scan))
    likely = {Intent(name): chance for name, chance in _likely("intents", clues).items()}
    return Opinion(likely=likely, clues=clues)


def _likely(table: str, clues: frozenset[str]) -> dict[str, float]:
    """How likely each label of a table is, by a linear model; the more clues, the less each counts."""
    known = learned(table)
    totals, found = known.total(clues)
    scale = STEPS * sqrt(max(1, found))
    scores = [total / scale + before / STEPS for total, before in zip(totals, known.before, strict=True)]
    best = max(scores)
    chances = [exp(score - best) for score in scores]
    whole = sum(chances)
    return {label: chance / whole for label, chance in zip(known.labels, chances, strict=True)}
