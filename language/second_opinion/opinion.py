"""How likely each intent is by what was learned, and whether that outweighs what the rules read."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, sqrt

from domain.pipeline import Stage
from language.reading import Intent, Problem, Reading
from language.second_opinion.clues import clues_of
from language.second_opinion.learned import STEPS, learned
from language.words.scanning import Scan

_FEW, _MANY = 8, 600  # pieces
_LIKELY = 0.5
_SURE = 0.9  # where the rules find no question, or do find what is wanted
_OUTWEIGHS = 16  # times as likely as what the rules read, which is right of 19 messages in 20
_BEYOND_DOUBT = 100  # times as likely: of 1,335 longer messages never seen it was wrong once
_LONGER = 25  # pieces
_HARDLY = 0.06  # how likely news of others, which nobody reports, looks like news of ours
_TAKES_BACK = (Intent.CORRECT_LAST, Intent.UNDO_LAST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """How likely each intent is, from 0 to 1, all of them together 1, by which clues.

    `is_longer`: of a message of more than a line or two.
    """

    likely: Mapping[Intent, float]
    clues: frozenset[str] = frozenset()
    is_longer: bool = False

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
        if self.is_longer and reading.problems == (Problem.OTHER_BODY,):
            return self.likely[Intent.NONE] <= _HARDLY  # news of others beside the own
        if reading.problems or chance < max(_LIKELY, _OUTWEIGHS * self.likely[reading.intent]):
            return False
        if reading.form is not None or reading.alternatives or other is Intent.SET_QUOTA:
            return False  # targets are told in set words
        if other is Intent.REPORT_CANDIDATE and reading.intent is Intent.REPORT_DROPPED:
            return False  # who is taken off a list is told in nearly the words of who is put on it
        if reading.intent.is_question and reading.intent is not Intent.QUERY_PERSON and other.is_question:
            return False
        if any(event.intent is other for event in reading.others):
            return False
        return self._is_beyond_doubt(reading) or self._is_sure_enough(reading)

    def _is_beyond_doubt(self, reading: Reading) -> bool:
        return self.is_longer and self.likely[self.intent] >= _BEYOND_DOUBT * self.likely[reading.intent]

    def _is_sure_enough(self, reading: Reading) -> bool:
        """Whether it is as sure as it has to be; what goes on with the talk before is left alone."""
        if reading.leans_on_last or reading.continues:
            return False
        unasked = self.intent.is_question and reading.intent in (Intent.NONE, Intent.QUERY_PERSON)
        unsaid = self.intent is Intent.NONE and reading.intent not in _TAKES_BACK
        return not (unasked or unsaid) or self.likely[self.intent] >= _SURE


def opinion_of(scan: Scan) -> Opinion | None:
    """What a message probably wants.

    None of a few words and of the assistant's own cards, which the rules know better, and of more than
    anybody writes.
    """
    if not _FEW <= len(scan) <= _MANY or scan.at("own_card", 0) is not None:
        return None
    clues = frozenset(clues_of(scan))
    likely = {Intent(name): chance for name, chance in _likely("intents", clues).items()}
    return Opinion(likely=likely, clues=clues, is_longer=len(scan) >= _LONGER)


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
